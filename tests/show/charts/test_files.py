"""Charts as files: which track is drawn, and what is said where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import onrecord
from onrecord.errors import NotFoundError, WriteError
from onrecord.show.charts.files import Choice, draw_file, draw_folder
from onrecord.store import Ledger

TEXT = (
    "At least 12 people were killed when the ferry sank, the coastguard said on Tuesday.\n\n"
    "The number of killed rose to 19, the coastguard said on Wednesday. 40 people were injured."
)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    folder = tmp_path_factory.mktemp("reports")
    (folder / "a.txt").write_text(TEXT, "utf-8")
    with Ledger.open(":memory:") as ledger:
        for report in onrecord.read(folder):
            assert isinstance(report, onrecord.Report)
            ledger.add(report, onrecord.annotate(report))
        yield ledger


def test_one_chart_by_measure(ledger: Ledger, tmp_path: Path) -> None:
    (path,) = draw_file(ledger, Choice(measure="killed"), tmp_path / "killed.svg")
    drawing = path.read_text("utf-8")
    assert "at least 12" in drawing
    assert "href" not in drawing, "a picture by itself has no pages to lead to"


def test_a_suffix_chooses_the_kind_of_picture(ledger: Ledger, tmp_path: Path) -> None:
    (path,) = draw_file(ledger, Choice(), tmp_path / "new" / "chart.PNG")
    assert path.read_bytes().startswith(b"\x89PNG")


def test_a_folder_holds_a_timeline_and_every_track(ledger: Ledger, tmp_path: Path) -> None:
    names = {path.name for path in draw_folder(ledger, Choice(), tmp_path)}
    assert any(name.endswith("-timeline.svg") for name in names)
    assert any("-killed-" in name for name in names)
    assert names == {path.name for path in tmp_path.iterdir()}


def test_a_measure_nobody_counts_is_an_error(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no track of volcanoes"):
        list(draw_file(ledger, Choice(measure="volcanoes"), tmp_path / "a.svg"))


def test_a_place_that_cannot_be_written_is_an_error(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError, match="cannot write"):
        list(draw_file(ledger, Choice(), tmp_path / "file" / "a.svg"))
