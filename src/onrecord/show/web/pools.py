"""Threads that read the ledger, each with a connection of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from onrecord.store import Ledger, LedgerOptions, open_ledger

Result = TypeVar("Result")

READERS = 4
"""Python runs one thread at a time: more would only wait for each other."""


class ReaderPool:
    """Runs work on read-only ledgers; a ledger stays with the thread that opened it."""

    def __init__(self, path: str, readers: int = READERS) -> None:
        """Make the threads; each opens the ledger when it has its first work."""
        self._path = path
        self._readers = readers
        self._local = threading.local()
        self._executor = ThreadPoolExecutor(readers, "onrecord-reader")

    async def run(self, work: Callable[[Ledger], Result]) -> Result:
        """Return what some work on the ledger gives; all it reads is of one moment."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._do, work)

    async def run_apart(self, work: Callable[[], Result]) -> Result:
        """Return what some work gives that opens ledgers for itself, and may wait."""
        return await asyncio.to_thread(work)

    def close(self) -> None:
        """Close every ledger, in its own thread, and end the threads."""
        together = threading.Barrier(self._readers)
        for _ in range(self._readers):
            self._executor.submit(self._leave, together)
        self._executor.shutdown()

    def _do(self, work: Callable[[Ledger], Result]) -> Result:
        ledger: Ledger | None = getattr(self._local, "ledger", None)
        if ledger is None:
            ledger = self._local.ledger = open_reader(self._path)
        with ledger.snapshot():
            return work(ledger)

    def _leave(self, together: threading.Barrier) -> None:
        together.wait()
        ledger: Ledger | None = getattr(self._local, "ledger", None)
        if ledger is not None:
            ledger.close()


def open_reader(path: str) -> Ledger:
    """Open a ledger that shows its views as they are kept, even where facts have come since.

    One thread brings the views up to date (:mod:`onrecord.show.web.refreshing`); meanwhile every
    page is answered from those before.
    """
    return open_ledger(path, LedgerOptions(create=False, read_only=True, as_kept=True))


class ReaderThread:
    """One thread with one ledger, for an answer that is written while it is read."""

    def __init__(self, path: str) -> None:
        """Make the thread."""
        self._path = path
        self._executor = ThreadPoolExecutor(1, "onrecord-export")
        self._ledger: Ledger | None = None

    async def start(self, make: Callable[[Ledger], Iterator[bytes]]) -> Iterator[bytes]:
        """Return the pieces of an answer, each to be taken with :meth:`take`."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._open, make)

    async def take(self, pieces: Iterator[bytes]) -> bytes | None:
        """Return the next piece, None after the last."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, next, pieces, None)

    def close(self) -> None:
        """Close the ledger when the thread is done with what it does."""
        self._executor.submit(self._close)
        self._executor.shutdown(wait=False)

    def _open(self, make: Callable[[Ledger], Iterator[bytes]]) -> Iterator[bytes]:
        self._ledger = open_reader(self._path)
        return make(self._ledger)

    def _close(self) -> None:
        if self._ledger is not None:
            self._ledger.close()
