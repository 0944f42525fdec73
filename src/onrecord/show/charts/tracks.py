"""A track as a chart: Vega-Lite through Altair, the same for page, notebook and briefing.

Time runs downwards, a row for each value somebody gave; values run from left to right. What the
words leave open is drawn open: "at least" is an arrow to the right, "up to" one to the left, and
"about", "more than" and "less than" are hollow. Shape and caption say who, so that colour is never
needed to tell.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from onrecord.records import Point, Record, Track
from onrecord.show.charts import themes
from onrecord.show.charts.looks import TITLE_PIXELS, make_title, write_spec
from onrecord.show.charts.marks import Facts, Link, Mark, draw_number, list_marks, rank_speakers
from onrecord.show.charts.places import Placer, Scale, choose_looks, find_scale
from onrecord.show.charts.texts import cut_text, fit_text, mend_spec
from onrecord.show.wordings import describe_date, describe_reading, describe_track, shorten_date

if TYPE_CHECKING:
    import altair

MAX_ROWS = 40
"""A longer track shows its latest rows, and says so."""
ROW_PIXELS = 34
LABEL_CHARS = 26
LINE_OFFSET = 7
"""How far below the middle of its row a mark lies; its caption lies above."""


def link_statement(point: Point) -> str:
    """Return the page of what a point was said in, else of the figure itself."""
    if point.statement:
        return f"/statement/{quote(point.statement, safe='')}"
    return f"/figure/{quote(point.figure, safe='')}"


class ChartOptions(Record, frozen=True, kw_only=True):
    """How a track is drawn.

    ``width`` is that of the plot in pixels, the times beside it not counted. ``speakers`` are in
    the order of their colours, see :func:`~onrecord.show.charts.marks.rank_speakers`: given the
    same for all charts of a page, a speaker has one colour. ``link`` says where a mark leads to;
    only paths and fragments are kept when it is drawn. Without a title, what stands around the
    chart has to say what it shows.
    """

    width: int = 440
    speakers: tuple[str, ...] = ()
    link: Link = link_statement
    titled: bool = True


def make_track_chart(
    track: Track,
    facts: Facts,
    options: ChartOptions = ChartOptions(),  # noqa: B008 - immutable
) -> dict[str, Any]:
    """Return the Vega-Lite specification of a track.

    Args:
        track: the track.
        facts: reports and annotations by report id, those of the track's points at least.
        options: how it is drawn.

    Returns:
        Plain values; the same track gives the same ones.
    """
    marks = list_marks(track, facts, options.link)
    shown = marks[-MAX_ROWS:]
    scale = find_scale(track, shown)
    order = options.speakers or rank_speakers([track], facts)
    placer = Placer(scale, choose_looks((mark.speaker for mark in shown), order), options.width)
    spec = deepcopy(_make_frame(options.width))
    spec["datasets"] = {
        "bars": placer.place_bars(shown),
        "ends": placer.place_ends(shown),
        "captions": placer.place_captions(shown),
        "reading": _list_reading(track),
    }
    spec["height"] = max(1, len(shown)) * ROW_PIXELS
    heading = fit_text(describe_track(track), options.width, TITLE_PIXELS)
    spec["usermeta"] = {"title": heading}
    spec["title"]["text"] = heading
    notes = [*_describe_cut(shown, marks), *_describe_scale(scale)]
    spec["title"]["subtitle"] = [*_describe_reading(track), *notes]
    spec["description"] = _describe(track, shown)
    _set_axes(spec, scale, _label_times(shown))
    if not options.titled:
        spec["title"] = {"text": "", "subtitle": notes}
    return mend_spec(spec)


def _set_axes(spec: dict[str, Any], scale: Scale, times: list[str]) -> None:
    """Set the scales, which all layers share, where Altair left room for them."""
    kind = "log" if scale.logarithmic else "linear"
    for layer in spec["layer"]:
        x, y = layer["encoding"]["x"], layer["encoding"].get("y")
        if "field" in x:
            domain = [scale.low, scale.high]
            x["scale"] = {"type": kind, "domain": domain, "zero": False, "nice": False}
            if scale.logarithmic:
                x["axis"]["values"] = scale.list_ticks()
        if y is not None:
            y["scale"] = {"domain": list(range(len(times)))}
            y["axis"]["labelExpr"] = f"{json.dumps(times)}[datum.value]"


@cache
def _make_frame(width: int) -> dict[str, Any]:
    """Return the chart without its data: Altair takes its time, and this part never changes."""
    import altair as alt

    axis = alt.Axis(
        title=None, orient="bottom", tickCount=5, format=",~r", labelOverlap="greedy", domain=False
    )
    y = alt.Y(
        "row:O",
        sort=None,
        axis=alt.Axis(title=None, ticks=False, domain=False, grid=False, labelLimit=0),
    )
    shared: dict[str, Any] = {
        "y": y,
        "description": alt.Description("description:N"),
        "tooltip": alt.Tooltip("description:N"),
        "href": alt.Href("href:N"),
    }
    stroke = alt.Stroke("colour:N", scale=None, legend=None)
    bars = (
        alt.Chart(alt.NamedData(name="bars"))
        .mark_rule(strokeWidth=4, yOffset=LINE_OFFSET)
        .encode(
            x=alt.X("from:Q", axis=axis), x2="to:Q", stroke=stroke,
            opacity=alt.Opacity("opacity:Q", scale=None, legend=None), **shared,
        )
    )  # fmt: skip
    ends = (
        alt.Chart(alt.NamedData(name="ends"))
        .mark_point(size=64, strokeWidth=2, opacity=1, yOffset=LINE_OFFSET)
        .encode(
            x=alt.X("value:Q", axis=axis), stroke=stroke,
            fill=alt.Fill("fill:N", scale=None, legend=None),
            shape=alt.Shape("shape:N", scale=None, legend=None), **shared,
        )
    )  # fmt: skip
    layers = [_make_reading(axis), bars, ends, _make_captions(shared)]
    chart = alt.layer(*layers).properties(width=width, height=1, title=make_title())
    return write_spec(chart)


def _make_reading(axis: altair.Axis) -> Any:
    import altair as alt

    return (
        alt.Chart(alt.NamedData(name="reading"))
        .mark_rule(color=themes.READING.light, strokeDash=[2, 3], strokeWidth=1.5)
        .encode(x=alt.X("value:Q", axis=axis))
    )


def _make_captions(shared: dict[str, Any]) -> Any:
    import altair as alt

    return (
        alt.Chart(alt.NamedData(name="captions"))
        .mark_text(
            align="left", yOffset=-LINE_OFFSET, fontSize=12,
            color=themes.INK.light,
        )
        .encode(x=alt.value(4), text="caption:N", **shared)
    )  # fmt: skip


def _list_reading(track: Track) -> list[dict[str, float]]:
    bounds = map(draw_number, (track.current.low, track.current.high))
    return [{"value": value} for value in sorted({b for b in bounds if b is not None})]


def _describe_reading(track: Track) -> list[str]:
    words = describe_reading(track)
    return [f"dotted: latest reading, not a verdict: {words}"] if words else []


def _describe_cut(shown: Sequence[Mark], marks: Sequence[Mark]) -> list[str]:
    if len(shown) == len(marks):
        return []
    return [f"the latest {len(shown)} of {len(marks)} values; the table has all of them"]


def _describe_scale(scale: Scale) -> list[str]:
    return ["logarithmic scale: equal steps are equal ratios"] if scale.logarithmic else []


def _describe(track: Track, marks: Sequence[Mark]) -> str:
    """Return the chart in words, for those who cannot see it."""
    values = "; ".join(f"{describe_date(mark.time)}, {mark.caption}" for mark in marks)
    return f"Values reported for {describe_track(track)} by time. {values}."


def _label_times(marks: Sequence[Mark]) -> list[str]:
    """Return a label a row; one that would repeat the row above is left empty."""
    labels: list[str] = []
    last = ""
    for mark in marks:
        label = cut_text(shorten_date(mark.time), LABEL_CHARS)
        labels.append("" if label == last else label)
        last = label
    return labels
