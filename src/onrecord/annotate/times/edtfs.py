"""EDTF (ISO 8601-2:2019) written from periods, and the bounds of a written one read back.

Levels 0 and 1, so that other programs can read them. What EDTF has no form for becomes an
interval: a week, a weekend, a quarter, a half. A clock time is written with its seconds, which
level 0 asks for. Part of day is not expressible: its day stands (the ``timex`` value keeps it).
"""

from __future__ import annotations

from datetime import date, timedelta

from onrecord.annotate.times.calendars import MAX_YEAR, MIN_YEAR, Period, first_day, last_day
from onrecord.periods import read_period

Bounds = tuple[date, date]

LATEST_DAYS = 30


def write_day(day: date) -> str:
    """Write a day."""
    return f"{day.year:04}-{day.month:02}-{day.day:02}"


def write_period(period: Period) -> str:
    """Write a period.

    >>> write_period(Period("decade", 199))
    '199X'
    """
    first, last = first_day(period), last_day(period)
    match period.unit:
        case "day":
            return write_day(first)
        case "month":
            return write_month(first)
        case "season":
            return f"{first.year:04}-{21 + period.index % 4}"
        case "year" | "decade" | "century":
            digits = {"year": 4, "decade": 3, "century": 2}[period.unit]
            return f"{period.index:0{digits}}" + "X" * (4 - digits)
        case "quarter" | "half":
            return f"{write_month(first)}/{write_month(last)}"
        case _:
            return f"{write_day(first)}/{write_day(last)}"


def write_month(day: date) -> str:
    """Write the month of a day."""
    return f"{day.year:04}-{day.month:02}"


def write_interval(start: str, end: str) -> str:
    """Write an interval, or the single value where both ends are the same."""
    return start if start == end else f"{start}/{end}"


def approximate(edtf: str) -> str:
    """Mark a value, or both ends of an interval, as approximate.

    >>> approximate("2024-10-21/2024-10-27")
    '2024-10-21~/2024-10-27~'
    """
    return "/".join(part if _is_marked(part) else part + "~" for part in edtf.split("/"))


def _is_marked(part: str) -> bool:
    return part == ".." or part[-1] in "~?%X" or "T" in part


def read_bounds(edtf: str | None) -> Bounds | None:
    """Return the first and last day a written EDTF value may mean, None where an end is open.

    >>> read_bounds("2024-10?/2024-11-02")
    (datetime.date(2024, 10, 1), datetime.date(2024, 11, 2))
    """
    period = read_period(edtf)
    if period is None or period.start is None or period.end is None or period.start > period.end:
        return None
    if period.start.year < MIN_YEAR or period.end.year >= MAX_YEAR:
        return None
    return period.start.date(), period.end.date()


def read_reference(edtf: str | None) -> Bounds | None:
    """Return the days on which a report may have been published, None where none is known.

    A report known only to come after some day, as after the posts it shows, is taken to come
    within :data:`LATEST_DAYS` of it, so that "in August" has a year; nothing narrower is assumed.

    >>> read_reference("2024-10-30/..")
    (datetime.date(2024, 10, 30), datetime.date(2024, 11, 29))
    """
    if edtf and edtf.endswith("/.."):
        after = read_bounds(edtf.removesuffix("/.."))
        return (after[0], after[1] + timedelta(LATEST_DAYS)) if after else None
    return read_bounds(edtf)
