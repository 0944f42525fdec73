"""One story by itself: its views need no more than what lies in it."""

from __future__ import annotations

from onrecord.group import Grouping
from onrecord.reconcile import reconcile_stories, reconcile_story
from onrecord.records import Origin, Story
from tests.reconcile.building import Draft


def make_drafts() -> dict[str, Draft]:
    drafts = {}
    for name in ("a", "b", "c", "d"):
        draft = Draft(name, "2025-05-06", f"Ana Reiter said {len(name) + 4} people were killed.")
        draft.say("Ana Reiter", "5 people were killed").count("5 people", 5, 5)
        drafts[name] = draft
    return drafts


def make_origin(drafts: dict[str, Draft], *names: str) -> Origin:
    return Origin(
        id="wire",
        kind="wire",
        name="A wire",
        reports=names,
        passages=tuple((name, (0, len(drafts[name].text))) for name in names),
        statements=tuple(drafts[name].statements[0].id for name in names),
    )


def test_the_part_of_an_origin_serves_as_well_as_the_whole() -> None:
    drafts = make_drafts()
    facts = {name: draft.fact() for name, draft in drafts.items()}
    story = Story(id="s", title="", reports=("a", "b"))
    own = {name: facts[name] for name in story.reports}
    whole = reconcile_story(story, facts, [make_origin(drafts, "a", "b", "c")])
    part = reconcile_story(story, own, [make_origin(drafts, "a", "b")])
    assert whole == part
    assert whole.claims[0].origins == ("wire",)
    assert {point.origin for point in whole.tracks[0].points} == {"wire"}


def test_all_stories_are_each_story_in_turn() -> None:
    drafts = make_drafts()
    facts = {name: draft.fact() for name, draft in drafts.items()}
    stories = (Story(id="s", title="", reports=("a", "b")), Story(id="t", title="", reports=("c",)))
    origins = (make_origin(drafts, "a", "c"),)
    whole = reconcile_stories(facts, Grouping(stories=stories, origins=origins))
    each = [reconcile_story(story, facts, origins) for story in stories]
    assert whole.claims == tuple(claim for views in each for claim in views.claims)
    assert whole.tracks == tuple(track for views in each for track in views.tracks)
