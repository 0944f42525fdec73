from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from onrecord.records import Annotations, Refusal, Report
from onrecord.scale.jobs import Job, Outcome, Skipped
from onrecord.scale.local import WINDOW_ITEMS, annotate_items
from tests.scale.fakes import VERSION, annotate_or_misbehave, annotate_words
from tests.scale.inputs import GAP, make_items, read_parts

if TYPE_CHECKING:
    from onrecord.read import Item

FAST = Job(read=read_parts, annotate=annotate_words, version=VERSION)
ROUGH = replace(FAST, annotate=annotate_or_misbehave)
PLAIN = [f"Ana said {number} died." for number in range(30)]


def describe(outcomes: Iterator[Outcome]) -> list[str]:
    """Return each outcome as one line: what became of which report."""
    lines = []
    for outcome in outcomes:
        if isinstance(outcome, Refusal):
            lines.append(f"{outcome.path} {outcome.reason} {outcome.id}")
        elif isinstance(outcome, Skipped):
            lines.append(f"skipped {outcome.report.id}")
        else:
            lines.append(f"{outcome[0].id} {len(outcome[1].statements)}")
    return lines


def test_any_number_of_workers_gives_the_same_in_input_order() -> None:
    texts = [GAP.join(PLAIN[:3]), *PLAIN, "UNREADABLE", "Rui said no."]
    alone = list(annotate_items(make_items(texts), job=FAST))
    assert len(alone) == 3 + 30 + 1 + 1
    assert list(annotate_items(make_items(texts), workers=2, job=FAST)) == alone
    refusal = alone[-2]
    assert isinstance(refusal, Refusal)
    assert (refusal.path, refusal.reason) == ("item-031", "read-failed")
    assert refusal.detail == "ValueError: cannot read this"


@pytest.mark.parametrize("workers", [1, 2])
def test_a_report_that_fails_hangs_or_is_misanchored_costs_one_refusal(workers: int) -> None:
    texts = ["FAIL", GAP.join(["a said b", "HANG", "c said d"]), "MISANCHOR", *PLAIN[:4]]
    job = replace(ROUGH, timeout_seconds=0.5)
    assert describe(annotate_items(make_items(texts), workers=workers, job=job)) == [
        "item-000 annotate-failed item-000-0",
        "item-001-0 1",
        "item-001 too-slow item-001-1",
        "item-001-2 1",
        "item-002 broken-anchor item-002-0",
        *(f"item-00{number}-0 1" for number in range(3, 7)),
    ]


def test_what_kills_its_worker_is_tried_twice_then_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_TEST_MARKS", str(tmp_path))
    deadly = GAP.join(["a said b", "DIE ALWAYS", "c said d"])
    texts = [PLAIN[0], deadly, "DIE ONCE", "KILL READER", "HANG READER", PLAIN[1]]
    job = replace(ROUGH, read=read_roughly, timeout_seconds=1.0)
    outcomes = list(annotate_items(make_items(texts), workers=2, job=job))
    assert describe(iter(outcomes)) == [
        "item-000-0 1",
        "item-001-0 1",
        "item-001 worker-died item-001-1",
        "item-001-2 1",
        "item-002-0 0",
        "item-003 worker-died None",
        "item-004 too-slow None",
        "item-005-0 1",
    ]


def test_a_worker_killed_from_outside_loses_nothing() -> None:
    outcomes = annotate_items(make_items(PLAIN), workers=2, job=FAST)
    found = [next(outcomes)]
    for child in multiprocessing.active_children():
        os.kill(child.pid or 0, signal.SIGKILL)
    found += outcomes
    assert found == list(annotate_items(make_items(PLAIN), job=FAST))


def test_items_are_fetched_only_as_needed_and_an_interrupt_ends_the_workers() -> None:
    fetched = 0

    def count() -> Iterator[Item]:
        nonlocal fetched
        for item in make_items(PLAIN * 100):
            fetched += 1
            yield item

    outcomes = annotate_items(count(), workers=2, job=FAST)
    for _ in range(5):
        next(outcomes)
    assert fetched <= 5 + 2 * WINDOW_ITEMS
    assert multiprocessing.active_children()
    with pytest.raises(KeyboardInterrupt):
        outcomes.throw(KeyboardInterrupt)
    assert not multiprocessing.active_children()


def test_workers_use_one_thread_each_and_skip_what_they_are_told() -> None:
    job = replace(FAST, annotate=tell_threads, skip=is_first)
    first, second = annotate_items(make_items(PLAIN[:2]), workers=2, job=job)
    assert isinstance(first, Skipped)
    assert isinstance(second, tuple)
    assert second[1].version == "OPENBLAS_NUM_THREADS=1"


def test_no_items_give_no_outcomes() -> None:
    assert list(annotate_items(iter(()), workers=2, job=FAST)) == []
    assert list(annotate_items(iter(()), job=FAST)) == []


def read_roughly(item: Item) -> list[Report | Refusal]:
    """Die or hang while reading, where the text says so."""
    text = (item.data or b"").decode()
    if "KILL READER" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    while "HANG READER" in text:
        pass
    return read_parts(item)


def tell_threads(report: Report) -> Annotations:
    """Say how many threads numpy may use here."""
    threads = f"OPENBLAS_NUM_THREADS={os.environ.get('OPENBLAS_NUM_THREADS')}"
    return Annotations(report=report.id, hash=report.hash, version=threads)


def is_first(report: Report) -> bool:
    """Skip the first report."""
    return report.id == "item-000-0"
