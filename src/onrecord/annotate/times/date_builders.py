"""From forms of dates to their meanings: functions that ``make`` names in the grammar.

Each takes the captures and constants of a rule by name and returns a meaning, or None where they
do not make sense together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from onrecord.annotate.times.calendars import MAX_YEAR, Period, Unit, is_in_calendar, make_day
from onrecord.annotate.times.dates import (
    Absolute,
    Around,
    Beside,
    Calendar,
    Holiday,
    NthWithin,
    Range,
    Shift,
    WeekdayOf,
    Weekend,
)
from onrecord.annotate.times.grammar import Builder
from onrecord.annotate.times.lengths import FiscalYear, Fixed
from onrecord.annotate.times.values import Meaning

Got = Mapping[str, Any]
_PASSED = (
    "simple_length", "bare_length", "modified_length", "window_length", "period", "edged", "whole",
    "date", "holiday", "month", "quarter", "half", "season", "year", "any_year", "relative_year",
    "decade", "century", "relative", "zoned", "plain_clock", "clock",
)  # fmt: skip
_YEAR_SOURCES = ("any_year", "relative_year")


def _pass(got: Got) -> Any:
    return next((got[name] for name in _PASSED if name in got), None)


def _keep_day(got: Got) -> int | None:
    day = got.get("day", got.get("ordinal", 0))
    day += got.get("ordinal_tens", got.get("tens", 0))
    return int(day) if 1 <= day <= 31 else None


def _calendar(got: Got) -> Calendar | None:
    day = got.get("day", got.get("day_number"))
    month = got.get("month")
    if month is not None and not 1 <= month <= 12:
        return None
    year = got.get("year")
    if day is not None and month is not None and make_day(year or 2000, month, day) is None:
        return None
    return Calendar(
        year=year,
        month=month,
        day=day,
        weekday=got.get("weekday"),
        choose=got.get("choose"),
        year_of=got.get("relative_year"),
    )


def _slashed(got: Got) -> Calendar | None:
    """Day first unless only month first is a date, as ISO and most of the world write."""
    a, b, year = got["a"], got["b"], got.get("year")
    if year is None:
        year = 2000 + got["short"] if got["short"] < 70 else 1900 + got["short"]
    first, second = (b, a) if b <= 12 and a > 12 else (a, b)
    return _calendar({"year": year, "month": first, "day": second})


def _month_slash_day(got: Got) -> Calendar | None:
    """Month first, as the reports that write dates so do."""
    month, day = got["slashed"]
    return _calendar({"month": month, "day": day})


def _day_range(got: Got) -> Range | None:
    if isinstance(got["first"], Calendar):
        first: Calendar | None = replace(got["first"], year=got.get("year"))
    else:
        first = _calendar({"month": got["month"], "day": got["first"], "year": got.get("year")})
    if first is None or first.day is None or got["last"] <= first.day:
        return None
    return Range(first, got["last"])


def _shift(got: Got) -> Shift:
    return Shift(got["unit"], got["by"], got.get("origin", "report"))


def _unit_of(got: Got) -> Around:
    return Around(got["unit"], got["date"])


def _weekday_of_week(got: Got) -> WeekdayOf:
    return WeekdayOf(got["weekday"], got["by"])


def _weekend(_: Got) -> Weekend:
    return Weekend()


def _find_year(got: Got) -> dict[str, Any]:
    of = next((got[name] for name in _YEAR_SOURCES if name in got), None)
    if of is None and "year" in got:
        return {"year": got["year"]}
    if isinstance(of, Calendar) and of.year is not None:
        return {"year": of.year}
    return {"year_of": of}


def _quarter(got: Got) -> Calendar | None:
    number = got.get("quarter", got.get("ordinal", 0))
    of = _find_year(got)
    if number == -1 and of.get("year_of", 0) is not None:
        number = 4
    return Calendar(part="quarter", number=number, **of) if 1 <= number <= 4 else None


def _half(got: Got) -> Calendar | None:
    number = got.get("half", got.get("ordinal", 0))
    number = 2 if number == -1 else number
    if not 1 <= number <= 2:
        return None
    found = _find_year(got)
    if found.get("year_of", 0) is None:
        found = {"year_of": Shift("year", 0, "previous")}
    return Calendar(part="half", number=number, **found)


def _season(got: Got) -> Calendar:
    number = got.get("season", got.get("season_long"))
    choose = got.get("choose")
    found = _find_year(got)
    if choose in {"last", "this"}:
        found = {"year_of": Shift("year", -1 if choose == "last" else 0)}
    return Calendar(part="season", number=number, choose=choose, **found)


def _season_after(got: Got) -> Beside:
    return Beside(Calendar(part="season", number=got["season"], choose=got["choose"]))


def _calendar_after(got: Got) -> Beside:
    return Beside(Calendar(month=got["month"], choose=got["choose"]))


def _fiscal_year(got: Got) -> Fixed | None:
    year = got.get("year", got.get("fiscal_year"))
    return Fixed(f"FY{year}", f"{year:04}~") if year and year < MAX_YEAR else None


def _relative_fiscal_year(got: Got) -> FiscalYear:
    return FiscalYear(got["by"])


def _year_and_number(got: Got) -> Meaning | None:
    """2015-10 is a month, 2015-16 a season or school year that spans two."""
    year, number = got["year"], got["month"]
    if number == (year + 1) % 100:
        return Fixed(f"{year}/{year + 1}", f"{year}/{year + 1}")
    return _calendar({"year": year, "month": number})


def _before_christ(got: Got) -> Fixed | None:
    year = got["year"]
    return Fixed(f"BC{year:04}", f"-{year - 1:04}" if year > 1 else "0000") if year else None


def _absolute(unit: Unit, index: int) -> Absolute | None:
    period = Period(unit, index)
    return Absolute(period) if is_in_calendar(period) else None


def make_decade(got: Got) -> Absolute | None:
    """Return a decade: "1990s", "the '90s", "the nineties"."""
    century, tens = got.get("decade", (None, got.get("decade_word")))
    if century is None:
        century = 19 if tens >= 2 else 20
    return _absolute("decade", century * 10 + tens)


def _century(got: Got) -> Absolute | None:
    number = got.get("nth", got.get("ordinal", 0)) + got.get("tens", 0)
    return _absolute("century", number - 1) if 1 < number <= 30 else None


def _holiday(got: Got) -> Holiday:
    found = _find_year(got)
    return Holiday(got["holiday_name"], choose=got.get("choose"), **found)


def _keep_holiday(got: Got) -> str:
    return str(got["key"])


def _first_units(got: Got) -> NthWithin | None:
    ordinal, whole = got.get("ordinal", 0), got["whole"]
    if ordinal not in {1, -1} or "first" not in got:
        return None
    count = got["first"]
    if count != int(count) or not 1 <= count <= 400:
        return None
    return NthWithin(ordinal, int(count), got["unit"], whole)


def _nth(got: Got) -> NthWithin | None:
    number = got.get("ordinal", got.get("nth", 0))
    if "weekday" in got:
        return NthWithin(number, 1, None, got["whole"], got["weekday"])
    return NthWithin(number, 1, got["unit"], got["whole"])


DATE_BUILDERS: dict[str, Builder] = {
    "before_christ": _before_christ,
    "calendar": _calendar,
    "calendar_after": _calendar_after,
    "season_after": _season_after,
    "century": _century,
    "day_range": _day_range,
    "decade": make_decade,
    "first_units": _first_units,
    "fiscal_year": _fiscal_year,
    "half": _half,
    "holiday": _holiday,
    "keep_day": _keep_day,
    "keep_holiday": _keep_holiday,
    "month_slash_day": _month_slash_day,
    "nth": _nth,
    "pass": _pass,
    "quarter": _quarter,
    "relative_fiscal_year": _relative_fiscal_year,
    "season": _season,
    "shift": _shift,
    "slashed": _slashed,
    "unit_of": _unit_of,
    "weekday_of_week": _weekday_of_week,
    "weekend": _weekend,
    "year_and_number": _year_and_number,
}
"""By the name ``make`` gives."""
