"""Worker processes: started with one thread each, told what to do, watched while they do it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess, parent_process
from typing import TYPE_CHECKING, Literal

from onrecord.records import Record, Refusal
from onrecord.scale.jobs import Job, Outcome, annotate_record, read_records
from onrecord.scale.limits import limit_memory

if TYPE_CHECKING:
    from onrecord.read import Item

EXIT_SECONDS = 5.0
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
READING = -1
"""The stage before the first report of an item."""


class Message(Record, frozen=True, kw_only=True):
    """What a worker says: that it is ready; that it begins, or has done, a report; the end.

    ``stage`` is the index of the report in its item; ``path`` and ``report`` name it.
    """

    event: Literal["ready", "begin", "done", "end"]
    stage: int = READING
    path: str = ""
    report: str | None = None
    outcome: Outcome | None = None


@dataclass(slots=True)
class Task:
    """An item on its way: its outcomes so far, and where its work stands.

    ``first`` is the report to begin at; ``begun`` is what the worker last said it began; ``deaths``
    counts the workers that have died since a report was last done.
    """

    item: Item
    outcomes: deque[Outcome] = field(default_factory=deque)
    first: int = 0
    begun: Message = field(default_factory=lambda: Message(event="begin"))
    deaths: int = 0
    finished: bool = False

    def note(self, message: Message) -> None:
        """Take in what a worker says about this task."""
        if message.event == "begin":
            self.begun = message
        elif message.event == "done" and message.outcome is not None:
            self.put(message.outcome)
        elif message.event == "end":
            self.finished = True

    def put(self, outcome: Outcome) -> None:
        """Take in the outcome of the next report."""
        self.outcomes.append(outcome)
        self.first += 1
        self.deaths = 0
        self.begun = Message(event="begin", stage=self.first)

    def refuse(self, reason: str, detail: str) -> None:
        """Give up the report that was begun; the whole rest where reading itself was begun."""
        begun = self.begun
        path = begun.path or self.item.path
        self.put(Refusal(path=path, reason=reason, detail=detail, id=begun.report))
        self.finished = begun.stage == READING


class Worker:
    """One process, at one task at a time."""

    def __init__(self, job: Job) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(
            target=serve, args=(theirs, job), daemon=True, name="onrecord-worker"
        )
        with _environment(ONE_THREAD):
            self.process.start()
        theirs.close()
        self.ready = False
        self.task: Task | None = None
        self.deadline = float("inf")
        self._timeout_seconds = job.timeout_seconds

    def assign(self, task: Task) -> bool:
        """Give the worker, which must be idle, a task; False where it is no more."""
        task.begun = Message(event="begin")
        try:
            self.connection.send((task.item, task.first))
        except OSError:
            return False
        self.task = task
        self.touch()
        return True

    def touch(self) -> None:
        """Start the clock again, since the worker has begun something."""
        self.deadline = time.monotonic() + self._timeout_seconds if self.ready else float("inf")

    def kill(self) -> int | None:
        """End the process at once and return its exit code."""
        self.process.kill()
        self.process.join()
        self.connection.close()
        return self.process.exitcode

    def retire(self) -> None:
        """Let an idle worker end by itself, or end it."""
        self.connection.close()
        self.process.join(EXIT_SECONDS)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def serve(connection: Connection, job: Job) -> None:
    """Do tasks until the other end closes; the body of a worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the driver decides when to stop
    end_with_parent()
    if job.memory_bytes is not None:
        limit_memory(job.memory_bytes)
    try:
        connection.send(Message(event="ready"))
        while True:
            item, first = connection.recv()
            for message in _do_task(item, first, job):
                connection.send(message)
    except (EOFError, OSError):
        return


def _do_task(item: Item, first: int, job: Job) -> Iterator[Message]:
    yield Message(event="begin")
    for stage, record in enumerate(read_records(item, job)):
        if stage < first:
            continue
        path = record.path or item.path
        yield Message(event="begin", stage=stage, path=path, report=record.id)
        outcome = annotate_record(record, path, job)
        yield Message(event="done", stage=stage, outcome=outcome)
    yield Message(event="end")


def end_with_parent() -> None:
    """From now on, end this process as soon as the driver has ended, however it ended."""
    threading.Thread(target=_wait_and_end, daemon=True).start()


def _wait_and_end() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Set variables for processes started meanwhile: numpy reads them when it is loaded."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
