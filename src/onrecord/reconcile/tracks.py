"""Tracks: every value reported for one measure of one story, over time.

Bitemporal: a point keeps as of when it holds, when it was said and when it was reported. What
``current`` means is documented in :mod:`onrecord.reconcile.readings`; it is never a verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from onrecord.ids import make_id
from onrecord.reconcile.derivations import STRUCK, WOUNDED, read_series
from onrecord.reconcile.facts import Counted, StoryFacts
from onrecord.reconcile.readings import ReadingOptions, order_item
from onrecord.reconcile.series import SeriesKey
from onrecord.reconcile.silences import read_silences
from onrecord.reconcile.tellings import Tellings
from onrecord.records import Current, Point, Track


def make_tracks(
    facts: StoryFacts,
    groups: Mapping[SeriesKey, Sequence[Counted]],
    options: ReadingOptions | None = None,
) -> tuple[Track, ...]:
    """Return the tracks of one story, those with most points first.

    Args:
        facts: the story's facts.
        groups: its figures by series; only figures with a measure have one.
        options: how ``current`` is read.
    """
    tellings = Tellings(facts.reports)
    keys = dict.fromkeys((*groups, *_list_derived(groups)))
    tracks = [
        _make_track(facts.story.id, key, groups, read_series(key, groups, tellings, options))
        for key in keys
    ]
    silent = read_silences(groups, tellings, options)
    tracks += [_make_track(facts.story.id, key, groups, current) for key, current in silent]
    kept = [track for track in tracks if track.points or track.current.low is not None]
    return tuple(sorted(kept, key=lambda track: (-len(track.points), track.measure, track.id)))


def _list_derived(groups: Mapping[SeriesKey, Sequence[Counted]]) -> Iterator[SeriesKey]:
    """Yield the series of injured that only figures of those shot speak of."""
    for measure, unit, side in groups:
        if measure == STRUCK:
            yield WOUNDED, unit, side


def _make_track(
    story: str,
    key: SeriesKey,
    groups: Mapping[SeriesKey, Sequence[Counted]],
    current: Current,
) -> Track:
    measure, unit, side = key
    resting = [
        item
        for item in groups.get((STRUCK, unit, side), ())
        if measure == WOUNDED and item.figure.id in current.points
    ]
    ordered = sorted([*groups.get(key, ()), *resting], key=order_item)
    places = {item.figure.place for item in ordered if item.figure.place}
    return Track(
        id=make_id("track", story, measure, unit, side),
        story=story,
        measure=measure,
        whom=side or None,
        place=next(iter(places)) if len(places) == 1 else None,
        unit=unit or None,
        points=tuple(map(_make_point, ordered)),
        current=current,
    )


def _make_point(item: Counted) -> Point:
    figure = item.figure
    speaker = item.said.statement.speaker.name if item.said else item.report.outlet
    return Point(
        figure=figure.id,
        low=figure.low,
        high=figure.high,
        qualifier=figure.qualifier,
        report=item.report.id,
        said=item.said.statement.said.edtf if item.said else None,
        as_of=item.as_of_edtf,
        reported=item.report.published.edtf,
        speaker=speaker,
        statement=item.said.id if item.said else None,
        origin=item.origin,
    )
