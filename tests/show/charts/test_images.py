"""Pictures: the same bytes each time, safe in any page, and told to those who cannot see them."""

from __future__ import annotations

import re
import struct
import sys
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]  # ships no types
from msgspec import structs

from onrecord.errors import InputError
from onrecord.show.charts import (
    ChartOptions,
    images,
    make_timeline_chart,
    make_track_chart,
    render_png,
    render_svg,
    themes,
)
from onrecord.show.charts.vectors import Meaning, clean_svg
from tests.show.stories import Value, make_story

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    "twelve</title><script>alert(1)</script> <img src=x onerror=alert(1)> "
    'javascript:alert(1) ${alert(1)} {{7*7}} \u202e\u0000]]>&amp;" \' fill="#62626b"'
)


@pytest.fixture(scope="module")
def hostile() -> str:
    view = make_story(HOSTILE, [("twelve</title><script>", HOSTILE, 12, None, "at_least")])
    return render_svg(make_track_chart(view.tracks[0], view.facts))


def test_text_of_reports_stays_text(hostile: str) -> None:
    root = etree.fromstring(hostile)
    names = {etree.QName(element).localname for element in root.iter()}
    assert names <= {"svg", "g", "path", "line", "rect", "text", "a", "title", "desc"}
    titles = [element.text for element in root.iter(f"{SVG}title")]
    assert any("<script>alert(1)</script>" in title for title in titles)
    assert any('fill="#62626b"' in title for title in titles)


def test_nothing_runs_and_nothing_is_loaded(hostile: str) -> None:
    for element in etree.fromstring(hostile).iter():
        for name, value in element.items():
            assert not name.lower().startswith("on")
            assert name != "style"
            assert "url(" not in value
            assert "//" not in value
            if name == "href":
                assert value.startswith("/statement/")


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "https://evil.example/", "//evil.example/", "data:text/html,x", "/a b"],
)
def test_only_links_into_the_same_site_are_kept(link: str) -> None:
    view = make_story("twelve", [("twelve", "Ada", 12, 12, "exact")])
    options = ChartOptions(link=lambda _: link)
    drawing = render_svg(make_track_chart(view.tracks[0], view.facts, options))
    root = etree.fromstring(drawing)
    assert "href" not in drawing
    assert root.get("role") == "img"


def test_hostile_drawings_are_cut_down_to_what_is_known() -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" onload="x()"><style>*{}</style>'
        '<foreignObject><p/></foreignObject><image href="http://x/"/><script>x</script>'
        '<g style="fill:red"><path d="M0,0" fill="url(http://x/)" onclick="x()"/></g></svg>'
    )
    clean = clean_svg(drawing, Meaning(title="t", description="d"), {})
    for word in ("onload", "style", "foreignObject", "image", "script", "url", "onclick"):
        assert word not in clean.replace('role="img"', "")
    assert 'd="M0,0"' in clean


def test_a_drawing_that_is_no_xml_is_an_error() -> None:
    with pytest.raises(InputError, match="could not be drawn"):
        clean_svg("<svg", Meaning(title="t", description="d"), {})


def test_screen_readers_are_told_what_it_shows(hostile: str) -> None:
    root = etree.fromstring(hostile)
    title, desc = root[0], root[1]
    assert root.get("aria-labelledby") == title.get("id")
    assert root.get("aria-describedby") == desc.get("id")
    assert title.text == "killed"
    assert "at least 12" in desc.text
    assert root.get("role") == "group", "a picture may not hold links"


def test_every_link_says_where_it_leads(hostile: str) -> None:
    links = list(etree.fromstring(hostile).iter(f"{SVG}a"))
    assert links
    assert all(link.find(f".//{SVG}title") is not None for link in links)


def test_the_same_chart_is_the_same_picture() -> None:
    view = make_story("twelve", [("twelve", "Ada", 12, 12, "exact")])
    spec = make_track_chart(view.tracks[0], view.facts)
    first = render_svg(spec), render_png(spec)
    images._draw.cache_clear()
    images._draw_clean.cache_clear()
    images._draw_pixels.cache_clear()
    again = make_track_chart(view.tracks[0], view.facts)
    assert (render_svg(again), render_png(again)) == first


def test_themes_differ_in_colours_alone() -> None:
    view = make_story("twelve", [("twelve", "Ada", 12, 12, "exact")])
    spec = make_track_chart(view.tracks[0], view.facts)
    light, dark, auto = (render_svg(spec, theme) for theme in ("light", "dark", "auto"))
    assert themes.SPEAKERS[0].light in light
    assert themes.SPEAKERS[0].dark in dark
    assert f"var(--chart-speaker-1, {themes.SPEAKERS[0].light})" in auto
    bare = [re.sub(r'(fill|stroke)="[^"]*"', "", drawing) for drawing in (light, dark, auto)]
    assert bare[0] == bare[1] == bare[2]


@pytest.mark.parametrize("colour", themes.COLOURS, ids=lambda colour: str(colour.name))
def test_colours_of_marks_stand_out_from_the_page(colour: themes.Colour) -> None:
    if colour in {themes.PAPER, themes.RULE}:
        return
    assert contrast(colour.light, themes.PAPER.light) >= 3
    assert contrast(colour.dark, themes.PAPER.dark) >= 3


def contrast(a: str, b: str) -> float:
    low, high = sorted((measure_light(a), measure_light(b)))
    return (high + 0.05) / (low + 0.05)


def measure_light(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_png_has_the_size_asked_for() -> None:
    view = make_story("twelve", [("twelve", "Ada", 12, 12, "exact")])
    spec = make_track_chart(view.tracks[0], view.facts)
    sizes = [struct.unpack(">II", render_png(spec, scale)[16:24]) for scale in (1, 2)]
    assert sizes[1][0] == pytest.approx(2 * sizes[0][0], abs=2)


def test_without_the_library_an_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    view = make_story("eleven", [("eleven", "Ada", 11, 11, "exact")])
    with pytest.raises(InputError, match=r"onrecord\[charts\]"):
        render_svg(make_track_chart(view.tracks[0], view.facts))


@given(st.text(alphabet=st.characters(), min_size=1, max_size=40))
@settings(max_examples=20)
def test_any_text_can_be_drawn(text: str) -> None:
    view = make_story(f"{text} twelve", [("twelve", text, 12, 12, "exact")], outlet=text)
    drawing = render_svg(make_track_chart(view.tracks[0], view.facts))
    assert etree.fromstring(drawing).tag == f"{SVG}svg"


@pytest.mark.parametrize("char", ["\U0001f6a2", "漢", "W", "\u0301", "\u202e"])
def test_what_is_too_long_is_cut_between_characters(char: str) -> None:
    value: Value = ("twelve", char * 300, 12, 12, "exact")
    view = make_story("twelve", [value], outlet=char * 300)
    for spec in (make_track_chart(view.tracks[0], view.facts), make_timeline_chart(view)):
        drawing = render_svg(spec)
        assert f"{char}…" in drawing


@pytest.mark.parametrize("value", [1e400, 1e300, 1e-300, -5.0, 0.0])
def test_any_number_can_be_drawn(value: float) -> None:
    bound = Decimal("1E+400") if value > 1e300 else Decimal(str(value))
    view = make_story("twelve", [("twelve", "Ada", 1, 1, "exact")] * 2)
    first, second = view.tracks[0].points
    points = (structs.replace(first, low=bound, high=bound), second)
    current = structs.replace(view.tracks[0].current, low=bound)
    track = structs.replace(view.tracks[0], points=points, current=current)
    assert "<svg" in render_svg(make_track_chart(track, view.facts))


def test_a_timeline_is_drawn() -> None:
    view = make_story("twelve", [("twelve", "Ada", 12, 12, "exact")])
    drawing = render_svg(make_timeline_chart(view))
    assert "open: Ada, on or before 2 March 2025" in drawing
    assert "reports (1)" in drawing
