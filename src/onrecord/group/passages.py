"""Exact alignment of two reports: every run of words that stands in both, as long as it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.group.fingerprints import MIN_PASSAGE_WORDS, hash_shingles
from onrecord.group.tokens import Hashes

_MAX_PLACES = 8
"""Places of one shingle in one report that are tried: a text that says one thing a thousand times
costs no more than another."""


@dataclass(frozen=True, slots=True)
class Passage:
    """``words`` words in a row that start at word ``a`` of one report and ``b`` of the other."""

    a: int
    b: int
    words: int


def align_reports(a: Hashes, b: Hashes) -> list[Passage]:
    """Find the longest shared runs of words, in order of ``b``, none overlapping another in ``b``.

    Args:
        a: one hash a word of one report, ``(words,)``.
        b: the same of the other report.
    """
    shingles_a = hash_shingles(a, MIN_PASSAGE_WORDS).tolist()
    shingles_b = hash_shingles(b, MIN_PASSAGE_WORDS).tolist()
    places = _find_places(shingles_a, set(shingles_b))
    if not places:
        return []
    words_a, words_b = a.tolist(), b.tolist()
    passages: list[Passage] = []
    free = 0
    for start, shingle in enumerate(shingles_b):
        if start < free or shingle not in places:
            continue
        best = max(
            (_extend(words_a, words_b, place, start) for place in places[shingle]),
            key=lambda passage: (passage.words, -passage.a),
        )
        if best.words >= MIN_PASSAGE_WORDS:
            passages.append(best)
            free = best.b + best.words
    return passages


def _find_places(shingles: Sequence[int], others: set[int]) -> dict[int, list[int]]:
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
