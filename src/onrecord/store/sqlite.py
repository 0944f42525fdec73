"""The ledger in one SQLite file: many readers and one writer at a time, killed at any moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from onrecord.errors import NotALedgerError, NotFoundError, VersionError, WriteError
from onrecord.records import Record
from onrecord.store.connections import (
    MEMORY,
    SqliteDatabase,
    connect,
    explain_errors,
    transact,
    use_log,
)
from onrecord.store.database_ledgers import DatabaseLedger
from onrecord.store.encodings import decode_record, encode_record
from onrecord.store.fts5 import Fts5Index
from onrecord.store.ledgers import LedgerOptions
from onrecord.store.schema import check_schema, is_empty, load_migrations, migrate
from onrecord.store.views import RECORD_TYPES, ViewKind, find_story


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


class SQLiteLedger(DatabaseLedger):
    """A ledger in SQLite; made by :func:`open_sqlite`."""

    def __init__(self, connection: sqlite3.Connection, path: str, *, read_only: bool) -> None:
        super().__init__(SqliteDatabase(connection, path, read_only=read_only), Fts5Index())
        self._connection = connection
        self._path = path
        self._read_only = read_only
        self._own_views: tuple[str, Mapping[ViewKind, Sequence[Record]]] | None = None

    @property
    def path(self) -> str | None:
        """See :attr:`Ledger.path`."""
        return None if self._path == MEMORY else self._path

    # ------------------------------------------------------------ views

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
