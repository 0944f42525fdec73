"""The serve command: what it says, and what it refuses before it listens."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from onrecord.cli import main
from tests.show.web.serving import build
from tests.store.facts import make_fact


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return build(tmp_path / "desk.db", [make_fact()])


def test_serves_until_interrupted_and_ends_cleanly(ledger: Path) -> None:
    command = [sys.executable, "-m", "onrecord", "serve", "--ledger", str(ledger), "--port", "0"]
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stderr is not None
        url = server.stderr.readline().split()[-1]
        assert httpx.get(url, trust_env=False, timeout=60).status_code == 200
        server.send_signal(signal.SIGINT)
        said = server.stderr.read()
    assert server.returncode in {0, 1, 130, -signal.SIGINT}
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--host", "0.0.0.0"], "give --token"),
        (["--token", "short"], "at least 16"),
        (["--host", "no.such.host.example", "--token", "a" * 16], "cannot listen"),
    ],
)
def test_says_what_to_do_instead(ledger: Path, options: list[str], words: str) -> None:
    result = CliRunner().invoke(main, ["serve", "--ledger", str(ledger), *options])
    assert result.exit_code == 1
    assert words in result.output


def test_an_address_that_is_taken_is_told(ledger: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(main, ["serve", "-l", str(ledger), "--port", port])
    assert result.exit_code == 1
    assert "try another --port" in result.output


def test_a_ledger_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["serve", "--ledger", str(tmp_path / "none.db")])
    assert result.exit_code == 1
    assert "there is no such ledger" in result.output
