"""Facts and judgements → entities, claims, relations, tracks, forecasts: pure views.

Nothing here is stored as a fact, and nothing here decides who is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onrecord.group import Grouping
from onrecord.reconcile.claims import compare_statements
from onrecord.reconcile.entities import make_entities
from onrecord.reconcile.facts import index_story
from onrecord.reconcile.forecasts import make_forecasts
from onrecord.reconcile.readings import ReadingOptions
from onrecord.reconcile.relations import make_relations
from onrecord.reconcile.series import group_figures
from onrecord.reconcile.tracks import make_tracks
from onrecord.records import (
    Annotations,
    Claim,
    Entity,
    Forecast,
    Judgement,
    Record,
    Relation,
    Report,
    Track,
)

__all__ = ["ReadingOptions", "Reconciliation", "reconcile_stories"]


class Reconciliation(Record, frozen=True, kw_only=True):
    """All views over the stories of a ledger, each in a fixed order."""

    entities: tuple[Entity, ...] = ()
    claims: tuple[Claim, ...] = ()
    relations: tuple[Relation, ...] = ()
    tracks: tuple[Track, ...] = ()
    forecasts: tuple[Forecast, ...] = ()


def reconcile_stories(
    facts: Mapping[str, tuple[Report, Annotations]],
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
    claims: list[Claim] = []
    relations: list[Relation] = []
    tracks: list[Track] = []
    forecasts: list[Forecast] = []
    for story in grouping.stories:
        known = index_story(story, facts, grouping, judgements)
        groups = group_figures(known.counted)
        comparing = compare_statements(known, groups)
        claims += comparing.claims
        tracks += make_tracks(known, groups, options)
        relations += make_relations(known, comparing)
        forecasts += make_forecasts(known, comparing)
    return Reconciliation(
        entities=make_entities(facts, judgements),
        claims=tuple(claims),
        relations=tuple(relations),
        tracks=tuple(tracks),
        forecasts=tuple(forecasts),
    )
