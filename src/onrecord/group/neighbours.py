"""Which earlier reports may be of one event: those that share its heaviest terms.

Reports stand in an order of their own, their *place*: by day, and within a day by a hash of the
id, since times of day order nothing across outlets. A term leads to the latest reports before a
place, so whom a report is compared with depends on a bounded stretch of each of its terms' holders,
and neither on when reports arrive nor on how many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from onrecord.group.dates import NEVER, Days
from onrecord.group.likeness import Profile

INDEXED_TERMS = 32
"""A report is found again by its heaviest terms only."""
MAX_POSTINGS = 64
"""A term leads to the latest reports that have it: what a hub costs is capped."""
MAX_NEIGHBOURS = 40
"""With so many earlier reports a report is compared, the most promising."""
_HASH_BITS = 41
_WEIGHT_UNIT = 1_000
"""Weights are whole numbers, so that sums are the same in any order and on any engine."""


class Postings(NamedTuple):
    """What a report is found by: its place, and its heaviest terms with their weights."""

    place: int
    terms: tuple[int, ...]
    weights: tuple[int, ...]


def find_place(days: Days | None, report: str) -> int:
    """Return where a report stands among all others, the undated last.

    Two reports of one day with one hash stand nowhere to each other and are not compared; with 41
    bits that is not to be expected.
    """
    first, last = days or (0, NEVER)
    digest = blake2b(report.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return (first or last) << _HASH_BITS | int.from_bytes(digest, "little") >> (64 - _HASH_BITS)


def make_postings(place: int, profile: Profile) -> Postings:
    """Return the postings of a report: its heaviest terms, the lesser hash first of equals."""
    order = np.argsort(-profile.values, kind="stable")[:INDEXED_TERMS]
    weights = np.rint(profile.values[order].astype(np.float64) * _WEIGHT_UNIT).astype(np.int64)
    return Postings(place, tuple(profile.terms[order].tolist()), tuple(weights.tolist()))


def rank_candidates(scores: Mapping[int, int], places: Mapping[int, int]) -> list[int]:
    """Return the most promising of some reports, the later of equals first.

    Args:
        scores: of each report, by number.
        places: of each report, by number.
    """
    ranked: Iterable[int] = sorted(scores, key=lambda other: (-scores[other], -places[other]))
    return list(ranked)[:MAX_NEIGHBOURS]
