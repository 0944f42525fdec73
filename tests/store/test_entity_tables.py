"""Entities report by report, in memory and in a database: the same as all at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.reconcile.entities import make_entities, update_entities
from onrecord.reconcile.entity_index import EntityIndex, MemoryEntityIndex
from onrecord.records import Entity, Judgement
from onrecord.store.connections import SqliteRows
from onrecord.store.entity_tables import TABLES, EntityTables
from onrecord.store.rows import make_tables
from tests.reconcile.building import Draft, Fact, judge

NAMES = (
    ("Ana Reiter", "person"), ("Anna Reiter", "person"), ("Ana M. Reiter", "person"),
    ("Reiter", "person"), ("Boris Reiter", "person"), ("Kim Jong-un", "person"),
    ("Kim Jong Un", "person"), ("Pyongyang", "place"), ("North Korea", "state"),
    ("United Nations", "organisation"), ("UN", "organisation"),
    ("Institute for Conflict Data", "organisation"), ("ICD", "organisation"),
    ("Institute of Civil Defence", "organisation"), ("Sandhaven", "place"),
    ("the company", "organisation"), ("Two men", "group"),
)  # fmt: skip
TARGETS = [name for name, _ in NAMES]
JUDGEMENTS = st.lists(
    st.tuples(
        st.sampled_from(["same", "not-same", "correct"]),
        st.lists(st.sampled_from(TARGETS), min_size=2, max_size=3, unique=True),
    ),
    max_size=3,
)
REPORTS = st.lists(st.integers(0, len(NAMES) - 1), max_size=4)
STEPS = st.lists(
    st.tuples(st.dictionaries(st.integers(0, 5), st.none() | REPORTS, max_size=3), JUDGEMENTS),
    min_size=1,
    max_size=6,
)


def open_tables() -> EntityTables:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    rows = SqliteRows(connection)
    make_tables(rows, TABLES)
    return EntityTables(rows)


@pytest.fixture(params=["memory", "tables"])
def index(request: pytest.FixtureRequest) -> EntityIndex:
    return MemoryEntityIndex() if request.param == "memory" else open_tables()


def write_report(number: int, names: Sequence[int]) -> Fact:
    text = ". ".join(NAMES[name][0] for name in names) or "Nobody."
    draft = Draft(f"r{number}", "2025-05-06", text)
    for name in names:
        draft.mention(*NAMES[name], role=f"role {number % 2}")
    for name in names[:1]:
        draft.say(NAMES[name][0], NAMES[name][0], kind="person")
    return draft.fact()


def make_judgements(drawn: list[tuple[str, list[str]]]) -> tuple[Judgement, ...]:
    return tuple(
        judge(verb, *(targets if verb != "correct" else targets[:1]), value="Right Name")
        for verb, targets in drawn
    )


def follow(
    index: EntityIndex, steps: list[tuple[dict[int, list[int] | None], list[tuple[str, list[str]]]]]
) -> None:
    """Take the steps one by one; after each, what was told adds up to one batch over all."""
    facts: dict[str, Fact] = {}
    held: dict[str, Entity] = {}
    for changes, drawn in steps:
        changed = [write_report(n, names) for n, names in changes.items() if names is not None]
        gone = [f"r{n}" for n, names in changes.items() if names is None]
        judgements = make_judgements(drawn)
        facts |= {report.id: (report, notes) for report, notes in changed}
        for id_ in gone:
            facts.pop(id_, None)
        update = update_entities(index, changed, gone, judgements)
        for id_ in update.gone:
            del held[id_]
        held |= {entity.id: entity for entity in update.entities}
        assert held == {entity.id: entity for entity in make_entities(facts, judgements)}


@given(STEPS)
@settings(max_examples=150, deadline=None)
def test_any_updates_in_memory_end_in_one_batch(steps: list) -> None:  # type: ignore[type-arg]
    follow(MemoryEntityIndex(), steps)


@given(STEPS)
@settings(max_examples=60, deadline=None)
def test_any_updates_in_tables_end_in_one_batch(steps: list) -> None:  # type: ignore[type-arg]
    follow(open_tables(), steps)


def test_a_report_makes_only_what_it_touches_again(index: EntityIndex) -> None:
    update_entities(index, [write_report(1, [0, 7]), write_report(2, [5, 9])])
    update = update_entities(index, [write_report(3, [3])])
    assert [entity.name for entity in update.entities] == ["Ana Reiter"]
    assert update.gone == ()


def test_the_same_report_again_changes_nothing(index: EntityIndex) -> None:
    facts = [write_report(1, [0, 7, 11, 12])]
    assert update_entities(index, facts).entities
    again = update_entities(index, facts)
    assert again.entities == () == again.gone


def test_a_second_bearer_of_a_surname_parts_what_was_one(index: EntityIndex) -> None:
    update_entities(index, [write_report(1, [0]), write_report(2, [3])])
    update = update_entities(index, [write_report(3, [4])])
    assert {entity.name for entity in update.entities} == {"Ana Reiter", "Boris Reiter", "Reiter"}


def test_a_judgement_taken_back_makes_what_it_joined_again(index: EntityIndex) -> None:
    same = judge("same", "Boris Reiter", "Sandhaven")
    update_entities(index, [write_report(1, [4, 14])], judgements=[same])
    update = update_entities(index, [])
    assert {entity.name for entity in update.entities} == {"Boris Reiter", "Sandhaven"}


def test_a_name_of_broken_characters_is_kept(index: EntityIndex) -> None:
    draft = Draft("a", "2025-05-06", "Ana Rei\ud800ter\0 spoke.").mention("Ana Rei\ud800ter\0")
    (entity,) = update_entities(index, [draft.fact()]).entities
    assert entity.name == "Ana Rei?ter"
    assert update_entities(index, [], ["a"]).gone == (entity.id,)
