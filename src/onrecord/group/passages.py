"""Exact alignment of two reports: every run of words that stands in both, as long as it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from onrecord.group.fingerprints import MIN_PASSAGE_WORDS


@dataclass(frozen=True, slots=True)
class Passage:
    """``words`` words in a row that start at word ``a`` of one report and ``b`` of the other."""

    a: int
    b: int
    words: int


class Shingled(Protocol):
    """A report as alignment needs it."""

    @property
    def words(self) -> Sequence[int]:
        """The hash of each word."""
        ...

    @property
    def shingles(self) -> Sequence[int]:
        """The hash of every run of ``MIN_PASSAGE_WORDS`` words."""
        ...

    @property
    def shingle_places(self) -> Mapping[int, Sequence[int]]:
        """The first places of each of them."""
        ...


def align_reports(a: Shingled, b: Shingled) -> list[Passage]:
    """Find the longest shared runs of words, in order of ``b``, none overlapping there."""
    places = a.shingle_places
    if places.keys().isdisjoint(b.shingles):
        return []
    passages: list[Passage] = []
    free = 0
    for start, shingle in enumerate(b.shingles):
        if start < free or shingle not in places:
            continue
        best = max(
            (_extend(a.words, b.words, place, start) for place in places[shingle]),
            key=lambda passage: (passage.words, -passage.a),
        )
        if best.words >= MIN_PASSAGE_WORDS:
            passages.append(best)
            free = best.b + best.words
    return passages


def _extend(a: Sequence[int], b: Sequence[int], first_a: int, first_b: int) -> Passage:
    length = 0
    limit = min(len(a) - first_a, len(b) - first_b)
    while length < limit and a[first_a + length] == b[first_b + length]:
        length += 1
    return Passage(first_a, first_b, length)
