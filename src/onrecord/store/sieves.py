"""Which facts a search would find before they are in a ledger: the same index, asked alike."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing

from onrecord.errors import InputError
from onrecord.store.connections import MEMORY, connect
from onrecord.store.fts5 import write_match
from onrecord.store.schema import load_migrations, migrate
from onrecord.store.searches import MAX_BLOCKS, list_passages, list_statement_texts, parse_query
from onrecord.store.views import Fact

_TABLES = {
    "passage_search": "INSERT INTO passage_search (rowid, text) VALUES (?, ?)",
    "statement_search": "INSERT INTO statement_search (rowid, speaker, content) VALUES (?, ?, ?)",
}


def sift_facts(facts: Sequence[Fact], query: str) -> list[Fact]:
    """Return the facts of which ``Ledger.search`` would find a statement or a passage, in order.

    Args:
        facts: reports with their annotations; each version of a report counts for itself.
        query: as :meth:`onrecord.store.Ledger.search` has it.

    Raises:
        InputError: there is no word in the query.
    """
    check_query(query)
    match = write_match(parse_query(query))
    with closing(connect(MEMORY, read_only=False, busy_seconds=0)) as connection:
        migrate(connection, MEMORY, load_migrations())
        _index(connection, facts)
        found = {
            row // MAX_BLOCKS
            for table in _TABLES
            for (row,) in connection.execute(
                f"SELECT rowid FROM {table} WHERE {table} MATCH ?", (match,)
            )
        }
    return [fact for number, fact in enumerate(facts) if number in found]


def check_query(query: str) -> None:
    """Check that a query asks for something.

    Raises:
        InputError: there is no word in it.
    """
    if not parse_query(query):
        raise InputError(f"{query!r}: no word to search for")


def _index(connection: sqlite3.Connection, facts: Sequence[Fact]) -> None:
    """Index facts, rows numbered by fact and by place in it."""
    for number, (report, notes) in enumerate(facts):
        first = number * MAX_BLOCKS
        passages = [(first + block, text) for block, text in list_passages(report)]
        statements = [(first + n, *texts) for n, *texts in list_statement_texts(report, notes)]
        connection.executemany(_TABLES["passage_search"], passages)
        connection.executemany(_TABLES["statement_search"], statements)
