"""Derived tables by themselves, for the tests of what is kept in them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager

from onrecord.store.connections import SqliteRows
from onrecord.store.rows import make_tables


@contextmanager
def open_rows(tables: Iterable[str]) -> Iterator[SqliteRows]:
    """Make tables in a database in memory."""
    with closing(sqlite3.connect(":memory:")) as connection:
        rows = SqliteRows(connection)
        make_tables(rows, tables)
        yield rows
