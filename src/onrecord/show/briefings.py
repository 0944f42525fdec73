"""A briefing of one story: who says what, the figures by date, what is open, and the proof.

Every line ends in numbered citations; nothing in a briefing is worded by the program except the
frame around quoted words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import structs

from onrecord.records import (
    Annotations,
    Claim,
    Figure,
    Forecast,
    Origin,
    Point,
    Record,
    Relation,
    Report,
    Span,
    Statement,
    Story,
    Track,
)
from onrecord.show.citations import Citation, Citations, name_outlet
from onrecord.show.wordings import (
    describe_chain,
    describe_date,
    describe_figure,
    describe_reading,
    describe_speaker,
    describe_stance,
    describe_track,
)

Chart = dict[str, Any]
"""A Vega-Lite specification."""
CHART_PIXELS = 520
"""Width of the plots."""


class StoryView(Record, frozen=True, kw_only=True):
    """One story with everything a ledger knows of it."""

    story: Story
    facts: Mapping[str, tuple[Report, Annotations]]
    origins: tuple[Origin, ...] = ()
    claims: tuple[Claim, ...] = ()
    relations: tuple[Relation, ...] = ()
    tracks: tuple[Track, ...] = ()
    forecasts: tuple[Forecast, ...] = ()


class Line(Record, frozen=True, kw_only=True):
    """One wording of a claim as it is printed; copies of it are cited behind it."""

    speaker: str
    verb: str
    chain: str
    quote: str
    said: str
    citations: tuple[Citation, ...]


class ClaimEntry(Record, frozen=True, kw_only=True):
    """A claim: its lines in order of date, and in how many origins it stands."""

    lines: tuple[Line, ...]
    statement_count: int
    origins: tuple[str, ...]
    against: tuple[str, ...] = ()


class FigureRow(Record, frozen=True, kw_only=True):
    """One point of a track as it is printed."""

    as_of: str
    bounds: str
    words: str
    note: str
    speaker: str
    citation: Citation


class TrackEntry(Record, frozen=True, kw_only=True):
    """A track: its rows by date and the reading of where it stands; its chart, if it is drawn."""

    id: str
    heading: str
    rows: tuple[FigureRow, ...]
    current: str
    reasons: str
    chart: Chart | None = None


class ForecastEntry(Record, frozen=True, kw_only=True):
    """A forward-looking statement with its window."""

    line: Line
    window: str
    outcome: str
    condition: str = ""
    settled: Line | None = None


class OriginEntry(Record, frozen=True, kw_only=True):
    """An origin and the outlets that carry it."""

    name: str
    outlets: tuple[str, ...]


class Briefing(Record, frozen=True, kw_only=True):
    """Everything the templates print, in order."""

    title: str
    first: str
    last: str
    report_count: int
    outlet_count: int
    origin_count: int
    claims: tuple[ClaimEntry, ...]
    tracks: tuple[TrackEntry, ...]
    forecasts: tuple[ForecastEntry, ...]
    origins: tuple[OriginEntry, ...]
    citations: tuple[Citation, ...]
    timeline: Chart | None = None


def make_briefing(view: StoryView, *, charts: bool = False) -> Briefing:
    """Lay out one story for printing.

    Args:
        view: the story and what the ledger knows of it.
        charts: add a timeline, and a chart to each track of several values.

    Returns:
        The briefing; the same view gives the same bytes.
    """
    drafter = _Drafter(view)
    briefing = drafter.draft()
    return drafter.add_charts(briefing) if charts else briefing


class _Drafter:
    """Draws up one briefing; keeps what every part looks up."""

    def __init__(self, view: StoryView) -> None:
        self.view = view
        self.reports = {id_: report for id_, (report, _) in view.facts.items()}
        self.citations = Citations(self.reports)
        self.statements: dict[str, tuple[str, Statement]] = {}
        self.figures: dict[str, tuple[str, Figure]] = {}
        for id_, (_, notes) in view.facts.items():
            self.statements |= {item.id: (id_, item) for item in notes.statements}
            self.figures |= {item.id: (id_, item) for item in notes.figures}
        self._origins = {origin.id: _name_origin(origin) for origin in view.origins}
        self._claims = {claim.id: claim for claim in view.claims}
        self._against = _index_against(view.relations)
        self._places = {id_: place for place, id_ in enumerate(self.statements)}

    def draft(self) -> Briefing:
        view = self.view
        claims = tuple(map(self._draft_claim, sorted(view.claims, key=self._order_claim)))
        tracks = tuple(map(self._draft_track, view.tracks))
        forecasts = tuple(map(self._draft_forecast, view.forecasts))
        return Briefing(
            title=view.story.title,
            first=describe_date(view.story.first),
            last=describe_date(view.story.last),
            report_count=len(view.story.reports),
            outlet_count=len({name_outlet(self.reports[id_]) for id_ in view.story.reports}),
            origin_count=len(view.origins),
            claims=claims,
            tracks=tracks,
            forecasts=forecasts,
            origins=tuple(map(self._draft_origin, view.origins)),
            citations=self.citations.list_all(),
        )

    def add_charts(self, briefing: Briefing) -> Briefing:
        """Return a drafted briefing with its charts, whose marks lead to its citations."""
        from onrecord.show.charts import make_timeline_chart, rank_speakers

        order = rank_speakers(self.view.tracks, self.view.facts)
        tracks = (
            structs.replace(entry, chart=self._draw_track(track, order))
            for entry, track in zip(briefing.tracks, self.view.tracks, strict=True)
        )
        timeline = make_timeline_chart(self.view, CHART_PIXELS)
        return structs.replace(briefing, tracks=tuple(tracks), timeline=timeline)

    def _draw_track(self, track: Track, order: tuple[str, ...]) -> Chart | None:
        from onrecord.show.charts import ChartOptions, make_track_chart

        if len(track.points) < 2:
            return None
        options = ChartOptions(
            width=CHART_PIXELS, speakers=order, link=self._link_citation, titled=False
        )
        return make_track_chart(track, self.view.facts, options)

    def _link_citation(self, point: Point) -> str:
        span = self.figures[point.figure][1].span
        return f"#source-{self.citations.cite(point.report, [span]).number}"

    def _order_claim(self, claim: Claim) -> tuple[int, int]:
        """Best supported claims come first, then those that were reported first."""
        return -len(claim.origins), self._places[claim.statements[0]]

    def _draft_claim(self, claim: Claim) -> ClaimEntry:
        lines = _fold_lines(self._draft_line(id_) for id_ in claim.statements)
        return ClaimEntry(
            lines=lines,
            statement_count=len(claim.statements),
            origins=tuple(self._origins.get(id_, "unknown origin") for id_ in claim.origins),
            against=tuple(self._list_against(claim)),
        )

    def _list_against(self, claim: Claim) -> Iterable[str]:
        """Yield a sentence for each relation in which this claim is met by another."""
        for relation in self._against.get(claim.id, ()):
            other = self._claims.get(relation.a if relation.b == claim.id else relation.b)
            if other is not None and other.id != claim.id:
                who, quote = self._summarise(other)
                yield f"{_AGAINST[relation.kind]} {who}: “{quote}”"

    def _summarise(self, claim: Claim) -> tuple[str, str]:
        report_id, statement = self.statements[claim.statements[0]]
        return (
            describe_speaker(statement.speaker),
            self._quote(report_id, statement.content),
        )

    def _draft_line(self, statement_id: str) -> Line:
        report_id, statement = self.statements[statement_id]
        return Line(
            speaker=describe_speaker(statement.speaker),
            verb=describe_stance(statement.stance, statement.certainty),
            chain=describe_chain(statement),
            quote=self._quote(report_id, statement.content).removeprefix("that "),
            said=describe_date(statement.said.edtf) if statement.said.edtf else "",
            citations=(self.citations.cite(report_id, statement.content),),
        )

    def _quote(self, report_id: str, spans: Iterable[Span]) -> str:
        text = self.reports[report_id].text
        return " … ".join(" ".join(text[start:end].split()) for start, end in spans)

    def _draft_track(self, track: Track) -> TrackEntry:
        return TrackEntry(
            id=track.id,
            heading=describe_track(track),
            rows=tuple(map(self._draft_point, track.points)),
            current=describe_reading(track),
            reasons=", ".join(track.current.reasons),
        )

    def _draft_point(self, point: Point) -> FigureRow:
        report_id, figure = self.figures[point.figure]
        start, end = figure.span
        return FigureRow(
            as_of=describe_date(point.as_of or point.said or point.reported),
            bounds=describe_figure(point),
            words=self.reports[report_id].text[start:end],
            note="part of another figure" if figure.part_of else "",
            speaker=point.speaker or name_outlet(self.reports[report_id]),
            citation=self.citations.cite(report_id, [figure.span]),
        )

    def _draft_forecast(self, forecast: Forecast) -> ForecastEntry:
        return ForecastEntry(
            line=self._draft_line(forecast.statement),
            window=describe_date(forecast.window) if forecast.window else "no date given",
            outcome=forecast.outcome,
            condition=self._quote_condition(forecast),
            settled=self._draft_line(forecast.settled_by) if forecast.settled_by else None,
        )

    def _quote_condition(self, forecast: Forecast) -> str:
        if forecast.condition is None:
            return ""
        return self._quote(self.statements[forecast.statement][0], [forecast.condition])

    def _draft_origin(self, origin: Origin) -> OriginEntry:
        outlets = dict.fromkeys(name_outlet(self.reports[id_]) for id_ in origin.reports)
        return OriginEntry(name=_name_origin(origin), outlets=tuple(outlets))


def _index_against(relations: Iterable[Relation]) -> dict[str, list[Relation]]:
    """Return the relations that meet each claim: denials of it, and conflicts on both sides."""
    met: dict[str, list[Relation]] = {}
    for relation in relations:
        if relation.kind in _AGAINST:
            met.setdefault(relation.b, []).append(relation)
        if relation.kind == "conflicts" and relation.a != relation.b:
            met.setdefault(relation.a, []).append(relation)
    return met


def _fold_lines(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return lines with the same words from the same speaker as one line with all citations."""
    folded: dict[tuple[str, str, str], Line] = {}
    for line in lines:
        key = (line.speaker, line.verb, line.quote)
        first = folded.get(key)
        citations = (*first.citations, *line.citations) if first else line.citations
        folded[key] = structs.replace(first or line, citations=citations)
    return tuple(folded.values())


_AGAINST = {"denies": "denied by", "doubts": "doubted by", "conflicts": "in conflict with"}


def _name_origin(origin: Origin) -> str:
    return origin.name or f"{origin.kind} origin"
