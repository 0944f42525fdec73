"""What all charts have in common: titles, fonts, lines, and the colours of what stands for data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onrecord.show.charts import themes

if TYPE_CHECKING:
    import altair


TITLE_PIXELS = 14


def make_title() -> altair.TitleParams:
    """Return an empty title with a line below it, to be filled for each chart."""
    import altair as alt

    return alt.TitleParams(
        text="", subtitle="", anchor="start", frame="group", offset=10, fontSize=TITLE_PIXELS,
        subtitleFontSize=11, color=themes.INK.light, subtitleColor=themes.SOFT.light,
    )  # fmt: skip


def write_spec(chart: altair.LayerChart | altair.FacetChart) -> dict[str, Any]:
    """Return the specification of a chart, with fonts and lines set."""
    spec: dict[str, Any] = (
        chart.configure(font=themes.FONT, background="transparent", padding=8)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=themes.SOFT.light, titleColor=themes.SOFT.light, labelFontSize=11,
            titleFontSize=11, titleFontWeight="normal", gridColor=themes.RULE.light,
            domainColor=themes.RULE.light, tickColor=themes.RULE.light,
        )
        .to_dict()
    )  # fmt: skip
    return spec
