"""SQL as SQLite takes it, run by PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from onrecord.store.databases import Row
from onrecord.store.postgres.connections import Connection, Link

_PARTS = re.compile(r"'(?:[^']|'')*'|\?|%")
_TEXT_COLUMN = re.compile(r"\bTEXT\b(?!\s+COLLATE)")


class PostgresRows:
    """Rows of a PostgreSQL connection; see :class:`onrecord.store.rows.Rows`."""

    blob = "BYTEA"

    def __init__(self, link: Link) -> None:
        self._link = link

    def execute(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run one statement and return all its rows."""

        def run(connection: Connection) -> list[Row]:
            with connection.cursor(binary=True) as cursor:
                cursor.execute(translate(sql), values)
                return cursor.fetchall() if cursor.description else []

        return self._link.run(run)

    def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row of values."""
        with self._link.connection.cursor() as cursor:
            cursor.executemany(translate(sql), list(rows))


@lru_cache(maxsize=1024)
def translate(sql: str) -> bytes:
    """Return SQL as this engine takes it.

    Placeholders differ, and text must sort by code point here as there.

    >>> translate("SELECT a % 2 FROM t WHERE b = ? AND c = '?'")
    b"SELECT a %% 2 FROM t WHERE b = %s AND c = '?'"
    >>> translate("CREATE TABLE t (a TEXT NOT NULL)")
    b'CREATE TABLE t (a TEXT COLLATE "C" NOT NULL)'
    """
    changed = _PARTS.sub(_translate_part, sql)
    if changed.lstrip().upper().startswith("CREATE TABLE"):
        changed = _TEXT_COLUMN.sub('TEXT COLLATE "C"', changed)
    return changed.encode()


def _translate_part(match: re.Match[str]) -> str:
    part = match[0]
    return "%s" if part == "?" else part.replace("%", "%%")
