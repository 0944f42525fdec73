"""Connections to a PostgreSQL server: opened with the right settings, opened again when lost."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.types.string import StrDumperUnknown

from onrecord.errors import NotALedgerError
from onrecord.store.databases import Result, Row

# Of a connection that is lost the driver also tells the log, which without one goes to the screen.
logging.getLogger("psycopg").addHandler(logging.NullHandler())
Connection = psycopg.Connection[Row]
OLDEST_SERVER = 14
_DEFAULTS = {"connect_timeout": "10", "application_name": "onrecord"}
_MAX_MILLISECONDS = 2**31 - 1
RECONNECT_SECONDS = 30.0
"""How long a server that restarts is waited for, at most."""
_RETRY_SECONDS = 0.1


def name_place(url: str) -> str:
    """Return a URL without what must not be shown.

    Raises:
        NotALedgerError: it is not one that PostgreSQL's own programs take.

    >>> name_place("postgresql://ana:secret@desk.example:5433/news?sslmode=require")
    'postgresql://ana@desk.example:5433/news'
    """
    try:
        parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    except psycopg.Error:  # its words may hold the password
        form = "postgresql://USER@HOST:PORT/DATABASE"
        raise NotALedgerError(f"a URL of PostgreSQL looks otherwise: {form}") from None
    user = f"{parts['user']}@" if "user" in parts else ""
    host = parts.get("host", "")
    host = quote(host, safe="") if host.startswith("/") else host
    port = f":{parts['port']}" if "port" in parts else ""
    return f"postgresql://{user}{host}{port}/{parts.get('dbname', '')}"


class Server(NamedTuple):
    """Where a ledger is kept, and how it is talked to."""

    url: str
    name: str
    read_only: bool
    busy_seconds: float

    def dial(self) -> Connection:
        """Open a connection."""
        given = conninfo_to_dict(self.url)
        missing = {key: value for key, value in _DEFAULTS.items() if key not in given}
        connection: Connection = psycopg.connect(
            make_conninfo(self.url, **missing), autocommit=True
        )
        try:
            self._set_up(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _set_up(self, connection: Connection) -> None:
        connection.adapters.register_dumper(str, _TextDumper)
        wait = min(max(1, int(self.busy_seconds * 1000)), _MAX_MILLISECONDS)
        settings = "SET client_encoding = 'UTF8'; SET client_min_messages = error; "
        if self.read_only:  # never the other way: it may be set for the user
            settings += "SET default_transaction_read_only = on; "
        connection.execute(f"{settings}SET lock_timeout = {wait}".encode())


class _TextDumper(StrDumperUnknown):
    """Sends text that PostgreSQL takes: news has NULs and lone surrogates, TEXT has neither."""

    def dump(self, obj: str) -> bytes:
        data = obj.encode("utf-8", "replace")
        return data.replace(b"\0", b" ") if b"\0" in data else data


class Link:
    """One connection, which is made again where it was lost between two transactions.

    Inside a transaction nothing is tried again: what was done in it is gone with the connection.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self.connection = server.dial()
        self.in_transaction = False
        self._cursors = 0

    @property
    def is_lost(self) -> bool:
        """True where the server has gone since."""
        return self.connection.closed

    def run(self, work: Callable[[Connection], Result]) -> Result:
        """Do work that changes nothing by itself; again on a new connection if this one is gone."""
        try:
            return work(self.connection)
        except psycopg.OperationalError:
            if self.in_transaction or not self.is_lost:
                raise
            self._redial()
            return work(self.connection)

    @contextmanager
    def transact(self, begin: str, lock: tuple[int, int] | None = None) -> Iterator[None]:
        """Keep everything or nothing.

        Args:
            begin: the statement that begins it.
            lock: class and key of the lock to hold meanwhile.
        """
        self.run(lambda connection: connection.execute(begin.encode()))
        self.in_transaction = True
        try:
            if lock is not None:
                self.connection.execute("SELECT pg_advisory_xact_lock(%s::int, %s::int)", lock)
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            self._roll_back()
            raise
        finally:
            self.in_transaction = False

    @contextmanager
    def hold(self, lock: tuple[int, int]) -> Iterator[None]:
        """Hold a lock from before a transaction begins, so that it sees all done under it before.

        Args:
            lock: class and key of the lock.
        """
        lock_it = "SELECT pg_advisory_lock(%s::int, %s::int)"
        self.run(lambda connection: connection.execute(lock_it, lock))
        self.in_transaction = True  # another connection would not have the lock
        try:
            yield
        finally:
            self.in_transaction = False
            if not self.is_lost:
                self.connection.execute("SELECT pg_advisory_unlock(%s::int, %s::int)", lock)

    def name_cursor(self) -> str:
        """Return a name that no other cursor of this connection has."""
        self._cursors += 1
        return f"rows_{self._cursors}"

    def close(self) -> None:
        """Let go of it; closing twice is fine."""
        self.connection.close()

    def _roll_back(self) -> None:
        try:
            self.connection.execute("ROLLBACK")
        except psycopg.Error:
            self.connection.close()  # in whatever state it is, the server rolls back

    def _redial(self) -> None:
        """Connect again, waiting for a server that is just starting."""
        deadline = time.monotonic() + min(self.server.busy_seconds, RECONNECT_SECONDS)
        while True:
            try:
                self.connection = self.server.dial()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_RETRY_SECONDS)
            else:
                return
