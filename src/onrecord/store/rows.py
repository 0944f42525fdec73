"""What the derived tables ask of a database: rows in, rows out, in SQL that both engines read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Protocol, TypeVar

Value = TypeVar("Value")

IN_LIST = 500
"""How many values one ``IN (…)`` is given at most."""


class Rows(Protocol):
    """A connection inside a transaction; placeholders are ``?``."""

    blob: str
    """The type of a column of bytes."""
    keyed: str
    """What a table ends in whose rows are kept in the order of their key, where that is said."""

    def execute(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement and return all its rows, none where it gives none."""
        ...

    def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row of values."""
        ...


def make_tables(rows: Rows, statements: Iterable[str]) -> None:
    """Make tables and indexes, where they are not there.

    Args:
        rows: where to.
        statements: with ``{blob}`` and ``{keyed}`` where engines differ.
    """
    for statement in statements:
        rows.execute(statement.format(blob=rows.blob, keyed=rows.keyed))


def mark_places(values: Sequence[object]) -> str:
    """Return the placeholders of an ``IN`` list.

    >>> mark_places(["a", "b"])
    '?, ?'
    """
    return ", ".join("?" * len(values))


def chunk_values(values: Iterable[Value], size: int = IN_LIST) -> Iterator[list[Value]]:
    """Yield values in lists short enough for one ``IN``.

    >>> list(chunk_values(range(5), 2))
    [[0, 1], [2, 3], [4]]
    """
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk
