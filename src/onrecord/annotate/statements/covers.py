"""Which share of a span a set of spans covers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from onrecord.records import Span


class Cover:
    """Which share of a span a set of spans covers, by prefix sums over their union.

    >>> Cover([(0, 4), (2, 6)]).share((4, 8))
    0.5
    """

    def __init__(self, spans: Iterable[Span]) -> None:
        """Join overlapping spans."""
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.sums: list[int] = [0]
        for start, end in sorted(spans):
            if self.ends and start <= self.ends[-1]:
                if end > self.ends[-1]:
                    self.sums[-1] += end - self.ends[-1]
                    self.ends[-1] = end
            else:
                self.starts.append(start)
                self.ends.append(end)
                self.sums.append(self.sums[-1] + end - start)

    def _before(self, position: int) -> int:
        index = bisect_right(self.starts, position)
        if index == 0:
            return 0
        return self.sums[index] - max(self.ends[index - 1] - position, 0)

    def share(self, span: Span) -> float:
        """Return the covered share of a span, 0 to 1."""
        return (self._before(span[1]) - self._before(span[0])) / max(span[1] - span[0], 1)
