"""What showing a ledger costs: charts, briefings, and the answers a language model gets.

Seconds of CPU time on whatever the ledger holds; its views are made first and not counted.

    python bench/show.py desk.db
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from onrecord.records import Track
from onrecord.show.briefings import StoryView, make_briefing
from onrecord.show.charts import make_track_chart, rank_speakers, render_png, render_svg
from onrecord.show.charts.tracks import ChartOptions
from onrecord.show.mcp.tools import Tools
from onrecord.show.printing import render_html, render_markdown, render_pdf
from onrecord.show.views import view_stories
from onrecord.store import Ledger

TRACKS = 100
STORIES = 20


def clock(work: Callable[[], Any]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def show(name: str, seconds: list[float]) -> None:
    if seconds:
        ordered = sorted(seconds)
        last = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
        median = statistics.median(ordered)
        print(f"{name:32} {len(ordered):5} {median * 1000:9.1f} {last * 1000:9.1f}")


def list_tracks(views: list[StoryView]) -> Iterator[tuple[StoryView, Track, ChartOptions]]:
    for view in views:
        order = rank_speakers(view.tracks, view.facts)
        for track in view.tracks:
            yield view, track, ChartOptions(speakers=order)


def measure_charts(views: list[StoryView]) -> None:
    chosen = list(list_tracks(views))[:TRACKS]
    view, track, options = chosen[0]
    spec = make_track_chart(track, view.facts, options)
    first = clock(partial(render_svg, spec))
    show("first chart of a process", [first])
    specs = [make_track_chart(track, view.facts, options) for view, track, options in chosen]
    makers = [
        clock(partial(make_track_chart, track, view.facts, options))
        for view, track, options in chosen
    ]
    show("chart, specification", makers)
    show("chart, SVG", [clock(partial(render_svg, spec)) for spec in specs[1:]])
    show("chart, SVG again", [clock(partial(render_svg, spec)) for spec in specs])
    show("chart, PNG", [clock(partial(render_png, spec)) for spec in specs])


def measure_briefings(views: list[StoryView]) -> None:
    plain = [make_briefing(view) for view in views]
    drawn = [make_briefing(view, charts=True) for view in views]
    show("briefing, Markdown", [clock(partial(render_markdown, b)) for b in plain])
    show("briefing, HTML with charts", [clock(partial(render_html, b)) for b in drawn])
    show("briefing, PDF (charts drawn)", [clock(partial(render_pdf, b)) for b in drawn])


def measure_answers(ledger: Ledger, views: list[StoryView]) -> None:
    tools = Tools(ledger)
    ids = [view.story.id for view in views]
    statements = [
        item.id for view in views for _, notes in view.facts.values() for item in notes.statements
    ][:TRACKS]
    show("ask: list_stories", [clock(tools.list_stories) for _ in range(5)])
    for tool in (tools.get_story, tools.get_claims, tools.get_tracks):
        show(f"ask: {tool.__name__}", [clock(partial(tool, i)) for i in ids])
    show("ask: get_statement", [clock(partial(tools.get_statement, i)) for i in statements])
    words = ["killed", "police said", "two people", "shooting"]
    show("ask: search_statements", [clock(partial(tools.search_statements, w)) for w in words])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ledger")
    with Ledger.open(parser.parse_args().ledger, create=False) as ledger:
        ledger.refresh_views()
        print(f"{ledger.counts()['reports']} reports\n{'':32} times    median  95th, ms")
        views = [view for view, _ in zip(view_stories(ledger), range(STORIES), strict=False)]
        measure_charts(views)
        measure_briefings(views)
        measure_answers(ledger, views)


if __name__ == "__main__":
    main()
