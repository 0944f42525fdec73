"""Maps drawn here: places where they belong, names that can be read, lines that stay short."""

from __future__ import annotations

import re
from itertools import pairwise

from onrecord.show.web.outlines import load_arcs
from onrecord.show.web.places import HEIGHT, WIDTH, draw_map
from onrecord.show.web.registers import Place


def make_place(name: str, latitude: float, longitude: float) -> Place:
    return Place(name, name, latitude, longitude, ())


def test_places_lie_inside_north_above_and_east_to_the_right() -> None:
    oslo, rome = make_place("Oslo", 59.9, 10.7), make_place("Rome", 41.9, 12.5)
    drawing = draw_map([(oslo, 3), (rome, 1)])
    assert drawing is not None
    dots = {dot.name: dot for dot in drawing.dots}
    assert dots["Oslo"].y < dots["Rome"].y
    assert dots["Oslo"].x < dots["Rome"].x
    assert all(0 < dot.x < WIDTH and 0 < dot.y < HEIGHT for dot in dots.values())
    assert drawing.land.startswith("M")
    assert dots["Oslo"].radius > dots["Rome"].radius


def test_one_place_at_the_edge_of_the_world_can_be_drawn() -> None:
    for latitude, longitude in ((0, 0), (89.9, 179.9), (-90, -180)):
        drawing = draw_map([(make_place("X", latitude, longitude), 1)])
        assert drawing is not None
        assert re.fullmatch(r"[ML\d .e-]*", drawing.land)


def test_names_that_would_lie_on_another_are_left_to_the_list() -> None:
    near = [(make_place(f"Place {n}", 50 + n / 1000, 10.0), 9 - n) for n in range(5)]
    far = (make_place("Elsewhere", 52.0, 14.0), 1)
    drawing = draw_map([*near, far])
    assert drawing is not None
    assert {dot.name for dot in drawing.dots if dot.named} == {"Place 0", "Elsewhere"}


def test_without_coordinates_there_is_no_map() -> None:
    assert draw_map([]) is None


def test_no_line_leaps_round_the_world() -> None:
    leaps = [abs(a[0] - b[0]) for arc in load_arcs() for a, b in pairwise(arc)]
    assert max(leaps) < 180
