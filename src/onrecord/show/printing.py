"""Briefings as Markdown, HTML and PDF. Whatever a report says is printed, never obeyed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from onrecord.errors import InputError
from onrecord.show.briefings import Briefing
from onrecord.show.templating import link_source, load_templates

_NO_TYPST = "a PDF needs typst; install it with: pip install 'onrecord[pdf]'"


def render_markdown(briefing: Briefing, pictures: Mapping[str, str] | None = None) -> str:
    """Return a briefing as Markdown; text from reports is escaped.

    Args:
        briefing: what to print.
        pictures: paths of charts by the id of their track; that of the timeline under "timeline".
    """
    template = load_templates().get_template("briefing.md.j2")
    return template.render(briefing=briefing, pictures=pictures or {})


def render_html(briefing: Briefing) -> str:
    """Return a briefing as one self-contained HTML page; text from reports is escaped.

    Raises:
        InputError: it has charts, and the library that draws them is not installed.
    """
    from onrecord.show.charts import render_svg, write_css

    template = load_templates().get_template("briefing.html.j2")
    return template.render(briefing=briefing, draw=render_svg, chart_css=write_css())


def render_pdf(briefing: Briefing) -> bytes:
    """Return a briefing as a tagged PDF; the same briefing gives the same bytes on one machine.

    What is printed goes in as data that a fixed document lays out, so that no text of a report is
    ever read as markup.

    Raises:
        InputError: a library for it is not installed, or it cannot be set.
    """
    try:
        import typst
    except ImportError:
        raise InputError(_NO_TYPST) from None
    document = files("onrecord.show").joinpath("templates/briefing.typ").read_bytes()
    data = json.dumps(_list_values(briefing), ensure_ascii=False)
    try:
        pdf: bytes = typst.compile(document, format="pdf", sys_inputs={"data": data}, timestamp=0)
    except RuntimeError as error:
        raise InputError(f"the briefing could not be set: {str(error)[:300]}") from None
    return pdf


def write_briefing(stem: Path, briefing: Briefing, forms: Iterable[str]) -> Iterator[Path]:
    """Write a briefing in several formats.

    Args:
        stem: path of the files without their suffix.
        briefing: what to print.
        forms: of ``md``, ``html``, ``pdf``; the charts of ``md`` are files in a folder beside it.

    Raises:
        InputError: a library for it is not installed.
        OSError: a file cannot be written.
    """
    for form in forms:
        path = stem.with_name(f"{stem.name}.{form}")
        if form == "md":
            pictures = dict(_write_pictures(stem, briefing))
            page = render_markdown(briefing, pictures).encode("utf-8", "replace")
        elif form == "html":
            page = render_html(briefing).encode("utf-8", "replace")
        else:
            page = render_pdf(briefing)
        path.write_bytes(page)
        yield path


def _write_pictures(stem: Path, briefing: Briefing) -> Iterator[tuple[str, str]]:
    """Write the charts of a briefing, and yield their names with their paths from it."""
    from onrecord.show.charts import render_svg

    folder = stem.with_name(f"{stem.name}-charts")
    charts = {"timeline": briefing.timeline} | {entry.id: entry.chart for entry in briefing.tracks}
    for name, chart in charts.items():
        if chart is not None:
            folder.mkdir(exist_ok=True)
            (folder / f"{name}.svg").write_text(render_svg(chart, "light"), "utf-8")
            yield name, f"{folder.name}/{name}.svg"


def _list_values(briefing: Briefing) -> dict[str, Any]:
    """Return a briefing as plain values, with its charts drawn."""
    from onrecord.show.charts import mend_spec, render_svg

    values: dict[str, Any] = mend_spec(msgspec.to_builtins(briefing))
    for entry in (*values["tracks"], values):
        for name in ("chart", "timeline"):
            if entry.get(name):
                entry[name] = {
                    "svg": render_svg(entry[name], "light"),
                    "alt": entry[name]["description"],
                }
    for citation in values["citations"]:
        citation["url"] = link_source(citation["url"])
    return values
