"""EDTF (ISO 8601-2:2019) written from periods, and the bounds of a written one read back.

Levels 0 and 1, so that other programs can read them. What EDTF has no form for becomes an
interval: a week, a weekend, a quarter, a half. A clock time is written with its seconds, which
level 0 asks for. Part of day is not expressible: its day stands (the ``timex`` value keeps it).
"""

from __future__ import annotations

import re
from datetime import date

from onrecord.annotate.times.calendars import (
    MAX_YEAR,
    MIN_YEAR,
    Period,
    first_day,
    last_day,
    make_day,
)

Bounds = tuple[date, date]

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T.*)?")
_DECADE_OR_CENTURY = re.compile(r"(\d{2})(\d?)(X{1,2})")
_SEASONS = {"21": 3, "22": 6, "23": 9, "24": 12}


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
    """Return the first and last day a written EDTF value may mean, None where it is open.

    Reads what reports carry as their own date: days, months, years, seasons, decades, intervals,
    with times and qualifiers, which do not move the bounds.

    >>> read_bounds("2024-10?/2024-11-02")
    (datetime.date(2024, 10, 1), datetime.date(2024, 11, 2))
    """
    if not edtf:
        return None
    ends = [_read_end(part.strip()) for part in edtf.split("/", 1)]
    first, last = ends[0], ends[-1]
    if first is None or last is None or first[0] > last[1]:
        return None
    return first[0], last[1]


def _read_end(part: str) -> Bounds | None:
    part = re.sub("[~?%]", "", part).replace("-XX", "")
    blurred = _DECADE_OR_CENTURY.fullmatch(part)
    if blurred and len(part) == 4:
        first, last = int(part.replace("X", "0")), int(part.replace("X", "9"))
        return (date(first, 1, 1), date(last, 12, 31)) if first else None
    match = _DATE.fullmatch(part)
    if match is None:
        return None
    year, month, day = match.groups()
    if not MIN_YEAR <= int(year) < MAX_YEAR:
        return None
    return _bound_date(int(year), month, day)


def _bound_date(year: int, month: str | None, day: str | None) -> Bounds | None:
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if month in _SEASONS:
        period = Period("season", year * 4 + (_SEASONS[month] - 3) // 3)
    elif not 1 <= int(month) <= 12:
        return None
    elif day is None:
        period = Period("month", year * 12 + int(month) - 1)
    else:
        found = make_day(year, int(month), int(day))
        if found is None:
            return None
        period = found
    return first_day(period), last_day(period)
