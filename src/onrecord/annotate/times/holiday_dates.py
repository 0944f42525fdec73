"""Dates of holidays by name, from ``data/holidays.toml`` and the ``holidays`` library."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

from onrecord.annotate.times.calendars import MAX_YEAR, MIN_YEAR
from onrecord.annotate.times.words import load_data

LIBRARY_YEARS = (1900, 2100)


@cache
def _load_holidays() -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in load_data("holidays")["holiday"]}


@cache
def find_holiday(key: str, year: int) -> tuple[date, date] | None:
    """Return the first and last day of a holiday in a year.

    Args:
        key: the ``key`` of a row of the data file.
        year: the Gregorian year in which it begins.

    Returns:
        None where the year is outside the calendar or the library knows no such day.
    """
    row = _load_holidays()[key]
    if not MIN_YEAR < year < MAX_YEAR:
        return None
    if "month" in row:
        return date(year, row["month"], row["day"]), date(year, row["month"], row["day"])
    if "after_easter" in row:
        day = find_easter(year) + timedelta(days=row["after_easter"])
        return day, day
    found = _look_up(row["country"], row["library_name"], year)
    if found is None:
        return None
    first = found + timedelta(days=row.get("plus", 0))
    return first, first + timedelta(days=row.get("days", 1) - 1)


@cache
def _look_up(country: str, name: str, year: int) -> date | None:
    if not LIBRARY_YEARS[0] <= year <= LIBRARY_YEARS[1]:
        return None
    from holidays import country_holidays

    table = country_holidays(country, years=year, language="en_US")
    days = [day for day, names in table.items() if name in names and day.year == year]
    return min(days, default=None)


def find_easter(year: int) -> date:
    """Return Easter Sunday of the Western churches (Gauss's method as given by Butcher, 1876).

    >>> find_easter(2025)
    datetime.date(2025, 4, 20)
    """
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    shift = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * shift) // 451
    month, day = divmod(h + shift - 7 * m + 114, 31)
    return date(year, month, day + 1)
