"""The ledger on a PostgreSQL server: one for a whole desk, many writers at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from onrecord.errors import NotALedgerError, NotFoundError, VersionError
from onrecord.records import Record
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
from onrecord.store.views import ViewKind, find_story


def open_postgres(url: str, options: LedgerOptions) -> PostgresLedger:
    """Open a ledger on a server; see :meth:`onrecord.store.ledgers.Ledger.open`."""
    server = Server(url, name_place(url), options.read_only, options.busy_seconds)
    with explain_errors(server.name):
        link = Link(server)
        try:
            check_server(link.connection, server.name)
            _prepare(link, options)
            schema, owned = find_schema(link.connection), is_owned(link.connection)
            return PostgresLedger(PostgresDatabase(link, schema, owned=owned), url)
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

    def __init__(self, database: PostgresDatabase, url: str) -> None:
        super().__init__(database, TsvectorIndex())
        self._url = url
        self._own_views: tuple[str, Mapping[ViewKind, Sequence[Record]]] | None = None

    @property
    def path(self) -> str | None:
        """See :attr:`Ledger.path`; a password is in it where one was in the URL."""
        return self._url

    def _load_view_state(self) -> str | None:
        return self._own_views[0] if self._own_views else None

    def _save_views(self, state: str, views: Mapping[ViewKind, Sequence[Record]]) -> None:
        self._own_views = (state, views)

    def _load_view(self, kind: ViewKind, story: str | None) -> Iterator[Record]:
        records = self._own_views[1][kind] if self._own_views else ()
        return (r for r in records if story is None or find_story(r) == story)

    def _load_entry(self, kind: ViewKind, entry: str) -> Record:
        for record in self._load_view(kind, None):
            if getattr(record, "id", None) == entry:
                return record
        raise NotFoundError(f"{entry}: no such entry of {kind} in this ledger")
