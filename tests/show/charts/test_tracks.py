"""Track charts: qualifiers are drawn as what they say, and who says it never hangs on colour."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from msgspec import structs

from onrecord.records import Qualifier
from onrecord.show.charts import ChartOptions, make_track_chart, rank_speakers, themes
from onrecord.show.charts.tracks import MAX_ROWS
from tests.show.stories import Value, make_story

TEXT = "Some say twelve, others say thirteen, a few say nearly fourteen."


def draw(
    low: float | None, high: float | None, qualifier: Qualifier
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    view = make_story(TEXT, [("twelve", "Ada", low, high, qualifier)])
    data = make_track_chart(view.tracks[0], view.facts)["datasets"]
    return data["bars"], data["ends"]


def test_at_least_is_an_arrow_to_the_right() -> None:
    bars, ends = draw(12, None, "at_least")
    assert bars[0]["from"] == 12 < bars[0]["to"]
    assert [end["shape"] for end in ends] == ["circle", "triangle-right"]
    assert ends[1]["value"] == bars[0]["to"]
    assert ends[0]["fill"] == themes.SPEAKERS[0].light


def test_up_to_is_an_arrow_to_the_left() -> None:
    bars, ends = draw(None, 12, "up_to")
    assert bars[0]["from"] < bars[0]["to"] == 12
    assert [end["shape"] for end in ends] == ["circle", "triangle-left"]


def test_between_is_a_bar_without_arrows() -> None:
    bars, ends = draw(12, 14, "between")
    assert (bars[0]["from"], bars[0]["to"]) == (12, 14)
    assert [end["shape"] for end in ends] == ["circle", "circle"]


def test_exact_is_a_point() -> None:
    bars, ends = draw(12, 12, "exact")
    assert bars == []
    assert len(ends) == 1


@pytest.mark.parametrize("qualifier", ["about", "more_than", "less_than"])
def test_what_is_not_the_number_itself_is_hollow(qualifier: Qualifier) -> None:
    _, ends = draw(12, 12, qualifier)
    assert ends[0]["fill"] == themes.PAPER.light


def test_a_value_without_bounds_has_a_caption_and_no_mark() -> None:
    bars, ends = draw(None, None, "about")
    assert bars == ends == []


def test_everything_fits_on_the_scale() -> None:
    view = make_story(
        TEXT, [("twelve", "Ada", 12, None, "at_least"), ("thirteen", "Bo", None, 4000, "up_to")]
    )
    spec = make_track_chart(view.tracks[0], view.facts)
    scale = next(layer["encoding"]["x"]["scale"] for layer in spec["layer"][1:])
    low, high = scale["domain"]
    assert scale["type"] == "log"
    assert "logarithmic" in spec["title"]["subtitle"][-1]
    assert spec["layer"][1]["encoding"]["x"]["axis"]["values"] == [10, 100, 1000, 10_000]
    for bar in spec["datasets"]["bars"]:
        assert low <= bar["from"] < bar["to"] <= high


def test_counts_never_reach_below_nothing() -> None:
    view = make_story(TEXT, [("twelve", "Ada", 0, 3, "between")])
    spec = make_track_chart(view.tracks[0], view.facts)
    assert spec["layer"][1]["encoding"]["x"]["scale"]["domain"][0] == 0


def test_rows_run_by_time_and_undated_ones_come_last() -> None:
    values: list[Value] = [
        ("twelve", "Ada", 12, 12, "exact"),
        ("thirteen", "Bo", 13, 13, "exact"),
        ("fourteen", "Cy", 14, 14, "about"),
    ]
    view = make_story(TEXT, values, days=[None, "2025-03-05", "2025-03"])
    spec = make_track_chart(view.tracks[0], view.facts)
    captions = [row["caption"] for row in spec["datasets"]["captions"]]
    assert captions == ["Cy: about 14", "Bo: 13", "Ada: 12"]
    labels = spec["layer"][1]["encoding"]["y"]["axis"]["labelExpr"]
    assert labels == '["Mar 2025", "5 Mar 2025", "date unknown"][datum.value]'


def test_who_repeats_a_value_has_one_row_that_counts() -> None:
    values: list[Value] = [("twelve", "Ada", 12, 12, "exact")] * 3
    view = make_story(TEXT, values)
    captions = make_track_chart(view.tracks[0], view.facts)["datasets"]["captions"]
    assert [row["caption"] for row in captions] == ["Ada: 12 (3 times)"]


def test_a_return_to_an_earlier_value_is_a_row_of_its_own() -> None:
    values: list[Value] = [
        ("twelve", "Ada", 12, 12, "exact"),
        ("thirteen", "Ada", 13, 13, "exact"),
        ("twelve", "Ada", 12, 12, "exact"),
    ]
    view = make_story(TEXT, values)
    captions = make_track_chart(view.tracks[0], view.facts)["datasets"]["captions"]
    assert [row["caption"] for row in captions] == ["Ada: 12", "Ada: 13", "Ada: 12"]


def test_a_value_nobody_is_named_for_is_the_outlets_word() -> None:
    view = make_story(TEXT, [("twelve", "", 12, 12, "exact")], outlet="The Valley Post")
    captions = make_track_chart(view.tracks[0], view.facts)["datasets"]["captions"]
    assert captions[0]["caption"] == "The Valley Post: 12"


def test_a_part_of_another_figure_says_so() -> None:
    view = make_story(TEXT, [("twelve", "Ada", 12, 12, "exact")])
    report, notes = view.facts["r1"]
    part = structs.replace(notes.figures[0], part_of="another")
    facts = {"r1": (report, structs.replace(notes, figures=(part,)))}
    captions = make_track_chart(view.tracks[0], facts)["datasets"]["captions"]
    assert captions[0]["caption"] == "Ada: 12, part of another figure"


def test_marks_quote_their_words_and_lead_to_their_source() -> None:
    view = make_story(TEXT, [("twelve", "Ada", 12, 12, "exact")])
    end = make_track_chart(view.tracks[0], view.facts)["datasets"]["ends"][0]
    assert "The Post, 1 March 2025: “Some say twelve, others" in end["description"]
    assert end["href"] == "/statement/s0"


def test_no_two_speakers_share_colour_and_shape_until_there_are_too_many() -> None:
    names = ["Ada", "Bo", "Cy", "Di", "Ed", "Flo", "Gus"]
    values: list[Value] = [("twelve", name, 12, 12, "exact") for name in names]
    view = make_story(TEXT, values)
    ends = make_track_chart(view.tracks[0], view.facts)["datasets"]["ends"]
    looks = [(end["fill"], end["shape"]) for end in ends]
    assert len({colour for colour, _ in looks[:5]}) == len({shape for _, shape in looks[:5]}) == 5
    assert looks[5] == looks[6] == (themes.OTHERS.light, themes.OTHER_SHAPE)


def test_a_speaker_keeps_the_colour_it_has_on_the_page() -> None:
    view = make_story(TEXT, [("twelve", "Bo", 12, 12, "exact")])
    options = ChartOptions(speakers=("Ada", "Bo"))
    end = make_track_chart(view.tracks[0], view.facts, options)["datasets"]["ends"][0]
    assert (end["fill"], end["shape"]) == (themes.SPEAKERS[1].light, themes.SHAPES[1])


def test_speakers_rank_by_how_much_they_say() -> None:
    values: list[Value] = [
        ("twelve", "Ada", 12, 12, "exact"),
        ("thirteen", "Bo", 13, 13, "exact"),
        ("twelve", "Bo", 12, 12, "exact"),
    ]
    view = make_story(TEXT, values)
    assert rank_speakers(view.tracks, view.facts) == ("Bo", "Ada")


def test_a_long_track_shows_its_latest_rows_and_says_so() -> None:
    values: list[Value] = [
        ("twelve", "Ada", number, number, "exact") for number in range(MAX_ROWS + 5)
    ]
    days: list[str | None] = [f"20{number:02}-01-01" for number in range(MAX_ROWS + 5)]
    view = make_story(TEXT, values, days)
    spec = make_track_chart(view.tracks[0], view.facts)
    assert len(spec["datasets"]["captions"]) == MAX_ROWS
    assert spec["datasets"]["captions"][-1]["caption"] == f"Ada: {MAX_ROWS + 4}"
    assert f"the latest {MAX_ROWS} of {MAX_ROWS + 5}" in spec["title"]["subtitle"][-1]


def test_the_reading_is_never_called_more_exact_than_its_words() -> None:
    view = make_story(TEXT, [("twelve", "Ada", 12, 12, "about")])
    current = structs.replace(view.tracks[0].current, high=Decimal(12))
    track = structs.replace(view.tracks[0], current=current)
    subtitle = make_track_chart(track, view.facts)["title"]["subtitle"]
    assert subtitle == ["dotted: latest reading, not a verdict: about 12"]
