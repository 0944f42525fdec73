"""Entries as the API gives them: each with its exact words, their place, and a link to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Literal, NamedTuple

from onrecord.errors import NotFoundError
from onrecord.records import Figure, Report, Statement, Time
from onrecord.show.citations import name_outlet
from onrecord.show.web.keys import key_id, link_report
from onrecord.show.web.queries import Reader
from onrecord.show.web.registers import Card
from onrecord.store import ViewKind
from onrecord.store.exports import find_spans, make_plain, quote_spans
from onrecord.store.orders import key_speaker

FactKind = Literal["statements", "figures", "times"]
FARTHEST = 20_000
"""Entries of facts are counted off one by one; who wants more of them takes the export."""


class Choice(NamedTuple):
    """Which entries of facts are wanted: of one report, one story, one speaker, or all."""

    report: str | None = None
    story: str | None = None
    speaker: str | None = None


def make_row(report: Report, entry: Statement | Figure | Time) -> dict[str, Any]:
    """Return an entry of a fact with its words, outlet, date and link."""
    spans = find_spans(entry)
    kind = "figure" if isinstance(entry, Figure) else "statement"
    id_ = getattr(entry, "id", None)
    link = f"/{kind}/{key_id(id_)}" if id_ else _link_spans(report.id, spans[0])
    return {
        "report": report.id,
        "outlet": name_outlet(report),
        "published": report.published.edtf,
        "quote": quote_spans(report, spans),
        "link": link,
        **make_plain(entry),
    }


def _link_spans(report: str, span: tuple[int, int]) -> str:
    return f"{link_report(report, span=f'{span[0]}-{span[1]}')}#at"


def list_facts(
    reader: Reader, kind: FactKind, choice: Choice, offset: int, limit: int
) -> tuple[list[dict[str, Any]], bool]:
    """Return some entries of facts, and whether more follow.

    Raises:
        NotFoundError: there is no such report or story.
    """
    rows = (make_row(report, entry) for report, entry in _choose(reader, kind, choice))
    found = list(islice(rows, offset, offset + limit + 1))
    return found[:limit], len(found) > limit


def _choose(
    reader: Reader, kind: FactKind, choice: Choice
) -> Iterator[tuple[Report, Statement | Figure | Time]]:
    if choice.speaker is not None and choice.report is None and choice.story is None:
        yield from reader.ledger.statements(choice.speaker)
        return
    for id_ in _list_reports(reader, choice):
        known = reader.known(id_)
        for entry in getattr(known.notes, kind):
            if choice.speaker is None or _is_by(entry, choice.speaker):
                yield known.report, entry


def _list_reports(reader: Reader, choice: Choice) -> Iterable[str]:
    if choice.report is not None:
        return (choice.report,)
    if choice.story is not None:
        return reader.story(choice.story).reports
    return reader.register.reports


def _is_by(entry: Statement | Figure | Time, speaker: str) -> bool:
    if not isinstance(entry, Statement):
        return False
    return key_speaker(entry.speaker.name) == key_speaker(speaker)


def list_view(
    reader: Reader, kind: ViewKind, story: str | None, offset: int, limit: int
) -> list[dict[str, Any]]:
    """Return some entries of a view.

    Raises:
        NotFoundError: there is no such story.
    """
    if story is not None:
        reader.story(story)
    found = reader.ledger.view_page(kind, story, offset=offset, limit=limit)
    return [make_plain(record) for record in found]


def make_card_row(card: Card) -> dict[str, Any]:
    """Return what lists give of a report."""
    row = card._asdict()
    return {**row, "link": link_report(card.id)}


def find_fact(reader: Reader, kind: FactKind, entry: str) -> dict[str, Any]:
    """Return one statement or figure.

    Raises:
        NotFoundError: there is no such entry.
    """
    if kind == "statements":
        return make_row(*reader.ledger.statement(entry))
    if kind == "figures":
        return make_row(*reader.ledger.figure(entry))
    raise NotFoundError(f"{entry}: times have no ids")
