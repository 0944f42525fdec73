"""Coasts and borders behind the dots of a map, from Natural Earth (public domain)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Protocol

Arc = tuple[tuple[float, float], ...]
_FAR = 4000.0
"""Pixels outside of the drawing beyond which a line is not drawn."""


class Projection(Protocol):
    """What turns degrees into pixels."""

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return the pixel of a place."""
        ...


def trace_land(view: Projection, limit: float = 900.0) -> str:
    """Return the lines that lie in or near a drawing as an SVG path.

    Args:
        view: the projection.
        limit: the larger side of the drawing, in pixels.
    """
    parts: list[str] = []
    for arc in load_arcs():
        points = [view.place(*point) for point in arc]
        if _touches(points, limit):
            parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points))
    return "".join(parts)


def _touches(points: list[tuple[float, float]], limit: float) -> bool:
    """Tell whether a line's box meets the drawing's, and is not absurdly far stretched."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    meets = min(xs) < limit and max(xs) > 0 and min(ys) < limit and max(ys) > 0
    return meets and max(map(abs, xs)) < _FAR * 10


@cache
def load_arcs() -> tuple[Arc, ...]:
    """Return all lines as longitudes and latitudes."""
    data = json.loads((files("onrecord.show.web") / "data" / "outlines.json").read_bytes())
    return tuple(tuple(_decode(arc, data["scale"], data["translate"])) for arc in data["arcs"])


def _decode(
    arc: list[list[int]], scale: list[float], translate: list[float]
) -> Iterator[tuple[float, float]]:
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield x * scale[0] + translate[0], y * scale[1] + translate[1]
