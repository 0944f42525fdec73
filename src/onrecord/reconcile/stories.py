"""One story reconciled: a pure function of its reports, its origins, and people's judgements."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from onrecord.reconcile.claims import compare_statements
from onrecord.reconcile.facts import Fact, OriginLookup, index_story
from onrecord.reconcile.forecasts import make_forecasts
from onrecord.reconcile.readings import ReadingOptions
from onrecord.reconcile.relations import make_relations
from onrecord.reconcile.series import group_figures
from onrecord.reconcile.tracks import make_tracks
from onrecord.records import (
    Claim,
    Forecast,
    Judgement,
    Origin,
    Record,
    Relation,
    Story,
    Track,
)


class StoryViews(Record, frozen=True, kw_only=True):
    """The views of one story, each in its fixed order."""

    claims: tuple[Claim, ...] = ()
    relations: tuple[Relation, ...] = ()
    tracks: tuple[Track, ...] = ()
    forecasts: tuple[Forecast, ...] = ()


def reconcile_story(
    story: Story,
    facts: Mapping[str, Fact],
    origins: Iterable[Origin] | OriginLookup,
    judgements: Sequence[Judgement] = (),
    options: ReadingOptions | None = None,
) -> StoryViews:
    """Bring the statements and figures of one story together.

    Args:
        story: the story.
        facts: report and annotations by report id, of at least the story's reports.
        origins: those that reach into the story, or their parts that lie in it; more change
            nothing. A lookup made of them once serves many stories.
        judgements: people's decisions that stand, oldest first.
        options: how the ``current`` of tracks is read.

    Returns:
        The views; a function of the arguments' contents, whatever the order of origins.
    """
    with _pause_collection():
        return _reconcile(story, facts, origins, judgements, options)


@contextmanager
def _pause_collection() -> Iterator[None]:
    """Look for no cyclic garbage until the story is done: it makes none, and looking takes long."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


def _reconcile(
    story: Story,
    facts: Mapping[str, Fact],
    origins: Iterable[Origin] | OriginLookup,
    judgements: Sequence[Judgement],
    options: ReadingOptions | None,
) -> StoryViews:
    lookup = origins if isinstance(origins, OriginLookup) else OriginLookup(origins)
    known = index_story(story, facts, lookup, judgements)
    groups = group_figures(known.counted)
    comparing = compare_statements(known, groups)
    return StoryViews(
        claims=comparing.claims,
        relations=make_relations(known, comparing),
        tracks=make_tracks(known, groups, options),
        forecasts=make_forecasts(known, comparing),
    )
