from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.group.dates import bound_days, is_before, measure_gap


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("2024-10-29", date(2024, 10, 29), date(2024, 10, 29)),
        ("2024-10-29T01:43", date(2024, 10, 29), date(2024, 10, 29)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-10-29/2024-11-02", date(2024, 10, 29), date(2024, 11, 2)),
        ("2024-10-29~", date(2024, 10, 29), date(2024, 10, 29)),
        ("2024-11-17/..", date(2024, 11, 17), date.max),
    ],
)
def test_bounds(edtf: str, first: date, last: date) -> None:
    assert bound_days(edtf) == (first.toordinal(), last.toordinal())


@given(st.text())
def test_nothing_breaks_it(text: str) -> None:
    bound_days(text)


@pytest.mark.parametrize("edtf", [None, "", "XXXX-10-29", "2024-13-01", "2023-02-30", "soon", ".."])
def test_what_is_not_known_has_no_bounds(edtf: str | None) -> None:
    assert bound_days(edtf) is None


def test_only_ranges_that_cannot_touch_are_in_order() -> None:
    assert is_before("2024-10-29", "2024-10-30")
    assert not is_before("2024-10-29", "2024-10")
    assert not is_before(None, "2024-10-30")
    assert not is_before("2024-10-29T23:00", "2024-10-29T01:00")


def test_gap_between_open_or_unknown_dates_is_nothing() -> None:
    assert measure_gap(bound_days("2024-10-01"), bound_days("2024-10-08")) == 7
    assert measure_gap(bound_days("2024-10-01/.."), bound_days("2025-10-08")) == 0
    assert measure_gap(None, bound_days("2024-10-08")) == 0
