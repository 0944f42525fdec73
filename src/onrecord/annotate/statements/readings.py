"""One report as annotators read it: its words by position, and the wordlists they share.

Parses come block by block; statements are found by character spans. :class:`Reading` leads from
one to the other with a bisection, so that no annotator walks the whole report for one span.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from onrecord.annotate.parses import Parse
from onrecord.records import Block, Report, Span

_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Marks of direction and breaking: a name with them is the same name. Joiners spell and stay."""


@cache
def load_table(name: str) -> dict[str, Any]:
    """Return one of the package's TOML wordlists, read once a process."""
    text = files("onrecord.annotate.statements").joinpath("data", f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


@dataclass(frozen=True, slots=True)
class Place:
    """Tokens ``[first, last)`` of one parse."""

    parse: Parse
    first: int
    last: int

    def words(self) -> list[str]:
        """Return the words as written."""
        return self.parse.words[self.first : self.last]

    def lemmas(self) -> list[str]:
        """Return the lemmas in lower case."""
        return [lemma.lower() for lemma in self.parse.lemmas[self.first : self.last]]

    def indices(self) -> range:
        """Return the token indices."""
        return range(self.first, self.last)


@dataclass(slots=True)
class Reading:
    """A report with its parses, addressed by character position."""

    report: Report
    parses: Sequence[Parse]
    parse_starts: list[int] = field(init=False)
    block_starts: list[int] = field(init=False)
    has_unseen: bool = field(init=False)

    def __post_init__(self) -> None:
        """Keep the parses that hold words, in text order."""
        self.parses = sorted((p for p in self.parses if len(p)), key=lambda p: p.starts[0])
        self.parse_starts = [parse.starts[0] for parse in self.parses]
        self.block_starts = [block.start for block in self.report.blocks]
        self.has_unseen = _UNSEEN.search(self.report.text) is not None

    def text_of(self, spans: Iterable[Span]) -> str:
        """Return the words of the spans with single blanks between, and nothing that is unseen."""
        text = self.report.text
        if self.has_unseen:
            parts = (_UNSEEN.sub("", text[start:end]).split() for start, end in spans)
            return " ".join(" ".join(words) for words in parts)
        return " ".join(" ".join(text[start:end].split()) for start, end in spans)

    def find_tokens(self, span: Span) -> Place | None:
        """Return the tokens that a span overlaps, within the block where it starts."""
        parse = self._find_parse(span)
        if parse is None:
            return None
        first = bisect_right(parse.ends, span[0])
        last = bisect_left(parse.starts, span[1])
        return Place(parse, first, last) if first < last else None

    def find_sentence(self, position: int) -> Place | None:
        """Return the sentence around a character position."""
        place = self.find_tokens((position, position + 1)) or self.find_tokens(
            (position, position + 3)
        )
        if place is None:
            return None
        return sentence_around(place.parse, place.first)

    def block_at(self, position: int) -> int:
        """Return the index of the block a position lies in, or that stands before it."""
        return max(bisect_right(self.block_starts, position) - 1, 0)

    def read_block(self, index: int) -> Block | None:
        """Return a block by index."""
        return self.report.blocks[index] if index < len(self.report.blocks) else None

    def is_read(self, span: Span) -> bool:
        """Return whether a span lies in a block that is report rather than furniture."""
        return self.find_tokens(span) is not None

    def _find_parse(self, span: Span) -> Parse | None:
        index = bisect_right(self.parse_starts, span[0]) - 1
        # A span may start with marks or blanks that stand before its block's first word.
        for parse in self.parses[max(index, 0) : index + 2]:
            if parse.starts[0] < span[1] and span[0] < parse.ends[-1]:
                return parse
        return None


def sentence_around(parse: Parse, index: int) -> Place:
    """Return the sentence that holds a token."""
    number = bisect_right(parse.sents, (index, len(parse))) - 1
    if number < 0:
        return Place(parse, index, index + 1)
    return Place(parse, *parse.sents[number])


def find_head(parse: Parse, first: int, last: int) -> int:
    """Return the first token of a range whose head lies outside it."""
    for index in range(first, last):
        head = parse.heads[index]
        if (head == index or not first <= head < last) and parse.pos[index] not in ("PUNCT", "DET"):
            return index
    return last - 1


def walk_up(parse: Parse, index: int, steps: int = 12) -> Iterator[int]:
    """Yield a token's ancestors, nearest first, at most ``steps`` of them."""
    for _ in range(steps):
        head = parse.heads[index]
        if head == index:
            return
        yield head
        index = head


def overlaps(a: Span, b: Span) -> bool:
    """Return whether two spans share a character.

    >>> overlaps((0, 3), (3, 5))
    False
    """
    return a[0] < b[1] and b[0] < a[1]


def covers(outer: Iterable[Span], span: Span) -> bool:
    """Return whether one of the spans holds another whole."""
    return any(start <= span[0] and span[1] <= end for start, end in outer)
