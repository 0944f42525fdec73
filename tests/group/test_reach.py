import numpy as np

from onrecord.group.copy_index import Entry
from onrecord.group.keys import ADDRESS, PASSAGE, SENTENCE
from onrecord.group.reach import (
    EXACT,
    REWORD,
    SAME_ADDRESS,
    TYING,
    Pairs,
    add_marks,
    is_spread,
    judge_pairs,
    mark_places,
)


def make_entry(report: str, story: str) -> Entry:
    return Entry(rank=0, report=report, story=story, size=100, sentences=10)


HERE, THERE, ELSEWHERE = (make_entry(name, story) for name, story in ("ax", "bx", "cy"))


def judge(
    a: Entry, b: Entry, kind: int, count: int, *, place: int = 0, spread: bool = False
) -> int:
    """Judge two reports that share so many keys, the earlier at one place among the carriers."""
    marks = np.full(count, mark_places(kind, is_spread=spread)[place])
    pairs = Pairs(
        same_story=np.array([a.story == b.story]),
        shorter=np.array([min(a.size, b.size)]),
        sentences=np.array([min(a.sentences, b.sentences)]),
    )
    return int(judge_pairs(add_marks(marks, np.array([0])), pairs)[0])


def test_one_passage_is_enough_within_a_story_and_not_across() -> None:
    assert judge(HERE, THERE, PASSAGE, 1) == EXACT | TYING
    assert judge(HERE, ELSEWHERE, PASSAGE, 1) == 0


def test_across_stories_much_must_be_shared() -> None:
    assert judge(HERE, ELSEWHERE, PASSAGE, 6) == EXACT | TYING


def test_from_the_later_carriers_of_a_passage_on_much_must_be_shared() -> None:
    assert judge(HERE, THERE, PASSAGE, 20, place=50) == 0
    assert judge(HERE, THERE, PASSAGE, 30, place=50) == EXACT


def test_spread_wordings_alone_count_only_where_they_are_a_good_part() -> None:
    assert judge(HERE, ELSEWHERE, PASSAGE, 6, spread=True) == 0
    assert judge(HERE, ELSEWHERE, PASSAGE, 12, spread=True) == EXACT | TYING


def test_rewording_is_sought_within_a_story_where_several_sentences_are_alike() -> None:
    assert judge(HERE, THERE, SENTENCE, 4) & REWORD
    assert not judge(HERE, THERE, SENTENCE, 3) & REWORD
    assert not judge(HERE, ELSEWHERE, SENTENCE, 9) & REWORD


def test_one_address_is_reason_enough() -> None:
    reach = judge(HERE, ELSEWHERE, ADDRESS, 1)
    assert reach & EXACT
    assert reach & SAME_ADDRESS


def test_what_a_key_says_of_two_reports_depends_on_no_other_pair() -> None:
    passage, sentence = (mark_places(kind, is_spread=False)[0] for kind in (PASSAGE, SENTENCE))
    shares = add_marks(np.array([passage, passage, sentence]), np.array([0, 2]))
    assert shares.passages.tolist() == [2, 0]
    assert shares.alike.tolist() == [0, 1]


def test_fewer_answer_for_a_sentence_or_a_spread_wording_than_for_a_passage() -> None:
    passage, spread = (mark_places(PASSAGE, is_spread=flag) for flag in (False, True))
    sentence = mark_places(SENTENCE, is_spread=False)
    assert len(sentence) < len(spread) < len(passage)


def test_a_wording_of_three_stories_is_spread() -> None:
    assert not is_spread([HERE, THERE, ELSEWHERE])
    assert is_spread([HERE, ELSEWHERE, make_entry("d", "z")])
