"""What shares out the work of a batch: threads that watch processes here, or a Ray cluster."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from queue import SimpleQueue
from typing import Protocol

from onrecord.errors import InputError
from onrecord.scale.shares import Share
from onrecord.scale.stages import Done, Mapper, Stage

ENGINES = "local, ray (a cluster at RAY_ADDRESS, or one on this machine), ray://HOST:PORT"


class Engine(Protocol):
    """Something that does shares in parallel."""

    def map_shares(self, stage: Stage, shares: Sequence[Share]) -> Iterator[Done]:
        """Yield what came of each share, as they are done; no order is promised."""
        ...


def choose_engine(name: str, workers: int) -> Engine:
    """Return an engine by its name.

    Args:
        name: one of :data:`ENGINES`.
        workers: how many shares are done at a time.

    Raises:
        InputError: there is none of that name, or it is not installed.
    """
    if name == "local":
        return LocalEngine(workers)
    if name == "ray" or name.startswith("ray://"):
        from onrecord.scale.ray_engine import RayEngine

        return RayEngine(None if name == "ray" else name, workers)
    raise InputError(f"no such engine: {name}; choose from {ENGINES}")


class LocalEngine:
    """This machine: a thread a worker, which watches the process that does the work."""

    def __init__(self, workers: int) -> None:
        self._workers = workers

    def map_shares(self, stage: Stage, shares: Sequence[Share]) -> Iterator[Done]:
        """Yield what came of each share, as they are done."""
        todo: SimpleQueue[Share] = SimpleQueue()
        for share in shares:
            todo.put(share)
        done: SimpleQueue[Done] = SimpleQueue()
        stop = threading.Event()
        threads = [
            threading.Thread(target=_work, args=(stage, todo, done, stop), daemon=True)
            for _ in range(min(self._workers, len(shares)))
        ]
        for thread in threads:
            thread.start()
        try:
            for _ in shares:
                yield done.get()
        finally:
            stop.set()
            for thread in threads:
                thread.join()


def _work(
    stage: Stage, todo: SimpleQueue[Share], done: SimpleQueue[Done], stop: threading.Event
) -> None:
    mapper = Mapper(stage, stop)
    while not todo.empty() and not stop.is_set():
        done.put(mapper(todo.get()))
    mapper.close()
