"""Charts drawn apart from the pages: once each, in a process that may fail alone."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from onrecord.errors import InputError
from onrecord.records import Track
from onrecord.show.web.chart_process import ChartProcess, answer_lines
from onrecord.show.web.drawings import Drawings
from onrecord.show.web.queries import Shared
from onrecord.store import Ledger


@pytest.fixture
def track(examples: Path) -> Track:
    with Ledger.open(examples, read_only=True) as ledger:
        return next(item for item in ledger.view("tracks") if isinstance(item, Track))


def test_a_chart_is_drawn_for_whoever_waits_and_kept(examples: Path, track: Track) -> None:
    drawings = Drawings(str(examples), Shared())
    try:
        later = drawings.draw_track(track)
        drawn = drawings.draw_track(track, wait=True)
        assert later.svg is None or later.svg == drawn.svg
        assert drawn.svg is not None
        assert drawn.svg.startswith("<svg")
        assert drawings.draw_track(track).svg == drawn.svg
    finally:
        drawings.close()


def test_what_cannot_be_drawn_fails_alone() -> None:
    process = ChartProcess()
    try:
        with pytest.raises(InputError, match="could not be drawn"):
            process.draw({"mark": 3})
        spec = {"data": {"values": [{"a": 1}]}, "mark": "bar", "encoding": {"x": {"field": "a"}}}
        assert process.draw(spec).startswith("<svg")
    finally:
        process.close()


def test_a_process_that_died_is_started_again() -> None:
    spec = {"data": {"values": [{"a": 1}]}, "mark": "bar", "encoding": {"x": {"field": "a"}}}
    process = ChartProcess()
    try:
        process.draw(spec)
        running = process._process
        assert running is not None
        running.kill()
        running.wait()
        with pytest.raises(InputError, match="ended"):
            process.draw(spec)
        assert process.draw(spec).startswith("<svg")
    finally:
        process.close()


def test_lines_are_answered_one_by_one() -> None:
    out = io.BytesIO()
    answer_lines(io.BytesIO(b"{}\n{}\n"), out)
    assert [set(json.loads(line)) for line in out.getvalue().splitlines()] == [{"error"}] * 2
