"""Building a ledger: resumable, in small batches, the same whatever interrupts it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from onrecord.errors import LedgerError
from onrecord.read.options import ReadOptions
from onrecord.read.sources import Source, list_items
from onrecord.records import Record, Refusal, Report
from onrecord.scale.jobs import Job, Outcome, Skipped, find_version
from onrecord.scale.local import annotate_items
from onrecord.store.ledgers import Ledger
from onrecord.store.views import Fact

BATCH_REPORTS = 16
BATCH_SECONDS = 2.0
"""A build that is killed loses no more work than this, and does it again when it is resumed."""


class BuildSummary(Record, frozen=True, kw_only=True):
    """What a build did.

    ``read`` reports are those ``added``, ``revised``, ``annotated`` anew or ``known``; statements
    and figures are those of reports that were annotated.
    """

    read: int = 0
    refused: int = 0
    added: int = 0
    revised: int = 0
    annotated: int = 0
    known: int = 0
    statements: int = 0
    figures: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class KnownReports:
    """Tells the reports a ledger file has from that version of the annotators.

    Workers carry a copy each and open the ledger for themselves, for reading.
    """

    path: str
    version: str

    def __call__(self, report: Report) -> bool:
        """Tell whether the ledger has this report."""
        try:
            return _open_for_reading(self.path).has(report, self.version)
        except LedgerError:
            return False  # the ledger will say so itself, when the report is added


@dataclass(slots=True)
class _Batch:
    """Outcomes to be written together."""

    facts: list[Fact] = field(default_factory=list)
    skipped: list[Report] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)

    def put(self, outcome: Outcome) -> None:
        if isinstance(outcome, Refusal):
            self.refusals.append(outcome)
        elif isinstance(outcome, Skipped):
            self.skipped.append(outcome.report)
        else:
            self.facts.append(outcome)

    def is_due(self) -> bool:
        size = len(self.facts) + len(self.skipped) + len(self.refusals)
        return size >= BATCH_REPORTS or time.monotonic() - self.started > BATCH_SECONDS


def build_ledger(
    sources: Sequence[Source],
    ledger: Ledger,
    options: ReadOptions | None = None,
    workers: int = 1,
    progress: Callable[[Outcome], None] | None = None,
    job: Job | None = None,
) -> BuildSummary:
    """Read sources into a ledger.

    What the ledger has already, by this version of the annotators, is not annotated again. A build
    that was killed, however, and is run again leaves the ledger that an unbroken run leaves.

    Args:
        sources: files, folders, URLs, or ``-``.
        ledger: where to.
        options: limits of one report.
        workers: processes.
        progress: called with each outcome, before it is written.
        job: what is done, where it is not the usual.

    Returns:
        Counts of what was done, and how long it took.

    Raises:
        InputError: a source does not exist.
        LedgerError: the ledger cannot be written; what was written before stays.
    """
    started = time.monotonic()
    items = list_items(sources, options or ReadOptions())
    job = _skip_known(job or Job(), ledger, workers)
    outcomes = annotate_items(items, options, workers, job)
    counts: Counter[str] = Counter()
    with closing(outcomes):
        for batch in _make_batches(outcomes, progress):
            _write_batch(ledger, batch, counts)
    return BuildSummary(**counts, seconds=time.monotonic() - started)


def _make_batches(
    outcomes: Iterator[Outcome], progress: Callable[[Outcome], None] | None
) -> Iterator[_Batch]:
    batch = _Batch()
    for outcome in outcomes:
        if progress is not None:
            progress(outcome)
        batch.put(outcome)
        if batch.is_due():
            yield batch
            batch = _Batch()
    yield batch


def _write_batch(ledger: Ledger, batch: _Batch, counts: Counter[str]) -> None:
    for result in ledger.add_many(batch.facts) if batch.facts else ():
        counts[result] += 1
    if batch.skipped:
        ledger.add_sightings(batch.skipped)
    if batch.refusals:
        ledger.add_refusals(batch.refusals)
    counts["known"] += len(batch.skipped)
    counts["read"] += len(batch.facts) + len(batch.skipped)
    counts["refused"] += len(batch.refusals)
    counts["statements"] += sum(len(notes.statements) for _, notes in batch.facts)
    counts["figures"] += sum(len(notes.figures) for _, notes in batch.facts)


def _skip_known(job: Job, ledger: Ledger, workers: int) -> Job:
    """Return the job that leaves out what the ledger has.

    Workers cannot look into a ledger in memory: there the ledger itself finds out what it knows.
    """
    version = job.version or find_version()
    if workers <= 1:
        return replace(job, skip=lambda report: ledger.has(report, version))
    if ledger.path is None:
        return job
    return replace(job, skip=KnownReports(ledger.path, version))


_OPEN: dict[str, Ledger] = {}
"""The ledgers this process reads, which is a worker's whole life long."""


def _open_for_reading(path: str) -> Ledger:
    if path not in _OPEN:
        _OPEN[path] = Ledger.open(path, read_only=True)
    return _OPEN[path]
