"""What one request reads of the ledger: entries by id and by story, each fetched once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeVar, cast

from onrecord.errors import NotFoundError
from onrecord.records import (
    Annotations,
    Claim,
    Copy,
    Entity,
    Figure,
    Forecast,
    Origin,
    Record,
    Relation,
    Report,
    Statement,
    Story,
    Track,
)
from onrecord.show.web.caches import Cache
from onrecord.show.web.registers import Card, Register
from onrecord.store import Ledger, ViewKind

Entry = TypeVar("Entry", bound=Record)

FACT_CHARS = 24_000_000
LIST_ENTRIES = 60_000
HOMES = 100_000


class Known(NamedTuple):
    """A report with its annotations, and its entries by id."""

    report: Report
    notes: Annotations
    statements: Mapping[str, Statement]
    figures: Mapping[str, Figure]


class Located(NamedTuple):
    """A statement where it stands."""

    known: Known
    statement: Statement


class Shared:
    """What requests share: values that were read already, and the register."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self.facts: Cache[Known] = Cache(FACT_CHARS, lambda known: len(known.report.text) + 1)
        self.lists: Cache[tuple[Record, ...]] = Cache(LIST_ENTRIES, lambda found: len(found) + 1)
        self.homes: Cache[str] = Cache(HOMES)
        self.register = Register()


class Reader:
    """Reads for one request; what it has read others need not read again."""

    def __init__(self, ledger: Ledger, shared: Shared, state: str) -> None:
        """Read from a ledger, which is in the given state.

        Args:
            ledger: opened by this thread.
            shared: what was read before.
            state: what the values kept are good for; another state reads anew.
        """
        self.ledger = ledger
        self.register = shared.register
        self._shared = shared
        self.state = state

    # ------------------------------------------------------------ facts

    def known(self, report: str) -> Known:
        """Return a report in its latest revision.

        Raises:
            NotFoundError: there is no such report.
        """
        key = (self.state, report)
        return self._shared.facts.fetch(key, lambda: index_fact(*self.ledger.fact(report)))

    def locate(self, statement: str) -> Located:
        """Return a statement with its report; see :meth:`onrecord.store.Ledger.statement`."""
        home = self._shared.homes.get((self.state, statement))
        if home is not None:
            known = self.known(home)
            return Located(known, known.statements[statement])
        report, found = self.ledger.statement(statement)
        known = self.known(report.id)
        if statement in known.statements:
            self._shared.homes.put((self.state, statement), report.id)
            return Located(known, known.statements[statement])
        return Located(index_fact(report, _annotate_only(report, found)), found)

    def card(self, report: str) -> Card:
        """Return what lists show of a report, also of one that has only just come."""
        card = self.register.reports.get(report)
        if card is not None:
            return card
        found = self.known(report).report
        title = found.title or found.id
        return Card(report, found.hash, found.outlet or title, title, found.published.edtf, "")

    # ------------------------------------------------------------ views

    def story(self, story: str) -> Story:
        """Return a story; one that has merged into another is found there.

        Raises:
            NotFoundError: there is no such story, and never was.
        """
        card = self.register.stories.get(story)
        if card is not None:
            return card.story
        try:
            return cast(Story, self.ledger.view_entry("stories", story))
        except NotFoundError:
            moves = [move for move in self.ledger.story_moves() if move.before == story]
            if not moves:
                raise
        latest = max(moves, key=lambda move: (move.noted, move.reports))
        return cast(Story, self.ledger.view_entry("stories", latest.after))

    def story_of(self, report: str) -> Story | None:
        """Return the story that a report is of."""
        home = self.register.homes.get(report)
        return self.story(home) if home else None

    def claims(self, story: str) -> tuple[Claim, ...]:
        """Return the claims of a story."""
        return self._list("claims", story, Claim)

    def relations(self, story: str) -> tuple[Relation, ...]:
        """Return how the claims of a story stand to each other."""
        return self._list("relations", story, Relation)

    def tracks(self, story: str) -> tuple[Track, ...]:
        """Return the tracks of a story."""
        return self._list("tracks", story, Track)

    def forecasts(self, story: str) -> tuple[Forecast, ...]:
        """Return the forecasts of a story."""
        return self._list("forecasts", story, Forecast)

    def origins(self, story: str) -> tuple[Origin, ...]:
        """Return what of each origin lies in a story."""
        return self._list("origins", story, Origin)

    def copies(self, report: str) -> tuple[Copy, ...]:
        """Return the passages that a report shares with others."""
        return self._hold("copies", report, Copy)

    def claims_of(self, statement: str) -> tuple[Claim, ...]:
        """Return the claim that a statement makes."""
        return self._hold("claims", statement, Claim)

    def relations_of(self, claim: str) -> tuple[Relation, ...]:
        """Return the relations of one claim."""
        return self._hold("relations", claim, Relation)

    def entities_of(self, statement: str) -> tuple[Entity, ...]:
        """Return who makes a statement, across reports."""
        return self._hold("entities", statement, Entity)

    def entry(self, kind: ViewKind, entry: str, type_: type[Entry]) -> Entry:
        """Return one entry of a view.

        Raises:
            NotFoundError: there is no such entry.
        """
        found = self.ledger.view_entry(kind, entry)
        if not isinstance(found, type_):
            raise NotFoundError(f"{entry}: no such entry of {kind} in this ledger")
        return found

    def _list(self, kind: ViewKind, story: str, type_: type[Entry]) -> tuple[Entry, ...]:
        def read() -> tuple[Record, ...]:
            return tuple(self.ledger.view(kind, story))

        found = self._shared.lists.fetch((self.state, kind, story), read)
        return tuple(item for item in found if isinstance(item, type_))

    def _hold(self, kind: ViewKind, member: str, type_: type[Entry]) -> tuple[Entry, ...]:
        found = self.ledger.view_holding(kind, member)
        return tuple(item for item in found if isinstance(item, type_))


def index_fact(report: Report, notes: Annotations) -> Known:
    """Return a fact with its entries by id."""
    return Known(
        report,
        notes,
        {item.id: item for item in notes.statements},
        {item.id: item for item in notes.figures},
    )


def order_by_date(cards: Iterable[Card]) -> list[Card]:
    """Return reports by publication, undated ones last."""
    return sorted(cards, key=lambda card: (card.published is None, card.published or "", card.id))


def _annotate_only(report: Report, statement: Statement) -> Annotations:
    return Annotations(report=report.id, hash=report.hash, version="", statements=(statement,))
