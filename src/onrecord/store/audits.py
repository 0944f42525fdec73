"""Going through a whole SQLite ledger again: every page, row, hash and anchor."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from onrecord.errors import JudgementError
from onrecord.records import Annotations, Judgement, Refusal, Report
from onrecord.store.checks import CheckResult, Problem, find_problems, list_anchors
from onrecord.store.encodings import decode_record, decode_text
from onrecord.store.judgements import check_judgement
from onrecord.store.orders import key_reading
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


def check_database(connection: sqlite3.Connection) -> CheckResult:
    """Check everything and return what was found; damage is found, not raised."""
    tally = Tally()
    for step in (_check_pages, _check_facts, _check_current, _check_indexes, _check_decisions):
        try:
            for problem in step(connection, tally):
                tally.note(problem)
        except sqlite3.DatabaseError as error:
            tally.note(Problem(kind="damaged", id=step.__name__.strip("_"), detail=str(error)))
    return CheckResult(
        reports=tally.reports,
        entries=tally.entries,
        anchors=tally.anchors,
        counts=dict(sorted(tally.counts.items())),
        problems=tuple(tally.problems),
    )


def _check_pages(connection: sqlite3.Connection, _: Tally) -> Iterator[Problem]:
    for (message,) in connection.execute("PRAGMA integrity_check"):
        if message != "ok":
            yield Problem(kind="damaged", id="database", detail=message)
    for table, row, parent, _key in connection.execute("PRAGMA foreign_key_check"):
        yield Problem(kind="dangling-row", id=f"{table} {row}", detail=f"no such row of {parent}")


def _check_facts(connection: sqlite3.Connection, tally: Tally) -> Iterator[Problem]:
    rows = connection.execute(
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
        yield from _check_entries(connection, notes_seq, found)
        anchors = list(list_anchors(report, found))
        tally.entries += len(anchors)
        tally.anchors += sum(len(list(spans)) for _, spans in anchors)


def _check_entries(
    connection: sqlite3.Connection, seq: int, notes: Annotations
) -> Iterator[Problem]:
    """Compare the rows entries are found by with the entries."""
    kept: dict[str, tuple[Any, ...]] = {"statements": notes.statements, "figures": notes.figures}
    for table, entries in kept.items():
        ids = [row[0] for row in connection.execute(_ENTRY_IDS[table], (seq,))]
        if ids != [entry.id for entry in entries]:
            yield Problem(kind="wrong-index", id=f"{notes.report} {table}", detail="rows differ")


def _check_current(connection: sqlite3.Connection, _: Tally) -> Iterator[Problem]:
    current = {
        name: tuple(rest)
        for name, *rest in connection.execute("SELECT id, report, annotations, dated FROM current")
    }
    for (name,) in connection.execute("SELECT DISTINCT id FROM reports ORDER BY id"):
        if current.pop(name, None) != choose_current(connection, name):
            detail = "not its latest revision and annotations"
            yield Problem(kind="wrong-current", id=name, detail=detail)
    for name in sorted(current):
        yield Problem(kind="wrong-current", id=name, detail="no such report")


def _check_indexes(connection: sqlite3.Connection, _: Tally) -> Iterator[Problem]:
    indexed, rows = connection.execute(
        "SELECT (SELECT count(*) FROM statement_search_docsize), (SELECT count(*) FROM statements)"
    ).fetchone()
    if indexed != rows:
        detail = f"{indexed} entries, {rows} rows"
        yield Problem(kind="wrong-index", id="statement_search", detail=detail)


def _check_decisions(connection: sqlite3.Connection, _: Tally) -> Iterator[Problem]:
    for key, record in connection.execute("SELECT id, record FROM judgements ORDER BY seq"):
        try:
            check_judgement(decode_record(record, Judgement))
        except (ValueError, JudgementError) as error:
            yield Problem(kind="bad-judgement", id=key, detail=str(error))
    for key, record in connection.execute("SELECT key, record FROM refusals ORDER BY key"):
        try:
            decode_record(record, Refusal)
        except ValueError as error:
            yield Problem(kind="unreadable", id=f"refusal {key}", detail=str(error))
