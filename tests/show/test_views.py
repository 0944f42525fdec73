"""Stories out of a ledger: only what is theirs, and only those that are asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from onrecord.errors import NotFoundError
from onrecord.ids import hash_text
from onrecord.records import Annotations, Block, Credit, Dated, Report
from onrecord.show.briefings import make_briefing
from onrecord.show.views import view_stories
from onrecord.store import Ledger

TEXTS = {
    "ferry": "The ferry Marguerite sank off Sandhaven on Tuesday. (With inputs from Northwire)",
    "depot": "A fuel depot near Varin burned down after a blast. (With inputs from Northwire)",
}


DATES = {"ferry": "2025-03-04", "depot": "2025-09-20"}


def make_report(id_: str, text: str) -> Report:
    start = text.index("(With")
    credit = Credit(span=(start, len(text)), names=("Northwire",), kind="inputs")
    return Report(
        id=id_, hash=hash_text(text), text=text, title=text[:30], outlet=f"The {id_} Post",
        published=Dated(edtf=DATES[id_], source="metadata"), credits=(credit,),
        blocks=(Block(start=0, end=len(text), role="body"),),
    )  # fmt: skip


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with Ledger.open(":memory:") as ledger:
        for id_, text in TEXTS.items():
            report = make_report(id_, text)
            ledger.add(report, Annotations(report=id_, hash=report.hash, version="1"))
        yield ledger


def test_an_origin_that_two_stories_share_is_told_in_each_by_its_own_reports(
    ledger: Ledger,
) -> None:
    views = list(view_stories(ledger))
    assert len(views) == 2
    for view in views:
        (id_,) = view.story.reports
        named = [origin for origin in make_briefing(view).origins if origin.name == "Northwire"]
        assert [origin.outlets for origin in named] == [(f"The {id_} Post",)]


def test_stories_that_hold_a_report(ledger: Ledger) -> None:
    (view,) = view_stories(ledger, holding={"depot", "unknown"})
    assert view.story.reports == ("depot",)
    assert list(view_stories(ledger, view.story.id, holding={"ferry"})) == []
    assert list(view_stories(ledger, holding=set())) == []


def test_a_story_that_is_not_there(ledger: Ledger) -> None:
    with pytest.raises(NotFoundError, match="no story nowhere"):
        list(view_stories(ledger, "nowhere"))
