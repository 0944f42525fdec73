"""Periods: what an EDTF value says about the calendar, as the earliest and latest moment it allows.

Covers the EDTF (ISO 8601-2:2019) values this program writes: dates of any precision, times of day,
seasons, unspecified digits (``2024-1X``), decades, open and closed intervals, and the qualifiers
``~ ? %``, which do not move a period's edges.
"""

from __future__ import annotations

import calendar
import re
from datetime import datetime, timedelta
from typing import NamedTuple

_DATE = re.compile(r"([0-9X]{4}|[0-9]{3})(?:-([0-9X]{2})(?:-([0-9X]{2}))?)?")
_CLOCK = re.compile(r"T(\d\d)(?::(\d\d))?(?::(\d\d))?(Z|[+-]\d\d(?::?\d\d)?)?")
_SEASON_MONTHS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 2)}
_QUARTER_MONTHS = {33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12)}
_SECOND = timedelta(seconds=1)


class Period(NamedTuple):
    """A stretch of time from ``start`` to ``end``, both included; None is an open edge.

    Moments are naive: news dates rarely say their zone, so a stated offset is left out of account.
    """

    start: datetime | None
    end: datetime | None

    def overlaps(self, other: Period) -> bool:
        """Tell whether the two periods can share a moment."""
        return not (self.before(other) or other.before(self))

    def before(self, other: Period) -> bool:
        """Tell whether this period ends before the other starts, for certain."""
        return self.end is not None and other.start is not None and self.end < other.start


def read_period(edtf: str | None) -> Period | None:
    """Return the period an EDTF value allows, or None where it gives none.

    >>> read_period("2024-10-29T01:43").start.isoformat()
    '2024-10-29T01:43:00'
    >>> read_period("2024-11-17/..").end is None
    True
    >>> read_period("2024-24").end.isoformat()
    '2025-02-28T23:59:59'
    >>> read_period("soon") is None
    True
    """
    if not edtf:
        return None
    if "/" not in edtf:
        return _read_point(edtf)
    first, last = (part.strip() for part in edtf.split("/", 1))
    start, end = _read_edge(first), _read_edge(last)
    if start is None or end is None:
        return None
    return Period(start.start, end.end)


def _read_edge(edtf: str) -> Period | None:
    return Period(None, None) if edtf in {"..", ""} else _read_point(edtf)


def _read_point(edtf: str) -> Period | None:
    plain = edtf.replace("~", "").replace("?", "").replace("%", "")
    match = _DATE.match(plain)
    if match is None:
        return None
    try:
        day = _read_date(*match.groups())
        return _read_clock(day, plain[match.end() :])
    except (ValueError, OverflowError):
        return None


def _read_date(year: str, month: str | None, day: str | None) -> Period:
    first_year, last_year = _fill_digits(year.ljust(4, "X"))
    first_year, last_year = max(first_year, 1), max(last_year, 1)
    if month is None:
        return _span_days((first_year, 1, 1), (last_year, 12, 31))
    first_month, last_month = _fill_digits(month, lowest=1, highest=12)
    if "X" not in month and int(month) > 12:
        return _read_season(first_year, int(month))
    month_days = calendar.monthrange(last_year, last_month)[1]
    if day is None:
        return _span_days((first_year, first_month, 1), (last_year, last_month, month_days))
    first_day, last_day = _fill_digits(day, lowest=1, highest=month_days)
    return _span_days((first_year, first_month, first_day), (last_year, last_month, last_day))


def _read_season(year: int, code: int) -> Period:
    months = _SEASON_MONTHS.get(code) or _QUARTER_MONTHS.get(code)
    if months is None:
        raise ValueError(f"no such season: {code}")
    last_year = year + (months[1] < months[0])
    last_day = calendar.monthrange(last_year, months[1])[1]
    return _span_days((year, months[0], 1), (last_year, months[1], last_day))


def _fill_digits(digits: str, lowest: int = 0, highest: int = 9999) -> tuple[int, int]:
    """Return the smallest and largest number the digits allow; ``X`` is any digit."""
    if "X" not in digits:
        return int(digits), int(digits)
    return (
        max(int(digits.replace("X", "0")), lowest),
        min(int(digits.replace("X", "9")), highest),
    )


def _span_days(first: tuple[int, int, int], last: tuple[int, int, int]) -> Period:
    return Period(datetime(*first), datetime(*last) + timedelta(hours=24) - _SECOND)


def _read_clock(day: Period, rest: str) -> Period | None:
    if not rest:
        return day
    match = _CLOCK.fullmatch(rest)
    if match is None or day.start is None:
        return None
    hour, minute, second = match.group(1, 2, 3)
    start = day.start.replace(hour=int(hour), minute=int(minute or 0), second=int(second or 0))
    length = _SECOND if second else timedelta(minutes=1) if minute else timedelta(hours=1)
    return Period(start, start + length - _SECOND)
