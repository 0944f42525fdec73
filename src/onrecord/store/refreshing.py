"""Keeping the views up to date: what new facts and judgements touch is made again, nothing else.

Three steps, each in short transactions, so that a killed program loses little and nobody waits
long: reports that are new or changed join the indexes of ``group``, which tell the stories they
touch; judgements that are new or undone touch the stories their targets stand in; then every
touched story is reconciled. However the facts came, the end is what one making from all would give.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from onrecord.records import Judgement
from onrecord.store.databases import Database
from onrecord.store.judgements import list_active
from onrecord.store.making import StoryMaker, create_tables, drop_tables
from onrecord.store.rows import Rows, chunk_values
from onrecord.store.views import Fact, Progress, fingerprint_code
from onrecord.store.working_tables import WorkingTables
from onrecord.store.writes import read_clock

REPORTS_AT_ONCE = 256
STORIES_AT_ONCE = 32


class ViewSource(Protocol):
    """What the views of a ledger are made from."""

    def state(self) -> str:
        """Return text that changes with every fact and judgement."""
        ...

    def judgements(self) -> tuple[Judgement, ...]:
        """Return every judgement."""
        ...

    def list_marks(self) -> Iterator[tuple[str, str]]:
        """Yield, in order of date, each report's id and what changes with its text or notes."""
        ...

    def facts_of(self, reports: Sequence[str]) -> Iterator[Fact]:
        """Yield some reports with their annotations, by date and id."""
        ...

    def list_carriers(self, entry: str) -> list[str]:
        """Return the ids of the reports in which a statement or figure stands."""
        ...


class Refresher:
    """Makes the views of a ledger, in the database in which they are kept."""

    def __init__(self, source: ViewSource, database: Database) -> None:
        """Say where facts are read, and where views are kept: mostly the same database."""
        self._source = source
        self._database = database

    def is_current(self) -> bool:
        """Tell whether the views hold all facts and judgements, by the code that runs."""
        return self._read("state") == self._source.state() and self._read("code") == (
            fingerprint_code()
        )

    def refresh(self, progress: Progress | None = None) -> None:
        """Bring the views up to date. May be killed at any moment and run again."""
        if self.is_current():
            return
        tell = progress or _tell_nobody
        state = self._source.state()
        with self._database.refreshing_rows() as rows:
            _prepare(rows)
        for marks in self._list_changed():
            with self._database.refreshing_rows() as rows:
                self._take_up(rows, marks)
            tell("reports", len(marks))
        active = list_active(self._source.judgements())
        with self._database.refreshing_rows() as rows:
            self._apply(rows, active)
        while done := self._reconcile(active):
            tell("stories", done)
        with self._database.refreshing_rows() as rows:
            StoryMaker(rows).record_moves(read_clock())
            WorkingTables(rows).note("state", state)

    def _read(self, name: str) -> str:
        with self._database.rows() as rows:
            return WorkingTables(rows).read(name)

    def _list_changed(self) -> Iterator[list[tuple[str, str]]]:
        """Yield the reports whose text or annotations the views do not hold yet, some at a time."""
        with self._database.rows() as rows:
            known = WorkingTables(rows).list_marks()
        changed = [pair for pair in self._source.list_marks() if known.get(pair[0]) != pair[1]]
        return chunk_values(changed, REPORTS_AT_ONCE)

    def _take_up(self, rows: Rows, marks: Sequence[tuple[str, str]]) -> None:
        """Let reports join the indexes, and note the stories that change."""
        working = WorkingTables(rows)
        done = working.list_marks([report for report, _ in marks])
        fresh = dict(pair for pair in marks if done.get(pair[0]) != pair[1])
        facts = list(self._source.facts_of(list(fresh)))
        StoryMaker(rows).take_up(facts, working.load_judgements())
        working.set_marks(fresh)

    def _apply(self, rows: Rows, active: Sequence[Judgement]) -> None:
        """Let judgements that are new, or stand no longer, change what their targets stand in."""
        working = WorkingTables(rows)
        before = working.load_judgements()
        different = set(before).symmetric_difference(active)
        if not different:
            return
        maker = StoryMaker(rows)
        targets = sorted({target for item in different for target in item.targets})
        homes = {target: self._find_homes(rows, maker, target) for target in targets}
        maker.take_up([], active)
        for target in targets:
            homes[target] |= self._find_homes(rows, maker, target)
            working.add_homes(target, homes[target])
        working.add_pending(set().union(*homes.values()))
        working.keep_judgements(active)

    def _find_homes(self, rows: Rows, maker: StoryMaker, target: str) -> set[str]:
        """Return the stories in which what a judgement is about stands, or once stood."""
        found = maker.find_homes([target, *self._source.list_carriers(target)])
        return found | WorkingTables(rows).list_homes(target)

    def _reconcile(self, active: Sequence[Judgement]) -> int:
        """Reconcile some of the stories that wait for it; return how many."""
        with self._database.refreshing_rows() as rows:
            working = WorkingTables(rows)
            waiting = working.list_pending(STORIES_AT_ONCE)
            maker = StoryMaker(rows)
            for story in waiting:
                maker.reconcile(story, self._source.facts_of, active)
            working.drop_pending(waiting)
        return len(waiting)


def _tell_nobody(_what: str, _count: int) -> None:
    """Take no note of progress."""


def _prepare(rows: Rows) -> None:
    """Make the tables; anew, where other code made what is in them."""
    create_tables(rows)
    working = WorkingTables(rows)
    if working.read("code") != fingerprint_code():
        drop_tables(rows)
        create_tables(rows)
        working.note("code", fingerprint_code())
    working.note("state", "")
