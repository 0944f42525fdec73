"""Passages that a report shares with others, each with links to its other ends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from onrecord.records import Copy, Span
from onrecord.show.web.queries import Reader
from onrecord.show.web.sayings import link_span
from onrecord.show.web.wordings import count_things

PASSAGES = 400
ENDS_NAMED = 2
_WORDS = {"copy": "also in", "rewrite": "reworded in", "shared quote": "same quote in"}


class OtherEnd(NamedTuple):
    """Where a passage stands in another report."""

    outlet: str
    title: str
    published: str | None
    link: str
    direction: str
    kind: str


class Passage(NamedTuple):
    """Characters of a report that others carry too."""

    span: Span
    kind: str
    words: str
    ends: tuple[OtherEnd, ...]

    @property
    def title(self) -> str:
        """What is shown on hovering."""
        named = ", ".join(dict.fromkeys(end.outlet for end in self.ends[:ENDS_NAMED]))
        more = len(self.ends) - ENDS_NAMED
        rest = f" and {count_things(more, 'more report')}" if more > 0 else ""
        return f"{self.words} {named}{rest}"


def list_passages(reader: Reader, report: str) -> list[Passage]:
    """Return what a report shares with others, in order of place."""
    return group_passages(reader, report, reader.copies(report)[:PASSAGES])


def group_passages(reader: Reader, report: str, copies: Iterable[Copy]) -> list[Passage]:
    """Return copies by the characters they stand on in one report."""
    found: dict[tuple[Span, str], list[OtherEnd]] = {}
    for copy in copies:
        own = copy.a_span if copy.a == report else copy.b_span
        found.setdefault((own, copy.kind), []).append(_make_end(reader, report, copy))
    return [
        Passage(span, kind, _WORDS[kind], tuple(ends))
        for (span, kind), ends in sorted(found.items())
    ]


def _make_end(reader: Reader, report: str, copy: Copy) -> OtherEnd:
    first = copy.a == report
    other, span = (copy.b, copy.b_span) if first else (copy.a, copy.a_span)
    card = reader.card(other)
    directions = {"a to b": "taken from here", "b to a": "taken from there"}
    if not first:
        directions = {"a to b": "taken from there", "b to a": "taken from here"}
    return OtherEnd(
        outlet=card.outlet,
        title=card.title,
        published=card.published,
        link=link_span(other, span),
        direction=directions.get(copy.direction, "direction unknown"),
        kind=copy.kind,
    )
