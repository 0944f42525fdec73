"""Tracks as charts, and as tables of the same values."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from onrecord.records import Point, Track
from onrecord.show.citations import name_outlet
from onrecord.show.web.drawings import Chart, Drawings
from onrecord.show.web.keys import key_id
from onrecord.show.web.queries import Reader
from onrecord.show.web.sayings import quote_spans
from onrecord.show.web.wordings import describe_day
from onrecord.show.wordings import describe_figure, describe_reading, describe_track

CONTEXT_CHARS = 70
ROWS_SHOWN = 200


class TrackRow(NamedTuple):
    """One value, who gave it, and where."""

    figure: str
    value: str
    words: str
    before: str
    after: str
    as_of: str
    speaker: str
    own: bool
    """True where the outlet says it itself, or names nobody."""
    part: bool
    outlet: str
    published: str | None
    link: str
    new: bool
    current: bool


class TrackCard(NamedTuple):
    """A track, laid out; ``chart`` is None where it could not be drawn."""

    id: str
    story: str
    heading: str
    reading: str
    reasons: tuple[str, ...]
    rows: tuple[TrackRow, ...]
    more: int
    chart: Chart
    new: bool


def order_tracks(tracks: tuple[Track, ...]) -> list[Track]:
    """Return tracks, those with most values first; the ledger's order decides between equals."""
    return sorted(tracks, key=lambda track: -len(track.points))


def make_track_card(
    reader: Reader, track: Track, drawings: Drawings, new: frozenset[str], limit: int
) -> TrackCard:
    """Lay out one track.

    Args:
        reader: where to read.
        track: the track.
        drawings: where charts come from.
        new: reports that came since the reader's last visit.
        limit: how many of its values the table shows, the latest ones.
    """
    rows = tuple(_make_rows(reader, track.points[-limit:], track.current.points, new))
    return TrackCard(
        id=track.id,
        story=track.story,
        heading=describe_track(track),
        reading=describe_reading(track),
        reasons=track.current.reasons,
        rows=rows,
        more=len(track.points) - len(rows),
        chart=drawings.draw_track(track),
        new=any(row.new for row in rows),
    )


def _make_rows(
    reader: Reader, points: Sequence[Point], current: Container[str], new: frozenset[str]
) -> Iterator[TrackRow]:
    for point in points:
        known = reader.known(point.report)
        figure = known.figures.get(point.figure)
        if figure is None:
            continue  # the report has been revised, and its views are still to be made again
        start, end = figure.span
        text = known.report.text
        yield TrackRow(
            figure=figure.id,
            value=describe_figure(point),
            words=quote_spans(known.report, [figure.span]),
            before=" ".join(text[max(0, start - CONTEXT_CHARS) : start].split()[1:]),
            after=" ".join(text[end : end + CONTEXT_CHARS].split()[:-1]),
            as_of=describe_day(_date_point(point)),
            speaker=point.speaker or name_outlet(known.report),
            own=point.speaker is None,
            part=figure.part_of is not None,
            outlet=name_outlet(known.report),
            published=known.report.published.edtf,
            link=f"/figure/{key_id(figure.id)}",
            new=point.report in new,
            current=figure.id in current,
        )


def _date_point(point: Point) -> str | None:
    return point.as_of or point.said or point.reported
