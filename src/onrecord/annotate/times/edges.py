"""Meanings of parts of a date: fuzzy edges, what is left of it, parts of day, clock times."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from onrecord.annotate.times import edtfs, timexes
from onrecord.annotate.times.calendars import Period, Unit, find_period, first_day, last_day
from onrecord.annotate.times.dates import write_stretch
from onrecord.annotate.times.values import Meaning, Scope, Value
from onrecord.annotate.times.words import load_data

NEAR_DAYS = 14
"""A clock time is of the day named last only while that day is near the report's."""


@dataclass(frozen=True, slots=True)
class Edge:
    """The early, middle or late part, the beginning or the end of a period."""

    edge: str
    of: Meaning
    until: str | None = None
    """The later edge of "mid-to-late October"."""

    def resolve(self, scope: Scope) -> Value | None:
        """Keep the period as TIMEX3 value, which has its edge in ``mod``; narrow the EDTF value."""
        whole = self.of.resolve(scope)
        if whole is None or whole.period is None:
            return whole
        table = load_data("windows")["edges"].get(whole.period.unit)
        if table is None:
            return replace(whole, period=whole.period)
        unit: Unit = table["smaller"]
        first, last = table[self.edge][0], table[self.until or self.edge][1]
        start, end = _cut(whole.period, unit, first), _cut(whole.period, unit, last)
        return replace(whole, edtf=edtfs.approximate(write_stretch(start, end)))


def _cut(whole: Period, unit: Unit, place: int) -> Period:
    if place > 0:
        return Period(unit, find_period(unit, first_day(whole)).index + place - 1)
    return Period(unit, find_period(unit, last_day(whole)).index + place + 1)


@dataclass(frozen=True, slots=True)
class Portion:
    """What has passed of a period, or what is left: "earlier this week", "later this month"."""

    side: Literal["earlier", "later"]
    of: Meaning

    def resolve(self, scope: Scope) -> Value | None:
        """Cut the EDTF value at the report's day, where that lies inside."""
        whole = self.of.resolve(scope)
        if whole is None or whole.period is None or scope.today is None:
            return whole
        first, last = first_day(whole.period), last_day(whole.period)
        if whole.period.unit == "day" or not first <= scope.today <= last:
            return whole
        if self.side == "earlier":
            last = scope.today
        else:
            first = scope.today
        return replace(whole, edtf=_write_days(first, last))


def _write_days(first: date, last: date) -> str:
    return edtfs.write_interval(edtfs.write_day(first), edtfs.write_day(last))


@dataclass(frozen=True, slots=True)
class About:
    """A date with "around" or "about"."""

    of: Meaning

    def resolve(self, scope: Scope) -> Value | None:
        """Mark the EDTF value as approximate."""
        value = self.of.resolve(scope)
        if value is None or value.edtf is None:
            return value
        return replace(value, edtf=edtfs.approximate(value.edtf))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a day. EDTF has no parts of day: the day stands there."""

    part: str
    of: Meaning

    def resolve(self, scope: Scope) -> Value | None:
        """Resolve the day and add the part to its TIMEX3 value."""
        day = self.of.resolve(scope)
        if day is None:
            return None
        return replace(day, kind="time", timex=f"{day.timex}T{self.part}")


@dataclass(frozen=True, slots=True)
class DayAround:
    """The day a bare part of day or clock time is of: the last named, else the report's."""

    by: int = 0

    def resolve(self, scope: Scope) -> Value | None:
        """Resolve to a day; unknown where none is."""
        day = scope.today
        if scope.previous is not None and scope.previous.unit == "day":
            named = first_day(scope.previous)
            if day is None or abs((named - day).days) <= NEAR_DAYS:
                day = named
        if day is None:
            return Value("date", timexes.write_unknown("day"))
        period = find_period("day", day + timedelta(days=self.by))
        return Value("date", timexes.write_period(period), edtfs.write_period(period), period)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; ``zone`` is minutes east of Greenwich, or a zone with summer time."""

    hour: int
    minute: int
    second: int = 0
    zone: str | None = None
    of: Meaning = DayAround()

    def resolve(self, scope: Scope) -> Value | None:
        """Resolve on its day; EDTF writes the seconds too, which its level 0 asks for."""
        day = self.of.resolve(scope)
        if day is None:
            return None
        if day.period is not None and day.period.unit != "day":
            return None
        timex = f"{day.timex.split('T')[0]}T{self._write()}"
        if day.period is None:
            return Value("time", timex)
        return Value("time", timex, self._write_edtf(first_day(day.period)), day.period)

    def _write(self) -> str:
        text = f"{self.hour:02}:{self.minute:02}"
        return f"{text}:{self.second:02}" if self.second else text

    def _write_edtf(self, day: date) -> str:
        if self.hour == 24:
            return edtfs.write_day(day)
        text = f"{edtfs.write_day(day)}T{self.hour:02}:{self.minute:02}:{self.second:02}"
        return text + (_write_offset(find_offset(self.zone, day)) if self.zone else "")


def _write_offset(minutes: int) -> str:
    if minutes == 0:
        return "Z"
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


_SUMMER_ZONES = {"ET": -300, "CT": -360, "MT": -420, "PT": -480}
_KYIV_MINUTES = 120


def find_offset(zone: str, day: date) -> int:
    """Return a zone's minutes east of Greenwich on a day.

    "ET", "CT", "MT", "PT" follow the United States' summer time as in force since 2007, Kyiv's
    the European Union's; for earlier years this is an approximation.
    """
    if zone in _SUMMER_ZONES:
        start, end = _nth_sunday(day.year, 3, 2), _nth_sunday(day.year, 11, 1)
        return _SUMMER_ZONES[zone] + (60 if start <= day < end else 0)
    if zone == "KYIV":
        start, end = _last_sunday(day.year, 3), _last_sunday(day.year, 10)
        return _KYIV_MINUTES + (60 if start <= day < end else 0)
    return int(zone)


def _nth_sunday(year: int, month: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(7 - first.isoweekday()) % 7 + 7 * (number - 1))


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=last.isoweekday() % 7)
