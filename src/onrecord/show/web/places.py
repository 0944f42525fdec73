"""Places of a story on a map drawn here: a graticule, outlines of land, a dot for each place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from onrecord.show.web.queries import Reader
from onrecord.show.web.registers import Place
from onrecord.show.web.wordings import count_things

WIDTH, HEIGHT = 760, 420
MARGIN = 0.25
NAME_PIXELS, NAME_HEIGHT, NAME_CHARS = 7.5, 16, 28
SMALLEST_DEGREES = 2.0
_STEPS = (0.25, 0.5, 1, 2, 5, 10, 15, 30)


class Dot(NamedTuple):
    """A place as it is drawn."""

    x: float
    y: float
    radius: float
    name: str
    note: str
    left: bool
    """True where the name stands to the left, so that it stays inside."""
    named: bool = True
    """False where the name would lie on another; the list has all of them."""


class Line(NamedTuple):
    """A line of the graticule."""

    x1: float
    y1: float
    x2: float
    y2: float
    label: str


class Map(NamedTuple):
    """The drawing."""

    width: int
    height: int
    lines: tuple[Line, ...]
    land: str
    dots: tuple[Dot, ...]


class View(NamedTuple):
    """What part of the world is shown: an equirectangular map, true to scale at its middle."""

    west: float
    north: float
    degree: float
    """Pixels a degree of latitude."""
    squeeze: float
    """How much shorter a degree of longitude is there."""

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return the pixel of a place."""
        x = (longitude - self.west) * self.degree * self.squeeze
        return round(x, 1), round((self.north - latitude) * self.degree, 1)


def list_places(reader: Reader, reports: Iterable[str]) -> list[tuple[Place, int]]:
    """Return the places that some reports name, with how many name each."""
    counts: dict[str, int] = {}
    places: dict[str, Place] = {}
    for report in reports:
        for place in reader.register.places.get(report, ()):
            counts[place.id] = counts.get(place.id, 0) + 1
            places[place.id] = place
    ordered = sorted(places.values(), key=lambda place: (-counts[place.id], place.name))
    return [(place, counts[place.id]) for place in ordered]


def draw_map(places: Sequence[tuple[Place, int]]) -> Map | None:
    """Return a map of places; None without any."""
    if not places:
        return None
    from onrecord.show.web.outlines import trace_land

    view = _frame([place for place, _ in places])
    return Map(
        width=WIDTH,
        height=HEIGHT,
        lines=tuple(_rule(view)),
        land=trace_land(view),
        dots=tuple(reversed(_part_names([_make_dot(view, *found) for found in places]))),
    )


def _frame(places: Sequence[Place]) -> View:
    south, north = _widen([place.latitude for place in places])
    west, east = _widen([place.longitude for place in places])
    middle = (south + north) / 2
    squeeze = max(math.cos(math.radians(middle)), 0.2)
    degree = min(HEIGHT / (north - south), WIDTH / ((east - west) * squeeze))
    return View(
        west=(west + east) / 2 - WIDTH / (2 * degree * squeeze),
        north=middle + HEIGHT / (2 * degree),
        degree=degree,
        squeeze=squeeze,
    )


def _widen(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    margin = max((high - low) * MARGIN, SMALLEST_DEGREES / 2)
    return low - margin, high + margin


def _rule(view: View) -> Iterable[Line]:
    """Yield meridians and parallels, six or so across."""
    wide = WIDTH / (view.degree * view.squeeze)
    step = next((step for step in _STEPS if wide / step <= 8), 30)
    for number in range(math.ceil(view.west / step), math.floor((view.west + wide) / step) + 1):
        x, _ = view.place(number * step, 0)
        yield Line(x, 0, x, HEIGHT, _label(number * step, "E", "W"))
    south = view.north - HEIGHT / view.degree
    for number in range(math.ceil(south / step), math.floor(view.north / step) + 1):
        if abs(number * step) <= 90:
            _, y = view.place(0, number * step)
            yield Line(0, y, WIDTH, y, _label(number * step, "N", "S"))


def _label(degrees: float, positive: str, negative: str) -> str:
    side = "" if degrees == 0 else positive if degrees > 0 else negative
    return f"{abs(degrees):g}°{side}"


def _part_names(dots: Iterable[Dot]) -> list[Dot]:
    """Return dots, those that most reports name first, with names that lie on no other."""
    taken: list[tuple[float, float, float, float]] = []
    parted = []
    for dot in dots:
        wide = NAME_PIXELS * min(len(dot.name), NAME_CHARS) + 2 * dot.radius
        left = dot.x - wide if dot.left else dot.x - dot.radius
        box = (left, dot.y - NAME_HEIGHT / 2, left + wide, dot.y + NAME_HEIGHT / 2)
        free = not any(
            box[0] < x2 and x1 < box[2] and box[1] < y2 and y1 < box[3] for x1, y1, x2, y2 in taken
        )
        taken += [box] if free else []
        parted.append(dot._replace(named=free))
    return parted


def _make_dot(view: View, place: Place, count: int) -> Dot:
    x, y = view.place(place.longitude, place.latitude)
    note = f"{place.name}: named in {count_things(count, 'report')}"
    return Dot(x, y, round(4 + math.sqrt(count), 1), place.name, note, x > WIDTH * 0.75)
