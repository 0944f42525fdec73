"""Specifications → pictures, with the engine that vl-convert carries: no browser, no network."""

from __future__ import annotations

import json
from functools import lru_cache
from types import ModuleType
from typing import Any

from onrecord.errors import InputError
from onrecord.show.charts.texts import mend_spec
from onrecord.show.charts.themes import PAPER, Theme, map_colours
from onrecord.show.charts.vectors import Meaning, clean_svg

CACHED_DRAWINGS = 512
"""Of some 20 kB each. A drawing takes about 0.15 seconds, the first of a process 1.5."""
VEGA_LITE = "6.4"
_MISSING = "charts need vl-convert-python; install it with: pip install 'onrecord[charts]'"


def render_svg(spec: dict[str, Any], theme: Theme = "auto") -> str:
    """Return a chart as SVG that is safe to stand in a page.

    Args:
        spec: what :func:`~onrecord.show.charts.make_track_chart` returns.
        theme: ``auto`` follows the page by CSS variables; see
            :func:`~onrecord.show.charts.themes.write_css`.

    Raises:
        InputError: the drawing library is not installed, or cannot draw this.
    """
    return _draw_clean(_encode(spec), theme)


def render_png(spec: dict[str, Any], scale: float = 2.0, theme: Theme = "light") -> bytes:
    """Return a chart as a PNG.

    Args:
        spec: what :func:`~onrecord.show.charts.make_track_chart` returns.
        scale: pixels of the picture for each of the chart.
        theme: of its colours and background; ``auto`` is light.

    Raises:
        InputError: the drawing library is not installed, or cannot draw this.
    """
    text = _encode(spec | {"background": PAPER.light})
    for light, dark in map_colours("dark").items() if theme == "dark" else ():
        text = text.replace(f'"{light}"', f'"{dark}"')
    return _draw_pixels(text, scale)


def has_engine() -> bool:
    """Tell whether charts can be drawn here: whether vl-convert is installed."""
    from importlib.util import find_spec

    return find_spec("vl_convert") is not None


def _encode(spec: dict[str, Any]) -> str:
    return json.dumps(mend_spec(spec), separators=(",", ":"), sort_keys=True, ensure_ascii=False)


@lru_cache(maxsize=CACHED_DRAWINGS)
def _draw_clean(text: str, theme: Theme) -> str:
    spec = json.loads(text)
    meaning = Meaning(title=_read_title(spec), description=str(spec.get("description", "")))
    return clean_svg(_draw(text), meaning, map_colours(theme))


@lru_cache(maxsize=CACHED_DRAWINGS // 8)
def _draw(text: str) -> str:
    engine = _load_engine()
    try:
        drawing = engine.vegalite_to_svg(text, vl_version=VEGA_LITE, allowed_base_urls=[])
    except ValueError as error:
        raise InputError(f"the chart could not be drawn: {str(error)[:300]}") from None
    return str(drawing)


@lru_cache(maxsize=CACHED_DRAWINGS // 8)
def _draw_pixels(text: str, scale: float) -> bytes:
    engine = _load_engine()
    try:
        picture: bytes = engine.vegalite_to_png(
            text, vl_version=VEGA_LITE, scale=scale, allowed_base_urls=[]
        )
    except ValueError as error:
        raise InputError(f"the chart could not be drawn: {str(error)[:300]}") from None
    return picture


def _read_title(spec: dict[str, Any]) -> str:
    """Return what a chart shows, also where the page around it says so and the chart does not."""
    title = spec.get("usermeta", {}).get("title") or spec.get("title", "")
    return str(title.get("text", "") if isinstance(title, dict) else title)


def _load_engine() -> ModuleType:
    try:
        import vl_convert
    except ImportError:
        raise InputError(_MISSING) from None
    return vl_convert
