"""``onrecord batch`` and ``onrecord import`` as commands, with the real annotators."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pyarrow import parquet  # type: ignore[import-untyped]  # ships no types

from onrecord.cli import main

EXAMPLES = Path(__file__).parents[2] / "examples"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(part) for part in arguments], catch_exceptions=False)


def export(kind: str, ledger: Path) -> list[dict[str, Any]]:
    result = run("export", kind, "--ledger", ledger)
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples, through build and through batch with two workers."""
    folder = tmp_path_factory.mktemp("examples")
    sources = [EXAMPLES / "ferry", EXAMPLES / "depot"]
    assert run("build", *sources, "--ledger", folder / "built.db").exit_code == 0
    done = run("batch", *sources, "--out", folder / "parts", "--workers", 2, "--share", 4)
    assert done.exit_code == 0
    assert "0 refused" in done.stderr
    return folder


def test_build_and_batch_give_the_same(place: Path) -> None:
    taken = run("import", place / "parts", "--ledger", place / "imported.db")
    assert "0 known" in taken.stderr
    for kind in ("reports", "statements", "figures", "times", "copies", "origins", "stories"):
        assert export(kind, place / "imported.db") == export(kind, place / "built.db"), kind
    for kind in ("statements", "figures", "copies", "stories"):
        ids = parquet.read_table(place / "parts" / kind).column("id").to_pylist()
        assert ids
        assert set(ids) == {row["id"] for row in export(kind, place / "built.db")}


def test_one_story_is_taken_over(place: Path) -> None:
    story = parquet.read_table(place / "parts" / "stories").to_pylist()[0]
    done = run("import", place / "parts", "--ledger", place / "one.db", "--story", story["id"])
    assert f"{len(story['reports'])} reports taken over" in done.stderr
    assert {row["id"] for row in export("reports", place / "one.db")} == set(story["reports"])


def test_wrong_uses_say_what_is_wrong(place: Path, tmp_path: Path) -> None:
    judgements = tmp_path / "judgements.jsonl"
    judgements.write_bytes(b"")
    wrong = run("import", judgements, "--ledger", place / "built.db", "--story", "0123")
    assert (wrong.exit_code, "output of batch" in wrong.stderr) == (2, True)
    wrong = run("import", tmp_path / "none.jsonl", "--ledger", place / "built.db")
    assert (wrong.exit_code, "none.jsonl" in wrong.stderr) == (2, True)
    wrong = run("batch", EXAMPLES, "--out", tmp_path / "out", "--engine", "spark")
    assert (wrong.exit_code, "ray://HOST:PORT" in wrong.stderr) == (1, True)


def test_nothing_but_refusals_has_an_exit_code_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    done = run("batch", tmp_path / "empty.txt", "--out", tmp_path / "out")
    assert (done.exit_code, "1 refused (1 empty)" in done.stderr) == (3, True)
