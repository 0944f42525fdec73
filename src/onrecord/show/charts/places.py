"""Where the marks of a track go: bars, ends and arrows, worked out so that the drawing is plain."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from onrecord.records import Track
from onrecord.show.charts import themes
from onrecord.show.charts.marks import STRICT, Mark, draw_number
from onrecord.show.charts.texts import fit_text

Row = dict[str, Any]

STUB_SHARE = 0.12
"""How far the arrow of an open end reaches, as a share of the values shown."""
PADDING_SHARE = 0.05
LOG_RATIO = 50
"""Values further apart than this are drawn on a logarithmic scale."""


class Scale(NamedTuple):
    """The values a chart shows, and whether equal steps are equal ratios."""

    low: float
    high: float
    logarithmic: bool

    def list_ticks(self) -> list[float]:
        """Return the round values of a logarithmic scale; every other has ticks of its own."""
        powers = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        digits = (1, 2, 5) if len(powers) < 6 else (1,)
        ticks = (digit * 10.0**power for power in powers for digit in digits)
        return [tick for tick in ticks if self.low <= tick <= self.high]

    def step(self, value: float, share: float) -> float:
        """Return what lies a share of the whole scale beside a value."""
        if self.logarithmic:
            return float(value * (self.high / self.low) ** share)
        return value + (self.high - self.low) * share


class Look(NamedTuple):
    """The colour and shape that stand for a speaker."""

    colour: str
    shape: str


def find_scale(track: Track, marks: Iterable[Mark]) -> Scale:
    """Return a scale on which all values and the arrows of open ends have room."""
    values = [value for mark in marks for value in (mark.low, mark.high) if value is not None]
    current = map(draw_number, (track.current.low, track.current.high))
    values += [value for value in current if value is not None]
    if not values:
        return Scale(0, 1, False)
    low, high = min(values), max(values)
    if low > 0 and high / low > LOG_RATIO:
        return _widen(Scale(low, high, True))
    if low == high:
        low, high = low - max(abs(low) * 0.5, 1), high + max(abs(high) * 0.5, 1)
    wide = _widen(Scale(low, high, False))
    return wide._replace(low=max(wide.low, 0.0)) if min(values) >= 0 else wide


def _widen(scale: Scale) -> Scale:
    share = STUB_SHARE + PADDING_SHARE
    return scale._replace(low=scale.step(scale.low, -share), high=scale.step(scale.high, share))


def choose_looks(speakers: Iterable[str], order: Sequence[str]) -> dict[str, Look]:
    """Return a look for each of the first speakers; those that are left share another.

    Args:
        speakers: those of this chart.
        order: all speakers of the page: one has the same look in each chart, unless another
            speaker of the chart, who comes before, has it already.
    """
    places = {name: place for place, name in enumerate(order)}
    free = list(range(len(themes.SPEAKERS)))
    looks: dict[str, Look] = {}
    for name in sorted(set(speakers), key=lambda name: (places.get(name, len(places)), name)):
        if free:
            wanted = places.get(name, 0) % len(themes.SPEAKERS)
            place = wanted if wanted in free else free[0]
            free.remove(place)
            looks[name] = Look(themes.SPEAKERS[place].light, themes.SHAPES[place])
    return looks


class Placer:
    """Turns marks into rows of data for the layers of a chart."""

    def __init__(self, scale: Scale, looks: dict[str, Look], pixels: int) -> None:
        """Keep what places and looks depend on, and how wide a caption may be."""
        self._scale = scale
        self._looks = looks
        self._pixels = pixels
        self._rest = Look(themes.OTHERS.light, themes.OTHER_SHAPE)

    def place_captions(self, marks: Iterable[Mark]) -> list[Row]:
        """Return who says what, a row each."""
        return [
            {**self._share(row, mark), "caption": fit_text(mark.caption, self._pixels)}
            for row, mark in enumerate(marks)
        ]

    def place_bars(self, marks: Iterable[Mark]) -> list[Row]:
        """Return the stretches between bounds, and those that an open bound leaves open."""
        return [
            {**self._share(row, mark), "from": first, "to": last, "opacity": opacity}
            for row, mark in enumerate(marks)
            for first, last, opacity in self._stretch(mark)
        ]

    def place_ends(self, marks: Iterable[Mark]) -> list[Row]:
        """Return the bounds themselves, and the heads of the arrows."""
        return [
            {**self._share(row, mark), "value": value, "shape": shape, "fill": fill}
            for row, mark in enumerate(marks)
            for value, shape, fill in self._end(mark)
        ]

    def _share(self, row: int, mark: Mark) -> Row:
        link = {"href": mark.link} if mark.link else {}
        return {
            "row": row,
            "colour": self._look(mark).colour,
            "description": mark.description,
            **link,
        }

    def _look(self, mark: Mark) -> Look:
        return self._looks.get(mark.speaker, self._rest)

    def _stretch(self, mark: Mark) -> Iterator[tuple[float, float, float]]:
        if mark.low is not None and mark.high is not None:
            if mark.low != mark.high:
                yield mark.low, mark.high, 0.45 if mark.qualifier == "about" else 0.9
        elif mark.low is not None:
            yield mark.low, self._scale.step(mark.low, STUB_SHARE), 0.6
        elif mark.high is not None:
            yield self._reach_left(mark.high), mark.high, 0.6

    def _end(self, mark: Mark) -> Iterator[tuple[float, str, str]]:
        colour, shape = self._look(mark)
        hollow = mark.qualifier == "about" or mark.qualifier in STRICT
        bounds = {value for value in (mark.low, mark.high) if value is not None}
        for value in sorted(bounds):
            yield value, shape, themes.PAPER.light if hollow else colour
        if mark.low is None and mark.high is not None:
            yield self._reach_left(mark.high), "triangle-left", colour
        if mark.high is None and mark.low is not None:
            yield self._scale.step(mark.low, STUB_SHARE), "triangle-right", colour

    def _reach_left(self, value: float) -> float:
        return max(self._scale.low, self._scale.step(value, -STUB_SHARE))
