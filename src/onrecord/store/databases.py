"""What a ledger asks of a database engine, whichever it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

from onrecord.store.checks import Problem
from onrecord.store.rows import Rows

Result = TypeVar("Result")
Row = tuple[Any, ...]


class Database(Protocol):
    """One open database; errors of the engine come out as the ledger's, and say what to do."""

    @property
    def name(self) -> str:
        """What messages call it; no password is in it."""
        ...

    @property
    def read_only(self) -> bool:
        """True where views cannot be kept in it; facts may still be added, by those who may."""
        ...

    def rows(self) -> AbstractContextManager[Rows]:
        """Return a context to read in; each statement is of its own moment, but in a snapshot."""
        ...

    def writing_rows(self) -> AbstractContextManager[Rows]:
        """Return a transaction that holds the one write lock, and keeps everything or nothing."""
        ...

    def refreshing_rows(self) -> AbstractContextManager[Rows]:
        """Return a transaction to make views in: one at a time, all facts in it of one moment.

        Facts are added meanwhile where the engine can do that.
        """
        ...

    def write(self, work: Callable[[Rows], Result]) -> Result:
        """Do work that may be done twice in such a transaction; again if the server was lost."""
        ...

    def find(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        """Return the first row of a query, or None."""
        ...

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Row]:
        """Yield the rows of a query as they are asked for; writing may go on meanwhile."""
        ...

    def snapshot(self) -> AbstractContextManager[None]:
        """Return a context in which all that is read is of one moment."""
        ...

    def find_damage(self) -> Iterator[Problem]:
        """Yield what the engine itself finds wrong: pages, and rows that refer to none."""
        ...

    def close(self) -> None:
        """Let go of it; closing twice is fine."""
        ...
