"""What silence tells of: nobody died where those hurt are counted and no report tells of a death.

News of an attack leads with the dead and counts those hit. Where reports count those hurt,
exactly, and none has a word of any death, ``current`` of the killed reads 0; where those killed in
a shooting or stabbing are counted and no sentence but of their deaths has a word of wounds, so
does that of the injured. It is a reading, shown with its reason and never with a point: no report
gave the figure. It is not made where a toll may still come out, of events whose victims reports do
not tell one by one, or where ``ReadingOptions.silence`` is off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from onrecord.reconcile.derivations import DEAD, STRUCK, WOUNDED, read_series
from onrecord.reconcile.facts import Counted
from onrecord.reconcile.readings import ReadingOptions
from onrecord.reconcile.series import SeriesKey
from onrecord.reconcile.tellings import Tellings
from onrecord.records import Current

PEOPLE = "person"
NOBODY = Decimal(0)
MOST_UNCOUNTED = 20
"""Reports without one count of those hurt from which on a story is of no shooting."""
KEYS: Mapping[str, SeriesKey] = {
    measure: (measure, PEOPLE, "") for measure in (DEAD, WOUNDED, STRUCK)
}
_OPEN = frozenset({"missing", "casualties"})


def read_silences(
    groups: Mapping[SeriesKey, Sequence[Counted]],
    tellings: Tellings,
    options: ReadingOptions | None = None,
) -> Iterator[tuple[SeriesKey, Current]]:
    """Yield the readings of nobody killed, or nobody injured, that silence gives.

    Args:
        groups: the figures of one story by series.
        tellings: what its reports tell of.
        options: what readings are made by.
    """
    harmed = {measure for measure, unit, _ in groups if unit == PEOPLE}
    if not (options or ReadingOptions()).silence or harmed & _OPEN:
        return
    if DEAD not in harmed:
        hurt = _find_hurt(groups, tellings, options)
        if hurt is not None and not tellings.death and not tellings.pending:
            number = "somebody" if hurt.low is None else hurt.low
            why = f"{number} hurt, and no report has a word of a death"
            yield KEYS[DEAD], _read_nobody(hurt, why)
    elif WOUNDED not in harmed:
        dead = _find_dead(groups, tellings, options)
        if dead and tellings.deed and not tellings.wounds and not tellings.pending:
            why = f"{dead.low} killed, and no report has a word of anybody hurt beside"
            yield KEYS[WOUNDED], _read_nobody(dead, why)


def _find_hurt(
    groups: Mapping[SeriesKey, Sequence[Counted]],
    tellings: Tellings,
    options: ReadingOptions | None,
) -> Current | None:
    """Return the reading of those hurt, an empty one where a shooting is told without a count."""
    if any(measure in {WOUNDED, STRUCK} for measure, _, _ in groups):
        return _read_exact(WOUNDED, groups, tellings, options)
    few = len(tellings.reports) <= MOST_UNCOUNTED
    return Current() if few and tellings.deed and tellings.care else None


def _find_dead(
    groups: Mapping[SeriesKey, Sequence[Counted]],
    tellings: Tellings,
    options: ReadingOptions | None,
) -> Current | None:
    """Return the reading of those killed, None where more than these were shot."""
    dead = _read_exact(DEAD, groups, tellings, options)
    if dead is None or not any(measure == STRUCK for measure, _, _ in groups):
        return dead
    struck = _read_exact(STRUCK, groups, tellings, options)
    all_died = struck and struck.low is not None and dead.low is not None and struck.low <= dead.low
    return dead if all_died else None


def _read_exact(
    measure: str,
    groups: Mapping[SeriesKey, Sequence[Counted]],
    tellings: Tellings,
    options: ReadingOptions | None,
) -> Current | None:
    """Return the reading of a measure where it is one whole number, of one side only."""
    if any(key[0] == measure and key != KEYS[measure] for key in groups):
        return None
    reading = read_series(KEYS[measure], groups, tellings, options)
    return reading if reading.low is not None and reading.low == reading.high else None


def _read_nobody(reading: Current, why: str) -> Current:
    return Current(low=NOBODY, high=NOBODY, points=reading.points, reasons=(why,))
