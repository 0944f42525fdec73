"""Whose word a figure is, and as of when: its statement, and the time its clause gives."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from onrecord.records import Report, Span, Statement, Time, When

_HOLD_WORDS = ("as of", "as at", "by")
_PAST = ("earlier", "before", "ago", "previously")
_LEAD_CHARS = 8
_WHEN = re.compile(r",?\s+when\s")
MAX_NESTED = 32
"""Contents that begin before a figure and are looked at, nearest first: no text nests deeper."""


class Holders:
    """The statements and times of one report, looked up by place."""

    def __init__(
        self, report: Report, times: Sequence[Time], statements: Sequence[Statement]
    ) -> None:
        self._report = report
        self._times = sorted(times, key=lambda time: time.span)
        self._starts = [time.span[0] for time in self._times]
        self._contents = sorted(
            ((span, statement) for statement in statements for span in statement.content),
            key=lambda pair: (pair[0][0], -pair[0][1], pair[1].id),
        )
        self._starts_of_content = [span[0] for span, _ in self._contents]

    def times_in(self, start: int, end: int) -> list[Time]:
        """Return the times that begin in ``[start, end)``."""
        return self._times[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def find_statement(self, span: Span) -> Statement | None:
        """Return the innermost statement whose content holds a span."""
        last = bisect_right(self._starts_of_content, span[0])
        inside = [
            (end - start, statement.id, statement)
            for (start, end), statement in self._contents[max(0, last - MAX_NESTED) : last]
            if start <= span[0] and span[1] <= end
        ]
        return min(inside, key=lambda row: row[:2])[2] if inside else None

    def find_as_of(self, span: Span, sentence: Span, statement: Statement | None) -> When:
        """Return when a figure held.

        That is the time its sentence gives with "as of" or "by", or before it with "when" ("since
        1998, when 117 died"), or straight after it as past ("from 12 a day earlier"); else when its
        statement was said; else the report's own date, since a figure holds at the latest when it
        is printed.
        """
        for time in self.times_in(*sentence):
            when = self._read_when(time, span)
            if when is not None:
                return when
        if statement is not None and statement.said.edtf is not None:
            return statement.said
        return When(edtf=self._report.published.edtf)

    def _read_when(self, time: Time, span: Span) -> When | None:
        """Return when a figure held if a time of its sentence says so."""
        text, (start, end) = self._report.text, time.span
        told = text[start:end].lower()
        if end <= span[0] and time.edtf is not None and _WHEN.match(text, end, span[0]):
            return When(edtf=time.edtf.partition("/")[0])
        if start > span[1] and told.endswith(_PAST) and not text[span[1] : start].strip():
            return When(edtf=time.edtf)
        lead = text[max(0, start - _LEAD_CHARS) : start].lower()
        if lead.rstrip().endswith(_HOLD_WORDS) or told.startswith(("as of", "by ")):
            return When(edtf=time.edtf)
        return None
