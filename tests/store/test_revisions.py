from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from onrecord.records import Figure
from onrecord.store.revisions import compare_revisions, describe_value
from tests.store.facts import FERRY, FERRY_LATER, make_fact


def test_a_raised_toll_and_a_reworded_statement_are_said_in_words() -> None:
    diff = compare_revisions(make_fact(), make_fact(text=FERRY_LATER))
    assert diff.describe() == [
        "killed: raised from 12 to 15",
        "reworded: Ana Lopes: 12 people died on the Estrela. → 15 people died on the Estrela.",
    ]


def test_the_same_text_has_no_changes() -> None:
    assert compare_revisions(make_fact(), make_fact()).describe() == []


def test_new_and_gone_statements_and_titles() -> None:
    after = "Ferry sank off the cape\nAna Lopes said: 12 people died on the Estrela.\nEva said no."
    assert compare_revisions(make_fact(), make_fact(text=after)).describe() == [
        "title: Ferry sinks off the cape → Ferry sank off the cape",
        "new: Eva: no.",
        "gone: The coast guard: rescue boats searched all night.",
    ]


def test_words_of_another_speaker_are_no_rewording() -> None:
    after = FERRY.replace("Ana Lopes said", "Eva Sousa said")
    kinds = [
        line.split(":")[0]
        for line in compare_revisions(make_fact(), make_fact(text=after)).describe()
    ]
    assert kinds == ["new", "gone"]


def test_changes_name_the_entries_on_both_sides() -> None:
    before, after = make_fact(), make_fact(text=FERRY_LATER)
    diff = compare_revisions(before, after)
    assert diff.figures[0].before_id == before[1].figures[0].id
    assert diff.figures[0].after_id == after[1].figures[0].id
    assert diff.statements[0].before_id == before[1].statements[0].id


def test_a_figure_repeated_in_one_text_is_no_change() -> None:
    after = FERRY + "\nEva said 12 were dead."
    assert compare_revisions(make_fact(), make_fact(text=after)).figures == ()


def test_figures_of_another_place_are_another_measure() -> None:
    report, notes = make_fact()
    moved = msgspec.structs.replace(
        notes.figures[0], place="Porto", low=Decimal(9), high=Decimal(9)
    )
    after = report, msgspec.structs.replace(notes, figures=(moved,))
    assert [change.describe() for change in compare_revisions((report, notes), after).figures] == [
        "killed (Porto): new: 9",
        "killed: no longer given: 12",
    ]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"low": 12, "high": 12}, "12"),
        ({"low": 12, "high": 12, "qualifier": "about"}, "about 12"),
        ({"low": 10, "high": 12, "qualifier": "between"}, "10 to 12"),
        ({"low": 10, "high": 12, "qualifier": "about"}, "about 10 to 12"),
        ({"low": 3000, "high": None, "qualifier": "at_least"}, "at least 3000"),
        ({"low": 3000, "high": None, "qualifier": "more_than"}, "more than 3000"),
        ({"low": None, "high": 100000, "qualifier": "up_to"}, "up to 100000"),
        ({"low": None, "high": 5, "qualifier": "less_than"}, "less than 5"),
        ({"low": None, "high": None}, "unknown"),
        ({"low": "1.50", "high": "1.50"}, "1.5"),
        ({"low": "1E+4", "high": "1E+4"}, "10000"),
    ],
)
def test_values_in_words(values: dict[str, Any], words: str) -> None:
    bounds = {k: Decimal(v) if v is not None and k != "qualifier" else v for k, v in values.items()}
    plain = Figure(id="f", span=(0, 1), low=None, high=None, qualifier="exact")
    assert describe_value(msgspec.structs.replace(plain, **bounds)) == words


@pytest.mark.parametrize(
    ("before", "after", "move"),
    [((1, 2), (2, 3), "raised"), ((5, None), (3, None), "lowered"), ((1, 5), (2, 4), "changed"),
     ((1, None), (None, 4), "changed")],
)  # fmt: skip
def test_a_move_is_named_only_where_all_bounds_agree(
    before: tuple[int, int | None], after: tuple[int | None, int | None], move: str
) -> None:
    report, notes = make_fact()

    def give(low: int | None, high: int | None) -> Figure:
        bounds = {k: None if v is None else Decimal(v) for k, v in (("low", low), ("high", high))}
        return msgspec.structs.replace(notes.figures[0], qualifier="between", **bounds)

    old = report, msgspec.structs.replace(notes, figures=(give(*before),))
    new = report, msgspec.structs.replace(notes, figures=(give(*after),))
    assert [change.moved for change in compare_revisions(old, new).figures] == [move]
