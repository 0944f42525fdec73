"""Charts of tracks and stories: one Vega-Lite specification for page, notebook and briefing.

:func:`make_track_chart` and :func:`make_timeline_chart` make specifications, :func:`render_svg` and
:func:`render_png` draw them. A page that inlines drawings carries the style sheet of
:func:`write_css` once.
"""

from __future__ import annotations

from onrecord.show.charts.images import has_engine, render_png, render_svg
from onrecord.show.charts.marks import rank_speakers
from onrecord.show.charts.texts import mend_spec
from onrecord.show.charts.themes import Theme, write_css
from onrecord.show.charts.timelines import make_timeline_chart
from onrecord.show.charts.tracks import ChartOptions, make_track_chart

__all__ = [
    "ChartOptions",
    "Theme",
    "has_engine",
    "make_timeline_chart",
    "make_track_chart",
    "mend_spec",
    "rank_speakers",
    "render_png",
    "render_svg",
    "write_css",
]
