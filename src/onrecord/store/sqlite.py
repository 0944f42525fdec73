"""The ledger in one SQLite file: many readers and one writer at a time, killed at any moment."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from onrecord.errors import NotALedgerError, VersionError, WriteError
from onrecord.store.connections import MEMORY, SqliteDatabase, connect, explain_errors, use_log
from onrecord.store.database_ledgers import DatabaseLedger
from onrecord.store.fts5 import Fts5Index
from onrecord.store.ledgers import LedgerOptions
from onrecord.store.schema import check_schema, is_empty, load_migrations, migrate


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
    return SQLiteLedger(connection, path, options)


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

    def __init__(self, connection: sqlite3.Connection, path: str, options: LedgerOptions) -> None:
        database = SqliteDatabase(connection, path, read_only=options.read_only)
        super().__init__(database, Fts5Index(), as_kept=options.as_kept)
        self._path = path

    @property
    def path(self) -> str | None:
        """See :attr:`Ledger.path`."""
        return None if self._path == MEMORY else self._path
