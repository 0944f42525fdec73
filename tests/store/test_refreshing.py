"""However facts and judgements came, the views are those that one making from all would give."""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.errors import JudgementError
from onrecord.records import Judgement
from onrecord.store import (
    EXPORT_KINDS,
    Fact,
    Ledger,
    LedgerOptions,
    make_judgement,
    open_ledger,
    refreshing,
)
from onrecord.store.making import StoryMaker
from tests.store.facts import FERRY, MARKET, make_fact

WIRE = (
    "Crews reached the wreck before dawn and brought the last of the passengers ashore.\n"
    "The harbour master said nobody had seen a storm like it in thirty years on this coast."
)
FLOOD = "River floods Maren\nIda Holm said: 40 houses are under water.\nThe dyke broke at noon."
TEXTS = [
    ("ferry", FERRY, "2024-10-29", "Cape Courier"),
    ("ferry-2", f"{FERRY}\n{WIRE}", "2024-10-30", "Daily Sound"),
    ("ferry-3", f"Ferry toll rises\nAna Lopes said: 15 people died on the Estrela.\n{WIRE}",
     "2024-10-31", "Bay Post"),
    ("market", MARKET, "2024-10-29", "Cape Courier"),
    ("market-2", f"{MARKET}\nTraders wept.", None, "Bay Post"),
    ("flood", FLOOD, "2024-11-20", "Maren Voice"),
    ("flood-2", f"{FLOOD}\nIda Holm said: 60 houses are under water now.", "2024-11-21",
     "Cape Courier"),
]  # fmt: skip
FACTS = [make_fact(name, text, day, outlet=outlet) for name, text, day, outlet in TEXTS]
LATER = make_fact("ferry-3", TEXTS[2][1].replace("15 people", "17 people"), "2024-11-01",
                  outlet="Bay Post")  # fmt: skip


def export_all(ledger: Ledger) -> dict[str, list[object]]:
    return {kind: list(ledger.export(kind)) for kind in EXPORT_KINDS}


def build(facts: Sequence[Fact], judgements: Sequence[Judgement] = ()) -> dict[str, list[object]]:
    with Ledger.open(":memory:") as ledger:
        ledger.add_many(facts)
        for judgement in judgements:
            ledger.judge(judgement)
        return export_all(ledger)


def decide(verb: str, *targets: str, minute: int = 0, value: str | None = None) -> Judgement:
    time = f"2024-12-01T10:{minute:02}:00Z"
    return make_judgement(verb, targets, "ana", time, value=value)  # type: ignore[arg-type]


STATEMENTS = [statement.id for _, notes in FACTS for statement in notes.statements]
FIGURES = [figure.id for _, notes in FACTS for figure in notes.figures]
JUDGEMENTS = [
    decide("not-same", "ferry", "ferry-2"),
    decide("same", "market", "flood", minute=1),
    decide("reject", STATEMENTS[0], minute=2),
    decide("correct", FIGURES[0], minute=3, value="13"),
    decide("same", STATEMENTS[0], STATEMENTS[-1], minute=4),
]
STEPS = st.lists(
    st.one_of(
        st.sampled_from(FACTS), st.sampled_from(JUDGEMENTS), st.just("read"), st.just("undo")
    ),
    max_size=14,
)


@settings(max_examples=25)
@given(STEPS)
def test_any_sequence_of_steps_ends_in_what_one_making_gives(steps: list[object]) -> None:
    added: list[Fact] = []
    judged: list[Judgement] = []
    with Ledger.open(":memory:") as ledger:
        for number, step in enumerate(steps):
            if isinstance(step, Judgement):
                if ledger.judge(step):
                    judged.append(step)
            elif isinstance(step, tuple):
                if ledger.add(*step) != "known":
                    added.append(step)
            elif step == "undo" and judged:
                standing = [j for j in judged if j.verb != "undo"]
                undo = decide("undo", standing[-1].id, minute=20 + number)
                with suppress(JudgementError):  # it is undone already
                    judged += [undo] * ledger.judge(undo)
            else:
                ledger.refresh_views()
        reached = export_all(ledger)
    assert reached == build(added, judged)


def test_the_order_of_arrival_changes_nothing() -> None:
    expected = build(FACTS)
    for seed in range(4):
        shuffled = random.Random(seed).sample(FACTS, len(FACTS))
        with Ledger.open(":memory:") as ledger:
            for fact in shuffled:
                ledger.add(*fact)
                ledger.refresh_views()
            assert export_all(ledger) == expected


def test_a_revision_takes_the_place_of_what_it_revises() -> None:
    with Ledger.open(":memory:") as ledger:
        ledger.add_many(FACTS)
        ledger.refresh_views()
        ledger.add(*LATER)
        reached = export_all(ledger)
    assert reached == build([*FACTS[:2], *FACTS[3:], LATER])


def test_undoing_brings_back_every_export(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "desk.db") as ledger:
        ledger.add_many(FACTS)
        before = export_all(ledger)
        for number, judgement in enumerate(JUDGEMENTS):
            ledger.judge(judgement)
            changed = export_all(ledger)
            assert changed != before or judgement.verb == "same"
            ledger.judge(decide("undo", judgement.id, minute=30 + number))
            assert export_all(ledger) == before


def test_only_what_a_report_touches_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    reconcile = StoryMaker.reconcile

    def watch(self, story, *rest):  # type: ignore[no-untyped-def]  # passes everything on
        made.append(story)
        return reconcile(self, story, *rest)

    monkeypatch.setattr(StoryMaker, "reconcile", watch)
    with Ledger.open(tmp_path / "desk.db") as ledger:
        ledger.add_many(FACTS[:6])
        stories = {story.id: story for story in ledger.view("stories")}  # type: ignore[attr-defined]
        assert set(made) == set(stories)
        made.clear()
        ledger.add(*FACTS[6])
        (flood,) = ledger.view_holding("stories", "flood-2")
        assert made == [flood.id]  # type: ignore[attr-defined]
        made.clear()
        list(ledger.view("claims"))
        assert made == []


def test_merges_and_splits_of_stories_stay_on_record(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "desk.db") as ledger:
        ledger.add_many(FACTS[3:6])
        ledger.refresh_views()
        assert ledger.story_moves() == []
        (market,), (flood,) = (ledger.view_holding("stories", id_) for id_ in ("market", "flood"))
        together = decide("same", "market", "flood")
        ledger.judge(together)
        (merge,) = ledger.story_moves()
        assert (merge.before, merge.after) == (flood.id, market.id)  # type: ignore[attr-defined]
        assert (merge.reports, merge.whole) == (1, True)
        ledger.judge(decide("undo", together.id, minute=1))
        split = next(move for move in ledger.story_moves() if move.before == market.id)  # type: ignore[attr-defined]
        assert (split.after, split.whole) == (flood.id, False)  # type: ignore[attr-defined]


def test_a_refresh_that_was_killed_is_taken_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = build(FACTS)
    monkeypatch.setattr(refreshing, "REPORTS_AT_ONCE", 1)
    monkeypatch.setattr(refreshing, "STORIES_AT_ONCE", 1)
    for moment in range(12):
        path = tmp_path / f"{moment}.db"
        left = [moment]

        def fail(*_: object, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise KeyboardInterrupt

        with Ledger.open(path) as ledger:
            ledger.add_many(FACTS)
            with monkeypatch.context() as patch:
                for name in ("take_up", "reconcile"):
                    inner = getattr(StoryMaker, name)

                    def run(self, *rest, inner=inner):  # type: ignore[no-untyped-def]
                        fail()
                        return inner(self, *rest)

                    patch.setattr(StoryMaker, name, run)
                with suppress(KeyboardInterrupt):
                    ledger.refresh_views()
        with Ledger.open(path) as ledger:
            assert export_all(ledger) == expected


def test_what_may_not_be_written_is_shown_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with Ledger.open(path) as ledger:
        ledger.add_many(FACTS)
    with Ledger.open(path, read_only=True) as ledger:
        assert export_all(ledger) == build(FACTS)
    with Ledger.open(path) as ledger:
        ledger.refresh_views()
        with Ledger.open(path, read_only=True) as reader:
            assert export_all(reader) == build(FACTS)


def test_views_can_be_shown_as_they_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    as_kept = LedgerOptions(create=False, read_only=True, as_kept=True)
    with Ledger.open(path) as ledger:
        ledger.add_many(FACTS[:3])
        earlier = ledger.view_count("claims")
        ledger.add_many(FACTS[3:])
        with open_ledger(path, as_kept) as reader:
            reader.refresh_views()
            assert reader.view_count("claims") == earlier
            assert reader.counts()["reports"] == len(FACTS)
        assert ledger.view_count("claims") > earlier > 0
        with open_ledger(path, as_kept) as reader:
            assert export_all(reader) == build(FACTS)
