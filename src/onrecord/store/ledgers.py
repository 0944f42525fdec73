"""The ledger's contract: what any store must do, whatever keeps the rows.

Facts (reports, annotations, refusals, judgements) are only added. All else is a view of them.
Every iteration is in an order that depends on the facts alone: reports by publication date (undated
last) then id, entries by their place in the text.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Literal, Self

from onrecord.errors import LedgerError
from onrecord.records import (
    Annotations,
    Figure,
    Judgement,
    Mention,
    Record,
    Refusal,
    Report,
    Revision,
    Statement,
    Time,
)
from onrecord.store.checks import CheckResult
from onrecord.store.exports import export_facts, make_plain
from onrecord.store.hits import Hit
from onrecord.store.orders import key_speaker
from onrecord.store.views import RECORD_TYPES, Fact, Progress, ViewKind
from onrecord.store.working_tables import StoryMove

Added = Literal["added", "revised", "annotated", "known"]
"""What adding a report did: ``added`` a report; ``revised`` one that had another text;
``annotated`` a text that was there, read or annotated anew; nothing, it was all ``known``."""
EXPORT_KINDS: tuple[str, ...] = ("reports", "statements", "figures", "times", *RECORD_TYPES)
"""What ``export`` gives, in the order in which a reader meets it."""

BUSY_SECONDS = 60.0


class LedgerOptions(Record, frozen=True, kw_only=True):
    """How a ledger is opened.

    ``create`` makes it where it is not there. ``read_only`` never writes to it, and can read from a
    folder that may not be written. ``as_kept`` shows views as they were last made, even where facts
    have come since. ``busy_seconds`` is how long to wait for another writer.
    """

    create: bool = True
    read_only: bool = False
    as_kept: bool = False
    busy_seconds: float = BUSY_SECONDS


Opener = Callable[[str, LedgerOptions], "Ledger"]


class Ledger(ABC):
    """Reports, what they say, and people's judgements, in one store.

    A ledger is used by one thread; other threads and processes open it for themselves.
    """

    _openers: ClassVar[dict[str, Opener]] = {}

    @staticmethod
    def register(scheme: str, opener: Opener) -> None:
        """Name the function that opens ledgers at ``scheme://…``; the empty scheme is a file."""
        Ledger._openers[scheme] = opener

    @staticmethod
    def open(path: str | Path, create: bool = True, *, read_only: bool = False) -> Ledger:
        """Open a ledger, making it where it is not there.

        Args:
            path: a file, ``:memory:``, or the URL of a database server.
            create: make it where it is not there.
            read_only: never write to it.

        Raises:
            NotALedgerError: it is something else, damaged, or not there and not to be made.
            VersionError: a newer onrecord made it.
            WriteError: it cannot be made there.
            LockedError: another program holds it for too long.

        >>> with Ledger.open(":memory:") as ledger:
        ...     ledger.counts()["reports"]
        0
        """
        return open_ledger(path, LedgerOptions(create=create, read_only=read_only))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    @abstractmethod
    def path(self) -> str | None:
        """What other processes open this ledger by; None where they cannot."""

    # ------------------------------------------------------------ facts in

    def add(self, report: Report, annotations: Annotations) -> Added:
        """Add one report and what was found in it; nothing where all of it is known.

        Raises:
            AnchorError: a span, hash or link of it is not true; nothing of it is written.
            WriteError: the ledger cannot be written.
            LockedError: another writer holds the ledger for too long.
        """
        return self.add_many([(report, annotations)])[0]

    @abstractmethod
    def add_many(self, facts: Iterable[Fact]) -> list[Added]:
        """Add reports in order and in one transaction: all of them or, on an error, none."""

    @abstractmethod
    def add_sightings(self, reports: Iterable[Report]) -> None:
        """Note that readings which :meth:`has` knows were also found at ``report.path``."""

    @abstractmethod
    def add_refusals(self, refusals: Iterable[Refusal]) -> None:
        """Add refusals; one that is there already is not added again."""

    def add_refusal(self, refusal: Refusal) -> None:
        """Add one refusal."""
        self.add_refusals([refusal])

    @abstractmethod
    def judge(self, judgement: Judgement) -> bool:
        """Add a person's decision; False where it is there already.

        Raises:
            JudgementError: it is not whole, or undoes what is not there or already undone.
        """

    # ------------------------------------------------------------ facts out

    @abstractmethod
    def has(self, report: Report, version: str) -> bool:
        """Tell whether this very reading of the report is annotated by that version."""

    @abstractmethod
    def facts(self) -> Iterator[Fact]:
        """Yield every report, in its latest revision, with its newest annotations."""

    @abstractmethod
    def fact(self, report: str, revision: int | None = None) -> Fact:
        """Return one report with its newest annotations.

        Args:
            report: the report's id.
            revision: its number, as in :meth:`revisions`; the latest by default.

        Raises:
            NotFoundError: there is no such report, or no such revision of it.
        """

    @abstractmethod
    def reports(self) -> Iterator[Report]:
        """Yield every report in its latest revision."""

    def report(self, report: str, revision: int | None = None) -> Report:
        """Return one report; see :meth:`fact`."""
        return self.fact(report, revision)[0]

    @abstractmethod
    def revisions(self, report: str) -> tuple[Revision, ...]:
        """Return the revisions of a report from the earliest to the latest.

        Publication dates decide; where they do not, the one that arrived later is the later.

        Raises:
            NotFoundError: there is no such report.
        """

    @abstractmethod
    def statement(self, statement: str) -> tuple[Report, Statement]:
        """Return a statement with the report it stands in.

        Where several reports carry the very same text, the earliest of them. A statement of an
        earlier revision, or by an older annotator, is still found.

        Raises:
            NotFoundError: there is no such statement.
        """

    @abstractmethod
    def figure(self, figure: str) -> tuple[Report, Figure]:
        """Return a figure with the report it stands in; see :meth:`statement`."""

    def statements(self, speaker: str | None = None) -> Iterator[tuple[Report, Statement]]:
        """Yield statements, each with its report; of one speaker only where a name is given."""
        for report, notes in self.facts() if speaker is None else self.facts_by(speaker):
            for statement in notes.statements:
                if speaker is None or key_speaker(statement.speaker.name) == key_speaker(speaker):
                    yield report, statement

    @abstractmethod
    def facts_by(self, speaker: str) -> Iterator[Fact]:
        """Yield the facts in which somebody of that name says something."""

    def figures(self) -> Iterator[tuple[Report, Figure]]:
        """Yield figures, each with its report."""
        return ((report, figure) for report, notes in self.facts() for figure in notes.figures)

    def times(self) -> Iterator[tuple[Report, Time]]:
        """Yield time expressions, each with its report."""
        return ((report, time) for report, notes in self.facts() for time in notes.times)

    def mentions(self) -> Iterator[tuple[Report, Mention]]:
        """Yield mentions, each with its report."""
        return ((report, mention) for report, notes in self.facts() for mention in notes.mentions)

    @abstractmethod
    def refusals(self) -> Iterator[Refusal]:
        """Yield what could not be read, by path."""

    @abstractmethod
    def judgements(self) -> tuple[Judgement, ...]:
        """Return every judgement by time, undone ones and undos included."""

    @abstractmethod
    def counts(self) -> Mapping[str, int]:
        """Return how many reports, revisions, statements, figures, … there are."""

    @abstractmethod
    def search(self, query: str, limit: int = 20) -> list[Hit]:
        """Return statements, then passages, that hold all words of a query, best first.

        Args:
            query: words, "phrases in quotes", beginnings as ``evacu*``; nothing is an error.
            limit: the most to return.
        """

    @abstractmethod
    def check(self) -> CheckResult:
        """Verify every anchor, hash and row of the ledger again."""

    # ------------------------------------------------------------ what views are made from

    @abstractmethod
    def facts_of(self, reports: Sequence[str]) -> Iterator[Fact]:
        """Yield some reports, by id, with their newest annotations, in order of date and id."""

    @abstractmethod
    def list_marks(self) -> Iterator[tuple[str, str]]:
        """Yield, in order, each report's id and a mark that changes with its text or annotations.

        This is how what follows from reports is kept up to date: what has another mark than
        before, or none, is taken up again.
        """

    @abstractmethod
    def list_carriers(self, entry: str) -> list[str]:
        """Return the ids of the reports in which a statement or figure stands, in order."""

    # ------------------------------------------------------------ views

    @abstractmethod
    def refresh_views(self, progress: Progress | None = None) -> None:
        """Bring the views up to date, if facts, judgements or the code that makes them changed.

        Only what the change touches is made again. Whoever reads a view has this done first.

        Args:
            progress: called with what was done, ``reports`` taken up or ``stories`` reconciled, and
                how many.
        """

    @abstractmethod
    def view(self, kind: ViewKind, story: str | None = None) -> Iterator[Record]:
        """Yield copies, origins, stories, … as the facts and standing judgements make them.

        Args:
            kind: which of them.
            story: only those of one story, for kinds that belong to stories. Of an origin it gives
                the part that lies in the story; without a story origins are whole.
        """

    @abstractmethod
    def view_page(
        self, kind: ViewKind, story: str | None = None, *, offset: int = 0, limit: int = 50
    ) -> list[Record]:
        """Return some entries of a view, in its order, without reading the others."""

    @abstractmethod
    def view_count(self, kind: ViewKind, story: str | None = None) -> int:
        """Return how many entries a view has, or one story has of it."""

    @abstractmethod
    def view_holding(self, kind: ViewKind, member: str) -> list[Record]:
        """Return the entries of a view that hold something, by its id.

        Stories and copies are found by a report, claims and entities by a statement, relations by a
        claim.
        """

    @abstractmethod
    def story_moves(self) -> list[StoryMove]:
        """Return which stories merged and what split off, as it was noted, in order of time.

        Ids of stories stay as reports join them; where one is no more, this tells where its reports
        went. It is a record of what was shown, and depends on when views were made.
        """

    @abstractmethod
    def view_entry(self, kind: ViewKind, entry: str) -> Record:
        """Return one entry of a view.

        Raises:
            NotFoundError: there is no such entry.
        """

    def export(self, kind: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of one kind of :data:`EXPORT_KINDS` as plain values.

        Raises:
            LedgerError: there is no such kind.
        """
        for view in RECORD_TYPES:
            if view == kind:
                return (make_plain(record) for record in self.view(view))
        if kind not in EXPORT_KINDS:
            raise LedgerError(f"no such kind: {kind}; choose from {', '.join(EXPORT_KINDS)}")
        return export_facts(kind, self.facts())

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[None]:
        """Return a context in which all that is read is of one moment; nothing is written in it."""

    @abstractmethod
    def state(self) -> str:
        """Return text that changes whenever a fact or judgement is added, as for an ETag."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the store; closing twice is fine."""


def open_ledger(path: str | Path, options: LedgerOptions | None = None) -> Ledger:
    """Open a ledger wherever it is kept; see :meth:`Ledger.open`."""
    place = str(path)
    scheme = place.partition("://")[0] if "://" in place else ""
    opener = Ledger._openers.get(scheme)
    if opener is None:
        known = "name a file, or postgresql://USER@HOST/DATABASE"
        raise LedgerError(f"{scheme}://…: no such kind of ledger; {known}")
    return opener(place, options or LedgerOptions())
