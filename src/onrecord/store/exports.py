"""Rows for other programs: plain values, each entry with its report and its exact words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import msgspec

from onrecord.records import Annotations, Figure, Mention, Record, Report, Span, Statement, Time
from onrecord.store.views import Fact

Entry = Statement | Figure | Time | Mention
GAP = " … "
"""Stands between the spans of a quote that has several."""


def make_plain(record: Record) -> dict[str, Any]:
    """Return a record as plain values; decimals stay decimals, with all their digits."""
    plain: dict[str, Any] = msgspec.to_builtins(record, builtin_types=(Decimal,))
    return plain


def export_facts(kind: str, facts: Iterable[Fact]) -> Iterator[dict[str, Any]]:
    """Yield the rows of one kind of fact, in the order of the facts."""
    for report, notes in facts:
        if kind == "reports":
            yield make_plain(report)
            continue
        for entry in list_entries(kind, notes):
            yield {
                "report": report.id,
                "quote": quote_spans(report, find_spans(entry)),
                **make_plain(entry),
            }


def list_entries(kind: str, annotations: Annotations) -> tuple[Entry, ...]:
    """Return the statements, figures, times or mentions of one report."""
    entries: tuple[Entry, ...] = getattr(annotations, kind)
    return entries


def find_spans(entry: Entry) -> tuple[Span, ...]:
    """Return the spans that hold an entry's words."""
    if isinstance(entry, Statement):
        return entry.content
    if isinstance(entry, Mention):
        return entry.spans
    return (entry.span,)


def quote_spans(report: Report, spans: Iterable[Span]) -> str:
    """Return the words at some spans of a report."""
    return GAP.join(report.text[start:end] for start, end in spans)


def sort_entries(annotations: Annotations) -> Annotations:
    """Return the same annotations with entries in order of place."""
    return msgspec.structs.replace(
        annotations,
        statements=tuple(sorted(annotations.statements, key=_place)),
        figures=tuple(sorted(annotations.figures, key=_place)),
        times=tuple(sorted(annotations.times, key=_place)),
        mentions=tuple(sorted(annotations.mentions, key=_place)),
    )


def _place(entry: Entry) -> tuple[tuple[Span, ...], str]:
    if isinstance(entry, Mention):
        return entry.spans, entry.name
    if isinstance(entry, Time):
        return (entry.span,), entry.timex or ""
    return find_spans(entry), entry.id
