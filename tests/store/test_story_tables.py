from hypothesis import given, settings

from onrecord.group.stories import find_stories
from onrecord.group.story_index import StoryIndex, make_card
from onrecord.group.story_memory import MemoryStoryIndex
from onrecord.group.story_updates import update_stories
from onrecord.store.story_tables import TABLES, SqlStoryIndex
from tests.group.arrivals import Arrival, Desk, draw_arrivals, set_small_limits
from tests.group.building import FERRY, build_report
from tests.group.test_stories import judge, reports
from tests.store.tables import open_rows


@settings(max_examples=60, deadline=None)
@given(draw_arrivals())
def test_any_sequence_of_updates_ends_in_what_one_batch_gives(arrivals: list[Arrival]) -> None:
    with set_small_limits(), open_rows(TABLES) as rows:
        desk = Desk(SqlStoryIndex(rows))
        for arrival in arrivals:
            desk.index = SqlStoryIndex(rows)
            desk.take(*arrival)


def test_an_index_left_by_another_process_goes_on() -> None:
    with open_rows(TABLES) as rows:
        for report in reports():
            update_stories(SqlStoryIndex(rows), [report])
        pins = [judge("not-same", "ferry-1", "ferry-2")]
        update = update_stories(SqlStoryIndex(rows), [], (), pins)
        assert sorted(story.reports for story in update.stories) == [("ferry-1",), ("ferry-2",)]
        assert set(update.stories) <= set(find_stories(reports(), pins))


def test_both_indexes_keep_a_report_as_it_is() -> None:
    odd = build_report("odd", [("headline", "A \ud800 title\0 of no text"), *FERRY])
    card = make_card(odd)
    with open_rows(TABLES) as rows:
        indexes: tuple[StoryIndex, ...] = (MemoryStoryIndex(), SqlStoryIndex(rows))
        for index in indexes:
            [number] = index.add_cards([card])
            assert index.find_cards([number])[number].is_same(card)
            index.remove_reports([number])
            assert index.find_numbers(["odd"]) == {}
            assert index.find_candidates([card.postings]) == [[]]
