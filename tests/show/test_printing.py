"""Briefings as files: charts inside, sources linked, and hostile text printed as it stands."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pypdf
import pytest
from lxml import html  # type: ignore[import-untyped]  # ships no types
from msgspec import structs

from onrecord.errors import InputError
from onrecord.show.briefings import Briefing, StoryView, make_briefing
from onrecord.show.printing import render_html, render_markdown, render_pdf, write_briefing
from tests.show.stories import Value, make_story

HOSTILE = (
    '#panic("x") *bold* `code` $x$ <script>alert(1)</script> \\ #import "/etc/passwd" @ref [a](b) '
    "\x00\u202e "
)
VALUES: list[Value] = [("twelve", "Ada", 12, None, "at_least"), ("thirteen", "Bo", 13, 13, "about")]


def with_url(view: StoryView, url: str) -> StoryView:
    report, notes = view.facts["r1"]
    return structs.replace(view, facts={"r1": (structs.replace(report, url=url), notes)})


@pytest.fixture(scope="module")
def view() -> StoryView:
    return make_story("Some said twelve, others thirteen.", VALUES)


@pytest.fixture(scope="module")
def briefing(view: StoryView) -> Briefing:
    return make_briefing(view, charts=True)


def read_pdf(pdf: bytes) -> str:
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(text.split())


def test_a_page_holds_its_charts_and_loads_nothing(briefing: Briefing) -> None:
    page = html.fromstring(render_html(briefing))
    assert len(page.findall(".//svg")) == 2
    assert page.find(".//script") is None
    for element in page.iter():
        if element.tag != "a":
            assert not element.get("src")
            assert not element.get("href")


def test_marks_lead_to_the_citation_of_their_row(briefing: Briefing) -> None:
    page = html.fromstring(render_html(briefing))
    targets = {link.get("href") for link in page.iterfind(".//svg//a")}
    assert targets == {f"#source-{row.citation.number}" for row in briefing.tracks[0].rows}
    assert all(page.get_element_by_id(target[1:]) is not None for target in targets)


def test_a_single_value_has_no_chart() -> None:
    view = make_story("twelve", VALUES[:1])
    assert make_briefing(view, charts=True).tracks[0].chart is None


def test_charts_do_not_change_what_is_cited(view: StoryView, briefing: Briefing) -> None:
    assert make_briefing(view).citations == briefing.citations


@pytest.mark.parametrize(
    ("url", "linked"), [("https://example.org/a", True), ("javascript:alert(1)", False)]
)
def test_only_web_addresses_are_linked(view: StoryView, url: str, linked: bool) -> None:
    page = render_html(make_briefing(with_url(view, url)))
    assert (f'href="{url}"' in page) is linked


def test_a_pdf_says_what_the_page_says(briefing: Briefing) -> None:
    text = read_pdf(render_pdf(briefing))
    for words in ("What is said, and by whom", "at least 12", "about 13", "Ada", "The Post"):
        assert words in text


def test_the_same_briefing_is_the_same_pdf(briefing: Briefing) -> None:
    assert render_pdf(briefing) == render_pdf(briefing)


def test_a_pdf_is_tagged_and_has_a_title_and_no_date(briefing: Briefing) -> None:
    reader = pypdf.PdfReader(io.BytesIO(render_pdf(briefing)))
    assert reader.metadata is not None
    assert reader.metadata.title == "A title"
    assert "/CreationDate" not in reader.metadata
    assert "/StructTreeRoot" in reader.trailer["/Root"]  # type: ignore[operator]  # a dictionary


def test_hostile_text_is_printed_and_never_obeyed() -> None:
    value: Value = ("twelve", HOSTILE, 12, None, "at_least")
    view = make_story(f"{HOSTILE} twelve", [value, value], outlet=HOSTILE)
    story = structs.replace(view.story, title=HOSTILE)
    briefing = make_briefing(structs.replace(view, story=story), charts=True)
    text = read_pdf(render_pdf(briefing))
    assert '#panic("x") *bold* `code` $x$ <script>' in text
    assert "<script>" not in render_html(briefing)
    assert re.search(r"(?<!\\)<script>", render_markdown(briefing)) is None


def test_files_hold_every_format_and_markdown_its_pictures(
    briefing: Briefing, tmp_path: Path
) -> None:
    paths = list(write_briefing(tmp_path / "st", briefing, ["md", "html", "pdf"]))
    assert [path.name for path in paths] == ["st.md", "st.html", "st.pdf"]
    linked = re.findall(r"!\[[^]]*\]\(([^)]*)\)", paths[0].read_text("utf-8"))
    assert linked == ["st-charts/timeline.svg", "st-charts/t1.svg"]
    assert all((tmp_path / name).read_text("utf-8").startswith("<svg") for name in linked)


def test_without_the_library_an_error_says_what_to_install(
    briefing: Briefing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(InputError, match=r"onrecord\[pdf\]"):
        render_pdf(briefing)
