"""What figures allow, and the laws by which such allowances meet and refine each other."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from onrecord.reconcile.bounds import Bounds, read_bounds
from onrecord.records import Qualifier

NUMBERS = st.integers(1, 50).map(Decimal)
QUALIFIERS: st.SearchStrategy[Qualifier] = st.sampled_from(
    ["exact", "about", "at_least", "more_than", "at_most", "up_to", "less_than", "between"]
)


@st.composite
def bounds(draw: st.DrawFn) -> Bounds:
    qualifier = draw(QUALIFIERS)
    low, high = sorted([draw(NUMBERS), draw(NUMBERS)])
    if qualifier in {"at_least", "more_than"}:
        return read_bounds(low, None, qualifier)
    if qualifier in {"at_most", "up_to", "less_than"}:
        return read_bounds(None, high, qualifier)
    return read_bounds(low, high if qualifier == "between" else low, qualifier)


@given(bounds(), bounds())
def test_meeting_is_symmetric(a: Bounds, b: Bounds) -> None:
    assert a.meets(b) == b.meets(a)


@given(bounds(), bounds(), NUMBERS)
def test_what_both_allow_lets_them_meet(a: Bounds, b: Bounds, number: Decimal) -> None:
    if a.allows(number) and b.allows(number):
        assert a.meets(b)


@given(bounds())
def test_nothing_refines_itself(a: Bounds) -> None:
    assert not a.refines(a)


@given(bounds(), bounds())
def test_refinement_runs_one_way_and_never_contradicts(a: Bounds, b: Bounds) -> None:
    if a.refines(b):
        assert not b.refines(a)
        assert a.meets(b)


@given(bounds(), bounds(), bounds())
def test_refinement_is_transitive(a: Bounds, b: Bounds, c: Bounds) -> None:
    if a.refines(b) and b.refines(c):
        assert a.refines(c)


@given(bounds(), bounds(), NUMBERS)
def test_a_refinement_allows_only_what_the_wider_allows(
    a: Bounds, b: Bounds, number: Decimal
) -> None:
    if a.refines(b) and a.allows(number):
        assert b.allows(number)


def test_up_to_twelve_thousand_allows_ten_thousand() -> None:
    wide = read_bounds(None, Decimal(12000), "up_to")
    narrow = read_bounds(Decimal(10000), Decimal(10000), "exact")
    assert wide.meets(narrow)
    assert narrow.refines(wide)


def test_rounding_contradicts_no_count() -> None:
    rounded = read_bounds(Decimal(10000), Decimal(10000), "about")
    counted = read_bounds(Decimal(10800), Decimal(10800), "exact")
    assert rounded.meets(counted)
    assert not rounded.meets(read_bounds(Decimal(3000), Decimal(3000), "exact"))
