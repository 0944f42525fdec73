"""Publication dates as bounds: what an EDTF value (ISO 8601-2) certainly lies between."""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import lru_cache

_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")

Days = tuple[int, int]
"""First and last day as proleptic ordinals, both included; an open end is ``NEVER`` or 0."""
NEVER = date.max.toordinal()


@lru_cache(maxsize=50_000)
def bound_days(edtf: str | None) -> Days | None:
    """Return the first and last day an EDTF date or interval can mean, None where nothing is known.

    Times of day are left aside: without a time zone they order nothing across outlets.

    >>> first, last = bound_days("2024-10-29T01:43")
    >>> last - first
    0
    >>> bound_days("2024-10-30/..")[1] == NEVER
    True
    """
    if not edtf:
        return None
    first, slash, last = edtf.partition("/")
    start, end = _bound_one(first), _bound_one(last if slash else first)
    if start is None and end is None:
        return None
    days = (start[0] if start else 0, end[1] if end else NEVER)
    return days if days[0] <= days[1] else None


def _bound_one(value: str) -> Days | None:
    match = _DAY.match(value.strip())
    if match is None:
        return None
    year, month, day = (int(group) if group else None for group in match.groups())
    try:
        if year is None:
            return None
        if month is None:
            return date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        if day is None:
            last = calendar.monthrange(year, month)[1]
            return date(year, month, 1).toordinal(), date(year, month, last).toordinal()
        exact = date(year, month, day).toordinal()
    except ValueError:
        return None
    return exact, exact


def is_before(first: str | None, second: str | None) -> bool:
    """Tell whether one date certainly lies before another: their ranges do not touch."""
    a, b = bound_days(first), bound_days(second)
    return a is not None and b is not None and a[1] < b[0]


def measure_gap(a: Days | None, b: Days | None) -> int:
    """Return the least number of days between two ranges; 0 where they touch or one is unknown."""
    if a is None or b is None:
        return 0
    return max(0, a[0] - b[1], b[0] - a[1])
