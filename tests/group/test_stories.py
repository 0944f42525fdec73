import os
import random
import subprocess
import sys

import msgspec
import pytest

from onrecord.group import Grouping, group_reports
from onrecord.group.stories import find_stories
from onrecord.records import Judgement, Report, Story
from tests.group.building import FERRY, MILL, build_report

LATER_FERRY = (
    "Divers resumed the search on Wednesday for four people missing since a ferry ran aground off "
    "the islet of Torsvik, harbour master Ola Brandt said in Hamnes.",
    "The ship had 96 people aboard. Tugs will try to pull it off the reef when the swell drops.",
)
OTHER_FERRY = (
    "A ferry with 40 people aboard lost power in the Strait of Melun on Friday and drifted for six "
    "hours before a navy tug took it in tow, officials in Porto Sale said.",
    "Nobody was hurt. Passengers were given blankets, captain Aldo Reni told a news conference.",
)


def report(id_: str, headline: str, parts: tuple[str, ...], published: str) -> Report:
    return build_report(id_, [("headline", headline), *parts], published=published)


def reports() -> list[Report]:
    return [
        report("ferry-1", "Ferry aground off Torsvik", FERRY, "2024-03-05"),
        report("ferry-2", "Four missing after Torsvik accident", LATER_FERRY, "2024-03-06"),
        report("other-1", "Ferry adrift in Strait of Melun", OTHER_FERRY, "2024-03-08"),
        report("mill-1", "Fire guts Carrow Bridge paper mill", MILL, "2024-03-06"),
    ]


def members(stories: tuple[Story, ...]) -> list[tuple[str, ...]]:
    return sorted(tuple(sorted(story.reports)) for story in stories)


def judge(verb: str, *targets: str, id_: str = "j1", time: str = "2024-03-09") -> Judgement:
    return msgspec.convert(
        {"id": id_, "verb": verb, "targets": targets, "author": "ann", "time": time}, Judgement
    )


def test_reports_of_one_event_meet_and_a_look_alike_stays_apart() -> None:
    assert members(find_stories(reports())) == [("ferry-1", "ferry-2"), ("mill-1",), ("other-1",)]


def test_order_of_arrival_changes_nothing() -> None:
    expected = group_reports([(report, None) for report in reports()])
    for seed in range(5):
        shuffled = reports()
        random.Random(seed).shuffle(shuffled)
        assert group_reports([(report, None) for report in shuffled]) == expected


def test_a_story_keeps_its_id_and_gets_longer_as_reports_join() -> None:
    before = {story.reports[0]: story.id for story in find_stories(reports()[:1])}
    after = {story.reports[0]: story for story in find_stories(reports())}
    assert after["ferry-1"].id == before["ferry-1"]
    assert after["ferry-1"].reports == ("ferry-1", "ferry-2")
    assert (after["ferry-1"].first, after["ferry-1"].last) == ("2024-03-05", "2024-03-06")


def test_title_is_one_of_the_reports_own() -> None:
    titles = {story.title for story in find_stories(reports())}
    own = {report.text.split("\n")[0] for report in reports()}
    assert titles <= own


def test_judgements_hold_from_then_on_and_can_be_taken_back() -> None:
    apart = judge("not-same", "ferry-1", "ferry-2")
    together = judge("same", "mill-1", "other-1", id_="j2")
    stories = find_stories(reports(), [apart, together])
    assert members(stories) == [("ferry-1",), ("ferry-2",), ("mill-1", "other-1")]
    undo = judge("undo", "j1", id_="j3", time="2024-03-10")
    assert ("ferry-1", "ferry-2") in members(find_stories(reports(), [apart, undo]))


def test_the_later_of_two_judgements_on_the_same_reports_holds() -> None:
    first = judge("same", "mill-1", "other-1")
    second = judge("not-same", "mill-1", "other-1", id_="j2", time="2024-03-11")
    assert ("mill-1",) in members(find_stories(reports(), [second, first]))


def test_undated_and_empty_reports_are_in_a_story_too() -> None:
    odd = [build_report("undated", MILL), Report(id="empty", hash="0" * 64, text="")]
    stories = find_stories(odd)
    assert members(stories) == [("empty",), ("undated",)]
    assert all(story.first is None for story in stories)


def test_no_reports_no_stories() -> None:
    assert group_reports([]) == group_reports(iter([]))
    assert group_reports([]).stories == ()


@pytest.mark.parametrize("seed", ["0", "1234"])
def test_every_process_finds_the_same(seed: str) -> None:
    program = (
        "import msgspec, tests.group.test_stories as t;"
        "from onrecord.group import group_reports;"
        "print(msgspec.json.encode(group_reports([(r, None) for r in t.reports()])).decode())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    expected = group_reports([(report, None) for report in reports()])
    assert msgspec.json.decode(done.stdout, type=Grouping) == expected
