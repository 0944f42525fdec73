"""What a reading view shows, and whether the entry it was opened for still matches the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from onrecord.errors import NotFoundError
from onrecord.records import Figure, Report, Span, Statement
from onrecord.show.web.copying import list_passages
from onrecord.show.web.keys import key_id, link_report
from onrecord.show.web.problems import RequestError
from onrecord.show.web.queries import Known, Located, Reader, index_fact
from onrecord.show.web.readings import LAYERS, cut_report, title_report
from onrecord.show.web.sayings import word_statement
from onrecord.show.web.wordings import is_web_address
from onrecord.show.wordings import describe_date, describe_figure


class FigureLine(NamedTuple):
    """A figure as the list beside the text shows it."""

    id: str
    value: str
    words: str
    measure: str
    counted: str
    as_of: str


class Opened(NamedTuple):
    """The entry that a page was opened for."""

    kind: str
    id: str
    words: str
    who: str
    spans: tuple[Span, ...]
    standing: Literal["current", "revised", "superseded"]
    """``revised``: the text has changed since; ``superseded``: a newer annotator reads it anew."""


def find_place(reader: Reader, kind: Literal["statement", "figure"], entry: str) -> str:
    """Return the address of the characters that an entry is anchored to.

    Raises:
        NotFoundError: there is no such entry.
        AnchorError: the text has been changed since the entry was made.
    """
    try:
        find = reader.ledger.statement if kind == "statement" else reader.ledger.figure
        report = find(entry)[0]
    except NotFoundError:
        if kind == "statement":
            return find_place(reader, "figure", entry)
        raise NotFoundError(
            f"no entry {entry} in this ledger: the address may be mistyped, or of another ledger"
        ) from None
    revision = _find_revision(reader, report)
    return f"{link_report(report.id, revision=revision, entry=key_id(entry))}#at"


def _find_revision(reader: Reader, report: Report) -> int | None:
    """Return the number of the revision with that text; None for the latest."""
    if reader.known(report.id).report.hash == report.hash:
        return None
    numbers = [r.number for r in reader.ledger.revisions(report.id) if r.hash == report.hash]
    return numbers[-1] if numbers else None


def make_reading(
    reader: Reader, report: str, revision: int | None, entry: str, span: str
) -> dict[str, Any]:
    """Return what the page of a report shows.

    Args:
        reader: where to read.
        report: its id.
        revision: which of its revisions, the latest by default.
        entry: a statement or figure to show at once.
        span: characters to show at once, as ``10-42``.

    Raises:
        NotFoundError: there is no such report, revision, or entry in it.
        RequestError: the text has no such characters.
    """
    known = reader.known(report)
    if revision is not None:
        known = index_fact(*reader.ledger.fact(report, revision))
    revisions = reader.ledger.revisions(report)
    opened = _open(reader, known, entry) if entry else None
    selected = opened.spans if opened else _read_span(known.report, span)
    current = revision is None or revision == revisions[-1].number
    passages = list_passages(reader, report) if current else []
    return {
        "report": known.report,
        "title": title_report(known.report),
        "card": reader.card(report),
        "story": reader.story_of(report),
        "parts": cut_report(known, passages, selected),
        "sayings": [word_statement(reader, Located(known, s)) for s in known.notes.statements],
        "figures": list_figures(known),
        "passages": passages,
        "opened": opened,
        "revisions": revisions,
        "revision": revision or revisions[-1].number,
        "current": current,
        "layers": LAYERS,
        "address": known.report.url if is_web_address(known.report.url) else None,
        "span": span,
    }


def _open(reader: Reader, known: Known, entry: str) -> Opened:
    latest = reader.known(known.report.id).report.hash
    standing: Literal["current", "revised"] = (
        "current" if latest == known.report.hash else "revised"
    )
    if entry in known.statements:
        return _describe(known.report, known.statements[entry], standing)
    if entry in known.figures:
        return _describe(known.report, known.figures[entry], standing)
    report, item = _find_old(reader, entry)
    if report.hash != known.report.hash:
        raise NotFoundError(
            f"entry {entry} does not match this text: it was made from another text of the report"
        )
    return _describe(report, item, "superseded")


def _find_old(reader: Reader, entry: str) -> tuple[Report, Statement | Figure]:
    try:
        return reader.ledger.statement(entry)
    except NotFoundError:
        return reader.ledger.figure(entry)


def _describe(
    report: Report,
    item: Statement | Figure,
    standing: Literal["current", "revised", "superseded"],
) -> Opened:
    if isinstance(item, Figure):
        words = report.text[slice(*item.span)]
        return Opened("figure", item.id, words, describe_figure(item), (item.span,), standing)
    words = " … ".join(report.text[a:b] for a, b in item.content)
    who = item.speaker.name or "speaker not given"
    return Opened("statement", item.id, words, who, item.content, standing)


def _read_span(report: Report, span: str) -> Sequence[Span]:
    if not span:
        return ()
    start, _, end = span.partition("-")
    if not int(start) < int(end) <= len(report.text):
        raise RequestError(404, f"the text has {len(report.text)} characters, and no {span}")
    return ((int(start), int(end)),)


def list_figures(known: Known) -> list[FigureLine]:
    """Return the figures of a report, with their qualifiers."""
    return [
        FigureLine(
            id=figure.id,
            value=describe_figure(figure),
            words=known.report.text[slice(*figure.span)],
            measure=figure.measure or "",
            counted=figure.counted or "",
            as_of=describe_date(figure.as_of.edtf) if figure.as_of.edtf else "",
        )
        for figure in known.notes.figures
    ]
