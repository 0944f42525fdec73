"""The pieces time expressions are read from: tokens cut where a hyphen or a digit joins things.

``mid-2023`` is three pieces, ``8pm`` two, ``a.m.`` and ``10:30`` one. Each piece has its lexical
classes from ``data/words.toml`` and the number classes, which are computed.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from onrecord.annotate.parses import Parse

Classes = dict[str, Any]
NO_CLASSES: Classes = {}
NUMERAL = "NUMERAL"

_PIECE = re.compile(
    r"\d+(?:[.,:]\d+)*(?:st|nd|rd|th|s)?(?![^\W\d_])|\d+(?:[.,:]\d+)*|[^\W\d_]+\.?|.", re.I
)
_MERIDIEM = re.compile(r"(\d+(?:[.:]\d\d){0,2})([ap]\.?m\.?)", re.I)
_KEPT = re.compile(r"[qh]\d|\dq|\dh|fy'?\d+|\d+(?:/\d+)?", re.I)
_LETTERS = re.compile(r"['’]?[^\W\d_]+(?:[.'’][^\W\d_]+)*[.'’]?")
_NTH = re.compile(r"(\d{1,2})(st|nd|rd|th)")
_CLOCK = re.compile(r"([01]?\d|2[0-4])([:.])([0-5]\d)(?::([0-5]\d))?")
_DECADE = re.compile(r"(\d\d)?(\d)0s")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})")
_FISCAL = re.compile(r"fy'?(\d{4}|\d\d)")
MAX_CUT_CHARS = 60
"""A longer token is no time."""
_CACHED_WORDS = 100_000


@dataclass(slots=True)
class Piece:
    """One piece of a token: the word in lower case, its span, its token, its lexical classes."""

    lower: str
    start: int
    end: int
    token: int
    classes: Classes


@cache
def load_data(name: str) -> dict[str, Any]:
    """Read one of the data files that stand beside the code."""
    source = resources.files("onrecord.annotate.times") / "data" / f"{name}.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def _load_lexicon() -> dict[str, Classes]:
    lexicon: dict[str, Classes] = {}
    for class_name, words in load_data("words").items():
        if class_name.isupper():
            for word, value in words.items():
                lexicon.setdefault(word, {})[class_name] = value
    for word, value in load_data("words")["numbers"].items():
        lexicon.setdefault(word, {})[NUMERAL] = value
    return lexicon


@lru_cache(maxsize=_CACHED_WORDS)
def classify(lower: str) -> Classes:
    """Return the lexical and number classes of a word in lower case.

    ``NUMERAL`` says that a number can begin with it.
    """
    found = _load_lexicon().get(lower)
    if lower[:1].isdigit() or lower[:2] == "fy":
        begins = {NUMERAL: lower} if lower[0].isdigit() else NO_CLASSES
        return {**(found or {}), **_classify_number(lower), **begins}
    return found or NO_CLASSES


def _classify_number(lower: str) -> Classes:
    if lower.isascii() and lower.isdigit():
        return _classify_digits(lower)
    return _classify_joined(lower)


def _classify_joined(lower: str) -> Classes:
    """Classify digits with letters or marks in them: "3rd", "10:30", "11/28", "1990s", "fy24"."""
    if nth := _NTH.fullmatch(lower):
        number = int(nth[1])
        return {"NTH": number} | ({"DAY": number} if 1 <= number <= 31 else {})
    if clock := _CLOCK.fullmatch(lower):
        hour, dot, minute, second = clock.groups()
        value = (int(hour), int(minute), int(second or 0))
        return {"CLOCK" if dot == ":" else "CLOCK_DOT": value}
    if slashed := _SLASHED.fullmatch(lower):
        return {"SLASHED": (int(slashed[1]), int(slashed[2]))}
    if decade := _DECADE.fullmatch(lower):
        return {"DECADE": (int(decade[1]) if decade[1] else None, int(decade[2]))}
    if fiscal := _FISCAL.fullmatch(lower):
        return {"FISCAL_YEAR": int(fiscal[1]) + (2000 if len(fiscal[1]) == 2 else 0)}
    return NO_CLASSES


def _classify_digits(digits: str) -> Classes:
    if len(digits) > 4:
        return NO_CLASSES
    value = int(digits)
    classes: Classes = {"NUM": value}
    if len(digits) == 4 and 1000 <= value < 2200:
        classes["YEAR"] = value
    if len(digits) == 4 and value // 100 <= 24 and value % 100 < 60:
        classes["NNNN"] = (value // 100, value % 100, 0)
    if len(digits) <= 2:
        classes |= {"DAY": value} if 1 <= value <= 31 else {}
        classes |= {"HOUR": value} if value <= 24 else {}
    if len(digits) == 2:
        classes["NN"] = value
    return classes


def cut_pieces(parse: Parse) -> list[Piece]:
    """Return the pieces of a parse, in order."""
    pieces: list[Piece] = []
    for token, (word, start) in enumerate(zip(parse.words, parse.starts, strict=True)):
        if word.isalpha():
            lower = word.lower()
            pieces.append(Piece(lower, start, parse.ends[token], token, classify(lower)))
        else:
            _cut_word(pieces, word, start, token)
    _drop_common_words(parse, pieces)
    return pieces


def _cut_word(pieces: list[Piece], word: str, start: int, token: int) -> None:
    for at, part in _split_word(word):
        lower = part.lower()
        begin = start + at
        pieces.append(Piece(lower, begin, begin + len(part), token, classify(lower)))


@lru_cache(maxsize=_CACHED_WORDS)
def _split_word(word: str) -> tuple[tuple[int, str], ...]:
    if len(word) == 1 or len(word) > MAX_CUT_CHARS or _KEPT.fullmatch(word):
        return ((0, word),)
    if meridiem := _MERIDIEM.fullmatch(word):
        return ((0, meridiem[1]), (meridiem.start(2), meridiem[2]))
    return ((0, word),) if _LETTERS.fullmatch(word) else _find_parts(word)


def _find_parts(word: str) -> tuple[tuple[int, str], ...]:
    return tuple((match.start(), match.group()) for match in _PIECE.finditer(word))


@cache
def _common_words() -> frozenset[str]:
    return frozenset(load_data("words")["capitalised"]["words"])


def _drop_common_words(parse: Parse, pieces: list[Piece]) -> None:
    """Take the time classes from words that are something else here: may, march, second, sat."""
    common = _common_words()
    for at, piece in enumerate(pieces):
        if not piece.classes:
            continue
        if piece.lower in common and not _is_name(parse, pieces, at):
            piece.classes = NO_CLASSES
        elif piece.lower == "second" and parse.tags[piece.token] not in {"NN", "NNS"}:
            piece.classes = {"ORDINAL": 2}
        elif "SEASON" in piece.classes and parse.tags[piece.token].startswith("VB"):
            piece.classes = NO_CLASSES


def _is_name(parse: Parse, pieces: list[Piece], at: int) -> bool:
    """Say whether a month's or weekday's name that is a common word too is meant as the name."""
    token = pieces[at].token
    if not parse.words[token][:1].isupper():
        return False
    after = pieces[at + 1].classes if at + 1 < len(pieces) else NO_CLASSES
    if "DAY" in after or "YEAR" in after or "MONTH" in after:
        return True
    if "WEEKDAY" in pieces[at].classes:
        return pieces[at].lower[-1] == "."
    return parse.tags[token] in {"NNP", "NNPS", "NN", "CD", "JJ"}
