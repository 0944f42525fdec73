"""What shares out the work of a batch: threads that watch processes here, or a Ray cluster."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Protocol

from onrecord.errors import InputError, OnrecordError
from onrecord.scale.group_tasks import GroupOutput, GroupTask, run_task
from onrecord.scale.shares import Share
from onrecord.scale.stages import Done, Mapper, Stage
from onrecord.scale.workers import end_with_parent

_OWN_MEMORY = "memory:"
"""Files that no other process can see."""
ENGINES = "local, ray (a cluster at RAY_ADDRESS, or one on this machine), ray://HOST:PORT"


class Engine(Protocol):
    """Something that does shares in parallel."""

    def map_shares(self, stage: Stage, shares: Sequence[Share]) -> Iterator[Done]:
        """Yield what came of each share, as they are done; no order is promised."""
        ...

    def run_tasks(self, tasks: Sequence[GroupTask]) -> list[GroupOutput]:
        """Return what each task of grouping wrote, in any order."""
        ...

    def close(self) -> None:
        """Let go of whatever the engine holds."""
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
        self._pool: ProcessPoolExecutor | None = None

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

    def run_tasks(self, tasks: Sequence[GroupTask]) -> list[GroupOutput]:
        """Return what each task of grouping wrote; with one worker in this process."""
        workers = min(self._workers, len(tasks))
        if workers <= 1 or tasks[0].out.startswith(_OWN_MEMORY):
            return [run_task(task) for task in tasks]
        if self._pool is None:
            # One left over from a driver that was killed would write into the next one's work.
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(
                self._workers, mp_context=spawn, initializer=end_with_parent
            )
        try:
            return list(self._pool.map(run_task, tasks))
        except BrokenProcessPool as error:
            raise OnrecordError("a process that was grouping was killed: run again") from error

    def close(self) -> None:
        """Let the processes that group end."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _work(
    stage: Stage, todo: SimpleQueue[Share], done: SimpleQueue[Done], stop: threading.Event
) -> None:
    mapper = Mapper(stage, stop)
    with suppress(Empty):
        while not stop.is_set():
            done.put(mapper(todo.get_nowait()))
    mapper.close()
