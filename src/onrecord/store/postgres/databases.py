"""A ledger's database on a PostgreSQL server, shared by many readers and writers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import psycopg

from onrecord.store.checks import Problem
from onrecord.store.databases import Result, Row
from onrecord.store.postgres.connections import Link
from onrecord.store.postgres.errors import explain_errors, is_conflict
from onrecord.store.postgres.rows import PostgresRows, translate
from onrecord.store.rows import Rows

FETCHED_AT_ONCE = 64
"""Rows of a stream that are held at a time: each may be a whole report."""
WRITE_LOCK = 0x4F4E5257
"""``ONRW``: the class of the locks by which writers take turns; the ledger's schema is the key."""
REFRESH_LOCK = 0x4F4E5256
"""``ONRV``: the class of the locks by which those that make views take turns."""
_SPARE_LINKS = 2
_REFERENCES = (
    ("reports", "hash", "texts", "hash"),
    ("sightings", "report", "reports", "seq"),
    ("annotations", "report", "reports", "seq"),
    ("statements", "annotations", "annotations", "seq"),
    ("figures", "annotations", "annotations", "seq"),
    ("current", "report", "reports", "seq"),
    ("current", "annotations", "annotations", "seq"),
)
"""What each table refers to; the server sees to it, unless somebody told it not to."""


class PostgresDatabase:
    """One ledger on a server; see :class:`onrecord.store.databases.Database`.

    Writers take turns, by a lock that lasts as long as a transaction: so rows are numbered in the
    order in which they come to be seen, and the latest revision is chosen with all in sight.
    Streams have connections of their own, so that writing goes on while they are read.
    """

    def __init__(self, link: Link, lock: int, *, owned: bool) -> None:
        self._link = link
        self._server = link.server
        self._lock = lock
        self._owned = owned
        self._spare: list[Link] = []
        self._rows = PostgresRows(link)

    @property
    def name(self) -> str:
        """The URL without its password."""
        return self._server.name

    @property
    def read_only(self) -> bool:
        """True where no tables may be made: to read only, on a replica, or as another's guest."""
        return self._server.read_only or not self._owned

    @contextmanager
    def rows(self) -> Iterator[Rows]:
        """See :meth:`Database.rows`."""
        with explain_errors(self.name):
            yield self._rows

    @contextmanager
    def writing_rows(self) -> Iterator[Rows]:
        """See :meth:`Database.writing_rows`."""
        with explain_errors(self.name), self._link.transact("BEGIN", (WRITE_LOCK, self._lock)):
            yield self._rows

    @contextmanager
    def refreshing_rows(self) -> Iterator[Rows]:
        """See :meth:`Database.refreshing_rows`."""
        with (
            explain_errors(self.name),
            self._link.hold((REFRESH_LOCK, self._lock)),
            self._link.transact("BEGIN ISOLATION LEVEL REPEATABLE READ"),
        ):
            yield self._rows

    def write(self, work: Callable[[Rows], Result]) -> Result:
        """See :meth:`Database.write`."""
        with explain_errors(self.name):
            try:
                return self._write_once(work)
            except psycopg.Error as error:
                if not (self._link.is_lost or is_conflict(error)):
                    raise
            return self._write_once(work)

    def _write_once(self, work: Callable[[Rows], Result]) -> Result:
        with self._link.transact("BEGIN", (WRITE_LOCK, self._lock)):
            return work(self._rows)

    def find(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        """See :meth:`Database.find`."""
        with self.rows() as rows:
            found = rows.execute(sql, values)
            return found[0] if found else None

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Row]:
        """See :meth:`Database.stream`."""
        with explain_errors(self.name):
            if self._link.in_transaction:
                yield from _fetch(self._link, sql, values)
                return
            link = self._spare.pop() if self._spare else Link(self._server)
            try:
                with link.transact("BEGIN READ ONLY"):
                    yield from _fetch(link, sql, values)
            finally:
                self._put_back(link)

    def _put_back(self, link: Link) -> None:
        if self._link.is_lost or len(self._spare) >= _SPARE_LINKS:
            link.close()
        else:
            self._spare.append(link)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """See :meth:`Database.snapshot`."""
        with (
            explain_errors(self.name),
            self._link.transact("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
        ):
            yield

    def find_damage(self) -> Iterator[Problem]:
        """See :meth:`Database.find_damage`."""
        for table, column, parent, key in _REFERENCES:
            for (value,) in self.stream(
                f"SELECT c.{column} FROM {table} c LEFT JOIN {parent} p ON p.{key} = c.{column} "
                f"WHERE p.{key} IS NULL"
            ):
                detail = f"no such row of {parent}"
                yield Problem(kind="dangling-row", id=f"{table} {value}", detail=detail)

    def close(self) -> None:
        """See :meth:`Database.close`."""
        for link in (self._link, *self._spare):
            link.close()
        self._spare.clear()


def _fetch(link: Link, sql: str, values: Sequence[Any]) -> Iterator[Row]:
    """Yield rows through a cursor of the server: a large ledger fits no memory."""
    name = link.name_cursor()
    fetch = f"FETCH {FETCHED_AT_ONCE} FROM {name}".encode()
    with link.connection.cursor(binary=True) as cursor:
        cursor.execute(translate(f"DECLARE {name} NO SCROLL CURSOR FOR {sql}"), values)
        try:
            fetched = FETCHED_AT_ONCE
            while fetched == FETCHED_AT_ONCE:
                rows = cursor.execute(fetch, prepare=False).fetchall()
                yield from rows
                fetched = len(rows)
        finally:
            with suppress(psycopg.Error):  # what went wrong before says more
                link.connection.execute(f"CLOSE {name}".encode(), prepare=False)
