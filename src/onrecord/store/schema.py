"""The ledger's tables: made, recognised, and brought forward from older versions.

Each file of ``migrations/`` takes a ledger one version further. Once released they are never
edited: a change of the tables is a new file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from onrecord.errors import NotALedgerError, VersionError
from onrecord.store.connections import transact

APPLICATION_ID = 0x4F4E5245
"""``ONRE``: what tells a ledger from any other SQLite file."""


@cache
def load_migrations() -> tuple[str, ...]:
    """Return the SQL scripts in order; script ``n`` makes version ``n + 1`` from version ``n``."""
    folder = files("onrecord.store") / "migrations"
    scripts = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return tuple(script.read_text("utf-8") for script in scripts)


def is_empty(connection: sqlite3.Connection) -> bool:
    """Tell whether a database holds nothing at all, as a file just made does."""
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return not tables and _read_version(connection) == 0 and _read_application(connection) == 0


def check_schema(connection: sqlite3.Connection, path: str, migrations: Sequence[str]) -> bool:
    """Tell whether a ledger has this program's version (True) or an older one (False).

    Raises:
        NotALedgerError: the database is something else.
        VersionError: a newer program made it.
    """
    if _read_application(connection) != APPLICATION_ID:
        raise NotALedgerError(f"{path}: this file is not a ledger; name another")
    version = _read_version(connection)
    if version > len(migrations):
        raise VersionError(
            f"{path}: made by a newer onrecord (ledger version {version}, this program reads "
            f"{len(migrations)}); upgrade onrecord"
        )
    return version == len(migrations)


def migrate(connection: sqlite3.Connection, path: str, migrations: Sequence[str]) -> None:
    """Bring a ledger, or an empty database, to this program's version: all the way or not."""
    with transact(connection):
        if not is_empty(connection) and check_schema(connection, path, migrations):
            return  # another process was faster
        first = _read_version(connection)
        for script in migrations[first:]:
            for statement in split_script(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(migrations)}")


def split_script(script: str) -> Iterator[str]:
    """Yield the statements of an SQL script, each of which ends at a line's end."""
    statement = ""
    for line in script.splitlines():
        if not statement and line.startswith("--"):
            continue
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            if statement.strip():
                yield statement
            statement = ""


def _read_application(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA application_id").fetchone()[0])


def _read_version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
