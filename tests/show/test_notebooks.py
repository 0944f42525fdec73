"""Cards in a notebook: shown by IPython itself, escaped, and whole without the drawing library."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from lxml import html  # type: ignore[import-untyped]  # ships no types
from msgspec import structs

from onrecord.errors import NotFoundError
from onrecord.ids import hash_text
from onrecord.records import Annotations, Block, Dated, Report
from onrecord.show import notebooks
from onrecord.show.briefings import StoryView
from onrecord.show.notebooks import StoryCard, render_ledger, render_story, show_story
from onrecord.store import Ledger
from tests.show.stories import Value, make_story

TITLE = "<script>alert(1)</script> Ferry sinks"
VALUES: list[Value] = [
    ("twelve", "<b>Ada</b>", 12, None, "at_least"),
    ("thirteen", "Bo", 13, 13, "exact"),
]


@pytest.fixture
def view() -> StoryView:
    view = make_story("Some said twelve, others <i>thirteen</i>.", VALUES)
    return structs.replace(view, story=structs.replace(view.story, title=TITLE))


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    text = f"{TITLE}\n\nThe ferry sank."
    report = Report(
        id="r1", hash=hash_text(text), text=text, title=TITLE, outlet="The Post",
        published=Dated(edtf="2025-03-04", source="metadata"),
        blocks=(
            Block(start=0, end=len(TITLE), role="headline"),
            Block(start=len(TITLE) + 2, end=len(text), role="body"),
        ),
    )  # fmt: skip
    with Ledger.open(":memory:") as ledger:
        ledger.add(report, Annotations(report="r1", hash=report.hash, version="1"))
        yield ledger


def list_tags(card: str) -> set[str]:
    return {str(element.tag) for element in html.fragment_fromstring(card, "div").iter()}


def test_ipython_shows_a_ledger_and_a_story(ledger: Ledger, view: StoryView) -> None:
    shell: Any = InteractiveShell()  # type: ignore[no-untyped-call]  # IPython has few types
    shell.run_line_magic("load_ext", "onrecord.show.notebooks")
    try:
        shown = shell.display_formatter.format(ledger)[0]
        assert "1 report, 0 statements" in shown["text/html"]
        assert "Ferry sinks" in shown["text/html"]
        assert "at least 12" in shell.display_formatter.format(view)[0]["text/html"]
        assert shell.user_ns["show_story"] is show_story
    finally:
        shell.run_line_magic("unload_ext", "onrecord.show.notebooks")
    assert "text/html" not in shell.display_formatter.format(view)[0]
    assert "show_story" not in shell.user_ns


def test_text_of_reports_stays_text(ledger: Ledger, view: StoryView) -> None:
    cards = [render_ledger(ledger), render_story(view), StoryCard(view).tracks[0]._repr_html_()]
    for card in cards:
        assert not {"script", "b", "i", "img", "iframe"} & list_tags(card)
    assert "&lt;script&gt;" in cards[0]


def test_a_story_shows_its_charts_and_claims(view: StoryView) -> None:
    card = html.fragment_fromstring(render_story(view), "div")
    assert len(card.findall(".//svg")) == 2
    assert "<b>Ada</b> says" in " ".join(card.find(".//li").text_content().split())


def test_a_track_is_a_card_of_its_own(view: StoryView) -> None:
    (track,) = StoryCard(view).tracks
    assert repr(track) == "<track killed: 2 values>"
    assert track.spec["datasets"]["captions"][0]["caption"] == "<b>Ada</b>: at least 12"
    assert "svg" in list_tags(track._repr_html_())


def test_without_the_drawing_library_cards_hold_the_values(
    view: StoryView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notebooks, "has_engine", lambda: False)
    card = StoryCard(view).tracks[0]._repr_html_()
    assert "svg" not in list_tags(card)
    assert "Bo: 13" in card
    assert "svg" not in list_tags(render_story(view))


def test_a_story_that_is_not_there(ledger: Ledger) -> None:
    with pytest.raises(NotFoundError):
        show_story(ledger, "nowhere")
