"""What a resolved time expression is, and what it is resolved against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from onrecord.annotate.times import edtfs, timexes
from onrecord.annotate.times.calendars import Period
from onrecord.records import TimeKind

Direction = Literal["past", "future", "present"]
"""What the tense says; the simple present ("opens on Monday") points ahead for what is near."""
Choice = Literal["last", "this", "next"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a meaning is resolved against.

    ``today`` is the day of the report or post, None where unknown. ``direction`` is what the tense
    says, None where it says nothing. ``previous`` is the last date named before.
    """

    today: date | None
    direction: Direction | None = None
    previous: Period | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """A resolved expression; ``period`` is set where it is one stretch of the calendar."""

    kind: TimeKind
    timex: str
    edtf: str | None = None
    period: Period | None = None


class Meaning(Protocol):
    """What an expression means before it is known when it was written."""

    def resolve(self, scope: Scope) -> Value | None:
        """Return the value against a scope, None where the calendar has no such thing."""


def value_of(period: Period | None) -> Value | None:
    """Return the value of a period of the calendar."""
    if period is None:
        return None
    return Value("date", timexes.write_period(period), edtfs.write_period(period), period)
