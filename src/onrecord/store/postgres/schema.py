"""The tables of a ledger in PostgreSQL: made, recognised, and brought forward.

Each file of ``migrations/`` takes a ledger one version further. Once released they are never
edited: a change of the tables is a new file.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from onrecord.errors import NotALedgerError, VersionError
from onrecord.store.postgres.connections import OLDEST_SERVER, Connection, Link

MIGRATION_LOCK = 0x4F4E524D
"""``ONRM``: the class of the lock under which tables are made; the ledger's schema is the key."""
_VERSIONS = "SELECT to_regclass(quote_ident(current_schema()) || '.ledger_versions') IS NOT NULL"
_OWNED = (
    "SELECT pg_has_role(relowner, 'USAGE') AND current_setting('transaction_read_only') = 'off' "
    "FROM pg_class "
    "WHERE oid = to_regclass(quote_ident(current_schema()) || '.ledger_versions')"
)
_STRANGERS = (
    "SELECT count(*) FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace "
    "AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT EXISTS ("
    "SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"
)
"""Tables and views of a schema that are not part of an extension."""


@cache
def load_migrations() -> tuple[str, ...]:
    """Return the SQL scripts in order; script ``n`` makes version ``n + 1`` from version ``n``."""
    folder = files("onrecord.store.postgres") / "migrations"
    scripts = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return tuple(script.read_text("utf-8") for script in scripts)


def check_server(connection: Connection, name: str) -> None:
    """Make sure that a server and a database can hold a ledger.

    Raises:
        NotALedgerError: it is too old, its text is not UTF-8, or there is no schema to work in.
    """
    version = connection.info.server_version // 10_000
    if version < OLDEST_SERVER:
        raise NotALedgerError(
            f"{name}: PostgreSQL {version} is too old: it takes {OLDEST_SERVER} or later"
        )
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise NotALedgerError(
            f"{name}: its text is {encoding}; make a database with: "
            "createdb --template template0 --encoding UTF8 NAME"
        )
    if _ask(connection, "SELECT current_schema()") is None:
        raise NotALedgerError(f"{name}: no schema of its search_path is there; make one first")


def find_schema(connection: Connection) -> int:
    """Return the number of the schema that holds the ledger, as the key of a lock."""
    number = int(_ask(connection, "SELECT current_schema()::regnamespace::oid::bigint"))
    return number - (1 << 32) if number >= 1 << 31 else number


def is_owned(connection: Connection) -> bool:
    """Tell whether tables are this user's to make, and the server is no replica."""
    return bool(_ask(connection, _OWNED))


def is_empty(connection: Connection) -> bool:
    """Tell whether a schema holds nothing at all."""
    return not _ask(connection, _STRANGERS)


def check_schema(connection: Connection, name: str, migrations: Sequence[str]) -> bool:
    """Tell whether a ledger has this program's version (True) or an older one (False).

    Raises:
        NotALedgerError: the database is something else.
        VersionError: a newer program made it.
    """
    if not _ask(connection, _VERSIONS):
        raise NotALedgerError(f"{name}: this database is not a ledger; name an empty one")
    version = _read_version(connection)
    if version > len(migrations):
        raise VersionError(
            f"{name}: made by a newer onrecord (ledger version {version}, this program reads "
            f"{len(migrations)}); upgrade onrecord"
        )
    return version == len(migrations)


def migrate(link: Link, migrations: Sequence[str]) -> None:
    """Bring a ledger, or an empty database, to this program's version: all the way or not."""
    connection = link.connection
    with link.transact("BEGIN", (MIGRATION_LOCK, find_schema(connection))):
        fresh = is_empty(connection)
        if not fresh and check_schema(connection, link.server.name, migrations):
            return  # another process was faster
        first = 0 if fresh else _read_version(connection)
        for version, script in enumerate(migrations[first:], start=first + 1):
            connection.execute(script.encode())
            connection.execute("INSERT INTO ledger_versions (version) VALUES (%s)", (version,))


def _read_version(connection: Connection) -> int:
    return int(_ask(connection, "SELECT coalesce(max(version), 0) FROM ledger_versions"))


def _ask(connection: Connection, sql: str) -> Any:
    row = connection.execute(sql.encode()).fetchone()
    return row[0] if row else None
