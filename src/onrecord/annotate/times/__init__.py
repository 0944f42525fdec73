"""Times: every expression of date, time, duration or set in a report, with EDTF and TIMEX3 values.

Expressions are found by the grammar in ``data/grammar.toml`` over the tokens of the shared
parse, and resolved against the report's own date (an embedded post's against its own). What the
words leave open stays open: an unknown digit is ``X`` in ``timex``, and ``edtf`` is None where the
expression has no place on the calendar. Extents and ``timex`` follow TimeML 1.2.1 (Saurí et al.
2006); ``edtf`` follows ISO 8601-2:2019, levels 0 and 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from onrecord.annotate.parses import Parse
from onrecord.annotate.times import edtfs
from onrecord.annotate.times.anchors import find_anchor
from onrecord.annotate.times.bounds import bound_value, force_direction, place_length
from onrecord.annotate.times.calendars import Period, first_day
from onrecord.annotate.times.clock_builders import CLOCK_BUILDERS
from onrecord.annotate.times.date_builders import DATE_BUILDERS
from onrecord.annotate.times.dates import Calendar, Weekend
from onrecord.annotate.times.edtfs import Bounds, read_bounds, read_reference
from onrecord.annotate.times.grammar import Match, Matcher
from onrecord.annotate.times.guards import Guards
from onrecord.annotate.times.length_builders import LENGTH_BUILDERS
from onrecord.annotate.times.lengths import Length, Window
from onrecord.annotate.times.tenses import find_direction
from onrecord.annotate.times.values import Direction, Meaning, Scope, Value
from onrecord.annotate.times.words import Piece, cut_pieces
from onrecord.records import Report, Span, Time

_BUILDERS = {**DATE_BUILDERS, **CLOCK_BUILDERS, **LENGTH_BUILDERS}
_JOINERS = frozenset({"to", "and", "through", "until", "till", "-", "–", "—"})
ROOT = "time"
"""The rule of the grammar that stands for a whole expression."""


@dataclass(slots=True)
class _Reading:
    """What is being read: one block's parse and pieces, its reference days, the last date named."""

    parse: Parse
    pieces: Sequence[Piece]
    today: Bounds | None
    headline: bool
    previous: Period | None
    named_at: int | None = None
    """The token of this parse where ``previous`` was named."""


def find_times(report: Report, parses: Sequence[Parse]) -> tuple[Time, ...]:
    """Find the times of a report.

    Args:
        report: gives the date everything is resolved against: ``published``, or ``posted`` for a
            block that is an embedded post. It may be a range or unknown.
        parses: the parses of the blocks to read, in order.

    Returns:
        Times in order of place; none overlap. One pass over the tokens.
    """
    published = read_reference(report.published.edtf)
    times: list[Time] = []
    previous: Period | None = None
    for parse in parses:
        block = report.blocks[parse.block]
        today = published
        if block.role == "embed":
            today = read_bounds(block.posted) or published
        headline = block.role in {"headline", "subhead"}
        reading = _Reading(parse, cut_pieces(parse), today, headline, previous)
        times.extend(_read_times(reading))
        previous = reading.previous
    return tuple(times)


def _read_times(reading: _Reading) -> Iterator[Time]:
    pieces = reading.pieces
    guards = Guards(reading.parse, pieces)
    matcher = Matcher(pieces, _BUILDERS, guards.check)
    at = 0
    while at < len(pieces):
        last = at + 1
        for match in () if pieces[at].lower == "," else matcher.match(ROOT, at):
            time = _make_time(reading, _share_year(matcher, match))
            if time is not None:
                yield time
                last = match.last
                break
        at = last


def _share_year(matcher: Matcher, match: Match) -> Match:
    """Give "June" the year that "to August 2023" names."""
    meaning = match.meaning
    if not isinstance(meaning, Calendar) or meaning.year is not None or meaning.month is None:
        return match
    if match.last >= len(matcher.pieces) or matcher.pieces[match.last].lower not in _JOINERS:
        return match
    for after in matcher.match(ROOT, match.last + 1):
        other = after.meaning
        if isinstance(other, Calendar) and other.year is not None and other.month is not None:
            year = other.year - (meaning.month > other.month)
            return replace(match, meaning=replace(meaning, year=year))
    return match


def _make_time(reading: _Reading, match: Match) -> Time | None:
    first, last = reading.pieces[match.first], reading.pieces[match.last - 1]
    before = reading.pieces[match.first - 1].lower if match.first else ""
    direction = find_direction(
        reading.parse, first.token, last.token + 1, headline=reading.headline
    )
    direction = force_direction(before, _settle_present(match.meaning, direction))
    anchor = find_anchor(reading.parse, last.token + 1, match.meaning)
    meaning = match.meaning if anchor else place_length(before, match.meaning, direction)
    today = _find_said(reading, meaning, first.token) or reading.today
    value = _resolve(replace(reading, today=today), meaning, direction, before)
    if value is None:
        return None
    if value.period is not None and value.kind in {"date", "time"}:
        reading.previous, reading.named_at = value.period, first.token
    span: Span = (first.start, last.end)
    return Time(span=span, edtf=value.edtf, timex=value.timex, kind=value.kind, anchor=anchor)


def _find_said(reading: _Reading, meaning: Meaning, token: int) -> Bounds | None:
    """Return the day a reported forecast was made: "said Friday they would come in days"."""
    named, at = reading.previous, reading.named_at
    if not isinstance(meaning, Window) or meaning.direction != "future":
        return None
    if named is None or named.unit != "day" or at is None or reading.today is None:
        return None
    same = any(first <= at < token < last for first, last in reading.parse.sents)
    said = first_day(named)
    told = same and "would" in reading.parse.words[at:token] and said <= reading.today[1]
    return (said, said) if told else None


def _settle_present(meaning: Meaning, direction: Direction | None) -> Direction | None:
    """Read the simple present: it points ahead for a weekday or a window, and else says nothing."""
    if direction != "present":
        return direction
    while (inner := getattr(meaning, "of", None)) is not None:
        meaning = inner
    near = isinstance(meaning, Length | Window | Weekend)
    weekday = isinstance(meaning, Calendar) and meaning.weekday is not None
    return "future" if near or weekday else None


def _resolve(
    reading: _Reading, meaning: Meaning, direction: Direction | None, before: str
) -> Value | None:
    """Resolve against the first and last day the report may be of; cover both readings."""
    days: tuple[date | None, date | None] = reading.today or (None, None)
    values = [
        bound_value(before, meaning.resolve(Scope(day, direction, reading.previous)), day)
        for day in dict.fromkeys(days)
    ]
    low, high = values[0], values[-1]
    if low is None or high is None or low == high:
        return low or high
    return _cover(meaning, low, high, Scope(None, direction))


def _cover(meaning: Meaning, low: Value, high: Value, unknown: Scope) -> Value:
    """Return a value with the unknown digits as X and an interval that holds both readings."""
    ends = read_bounds(low.edtf), read_bounds(high.edtf)
    edtf = None
    if ends[0] and ends[1]:
        edtf = edtfs.write_interval(
            edtfs.write_day(min(ends[0][0], ends[1][0])),
            edtfs.write_day(max(ends[0][1], ends[1][1])),
        )
    timex = low.timex
    if low.timex != high.timex:
        open_value = meaning.resolve(unknown)
        timex = open_value.timex if open_value else low.timex
    return replace(low, timex=timex, edtf=edtf, period=None)
