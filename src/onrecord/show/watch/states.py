"""What a watch has to remember: validators, back-offs, notes of reports, events not yet told.

A small SQLite file of its own beside the ledger: each step is one transaction, so that a watch that
is killed at any point goes on where it was.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from onrecord.errors import LedgerError, LockedError, NotALedgerError, WriteError
from onrecord.records import Record
from onrecord.show.rows import encode_json
from onrecord.show.watch.events import Event

TABLES = """
CREATE TABLE IF NOT EXISTS polls (url TEXT PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS pauses (
    host TEXT PRIMARY KEY, until REAL NOT NULL, failures INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS notes (report TEXT PRIMARY KEY, known INTEGER);
CREATE TABLE IF NOT EXISTS events (
    position INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, record BLOB,
    printed INTEGER NOT NULL DEFAULT 0, posted INTEGER NOT NULL DEFAULT 0
);
"""


class Poll(Record, frozen=True, kw_only=True):
    """What is known of one feed from the last time it was asked."""

    due: float = 0.0
    etag: str | None = None
    modified: str | None = None
    digest: str | None = None
    """Of the last body whose entries are in the ledger."""
    cut: str | None = None
    """Digest of a body that seemed to end too early."""
    failures: int = 0
    problem: str | None = None


class Pause(Record, frozen=True, kw_only=True):
    """How long a host is left alone."""

    until: float = 0.0
    failures: int = 0


class WatchState:
    """The memory of one watch; a second one on the same file is refused."""

    def __init__(self, path: Path | str) -> None:
        """Open it, making it where it is not there.

        Raises:
            LockedError: another watch has it.
            NotALedgerError: the file is something else.
            WriteError: it cannot be written.
        """
        self._path = path
        with self._explain():
            self._connection = sqlite3.connect(path, timeout=0, isolation_level=None)
        try:
            with self._explain():
                self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
                self._connection.executescript(f"BEGIN IMMEDIATE; {TABLES} COMMIT;")
        except LedgerError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    # ------------------------------------------------------------ polls

    def load_poll(self, url: str) -> Poll:
        """Return what is known of a feed."""
        row = self._find("SELECT record FROM polls WHERE url = ?", url)
        return msgspec.json.decode(row[0], type=Poll) if row else Poll()

    def save_poll(self, url: str, poll: Poll) -> None:
        """Keep what is known of a feed."""
        self._write("INSERT OR REPLACE INTO polls VALUES (?, ?)", url, msgspec.json.encode(poll))

    def load_pause(self, host: str) -> Pause:
        """Return how long a host is left alone."""
        row = self._find("SELECT until, failures FROM pauses WHERE host = ?", host)
        return Pause(until=row[0], failures=row[1]) if row else Pause()

    def save_pause(self, host: str, pause: Pause) -> None:
        """Leave a host alone for some time."""
        values = (host, pause.until, pause.failures)
        self._write("INSERT OR REPLACE INTO pauses VALUES (?, ?, ?)", *values)

    # ------------------------------------------------------------ notes

    def note(self, reports: Mapping[str, int | None]) -> None:
        """Note reports that may change, with the revision known so far; the first note counts."""
        with self._transaction():
            self._connection.executemany(
                "INSERT OR IGNORE INTO notes VALUES (?, ?)", list(reports.items())
            )

    def load_notes(self) -> dict[str, int | None]:
        """Return the reports noted."""
        rows = self._connection.execute("SELECT report, known FROM notes ORDER BY report")
        return dict(rows.fetchall())

    def settle(self, reports: Iterable[str], events: Iterable[Event]) -> None:
        """Put events among those to be told and cross out their notes, in one step."""
        with self._transaction():
            self._connection.executemany(
                "INSERT OR IGNORE INTO events (key, record) VALUES (?, ?)",
                [(event.key, encode_json(event)) for event in events],
            )
            self._connection.executemany(
                "DELETE FROM notes WHERE report = ?", [(report,) for report in reports]
            )

    # ------------------------------------------------------------ events

    def list_unprinted(self) -> list[Event]:
        """Return the events that were not printed yet, in order."""
        return self._list_events("SELECT record FROM events WHERE printed = 0")

    def list_unposted(self) -> list[Event]:
        """Return the events that were not taken yet, in order."""
        return self._list_events("SELECT record FROM events WHERE posted = 0")

    def mark_printed(self, events: Iterable[Event]) -> None:
        """Note that events were printed."""
        with self._transaction():
            self._connection.executemany(
                "UPDATE events SET printed = 1 WHERE key = ?", [(event.key,) for event in events]
            )

    def mark_posted(self, event: Event) -> None:
        """Note that an event was taken; only its key is kept."""
        self._write("UPDATE events SET posted = 1 WHERE key = ?", event.key)

    def forget_told(self, *, posts: bool) -> None:
        """Drop all but the keys of the events that need no more telling."""
        sql = "UPDATE events SET record = NULL, posted = 1 WHERE printed = 1 AND posted >= ?"
        self._write(sql, int(posts))

    def _list_events(self, sql: str) -> list[Event]:
        rows = self._connection.execute(f"{sql} AND record IS NOT NULL ORDER BY position")
        return [msgspec.json.decode(row[0], type=Event) for row in rows]

    # ------------------------------------------------------------ rows

    def _find(self, sql: str, *values: Any) -> Any:
        return self._connection.execute(sql, values).fetchone()

    def _write(self, sql: str, *values: Any) -> None:
        with self._explain():
            self._connection.execute(sql, values)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._explain():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    @contextmanager
    def _explain(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise LockedError(f"{self._path}: another watch is at work on it") from None
            raise WriteError(f"{self._path}: {error}") from None
        except sqlite3.DatabaseError as error:
            raise NotALedgerError(f"{self._path}: no memory of a watch: {error}") from None
