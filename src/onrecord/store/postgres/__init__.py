"""The ledger on a PostgreSQL server: one for a whole desk, many writers at once."""

from __future__ import annotations

from onrecord.errors import NotALedgerError, VersionError
from onrecord.store.database_ledgers import DatabaseLedger
from onrecord.store.ledgers import LedgerOptions
from onrecord.store.postgres.connections import Link, Server, name_place
from onrecord.store.postgres.databases import PostgresDatabase
from onrecord.store.postgres.errors import explain_errors
from onrecord.store.postgres.schema import (
    check_schema,
    check_server,
    find_schema,
    is_empty,
    is_owned,
    load_migrations,
    migrate,
)
from onrecord.store.postgres.tsvectors import TsvectorIndex


def open_postgres(url: str, options: LedgerOptions) -> PostgresLedger:
    """Open a ledger on a server; see :meth:`onrecord.store.ledgers.Ledger.open`."""
    server = Server(url, name_place(url), options.read_only, options.busy_seconds)
    with explain_errors(server.name):
        link = Link(server)
        try:
            check_server(link.connection, server.name)
            _prepare(link, options)
            schema, owned = find_schema(link.connection), is_owned(link.connection)
            database = PostgresDatabase(link, schema, owned=owned)
            return PostgresLedger(database, url, options)
        except BaseException:
            link.close()
            raise


def _prepare(link: Link, options: LedgerOptions) -> None:
    """Make, check or bring forward the tables."""
    migrations = load_migrations()
    name = link.server.name
    if is_empty(link.connection):
        if options.read_only or not options.create:
            raise NotALedgerError(f"{name}: there is no such ledger; make it with: onrecord build")
        ready = False
    else:
        ready = check_schema(link.connection, name, migrations)
    if options.read_only and not ready:
        raise VersionError(f"{name}: made by an older onrecord; open it once for writing")
    if not ready:
        migrate(link, migrations)


class PostgresLedger(DatabaseLedger):
    """A ledger in PostgreSQL; made by :func:`open_postgres`."""

    def __init__(self, database: PostgresDatabase, url: str, options: LedgerOptions) -> None:
        super().__init__(database, TsvectorIndex(), as_kept=options.as_kept)
        self._url = url

    @property
    def path(self) -> str | None:
        """See :attr:`Ledger.path`; a password is in it where one was in the URL."""
        return self._url
