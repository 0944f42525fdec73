"""The commands on a ledger that is on a server."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from onrecord.cli import main
from onrecord.scale import builds
from onrecord.scale.builds import KnownReports
from onrecord.store import Ledger
from tests.store.facts import FERRY, MARKET, make_fact
from tests.store.servers import Server


def run(*arguments: str) -> str:
    """Run a command that comes to a good end."""
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_commands_work_on_a_server_as_on_a_file(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in (("ferry", FERRY), ("market", MARKET)):
        (tmp_path / f"{name}.txt").write_text(text.replace("\n", "\n\n"))
    printed = []
    for place in (server.make_place(), str(tmp_path / "desk.db")):
        monkeypatch.setenv("ONRECORD_LEDGER", place)
        assert "2 reports read, 0 refused" in run("build", str(tmp_path))
        assert "(2 known)" in run("build", str(tmp_path))
        statement = run("export", "statements").partition('"id":"')[2].partition('"')[0]
        printed.append(
            [
                run("search", "rescue boats"),
                run("show", statement),
                run("export", "stories"),
                run("export", "claims", "--format", "csv"),
                run("check"),
            ]
        )
    assert printed[0] == printed[1]
    assert "rescue boats searched all night" in printed[0][0]


def test_workers_know_what_a_server_has(server: Server) -> None:
    place = server.make_place()
    report, notes = make_fact()
    with Ledger.open(place) as ledger:
        ledger.add(report, notes)
        assert ledger.path is not None
        known = KnownReports(ledger.path, notes.version)
    assert known(report)
    assert not known(make_fact("other")[0])
    builds._OPEN.pop(place).close()


def test_a_server_that_is_away_is_an_error_in_words_and_not_a_traceback() -> None:
    result = CliRunner().invoke(
        main, ["search", "boats", "--ledger", "postgresql://ana:hunter2@127.0.0.1:1/desk"]
    )
    assert result.exit_code == 1
    assert "cannot be reached" in result.output
    assert "hunter2" not in result.output
