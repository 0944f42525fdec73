"""Numbered citations: outlet, date and the exact characters an entry came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from onrecord.records import Record, Report, Span


class Citation(Record, frozen=True, kw_only=True):
    """One passage that is cited; ``quote`` is ``report.text[start:end]``."""

    number: int
    report: str
    outlet: str
    date: str | None
    url: str | None
    path: str | None
    span: Span
    quote: str


class Citations:
    """Hands out numbers to cited passages, the same number to the same passage."""

    def __init__(self, reports: Mapping[str, Report]) -> None:
        """Keep the reports that may be cited, by id."""
        self._reports = reports
        self._numbers: dict[tuple[str, Span], Citation] = {}

    def cite(self, report_id: str, spans: Iterable[Span]) -> Citation:
        """Return the citation of the passage from the first to the last of some spans."""
        edges = list(spans)
        span = (min(start for start, _ in edges), max(end for _, end in edges))
        key = (report_id, span)
        if key not in self._numbers:
            self._numbers[key] = self._make(len(self._numbers) + 1, report_id, span)
        return self._numbers[key]

    def list_all(self) -> tuple[Citation, ...]:
        """Return all citations handed out, by number."""
        return tuple(self._numbers.values())

    def _make(self, number: int, report_id: str, span: Span) -> Citation:
        report = self._reports[report_id]
        return Citation(
            number=number,
            report=report_id,
            outlet=name_outlet(report),
            date=report.published.edtf,
            url=report.url,
            path=report.path,
            span=span,
            quote=report.text[span[0] : span[1]],
        )


def name_outlet(report: Report) -> str:
    """Return the outlet, or the last part of where the report was found if that is not known."""
    if report.outlet or report.url:
        return report.outlet or report.url or ""
    return report.path.rsplit("/", 1)[-1] if report.path else report.id
