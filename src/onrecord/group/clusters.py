"""Average-link clustering of a sparse graph, with links a person has pinned.

The likeness of two groups is the mean over all their pairs, where a pair that is not in the graph
counts as nothing. Groups merge in order of likeness until none is left above the threshold. A mean
only falls while its group grows without it, so an old entry of the queue is an upper bound and is
checked when its turn comes: the work is near-linear in the number of links.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping

Link = tuple[int, int]


class Clustering:
    """Groups of numbered things, merged from the most alike downwards."""

    def __init__(self, count: int, links: Mapping[Link, float], fan: int) -> None:
        """Start with every thing by itself.

        Args:
            count: how many things there are.
            links: likeness above nothing, for pairs ``(i, j)`` with ``i < j``; at most ``fan`` of
                a thing's links are expected to lead to earlier things.
            fan: with how many things of a group one thing is compared at most.
        """
        self._fan = fan
        self._members: dict[int, list[int]] = {index: [index] for index in range(count)}
        self._sums: dict[int, dict[int, float]] = {index: {} for index in range(count)}
        self._apart: dict[int, set[int]] = {}
        for (a, b), likeness in links.items():
            self._sums[a][b] = self._sums[b][a] = likeness

    def pin(self, together: Iterable[Link], apart: Iterable[Link]) -> None:
        """Merge the pairs a person called the same; hold apart those called not the same."""
        owner = {index: index for index in self._members}
        for a, b in together:
            first, second = sorted((owner[a], owner[b]))
            if first != second:
                for member in self._members[second]:
                    owner[member] = first
                self._merge(first, second)
        for a, b in apart:
            if owner[a] != owner[b]:
                self._apart.setdefault(owner[a], set()).add(owner[b])
                self._apart.setdefault(owner[b], set()).add(owner[a])

    def run(self, threshold: float) -> list[list[int]]:
        """Merge while two groups are ``threshold`` alike; return the groups, each in order."""
        queue = [(-self._mean(a, b), a, b) for a, row in self._sums.items() for b in row if a < b]
        queue = [entry for entry in queue if -entry[0] >= threshold]
        heapq.heapify(queue)
        while queue:
            bound, a, b = heapq.heappop(queue)
            if b not in self._sums.get(a, {}) or b in self._apart.get(a, ()):
                continue
            mean = self._mean(a, b)
            if mean < threshold:
                continue
            if mean < -bound - 1e-12:
                heapq.heappush(queue, (-mean, a, b))
                continue
            for other in self._merge(a, b):
                entry = (min(a, b, other), max(min(a, b), other))
                heapq.heappush(queue, (-self._mean(*entry), *entry))
        return sorted(sorted(members) for members in self._members.values())

    def _mean(self, a: int, b: int) -> float:
        size_a, size_b = len(self._members[a]), len(self._members[b])
        pairs = min(size_a * min(size_b, self._fan), size_b * min(size_a, self._fan))
        return self._sums[a][b] / pairs

    def _merge(self, a: int, b: int) -> list[int]:
        """Merge two groups under the lesser number; return the groups whose sums changed."""
        keep, drop = min(a, b), max(a, b)
        sums, row = self._sums, self._sums.pop(drop)
        row.pop(keep, None)
        sums[keep].pop(drop, None)
        for other, total in row.items():
            sums[other].pop(drop)
            merged = sums[keep].get(other, 0.0) + total
            sums[keep][other] = sums[other][keep] = merged
        self._members[keep] += self._members.pop(drop)
        for other in self._apart.pop(drop, set()):
            self._apart[other].discard(drop)
            self._apart[other].add(keep)
            self._apart.setdefault(keep, set()).add(other)
        return sorted(row)
