"""The commands that draw and print: what they write where, and what they say when they cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import onrecord
from onrecord.cli import main
from onrecord.show import charts
from onrecord.store import Ledger

TEXT = (
    "At least 12 people were killed when the ferry sank, the coastguard said on Tuesday.\n\n"
    "The number of killed rose to 19, the coastguard said on Wednesday."
)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    (folder / "a.txt").write_text(TEXT, "utf-8")
    with Ledger.open(folder / "desk.db") as ledger:
        for report in onrecord.read(folder / "a.txt"):
            assert isinstance(report, onrecord.Report)
            ledger.add(report, onrecord.annotate(report))
    return folder / "desk.db"


def run(ledger: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [arguments[0], "--ledger", str(ledger), *arguments[1:]])


def test_a_chart_goes_where_it_is_asked_to(ledger: Path, tmp_path: Path) -> None:
    result = run(ledger, "chart", "--measure", "killed", "--out", str(tmp_path / "killed.png"))
    assert result.output.strip() == str(tmp_path / "killed.png")
    assert (tmp_path / "killed.png").read_bytes().startswith(b"\x89PNG")


def test_themes_have_their_own_paper(ledger: Path, tmp_path: Path) -> None:
    for theme, paper in (("light", "#fdfcf8"), ("dark", "#17171b")):
        path = tmp_path / f"{theme}.svg"
        run(ledger, "chart", "--theme", theme, "--out", str(path))
        assert f'fill="{paper}"' in path.read_text("utf-8")


def test_an_unknown_story_is_an_error(ledger: Path, tmp_path: Path) -> None:
    result = run(ledger, "chart", "--story", "nowhere", "--out", str(tmp_path / "a.svg"))
    assert (result.exit_code, "no story nowhere" in result.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_a_briefing_is_printed_as_markdown_or_html(ledger: Path) -> None:
    assert run(ledger, "brief").stdout.startswith("# ")
    page = run(ledger, "brief", "--format", "html").stdout
    assert page.startswith("<!DOCTYPE html>")
    assert "<svg" in page


@pytest.mark.parametrize("formats", [("pdf",), ("md", "html")])
def test_files_need_a_folder(ledger: Path, formats: tuple[str, ...]) -> None:
    result = run(ledger, "brief", *(word for form in formats for word in ("--format", form)))
    assert result.exit_code == 2
    assert "--out FOLDER" in result.stderr


def test_every_format_is_a_file(ledger: Path, tmp_path: Path) -> None:
    default = run(ledger, "brief", "--out", str(tmp_path / "a"))
    assert [Path(line).suffix for line in default.stdout.splitlines()] == [".md", ".html"]
    chosen = run(ledger, "brief", "--format", "pdf", "--out", str(tmp_path / "b"))
    (path,) = map(Path, chosen.stdout.splitlines())
    assert path.read_bytes().startswith(b"%PDF")


def test_without_the_drawing_library_a_briefing_says_so_and_goes_on(
    ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charts, "has_engine", lambda: False)
    result = run(ledger, "brief", "--out", str(tmp_path))
    assert result.exit_code == 0
    assert "onrecord[charts]" in result.stderr
    assert len(result.stdout.splitlines()) == 2


def test_a_folder_that_cannot_be_made_is_an_error(ledger: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run(ledger, "brief", "--out", str(tmp_path / "file" / "a"))
    assert (result.exit_code, "cannot write briefings" in result.stderr) == (1, True)
