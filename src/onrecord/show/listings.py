"""Entries as a person reads them in a terminal: who, how, what, and where it stands."""

from __future__ import annotations

from itertools import pairwise

from onrecord.errors import NotFoundError
from onrecord.records import Annotations, Figure, Report, Span, Statement
from onrecord.show.citations import name_outlet
from onrecord.show.wordings import (
    describe_chain,
    describe_date,
    describe_figure,
    describe_speaker,
    describe_stance,
)
from onrecord.store import Hit, Ledger, compare_revisions

CONTEXT_CHARS = 160


def list_report(report: Report, annotations: Annotations) -> bytes:
    """Return a report's entries, a line each."""
    title = report.title or report.path or report.id
    lines = [
        f"{_fold(title)} [{report.id}]",
        f"  {name_outlet(report)}; {describe_date(report.published.edtf)}"
        f" ({report.published.source}); {', '.join(report.byline) or 'no byline'}",
        *(f"  {list_statement(report, item)}" for item in annotations.statements),
        *(f"  {list_figure(report, item)}" for item in annotations.figures),
    ]
    return _encode([*lines, ""])


def list_statement(report: Report, statement: Statement) -> str:
    """Return a statement on one line."""
    chain = describe_chain(statement)
    said = f" – {describe_date(statement.said.edtf)}" if statement.said.edtf else ""
    return (
        f"{statement.id}  {describe_speaker(statement.speaker)}"
        f" {describe_stance(statement.stance, statement.certainty)}"
        f"{f' ({chain})' if chain else ''}: “{_quote(report, statement.content)}”{said}"
    )


def list_figure(report: Report, figure: Figure) -> str:
    """Return a figure on one line."""
    measure = f" {figure.measure}" if figure.measure else ""
    return f"{figure.id}  {describe_figure(figure)}{measure}: “{_quote(report, (figure.span,))}”"


def list_hit(hit: Hit) -> bytes:
    """Return a search hit on two lines."""
    where = hit.outlet or hit.url or hit.title or hit.report
    who = f"{hit.speaker}: " if hit.speaker else ""
    start, end = hit.span
    place = f"  {hit.id}, {where}, {describe_date(hit.published)}, characters {start}–{end}"
    return _encode([f"{who}“{_fold(hit.quote)}”", place])


def list_entry(ledger: Ledger, entry: str) -> bytes:
    """Return a report, statement or figure by its id, an entry with the words around it.

    Raises:
        NotFoundError: the ledger has no entry of that id.
    """
    try:
        return list_report(*ledger.fact(entry)) + list_revisions(ledger, entry)
    except NotFoundError:
        pass
    try:
        report, statement = ledger.statement(entry)
        return _list_in_place(report, list_statement(report, statement), statement.content)
    except NotFoundError:
        pass
    try:
        report, figure = ledger.figure(entry)
        return _list_in_place(report, list_figure(report, figure), (figure.span,))
    except NotFoundError:
        raise NotFoundError(f"no report, statement or figure {entry}") from None


def list_revisions(ledger: Ledger, report: str) -> bytes:
    """Return what changed from each revision of a report to the next; nothing where it has one."""
    numbers = [revision.number for revision in ledger.revisions(report)]
    lines: list[str] = []
    for earlier, later in pairwise(numbers):
        diff = compare_revisions(ledger.fact(report, earlier), ledger.fact(report, later))
        lines.append(f"revision {earlier} → {later}")
        lines += [f"  {_fold(line)}" for line in diff.describe()]
    return _encode(lines)


def _list_in_place(report: Report, line: str, spans: tuple[Span, ...]) -> bytes:
    start, end = min(spans)[0], max(span[1] for span in spans)
    before = report.text[max(0, start - CONTEXT_CHARS) : start]
    after = report.text[end : end + CONTEXT_CHARS]
    return _encode(
        [
            line,
            f"  {name_outlet(report)}, {describe_date(report.published.edtf)}, report {report.id},"
            f" characters {start}–{end}",
            f"  … {_fold(before)} ⟦{_fold(report.text[start:end])}⟧ {_fold(after)} …",
        ]
    )


def _quote(report: Report, spans: tuple[Span, ...]) -> str:
    return " … ".join(_fold(report.text[start:end]) for start, end in spans)


def _fold(text: str) -> str:
    """Return text on one line, without the control characters a terminal would obey."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _encode(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")
