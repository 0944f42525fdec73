"""What a worker does to one item, wherever it runs: read it, annotate each of its reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.errors import AnchorError, RefusedError
from onrecord.records import Annotations, Record, Refusal, Report
from onrecord.store.checks import check_fact
from onrecord.store.views import Fact

if TYPE_CHECKING:
    from onrecord.read import Item

TIMEOUT_SECONDS = 600.0
DETAIL_CHARS = 300


class Skipped(Record, frozen=True, kw_only=True):
    """A report that need not be annotated again."""

    report: Report


Outcome = Fact | Skipped | Refusal


@dataclass(frozen=True, slots=True)
class Job:
    """What is done to items; sent to workers, so its functions must be importable ones.

    Attributes:
        read: gives the reports of an item; ``onrecord.read.read_item`` where None.
        annotate: gives the annotations of a report; ``onrecord.annotate.annotate`` where None.
        skip: tells reports that need no annotating.
        version: of what ``annotate`` gives; that of ``onrecord.annotate`` where None.
        timeout_seconds: what reading an item, or annotating one report, may take.
        memory_bytes: what a worker process may hold, where the system can limit it.
    """

    read: Callable[[Item], Iterable[Report | Refusal]] | None = None
    annotate: Callable[[Report], Annotations] | None = None
    skip: Callable[[Report], bool] | None = None
    version: str | None = None
    timeout_seconds: float = TIMEOUT_SECONDS
    memory_bytes: int | None = None


def find_version() -> str:
    """Return the version of ``onrecord.annotate``."""
    from onrecord.annotate.versions import VERSION

    return VERSION


def read_records(item: Item, job: Job) -> list[Report | Refusal]:
    """Return the reports of an item; whatever goes wrong is a refusal."""
    try:
        return list((job.read or _load_reader())(item))
    except RefusedError as error:
        return [error.refusal]
    except MemoryError:
        return [Refusal(path=item.path, reason="out-of-memory", detail="while it was read")]
    except Exception as error:
        return [Refusal(path=item.path, reason="read-failed", detail=describe_error(error))]


def annotate_record(record: Report | Refusal, path: str, job: Job) -> Outcome:
    """Annotate one report; whatever goes wrong is a refusal.

    Args:
        record: the report, or the refusal that stands in its place.
        path: where it was found.
        job: what is done.
    """
    if isinstance(record, Refusal):
        return record
    if job.skip is not None and job.skip(record):
        return Skipped(report=record)
    try:
        annotations = (job.annotate or _load_annotator())(record)
        check_fact(record, annotations)
    except AnchorError as error:
        return refuse_report(record, path, "broken-anchor", str(error))
    except MemoryError:
        return refuse_report(record, path, "out-of-memory", "while it was annotated")
    except Exception as error:
        return refuse_report(record, path, "annotate-failed", describe_error(error))
    return record, annotations


def refuse_report(report: Report, path: str, reason: str, detail: str) -> Refusal:
    """Return the refusal of a report that was read."""
    where = report.path or path
    return Refusal(path=where, reason=reason, detail=detail[:DETAIL_CHARS], id=report.id)


def describe_error(error: Exception) -> str:
    """Return an error as one short line."""
    return f"{type(error).__name__}: {error}"[:DETAIL_CHARS]


def _load_reader() -> Callable[[Item], Iterable[Report | Refusal]]:
    from onrecord.read import read_item

    return read_item


def _load_annotator() -> Callable[[Report], Annotations]:
    from onrecord.annotate import annotate

    return annotate
