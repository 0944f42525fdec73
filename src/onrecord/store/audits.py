"""Going through a whole ledger again: every row, hash and anchor, and what the engine can tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from onrecord.errors import JudgementError, LedgerError, LockedError, WriteError
from onrecord.records import Annotations, Judgement, Refusal, Report
from onrecord.store.checks import CheckResult, Problem, find_problems, list_anchors
from onrecord.store.databases import Database
from onrecord.store.encodings import decode_record, decode_text
from onrecord.store.judgements import check_judgement
from onrecord.store.orders import key_reading
from onrecord.store.rows import Rows
from onrecord.store.searches import TextIndex
from onrecord.store.writes import choose_current

MAX_LISTED = 1000
"""Problems past this many are counted, not listed."""
_ENTRY_IDS = {
    "statements": "SELECT id FROM statements WHERE annotations = ? ORDER BY ordinal",
    "figures": "SELECT id FROM figures WHERE annotations = ? ORDER BY ordinal",
}


@dataclass(slots=True)
class Tally:
    """What has been gone through so far."""

    reports: int = 0
    entries: int = 0
    anchors: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    def note(self, problem: Problem) -> None:
        """Count a problem, and list it while there is room."""
        self.counts[problem.kind] += 1
        if len(self.problems) < MAX_LISTED:
            self.problems.append(problem)


Step = Callable[[Database, Tally], Iterator[Problem]]


def check_database(database: Database, index: TextIndex) -> CheckResult:
    """Check everything and return what was found; damage is found, not raised.

    Raises:
        LockedError: somebody holds the ledger for too long.
        WriteError: the ledger is gone, or its disk fails.
    """
    tally = Tally()
    for step in (_check_engine, _check_facts, _check_current, _check_decisions):
        _run(step, database, tally)
    _run(lambda opened, _: _check_index(opened, index), database, tally)
    return CheckResult(
        reports=tally.reports,
        entries=tally.entries,
        anchors=tally.anchors,
        counts=dict(sorted(tally.counts.items())),
        problems=tuple(tally.problems),
    )


def _run(step: Step, database: Database, tally: Tally) -> None:
    """Check one thing as it stands at one moment: others may be writing."""
    try:
        with database.snapshot():
            for problem in step(database, tally):
                tally.note(problem)
    except (LockedError, WriteError):
        raise
    except LedgerError as error:
        tally.note(Problem(kind="damaged", id="database", detail=str(error)))


def _check_engine(database: Database, _: Tally) -> Iterator[Problem]:
    yield from database.find_damage()


def _check_facts(database: Database, tally: Tally) -> Iterator[Problem]:
    rows = database.stream(
        "SELECT r.seq, r.id, r.hash, r.reading, r.record, t.text, a.seq, a.record "
        "FROM reports r LEFT JOIN texts t ON t.hash = r.hash "
        "LEFT JOIN annotations a ON a.report = r.seq ORDER BY r.seq, a.seq"
    )
    last = None
    for seq, name, text_hash, reading, record, text, notes_seq, notes in rows:
        tally.reports += seq != last
        last = seq
        if text is None or notes is None:
            yield Problem(kind="missing-row", id=name, detail="its text or annotations are gone")
            continue
        try:
            bare = decode_record(record, Report)
            found = decode_record(notes, Annotations)
            report = msgspec.structs.replace(bare, text=decode_text(text))
        except ValueError as error:
            yield Problem(kind="unreadable", id=name, detail=str(error))
            continue
        if (report.id, report.hash, key_reading(report)) != (name, text_hash, reading):
            yield Problem(kind="wrong-key", id=name, detail="the row and its record differ")
        yield from find_problems(report, found)
        with database.rows() as opened:
            yield from _check_entries(opened, notes_seq, found)
        anchors = list(list_anchors(report, found))
        tally.entries += len(anchors)
        tally.anchors += sum(len(list(spans)) for _, spans in anchors)


def _check_entries(rows: Rows, seq: int, notes: Annotations) -> Iterator[Problem]:
    """Compare the rows entries are found by with the entries."""
    kept: dict[str, tuple[Any, ...]] = {"statements": notes.statements, "figures": notes.figures}
    for table, entries in kept.items():
        ids = [row[0] for row in rows.execute(_ENTRY_IDS[table], (seq,))]
        if ids != [entry.id for entry in entries]:
            yield Problem(kind="wrong-index", id=f"{notes.report} {table}", detail="rows differ")


def _check_current(database: Database, _: Tally) -> Iterator[Problem]:
    with database.rows() as rows:
        current = {
            name: tuple(rest)
            for name, *rest in rows.execute("SELECT id, report, annotations, dated FROM current")
        }
        for (name,) in rows.execute("SELECT DISTINCT id FROM reports ORDER BY id"):
            if current.pop(name, None) != choose_current(rows, name):
                detail = "not its latest revision and annotations"
                yield Problem(kind="wrong-current", id=name, detail=detail)
    for name in sorted(current):
        yield Problem(kind="wrong-current", id=name, detail="no such report")


def _check_index(database: Database, index: TextIndex) -> Iterator[Problem]:
    with database.rows() as rows:
        indexed = index.count_statements(rows)
        ((kept,),) = rows.execute("SELECT count(*) FROM statements")
    if indexed != kept:
        detail = f"{indexed} entries, {kept} rows"
        yield Problem(kind="wrong-index", id="statement_search", detail=detail)


def _check_decisions(database: Database, _: Tally) -> Iterator[Problem]:
    for key, record in database.stream("SELECT id, record FROM judgements ORDER BY seq"):
        try:
            check_judgement(decode_record(record, Judgement))
        except (ValueError, JudgementError) as error:
            yield Problem(kind="bad-judgement", id=key, detail=str(error))
    for key, record in database.stream("SELECT key, record FROM refusals ORDER BY key"):
        try:
            decode_record(record, Refusal)
        except ValueError as error:
            yield Problem(kind="unreadable", id=f"refusal {key}", detail=str(error))
