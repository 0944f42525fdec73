from __future__ import annotations

from decimal import Decimal

import pytest

from onrecord.annotate.figures.atoms import cut_atoms
from onrecord.annotate.figures.digits import read_digits
from onrecord.annotate.figures.numerals import Numeral, read_numerals
from onrecord.annotate.parses import Parse


def read(text: str) -> list[Numeral]:
    """Read the numerals of words parted by spaces, each tagged as a number."""
    parse = Parse(block=0)
    position = 0
    for word in text.split():
        start = text.index(word, position)
        position = start + len(word)
        parse.words.append(word)
        parse.starts.append(start)
        parse.ends.append(position)
        parse.tags.append("CD")
    return read_numerals(cut_atoms(parse))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234", 1234),
        ("12,34,567", 1234567),
        ("1.234,5", Decimal("1234.5")),
        ("1 234 567", 1234567),
        ("10 000", 10000),
        ("1.2 million", 1200000),
        ("$ 3bn", 3000000000),
        ("10k", 10000),
        ("25 lakh", 2500000),
        ("three lakh crore", 3000000000000),
        ("two dozen", 24),
        ("half a dozen", 6),
        ("half a million", 500000),
        ("half-a-million", 500000),
        ("a quarter of a million", 250000),
        ("one and a half", Decimal("1.5")),
        ("two and a half million", 2500000),
        ("a million and a half", 1500000),
        ("three hundred and twenty thousand", 320000),
        ("two thousand and two hundred", 2200),
        ("twenty-five", 25),
        ("one hundred and six", 106),
        ("7 3/4", Decimal("7.75")),
        ("7½", Decimal("7.5")),
        ("two-thirds", Decimal("0.666666666667")),
        ("nine point nought four", Decimal("9.04")),
        ("minus five", -5),
        ("3 hundred and 21", 321),
    ],
)
def test_value(text: str, value: Decimal | int) -> None:
    [numeral] = read(text)
    assert numeral.low == numeral.high == value


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("dozens", 24, None),
        ("hundreds of thousands", 200000, None),
        ("a couple thousand", 2000, 2000),
        ("a couple of thousand", 2000, 2000),
        ("several hundred", 300, None),
        ("a few dozen", 36, None),
    ],
)
def test_vague_words_keep_open_bounds(text: str, low: int, high: int | None) -> None:
    [numeral] = read(text)
    bounds: list[object] = [numeral.low, numeral.high]
    assert bounds == [low, high]


@pytest.mark.parametrize(
    "text", ["twenty-fifth", "the 25th", "second", "one hundred and first", "a man"]
)
def test_ordinals_are_no_numbers(text: str) -> None:
    assert read(text) == []


def test_two_numbers_side_by_side_stay_two() -> None:
    assert [n.low for n in read("3 hundred and 2 hundred")] == [300, 200]


def test_digits_that_form_no_number_are_refused() -> None:
    assert read_digits("192.168.1.2") is None
    assert read_digits("1" * 31) is None


def test_ten_thousand_number_words_are_read_once() -> None:
    assert len(read("one hundred " * 5000)) == 5000
