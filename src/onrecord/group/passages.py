"""Exact alignment of two reports: every run of words that stands in both, as long as it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from onrecord.group.fingerprints import MIN_PASSAGE_WORDS

_MAX_PLACES = 8
"""Places of one shingle in one report that are tried: a text that says one thing a thousand times
costs no more than another."""


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
    def shingle_set(self) -> frozenset[int]:
        """Each of them once."""
        ...


def align_reports(a: Shingled, b: Shingled) -> list[Passage]:
    """Find the longest shared runs of words, in order of ``b``, none overlapping there."""
    places = _find_places(a.shingles, b.shingle_set)
    if not places:
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


def _find_places(shingles: Sequence[int], others: frozenset[int]) -> dict[int, list[int]]:
    places: dict[int, list[int]] = {}
    for index, shingle in enumerate(shingles):
        if shingle in others:
            known = places.setdefault(shingle, [])
            if len(known) < _MAX_PLACES:
                known.append(index)
    return places


def _extend(a: Sequence[int], b: Sequence[int], first_a: int, first_b: int) -> Passage:
    length = 0
    limit = min(len(a) - first_a, len(b) - first_b)
    while length < limit and a[first_a + length] == b[first_b + length]:
        length += 1
    return Passage(first_a, first_b, length)
