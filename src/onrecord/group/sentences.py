"""Sentences as weighted sets of concepts, for telling rewriting from coverage of the same facts.

A concept is the stem of a content word, or the group of synonyms it belongs to. Words inside
quotation marks are left out: two reports that quote one speaker share them without copying.
"""

from __future__ import annotations

import math
import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from onrecord.group.tokens import Hashes, find_words, hash_word, list_report_blocks
from onrecord.group.vocabulary import load_background
from onrecord.group.wordings import is_function_word, stem_word
from onrecord.records import Report, Span

MIN_CONCEPTS = 4
"""A shorter sentence is too little to recognise."""
MAX_SENTENCES = 400
MAX_SENTENCE_CHARS = 1_600
"""A longer one is read to here only."""

_END = re.compile(r"(?<=[.!?])[\"”’)\]]*\s+(?=[\"“‘(\[]?[A-Z0-9])|\n+")


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of one report.

    Attributes:
        spans: of each sentence in the report's text.
        bounds: where each sentence's concepts begin and end in the arrays.
        keys: hashes of concepts, ``(concepts,)``.
        weights: how rare each is, ``(concepts,)``.
        plain: whether each is a word in small letters rather than a name or number.
    """

    spans: tuple[Span, ...]
    bounds: tuple[Span, ...]
    keys: Hashes
    weights: npt.NDArray[np.float32]
    plain: npt.NDArray[np.bool_]

    def list_keys(self) -> list[list[int]]:
        """Return each sentence's concept hashes."""
        keys = self.keys.tolist()
        return [keys[start:end] for start, end in self.bounds]


@cache
def load_synonyms() -> dict[str, str]:
    """Return for the stem of each word of the shipped groups the first word of its group."""
    data = resources.files(__package__).joinpath("synonyms.toml").read_text("utf-8")
    groups: dict[str, str] = {}
    for line in tomllib.loads(data)["groups"]:
        words = line.split()
        for word in words:
            groups.setdefault(stem_word(word), f"={words[0]}")
    return groups


@cache
def _count_groups() -> dict[str, int]:
    """Return in how many background reports some word of a group stands, at least."""
    counts: dict[str, int] = {}
    words = load_background().counts["word"]
    for stem, group in load_synonyms().items():
        counts[group] = max(counts.get(group, 0), words.get(stem, 0))
    return counts


@lru_cache(maxsize=100_000)
def weigh_concept(concept: str) -> float:
    """Return the inverse document frequency of a concept in the background."""
    background = load_background()
    known = background.counts["word"]
    count = _count_groups()[concept] if concept.startswith("=") else known.get(concept, 0)
    return math.log((background.reports + 1) / (count + 0.5))


def split_sentences(text: str, span: Span) -> Iterator[Span]:
    """Yield the spans of the sentences inside a span."""
    start = span[0]
    for match in _END.finditer(text, *span):
        if match.start() > start:
            yield start, match.start()
        start = match.end()
    if start < span[1]:
        yield start, span[1]


def find_sentences(report: Report, left_out: Sequence[Span]) -> Sentences:
    """Find the sentences of a report with enough concepts to compare.

    Args:
        report: the report.
        left_out: spans of quotations and stock wordings, in order and apart.
    """
    synonyms = load_synonyms()
    spans: list[Span] = []
    bounds: list[Span] = []
    rows: list[tuple[int, float, bool]] = []
    for span in _list_spans(report):
        concepts: dict[str, bool] = {}
        for start, end in _list_kept(report.text, span, left_out):
            word = report.text[start:end]
            if not is_function_word(word):
                plain = word[0].islower()
                stem = stem_word(word)
                concepts[synonyms.get(stem, stem) if plain else stem] = plain
        if len(concepts) >= MIN_CONCEPTS:
            spans.append(span)
            bounds.append((len(rows), len(rows) + len(concepts)))
            rows += [(hash_word(c), weigh_concept(c), plain) for c, plain in concepts.items()]
    return Sentences(
        spans=tuple(spans),
        bounds=tuple(bounds),
        keys=np.array([row[0] for row in rows], dtype=np.uint64),
        weights=np.array([row[1] for row in rows], dtype=np.float32),
        plain=np.array([row[2] for row in rows], dtype=np.bool_),
    )


def _list_spans(report: Report) -> list[Span]:
    spans: list[Span] = []
    for block in list_report_blocks(report):
        if block.role in {"headline", "subhead"}:
            continue
        for span in split_sentences(report.text, (block.start, block.end)):
            spans.append(span)
            if len(spans) >= MAX_SENTENCES:
                return spans
    return spans


def _list_kept(text: str, span: Span, left_out: Sequence[Span]) -> Iterator[Span]:
    end = min(span[1], span[0] + MAX_SENTENCE_CHARS)
    inside = list(_find_overlapping(left_out, (span[0], end)))
    for word in find_words(text, (span[0], end)):
        if not any(first <= word[0] < last for first, last in inside):
            yield word


def _find_overlapping(spans: Sequence[Span], span: Span) -> Iterator[Span]:
    first = max(0, bisect_left(spans, (span[0], span[0])) - 1)
    for index in range(first, len(spans)):
        if spans[index][0] >= span[1]:
            return
        if spans[index][1] > span[0]:
            yield spans[index]
