"""Charts, drawn once and apart from the pages: a page never waits for one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as LateError
from typing import Any, NamedTuple

from onrecord.errors import OnrecordError
from onrecord.ids import make_id
from onrecord.records import Story, Track
from onrecord.show.charts import (
    ChartOptions,
    has_engine,
    make_timeline_chart,
    make_track_chart,
    rank_speakers,
)
from onrecord.show.rows import encode_json
from onrecord.show.views import view_story
from onrecord.show.web.caches import Cache
from onrecord.show.web.chart_process import ChartProcess
from onrecord.show.web.pools import open_reader
from onrecord.show.web.queries import Reader, Shared
from onrecord.store import Ledger

DRAWING_CHARS = 24_000_000
WAITING = 64
"""Charts that wait to be drawn at most; the rest are drawn when they are asked for again."""
PLOT_PIXELS = 330
"""Narrow enough to stand in a column, or on a phone, without being made smaller."""
TIMELINE_REPORTS = 150
PATIENCE_SECONDS = 20.0


Specify = Callable[[Reader], dict[str, Any]]


class Chart(NamedTuple):
    """A chart: its SVG, or None where it is still to be drawn or cannot be."""

    svg: str | None
    pending: bool


class Drawings:
    """Has charts drawn one after another, and keeps them by what they show."""

    def __init__(self, path: str, shared: Shared) -> None:
        """Start with none drawn.

        Args:
            path: the ledger.
            shared: what requests have read.
        """
        self._path = path
        self._shared = shared
        self._ledger: Ledger | None = None
        self._process = ChartProcess()
        self._drawn: Cache[str] = Cache(DRAWING_CHARS, len)
        self._failed: Cache[str] = Cache(10_000)
        self._waiting: dict[str, Future[None]] = {}
        self._executor = ThreadPoolExecutor(1, "onrecord-charts")
        self._works = has_engine()

    def close(self) -> None:
        """Draw nothing more."""
        for future in list(self._waiting.values()):
            future.cancel()
        self._executor.submit(self._leave)
        self._executor.shutdown()

    def draw_track(self, track: Track, *, wait: bool = False) -> Chart:
        """Return the chart of a track.

        Args:
            track: what is drawn.
            wait: until it is drawn; else it is drawn for whoever asks next.
        """
        key = make_id("chart", encode_json(track).decode("utf-8"))
        return self._draw(key, lambda reader: specify_track(reader, track), wait=wait)

    def draw_timeline(self, story: Story, state: str, *, wait: bool = False) -> Chart:
        """Return the timeline of a story; none of a large one, all of which would be read for it.

        Args:
            story: whose reports, statements, dates and forecasts are drawn.
            state: of the ledger.
            wait: until it is drawn; else it is drawn for whoever asks next.
        """
        if len(story.reports) > TIMELINE_REPORTS:
            return Chart(None, pending=False)
        key = make_id("timeline", story.id, state)
        return self._draw(key, lambda reader: specify_timeline(reader, story), wait=wait)

    def _draw(self, key: str, specify: Specify, *, wait: bool) -> Chart:
        svg = self._drawn.get(key)
        if svg is not None or not self._works or self._failed.get(key):
            return Chart(svg, pending=False)
        future = self._waiting.get(key)
        if future is None and (wait or len(self._waiting) < WAITING):
            future = self._waiting[key] = self._executor.submit(self._make, key, specify)
        if wait and future is not None:
            _wait(future)
        svg = self._drawn.get(key)
        return Chart(svg, pending=svg is None and not self._failed.get(key))

    def _make(self, key: str, specify: Specify) -> None:
        try:
            if self._ledger is None:
                self._ledger = open_reader(self._path)
            with self._ledger.snapshot():
                spec = specify(Reader(self._ledger, self._shared, "charts"))
            self._drawn.put(key, self._process.draw(spec))
        except OnrecordError:
            self._failed.put(key, "failed")
        finally:
            self._waiting.pop(key, None)

    def _leave(self) -> None:
        self._process.close()
        if self._ledger is not None:
            self._ledger.close()


def _wait(future: Future[None]) -> None:
    try:
        future.result(PATIENCE_SECONDS)
    except LateError:
        return


def specify_track(reader: Reader, track: Track) -> dict[str, Any]:
    """Return the Vega-Lite specification of a track, as briefings and notebooks draw it."""
    facts = {
        point.report: (known.report, known.notes)
        for point in track.points
        for known in [reader.known(point.report)]
    }
    speakers = rank_speakers([track], facts)
    return make_track_chart(track, facts, ChartOptions(width=PLOT_PIXELS, speakers=speakers))


def specify_timeline(reader: Reader, story: Story) -> dict[str, Any]:
    """Return the Vega-Lite specification of a story's timeline."""
    return make_timeline_chart(view_story(reader.ledger, story), PLOT_PIXELS * 2)
