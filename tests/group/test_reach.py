from onrecord.group.copy_index import Entry
from onrecord.group.keys import ADDRESS, PASSAGE, SENTENCE
from onrecord.group.reach import EXACT, REWORD, SAME_ADDRESS, TYING, is_spread, judge_pair


def make_entry(report: str, story: str) -> Entry:
    return Entry(rank=0, report=report, story=story, size=100, sentences=10)


HERE, THERE, ELSEWHERE = (make_entry(name, story) for name, story in ("ax", "bx", "cy"))


def list_hits(kind: int, count: int, place: int = 0) -> list[tuple[int, int]]:
    return [(4 * number + kind, place) for number in range(count)]


def test_one_passage_is_enough_within_a_story_and_not_across() -> None:
    hits = list_hits(PASSAGE, 1)
    assert judge_pair(HERE, THERE, hits, ()) == EXACT | TYING
    assert judge_pair(HERE, ELSEWHERE, hits, ()) == 0


def test_across_stories_much_must_be_shared() -> None:
    assert judge_pair(HERE, ELSEWHERE, list_hits(PASSAGE, 6), ()) == EXACT | TYING


def test_from_the_later_carriers_of_a_passage_on_much_must_be_shared() -> None:
    assert judge_pair(HERE, THERE, list_hits(PASSAGE, 20, place=50), ()) == 0
    assert judge_pair(HERE, THERE, list_hits(PASSAGE, 30, place=50), ()) == EXACT


def test_spread_wordings_alone_count_only_where_they_are_a_good_part() -> None:
    few, many = list_hits(PASSAGE, 6), list_hits(PASSAGE, 12)
    assert judge_pair(HERE, ELSEWHERE, few, {key for key, _ in few}) == 0
    assert judge_pair(HERE, ELSEWHERE, many, {key for key, _ in many}) == EXACT | TYING


def test_rewording_is_sought_within_a_story_where_several_sentences_are_alike() -> None:
    assert judge_pair(HERE, THERE, list_hits(SENTENCE, 4), ()) & REWORD
    assert not judge_pair(HERE, THERE, list_hits(SENTENCE, 3), ()) & REWORD
    assert not judge_pair(HERE, ELSEWHERE, list_hits(SENTENCE, 9), ()) & REWORD


def test_one_address_is_reason_enough() -> None:
    reach = judge_pair(HERE, ELSEWHERE, list_hits(ADDRESS, 1), ())
    assert reach & EXACT
    assert reach & SAME_ADDRESS


def test_a_wording_of_three_stories_is_spread() -> None:
    assert not is_spread([HERE, THERE, ELSEWHERE])
    assert is_spread([HERE, ELSEWHERE, make_entry("d", "z")])
