"""SQLite connections: opened with the right settings, and errors that say what to do."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from onrecord.errors import LedgerError, LockedError, NotALedgerError, WriteError
from onrecord.store.checks import Problem
from onrecord.store.databases import Result, Row
from onrecord.store.rows import Rows

MEMORY = ":memory:"
OLDEST_SQLITE = (3, 37)
"""The first SQLite with STRICT tables."""
_SETTINGS = (
    "foreign_keys = ON",
    "recursive_triggers = ON",  # REPLACE is a deletion, and refused as one
    "synchronous = NORMAL",  # a killed program loses nothing; a power cut, at most the last batches
    "cache_size = -16384",  # KiB
)
_RETRY_SECONDS = 0.02


class SqliteRows:
    """Rows of an SQLite connection; see :class:`onrecord.store.rows.Rows`."""

    blob = "BLOB"
    keyed = "WITHOUT ROWID"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run one statement and return all its rows."""
        return self._connection.execute(sql, values).fetchall()

    def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row of values."""
        self._connection.executemany(sql, rows)


class SqliteDatabase:
    """One connection to an SQLite file; see :class:`onrecord.store.databases.Database`."""

    def __init__(self, connection: sqlite3.Connection, name: str, *, read_only: bool) -> None:
        self.connection = connection
        self._name = name
        self._read_only = read_only
        self._rows = SqliteRows(connection)

    @property
    def name(self) -> str:
        """The path."""
        return self._name

    @property
    def read_only(self) -> bool:
        """True where nothing may be written."""
        return self._read_only

    @contextmanager
    def rows(self) -> Iterator[Rows]:
        """See :meth:`Database.rows`."""
        with explain_errors(self._name):
            yield self._rows

    @contextmanager
    def writing_rows(self) -> Iterator[Rows]:
        """See :meth:`Database.writing_rows`."""
        with explain_errors(self._name), transact(self.connection):
            yield self._rows

    def refreshing_rows(self) -> AbstractContextManager[Rows]:
        """See :meth:`Database.refreshing_rows`; there is one lock for all writing."""
        return self.writing_rows()

    def write(self, work: Callable[[Rows], Result]) -> Result:
        """See :meth:`Database.write`; a file is never lost on the way."""
        with self.writing_rows() as rows:
            return work(rows)

    def find(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        """See :meth:`Database.find`."""
        with explain_errors(self._name):
            row: Row | None = self.connection.execute(sql, values).fetchone()
            return row

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Row]:
        """See :meth:`Database.stream`."""
        with explain_errors(self._name):
            cursor = self.connection.execute(sql, values)
            while row := cursor.fetchone():
                yield row

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """See :meth:`Database.snapshot`."""
        with explain_errors(self._name):
            self.connection.execute("BEGIN")
        try:
            yield
        finally:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    def find_damage(self) -> Iterator[Problem]:
        """See :meth:`Database.find_damage`."""
        for (message,) in self.stream("PRAGMA integrity_check"):
            if message != "ok":
                yield Problem(kind="damaged", id="database", detail=message)
        for table, row, parent, _key in self.stream("PRAGMA foreign_key_check"):
            detail = f"no such row of {parent}"
            yield Problem(kind="dangling-row", id=f"{table} {row}", detail=detail)

    def close(self) -> None:
        """See :meth:`Database.close`."""
        with explain_errors(self._name):
            self.connection.close()


def connect(path: str, *, read_only: bool, busy_seconds: float) -> sqlite3.Connection:
    """Open a database file, making it where it is not there and may be written.

    Args:
        path: a file, or ``:memory:``.
        read_only: never write, not even to tidy up.
        busy_seconds: how long to wait for another writer.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise LedgerError(f"SQLite {sqlite3.sqlite_version} is too old: install 3.37 or later")
    connection = sqlite3.connect(
        _write_uri(path, read_only=read_only), timeout=busy_seconds, uri=True, isolation_level=None
    )
    try:
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")
    except BaseException:
        connection.close()
        raise
    return connection


def open_memory() -> SqliteDatabase:
    """Return an empty database in memory, to work in."""
    connection = connect(MEMORY, read_only=False, busy_seconds=0)
    return SqliteDatabase(connection, MEMORY, read_only=False)


def _write_uri(path: str, *, read_only: bool) -> str:
    if path == MEMORY:
        return "file::memory:"
    uri = Path(path).absolute().as_uri()
    if not read_only:
        return f"{uri}?mode=rwc"
    # A ledger on a read-only disk has no room for SQLite's lock files; without a log beside it,
    # and nobody able to write, it can be read as it stands.
    return f"{uri}?mode=ro{'' if _may_lock(Path(path)) else '&immutable=1'}"


def _may_lock(path: Path) -> bool:
    """Tell whether reading needs lock files, as with a log, or can make them in the folder."""
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        return True
    probe = path.with_name(path.name + "-shm")
    if probe.exists():
        return True
    try:
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True


def use_log(connection: sqlite3.Connection, busy_seconds: float) -> None:
    """Switch to a write-ahead log, so that readers and a writer do not wait for each other."""
    deadline = time.monotonic() + busy_seconds
    while connection.execute("PRAGMA journal_mode").fetchone()[0] not in {"wal", "memory"}:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # Two processes that make the same ledger: SQLite does not wait here by itself.
            if _code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_RETRY_SECONDS)


@contextmanager
def transact(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold the one write lock, and keep everything or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def explain_errors(path: str) -> Iterator[None]:
    """Turn SQLite's errors into the ledger's, with text that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise _explain(path, error) from error


def _code(error: sqlite3.Error) -> int:
    """Return the primary result code; 0 where Python raised the error itself."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _explain(path: str, error: sqlite3.Error) -> LedgerError:
    kind, advice = _ADVICE.get(_code(error), (LedgerError, str(error)))
    return kind(f"{path}: {advice} ({error})")


_BUSY = (LockedError, "another program is writing to it; wait for it and run again")
_CLOSED = (WriteError, "it may not be written; copy it to a folder of your own")
_ADVICE: dict[int, tuple[type[LedgerError], str]] = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_FULL: (WriteError, "the disk is full; make room and run again, nothing is lost"),
    sqlite3.SQLITE_IOERR: (WriteError, "the disk is full or fails; make room and run again"),
    sqlite3.SQLITE_READONLY: _CLOSED,
    sqlite3.SQLITE_PERM: _CLOSED,
    sqlite3.SQLITE_AUTH: _CLOSED,
    sqlite3.SQLITE_CANTOPEN: (WriteError, "it cannot be opened; check its folder's permissions"),
    sqlite3.SQLITE_NOTADB: (NotALedgerError, "this file is not a ledger; name another"),
    sqlite3.SQLITE_CORRUPT: (
        NotALedgerError, "the ledger is damaged; restore a copy, or build it again"
    ),
}  # fmt: skip
