"""What silence tells of: read only where those hurt, or killed, are counted, and shown as such."""

from __future__ import annotations

import msgspec
import pytest

from onrecord.group import Grouping
from onrecord.reconcile import ReadingOptions, Reconciliation, reconcile_stories
from onrecord.records import Story, Track
from tests.reconcile.building import Draft, reconcile


def find_track(whole: Reconciliation, measure: str) -> Track | None:
    return next((track for track in whole.tracks if track.measure == measure), None)


def read(whole: Reconciliation, measure: str) -> tuple[int | None, int | None] | None:
    track = find_track(whole, measure)
    if track is None:
        return None
    low, high = track.current.low, track.current.high
    return (None if low is None else int(low), None if high is None else int(high))


def test_those_hurt_are_counted_and_nobody_is_told_dead() -> None:
    text = "Three people were shot in Corvin. All are in hospital in stable condition."
    whole = reconcile(Draft("a", "2025-05-06", text).count("Three people", 3, 3, "injured"))
    track = find_track(whole, "killed")
    assert track is not None
    assert read(whole, "killed") == (0, 0)
    assert track.points == ()
    assert track.current.reasons == ("3 hurt, and no report has a word of a death",)
    injured = find_track(whole, "injured")
    assert injured is not None
    assert track.current.points == injured.current.points


@pytest.mark.parametrize(
    "more",
    [
        "A vigil is planned.",
        "One later died.",
        "A dog was killed.",
        "Two more are missing.",
        "It is unclear how many were inside.",
    ],
)
def test_a_word_of_death_anywhere_leaves_the_killed_unknown(more: str) -> None:
    first = Draft("a", "2025-05-06", "Three people were shot and are in hospital.")
    second = Draft("b", "2025-05-07", f"The gunman is still sought. {more}")
    whole = reconcile(first.count("Three people", 3, 3, "injured"), second)
    assert read(whole, "killed") is None


def test_attempted_murder_is_no_death() -> None:
    text = "Three people were shot and are in hospital. He is charged with attempted murder."
    whole = reconcile(Draft("a", "2025-05-06", text).count("Three people", 3, 3, "injured"))
    assert read(whole, "killed") == (0, 0)


def test_an_open_count_of_those_hurt_tells_nothing_of_the_dead() -> None:
    text = "At least three people were hurt in the blast."
    draft = Draft("a", "2025-05-06", text)
    draft.count("At least three people", 3, None, "injured", "at_least")
    assert read(reconcile(draft), "killed") is None


def test_a_shooting_without_a_count_tells_of_no_death() -> None:
    text = "Jon Sarr was shot in the leg. Sarr is recovering in hospital."
    assert read(reconcile(Draft("a", "2025-05-06", text)), "killed") == (0, 0)
    text = "Jon Sarr hurt his leg in the final. Sarr is recovering in hospital."
    assert read(reconcile(Draft("a", "2025-05-06", text)), "killed") is None


def test_those_killed_are_counted_and_nobody_is_told_hurt() -> None:
    text = "A gunman killed two people. Both were taken to hospital, where they died."
    whole = reconcile(Draft("a", "2025-05-06", text).count("two people", 2, 2))
    assert read(whole, "injured") == (0, 0)


@pytest.mark.parametrize(
    "text",
    [
        "A gunman killed two people. A third is in hospital.",
        "The flood killed two people in Corvin.",
    ],
)
def test_wounds_or_a_disaster_leave_the_injured_unknown(text: str) -> None:
    whole = reconcile(Draft("a", "2025-05-06", text).count("two people", 2, 2))
    assert read(whole, "injured") is None


def test_the_one_shot_is_not_taken_to_live_where_a_death_is_told() -> None:
    text = "A boy was shot in Corvin. The death is being looked into."
    whole = reconcile(Draft("a", "2025-05-06", text).count("A boy", 1, 1, "shot"))
    assert read(whole, "injured") != (1, 1)


@pytest.mark.parametrize(
    ("text", "words", "measure"),
    [
        ("A teenager was shot to death in Corvin.", "A teenager", "killed"),
        ("Two people were shot and killed in Corvin.", "Two people", "killed"),
        ("It led to the fatal injury of one man in Corvin.", "one man", "killed"),
        ("One man shot and killed his wife in Corvin.", "One man", "shot"),
    ],
)
def test_those_shot_to_death_are_killed(text: str, words: str, measure: str) -> None:
    low = 2 if words.startswith("Two") else 1
    whole = reconcile(Draft("a", "2025-05-06", text).count(words, low, low, "shot"))
    assert find_track(whole, measure) is not None
    assert {track.measure for track in whole.tracks if track.points} <= {measure, "injured"}


def test_the_reading_can_be_left_out() -> None:
    draft = Draft("a", "2025-05-06", "Three people were shot and are in hospital.")
    facts = {"a": draft.count("Three people", 3, 3, "injured").fact()}
    grouping = Grouping(stories=(Story(id="s", title="", reports=("a",)),))
    whole = reconcile_stories(facts, grouping, options=ReadingOptions(silence=False))
    assert [track.measure for track in whole.tracks] == ["injured"]
    assert msgspec.json.encode(whole)


def test_one_of_several_is_no_count_of_all() -> None:
    text = "Three boys were hurt in Corvin. One of the boys was badly injured."
    draft = Draft("a", "2025-05-06", text).count("Three boys", 3, 3, "injured")
    assert read(reconcile(draft.count("One", 1, 1, "injured")), "injured") == (3, 3)


def test_the_number_called_counts_nobody() -> None:
    draft = Draft("a", "2025-05-06", "She called 911 after he was shot.")
    assert reconcile(draft.count("911", 911, 911, "shot")).tracks == ()


def test_the_one_shot_who_died_leaves_nobody_hurt() -> None:
    text = "A man was shot in Corvin. The 30-year-old was taken to hospital. He died there."
    draft = Draft("a", "2025-05-06", text).count("A man", 1, 1, "shot")
    assert read(reconcile(draft.count("The 30-year-old", 1, 1)), "injured") == (0, 0)


def test_more_shot_than_killed_leaves_the_others_hurt() -> None:
    text = "Three people were shot in Corvin. Two people died."
    draft = Draft("a", "2025-05-06", text).count("Three people", 3, 3, "shot")
    assert read(reconcile(draft.count("Two people", 2, 2)), "injured") == (1, 1)


def test_a_count_of_a_part_alone_is_no_reading() -> None:
    text = "Several boys were shot. One of the boys was badly hurt."
    draft = Draft("a", "2025-05-06", text).count("One", 1, 1, "injured")
    assert read(reconcile(draft), "injured") == (None, None)


def test_two_of_different_ages_told_one_by_one_are_no_count_of_one() -> None:
    text = "A 24-year-old man was hurt in Corvin. A 39-year-old woman was hurt as well."
    draft = Draft("a", "2025-05-06", text).count("A 24-year-old man", 1, 1, "injured")
    draft.count("A 39-year-old woman", 1, 1, "injured")
    assert read(reconcile(draft), "injured") == (None, None)


def test_the_shot_of_one_report_less_the_killed_of_another_are_nobody() -> None:
    first = Draft("a", "2025-05-06", "Twenty people were shot in the city.")
    first.count("Twenty people", 20, 20, "shot", counted="people")
    second = Draft("b", "2025-05-06", "Two people were killed in Corvin.")
    whole = reconcile(first, second.count("Two people", 2, 2, counted="people"))
    assert read(whole, "injured") != (18, 18)
