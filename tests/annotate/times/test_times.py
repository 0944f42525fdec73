"""Times of a report: the gold sentences, the grammar's own examples, reference dates, tense."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from edtf import parse_edtf

from onrecord.annotate.parses import parse_blocks
from onrecord.annotate.times import find_times
from onrecord.annotate.times.grammar import load_grammar
from onrecord.records import Block, BlockRole, Dated, Report, Time

GOLD = Path(__file__).parents[3] / "bench" / "gold" / "times.jsonl"
EXAMPLES = [example for rule in load_grammar().rules for example in rule.examples]


def read_times(
    text: str,
    published: str | None = "2024-10-30",
    role: BlockRole = "body",
    posted: str | None = None,
) -> list[Time]:
    block = Block(start=0, end=len(text), role=role, posted=posted)
    report = Report(id="r", hash="h", text=text, published=Dated(edtf=published), blocks=(block,))
    return list(find_times(report, parse_blocks(text, [(0, (0, len(text)))])))


def read_one(text: str, published: str | None = "2024-10-30") -> Time:
    times = read_times(text, published)
    assert len(times) == 1, times
    return times[0]


def load_gold() -> list[dict[str, object]]:
    return [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]


def test_gold_sentences_are_read_as_written_down_and_their_edtf_is_valid() -> None:
    wrong = []
    for row in load_gold():
        text = str(row["text"])
        times = read_times(text, str(row["published"]))
        found = [
            {"text": text[slice(*t.span)], "edtf": t.edtf, "timex": t.timex, "kind": t.kind}
            for t in times
        ]
        for time in times:
            if time.edtf is not None:
                parse_edtf(time.edtf)
        if found != row["times"]:
            wrong.append((text, found))
    assert not wrong


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_of_the_grammar(example: str) -> None:
    text, timex = example.split(" = ")
    time = read_one(text)
    assert time.timex == timex
    assert text[slice(*time.span)] in text
    if time.edtf is not None:
        parse_edtf(time.edtf)


@pytest.mark.parametrize(
    ("text", "exact", "edtf", "timex"),
    [
        ("He claimed last Friday that they trained.", "last Friday", "2024-10-25", "2024-10-25"),
        ("Since late February the front has not moved.", "late February",
         "2024-02-21~/2024-10-30", "2024-02"),
        ("They will fight as soon as this weekend.", "this weekend",
         "2024-11-02/2024-11-03", "2024-W44-WE"),
        ("The troops are to rotate every few months.", "every few months", None, "PXM"),
    ],
)  # fmt: skip
def test_phrases_that_other_tools_get_wrong(
    text: str, exact: str, edtf: str | None, timex: str
) -> None:
    time = read_one(text)
    assert (text[slice(*time.span)], time.edtf, time.timex) == (exact, edtf, timex)


def test_a_window_reaches_into_the_future_only_where_the_tense_does() -> None:
    ahead = read_one("They would arrive within days.")
    assert (ahead.kind, ahead.edtf) == ("duration", "2024-10-30/2024-11-06~")
    behind = read_one("The city fell within days.")
    assert (behind.kind, behind.edtf) == ("duration", None)


def test_a_reported_forecast_counts_from_the_day_it_was_made() -> None:
    times = read_times("He claimed last Friday that troops would arrive “within days,” he said.")
    assert [time.edtf for time in times] == ["2024-10-25", "2024-10-25/2024-11-01~"]


def test_a_length_after_an_event_stays_open_and_names_the_event() -> None:
    text = "Days after the summit, fighting resumed."
    time = read_one(text)
    assert time.edtf is None
    assert time.timex == "PXD"
    assert time.anchor is not None
    assert text[slice(*time.anchor)] == "the summit"


def test_an_embedded_post_has_its_own_day() -> None:
    text = "The Pentagon said on Tuesday that troops were moving."
    own = read_times(text, "2024-11-20", "embed", "2024-10-29")
    assert own[0].edtf == "2024-10-29"
    undated = read_times(text, "2024-11-20", "embed")
    assert undated[0].edtf == "2024-11-19"


def test_a_headline_tells_the_past_in_the_present_tense() -> None:
    text = "Police arrest two men on Monday"
    assert read_times(text, role="headline")[0].edtf == "2024-10-28"


def test_without_a_date_relative_times_stay_unknown_and_absolute_ones_stand() -> None:
    text = "On Tuesday he recalled that last week, as on October 28, 2023, shops were shut."
    values = [(time.timex, time.edtf) for time in read_times(text, None)]
    assert values == [
        ("XXXX-WXX-2", None),
        ("XXXX-WXX", None),
        ("2023-10-28", "2023-10-28"),
    ]


def test_a_report_of_unsure_date_gives_one_value_where_it_can_and_covers_both_else() -> None:
    published = "2024-10-28/2024-10-30"
    assert read_one("It began last year.", published).edtf == "2023"
    yesterday = read_one("It began yesterday.", published)
    assert yesterday.edtf == "2024-10-27/2024-10-29"
    assert yesterday.timex == "XXXX-XX-XX"


def test_a_report_known_to_come_after_a_day_gives_a_month_its_year_and_guesses_no_day() -> None:
    published = "2024-10-30/.."
    assert read_one("It began on 17 October.", published).edtf == "2024-10-17"
    assert read_one("It began yesterday.", published).edtf == "2024-10-29/2024-11-28"


def test_a_comma_before_a_date_is_no_part_of_it() -> None:
    assert read_one("SANDHAVEN, March 4, 2025", None).span == (11, 24)


@pytest.mark.parametrize("published", ["", "nonsense", "2024-13", "XXXX", "../2024", "../.."])
def test_a_date_that_cannot_be_used_is_no_date(published: str) -> None:
    assert read_one("It began yesterday.", published).edtf is None


@pytest.mark.parametrize(
    "text",
    [
        "He reads the Daily Mail and the Sunday Times.",
        "The minister may resign and march on.",
        "About 2,000 troops held 1,500 homes.",
        "A second explosion followed.",
        "A quarter of the voters stayed at home.",
        "They live in the 1200 block of Main Street.",
        "Bloody Sunday is a film.",
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert read_times(text) == []


def test_spans_hold_their_words_between_odd_characters() -> None:
    text = "😀 \u202eעברית\u202c on Tuesday\x00, e\u0301tat; by 2027.\r\nOn 28 October it rained."
    times = read_times(text)
    assert [text[slice(*time.span)] for time in times] == ["Tuesday", "2027", "28 October"]


def test_what_was_expected_to_happen_is_ahead() -> None:
    text = "The office expected the water to recede on Friday."
    assert read_one(text, "2026-03-04").edtf == "2026-03-06"
    assert read_one("The water receded on Friday.", "2026-03-04").edtf == "2026-02-27"
