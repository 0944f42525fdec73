"""Tracks: which figures are values of one thing, and where they stand."""

from __future__ import annotations

from decimal import Decimal

from onrecord.reconcile import Reconciliation
from onrecord.records import Track
from tests.reconcile.building import Draft, judge, reconcile


def track(whole: Reconciliation, measure: str, whom: str | None = None) -> Track:
    return next(
        item for item in whole.tracks if item.measure == measure and whom in {None, item.whom}
    )


def read(whole: Reconciliation, measure: str = "killed") -> tuple[int | None, int | None]:
    current = track(whole, measure).current
    low, high = (None if bound is None else int(bound) for bound in (current.low, current.high))
    return low, high


def test_a_later_count_takes_the_place_of_an_earlier_one() -> None:
    first = Draft("a", "2025-05-06", "At least 12 people were killed.")
    first.count("At least 12 people", 12, None, qualifier="at_least")
    second = Draft("b", "2025-05-07", "The toll rose to 19.").count("19", 19, 19)
    whole = reconcile(first, second)
    assert read(whole) == (19, 19)
    assert [point.low for point in track(whole, "killed").points] == [12, 19]


def test_a_vaguer_word_later_takes_nothing_back() -> None:
    first = Draft("a", "2025-05-06", "Some 10,000 troops arrived.")
    first.count("Some 10,000 troops", 10000, 10000, "troops", "about")
    second = Draft("b", "2025-05-08", "Thousands of troops arrived.")
    second.count("Thousands of troops", 2000, None, "troops", "at_least")
    assert read(reconcile(first, second), "troops") == (10000, 10000)


def test_sources_that_stand_apart_give_a_range() -> None:
    first = Draft("a", "2025-05-06", "Police said 12 people died.").count("12 people", 12, 12)
    second = Draft("b", "2025-05-06", "The mayor said 15 people died.").count("15 people", 15, 15)
    whole = reconcile(first, second)
    assert read(whole) == (12, 15)
    assert "sources stand apart" in track(whole, "killed").current.reasons


def test_parts_and_origins_of_a_change_are_points_but_no_reading() -> None:
    text = "The toll rose from 12 to 19, including three children."
    draft = Draft("a", "2025-05-07", text).count("12", 12, 12).count("19", 19, 19)
    whole = draft.figures[-1].id
    draft.count("three children", 3, 3, part_of=whole)
    found = reconcile(draft)
    assert read(found) == (19, 19)
    assert len(track(found, "killed").points) == 3


def test_a_tally_of_another_year_is_no_reading() -> None:
    text = "Two people were killed. Police counted 81 homicides so far this year."
    draft = Draft("a", "2025-05-07", text).count("Two people", 2, 2, counted="people")
    draft.count("81 homicides", 81, 81, counted="homicides")
    assert read(reconcile(draft)) == (2, 2)


def test_people_named_together_are_added_up() -> None:
    text = "A man and two women were killed."
    draft = Draft("a", "2025-05-07", text)
    draft.count("A man", 1, 1).count("two women", 2, 2, counted="women")
    assert read(reconcile(draft)) == (3, 3)


def test_the_killers_own_death_is_told_beside_the_killed() -> None:
    text = "He killed two people, then himself."
    draft = Draft("a", "2025-05-07", text).count("two people", 2, 2, counted="people")
    assert read(reconcile(draft)) == (3, 3)


def test_those_shot_less_the_killed_were_injured() -> None:
    text = "Five people were shot. One of them died."
    draft = Draft("a", "2025-05-07", text).count("Five people", 5, 5, "shot", counted="people")
    draft.count("One", 1, 1)
    whole = reconcile(draft)
    assert read(whole, "injured") == (4, 4)
    assert track(whole, "injured").current.reasons == ("5 shot less 1 killed",)


def test_two_armies_have_two_tracks() -> None:
    text = "North Korea sent 10,000 troops. Russia has assembled 50,000 troops in the region."
    draft = Draft("a", "2025-05-07", text)
    draft.count("10,000 troops", 10000, 10000, "troops", counted="troops")
    draft.count("50,000 troops", 50000, 50000, "troops", counted="troops")
    whole = reconcile(draft)
    assert {item.whom for item in whole.tracks} == {"North Korea", "Russia"}


def test_a_number_without_its_noun_joins_by_context() -> None:
    text = "At least 3,000 North Korean soldiers arrived, with troop numbers as high as 12,000."
    draft = Draft("a", "2025-05-07", text)
    draft.count(
        "At least 3,000 North Korean soldiers", 3000, None, "troops", "at_least",
        counted="North Korean soldiers",
    )  # fmt: skip
    draft.count("as high as 12,000", None, 12000, None, "up_to", unit=None, counted="troop numbers")
    points = track(reconcile(draft), "troops", "North Korea").points
    assert [(point.low, point.high) for point in points] == [(3000, None), (None, 12000)]


def test_the_whole_of_a_part_is_no_value_of_it() -> None:
    text = "Forces hold 600 sq km of the 1,100 sq km they took."
    draft = Draft("a", "2025-05-07", text)
    draft.count("600 sq km", 600, 600, "area", unit="square kilometre", of=Decimal(1100))
    draft.count("1,100 sq km", 1100, 1100, "area", unit="square kilometre")
    assert read(reconcile(draft), "area") == (600, 600)


def test_a_plan_is_no_state_of_things() -> None:
    text = "About 3,000 troops are there. The country could send up to 100,000 troops."
    draft = Draft("a", "2025-05-07", text)
    draft.count("About 3,000 troops", 3000, 3000, "troops", "about")
    draft.count("up to 100,000 troops", None, 100000, "troops", "up_to")
    assert read(reconcile(draft), "troops") == (3000, 3000)


def test_a_rejected_figure_is_left_out() -> None:
    draft = Draft("a", "2025-05-07", "Two people died. Ninety people died.")
    draft.count("Two people", 2, 2).count("Ninety people", 90, 90)
    whole = reconcile(draft, judgements=[judge("reject", draft.figures[1].id)])
    assert read(whole) == (2, 2)


def test_a_corrected_figure_has_the_number_given() -> None:
    draft = Draft("a", "2025-05-07", "Some 22 people died.").count("Some 22 people", 22, 22)
    fixed = judge("correct", draft.figures[0].id, value="12")
    assert read(reconcile(draft, judgements=[fixed])) == (12, 12)
    broken = judge("correct", draft.figures[0].id, value="a dozen")
    assert read(reconcile(draft, judgements=[broken])) == (22, 22)
