"""The same facts give the same views, whatever their order."""

from __future__ import annotations

import random

import msgspec

from onrecord.group import Grouping
from onrecord.reconcile import reconcile_stories
from onrecord.records import Story
from tests.reconcile.building import Draft


def make_drafts() -> list[Draft]:
    drafts = []
    for number in range(12):
        text = f"Minister Ana Reiter said {number + 3} people were killed. It will rain on Monday."
        draft = Draft(f"r{number:02}", f"2025-05-{6 + number % 4:02}", text)
        draft.say("Ana Reiter", f"{number + 3} people were killed").mention("Ana Reiter")
        draft.count(f"{number + 3} people", number + 3, number + 3)
        drafts.append(draft.say(None, "It will rain on Monday").time("Monday", "2025-05-12"))
    return drafts


def test_the_order_of_facts_changes_nothing() -> None:
    drafts = make_drafts()
    ordered = sorted(drafts, key=lambda draft: (draft.day, draft.name))
    story = Story(
        id="s", title="", reports=tuple(draft.name for draft in ordered), last="2025-05-09"
    )
    seen = set()
    for seed in range(10):
        random.Random(seed).shuffle(drafts)
        facts = {draft.name: draft.fact() for draft in drafts}
        whole = reconcile_stories(facts, Grouping(stories=(story,)))
        seen.add(msgspec.json.encode(whole))
    assert len(seen) == 1


def test_an_empty_story_gives_nothing() -> None:
    draft = Draft("a", "2025-05-06", "x")
    story = Story(id="s", title="", reports=("a",))
    whole = reconcile_stories({"a": draft.fact()}, Grouping(stories=(story,)))
    assert msgspec.to_builtins(whole) == {
        "entities": (), "claims": (), "relations": (), "tracks": (), "forecasts": (),
    }  # fmt: skip
