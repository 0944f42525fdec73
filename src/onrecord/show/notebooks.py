"""Ledgers, stories and tracks as cards in a notebook.

::

    %load_ext onrecord.show.notebooks
    ledger = onrecord.Ledger.open("desk.db")
    ledger                                  # a card of its stories
    show_story(ledger, "88223e041ec72d0c")  # a card of one, with its charts

Whatever a report says is escaped; nothing in a card runs or is loaded from elsewhere.
"""

from __future__ import annotations

from typing import Any

from onrecord.records import Story, Track
from onrecord.show.briefings import Briefing, StoryView, TrackEntry, make_briefing
from onrecord.show.charts import (
    ChartOptions,
    has_engine,
    make_timeline_chart,
    make_track_chart,
    rank_speakers,
    render_svg,
)
from onrecord.show.templating import load_templates
from onrecord.show.views import view_stories
from onrecord.store import Ledger

STORIES_SHOWN = 20
CLAIMS_SHOWN = 12
CHARTS_SHOWN = 6


class TrackCard:
    """One track of a story; ``spec`` is its Vega-Lite specification."""

    def __init__(self, view: StoryView, track: Track, entry: TrackEntry) -> None:
        """Keep the track, and how it is printed."""
        self.track = track
        self._entry = entry
        order = rank_speakers(view.tracks, view.facts)
        options = ChartOptions(speakers=order, link=lambda _: None, titled=False)
        self.spec = make_track_chart(track, view.facts, options)

    def __repr__(self) -> str:
        return f"<track {self._entry.heading}: {len(self.track.points)} values>"

    def _repr_html_(self) -> str:
        drawing = render_svg(self.spec, "light") if has_engine() else None
        return _render(kind="track", entry=self._entry, drawing=drawing)


class StoryCard:
    """One story; ``tracks`` are cards of their own."""

    def __init__(self, view: StoryView) -> None:
        """Keep the story, and how it is printed."""
        self.view = view
        self.briefing: Briefing = make_briefing(view)

    @property
    def tracks(self) -> list[TrackCard]:
        """The story's tracks."""
        pairs = zip(self.view.tracks, self.briefing.tracks, strict=True)
        return [TrackCard(self.view, track, entry) for track, entry in pairs]

    def __repr__(self) -> str:
        return f"<story {self.view.story.title!r}: {len(self.view.facts)} reports>"

    def _repr_html_(self) -> str:
        return _render(
            kind="story",
            briefing=self.briefing,
            claims=self.briefing.claims[:CLAIMS_SHOWN],
            drawings=self._draw() if has_engine() else [],
        )

    def _draw(self) -> list[str]:
        """Return the timeline and the tracks with most values."""
        order = rank_speakers(self.view.tracks, self.view.facts)
        options = ChartOptions(speakers=order, link=lambda _: None)
        several = [track for track in self.view.tracks if len(track.points) > 1]
        chosen = sorted(several, key=lambda track: -len(track.points))[:CHARTS_SHOWN]
        charts = [make_track_chart(track, self.view.facts, options) for track in chosen]
        return [render_svg(spec, "light") for spec in (make_timeline_chart(self.view), *charts)]


def show_story(ledger: Ledger, story: str) -> StoryCard:
    """Return the card of a story.

    Args:
        ledger: where it is.
        story: its id.

    Raises:
        NotFoundError: the ledger has no story of that id.
    """
    return StoryCard(next(view_stories(ledger, story)))


def render_ledger(ledger: Ledger) -> str:
    """Return the card of a ledger, as HTML: its counts and its latest stories."""
    stories = [item for item in ledger.view("stories") if isinstance(item, Story)]
    stories.sort(key=lambda story: (story.last or "", story.id), reverse=True)
    return _render(
        kind="ledger",
        counts=ledger.counts(),
        total=len(stories),
        stories=stories[:STORIES_SHOWN],
    )


def render_story(view: StoryView) -> str:
    """Return the card of a story, as HTML."""
    return StoryCard(view)._repr_html_()


def load_ipython_extension(ipython: Any) -> None:
    """Show ledgers and stories as cards, and bring ``show_story``: ``%load_ext``."""
    html = ipython.display_formatter.formatters["text/html"]
    html.for_type(Ledger, render_ledger)
    html.for_type(StoryView, render_story)
    ipython.push({"show_story": show_story})


def unload_ipython_extension(ipython: Any) -> None:
    """Show them as plain text again."""
    html = ipython.display_formatter.formatters["text/html"]
    html.pop(Ledger, None)
    html.pop(StoryView, None)
    ipython.drop_by_id({"show_story": show_story})


def _render(**values: Any) -> str:
    return load_templates().get_template("notebook.html.j2").render(**values)
