"""Which earlier reports may be of one event: those that share its heaviest terms.

Reports stand in an order of their own, their *place*: by day, by time of day where one is given,
then by a hash of the id. A term leads to the latest reports before a place, so whom a report is
compared with depends on a bounded stretch of each of its terms' holders, and neither on when
reports arrive nor on how many there are.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from onrecord.group.dates import NEVER, bound_days
from onrecord.group.likeness import Profile

INDEXED_TERMS = 32
"""A report is found again by its heaviest terms only."""
MAX_POSTINGS = 48
"""A term leads to the latest reports that have it: what a hub costs is capped."""
MAX_NEIGHBOURS = 30
"""With so many earlier reports a report is compared, the most promising."""
_MINUTE_BITS, _HASH_BITS = 11, 30
_TIME = re.compile(r"\d{4}-\d\d-\d\dT(\d\d):(\d\d)")
_WEIGHT_UNIT = 1_000
"""Weights are whole numbers, so that sums are the same in any order and on any engine."""


Holder = tuple[int, int, int, int]
"""A report that has a term: its place, its number, the weight that the term has, and the term."""


class Postings(NamedTuple):
    """What a report is found by: its place, and its heaviest terms with their weights."""

    place: int
    terms: tuple[int, ...]
    weights: tuple[int, ...]


def find_place(published: str | None, report: str) -> int:
    """Return where a report stands among all others, the undated last.

    Two reports of one minute with one hash stand nowhere to each other and are not compared; with
    30 bits that is not to be expected, and what they have in common links them to others.

    >>> find_place("2024-10-29T01:43", "b") < find_place("2024-10-29T01:44", "a")
    True
    """
    first, last = bound_days(published) or (0, NEVER)
    time = _TIME.match(published or "")
    minute = min(int(time[1]) * 60 + int(time[2]), (1 << _MINUTE_BITS) - 1) if time else 0
    digest = blake2b(report.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    tail = int.from_bytes(digest, "little") >> (64 - _HASH_BITS)
    return ((first or last) << _MINUTE_BITS | minute) << _HASH_BITS | tail


def make_postings(place: int, profile: Profile) -> Postings:
    """Return the postings of a report: its heaviest terms, the lesser hash first of equals."""
    order = np.argsort(-profile.values, kind="stable")[:INDEXED_TERMS]
    weights = np.rint(profile.values[order].astype(np.float64) * _WEIGHT_UNIT).astype(np.int64)
    return Postings(place, tuple(profile.terms[order].tolist()), tuple(weights.tolist()))


def rank_candidates(postings: Postings, holders: Mapping[int, Sequence[Holder]]) -> list[int]:
    """Return the earlier reports worth comparing a report with, best first, later of equals first.

    Args:
        postings: the report's.
        holders: of each of its terms, in order of place; at least the last ``MAX_POSTINGS`` before
            the report's place.
    """
    scores: dict[int, int] = {}
    places: dict[int, int] = {}
    for term, weight in zip(postings.terms, postings.weights, strict=True):
        row = holders.get(term, ())
        end = find_end(row, postings.place)
        for place, number, other, _ in row[max(0, end - MAX_POSTINGS) : end]:
            scores[number] = scores.get(number, 0) + weight * other
            places[number] = place
    # Of a thousand most score too little to be put in order with the rest.
    least = min(sorted(scores.values())[-MAX_NEIGHBOURS:], default=0)
    best = [(score, places[number], number) for number, score in scores.items() if score >= least]
    return [number for _, _, number in sorted(best, reverse=True)[:MAX_NEIGHBOURS]]


def find_end(holders: Sequence[Holder], place: int) -> int:
    """Return how many of the holders of a term stand before a place."""
    return bisect_left(holders, (place, 0, 0, 0))
