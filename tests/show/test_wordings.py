"""Words of dates, bounds and speakers: nothing is upgraded on the way to the page."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.records import Carrier, Qualifier, Speaker, Statement
from onrecord.show.wordings import (
    describe_bounds,
    describe_chain,
    describe_date,
    describe_number,
    describe_speaker,
    describe_stance,
)


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2024", "2024"),
        ("2024-10", "October 2024"),
        ("2024-10-29", "29 October 2024"),
        ("2024-10-29~", "about 29 October 2024"),
        ("2024-10-29T07:05:00", "29 October 2024, 07:05"),
        ("2024-24", "winter 2024"),
        ("../2024-10-29", "on or before 29 October 2024"),
        ("2024-1X", "2024-1X"),
        ("", "date unknown"),
    ],
)
def test_dates_keep_their_precision(edtf: str, words: str) -> None:
    assert describe_date(edtf) == words


@pytest.mark.parametrize(
    ("low", "high", "qualifier", "words"),
    [
        (None, 100000, "up_to", "up to 100,000"),
        (3000, None, "at_least", "at least 3,000"),
        (2000, None, "exact", "2,000 or more"),
        (2000, 2000, "about", "about 2,000"),
        (20, 30, "between", "20 to 30"),
        (20, None, "more_than", "more than 20"),
        (None, 8000, "at_most", "at most 8,000"),
        (None, None, "exact", "a number not given"),
    ],
)
def test_qualifiers_survive(
    low: int | None, high: int | None, qualifier: Qualifier, words: str
) -> None:
    bounds = [None if value is None else Decimal(value) for value in (low, high)]
    assert describe_bounds(bounds[0], bounds[1], qualifier) == words


@given(st.integers(0, 10**18))
def test_numbers_keep_every_digit(value: int) -> None:
    assert int(describe_number(Decimal(value)).replace(",", "")) == value


def test_an_unnamed_speaker_is_called_unnamed() -> None:
    assert "unnamed" in describe_speaker(Speaker(name="two officials", anonymous=True))
    assert describe_speaker(Speaker(role="mayor")) == "speaker not given"


def test_certainty_is_not_upgraded() -> None:
    assert "possible" in describe_stance("asserts", "possible")
    assert describe_stance("denies", "certain") == "denies"


def test_the_chain_names_every_carrier_in_order() -> None:
    statement = Statement(
        id="s",
        speaker=Speaker(name="X"),
        cue=(),
        content=((0, 1),),
        mode="direct",
        via=(Carrier(name="AP"), Carrier(name="the Courier")),
    )
    assert describe_chain(statement) == "via AP, via the Courier"
