"""The algebra of bounds: what a figure's words allow, and how two such allowances stand.

A figure allows every number between its bounds; an open bound allows anything beyond it, down to
nothing for a count. "Up to 12,000" therefore allows 10,000, and the two do not conflict. "About"
allows a margin, since a speaker who rounds does not contradict one who counts.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from onrecord.records import Figure, Qualifier

ABOUT_MARGIN = Decimal("0.15")
"""How far a rounded figure reaches on either side, as a share of its value."""
ZERO = Decimal(0)
INFINITE = Decimal("Infinity")


class Bounds(NamedTuple):
    """The numbers some words allow, from ``low`` to ``high``; an end that is open is left out."""

    low: Decimal
    high: Decimal
    low_open: bool = False
    high_open: bool = False

    def allows(self, value: Decimal) -> bool:
        """Tell whether a number is among those allowed."""
        above = value > self.low or (value == self.low and not self.low_open)
        below = value < self.high or (value == self.high and not self.high_open)
        return above and below

    def meets(self, other: Bounds) -> bool:
        """Tell whether some number is allowed by both. Symmetric."""
        low = max(self.low, other.low)
        high = min(self.high, other.high)
        if low != high:
            return low < high
        return self.allows(low) and other.allows(low)

    def refines(self, other: Bounds) -> bool:
        """Tell whether these bounds are strictly narrower: a strict partial order."""
        return self != other and self._starts_in(other) and self._ends_in(other)

    def _starts_in(self, other: Bounds) -> bool:
        same = self.low == other.low
        return self.low > other.low or (same and (self.low_open or not other.low_open))

    def _ends_in(self, other: Bounds) -> bool:
        same = self.high == other.high
        return self.high < other.high or (same and (self.high_open or not other.high_open))


def read_bounds(low: Decimal | None, high: Decimal | None, qualifier: Qualifier) -> Bounds:
    """Return what a figure's bounds and qualifier allow.

    >>> read_bounds(None, Decimal(12000), "up_to").meets(
    ...     read_bounds(Decimal(10000), Decimal(10000), "exact"))
    True
    >>> read_bounds(Decimal(20), None, "more_than").allows(Decimal(20))
    False
    """
    start = ZERO if low is None else low
    end = INFINITE if high is None else high
    if qualifier == "about":
        start -= abs(start) * ABOUT_MARGIN
        end += abs(end) * ABOUT_MARGIN
    return Bounds(
        min(start, end),
        max(start, end),
        low_open=qualifier == "more_than",
        high_open=qualifier == "less_than",
    )


def bound_figure(figure: Figure) -> Bounds:
    """Return what a figure allows."""
    return read_bounds(figure.low, figure.high, figure.qualifier)
