"""Which earlier reports may be of one event: an inverted index over a report's rarest terms."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from onrecord.group.likeness import Profile

INDEXED_TERMS = 32
"""A report is found again by its heaviest terms only."""
MAX_POSTINGS = 200
"""A term leads to the latest reports that have it: what a hub costs is capped."""
MAX_NEIGHBOURS = 60
"""With so many earlier reports a report is compared, the most promising."""


@dataclass(slots=True)
class NeighbourIndex:
    """Term to the latest reports that are about it, joined one report at a time."""

    _postings: dict[int, list[tuple[int, float]]] = field(default_factory=dict)

    def add(self, owner: int, profile: Profile) -> list[int]:
        """Add a report and return the earlier ones worth comparing it with, best first.

        Args:
            owner: number of the report; numbers rise.
            profile: its weighted terms.
        """
        order = np.argsort(-profile.values, kind="stable")[:INDEXED_TERMS]
        scores: dict[int, float] = defaultdict(float)
        for index in order.tolist():
            term, value = int(profile.numbers[index]), float(profile.values[index])
            postings = self._postings.setdefault(term, [])
            for other, other_value in postings[-MAX_POSTINGS:]:
                scores[other] += value * other_value
            if len(postings) >= 2 * MAX_POSTINGS:
                del postings[:MAX_POSTINGS]
            postings.append((owner, value))
        ranked = sorted(scores, key=lambda other: (-scores[other], other))
        return ranked[:MAX_NEIGHBOURS]
