"""The command itself, in a process of its own: it tells, it stops when told to, it goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from onrecord.cli import main
from onrecord.store import Ledger
from tests.show.watch.sites import Reply, Site, make_feed, open_site

FERRY = ("ferry", "At least 12 people were killed when the ferry sank, the coastguard said.")
DEPOT = ("depot", "A fuel depot in Varin burned down on Monday, the ministry said.")


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as site:
        yield site


@pytest.fixture
def command(tmp_path: Path, site: Site) -> list[str]:
    feeds = tmp_path / "feeds.toml"
    feeds.write_text(f"[[feeds]]\nurl = '{site.url}/feed'\n", "utf-8")
    ledger = str(tmp_path / "desk.db")
    return ["watch", str(feeds), "--ledger", ledger, "--allow-private"]


def run(command: list[str], *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "onrecord", *command, *more],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_once_tells_what_is_new_and_ends(command: list[str], site: Site, tmp_path: Path) -> None:
    site.put("/feed", make_feed(FERRY), make_feed(FERRY, DEPOT))
    first, second = run(command, "--once"), run(command, "--once")
    assert (first.returncode, second.returncode) == (0, 0)
    assert "first word: killed: at least 12 (The Post)" in first.stdout
    assert "killed" not in second.stdout
    assert "fuel depot" in second.stdout
    with Ledger.open(tmp_path / "desk.db", read_only=True) as ledger:
        assert len(list(ledger.reports())) == 2
        assert ledger.check().clean


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_told_to(command: list[str], site: Site, number: signal.Signals) -> None:
    site.put("/feed", Reply(status=500))
    process = subprocess.Popen(
        [sys.executable, "-m", "onrecord", *command], stderr=subprocess.PIPE, text=True
    )
    assert site.asked.wait(60)
    os.kill(process.pid, number)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "stopped; run it again to go on" in errors
    assert "Traceback" not in errors


def test_private_addresses_are_refused_unless_allowed(command: list[str], site: Site) -> None:
    result = CliRunner().invoke(main, [*command[:-1], "--once"])
    assert result.exit_code == 0
    assert "not a public address" in result.stderr
    assert site.requests == []


def test_a_ledger_that_is_no_file_needs_a_place_to_remember(tmp_path: Path) -> None:
    feeds = tmp_path / "feeds.toml"
    feeds.write_text("[[feeds]]\nurl = 'https://example.org/feed'\n", "utf-8")
    result = CliRunner().invoke(main, ["watch", str(feeds), "--ledger", ":memory:"])
    assert result.exit_code == 2
    assert "--state FILE" in result.stderr


def test_a_mistake_in_the_file_is_told_before_anything_is_made(tmp_path: Path) -> None:
    feeds = tmp_path / "feeds.toml"
    feeds.write_text("[[feeds]]\nlink = 'https://example.org/feed'\n", "utf-8")
    ledger = tmp_path / "desk.db"
    result = CliRunner().invoke(main, ["watch", str(feeds), "--ledger", str(ledger)])
    assert result.exit_code == 1
    assert "unknown field `link`" in result.stderr
    assert not ledger.exists()


def test_an_interval_on_the_command_line_counts_for_all_feeds(tmp_path: Path) -> None:
    from onrecord.cli.watching import read_config

    feeds = tmp_path / "feeds.toml"
    feeds.write_text("[[feeds]]\nurl = 'https://e.org/'\ninterval_minutes = 3\n", "utf-8")
    config = read_config(feeds, 60)
    assert config.find_interval(config.feeds[0]) == 3600
