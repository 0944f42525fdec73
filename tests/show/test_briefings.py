"""Briefings: every line cites its characters, disagreement stands beside what it is about."""

from __future__ import annotations

from decimal import Decimal

import pytest

from onrecord.ids import hash_text
from onrecord.records import (
    Annotations,
    Block,
    Claim,
    Current,
    Dated,
    Figure,
    Forecast,
    Origin,
    Point,
    Relation,
    Report,
    Speaker,
    Statement,
    Story,
    Track,
)
from onrecord.show.briefings import Briefing, StoryView, make_briefing
from onrecord.show.printing import render_html, render_markdown
from onrecord.show.templating import escape_markdown

TEXT = (
    "The mine <b>will</b> close by May, Anna Berg said. It will not close, the owner said. "
    "40 jobs go."
)


def make_statement(id_: str, speaker: str, words: str) -> Statement:
    start = TEXT.index(words)
    return Statement(
        id=id_,
        speaker=Speaker(name=speaker, kind="person"),
        cue=(),
        content=((start, start + len(words)),),
        mode="indirect",
    )


@pytest.fixture
def briefing() -> Briefing:
    report = Report(
        id="r1",
        hash=hash_text(TEXT),
        text=TEXT,
        outlet="The *Valley* Post",
        published=Dated(edtf="2025-02-03", source="metadata"),
        blocks=(Block(start=0, end=len(TEXT), role="body"),),
    )
    start = TEXT.index("40")
    figure = Figure(
        id="f1", span=(start, start + 2), low=Decimal(40), high=Decimal(40), qualifier="exact"
    )
    notes = Annotations(
        report="r1",
        hash=report.hash,
        version="1",
        statements=(
            make_statement("s1", "Anna Berg", "The mine <b>will</b> close by May"),
            make_statement("s2", "the owner", "It will not close"),
        ),
        figures=(figure,),
    )
    point = Point(
        figure="f1",
        low=Decimal(40),
        high=Decimal(40),
        qualifier="exact",
        report="r1",
        as_of="2025-02-03",
    )
    view = StoryView(
        story=Story(id="st", title="Mine to close", reports=("r1",), first="2025-02-03"),
        facts={"r1": (report, notes)},
        origins=(Origin(id="o1", kind="own reporting", name=None, reports=("r1",)),),
        claims=(
            Claim(id="c1", story="st", text="", statements=("s1",), origins=("o1",)),
            Claim(id="c2", story="st", text="", statements=("s2",), origins=("o1",)),
        ),
        relations=(Relation(id="x", story="st", kind="denies", a="c2", b="c1"),),
        tracks=(
            Track(
                id="t",
                story="st",
                measure="jobs",
                whom=None,
                place=None,
                unit="person",
                points=(point,),
                current=Current(low=Decimal(40), high=Decimal(40), points=("f1",)),
            ),
        ),
        forecasts=(
            Forecast(id="f", story="st", statement="s1", window="../2025-05-31", outcome="open"),
        ),
    )
    return make_briefing(view)


def test_citations_quote_the_very_characters(briefing: Briefing) -> None:
    assert briefing.citations
    for citation in briefing.citations:
        assert TEXT[slice(*citation.span)] == citation.quote
    assert [citation.number for citation in briefing.citations] == [1, 2, 3]


def test_a_denial_stands_beside_what_it_denies(briefing: Briefing) -> None:
    first, second = briefing.claims
    assert [against.split(" ", 2)[0] for against in first.against] == ["denied"]
    assert "the owner" in first.against[0]
    assert second.against == ()


def test_markdown_has_every_part_and_runs_no_markup(briefing: Briefing) -> None:
    page = render_markdown(briefing)
    for words in ("Anna Berg", "on or before 31 May 2025", "| 40 |", "own reporting origin"):
        assert words in page
    assert "<b>" not in page.replace("\\<b\\>", "")
    assert "The \\*Valley\\* Post" in page


def test_html_escapes_what_reports_say(briefing: Briefing) -> None:
    page = render_html(briefing)
    assert "<b>will" not in page
    assert "&lt;b&gt;will" in page
    assert "default-src 'none'" in page


def test_the_outlet_speaks_where_nobody_else_does(briefing: Briefing) -> None:
    assert briefing.tracks[0].rows[0].speaker == "The *Valley* Post"


def test_rendering_is_deterministic(briefing: Briefing) -> None:
    assert render_html(briefing) == render_html(briefing)


def test_markdown_is_escaped_onto_one_line() -> None:
    assert escape_markdown("a\n# b | c") == "a \\# b \\| c"
