"""The words of a report that count: those of blocks that are report, with where each stands.

Page furniture, bylines, credit lines and repeated blocks yield no word, so nothing is ever called
shared because two pages ask for the same donation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from onrecord.ids import hash_text
from onrecord.records import Block, Report, Span

MAX_WORD_CHARS = 64
"""A longer run is no word; it is cut, so that hostile input costs no more than text."""

Hashes = npt.NDArray[np.uint64]

_WORD = re.compile(rf"\d+(?:[.,:]\d+)*|[^\W\d_](?:\w|['’](?=\w)){{0,{MAX_WORD_CHARS}}}")
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "‘": "'"})


@dataclass(frozen=True, slots=True)
class Tokens:
    """The counted words of one report, as parallel arrays.

    Attributes:
        hashes: one stable 64-bit hash a word, ``(words,)``; a gap where furniture was left out
            holds a value no other report has, so no passage runs across it.
        starts: first code point of each word in the report's text, ``(words,)``.
        ends: code point after each word, ``(words,)``.
    """

    hashes: Hashes
    starts: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.starts)

    def span(self, first: int, last: int) -> Span:
        """Return the span of words ``[first, last)``, which must not be empty."""
        return int(self.starts[first]), int(self.ends[last - 1])

    def locate(self, span: Span) -> tuple[int, int]:
        """Return the half-open range of words that lie wholly inside a span."""
        # A place of the arrays' own type: any other has the whole array converted, each time.
        first = int(self.starts.searchsorted(np.int32(span[0]), side="left"))
        last = int(self.ends.searchsorted(np.int32(span[1]), side="right"))
        return first, max(first, last)


def list_report_blocks(report: Report) -> list[Block]:
    """Return the blocks that are report, repeats left out; a report without blocks is one block."""
    if not report.blocks:
        return [Block(start=0, end=len(report.text), role="body")] if report.text else []
    return [block for block in report.blocks if block.is_report]


def find_words(text: str, span: Span) -> Iterator[Span]:
    """Yield the span of every word and number inside a span of a text."""
    for match in _WORD.finditer(text, *span):
        yield match.span()


def list_words(text: str, span: Span) -> list[str]:
    """Return every word and number inside a span of a text, as written."""
    return _WORD.findall(text, *span)


@lru_cache(maxsize=200_000)
def normalise_word(word: str) -> str:
    """Return the form under which a word is compared: no case, no accents, one apostrophe.

    >>> normalise_word("Zürich’s")
    "zurich's"
    """
    folded = word.translate(_APOSTROPHES).casefold()
    if folded.isascii():
        return folded
    decomposed = unicodedata.normalize("NFKD", folded)
    return "".join(char for char in decomposed if not unicodedata.combining(char)) or folded


@lru_cache(maxsize=200_000)
def hash_word(word: str) -> int:
    """Return a 64-bit hash of a word's compared form, the same in every run and process."""
    data = normalise_word(word).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")


def scan_report(report: Report) -> tuple[list[str], list[Span]]:
    """Return the words of a report that count, as written, and their spans, in order of the text.

    A gap where furniture was left out is a word without a letter and an empty span.
    """
    words: list[str] = []
    spans: list[Span] = []
    text, previous_end = report.text, -1
    for block in list_report_blocks(report):
        if previous_end >= 0 and text[previous_end : block.start].strip():
            words.append("")
            spans.append((block.start, block.start))
        previous_end = block.end
        for match in _WORD.finditer(text, block.start, block.end):
            words.append(match.group())
            spans.append(match.span())
    return words, spans


def hash_words(report: Report, words: Sequence[str], spans: Sequence[Span]) -> Tokens:
    """Return scanned words as arrays."""
    gap = int(hash_text(report.id)[:15], 16)
    hashes = [hash_word(word) if word else gap + place for place, word in enumerate(words)]
    bounds = np.array(spans, dtype=np.int32).reshape(-1, 2)
    return Tokens(np.array(hashes, dtype=np.uint64), bounds[:, 0], bounds[:, 1])


def tokenize_report(report: Report) -> Tokens:
    """Find the words of a report that count, in order of the text."""
    return hash_words(report, *scan_report(report))
