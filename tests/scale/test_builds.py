from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from onrecord.errors import InputError, WriteError
from onrecord.records import Annotations, Refusal, Report
from onrecord.scale.builds import BuildSummary, build_ledger
from onrecord.scale.jobs import Outcome
from onrecord.store import Ledger
from tests.scale.fakes import FAST
from tests.scale.inputs import write_rows

ROOT = Path(__file__).parents[2]
KINDS = ("reports", "statements", "figures", "times")


def dump(ledger: Ledger, kinds: Iterable[str] = KINDS) -> list[bytes]:
    """Return exports and refusals as bytes."""
    encoder = msgspec.json.Encoder(decimal_format="number")
    rows = [encoder.encode(row) for kind in kinds for row in ledger.export(kind)]
    return [*rows, *(encoder.encode(refusal) for refusal in ledger.refusals())]


def build(path: Path, source: Path, workers: int = 1) -> BuildSummary:
    with Ledger.open(path) as ledger:
        return build_ledger([source], ledger, workers=workers, job=FAST)


def read_dump(path: Path) -> list[bytes]:
    with Ledger.open(path, create=False) as ledger:
        assert ledger.check().clean
        return dump(ledger)


def test_a_build_says_what_it_did_and_a_second_does_nothing(tmp_path: Path) -> None:
    source = write_rows(tmp_path / "in.jsonl", 60)
    first = build(tmp_path / "x.db", source)
    assert (first.read, first.refused, first.known, first.annotated) == (60, 1, 0, 0)
    assert (first.added, first.revised) == (40, 20)
    assert (first.statements, first.figures) == (120, 180)
    before = read_dump(tmp_path / "x.db")
    second = build(tmp_path / "x.db", source)
    assert (second.read, second.refused, second.known) == (60, 1, 60)
    assert second.added == second.revised == second.statements == 0
    assert read_dump(tmp_path / "x.db") == before


def test_what_is_known_is_not_annotated_again(tmp_path: Path) -> None:
    source = write_rows(tmp_path / "in.jsonl", 6)
    build(tmp_path / "x.db", source)
    with Ledger.open(tmp_path / "x.db") as ledger:
        job = replace(FAST, annotate=refuse_to_work)
        assert build_ledger([source], ledger, job=job).known == 6
        assert build_ledger([source], ledger, job=job, workers=2).known == 6
        newer = replace(job, version="2")
        assert build_ledger([source], ledger, job=newer).refused == 6


def test_workers_and_a_ledger_in_memory_give_the_same_ledger(tmp_path: Path) -> None:
    source = write_rows(tmp_path / "in.jsonl", 60)
    build(tmp_path / "one.db", source)
    build(tmp_path / "two.db", source, workers=2)
    expected = read_dump(tmp_path / "one.db")
    assert read_dump(tmp_path / "two.db") == expected
    with Ledger.open(":memory:") as ledger:
        build_ledger([source], ledger, workers=2, job=FAST)
        assert dump(ledger) == expected


def test_the_order_of_the_input_changes_nothing_but_paths(tmp_path: Path) -> None:
    source = write_rows(tmp_path / "in.jsonl", 60)
    rows = source.read_text().splitlines(keepends=True)
    dumps = set()
    for seed in range(4):
        folder = tmp_path / str(seed)
        folder.mkdir()
        for number, row in enumerate(random.Random(seed).sample(rows, len(rows))):
            (folder / f"{number:03}.jsonl").write_text(row)
        with Ledger.open(":memory:") as ledger:
            build_ledger([folder], ledger, job=FAST)
            dumps.add(tuple(without_path(ledger)))
    assert len(dumps) == 1


def test_progress_hears_of_every_outcome_and_refusals_are_kept(tmp_path: Path) -> None:
    source = write_rows(tmp_path / "in.jsonl", 60)
    heard: list[Outcome] = []
    with Ledger.open(":memory:") as ledger:
        build_ledger([source], ledger, progress=heard.append, job=FAST)
        assert len(heard) == 61
        assert [refusal.reason for refusal in ledger.refusals()] == ["bad-row"]


def test_an_interrupted_build_keeps_what_it_had_and_can_be_resumed(tmp_path: Path) -> None:
    source = write_rows(tmp_path / "in.jsonl", 60)
    build(tmp_path / "whole.db", source)
    heard = 0

    def interrupt(_: Outcome) -> None:
        nonlocal heard
        heard += 1
        if heard == 41:
            raise KeyboardInterrupt

    with Ledger.open(tmp_path / "x.db") as ledger:
        with pytest.raises(KeyboardInterrupt):
            build_ledger([source], ledger, progress=interrupt, job=FAST)
        assert 0 < sum(1 for _ in ledger.reports()) < 40
    build(tmp_path / "x.db", source)
    assert read_dump(tmp_path / "x.db") == read_dump(tmp_path / "whole.db")


def test_a_ledger_that_cannot_be_written_ends_the_build(tmp_path: Path) -> None:
    source = write_rows(tmp_path / "in.jsonl", 6)
    build(tmp_path / "x.db", source)
    later = write_rows(tmp_path / "later.jsonl", 6, toll=100)
    with Ledger.open(tmp_path / "x.db", read_only=True) as ledger, pytest.raises(WriteError):
        build_ledger([later], ledger, job=FAST)


def test_a_source_that_is_not_there_is_an_error_before_anything_is_done(tmp_path: Path) -> None:
    with Ledger.open(":memory:") as ledger, pytest.raises(InputError):
        build_ledger([tmp_path / "none"], ledger, job=FAST)


BUILD = """
import sys
from onrecord.scale.builds import build_ledger
from onrecord.store import Ledger
from tests.scale.fakes import FAST

def tell(outcome):
    print("x", flush=True)

if __name__ == "__main__":
    source, path, workers = sys.argv[1:]
    with Ledger.open(path) as ledger:
        build_ledger([source], ledger, workers=int(workers), job=FAST, progress=tell)
"""


def start_build(source: Path, path: Path, workers: int = 1) -> subprocess.Popen[str]:
    script = path.with_suffix(".py")
    script.write_text(BUILD)
    return subprocess.Popen(
        [sys.executable, str(script), str(source), str(path), str(workers)],
        env={"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("workers", [1, 2])
def test_a_build_killed_at_any_moment_ends_as_an_unbroken_one(tmp_path: Path, workers: int) -> None:
    source = write_rows(tmp_path / "in.jsonl", 150)
    build(tmp_path / "whole.db", source)
    chance = random.Random(workers)
    for _ in range(2):
        process = start_build(source, tmp_path / "x.db", workers)
        assert process.stdout
        for _ in range(chance.randrange(1, 150)):
            process.stdout.readline()
        process.kill()
        process.communicate()
    build(tmp_path / "x.db", source, workers)
    assert read_dump(tmp_path / "x.db") == read_dump(tmp_path / "whole.db")


def test_two_builds_of_the_same_input_at_once_make_one_ledger(tmp_path: Path) -> None:
    source = write_rows(tmp_path / "in.jsonl", 90)
    build(tmp_path / "whole.db", source)
    both = [start_build(source, tmp_path / "x.db") for _ in range(2)]
    assert [process.communicate()[0].count("x") for process in both] == [91, 91]
    assert [process.returncode for process in both] == [0, 0]
    assert read_dump(tmp_path / "x.db") == read_dump(tmp_path / "whole.db")


def refuse_to_work(report: Report) -> Annotations:
    raise AssertionError(f"{report.id} is annotated again")


def without_path(ledger: Ledger) -> list[bytes]:
    rows = (row | {"path": None} for kind in KINDS for row in ledger.export(kind))
    return [msgspec.json.encode(row) for row in rows]


def test_refusals_of_a_broken_worker_run_are_listed_not_raised(tmp_path: Path) -> None:
    source = write_rows(tmp_path / "in.jsonl", 4)
    with Ledger.open(":memory:") as ledger:
        summary = build_ledger([source], ledger, job=replace(FAST, annotate=refuse_to_work))
        assert (summary.read, summary.refused) == (0, 4)
        assert {refusal.reason for refusal in ledger.refusals()} == {"annotate-failed"}
        assert all(isinstance(refusal, Refusal) for refusal in ledger.refusals())
