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

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from onrecord.group.tokens import find_words, list_report_blocks, normalise_word
from onrecord.group.wordings import is_function_word, stem_word
from onrecord.records import Report

Channel = Literal["word", "lead", "title", "name", "pair", "number"]
CHANNELS: tuple[Channel, ...] = ("word", "lead", "title", "name", "pair", "number")

LEAD_WORDS = 70
MAX_WORDS = 3_000
"""What a report is about is said before this; a book among reports costs no more than a report."""
_TITLE_CHARS = 160

_NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
)  # fmt: skip
_NUMBER_WORDS = {word: str(value) for value, word in enumerate(_NUMBERS)}
_DIGIT = re.compile(r"\d")


@dataclass(slots=True)
class Traits:
    """How often each term stands in each channel of one report."""

    counts: dict[Channel, Counter[str]] = field(
        default_factory=lambda: {channel: Counter() for channel in CHANNELS}
    )


def find_traits(report: Report) -> Traits:
    """Count the terms of a report's title and of its blocks that are report."""
    traits = Traits()
    title = find_title(report)
    words = list(_list_words(report))
    if title and not report.text.lstrip().startswith(title):
        words[:0] = [title[s:e] for s, e in find_words(title, (0, len(title)))]
    del words[MAX_WORDS:]
    traits.counts["title"].update(_list_stems(title))
    _count_words(traits, words)
    _count_names(traits, words)
    _count_numbers(traits, words)
    return traits


def find_title(report: Report) -> str:
    """Return the title, else the headline, else the opening of the text."""
    if report.title:
        return report.title[:_TITLE_CHARS]
    blocks = list_report_blocks(report)
    headlines = [block for block in blocks if block.role == "headline"]
    for block in headlines or blocks[:1]:
        return report.text[block.start : min(block.end, block.start + _TITLE_CHARS)]
    return ""


def _list_words(report: Report) -> Iterator[str]:
    count = 0
    for block in list_report_blocks(report):
        for start, end in find_words(report.text, (block.start, block.end)):
            yield report.text[start:end]
            count += 1
            if count >= MAX_WORDS:
                return


def _list_stems(text: str) -> list[str]:
    words = (text[start:end] for start, end in find_words(text, (0, len(text))))
    return [stem_word(word) for word in words if not is_function_word(word)]


def _count_words(traits: Traits, words: Sequence[str]) -> None:
    stems = [stem_word(word) for word in words if not is_function_word(word)]
    traits.counts["word"].update(stems)
    traits.counts["lead"].update(stems[:LEAD_WORDS])


def _count_names(traits: Traits, words: Sequence[str]) -> None:
    small = {normalise_word(word) for word in words if word.islower()}
    previous: str | None = None
    for word in words:
        is_name = (
            word[0].isupper() and not is_function_word(word) and normalise_word(word) not in small
        )
        stem = stem_word(word) if is_name else None
        if stem is not None:
            traits.counts["name"][stem] += 1
            if previous is not None:
                traits.counts["pair"][f"{previous} {stem}"] += 1
        previous = stem


def _count_numbers(traits: Traits, words: Sequence[str]) -> None:
    for number, counted in pairwise(words):
        value = _NUMBER_WORDS.get(normalise_word(number), number)
        if value[0].isdigit() and not _DIGIT.match(counted):
            traits.counts["number"][f"{value} {stem_word(counted)}"] += 1
