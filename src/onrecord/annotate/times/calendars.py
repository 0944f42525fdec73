"""Calendar arithmetic on periods: a unit and a running number, so that shifting is adding.

A :class:`Period` is one day, week, month, season, year … of the proleptic Gregorian calendar.
Weeks are ISO 8601 weeks (Monday first); a weekend is Saturday and Sunday of its ISO week; seasons
are the meteorological ones of the northern hemisphere, winter counted with the year it begins in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Unit = Literal[
    "day", "week", "weekend", "month", "quarter", "half", "season", "year", "decade", "century"
]
MIN_YEAR, MAX_YEAR = 1, 9999
_YEARS = {"decade": 10, "century": 100}
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "season": 3}
_SEASON_OFFSET = 2
"""Spring begins in March: seasons are quarters moved by two months."""


@dataclass(frozen=True, slots=True)
class Period:
    """One stretch of the calendar: the ``index``-th of its unit.

    Index: a day's ordinal, a week's (and weekend's) Monday in weeks, months and their multiples
    since year 0, years, years // 10, years // 100.
    """

    unit: Unit
    index: int


def is_in_calendar(period: Period) -> bool:
    """Say whether the whole period lies in the years that dates can be written for."""
    if period.unit in {"week", "weekend", "day"}:
        return 8 <= period.index * _days_per(period.unit) <= date.max.toordinal() - 14
    return _year_of(period) >= MIN_YEAR and _year_of(period) + _YEARS.get(period.unit, 1) < MAX_YEAR


def _days_per(unit: str) -> int:
    return 1 if unit == "day" else 7


def _year_of(period: Period) -> int:
    """Return the year in which a period of months or years begins."""
    months = _MONTHS.get(period.unit)
    if months:
        offset = _SEASON_OFFSET if period.unit == "season" else 0
        return (period.index * months + offset) // 12
    return period.index * _YEARS.get(period.unit, 1)


def first_day(period: Period) -> date:
    """Return the first day of a period that :func:`is_in_calendar`."""
    if period.unit == "day":
        return date.fromordinal(period.index)
    if period.unit == "week":
        return date.fromordinal(period.index * 7 + 1)
    if period.unit == "weekend":
        return date.fromordinal(period.index * 7 + 6)
    months = _MONTHS.get(period.unit)
    if months:
        offset = _SEASON_OFFSET if period.unit == "season" else 0
        year, month = divmod(period.index * months + offset, 12)
        return date(year, month + 1, 1)
    return date(max(_year_of(period), MIN_YEAR), 1, 1)


def last_day(period: Period) -> date:
    """Return the last day of a period that :func:`is_in_calendar`."""
    if period.unit == "day":
        return first_day(period)
    if period.unit == "weekend":
        return first_day(period) + timedelta(days=1)
    return first_day(Period(period.unit, period.index + 1)) - timedelta(days=1)


def find_period(unit: Unit, day: date) -> Period:
    """Return the period of a unit that holds a day.

    >>> find_period("quarter", date(2024, 10, 29)).index == 2024 * 4 + 3
    True
    """
    if unit == "day":
        return Period(unit, day.toordinal())
    if unit in {"week", "weekend"}:
        return Period(unit, (day.toordinal() - 1) // 7)
    months = _MONTHS.get(unit)
    if months:
        offset = _SEASON_OFFSET if unit == "season" else 0
        return Period(unit, (day.year * 12 + day.month - 1 - offset) // months)
    return Period(unit, day.year // _YEARS.get(unit, 1))


def shift_period(period: Period, by: int) -> Period | None:
    """Return the period ``by`` units later (earlier where negative), None outside the calendar."""
    shifted = Period(period.unit, period.index + by)
    return shifted if is_in_calendar(shifted) else None


def make_day(year: int, month: int, day: int) -> Period | None:
    """Return a day as a period, None where the calendar has no such day."""
    try:
        return Period("day", date(year, month, day).toordinal())
    except (ValueError, OverflowError):
        return None


def make_part(unit: Unit, year: int, number: int) -> Period | None:
    """Return the ``number``-th (from 1) month, quarter, half or season of a year.

    Seasons count from spring: 1 spring, 2 summer, 3 autumn, 4 winter.
    """
    per_year = 12 // _MONTHS[unit]
    if not 1 <= number <= per_year or not MIN_YEAR <= year < MAX_YEAR - 1:
        return None
    return Period(unit, year * per_year + number - 1)


def shift_day(day: date, unit: str, by: int) -> date | None:
    """Return the day ``by`` units away; a month's missing day falls back to its last.

    >>> shift_day(date(2024, 3, 31), "month", -1)
    datetime.date(2024, 2, 29)
    """
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
    if unit in months:
        target = shift_period(find_period("month", day), by * months[unit])
        if target is None:
            return None
        return min(
            first_day(target) + timedelta(days=day.day - 1),
            last_day(target),
        )
    moved = shift_period(find_period("day", day), by * {"week": 7, "weekend": 7}.get(unit, 1))
    return first_day(moved) if moved else None


def count_days_between(day: date, period: Period) -> int:
    """Return how many days a period is away from a day: 0 inside, negative before."""
    first, last = first_day(period), last_day(period)
    if day < first:
        return (first - day).days
    return (last - day).days if day > last else 0
