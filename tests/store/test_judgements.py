from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import JudgementError
from onrecord.records import Judgement
from onrecord.store.judgements import check_judgement, check_undo, list_active, make_judgement

SAME = make_judgement("same", ["a", "b"], "ana", "2024-10-29T10:00:00Z")
UNDO = make_judgement("undo", [SAME.id], "rui", "2024-10-29T11:00:00Z")
REDO = make_judgement("undo", [UNDO.id], "ana", "2024-10-29T12:00:00Z")


def test_an_undone_judgement_does_not_stand_and_an_undone_undo_brings_it_back() -> None:
    assert list_active([SAME]) == (SAME,)
    assert list_active([SAME, UNDO]) == ()
    assert list_active([SAME, UNDO, REDO]) == (SAME,)


@given(order=st.permutations([SAME, UNDO, REDO]))
def test_what_stands_does_not_depend_on_the_order(order: list[Judgement]) -> None:
    assert list_active(order) == (SAME,)


def test_a_long_chain_of_undos_is_followed_to_its_end() -> None:
    chain = [SAME]
    for number in range(5000):
        chain.append(make_judgement("undo", [chain[-1].id], "ana", f"2024-11-01T{number:05}"))
    assert list_active(chain) == (SAME,)
    assert list_active(chain[:-1]) == ()


def test_standing_judgements_come_by_time() -> None:
    later = make_judgement("reject", ["s"], "ana", "2024-10-30T10:00:00Z")
    assert list_active([later, SAME]) == (SAME, later)


@pytest.mark.parametrize(
    ("judgement", "message"),
    [
        (msgspec.structs.replace(SAME, note="changed later"), "changed"),
        (make_judgement("same", ["a"], "ana", "2024"), "at least 2"),
        (make_judgement("not-same", ["a", "a"], "ana", "2024"), "at least 2"),
        (make_judgement("reject", [], "ana", "2024"), "at least 1"),
        (make_judgement("reject", ["a"], " ", "2024"), "author"),
        (make_judgement("reject", ["a"], "ana", ""), "time"),
        (make_judgement("correct", ["a"], "ana", "2024"), "value"),
    ],
)
def test_a_judgement_that_is_not_whole_is_refused(judgement: Judgement, message: str) -> None:
    with pytest.raises(JudgementError, match=message):
        check_judgement(judgement)


def test_what_is_not_there_or_already_undone_cannot_be_undone() -> None:
    check_undo(UNDO, [SAME])
    with pytest.raises(JudgementError, match="there is no judgement"):
        check_undo(UNDO, [])
    with pytest.raises(JudgementError, match="already undone"):
        check_undo(make_judgement("undo", [SAME.id], "eva", "2025"), [SAME, UNDO])
