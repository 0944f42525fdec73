"""Numbers in digits or words, as far as lengths of time need them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from onrecord.annotate.times.words import Piece, load_data

_DIGITS = re.compile(r"\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,4})?|\d{1,7}(?:\.\d{1,4})?")
_FRACTIONS = {"½": "0.5", "¼": "0.25", "¾": "0.75"}
MAX_NUMBER_PIECES = 12
"""No number in words is longer; the bound keeps hostile runs of number words linear."""


@cache
def _load_words() -> tuple[dict[str, int], dict[str, int]]:
    data = load_data("words")
    return data["numbers"], data["multipliers"]


def read_number(pieces: Sequence[Piece], at: int) -> tuple[int, Decimal] | None:
    """Read the number that begins at a piece.

    Returns:
        The index after its last piece and its value, or None where there is no number.
    """
    digits = _DIGITS.fullmatch(pieces[at].lower)
    if digits:
        return _read_digits(pieces, at)
    numbers, multipliers = _load_words()
    total = part = Decimal(0)
    end = position = at
    while position < min(len(pieces), at + MAX_NUMBER_PIECES):
        word = pieces[position].lower
        if word in numbers and _fits(part, numbers[word]):
            part += numbers[word]
        elif word in multipliers and end > at:
            if multipliers[word] == 100:
                part *= 100
            else:
                total, part = total + part * multipliers[word], Decimal(0)
        elif word in {"-", "and"} and end > at and position == end:
            position += 1
            continue
        else:
            break
        position += 1
        end = position
    return (end, total + part) if end > at else None


def _fits(part: Decimal, number: int) -> bool:
    """Say whether a number word can follow: "twenty five" can, "five six" cannot."""
    rest = int(part) % 100
    return rest == 0 or (rest >= 20 and rest % 10 == 0 and number < 10)


def _read_digits(pieces: Sequence[Piece], at: int) -> tuple[int, Decimal]:
    value, end = Decimal(pieces[at].lower.replace(",", "")), at + 1
    if end < len(pieces):
        after = pieces[end].lower
        if after in _FRACTIONS:
            return end + 1, value + Decimal(_FRACTIONS[after])
        if after in _load_words()[1]:
            return end + 1, value * _load_words()[1][after]
    return end, value
