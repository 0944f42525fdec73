"""Digits: numbers written in figures, with separators, fraction signs and slashes."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Literal, NamedTuple

from onrecord.annotate.figures.atoms import Atoms
from onrecord.annotate.figures.number_words import load_number_words

NumeralKind = Literal["digits", "words", "share", "vague", "loose", "ordinal"]

FRACTION_DIGITS = Decimal("1e-12")
"""A third has no last digit: shares are kept to twelve places."""
MAX_DIGITS = 30
"""A longer run of digits counts nothing; it is an identifier."""

_PLAIN = re.compile(r"\d+(\.\d+)?")
_LEADING_DOT = re.compile(r"\.\d+")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_INDIAN = re.compile(r"\d{1,2}(,\d{2})+,\d{3}(\.\d+)?")
_EUROPEAN = re.compile(r"\d{1,3}(\.\d{3})+,\d{1,2}|\d{1,3}(\.\d{3}){2,}|\d{1,3},\d{1,2}")


class Read(NamedTuple):
    """A value read, the position after it, and the last scale word's value."""

    value: Decimal
    end: int
    scale: Decimal = Decimal(1)
    kind: NumeralKind = "words"


def read_digits(text: str) -> Decimal | None:
    """Return the value of digits with separators, or None where they form no number.

    A point is decimal ("1.234" is less than two) and a comma groups thousands or, the Indian way,
    lakhs; "1.234,5" and "1,3" can only be European.

    >>> read_digits("1,234.5"), read_digits("12,34,567"), read_digits("1.234,5")
    (Decimal('1234.5'), Decimal('1234567'), Decimal('1234.5'))
    >>> read_digits("192.168.1.2") is None
    True
    """
    if len(text) > MAX_DIGITS:
        return None
    try:
        if _PLAIN.fullmatch(text) or _LEADING_DOT.fullmatch(text):
            return Decimal(text)
        if _GROUPED.fullmatch(text) or _INDIAN.fullmatch(text):
            return Decimal(text.replace(",", ""))
        if _EUROPEAN.fullmatch(text):
            return Decimal(text.replace(".", "").replace(",", "."))
    except InvalidOperation:
        return None
    return None


def divide(numerator: Decimal | int, denominator: int) -> Decimal:
    """Return a share, kept to twelve places where it has no last digit."""
    share = Decimal(numerator) / denominator
    return share if share == share.quantize(FRACTION_DIGITS) else share.quantize(FRACTION_DIGITS)


def read_fraction_sign(atoms: Atoms, index: int) -> Decimal | None:
    """Read "½" and its like."""
    word = atoms.word(index)
    if len(word) != 1 or unicodedata.category(word) != "No":
        return None
    value = unicodedata.numeric(word, 0.0)
    if not 0 < value < 1:
        return None
    return Decimal(repr(value)).quantize(FRACTION_DIGITS).normalize()


def read_slashed(atoms: Atoms, index: int) -> Read | None:
    """Read "3/4" as three quarters, and leave "9/11", "24/7" and dates alone."""
    if atoms.word(index + 1) not in {"/", "⁄"} or not atoms.is_glued(index + 1):
        return None
    top, bottom = atoms.words[index], atoms.word(index + 2)
    if (
        not top.isdecimal()
        or bottom not in load_number_words().share_bottoms
        or not atoms.is_glued(index + 2)
    ):
        return None
    if atoms.word(index + 3) == "/" or int(top) >= int(bottom):
        return None
    return Read(divide(int(top), int(bottom)), index + 3, kind="digits")


def read_spaced_groups(atoms: Atoms, index: int, value: Decimal) -> Read:
    """Read "1 234 567", "10 000" and the "80, 000" of text taken apart into tokens."""
    if len(atoms.words[index]) > 3 or not atoms.words[index].isdecimal():
        return Read(value, index + 1, kind="digits")
    end = index + 1
    groups: list[str] = []
    while _is_group(atoms, end):
        groups.append(atoms.words[end])
        end += 1
    if groups and (len(groups) > 1 or groups[0] == "000"):
        return Read(Decimal(atoms.words[index] + "".join(groups)), end, kind="digits")
    if atoms.word(index + 1) == "," and atoms.word(index + 2) == "000":
        return Read(value * 1000, index + 3, kind="digits")
    return Read(value, index + 1, kind="digits")


def _is_group(atoms: Atoms, index: int) -> bool:
    word = atoms.word(index)
    if len(word) != 3 or not word.isdecimal():
        return False
    return 0 < atoms.starts[index] - atoms.ends[index - 1] <= 1
