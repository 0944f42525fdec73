from __future__ import annotations

import re
from datetime import date

import edtf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.read.dates import find_dates, guess_order, is_date_line, read_date


def assert_edtf(value: str | None) -> None:
    """The package wants seconds; pages give minutes."""
    if value:
        assert edtf.parse_edtf(re.sub(r"(?<=T\d\d:\d\d)(?!:)", ":00", value))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("October 29, 2024, 1:43 am", "2024-10-29T01:43"),
        ("26 October 2024", "2024-10-26"),
        ("Oct. 3, 2024 at 3:15 p.m. ET", "2024-10-03T15:15"),
        ("30th of June 2021", "2021-06-30"),
        ("20 Nov, 2019 05:47", "2019-11-20T05:47"),
        ("2024-10-29T01:43:00Z", "2024-10-29T01:43"),
        ("August 2024", "2024-08"),
        ("29/10/2024", "2024-10-29"),
        ("11/20/19", "2019-11-20"),
        ("10.11.2024", "2024-11-10"),
        ("12:15 am on 1 May 2024, 12:15 am", "2024-05-01T00:15"),
        ("17 November", None),
    ],
)
def test_dates_as_written(written: str, value: str | None) -> None:
    assert [found.edtf for found in find_dates(written)] == [value]


@pytest.mark.parametrize(
    "written",
    ["31 February 2024", "1.2.3.4", "version 1.10.2020.5", "may 17 people", "2024", "x1/2/2024"],
)
def test_what_is_no_date(written: str) -> None:
    assert not list(find_dates(written))


def test_an_order_that_cannot_be_known_gives_the_range_of_both_readings() -> None:
    assert [f.edtf for f in find_dates("3/4/2024")] == ["2024-03-04/2024-04-03"]
    assert [f.edtf for f in find_dates("3/4/2024", order="day first")] == ["2024-04-03"]
    assert [f.edtf for f in find_dates("3/4/2024", order="month first")] == ["2024-03-04"]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("on 3/4/2024 and 25/4/2024", "day first"),
        ("on 3/4/2024 and 4/25/2024", "month first"),
        ("on 3/4/2024, after 2 April 2024", "day first"),
        ("on 3/4/2024, after April 2, 2024", "month first"),
        ("on 3/4/2024", None),
        ("after 2 April 2024 and April 3, 2024", None),
    ],
)
def test_the_order_of_day_and_month_is_read_off_the_text(text: str, order: str | None) -> None:
    assert guess_order(text, [(0, len(text))]) == order


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        ("Today : Oct 26, 2024", True),
        ("Published 12:31 pm, Tuesday October 29, 2024", True),
        ("3 hours ago", True),
        ("On 26 October 2024 the ship left.", False),
        ("Monday", False),
    ],
)
def test_lines_that_are_only_a_date(line: str, whole: bool) -> None:
    assert is_date_line(line) is whole


@pytest.mark.parametrize(
    ("given_", "value"),
    [
        ("Tue, 29 Oct 2024 01:43:00 GMT", "2024-10-29T01:43:00Z"),
        ("Tue, 29 Oct 2024 01:43:00 +0530", "2024-10-29T01:43:00+05:30"),
        ("2024-10-29 01:43", "2024-10-29T01:43"),
        ("2024-10-29T01:43:00.123+0530", "2024-10-29T01:43:00+05:30"),
        ("20241029", "2024-10-29"),
        ("2024-10/..", "2024-10/.."),
        ("2024-10-29/2024-10-30", "2024-10-29/2024-10-30"),
        ("October 29, 2024", "2024-10-29"),
        ("2024-02-30", None),
        ("soon", None),
        ("", None),
    ],
)
def test_dates_from_containers(given_: str, value: str | None) -> None:
    assert read_date(given_) == value
    assert_edtf(value)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_read_in_every_style(day: date) -> None:
    for style in ("%B %d, %Y", "%d %B %Y", "%b. %d, %Y", "%Y-%m-%d", "%A, %d %b %Y"):
        assert [f.edtf for f in find_dates(day.strftime(style))] == [day.isoformat()]


@given(st.text(max_size=200))
@settings(max_examples=300)
def test_any_text_gives_valid_values_or_none(text: str) -> None:
    value = read_date(text)
    assert_edtf(value)
    for found in find_dates(text):
        assert text[slice(*found.span)].strip()
        assert_edtf(found.edtf)
