"""Stories made by hand, for tests of what shows them."""

from __future__ import annotations

from decimal import Decimal

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
    Qualifier,
    Report,
    Speaker,
    Statement,
    Story,
    Time,
    Track,
)
from onrecord.show.briefings import StoryView

Value = tuple[str, str, float | None, float | None, Qualifier]
"""Words that stand in the text, who says so, the bounds they give, and their qualifier."""


def make_figure(number: int, text: str, value: Value) -> Figure:
    words, _, low, high, qualifier = value
    start = text.index(words)
    return Figure(
        id=f"f{number}",
        span=(start, start + len(words)),
        low=None if low is None else Decimal(str(low)),
        high=None if high is None else Decimal(str(high)),
        qualifier=qualifier,
        measure="killed",
        statement=f"s{number}",
    )


def make_statement(number: int, text: str, value: Value) -> Statement:
    start = text.index(value[0])
    return Statement(
        id=f"s{number}",
        speaker=Speaker(name=value[1], kind="person"),
        cue=(),
        content=((start, start + len(value[0])),),
        mode="indirect",
    )


def make_point(number: int, figure: Figure, value: Value, day: str | None) -> Point:
    return Point(
        figure=figure.id,
        low=figure.low,
        high=figure.high,
        qualifier=figure.qualifier,
        report="r1",
        as_of=day,
        speaker=value[1] or None,
        statement=f"s{number}",
    )


def make_story(
    text: str, values: list[Value], days: list[str | None] | None = None, outlet: str = "The Post"
) -> StoryView:
    """Return a story of one report with one track of the values, a day each from 1 March 2025."""
    days = days or [f"2025-03-{number + 1:02}" for number in range(len(values))]
    figures = tuple(make_figure(number, text, value) for number, value in enumerate(values))
    statements = tuple(make_statement(number, text, value) for number, value in enumerate(values))
    report = Report(
        id="r1",
        hash=hash_text(text),
        text=text,
        title="A title",
        outlet=outlet,
        published=Dated(edtf="2025-03-01", source="metadata"),
        blocks=(Block(start=0, end=len(text), role="body"),),
    )
    notes = Annotations(
        report="r1",
        hash=report.hash,
        version="1",
        statements=statements,
        figures=figures,
        times=(Time(span=(0, 1), edtf="2025-03-02", timex="2025-03-02", kind="date"),),
    )
    points = tuple(
        make_point(number, figure, value, day)
        for number, (figure, value, day) in enumerate(zip(figures, values, days, strict=True))
    )
    track = Track(
        id="t1", story="st", measure="killed", whom=None, place=None, unit="person",
        points=points, current=Current(low=points[-1].low, points=(points[-1].figure,)),
    )  # fmt: skip
    return StoryView(
        story=Story(id="st", title=report.title or "", reports=("r1",), first="2025-03-01"),
        facts={"r1": (report, notes)},
        origins=(Origin(id="o1", kind="own reporting", name=None, reports=("r1",)),),
        claims=(Claim(id="c1", story="st", text="", statements=("s0",), origins=("o1",)),),
        tracks=(track,),
        forecasts=(
            Forecast(id="w1", story="st", statement="s0", window="../2025-03-02", outcome="open"),
        ),
    )
