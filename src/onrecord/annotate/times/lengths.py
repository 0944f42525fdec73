"""Meanings of lengths of time: durations, windows beside the report, distances, and sets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, Decimal
from math import ceil
from typing import Literal

from onrecord.annotate.times import edtfs, timexes
from onrecord.annotate.times.calendars import (
    Unit,
    find_period,
    first_day,
    shift_day,
)
from onrecord.annotate.times.dates import Origin
from onrecord.annotate.times.timexes import Piece
from onrecord.annotate.times.values import Direction, Meaning, Scope, Value, value_of
from onrecord.annotate.times.words import load_data
from onrecord.records import TimeKind

_Writer = Callable[[date], str]
MAX_AMOUNT = 100_000
"""A larger amount of any unit is no time a report means."""
_HOURS = {"second": Decimal(1) / 3600, "minute": Decimal(1) / 60, "hour": Decimal(1)}
_SMALLER: dict[str, tuple[int, str]] = {
    "century": (100, "year"),
    "decade": (10, "year"),
    "year": (12, "month"),
    "half": (6, "month"),
    "quarter": (3, "month"),
    "season": (3, "month"),
    "month": (30, "day"),
    "fortnight": (14, "day"),
    "week": (7, "day"),
    "weekend": (7, "day"),
    "millennium": (1000, "year"),
    "night": (1, "day"),
    "morning": (1, "day"),
    "afternoon": (1, "day"),
    "evening": (1, "day"),
}


@dataclass(frozen=True, slots=True)
class Length:
    """A duration: amounts of units, the largest first.

    ``timex`` overrides how it is written; ``about`` says the amount is an upper bound.
    """

    pieces: tuple[Piece, ...]
    timex: str | None = None
    about: bool = False

    def resolve(self, scope: Scope) -> Value | None:  # noqa: ARG002 - a length needs no scope
        """Return the bare duration, which has no place on the calendar."""
        return Value("duration", self.write())

    def write(self) -> str:
        """Return the TIMEX3 value."""
        return self.timex or timexes.write_length(self.pieces)

    @property
    def unit(self) -> str:
        """The smallest unit named."""
        return self.pieces[-1][1]

    @property
    def is_vague(self) -> bool:
        """Whether the words leave an amount open."""
        return self.about or any(amount is None for amount, _ in self.pieces)


def shift_by(day: date, length: Length, sign: int) -> date | None:
    """Return the day a length away from a day; the reach of an open amount is its table's.

    Args:
        day: where to start.
        length: how far; parts of a day round up to a whole one.
        sign: 1 for later, -1 for earlier.
    """
    for amount, unit in length.pieces:
        count, step = _count_steps(amount, unit)
        if count > MAX_AMOUNT:
            return None
        moved = shift_day(day, step, sign * count)
        if moved is None:
            return None
        day = moved
    return day


def _count_steps(amount: Decimal | None, unit: str) -> tuple[int, str]:
    """Return a whole number of calendar units that spans an amount of any unit."""
    if amount is None:
        reach, step = load_data("windows")["reach"][unit]
        return reach, step
    if unit in _HOURS:
        return int((amount * _HOURS[unit] / 24).to_integral_value(ROUND_CEILING)), "day"
    if unit == "day":
        return ceil(amount), unit
    per, smaller = _SMALLER[unit]
    if unit in {"week", "month", "year"} and amount == int(amount):
        return int(amount), unit
    return ceil(amount * per), smaller


@dataclass(frozen=True, slots=True)
class Window:
    """A length that ends or begins with the report: "the past 24 hours", "within days"."""

    direction: Direction
    length: Length

    def resolve(self, scope: Scope) -> Value | None:
        """Keep the duration as TIMEX3 value; the EDTF value is the interval beside the report."""
        value = self.length.resolve(scope)
        if value is None or scope.today is None:
            return value
        day = shift_by(scope.today, self.length, -1 if self.direction == "past" else 1)
        if day is None:
            return value
        ends = sorted((day, scope.today))
        write = write_by(self.length.unit)
        start, end = write(ends[0]), write(ends[1])
        if self.length.is_vague:
            start, end = (
                (edtfs.approximate(start), end)
                if day == ends[0]
                else (start, edtfs.approximate(end))
            )
        return replace(value, edtf=edtfs.write_interval(start, end))


def write_by(unit: str) -> _Writer:
    """Return how finely to write the ends of a window of a unit: days, months or years."""
    if unit in {"decade", "century", "millennium"}:
        return lambda day: f"{day.year:04}"
    return edtfs.write_month if unit in {"year", "half", "season"} else edtfs.write_day


@dataclass(frozen=True, slots=True)
class Recent:
    """Like "recent weeks": TIMEX3 has one value for all the past, EDTF the reach of the unit."""

    unit: str

    def resolve(self, scope: Scope) -> Value | None:
        """Resolve like a window of open length."""
        window = Window("past", Length(((None, self.unit),))).resolve(scope)
        return Value("date", "PAST_REF", window.edtf if window else None)


@dataclass(frozen=True, slots=True)
class Away:
    """A date a length away: "two weeks ago", "a year earlier", "three days after Christmas".

    The value is as precise as the smallest unit named: two weeks ago is a week.
    """

    length: Length
    direction: Direction
    origin: Origin = "report"
    of: Meaning | None = None

    def resolve(self, scope: Scope) -> Value | None:
        """Resolve; an open amount reaches back to a window without a TIMEX3 value of its own."""
        day = self._find_origin(scope)
        sign = -1 if self.direction == "past" else 1
        if day is None:
            clock = "TXX" if self.length.unit in _HOURS else ""
            kind: TimeKind = "time" if clock else "date"
            return Value(kind, timexes.write_unknown(self._calendar_unit()) + clock)
        if self.length.is_vague:
            return self._resolve_vague(day)
        moved = day if self._is_within_day() else shift_by(day, self.length, sign)
        if moved is None:
            return None
        return self._write(moved)

    def _is_within_day(self) -> bool:
        """Hours too few to be sure of another day leave the day as it is."""
        hours = (
            amount * _HOURS[unit] if amount is not None and unit in _HOURS else Decimal(24)
            for amount, unit in self.length.pieces
        )
        return sum(hours, Decimal(0)) < 24

    def _find_origin(self, scope: Scope) -> date | None:
        if self.of is not None:
            of = self.of.resolve(scope)
            return first_day(of.period) if of and of.period else None
        if self.origin != "report" and scope.previous is not None:
            return first_day(scope.previous)
        if self.origin != "report" and self.direction == "future":
            return None
        return scope.today

    def _resolve_vague(self, day: date) -> Value:
        window = Window(self.direction, self.length).resolve(Scope(day))
        timex = "PAST_REF" if self.direction == "past" else "FUTURE_REF"
        if self.origin != "report" and self.direction == "future":
            timex = self.length.write()
        return Value("date", timex, window.edtf if window else None)

    def _calendar_unit(self) -> Unit:
        if self.of is not None:
            return "day"
        if any(amount is not None and amount != int(amount) for amount, _ in self.length.pieces):
            return "month" if self.length.unit in {"year", "decade", "century"} else "day"
        units: dict[str, Unit] = {"week": "week", "month": "month", "year": "year"}
        units |= {"decade": "year", "century": "decade", "quarter": "quarter", "fortnight": "week"}
        return units.get(self.length.unit, "day")

    def _write(self, day: date) -> Value | None:
        value = value_of(find_period(self._calendar_unit(), day))
        if value is None or self.length.unit not in _HOURS:
            return value
        return replace(value, kind="time", timex=value.timex + "TXX")


@dataclass(frozen=True, slots=True)
class Set:
    """A time that comes again: ``timex`` is its value, and there is no EDTF for it."""

    timex: str

    def resolve(self, scope: Scope) -> Value | None:  # noqa: ARG002 - the same whenever written
        """Return the value."""
        return Value("set", self.timex)


@dataclass(frozen=True, slots=True)
class Reference:
    """Past, present or future, unspecified; the present is the report's own day in EDTF."""

    timex: Literal["PAST_REF", "PRESENT_REF", "FUTURE_REF"]

    def resolve(self, scope: Scope) -> Value | None:
        """Return the value."""
        now = self.timex == "PRESENT_REF" and scope.today is not None
        return Value(
            "date", self.timex, edtfs.write_day(scope.today) if now and scope.today else None
        )


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """Like "last fiscal year": whose is not said, so the calendar year stands approximately."""

    by: int

    def resolve(self, scope: Scope) -> Value | None:
        """Count from the report's calendar year."""
        if scope.today is None:
            return Value("date", "FYXXXX")
        year = scope.today.year + self.by
        return Value("date", f"FY{year}", f"{year:04}~")


@dataclass(frozen=True, slots=True)
class Fixed:
    """A value that needs nothing: years before Christ, fiscal years."""

    timex: str
    edtf: str | None
    kind: TimeKind = "date"

    def resolve(self, scope: Scope) -> Value | None:  # noqa: ARG002 - the same whenever written
        """Return the value."""
        return Value(self.kind, self.timex, self.edtf)
