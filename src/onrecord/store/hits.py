"""What a search found, as a reader sees it: the exact words, and whose they are."""

from __future__ import annotations

from typing import Literal

from onrecord.records import Record, Report, Span
from onrecord.store.searches import find_passage
from onrecord.store.views import Fact


class Hit(Record, frozen=True, kw_only=True):
    """Something found: a statement, or a passage of a report.

    ``quote`` is ``text[span]`` of the report; ``id`` is the statement's, or the report's.
    """

    kind: Literal["statement", "passage"]
    id: str
    report: str
    span: Span
    quote: str
    speaker: str | None = None
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None

    def overlaps(self, other: Hit) -> bool:
        """Tell whether two hits show some of the same characters."""
        starts, ends = zip(self.span, other.span, strict=True)
        return self.report == other.report and max(starts) < min(ends)


def make_statement_hit(fact: Fact, ordinal: int) -> Hit:
    """Return the hit of one statement of a report; its quote runs over all its content."""
    report, statement = fact[0], fact[1].statements[ordinal]
    span = (min(start for start, _ in statement.content), max(end for _, end in statement.content))
    return Hit(
        kind="statement",
        id=statement.id,
        report=report.id,
        span=span,
        quote=report.text[span[0] : span[1]],
        speaker=statement.speaker.name,
        title=report.title,
        outlet=report.outlet,
        published=report.published.edtf,
        url=report.url,
    )


def make_passage_hit(report: Report, block: int, query: str) -> Hit:
    """Return the hit of one block of a report."""
    span = find_passage(report, block, query)
    return Hit(
        kind="passage",
        id=report.id,
        report=report.id,
        span=span,
        quote=report.text[span[0] : span[1]],
        title=report.title,
        outlet=report.outlet,
        published=report.published.edtf,
        url=report.url,
    )
