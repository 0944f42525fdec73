"""Coasts and borders behind the dots of a map, from Natural Earth (public domain)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Protocol

Arc = tuple[tuple[float, float], ...]
HALF_ROUND = 180.0
"""A line that leaps so many degrees goes round the back of the world; it is cut there."""


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
    """Tell whether a line's box meets the drawing's."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs) < limit and max(xs) > 0 and min(ys) < limit and max(ys) > 0


@cache
def load_arcs() -> tuple[Arc, ...]:
    """Return all lines as longitudes and latitudes."""
    data = json.loads((files("onrecord.show.web") / "data" / "outlines.json").read_bytes())
    whole = (_decode(arc, data["scale"], data["translate"]) for arc in data["arcs"])
    return tuple(part for points in whole for part in _cut(list(points)))


def _cut(points: list[tuple[float, float]]) -> Iterator[Arc]:
    start = 0
    for place in range(1, len(points) + 1):
        leaps = place < len(points) and abs(points[place][0] - points[place - 1][0]) > HALF_ROUND
        if leaps or place == len(points):
            if place - start > 1:
                yield tuple(points[start:place])
            start = place


def _decode(
    arc: list[list[int]], scale: list[float], translate: list[float]
) -> Iterator[tuple[float, float]]:
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield x * scale[0] + translate[0], y * scale[1] + translate[1]
