"""Meanings of dates: calendar dates, days and periods counted from another, holidays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from onrecord.annotate.times import edtfs, timexes
from onrecord.annotate.times.calendars import (
    Period,
    Unit,
    count_days_between,
    find_period,
    first_day,
    is_in_calendar,
    last_day,
    make_day,
    make_part,
    shift_period,
)
from onrecord.annotate.times.holiday_dates import find_holiday
from onrecord.annotate.times.values import Choice, Meaning, Scope, Value, value_of

Origin = Literal["report", "previous", "previous_only", "next"]
YEARS_AROUND = range(-8, 9)
"""Years tried for 29 February, and for a date with its weekday."""
FAR_DAYS = 300
NEAR_DAYS = 60
"""A date without year or tense that comes within two months is the coming one."""
_SEASON_CODES = ("SP", "SU", "FA", "WI")


@dataclass(frozen=True, slots=True)
class Calendar:
    """A date by what its words name: any of year, month, day, weekday, or a numbered part.

    ``part`` is ``quarter``, ``half`` or ``season`` with its ``number``. ``year_of`` is a year said
    in another way ("last year").
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    part: Unit | None = None
    number: int = 0
    choose: Choice | None = None
    year_of: Meaning | None = None

    def resolve(self, scope: Scope) -> Value | None:
        """Resolve; a missing year or week is chosen by ``choose``, else by tense."""
        year = self.year
        if self.year_of is not None:
            of = self.year_of.resolve(scope)
            if of is None or of.period is None:
                return Value("date", self._unknown()) if of else None
            year = of.period.index
        if year is not None:
            return value_of(self._in_year(year))
        if scope.today is None:
            return Value("date", self._unknown()) if self._exists() else None
        if self.choose == "this" and self.month is not None and year is None:
            return value_of(self._in_year(scope.today.year))
        if self.choose is None and scope.direction is None and not self._is_near_ahead(scope):
            scope = replace(scope, direction="past")
        period = choose_period(self._candidates(scope), scope, self.choose)
        if self.day is not None and self.month is not None and self.choose is None:
            period = self._prefer_near(period, scope)
        return value_of(period)

    def _prefer_near(self, chosen: Period | None, scope: Scope) -> Period | None:
        """Overrule the tense for a day close by: reports give the year of days a year away."""
        near = choose_period(self._candidates(scope), Scope(scope.today), None)
        if chosen is None or near is None or scope.today is None:
            return near
        far_days = abs(count_days_between(scope.today, chosen))
        near_days = abs(count_days_between(scope.today, near))
        return near if far_days > FAR_DAYS and near_days <= NEAR_DAYS else chosen

    def _in_year(self, year: int) -> Period | None:
        if self.part:
            return make_part(self.part, year, self.number)
        if self.month is None:
            period = Period("year", year)
            return period if is_in_calendar(period) else None
        if self.day is None:
            return make_part("month", year, self.month)
        return make_day(year, self.month, self.day)

    def _exists(self) -> bool:
        return self.month is None or self._in_year(2000) is not None

    def _is_near_ahead(self, scope: Scope) -> bool:
        """Say whether a date is the coming one where no tense speaks: because it is near.

        Reports tell what has happened: weekdays, seasons and quarters without a tense are past.
        """
        if self.month is None or scope.today is None:
            return False
        ahead = (count_days_between(scope.today, period) for period in self._candidates(scope))
        return any(0 < days <= NEAR_DAYS for days in ahead)

    def _is_weekday_only(self) -> bool:
        return self.weekday is not None and self.month is None and self.day is None

    def _candidates(self, scope: Scope) -> list[Period]:
        assert scope.today is not None
        if self._is_weekday_only():
            monday = find_period("day", scope.today).index - scope.today.weekday()
            days = [monday + 7 * week + (self.weekday or 1) - 1 for week in (-2, -1, 0, 1, 2)]
            return [Period("day", day) for day in days if is_in_calendar(Period("day", day))]
        if self.day is not None and self.month is None:
            return self._candidate_days(scope)
        rare = self.weekday is not None or (self.month, self.day) == (2, 29)
        around = YEARS_AROUND if rare else range(-1, 2)
        found = (self._in_year(scope.today.year + offset) for offset in around)
        return self._fit_weekday([period for period in found if period])

    def _candidate_days(self, scope: Scope) -> list[Period]:
        assert scope.today is not None
        month = find_period("month", scope.today).index
        found = (
            make_day((month + offset) // 12, (month + offset) % 12 + 1, self.day or 1)
            for offset in (-2, -1, 0, 1, 2)
        )
        return self._fit_weekday([period for period in found if period])

    def _fit_weekday(self, candidates: list[Period]) -> list[Period]:
        """Keep the days that fall on the weekday the words also give, where any does."""
        if self.weekday is None:
            return candidates
        fitting = [day for day in candidates if first_day(day).isoweekday() == self.weekday]
        return fitting or candidates

    def _unknown(self) -> str:
        if self.part == "season":
            return f"XXXX-{_SEASON_CODES[self.number - 1]}"
        if self.part:
            return f"XXXX-{self.part[0].upper()}{self.number}"
        if self._is_weekday_only():
            return f"XXXX-WXX-{self.weekday}"
        month = "XX" if self.month is None else f"{self.month:02}"
        return f"XXXX-{month}" + ("" if self.day is None else f"-{self.day:02}")


def choose_period(
    candidates: Iterable[Period], scope: Scope, choice: Choice | None
) -> Period | None:
    """Choose among the periods a name can mean.

    Args:
        candidates: in order of time.
        scope: must have a day.
        choice: what the words say ("last", "this", "next"), before which tense gives way. The
            next Friday is not tomorrow, nor the last one yesterday.
    """
    today = scope.today
    assert today is not None
    periods = list(candidates)
    apart = 2 if periods and periods[0].unit == "day" else 1
    if choice == "last":
        return max(
            (p for p in periods if count_days_between(today, p) <= -apart),
            key=first_day,
            default=None,
        )
    if choice == "next":
        return min(
            (p for p in periods if count_days_between(today, p) >= apart),
            key=first_day,
            default=None,
        )
    if choice == "this" and scope.direction is None:
        return min((p for p in periods if last_day(p) >= today), key=first_day, default=None)
    if scope.direction == "past":
        return max((p for p in periods if first_day(p) <= today), key=first_day, default=None)
    if scope.direction == "future":
        return min((p for p in periods if last_day(p) >= today), key=first_day, default=None)
    return min(periods, key=lambda p: abs(count_days_between(today, p)), default=None)


@dataclass(frozen=True, slots=True)
class Absolute:
    """A period whose words say all: a decade, a century."""

    period: Period

    def resolve(self, scope: Scope) -> Value | None:  # noqa: ARG002 - the same whenever written
        """Return the period."""
        return value_of(self.period)


@dataclass(frozen=True, slots=True)
class Shift:
    """A period counted from the report's day, or from the last date named ("the previous day")."""

    unit: Unit
    by: int
    origin: Origin = "report"

    def resolve(self, scope: Scope) -> Value | None:
        """Resolve; unknown where there is nothing to count from."""
        day = scope.today
        told = self.origin != "next" or scope.direction == "past"
        if self.origin != "report" and told and scope.previous is not None:
            day = first_day(scope.previous)
        elif self.origin == "previous_only":
            day = None
        if day is None:
            return Value("date", timexes.write_unknown(self.unit))
        return value_of(shift_period(find_period(self.unit, day), self.by))


@dataclass(frozen=True, slots=True)
class Around:
    """The week, month or quarter that holds a date: "the week ended March 16"."""

    unit: Unit
    of: Meaning

    def resolve(self, scope: Scope) -> Value | None:
        """Resolve the date and widen it."""
        inner = self.of.resolve(scope)
        if inner is None or inner.period is None:
            return Value("date", timexes.write_unknown(self.unit))
        return value_of(shift_period(find_period(self.unit, first_day(inner.period)), 0))


@dataclass(frozen=True, slots=True)
class Beside:
    """A month or season next to the date named last: "the following spring"."""

    of: Calendar

    def resolve(self, scope: Scope) -> Value | None:
        """Resolve from the date named last, where the words tell the past; else from the report."""
        if scope.previous is None or scope.direction == "future":
            return self.of.resolve(scope)
        return self.of.resolve(Scope(first_day(scope.previous)))


@dataclass(frozen=True, slots=True)
class WeekdayOf:
    """A weekday of the week ``by`` weeks from the report's."""

    weekday: int
    by: int

    def resolve(self, scope: Scope) -> Value | None:
        """Resolve in the ISO week."""
        week = Shift("week", self.by).resolve(scope)
        if week is None or week.period is None:
            return Value("date", f"XXXX-WXX-{self.weekday}")
        return value_of(Period("day", first_day(week.period).toordinal() + self.weekday - 1))


@dataclass(frozen=True, slots=True)
class Weekend:
    """The words "the weekend": the last where the tense is past, the coming where it is future."""

    def resolve(self, scope: Scope) -> Value | None:
        """Resolve; a Saturday's or Sunday's own weekend stands in both tenses."""
        if scope.today is None:
            return Value("date", timexes.write_unknown("weekend"))
        this = find_period("weekend", scope.today)
        candidates = [Period("weekend", this.index + by) for by in (-1, 0, 1)]
        inside = [period for period in candidates if is_in_calendar(period)]
        direction = scope.direction or "past"
        return value_of(choose_period(inside, Scope(scope.today, direction), None))


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday by its key, in a year or nearest to the report."""

    key: str
    year: int | None = None
    choose: Choice | None = None
    year_of: Meaning | None = None

    def resolve(self, scope: Scope) -> Value | None:
        """Resolve through the table of holidays."""
        year = self.year
        if self.year_of is not None:
            of = self.year_of.resolve(scope)
            year = of.period.index if of and of.period else None
        if year is not None:
            return self._in_year(year)
        if scope.today is None:
            return Value("date", "XXXX-XX-XX")
        day = choose_period(self._candidates(scope), scope, self.choose)
        return self._in_year(first_day(day).year) if day else None

    def _candidates(self, scope: Scope) -> list[Period]:
        assert scope.today is not None
        found = (find_holiday(self.key, scope.today.year + offset) for offset in (-1, 0, 1))
        return [Period("day", days[0].toordinal()) for days in found if days]

    def _in_year(self, year: int) -> Value | None:
        days = find_holiday(self.key, year)
        if days is None:
            return None
        if days[0] == days[1]:
            return value_of(Period("day", days[0].toordinal()))
        edtf = edtfs.write_interval(edtfs.write_day(days[0]), edtfs.write_day(days[1]))
        return Value("date", edtf, edtfs.approximate(edtf))


@dataclass(frozen=True, slots=True)
class Range:
    """From one date to another, both inside: "Oct. 20-25"."""

    first: Meaning
    last_day: int

    def resolve(self, scope: Scope) -> Value | None:
        """Resolve the first day; the last is the next such day of a month."""
        first = self.first.resolve(scope)
        if first is None or first.period is None:
            return Value("date", f"{first.timex}/XXXX-XX-{self.last_day:02}") if first else None
        start = first_day(first.period)
        last = make_day(start.year, start.month, self.last_day)
        if last is None or last.index <= first.period.index:
            return None
        value = edtfs.write_interval(edtfs.write_day(start), edtfs.write_day(first_day(last)))
        return Value("date", value, value)


@dataclass(frozen=True, slots=True)
class NthWithin:
    """The n-th week, day, Tuesday … or the first n of them, of a longer period.

    ``number`` counts from 1; -1 is the last. ``count`` is how many. ``unit`` is a unit of the
    calendar, or None for the weekday given.
    """

    number: int
    count: int
    unit: Unit | None
    of: Meaning
    weekday: int | None = None

    def resolve(self, scope: Scope) -> Value | None:
        """Resolve inside the longer period."""
        whole = self.of.resolve(scope)
        if whole is None:
            return None
        if whole.period is None:
            return Value("date", timexes.write_unknown(self.unit or "day"))
        if self.weekday is not None:
            return self._find_weekday(whole.period)
        return self._cut(whole.period)

    def _find_weekday(self, whole: Period) -> Value | None:
        first, last = first_day(whole), last_day(whole)
        if self.number > 0:
            ahead = ((self.weekday or 1) - first.isoweekday()) % 7 + 7 * (self.number - 1)
            day = first + timedelta(days=ahead)
        else:
            day = last - timedelta(days=(last.isoweekday() - (self.weekday or 1)) % 7)
        return value_of(find_period("day", day)) if first <= day <= last else None

    def _cut(self, whole: Period) -> Value | None:
        """Cut units off; weeks are counted in sevens of days from the period's edge."""
        unit: Unit = "day" if self.unit in {"week", "weekend"} else self.unit or "day"
        size = 7 if self.unit in {"week", "weekend"} else 1
        low = find_period(unit, first_day(whole)).index
        high = find_period(unit, last_day(whole)).index
        if self.number > 0:
            start = low + (self.number - 1) * size
            end = start + self.count * size - 1
        else:
            end = high
            start = high - self.count * size + 1
        if start < low or start > high:
            return None
        return _value_of_stretch(Period(unit, start), Period(unit, min(end, high)))


def _value_of_stretch(start: Period, end: Period) -> Value | None:
    if start == end:
        return value_of(start)
    timex = f"{timexes.write_period(start)}/{timexes.write_period(end)}"
    return Value("date", timex, write_stretch(start, end))


def write_stretch(start: Period, end: Period) -> str:
    """Write the EDTF interval from the beginning of one period to the end of another."""
    if start == end:
        return edtfs.write_period(start)
    return edtfs.write_interval(
        edtfs.write_period(start).split("/")[0], edtfs.write_period(end).split("/")[-1]
    )
