from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings

from onrecord.group.likeness import Profile, compare_profiles
from onrecord.group.neighbours import MAX_NEIGHBOURS
from onrecord.group.story_memory import MemoryStoryIndex
from onrecord.group.story_updates import update_stories
from tests.group.arrivals import Arrival, Desk, draw_arrivals, set_small_limits
from tests.group.building import FERRY, MILL, build_report
from tests.group.test_stories import judge, reports


@settings(deadline=None)
@given(draw_arrivals())
def test_any_sequence_of_updates_ends_in_what_one_batch_gives(arrivals: list[Arrival]) -> None:
    with set_small_limits():
        desk = Desk(MemoryStoryIndex())
        for arrival in arrivals:
            desk.take(*arrival)


@settings(max_examples=20, deadline=None)
@given(draw_arrivals())
def test_so_does_any_sequence_within_the_real_limits(arrivals: list[Arrival]) -> None:
    desk = Desk(MemoryStoryIndex())
    for arrival in arrivals:
        desk.take(*arrival)


def test_an_update_tells_only_of_stories_that_it_touches() -> None:
    index = MemoryStoryIndex()
    first = update_stories(index, reports())
    assert len(first.stories) == 3
    mill = build_report("mill-2", [("headline", "Mill fire at Carrow Bridge"), *MILL],
                        published="2024-03-07")  # fmt: skip
    second = update_stories(index, [mill])
    assert [story.reports for story in second.stories] == [("mill-1", "mill-2")]
    assert not second.gone
    assert not update_stories(index, []).stories


def test_a_story_without_reports_is_gone() -> None:
    index = MemoryStoryIndex()
    story, *_ = update_stories(index, [build_report("a", FERRY)]).stories
    update = update_stories(index, [], ["a", "never-there"])
    assert update.stories == ()
    assert update.gone == (story.id,)


def test_one_more_report_of_a_large_story_has_few_compared_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    many = [build_report(f"f{n:04d}", FERRY, published="2024-03-05") for n in range(300)]
    index = MemoryStoryIndex()
    update_stories(index, many[:-1])
    compared: list[int] = []

    def compare(profile: Profile, others: Sequence[Profile]) -> npt.NDArray[np.float64]:
        compared.append(len(others))
        return compare_profiles(profile, others)

    monkeypatch.setattr("onrecord.group.story_updates.compare_profiles", compare)
    [story] = update_stories(index, many[-1:]).stories
    assert len(story.reports) == len(many)
    assert len(compared) <= MAX_NEIGHBOURS + 1


def test_a_judgement_waits_for_the_report_it_is_about() -> None:
    pins = [judge("same", "mill-1", "ferry-1")]
    index = MemoryStoryIndex()
    first, second = reports()[0], reports()[3]
    update_stories(index, [first], (), pins)
    [story] = update_stories(index, [second], (), pins).stories
    assert story.reports == ("ferry-1", "mill-1")
    [alone] = update_stories(index, [], ["mill-1"], pins).stories
    assert alone.reports == ("ferry-1",)
