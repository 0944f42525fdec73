"""What happened when: reports as they came out, statements by when they were made, windows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from onrecord.records import Report, Story
from onrecord.show.web.keys import link_report
from onrecord.show.web.queries import Located, Reader, order_by_date
from onrecord.show.web.registers import Card
from onrecord.show.web.sayings import Saying, word_statement
from onrecord.show.wordings import describe_date

UNDATED = "date unknown"


class Event(NamedTuple):
    """One report, with what it says was said on a day of its own."""

    report: str
    outlet: str
    title: str
    clock: str
    link: str
    origins: tuple[str, ...]
    sayings: tuple[Saying, ...]
    statements: int
    figures: int
    new: bool


class Day(NamedTuple):
    """A day and its reports."""

    name: str
    events: tuple[Event, ...]


def list_days(reader: Reader, cards: Sequence[Card], new: frozenset[str]) -> list[Day]:
    """Return reports by day of publication, undated ones last."""
    groups = groupby(order_by_date(cards), key=lambda card: _name_day(card.published))
    return [Day(name, tuple(_make_event(reader, c, new) for c in found)) for name, found in groups]


def page_cards(reader: Reader, story: Story, offset: int, limit: int) -> list[Card]:
    """Return some reports of a story in order of publication."""
    cards = order_by_date(reader.card(report) for report in story.reports)
    return cards[offset : offset + limit]


def _make_event(reader: Reader, card: Card, new: frozenset[str]) -> Event:
    known = reader.known(card.id)
    dated = [item for item in known.notes.statements if _is_elsewhen(known.report, item.said.edtf)]
    return Event(
        report=card.id,
        outlet=card.outlet,
        title=card.title,
        clock=_find_clock(card.published),
        link=link_report(card.id),
        origins=_list_credits(known.report),
        sayings=tuple(word_statement(reader, Located(known, item)) for item in dated),
        statements=len(known.notes.statements),
        figures=len(known.notes.figures),
        new=card.id in new,
    )


def _is_elsewhen(report: Report, said: str | None) -> bool:
    """Tell whether a statement was made on another day than the report is dated."""
    return bool(said) and (said or "")[:10] != (report.published.edtf or "")[:10]


def _list_credits(report: Report) -> tuple[str, ...]:
    names: Iterable[str] = (name for credit in report.credits for name in credit.names)
    return tuple(dict.fromkeys(names))


def _name_day(published: str | None) -> str:
    return describe_date(published.partition("T")[0]) if published else UNDATED


def _find_clock(published: str | None) -> str:
    return (published or "").partition("T")[2][:5]
