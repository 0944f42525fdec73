"""What the preposition before an expression does to its EDTF value.

The preposition is outside the span and the TIMEX3 value, as TimeML has it; EDTF can say it:
"since August" runs from August to the report's day, "until Friday" ends on Friday, "by the end of
the year" begins at the report and ends with the year.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from onrecord.annotate.times import edtfs
from onrecord.annotate.times.calendars import last_day
from onrecord.annotate.times.edtfs import Bounds, read_bounds, write_day
from onrecord.annotate.times.guards import load_words
from onrecord.annotate.times.lengths import Away, Length, Window
from onrecord.annotate.times.values import Direction, Meaning, Scope, Value


def force_direction(before: str, direction: Direction | None) -> Direction | None:
    """Return the direction a preposition forces: what has been "since" is past."""
    return "past" if before in load_words("bounds", "since") else direction


def place_length(before: str, meaning: Meaning, direction: Direction | None) -> Meaning:
    """Place a bare length beside the report where its preposition does: "within days".

    Args:
        before: the word before the expression.
        meaning: what it means by itself.
        direction: a length told in the past stays unplaced.
    """
    if not isinstance(meaning, Length) or direction != "future":
        return meaning
    if before in load_words("bounds", "within"):
        return Window("future", meaning)
    if before in load_words("bounds", "away") and _is_near(meaning):
        return Ahead(meaning)
    return meaning


def _is_near(length: Length) -> bool:
    """Say whether "in" can mean ahead: "the first in 600 years" looks back."""
    return not length.is_vague and length.unit not in {"decade", "century", "millennium", "year"}


class Ahead:
    """A length in the future: "in two weeks". TimeML has it a duration; EDTF says when."""

    def __init__(self, length: Length) -> None:
        """Take the length."""
        self._length = length

    def resolve(self, scope: Scope) -> Value | None:
        """Resolve to the day, marked approximate unless days are counted."""
        value = self._length.resolve(scope)
        moved = Away(self._length, "future").resolve(scope)
        if value is None or moved is None or moved.edtf is None:
            return value
        edtf = moved.edtf if self._length.unit == "day" else edtfs.approximate(moved.edtf)
        return replace(value, edtf=edtf)


def bound_value(before: str, value: Value | None, today: date | None) -> Value | None:
    """Return a value with its EDTF bounded by the preposition before it.

    Args:
        before: the word before the expression.
        value: the expression's own value.
        today: the report's day.
    """
    if value is None or value.edtf is None or value.kind in {"duration", "set"}:
        return value
    bounds = read_bounds(value.edtf)
    if bounds is None or value.timex.endswith("_REF"):
        return value
    edtf = _bound(before, value, value.edtf, bounds, today)
    return replace(value, edtf=edtf)


def _bound(before: str, value: Value, edtf: str, bounds: Bounds, today: date | None) -> str:
    start, end = edtf.split("/", maxsplit=1)[0], edtf.rsplit("/", maxsplit=1)[-1]
    if before in load_words("bounds", "since") and today is not None and bounds[0] <= today:
        return f"{start}/{write_day(today)}"
    if "T" in end:
        return edtf
    ahead = today is not None and bounds[1] > today
    through = before in load_words("bounds", "through") and ahead
    if before in load_words("bounds", "until") or through:
        return f"../{_exact_end(value, end)}"
    if before in load_words("bounds", "by") and ahead and today is not None:
        return f"{write_day(today)}/{_exact_end(value, end)}"
    return edtf


def _exact_end(value: Value, end: str) -> str:
    """Return the end: of "the end of the year" it is the year's own last month, not about it."""
    if value.period is None:
        return end
    own = last_day(value.period)
    bounds = read_bounds(end)
    return write_day(own) if bounds and bounds[1] == own and end.endswith("~") else end
