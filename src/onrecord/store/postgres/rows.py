"""SQL as SQLite takes it, run by PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from onrecord.store.databases import Row
from onrecord.store.postgres.connections import Connection, Link

_FOLDS = (64, 16, 4)
"""How many rows go at once: few sizes, so that the server knows the statements already."""
_PARTS = re.compile(r"'(?:[^']|'')*'|\?|%")
_TEXT_COLUMN = re.compile(r"\bTEXT\b(?!\s+COLLATE)")


class PostgresRows:
    """Rows of a PostgreSQL connection; see :class:`onrecord.store.rows.Rows`."""

    blob = "BYTEA"
    keyed = ""

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
        """Run one statement for each row of values; rows to be inserted go many at a time."""
        listed = list(rows)
        with self._link.connection.cursor() as cursor:
            for folded in _FOLDS if is_foldable(sql) else ():
                while len(listed) >= folded:
                    some, listed = listed[:folded], listed[folded:]
                    values = [value for row in some for value in row]
                    cursor.execute(translate(fold_rows(sql, folded)), values)
            if listed:
                cursor.executemany(translate(sql), listed)


def is_foldable(sql: str) -> bool:
    """Tell whether a statement inserts a row, and inserting several at once comes to the same.

    An update on conflict does not: two rows with one key would be an error.

    >>> is_foldable("INSERT INTO t (a) VALUES (?) ON CONFLICT DO NOTHING")
    True
    >>> is_foldable("INSERT INTO t (a) VALUES (?) ON CONFLICT (a) DO UPDATE SET a = 1")
    False
    """
    head, _, conflict = sql.partition(" ON CONFLICT ")
    return (
        head.startswith("INSERT ")
        and " VALUES (" in head
        and (not conflict or conflict.endswith("DO NOTHING"))
    )


@lru_cache(maxsize=256)
def fold_rows(sql: str, count: int) -> str:
    """Return a statement that inserts so many rows at once.

    >>> fold_rows("INSERT INTO t (a) VALUES (?) ON CONFLICT DO NOTHING", 2)
    'INSERT INTO t (a) VALUES (?), (?) ON CONFLICT DO NOTHING'
    """
    head, on, conflict = sql.partition(" ON CONFLICT ")
    start, values, row = head.partition(" VALUES ")
    return start + values + ", ".join([row] * count) + on + conflict


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
