"""Timelines: what lies in which step, and what cannot be placed is counted, not guessed."""

from __future__ import annotations

import pytest
from msgspec import structs

from onrecord.records import Dated, Time
from onrecord.show.briefings import StoryView
from onrecord.show.charts import make_timeline_chart
from tests.show.stories import make_story


@pytest.fixture
def view() -> StoryView:
    return make_story(
        "twelve or thirteen",
        [("twelve", "Ada", 12, 12, "exact"), ("thirteen", "Bo", 13, 13, "exact")],
    )


def with_published(view: StoryView, edtf: str | None) -> StoryView:
    report, notes = view.facts["r1"]
    dated = structs.replace(report, published=Dated(edtf=edtf))
    return structs.replace(view, facts={"r1": (dated, notes)})


def label(view: StoryView) -> str:
    return str(make_timeline_chart(view)["layer"][0]["encoding"]["y"]["axis"]["labelExpr"])


def test_each_lane_counts_by_day(view: StoryView) -> None:
    counts = make_timeline_chart(view)["datasets"]["counts"]
    assert [(row["row"], row["at"], row["count"]) for row in counts] == [
        ("dates named", "2025-03-02T12:00:00Z", 1),
        ("reports", "2025-03-01T12:00:00Z", 1),
        ("statements", "2025-03-01T12:00:00Z", 2),
    ]


def test_a_month_is_not_a_day(view: StoryView) -> None:
    report, notes = view.facts["r1"]
    month = Time(span=(0, 1), edtf="2025-03", timex="2025-03", kind="date")
    facts = {"r1": (report, structs.replace(notes, times=(*notes.times, month)))}
    assert '"dates named (1 of 2)"' in label(structs.replace(view, facts=facts))


def test_dates_far_from_the_story_are_counted_and_not_shown(view: StoryView) -> None:
    report, notes = view.facts["r1"]
    past = Time(span=(0, 1), edtf="1945-05-08", timex="1945-05-08", kind="date")
    facts = {"r1": (report, structs.replace(notes, times=(past,)))}
    assert '"dates named (0 of 1)"' in label(structs.replace(view, facts=facts))


def test_hours_are_shown_only_where_all_reports_have_them(view: StoryView) -> None:
    counts = make_timeline_chart(with_published(view, "2025-03-01T09:15"))["datasets"]["counts"]
    assert ("reports", "2025-03-01T09:30:00Z") in {(row["row"], row["at"]) for row in counts}


@pytest.mark.parametrize("edtf", [None, "0001-01-01", "9999-12-31", "soon", "2025/.."])
def test_odd_dates_do_no_harm(view: StoryView, edtf: str | None) -> None:
    spec = make_timeline_chart(with_published(view, edtf))
    assert spec["height"] > 0


def test_a_forecast_that_runs_on_ends_in_an_arrow(view: StoryView) -> None:
    forecast = structs.replace(view.forecasts[0], window="2025-03-01/2030-01-01")
    spec = make_timeline_chart(structs.replace(view, forecasts=(forecast,)))
    assert [bar["shape"] for bar in spec["datasets"]["bars"]] == ["triangle-right"]


def test_forecasts_without_a_window_are_counted(view: StoryView) -> None:
    forecast = structs.replace(view.forecasts[0], window=None)
    spec = make_timeline_chart(structs.replace(view, forecasts=(forecast,)))
    assert spec["datasets"]["bars"] == []
    assert spec["title"]["subtitle"].startswith("1 forecast")
