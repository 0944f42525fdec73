"""What a report is about, as counted terms in six channels, found without a parser.

========  ==========================================================================
word      stems of content words
lead      the same, of the first seventy content words
title     the same, of the title or headline
name      capitalised words that the report never writes small
pair      two such words in a row: full names, streets, institutions
number    a number with the word it counts: "16 year", "1100 block", "four teen"
========  ==========================================================================
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from onrecord.group.tokens import list_report_blocks, list_words, normalise_word
from onrecord.group.wordings import is_function_word, stem_word
from onrecord.records import Report

Channel = Literal["word", "lead", "title", "name", "pair", "number"]
CHANNELS: tuple[Channel, ...] = ("word", "lead", "title", "name", "pair", "number")
Traits = Mapping[Channel, Mapping[str, int]]
"""How often each term stands in each channel of one report."""

LEAD_WORDS = 70
MAX_WORDS = 3_000
"""What a report is about is said before this; a book among reports costs no more than a report."""
_TITLE_CHARS = 160

_NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
)  # fmt: skip
_NUMBER_WORDS = {word: str(value) for value, word in enumerate(_NUMBERS)}


class _Word(NamedTuple):
    """All that is asked of a word as written, looked up once for each of its occurrences."""

    stem: str
    plain: str
    is_content: bool
    is_capital: bool
    is_small: bool
    number: str
    """Its digits, empty where it is no number."""
    has_digit: bool
    """It begins with one."""


@lru_cache(maxsize=200_000)
def _read_word(word: str) -> _Word:
    plain = normalise_word(word)
    is_content = not is_function_word(word)
    value = _NUMBER_WORDS.get(plain, word)
    return _Word(
        stem=stem_word(word),
        plain=plain,
        is_content=is_content,
        is_capital=word[0].isupper() and is_content,
        is_small=word.islower(),
        number=value if value[0].isdigit() else "",
        has_digit=word[0].isdecimal(),
    )


def find_traits(report: Report) -> Traits:
    """Count the terms of a report's title and of its blocks that are report."""
    title = find_title(report)
    title_words = list_words(title, (0, len(title)))
    written = _list_words(report)
    if title and not report.text.lstrip().startswith(title):
        written = title_words + written
    words = [_read_word(word) for word in written[:MAX_WORDS]]
    stems = [word.stem for word in words if word.is_content]
    names, pairs = _count_names(words)
    return {
        "word": Counter(stems),
        "lead": Counter(stems[:LEAD_WORDS]),
        "title": Counter(word.stem for word in map(_read_word, title_words) if word.is_content),
        "name": names,
        "pair": pairs,
        "number": _count_numbers(words),
    }


def find_title(report: Report) -> str:
    """Return the title, else the headline, else the opening of the text."""
    if report.title:
        return report.title[:_TITLE_CHARS]
    blocks = list_report_blocks(report)
    headlines = [block for block in blocks if block.role == "headline"]
    for block in headlines or blocks[:1]:
        return report.text[block.start : min(block.end, block.start + _TITLE_CHARS)]
    return ""


def _list_words(report: Report) -> list[str]:
    words: list[str] = []
    for block in list_report_blocks(report):
        words += list_words(report.text, (block.start, block.end))
        if len(words) >= MAX_WORDS:
            break
    return words


def _count_names(words: Sequence[_Word]) -> tuple[Counter[str], Counter[str]]:
    small = {word.plain for word in words if word.is_small}
    stems = [word.stem if word.is_capital and word.plain not in small else "" for word in words]
    pairs = [f"{first} {second}" for first, second in pairwise(stems) if first and second]
    return Counter(filter(None, stems)), Counter(pairs)


def _count_numbers(words: Sequence[_Word]) -> Counter[str]:
    return Counter(
        f"{number.number} {counted.stem}"
        for number, counted in pairwise(words)
        if number.number and not counted.has_digit
    )
