"""The page of one story: its sections, each cut to what fits and linked to the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

from onrecord.records import Story
from onrecord.show.web.claims import ClaimDesk
from onrecord.show.web.drawings import Chart, Drawings
from onrecord.show.web.forecasts import make_forecast_card, order_forecasts
from onrecord.show.web.origins import draw_graph, make_origin_card, order_origins
from onrecord.show.web.places import draw_map, list_places
from onrecord.show.web.queries import Reader
from onrecord.show.web.timelines import list_days, page_cards
from onrecord.show.web.tracks import make_track_card, order_tracks

Item = TypeVar("Item")

SECTIONS = ("disputes", "claims", "figures", "timeline", "forecasts", "origins", "places")
"""In the order in which an editor wants them."""
FEW = {"disputes": 4, "claims": 12, "figures": 3, "timeline": 12, "forecasts": 6, "origins": 6}
MANY = {"disputes": 12, "claims": 25, "figures": 6, "timeline": 40, "forecasts": 25, "origins": 20}
"""How many a section shows on the story's page, and on a page of its own."""
PLACES_SHOWN = 60
LONE_SHOWN = 12


class Section(NamedTuple):
    """A part of what a story has of one kind."""

    name: str
    items: Sequence[Any]
    total: int
    offset: int
    limit: int
    extra: Any = None

    @property
    def pending(self) -> bool:
        """True where a chart of it is still to be drawn."""
        charts = [self.extra, *(getattr(item, "chart", None) for item in self.items)]
        return any(isinstance(chart, Chart) and chart.pending for chart in charts)


class Dossier:
    """Makes the sections of one story's page."""

    def __init__(
        self, reader: Reader, story: Story, drawings: Drawings, new: frozenset[str]
    ) -> None:
        """Keep what every section needs; ``new`` are reports since the reader's last visit."""
        self._reader = reader
        self._story = story
        self._drawings = drawings
        self._new = new
        self._desk = ClaimDesk(reader, story.id, new)

    def make_overview(self) -> dict[str, Section]:
        """Return every section, cut short."""
        return {name: self.make_section(name, 0, FEW.get(name, 0)) for name in SECTIONS}

    def make_section(self, name: str, offset: int, limit: int | None = None) -> Section:
        """Return some of one section.

        Args:
            name: one of :data:`SECTIONS`.
            offset: how many to pass over.
            limit: how many to show; as many as fit a page of its own by default.
        """
        make = getattr(self, f"_make_{name}")
        section: Section = make(offset, MANY.get(name, 0) if limit is None else limit)
        return section

    def _make_disputes(self, offset: int, limit: int) -> Section:
        found = self._desk.disputes
        shown = self._desk.pair(found[offset : offset + limit])
        lone = self._desk.find_lone_denials(len(self._story.reports))[:LONE_SHOWN]
        alone = () if offset else self._desk.lay_out(lone)
        return Section("disputes", shown, len(found), offset, limit, alone)

    def _make_claims(self, offset: int, limit: int) -> Section:
        found = self._desk.claims
        shown = self._desk.lay_out(found[offset : offset + limit])
        return Section("claims", shown, len(found), offset, limit)

    def _make_figures(self, offset: int, limit: int) -> Section:
        found = order_tracks(self._reader.tracks(self._story.id))
        rows = 12 if limit == FEW["figures"] else 60
        shown = [
            make_track_card(self._reader, track, self._drawings, self._new, rows)
            for track in found[offset : offset + limit]
        ]
        rest = found[offset + limit :]
        return Section("figures", shown, len(found), offset, limit, rest)

    def _make_timeline(self, offset: int, limit: int) -> Section:
        cards = page_cards(self._reader, self._story, offset, limit)
        days = list_days(self._reader, cards, self._new)
        chart = self._drawings.draw_timeline(self._story, self._reader.state)
        return Section("timeline", days, len(self._story.reports), offset, limit, chart)

    def _make_forecasts(self, offset: int, limit: int) -> Section:
        found = order_forecasts(self._reader.forecasts(self._story.id))
        shown = [
            make_forecast_card(self._reader, item, self._new)
            for item in found[offset : offset + limit]
        ]
        return Section("forecasts", shown, len(found), offset, limit)

    def _make_origins(self, offset: int, limit: int) -> Section:
        found = order_origins(self._reader.origins(self._story.id))
        shown = [make_origin_card(self._reader, item) for item in found[offset : offset + limit]]
        graph = draw_graph(self._reader, self._story, found)
        return Section("origins", shown, len(found), offset, limit, graph)

    def _make_places(self, _offset: int, _limit: int) -> Section:
        found = list_places(self._reader, self._story.reports)
        shown = found[:PLACES_SHOWN]
        return Section("places", shown, len(found), 0, PLACES_SHOWN, draw_map(shown))
