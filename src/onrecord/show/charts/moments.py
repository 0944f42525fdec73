"""What a story's timeline counts, and the stretch of time it shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from onrecord.periods import Period, read_period
from onrecord.records import Annotations, Report
from onrecord.show.citations import name_outlet
from onrecord.show.wordings import describe_speaker

LANES = ("reports", "statements", "dates named")
DAY = timedelta(days=1)
MAX_STEPS = 72
BEFORE, AFTER = 0.5, 0.75
"""How much further than the reports a timeline reaches, as a share of the time they span."""
_STEPS = tuple(timedelta(hours=hours) for hours in (1, 6, 24, 24 * 7, 24 * 30, 24 * 365))
_NO_PERIOD = Period(None, None)


class Entry(NamedTuple):
    """Something at a time; ``words`` name it."""

    lane: str
    period: Period
    words: str


class Window(NamedTuple):
    """The moments a chart shows, and the steps in which they are counted."""

    start: datetime
    end: datetime
    step: timedelta

    def find_step(self, moment: datetime) -> datetime:
        """Return the beginning of the step that a moment lies in."""
        return self.start + (moment - self.start) // self.step * self.step


def list_entries(facts: Mapping[str, tuple[Report, Annotations]]) -> Iterator[Entry]:
    """Yield reports by publication, statements by when they were made, and the dates named."""
    for report, notes in facts.values():
        published = read_period(report.published.edtf) or _NO_PERIOD
        yield Entry("reports", published, name_outlet(report))
        for statement in notes.statements:
            said = read_period(statement.said.edtf) or published
            yield Entry("statements", said, describe_speaker(statement.speaker))
        for time in notes.times:
            period = read_period(time.edtf) if time.kind in {"date", "time"} else None
            if period is not None:
                yield Entry("dates named", period, report.text[slice(*time.span)])


def find_window(entries: Sequence[Entry]) -> Window:
    """Return the time the reports span and some on either side, in steps that can be told apart."""
    moments = [entry.period.start for entry in entries if entry.lane == "reports"]
    known = sorted(moment for moment in moments if moment is not None)
    if not known:
        return Window(datetime(2000, 1, 1), datetime(2000, 1, 2), DAY)
    first, last = _floor_day(known[0]), _floor_day(min(known[-1], datetime.max - DAY)) + DAY
    span = last - first
    start = _floor_day(first - min(span * BEFORE, first - datetime.min))
    end = last + min(span * AFTER, datetime.max - last)
    finest = max(map(_measure, (entry.period for entry in entries if entry.lane == "reports")))
    steps = (step for step in _STEPS if step >= finest and (end - start) / step <= MAX_STEPS)
    return Window(start, end, next(steps, _STEPS[-1]))


def _measure(period: Period) -> timedelta:
    """Return how long a period is, where it is no longer than a day."""
    if period.start is None or period.end is None:
        return timedelta()
    return min(period.end - period.start, DAY)


def _floor_day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def is_placed(entry: Entry, window: Window) -> bool:
    """Tell whether an entry is known well enough to stand in one step, and lies in the window."""
    start, end = entry.period
    if start is None or end is None or end - start > window.step:
        return False
    return window.start <= start < window.end
