"""A batch on Ray: a cluster of this machine, started for the test."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.errors import InputError
from onrecord.scale.batches import BatchOptions, run_batch
from onrecord.scale.engines import LocalEngine, choose_engine
from tests.scale.fakes import FAST, annotate_or_misbehave
from tests.scale.test_batches import hash_tree

OPTIONS = BatchOptions(share_reports=10, job=replace(FAST, annotate=annotate_or_misbehave))


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Reports one of which kills the process that watches over the worker, the first time."""
    monkeypatch.setenv("ONRECORD_TEST_MARKS", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", ":".join(sys.path))
    texts = [f"Ana Lopes said {number} people have died in the harbour." for number in range(45)]
    texts[17] += "\n\nKILL WATCHER ONCE"
    texts[23] += "\n\nDIE ALWAYS"
    lines = [json.dumps({"id": f"r{n}", "text": text}) for n, text in enumerate(texts)]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return path


@pytest.mark.filterwarnings("ignore")
def test_ray_gives_what_this_machine_gives_though_a_worker_is_killed(
    rows: Path, tmp_path: Path
) -> None:
    pytest.importorskip("ray")
    engine = choose_engine("ray", 2)
    summary = run_batch([rows], str(tmp_path / "ray"), engine, OPTIONS)
    assert summary.refused == {"worker-died": 1}
    assert summary.counts["reports"] == 44
    run_batch([rows], str(tmp_path / "local"), LocalEngine(1), OPTIONS)
    assert hash_tree(tmp_path / "ray") == hash_tree(tmp_path / "local")


def test_without_ray_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(InputError, match=r"onrecord\[cluster\]"):
        choose_engine("ray://head:10001", 1)
    assert subprocess.run([sys.executable, "-c", "import onrecord.scale.batches, sys; "
                           "assert 'ray' not in sys.modules"], check=True)  # fmt: skip
