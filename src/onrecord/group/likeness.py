"""How alike two reports are as accounts of one event: a visible table of (rule, weight).

The weights are log-odds, rounded from logistic regressions over pairs of reports of BASIL, ECB+ and
the Gun Violence Archive corpus, with equal weight to each set and with each set left out in turn.
They are one setting for every collection: ``bench.stories`` shows how little they matter.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from onrecord.group.dates import Days, measure_gap
from onrecord.group.traits import CHANNELS, Channel
from onrecord.group.vocabulary import Row

WEIGHTS: Mapping[Channel, float] = {
    "word": 4.0,
    "lead": 4.0,
    "title": 5.0,
    "name": 7.0,
    "pair": 2.0,
    "number": 3.0,
}
"""Log-odds for a cosine of one in each channel."""
PER_LOG_DAY = -1.0
"""Log-odds for each unit of ``log(1 + days apart)``: how a story fades."""
BASE = -3.2
"""Log-odds of two reports that share nothing and are of one day; above zero in all is one event."""
FLOOR, CEILING = -5.0, 7.0
"""One pair counts for so much and no more; a pair never compared counts as the floor."""

Numbers = npt.NDArray[np.int32]
Values = npt.NDArray[np.float32]


@dataclass(slots=True)
class Profile:
    """One report's terms: numbers and unit-length weights, channel after channel.

    Attributes:
        numbers: term numbers, ``(terms,)``; a term belongs to one channel.
        values: weights such that the dot product of two profiles within a channel is a cosine.
        sizes: how many terms each channel has, in the order of ``CHANNELS``.
        days: bounds of the publication date.
    """

    numbers: Numbers
    values: Values
    sizes: tuple[int, ...]
    days: Days | None


@dataclass(slots=True)
class Counts:
    """One report's terms before their rarity is known."""

    rows: Mapping[Channel, Row]
    days: Days | None


def weigh_profile(counts: Counts, rarity: npt.NDArray[np.float64]) -> Profile:
    """Weigh a report's terms by frequency and rarity, each channel to the length of its weight."""
    numbers: list[Numbers] = []
    values: list[Values] = []
    for channel in CHANNELS:
        index, frequencies = counts.rows[channel]
        weight = (1 + np.log(frequencies.astype(np.float64))) * rarity[index]
        length = math.sqrt(float(weight @ weight)) or 1.0
        numbers.append(index)
        values.append((weight / length).astype(np.float32))
    sizes = tuple(len(part) for part in numbers)
    return Profile(np.concatenate(numbers), np.concatenate(values), sizes, counts.days)


class Comparer:
    """Compares one report with many at a time, over a scratch row as long as the vocabulary."""

    def __init__(self, profiles: Iterable[Profile]) -> None:
        """Make room for every term of the profiles."""
        terms = max((int(p.numbers.max(initial=-1)) for p in profiles), default=-1) + 1
        self._row = np.zeros(terms, dtype=np.float32)

    def compare(self, profile: Profile, others: Sequence[Profile]) -> npt.NDArray[np.float64]:
        """Return the log-odds that each other report is of the same event, ``(others,)``."""
        cosines = self.measure(profile, others)
        gaps = np.array([measure_gap(profile.days, other.days) for other in others])
        weights = np.array([WEIGHTS[channel] for channel in CHANNELS])
        odds = cosines @ weights + PER_LOG_DAY * np.log1p(gaps) + BASE
        return np.asarray(np.clip(odds, FLOOR, CEILING))

    def measure(self, profile: Profile, others: Sequence[Profile]) -> npt.NDArray[np.float64]:
        """Return the cosine in every channel, ``(others, channels)``."""
        self._row[profile.numbers] = profile.values
        sizes = np.array([size for other in others for size in other.sizes])
        products = self._row[np.concatenate([other.numbers for other in others])]
        products = products * np.concatenate([other.values for other in others])
        self._row[profile.numbers] = 0
        totals = np.concatenate([[0.0], np.cumsum(products, dtype=np.float64)])
        ends = np.cumsum(sizes)
        return np.asarray((totals[ends] - totals[ends - sizes]).reshape(len(others), -1))
