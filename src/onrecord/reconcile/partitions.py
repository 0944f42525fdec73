"""Disjoint sets: which items belong together once pairs of them have been joined."""

from __future__ import annotations

from collections.abc import Iterable


class Partition:
    """A partition of some ids (union-find; Tarjan 1975); parts come out in a fixed order.

    >>> partition = Partition(["a", "b", "c"], apart=[("a", "b")])
    >>> partition.join("c", "a"), partition.join("b", "c")
    (True, False)
    >>> partition.list_parts()
    [['a', 'c'], ['b']]
    """

    def __init__(self, items: Iterable[str], apart: Iterable[tuple[str, str]] = ()) -> None:
        """Start with every item in a part of its own.

        Args:
            items: the ids.
            apart: pairs that never come into one part; ids that are not items play no part.
        """
        self._parent = {item: item for item in items}
        self._apart = [(a, b) for a, b in apart if a in self._parent and b in self._parent]

    def __contains__(self, item: object) -> bool:
        """Tell whether an id is an item."""
        return item in self._parent

    def find(self, item: str) -> str:
        """Return the item that stands for the part: the smallest one joined so far."""
        root = item
        while self._parent[root] != root:
            root = self._parent[root]
        while self._parent[item] != root:
            self._parent[item], item = root, self._parent[item]
        return root

    def join(self, first: str, second: str) -> bool:
        """Put two items in one part, unless that would bring together what is kept apart."""
        low, high = sorted((self.find(first), self.find(second)))
        if low != high and any({self.find(a), self.find(b)} == {low, high} for a, b in self._apart):
            return False
        self._parent[high] = low
        return True

    def list_parts(self) -> list[list[str]]:
        """Return the parts, items sorted within and parts by their first item."""
        parts: dict[str, list[str]] = {}
        for item in sorted(self._parent):
            parts.setdefault(self.find(item), []).append(item)
        return list(parts.values())
