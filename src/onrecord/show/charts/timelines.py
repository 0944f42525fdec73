"""A story as a timeline: reports, statements, the dates they name, and forecasts' windows."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from onrecord.periods import read_period
from onrecord.records import Forecast
from onrecord.show.charts import themes
from onrecord.show.charts.looks import make_title, write_spec
from onrecord.show.charts.moments import (
    DAY,
    LANES,
    Entry,
    Window,
    find_window,
    is_placed,
    list_entries,
)
from onrecord.show.charts.texts import (
    CAPTION_CHARS,
    DESCRIPTION_CHARS,
    cut_text,
    fit_text,
    mend_spec,
)
from onrecord.show.wordings import describe_date, describe_speaker

if TYPE_CHECKING:
    from onrecord.show.briefings import StoryView

ROW_PIXELS = 40
MAX_FORECASTS = 10
LINE_OFFSET = 8


def make_timeline_chart(view: StoryView, width: int = 440) -> dict[str, Any]:
    """Return the Vega-Lite specification of a story's timeline.

    Args:
        view: the story.
        width: of the plot in pixels.

    Returns:
        Plain values; the same story gives the same ones. What is known to no more than a month is
        counted beside the lane and not placed in it.
    """
    entries = list(list_entries(view.facts))
    window = find_window(entries)
    placed = [entry for entry in entries if is_placed(entry, window)]
    bars = _place_forecasts(view, window, width)
    spec = deepcopy(_make_frame(width))
    spec["datasets"] = {"counts": _count(placed, window), "bars": bars}
    rows = [*LANES, *(bar["row"] for bar in bars)]
    labels = [*_label_lanes(entries, placed), *(["forecasts"] + [""] * len(bars))[: len(bars)]]
    spec["height"] = len(rows) * ROW_PIXELS
    spec["title"]["text"] = "Timeline"
    spec["title"]["subtitle"] = _describe_cut(view, bars)
    spec["description"] = _describe(spec["datasets"])
    _set_axes(spec, window, dict(zip(rows, labels, strict=True)))
    return mend_spec(spec)


def _count(entries: Iterable[Entry], window: Window) -> list[dict[str, Any]]:
    """Return how many entries lie in each step, and which."""
    bins: dict[tuple[str, datetime], list[str]] = defaultdict(list)
    for entry in entries:
        assert entry.period.start is not None
        bins[entry.lane, window.find_step(entry.period.start)].append(entry.words)
    most = {
        lane: max((len(words) for (name, _), words in bins.items() if name == lane), default=0)
        for lane in LANES
    }
    return [
        {
            "row": lane,
            "at": _write(start + window.step / 2),
            "count": len(words),
            "label": str(len(words)) if len(words) == most[lane] else "",
            "description": _describe_bin(lane, start, window.step, words),
        }
        for (lane, start), words in sorted(bins.items())
    ]


def _describe_bin(lane: str, start: datetime, step: timedelta, words: list[str]) -> str:
    day = start.date().isoformat() + (f"T{start:%H:%M}" if step < DAY else "")
    names = list(dict.fromkeys(" ".join(word.split()) for word in words))
    more = f" and {len(names) - 6} more" if len(names) > 6 else ""
    since = "from " if step > DAY else ""
    text = f"{lane}, {since}{describe_date(day)}: {len(words)} ({'; '.join(names[:6])}{more})"
    return cut_text(text, DESCRIPTION_CHARS)


_OUTCOMES = {
    "open": (themes.SPEAKERS[0], "circle"),
    "due": (themes.SPEAKERS[4], "diamond"),
    "overdue": (themes.SPEAKERS[1], "square"),
    "borne-out": (themes.SPEAKERS[2], "triangle-up"),
    "contradicted": (themes.SPEAKERS[3], "cross"),
}


def _place_forecasts(view: StoryView, window: Window, width: int) -> list[dict[str, Any]]:
    """Return the first forecasts whose window can be seen, a row each."""
    statements = {
        item.id: (report, item)
        for report, notes in view.facts.values()
        for item in notes.statements
    }
    rows: list[dict[str, Any]] = []
    for forecast in view.forecasts:
        edges = _clip(forecast, window)
        if edges is None or len(rows) == MAX_FORECASTS:
            continue
        report, statement = statements[forecast.statement]
        who = cut_text(describe_speaker(statement.speaker), CAPTION_CHARS)
        quote = " … ".join(report.text[a:b] for a, b in statement.content)
        colour, shape = _OUTCOMES[forecast.outcome]
        shape = "triangle-right" if edges[1] == window.end else shape
        caption = f"{forecast.outcome}: {who}, {describe_date(forecast.window)}"
        rows.append({
            "row": f"forecast {len(rows)}", "from": _write(edges[0]), "to": _write(edges[1]),
            "colour": colour.light, "shape": shape, "caption": fit_text(caption, width),
            "description": cut_text(f"{caption}: “{quote}”", DESCRIPTION_CHARS),
        })  # fmt: skip
    return rows


def _clip(forecast: Forecast, window: Window) -> tuple[datetime, datetime] | None:
    period = read_period(forecast.window)
    if period is None:
        return None
    start = max(period.start or window.start, window.start)
    end = min(period.end or window.end, window.end)
    return (start, end) if start <= end else None


def _write(moment: datetime) -> str:
    return moment.isoformat() + "Z"


# ---------------------------------------------------------------- words


def _label_lanes(entries: Iterable[Entry], placed: Iterable[Entry]) -> list[str]:
    totals = Counter(entry.lane for entry in entries)
    seen = Counter(entry.lane for entry in placed)
    return [
        f"{lane} ({totals[lane]})" if seen[lane] == totals[lane]
        else f"{lane} ({seen[lane]} of {totals[lane]})"
        for lane in LANES
    ]  # fmt: skip


def _describe_cut(view: StoryView, bars: list[dict[str, Any]]) -> str:
    hidden = len(view.forecasts) - len(bars)
    if not hidden:
        return ""
    noun = "forecast is" if hidden == 1 else "forecasts are"
    return f"{hidden} {noun} without a window here; the list has all of them"


def _describe(data: Mapping[str, list[dict[str, Any]]]) -> str:
    return ". ".join(row["description"] for row in (*data["counts"], *data["bars"]))


# ---------------------------------------------------------------- the frame


def _set_axes(spec: dict[str, Any], window: Window, labels: Mapping[str, str]) -> None:
    for layer in spec["layer"]:
        x, y = layer["encoding"]["x"], layer["encoding"]["y"]
        if "field" in x:
            x["axis"]["format"] = _choose_format(window)
            x["scale"] = {"type": "utc", "domain": [_write(window.start), _write(window.end)]}
        y["scale"] = {"domain": list(labels)}
        y["axis"]["labelExpr"] = f"{json.dumps(labels)}[datum.value]"


def _choose_format(window: Window) -> str:
    days = (window.end - window.start).days
    return "%-d %b %H:%M" if days < 5 else "%-d %b" if days < 365 else "%b %Y"


@cache
def _make_frame(width: int) -> dict[str, Any]:
    import altair as alt

    axis = alt.Axis(title=None, tickCount=5, labelOverlap="greedy", domain=False)
    y = alt.Y(
        "row:N",
        sort=None,
        axis=alt.Axis(title=None, ticks=False, domain=False, grid=False, labelLimit=0),
    )
    shared: dict[str, Any] = {
        "y": y,
        "description": alt.Description("description:N"),
        "tooltip": alt.Tooltip("description:N"),
    }
    counts = alt.Chart(alt.NamedData(name="counts")).encode(x=alt.X("at:T", axis=axis), **shared)
    circles = counts.mark_point(
        filled=True, fill=themes.SPEAKERS[0].light, opacity=0.75, shape="circle"
    ).encode(size=alt.Size("count:Q", scale=alt.Scale(range=[25, 500], zero=False), legend=None))
    labels = counts.mark_text(dy=-16, fontSize=11, color=themes.SOFT.light).encode(text="label:N")
    bars = alt.Chart(alt.NamedData(name="bars"))
    stroke = alt.Stroke("colour:N", scale=None, legend=None)
    windows = bars.mark_rule(strokeWidth=4, yOffset=LINE_OFFSET, opacity=0.6).encode(
        x=alt.X("from:T", axis=axis), x2="to:T", stroke=stroke, **shared
    )
    ends = bars.mark_point(size=64, opacity=1, yOffset=LINE_OFFSET).encode(
        x=alt.X("to:T", axis=axis), stroke=stroke,
        fill=alt.Fill("colour:N", scale=None, legend=None),
        shape=alt.Shape("shape:N", scale=None, legend=None), **shared,
    )  # fmt: skip
    captions = bars.mark_text(
        align="left", yOffset=-LINE_OFFSET, fontSize=12, color=themes.INK.light
    ).encode(x=alt.value(4), text="caption:N", **shared)
    chart = alt.layer(circles, labels, windows, ends, captions)
    chart = chart.properties(width=width, height=1, title=make_title())
    return write_spec(chart)
