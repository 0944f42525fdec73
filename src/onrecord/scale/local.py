"""Reading and annotating on this machine: the same outcomes in the same order with any workers.

A report that kills its worker costs one refusal after a second try; one that takes too long costs
one refusal; the run goes on. At most :data:`WINDOW_ITEMS` items a worker are under way or wait for
an earlier one to finish, so memory does not grow with the input.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from functools import partial
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from onrecord.errors import OnrecordError
from onrecord.records import Refusal
from onrecord.scale.jobs import Job, Outcome, annotate_record, read_records
from onrecord.scale.limits import TimeLimitError, limit_seconds
from onrecord.scale.workers import Task, Worker

if TYPE_CHECKING:
    from onrecord.read import Item, ReadOptions

WINDOW_ITEMS = 64
MAX_FAILED_STARTS = 3


def annotate_items(
    items: Iterable[Item],
    options: ReadOptions | None = None,
    workers: int = 1,
    job: Job | None = None,
) -> Generator[Outcome, None, None]:
    """Read and annotate items.

    Args:
        items: what to read, as ``onrecord.read.list_items`` gives it.
        options: limits of one report.
        workers: processes; 1 does all the work in this one. A script that asks for more must guard
            its own start with ``if __name__ == "__main__":``, as for any ``multiprocessing``.
        job: what is done, where it is not the usual.

    Yields:
        A report with its annotations, a skipped report, or a refusal, in input order.
    """
    job = give_options(job or Job(), options)
    if workers <= 1:
        return _annotate_inline(items, job)
    return _run_once(Pool(job, workers), items)


def _run_once(pool: Pool, items: Iterable[Item]) -> Generator[Outcome, None, None]:
    yield from pool.run(items)
    pool.close()


def give_options(job: Job, options: ReadOptions | None) -> Job:
    """Return the job whose reading keeps to the limits given."""
    if job.read is not None or options is None:
        return job
    from onrecord.read import read_item

    return replace(job, read=partial(read_item, options=options))


def _annotate_inline(items: Iterable[Item], job: Job) -> Generator[Outcome, None, None]:
    for item in items:
        try:
            with limit_seconds(job.timeout_seconds):
                records = read_records(item, job)
        except TimeLimitError:
            yield _refuse_slow(item.path, None, job)
            continue
        for record in records:
            path = record.path or item.path
            try:
                with limit_seconds(job.timeout_seconds):
                    outcome = annotate_record(record, path, job)
            except TimeLimitError:
                outcome = _refuse_slow(path, record.id, job)
            yield outcome


class Pool:
    """Workers that outlast a run, so that a model is loaded once for many inputs."""

    def __init__(self, job: Job, size: int) -> None:
        self._items: Iterator[Item] = iter(())
        self._job = job
        self._size = size
        self._workers: list[Worker] = []
        self._due: deque[Task] = deque()
        self._again: deque[Task] = deque()
        self._exhausted = False
        self._failed_starts = 0

    def run(self, items: Iterable[Item]) -> Generator[Outcome, None, None]:
        """Yield the outcomes of items in input order.

        One run at a time. A run that is broken off, however, ends the workers; the next run starts
        others.
        """
        self._items = iter(items)
        self._exhausted = False
        try:
            while self._give_out() or self._due:
                yield from self._take_due()
                if self._due:
                    self._listen()
        except BaseException:
            self._kill()
            raise

    def close(self) -> None:
        """Let the workers end."""
        for worker in self._workers:
            worker.retire()
        self._workers.clear()

    def _kill(self) -> None:
        for worker in self._workers:
            worker.kill()
        self._workers.clear()
        self._due.clear()
        self._again.clear()

    def _give_out(self) -> bool:
        """Keep workers busy while there is something to do; True if a task was given out."""
        given = False
        while worker := self._find_idle():
            task = self._next_task()
            if task is None:
                break
            if worker.assign(task):
                given = True
            else:
                self._dismiss(worker)
                self._again.appendleft(task)
        return given

    def _find_idle(self) -> Worker | None:
        for worker in self._workers:
            if worker.task is None:
                return worker
        if len(self._workers) < self._size and self._has_task():
            self._workers.append(Worker(self._job))
            return self._workers[-1]
        return None

    def _has_task(self) -> bool:
        """Tell whether a task waits, fetching the next item if need be and there is room."""
        if not self._again and not self._exhausted and self._has_room():
            item = next(self._items, None)
            if item is None:
                self._exhausted = True
            else:
                task = Task(item)
                self._due.append(task)
                self._again.append(task)
        return bool(self._again)

    def _has_room(self) -> bool:
        return len(self._due) < WINDOW_ITEMS * self._size

    def _next_task(self) -> Task | None:
        return self._again.popleft() if self._has_task() else None

    def _take_due(self) -> Iterator[Outcome]:
        while self._due:
            task = self._due[0]
            while task.outcomes:
                yield task.outcomes.popleft()
            if not task.finished:
                return
            self._due.popleft()

    def _listen(self) -> None:
        """Wait until a worker says something, ends, or is out of time; act on all that happened."""
        deadline = min(worker.deadline for worker in self._workers)
        seconds = None if deadline == float("inf") else max(0.0, deadline - time.monotonic())
        talking = set(wait([worker.connection for worker in self._workers], seconds))
        for worker in list(self._workers):
            if worker.connection in talking:
                self._hear(worker)
            elif time.monotonic() > worker.deadline:
                self._stop_slow(worker)

    def _hear(self, worker: Worker) -> None:
        try:
            message = worker.connection.recv()
        except (EOFError, OSError):
            self._bury(worker)
            return
        worker.ready = True
        self._failed_starts = 0
        worker.touch()
        if worker.task is not None:
            worker.task.note(message)
            if worker.task.finished:
                worker.task = None
        if worker.task is None:
            worker.deadline = float("inf")

    def _bury(self, worker: Worker) -> None:
        """Go on after a worker has died: try its report once more, then refuse it."""
        code = self._dismiss(worker)
        if not worker.ready:
            self._count_failed_start(code)
        elif worker.task is not None:
            worker.task.deaths += 1
            if worker.task.deaths > 1:
                worker.task.refuse("worker-died", f"its process ended twice (exit code {code})")
        self._return_task(worker)

    def _stop_slow(self, worker: Worker) -> None:
        self._dismiss(worker)
        if worker.task is not None:
            worker.task.refuse("too-slow", _describe_limit(self._job))
        self._return_task(worker)

    def _dismiss(self, worker: Worker) -> int | None:
        self._workers.remove(worker)
        return worker.kill()

    def _return_task(self, worker: Worker) -> None:
        """Put what is left of a worker's task before all others."""
        if worker.task is not None and not worker.task.finished:
            self._again.appendleft(worker.task)

    def _count_failed_start(self, code: int | None) -> None:
        self._failed_starts += 1
        if self._failed_starts >= MAX_FAILED_STARTS:
            raise OnrecordError(
                f"worker processes cannot start (exit code {code}); use one worker, and in a "
                'script guard what starts them with: if __name__ == "__main__":'
            )


def _describe_limit(job: Job) -> str:
    return f"took longer than {job.timeout_seconds:g} seconds"


def _refuse_slow(path: str, report: str | None, job: Job) -> Refusal:
    return Refusal(path=path, reason="too-slow", detail=_describe_limit(job), id=report)
