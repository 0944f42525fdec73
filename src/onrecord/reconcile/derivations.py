"""The injured where reports count those shot: the shot less the killed, shown as that sum.

Newsrooms that cover shootings say "five people were shot, one of them fatally" and never use the
word injured. The reading is a documented sum of two readings, each resting on its own figures; it
is made only where reports give no number of injured, and never below one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from onrecord.reconcile.facts import Counted
from onrecord.reconcile.readings import (
    ReadingOptions,
    counts_everybody,
    gives_number,
    order_item,
    read_current,
)
from onrecord.reconcile.series import SeriesKey, adds_own_death, is_partial
from onrecord.reconcile.tellings import Tellings
from onrecord.records import Current

_AGE = re.compile(r"\b\d{1,2}(?=[- ]year)")
WOUNDED, STRUCK, DEAD = "injured", "shot", "killed"


def read_series(
    key: SeriesKey,
    groups: Mapping[SeriesKey, Sequence[Counted]],
    tellings: Tellings,
    options: ReadingOptions | None = None,
) -> Current:
    """Return the reading of one series, for the injured with the shot where nothing else is given.

    Args:
        key: the series; its figures may be missing where it is only derived.
        groups: the series of a story.
        tellings: what its reports tell of; the one shot may be the one who died.
        options: what the reading is made by.
    """
    measure, unit, side = key
    reading = _read_series(key, groups, tellings, options)
    if measure != WOUNDED or reading.low != 1 or reading.high != 1:
        return reading
    hurt = [*groups.get(key, ()), *groups.get((STRUCK, unit, side), ())]
    return Current() if _are_several(reading, hurt, groups.get((DEAD, unit, side), ())) else reading


def _are_several(reading: Current, hurt: Sequence[Counted], dead: Sequence[Counted]) -> bool:
    """Tell whether people of several ages are told hurt where the reading rests on one of them.

    "A 24-year-old was hit" counts nobody else, and is no count of all.
    """
    if any(gives_number(item) for item in hurt if item.figure.id in reading.points):
        return False
    ages = {_read_age(item) for item in hurt if not gives_number(item)}
    return len(ages - {_read_age(item) for item in dead} - {None}) > 1


def _read_age(item: Counted) -> str | None:
    match = _AGE.search(item.words)
    return match and match.group()


def _read_series(
    key: SeriesKey,
    groups: Mapping[SeriesKey, Sequence[Counted]],
    tellings: Tellings,
    options: ReadingOptions | None,
) -> Current:
    measure, unit, side = key
    dead = sorted(groups.get((DEAD, unit, side), ()), key=order_item)
    own = sorted(groups.get(key, ()), key=order_item)
    shot = sorted(groups.get((STRUCK, unit, side), ()), key=order_item)
    if measure != WOUNDED or not shot:
        return read_current(own, options) if own else Current()
    reading = read_current(own, options) if own else Current()
    if _is_number(reading, own):
        return reading
    derived = _subtract(shot, dead, options)
    if derived is not None and derived.low == 1 and not dead and tellings.death:
        return reading
    if derived is None:
        return reading
    low = reading.low
    return (
        reading if low is not None and derived.low is not None and low >= derived.low else derived
    )


def _is_number(reading: Current, items: Sequence[Counted]) -> bool:
    """Tell whether a reading rests on a number of all the injured, not on "a man" alone."""
    resting = [item for item in items if item.figure.id in reading.points]
    return any(
        gives_number(item) and not is_partial(item) and counts_everybody(item) for item in resting
    )


def _count_own_death(killed: Current, dead: Sequence[Counted]) -> int:
    """Return 1 where the killed include the killer, who is not among those he shot."""
    return any(item.figure.id in killed.points and adds_own_death(item) for item in dead)


def _subtract(
    shot: Sequence[Counted], dead: Sequence[Counted], options: ReadingOptions | None
) -> Current | None:
    struck = read_current(shot, options)
    killed = read_current(dead, options) if dead else Current()
    if struck.low is None or struck.low != struck.high:
        return None
    if killed.low is None:
        return Current(
            low=struck.low, high=struck.high, points=struck.points, reasons=("those shot",)
        )
    left = struck.low - killed.low + _count_own_death(killed, dead)
    told = {item.report.id for item in shot if item.figure.id in struck.points}
    if killed.low != killed.high or left < 1:
        return None
    if told.isdisjoint(item.report.id for item in dead if item.figure.id in killed.points):
        return None
    return Current(
        low=left,
        high=left,
        points=(*struck.points, *killed.points),
        reasons=(f"{struck.low} shot less {killed.low} killed",),
    )
