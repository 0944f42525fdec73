"""Charts of a ledger written to files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from onrecord.errors import NotFoundError, WriteError
from onrecord.records import Record, Track
from onrecord.show.briefings import StoryView
from onrecord.show.charts.images import render_png, render_svg
from onrecord.show.charts.marks import rank_speakers
from onrecord.show.charts.themes import PAPER, Theme
from onrecord.show.charts.timelines import make_timeline_chart
from onrecord.show.charts.tracks import ChartOptions, make_track_chart
from onrecord.show.views import view_stories
from onrecord.store import Ledger


class Choice(Record, frozen=True, kw_only=True):
    """Which charts are wanted, and in which colours."""

    story: str | None = None
    measure: str | None = None
    theme: Theme = "light"


def draw_file(ledger: Ledger, choice: Choice, path: Path) -> Iterator[Path]:
    """Draw the track with most values of those chosen.

    Args:
        ledger: where the tracks are.
        choice: which of them.
        path: a ``.svg`` or ``.png`` file.

    Raises:
        NotFoundError: there is no such story, or no such track in it.
        WriteError: the file cannot be written.
    """
    found = [pair for view in view_stories(ledger, choice.story) for pair in _list(view, choice)]
    if not found:
        raise NotFoundError(f"no track of {choice.measure or 'any measure'}")
    view, track = max(found, key=lambda pair: (len(pair[1].points), pair[1].id))
    yield _write(path, _draw_track(view, track), choice.theme)


def draw_folder(ledger: Ledger, choice: Choice, folder: Path) -> Iterator[Path]:
    """Draw every chosen track, and the timeline of each story, as SVG.

    Args:
        ledger: where the stories are.
        choice: which of them.
        folder: where to; files are named by story, measure and track.

    Raises:
        NotFoundError: there is no such story.
        WriteError: a file cannot be written.
    """
    for view in view_stories(ledger, choice.story):
        if choice.measure is None:
            path = folder / f"{view.story.id}-timeline.svg"
            yield _write(path, make_timeline_chart(view), choice.theme)
        for _, track in _list(view, choice):
            measure = "".join(c if c.isalnum() else "-" for c in track.measure)
            path = folder / f"{view.story.id}-{measure}-{track.id}.svg"
            yield _write(path, _draw_track(view, track), choice.theme)


def _list(view: StoryView, choice: Choice) -> Iterator[tuple[StoryView, Track]]:
    for track in view.tracks:
        if choice.measure in {None, track.measure}:
            yield view, track


def _draw_track(view: StoryView, track: Track) -> dict[str, Any]:
    order = rank_speakers(view.tracks, view.facts)
    return make_track_chart(track, view.facts, ChartOptions(speakers=order, link=lambda _: None))


def _write(path: Path, spec: dict[str, Any], theme: Theme) -> Path:
    spec = spec | {"background": PAPER.light}
    if path.suffix.lower() == ".png":
        picture = render_png(spec, theme=theme)
    else:
        picture = render_svg(spec, theme).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture)
    except OSError as error:
        raise WriteError(f"cannot write {path}: {error.strerror}") from error
    return path
