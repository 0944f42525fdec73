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


def make_order_key(published: str | None, report: str) -> str:
    """Return a string that sorts reports in order of publication, the undated last, then by id.

    Args:
        published: EDTF of the publication date; within a day its text decides.
        report: id of the report, so that no two reports have one key.

    >>> make_order_key("2024-10-29", "a") < make_order_key("2024-10-30", "a")
    True
    """
    days = bound_days(published) or (0, NEVER)
    # Without white space in it the date ends where the next space is, whatever it says.
    date_text = "".join((published or "").split())
    return f"{days[0] or days[1]:07d} {date_text} {report}"


def is_before(first: str | None, second: str | None) -> bool:
    """Tell whether one date certainly lies before another: their ranges do not touch."""
    a, b = bound_days(first), bound_days(second)
    return a is not None and b is not None and a[1] < b[0]


def measure_gap(a: Days | None, b: Days | None) -> int:
    """Return the least number of days between two ranges; 0 where they touch or one is unknown."""
    if a is None or b is None:
        return 0
    return max(0, a[0] - b[1], b[0] - a[1])
