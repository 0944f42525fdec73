"""The ledger in one SQLite file: many readers and one writer at a time, killed at any moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from onrecord.errors import AnchorError, NotALedgerError, NotFoundError, VersionError, WriteError
from onrecord.ids import hash_text
from onrecord.records import (
    Annotations,
    Figure,
    Judgement,
    Record,
    Refusal,
    Report,
    Revision,
    Statement,
)
from onrecord.store import writes
from onrecord.store.audits import check_database
from onrecord.store.checks import CheckResult
from onrecord.store.connections import (
    MEMORY,
    SqliteDatabase,
    connect,
    explain_errors,
    transact,
    use_log,
)
from onrecord.store.encodings import decode_record, decode_text, encode_record
from onrecord.store.hits import Hit, make_passage_hit, make_statement_hit
from onrecord.store.judgements import check_judgement, check_undo, sort_judgements
from onrecord.store.ledgers import Added, Ledger, LedgerOptions
from onrecord.store.orders import key_reading, key_speaker
from onrecord.store.schema import check_schema, is_empty, load_migrations, migrate
from onrecord.store.searches import search_passages, search_statements, write_match
from onrecord.store.views import RECORD_TYPES, Fact, ViewKind, find_story

_FIND_ENTRY = {
    "statements": (
        "SELECT e.annotations, e.ordinal FROM statements e "
        "LEFT JOIN current c ON c.annotations = e.annotations WHERE e.id = ? "
        "ORDER BY c.id IS NULL, c.dated, c.id, e.seq LIMIT 1"
    ),
    "figures": (
        "SELECT e.annotations, e.ordinal FROM figures e "
        "LEFT JOIN current c ON c.annotations = e.annotations WHERE e.id = ? "
        "ORDER BY c.id IS NULL, c.dated, c.id, e.seq LIMIT 1"
    ),
}


def open_sqlite(path: str, options: LedgerOptions) -> SQLiteLedger:
    """Open a ledger in a file or in memory; see :meth:`onrecord.store.ledgers.Ledger.open`."""
    if path != MEMORY:
        _check_place(Path(path), options)
    with explain_errors(path):
        connection = connect(path, read_only=options.read_only, busy_seconds=options.busy_seconds)
        try:
            _prepare(connection, path, options)
        except BaseException:
            connection.close()
            raise
    return SQLiteLedger(connection, path, read_only=options.read_only)


def _check_place(path: Path, options: LedgerOptions) -> None:
    if path.is_dir():
        raise NotALedgerError(f"{path}: this is a folder; name a file in it")
    if path.exists():
        return
    if options.read_only or not options.create:
        raise NotALedgerError(f"{path}: there is no such ledger; make it with: onrecord build")
    if not path.absolute().parent.is_dir():
        raise WriteError(f"{path}: there is no folder {path.absolute().parent}; make it first")


def _prepare(connection: sqlite3.Connection, path: str, options: LedgerOptions) -> None:
    """Make, check or bring forward the tables."""
    migrations = load_migrations()
    if is_empty(connection):
        if options.read_only or not options.create:
            raise NotALedgerError(f"{path}: this file is empty; name a ledger")
        ready = False
    else:
        ready = check_schema(connection, path, migrations)
    if options.read_only and not ready:
        raise VersionError(f"{path}: made by an older onrecord; open it once for writing")
    if not options.read_only:
        use_log(connection, options.busy_seconds)
    if not ready:
        migrate(connection, path, migrations)


class SQLiteLedger(Ledger):
    """A ledger in SQLite; made by :func:`open_sqlite`."""

    def __init__(self, connection: sqlite3.Connection, path: str, *, read_only: bool) -> None:
        self._database = SqliteDatabase(connection, path, read_only=read_only)
        self._connection = connection
        self._path = path
        self._read_only = read_only
        self._own_views: tuple[str, Mapping[ViewKind, Sequence[Record]]] | None = None

    @property
    def path(self) -> str | None:
        """See :attr:`Ledger.path`."""
        return None if self._path == MEMORY else self._path

    # ------------------------------------------------------------ facts in

    def add_many(self, facts: Iterable[Fact]) -> list[Added]:
        """See :meth:`Ledger.add_many`."""
        prepared = [writes.prepare_fact(report, annotations) for report, annotations in facts]
        with self._writing() as connection:
            return [writes.insert_fact(connection, fact) for fact in prepared]

    def add_sightings(self, reports: Iterable[Report]) -> None:
        """See :meth:`Ledger.add_sightings`."""
        with self._writing() as connection:
            for report in reports:
                seq = writes.find_reading(connection, report, key_reading(report))
                if seq is None:
                    raise NotFoundError(f"{report.id}: no such reading of this report")
                writes.insert_sighting(connection, seq, report.path)

    def add_refusals(self, refusals: Iterable[Refusal]) -> None:
        """See :meth:`Ledger.add_refusals`."""
        with self._writing() as connection:
            writes.insert_refusals(connection, refusals)

    def judge(self, judgement: Judgement) -> bool:
        """See :meth:`Ledger.judge`."""
        check_judgement(judgement)
        with self._writing() as connection:
            known = self.judgements()
            if any(judgement.id == other.id for other in known):
                return False
            if judgement.verb == "undo":
                check_undo(judgement, known)
            writes.insert_judgement(connection, judgement)
        return True

    # ------------------------------------------------------------ facts out

    def has(self, report: Report, version: str) -> bool:
        """See :meth:`Ledger.has`."""
        sql = (
            "SELECT 1 FROM reports r JOIN annotations a ON a.report = r.seq "
            "WHERE r.id = ? AND r.hash = ? AND r.reading = ? AND a.version = ?"
        )
        values = (report.id, report.hash, key_reading(report), version)
        return self._find(sql, values) is not None

    def facts(self) -> Iterator[Fact]:
        """See :meth:`Ledger.facts`."""
        return self._facts(
            "SELECT id, hash, report, text, path, annotations FROM current_facts ORDER BY dated, id"
        )

    def facts_by(self, speaker: str) -> Iterator[Fact]:
        """See :meth:`Ledger.facts_by`."""
        sql = (
            "SELECT id, hash, report, text, path, annotations FROM current_facts WHERE seq IN "
            "(SELECT annotations FROM statements WHERE speaker = ?) ORDER BY dated, id"
        )
        return self._facts(sql, (key_speaker(speaker),))

    def fact(self, report: str, revision: int | None = None) -> Fact:
        """See :meth:`Ledger.fact`."""
        revisions = self._revisions(report)
        if revision is None:
            return self._fact(revisions[-1][2])
        for number, _, seq, _ in revisions:
            if number == revision:
                return self._fact(seq)
        raise NotFoundError(f"{report}: no revision {revision}; it has {len(revisions)}")

    def reports(self) -> Iterator[Report]:
        """See :meth:`Ledger.reports`."""
        sql = "SELECT id, hash, report, text, path FROM current_facts ORDER BY dated, id"
        for row in self._rows(sql):
            yield _read_report(row)

    def revisions(self, report: str) -> tuple[Revision, ...]:
        """See :meth:`Ledger.revisions`."""
        rows = []
        for number, seq, _, _ in self._revisions(report):
            found = self._find("SELECT hash, added FROM reports WHERE seq = ?", (seq,))
            text_hash, added = found or ("", "")
            rows.append(Revision(report=report, number=number, hash=text_hash, added=added))
        return tuple(rows)

    def statement(self, statement: str) -> tuple[Report, Statement]:
        """See :meth:`Ledger.statement`."""
        report, notes, ordinal = self._find_entry("statements", statement)
        return report, notes.statements[ordinal]

    def figure(self, figure: str) -> tuple[Report, Figure]:
        """See :meth:`Ledger.figure`."""
        report, notes, ordinal = self._find_entry("figures", figure)
        return report, notes.figures[ordinal]

    def refusals(self) -> Iterator[Refusal]:
        """See :meth:`Ledger.refusals`."""
        for (record,) in self._rows("SELECT record FROM refusals ORDER BY path, reason, record"):
            yield decode_record(record, Refusal)

    def judgements(self) -> tuple[Judgement, ...]:
        """See :meth:`Ledger.judgements`."""
        rows = self._rows("SELECT record FROM judgements")
        return sort_judgements(decode_record(record, Judgement) for (record,) in rows)

    def counts(self) -> Mapping[str, int]:
        """See :meth:`Ledger.counts`."""
        row = self._find(
            "SELECT count(*), (SELECT count(*) FROM (SELECT DISTINCT id, hash FROM reports)), "
            "coalesce(sum(a.statements), 0), coalesce(sum(a.figures), 0), "
            "coalesce(sum(a.times), 0), coalesce(sum(a.mentions), 0), "
            "(SELECT count(*) FROM refusals), (SELECT count(*) FROM judgements) "
            "FROM current c JOIN annotations a ON a.seq = c.annotations"
        )
        names = (
            "reports", "revisions", "statements", "figures", "times", "mentions", "refusals",
            "judgements",
        )  # fmt: skip
        return dict(zip(names, row or (0,) * len(names), strict=True))

    def search(self, query: str, limit: int = 20) -> list[Hit]:
        """See :meth:`Ledger.search`."""
        match = write_match(query)
        if match is None or limit <= 0:
            return []
        with explain_errors(self._path):
            statements = search_statements(self._connection, match, limit)
            full = len(statements) == limit
            passages = [] if full else search_passages(self._connection, match, limit)
        facts = {report: self.fact(report) for report in dict(statements) | dict(passages)}
        hits = [make_statement_hit(facts[report], ordinal) for report, ordinal in statements]
        found = (make_passage_hit(facts[report][0], block, query) for report, block in passages)
        hits += [hit for hit in found if not any(hit.overlaps(other) for other in hits)]
        return hits[:limit]

    def check(self) -> CheckResult:
        """See :meth:`Ledger.check`."""
        with explain_errors(self._path):
            return check_database(self._connection)

    # ------------------------------------------------------------ views

    def state(self) -> str:
        """See :meth:`Ledger.state`."""
        row = self._find(
            "SELECT (SELECT max(seq) FROM reports), (SELECT max(seq) FROM annotations), "
            "(SELECT max(seq) FROM judgements)"
        )
        return ".".join(str(seq or 0) for seq in row or ())

    def close(self) -> None:
        """See :meth:`Ledger.close`."""
        self._database.close()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """See :meth:`Ledger.snapshot`."""
        with self._database.snapshot():
            yield

    def _load_view_state(self) -> str | None:
        if self._own_views:
            return self._own_views[0]
        row = self._find("SELECT state FROM view_states WHERE name = 'all'")
        return row[0] if row else None

    def _save_views(self, state: str, views: Mapping[ViewKind, Sequence[Record]]) -> None:
        if self._read_only:
            self._own_views = (state, views)
            return
        with self._writing() as connection:
            connection.execute("DELETE FROM views")
            for kind, records in views.items():
                connection.executemany(
                    "INSERT INTO views (kind, position, id, story, record) VALUES (?, ?, ?, ?, ?)",
                    (
                        (
                            kind,
                            position,
                            getattr(record, "id", ""),
                            find_story(record),
                            encode_record(record),
                        )
                        for position, record in enumerate(records)
                    ),
                )
            connection.execute(
                "INSERT OR REPLACE INTO view_states (name, state) VALUES ('all', ?)", (state,)
            )

    def _load_view(self, kind: ViewKind, story: str | None) -> Iterator[Record]:
        if self._own_views:
            records = self._own_views[1][kind]
            yield from (r for r in records if story is None or find_story(r) == story)
            return
        sql = "SELECT record FROM views WHERE kind = ?"
        values: tuple[str, ...] = (kind,)
        if story is not None:
            sql, values = f"{sql} AND story = ?", (kind, story)
        for (record,) in self._rows(f"{sql} ORDER BY position", values):
            yield decode_record(record, RECORD_TYPES[kind])

    def _load_entry(self, kind: ViewKind, entry: str) -> Record:
        if self._own_views:
            for record in self._own_views[1][kind]:
                if getattr(record, "id", None) == entry:
                    return record
        row = self._find("SELECT record FROM views WHERE kind = ? AND id = ?", (kind, entry))
        if row is None or self._own_views:
            raise NotFoundError(f"{entry}: no such entry of {kind} in this ledger")
        return decode_record(row[0], RECORD_TYPES[kind])

    # ------------------------------------------------------------ rows

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with explain_errors(self._path), transact(self._connection):
            yield self._connection

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        with explain_errors(self._path):
            cursor = self._connection.execute(sql, values)
            while row := cursor.fetchone():
                yield row

    def _find(self, sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        with explain_errors(self._path):
            row: tuple[Any, ...] | None = self._connection.execute(sql, values).fetchone()
            return row

    def _facts(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Fact]:
        for *report, notes in self._rows(sql, values):
            yield _read_report(report), decode_record(notes, Annotations)

    def _fact(self, seq: int) -> Fact:
        sql = "SELECT id, hash, report, text, path, annotations FROM facts WHERE seq = ?"
        return next(self._facts(sql, (seq,)))

    def _revisions(self, report: str) -> list[tuple[int, int, int, str]]:
        with explain_errors(self._path):
            revisions = writes.choose_revisions(self._connection, report)
        if not revisions:
            raise NotFoundError(f"{report}: no such report in this ledger")
        return revisions

    def _find_entry(self, table: str, entry: str) -> tuple[Report, Annotations, int]:
        row = self._find(_FIND_ENTRY[table], (entry,))
        if row is None:
            raise NotFoundError(f"{entry}: no such entry of {table} in this ledger")
        report, notes = self._fact(row[0])
        return report, notes, row[1]


def _read_report(row: Sequence[Any]) -> Report:
    """Return the report of a row of facts, its text checked against its hash."""
    report, text_hash, record, data, path = row
    text = decode_text(data)
    if hash_text(text) != text_hash:
        raise AnchorError(f"{report}: its text has been changed since; see: onrecord check")
    return msgspec.structs.replace(
        decode_record(record, Report), text=text, path=None if path is None else decode_text(path)
    )
