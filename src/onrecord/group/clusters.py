"""Clustering of a sparse graph by average link, with links a person has pinned.

The likeness of two groups is the mean over their pairs, where a pair that is not in the graph
counts as nothing. First each thing in turn is absorbed by the group of earlier things that it is
most like, if it is like enough to leave no doubt; then groups merge in order of likeness until none
is left at the threshold. A mean only falls while its group grows without it, so an old entry of the
queue is an upper bound and is checked when its turn comes: the work is near-linear in the links.

A mean is never above the strongest link it is made of, so two groups merge only along a link that
is itself at the threshold. Things that no such links connect never meet, and what
:func:`find_components` finds can be clustered part by part with the same outcome. Likeness is in
whole numbers, so that no sum depends on the order of its parts.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Link = tuple[int, int]
Whole = npt.NDArray[np.int64]


class Rules(NamedTuple):
    """What decides whether two groups are one."""

    fan: int
    """A group counts as so many things at most: with how many others a thing is compared is capped,
    so of two large groups most pairs are never looked at, and do not count as nothing."""
    threshold: int
    """Likeness from which two groups merge."""
    certain: int
    """Likeness from which a thing is absorbed at once; at least the threshold."""

    def average(self, total: int, count: int, sizes: Link) -> float:
        """Return the mean likeness of two groups.

        Args:
            total: the sum of the links between them.
            count: how many links those are.
            sizes: how many things each has.
        """
        a, b = sizes
        pairs = min(a, self.fan) * min(b, self.fan)
        return total / max(pairs, count)


@dataclass(frozen=True, slots=True)
class Links:
    """Likeness of pairs of things ``low < high``, ordered by ``high``; arrays ``(links,)``."""

    low: Whole
    high: Whole
    likeness: Whole


def make_links(a: Whole, b: Whole, likeness: Whole) -> Links:
    """Return the links between things ``a`` and ``b``, each pair once, in any order."""
    low, high = np.minimum(a, b), np.maximum(a, b)
    order = np.lexsort((low, high))
    return Links(low[order], high[order], likeness[order])


def find_components(links: Mapping[int, Iterable[int]]) -> list[list[int]]:
    """Return the sets of things that links connect, each in order.

    Args:
        links: to which others each thing is linked; those that are no key are left aside.

    >>> find_components({1: [], 2: [], 3: [1]})
    [[1, 3], [2]]
    """
    leads = {thing: thing for thing in links}

    def find(thing: int) -> int:
        while leads[thing] != thing:
            leads[thing] = leads[leads[thing]]
            thing = leads[thing]
        return thing

    for thing, others in links.items():
        # Of things long connected most lead to the same: few of many links are worth a walk.
        for other in {leads[other] for other in others if other in leads}:
            first, second = sorted((find(thing), find(other)))
            leads[second] = first
    parts: dict[int, list[int]] = {}
    for thing in sorted(leads):
        parts.setdefault(find(thing), []).append(thing)
    return list(parts.values())


def cluster_links(
    count: int, links: Links, together: Sequence[Link], apart: Sequence[Link], rules: Rules
) -> list[list[int]]:
    """Group things by likeness and pins.

    Args:
        count: how many things there are, numbered from 0.
        links: likeness above nothing.
        together: pairs a person called the same.
        apart: pairs a person called not the same; void for two that pins put together.
        rules: what decides.

    Returns:
        The groups, each in order.
    """
    pinned = {thing for pair in (*together, *apart) for thing in pair}
    labels = _absorb(count, links, pinned, rules)
    groups: dict[int, list[int]] = {}
    for thing, label in enumerate(labels):
        groups.setdefault(label, []).append(thing)
    clustering = _Clustering(groups, rules)
    clustering.link(links, np.array(labels, dtype=np.int64))
    clustering.pin(together, apart, labels)
    return clustering.run()


def _absorb(count: int, links: Links, pinned: AbstractSet[int], rules: Rules) -> list[int]:
    """Return for each thing the first of the group that has absorbed it; a pinned one stays."""
    labels, sizes = list(range(count)), [1] * count
    starts = np.searchsorted(links.high, np.arange(count + 1)).tolist()
    low, likeness = links.low.tolist(), links.likeness.tolist()
    for thing in range(count):
        if thing in pinned or starts[thing] == starts[thing + 1]:
            continue
        totals: dict[int, int] = {}
        counts: dict[int, int] = {}
        for place in range(starts[thing], starts[thing + 1]):
            label = labels[low[place]]
            totals[label] = totals.get(label, 0) + likeness[place]
            counts[label] = counts.get(label, 0) + 1
        best, mean = thing, 0.0
        for label, total in totals.items():
            if total > mean * counts[label]:
                average = rules.average(total, counts[label], (1, sizes[label]))
                if (average, -label) > (mean, -best):
                    best, mean = label, average
        if mean >= rules.certain:
            labels[thing] = best
            sizes[best] += 1
    return labels


class _Clustering:
    """Groups by the number of their first thing, merged from the most alike downwards."""

    def __init__(self, groups: dict[int, list[int]], rules: Rules) -> None:
        self._rules = rules
        self._members = groups
        self._links: dict[int, dict[int, Link]] = {label: {} for label in groups}
        """Sum and count of the links between two groups."""
        self._apart: dict[int, set[int]] = {}

    def link(self, links: Links, labels: Whole) -> None:
        """Add up the links between groups."""
        low, high = labels[links.low], labels[links.high]
        keys = np.minimum(low, high) * len(labels) + np.maximum(low, high)
        crossing = low != high
        pairs, places = np.unique(keys[crossing], return_inverse=True)
        totals = np.zeros(len(pairs), dtype=np.int64)
        np.add.at(totals, places, links.likeness[crossing])
        counts = np.bincount(places, minlength=len(pairs))
        for key, *sums in zip(pairs.tolist(), totals.tolist(), counts.tolist(), strict=True):
            a, b = divmod(key, len(labels))
            self._links[a][b] = self._links[b][a] = (sums[0], sums[1])

    def pin(self, together: Iterable[Link], apart: Iterable[Link], labels: list[int]) -> None:
        """Merge the pairs a person called the same; hold apart those called not the same."""
        owner = {thing: labels[thing] for pair in (*together, *apart) for thing in pair}
        for a, b in together:
            first, second = sorted((owner[a], owner[b]))
            if first != second:
                self._merge(first, second)
                owner = {t: first if label == second else label for t, label in owner.items()}
        for a, b in apart:
            if owner[a] != owner[b]:
                self._apart.setdefault(owner[a], set()).add(owner[b])
                self._apart.setdefault(owner[b], set()).add(owner[a])

    def run(self) -> list[list[int]]:
        """Merge while two groups are alike enough; return the groups, each in order."""
        threshold = self._rules.threshold
        pairs = [(a, b) for a, row in self._links.items() for b in row if a < b]
        queue = [(-mean, a, b) for a, b in pairs if (mean := self._average(a, b)) >= threshold]
        heapq.heapify(queue)
        while queue:
            bound, a, b = heapq.heappop(queue)
            if b not in self._links.get(a, ()) or b in self._apart.get(a, ()):
                continue
            mean = self._average(a, b)
            if mean >= -bound:
                changed = [(min(a, other), max(a, other)) for other in self._merge(a, b)]
            else:
                changed = [(a, b)]
            for low, high in changed:
                mean = self._average(low, high)
                if mean >= threshold:
                    heapq.heappush(queue, (-mean, low, high))
        return sorted(sorted(members) for members in self._members.values())

    def _average(self, a: int, b: int) -> float:
        sizes = len(self._members[a]), len(self._members[b])
        return self._rules.average(*self._links[a][b], sizes)

    def _merge(self, keep: int, drop: int) -> list[int]:
        """Merge two groups under the first, lesser number; return those whose links changed."""
        links, row = self._links, self._links.pop(drop)
        row.pop(keep, None)
        links[keep].pop(drop, None)
        for other, (total, count) in row.items():
            links[other].pop(drop)
            known = links[keep].get(other, (0, 0))
            merged = (known[0] + total, known[1] + count)
            links[keep][other] = links[other][keep] = merged
        self._members[keep] += self._members.pop(drop)
        for other in self._apart.pop(drop, set()):
            self._apart[other].discard(drop)
            self._apart[other].add(keep)
            self._apart.setdefault(keep, set()).add(other)
        return sorted(row)
