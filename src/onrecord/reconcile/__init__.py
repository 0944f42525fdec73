"""Facts and judgements → entities, claims, relations, tracks, forecasts: pure views.

Nothing here is stored as a fact, and nothing here decides who is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from onrecord.reconcile.entities import EntityUpdate, make_entities, update_entities
from onrecord.reconcile.entity_index import EntityIndex, MemoryEntityIndex
from onrecord.reconcile.facts import Fact, OriginLookup
from onrecord.reconcile.readings import ReadingOptions
from onrecord.reconcile.stories import StoryViews, reconcile_story
from onrecord.records import Claim, Entity, Forecast, Judgement, Record, Relation, Track

__all__ = [
    "EntityIndex",
    "EntityUpdate",
    "MemoryEntityIndex",
    "OriginLookup",
    "ReadingOptions",
    "Reconciliation",
    "StoryViews",
    "make_entities",
    "reconcile_stories",
    "reconcile_story",
    "update_entities",
]

if TYPE_CHECKING:
    from onrecord.group import Grouping


class Reconciliation(Record, frozen=True, kw_only=True):
    """All views over the stories of a ledger, each in a fixed order."""

    entities: tuple[Entity, ...] = ()
    claims: tuple[Claim, ...] = ()
    relations: tuple[Relation, ...] = ()
    tracks: tuple[Track, ...] = ()
    forecasts: tuple[Forecast, ...] = ()


def reconcile_stories(
    facts: Mapping[str, Fact],
    grouping: Grouping,
    judgements: Sequence[Judgement] = (),
    options: ReadingOptions | None = None,
) -> Reconciliation:
    """Bring the statements and figures of each story together.

    Args:
        facts: report and annotations by report id, the newest revision of each.
        grouping: the copies, origins and stories of the same reports.
        judgements: people's decisions that stand, oldest first.
        options: how the ``current`` of tracks is read.

    Returns:
        The views; a function of the arguments' contents, whatever their order.
    """
    lookup = OriginLookup(grouping.origins)
    views = [
        reconcile_story(story, facts, lookup, judgements, options) for story in grouping.stories
    ]
    return Reconciliation(
        entities=make_entities(facts, judgements),
        claims=tuple(item for view in views for item in view.claims),
        relations=tuple(item for view in views for item in view.relations),
        tracks=tuple(item for view in views for item in view.tracks),
        forecasts=tuple(item for view in views for item in view.forecasts),
    )
