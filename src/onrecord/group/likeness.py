"""How alike two reports are as accounts of one event: a visible table of (rule, weight).

The weights are log-odds, rounded from logistic regressions over pairs of reports of BASIL, ECB+ and
the Gun Violence Archive corpus, with equal weight to each set and with each set left out in turn.
They are one setting for every collection: ``bench.stories`` shows how little they matter.

A report's profile is a function of the report alone. How much a term says is corrected where two
reports are compared, by how many of the candidates for one event have it: in a collection of
shootings it says nothing that two reports are of one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from onrecord.group.dates import Days, measure_gap
from onrecord.group.traits import CHANNELS, Channel, Traits
from onrecord.group.vocabulary import (
    CHANNEL_BITS,
    Terms,
    count_background,
    hash_terms,
    measure_rarity,
)

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
FLOOR, CEILING = -4.0, 7.0
"""One pair counts for so much and no more; a pair never compared counts as the floor."""
CANDIDATE_COUNT = 5.0
"""One candidate that has a term makes it as common as so many reports of the background do."""

Values = npt.NDArray[np.float32]
_WEIGHT_ROW = np.array([WEIGHTS[channel] for channel in CHANNELS])
_TERM, _VALUE = np.dtype("<i8"), np.dtype("<f4")
_SLOTS = 1 << 16


@dataclass(frozen=True, slots=True)
class Profile:
    """One report's terms and how much each says of it.

    Attributes:
        terms: hashes in rising order, ``(terms,)``.
        values: weights such that the dot product of two profiles within a channel is the cosine
            times the weight of the channel, ``(terms,)``.
        days: bounds of the publication date.
    """

    terms: Terms
    values: Values
    days: Days | None

    def encode(self) -> bytes:
        """Return terms and values as bytes, the same on every machine."""
        return self.terms.astype(_TERM).tobytes() + self.values.astype(_VALUE).tobytes()


def decode_profile(data: bytes, days: Days | None) -> Profile:
    """Return what :meth:`Profile.encode` made bytes of."""
    size = len(data) // (_TERM.itemsize + _VALUE.itemsize)
    terms = np.frombuffer(data, _TERM, size)
    return Profile(terms, np.frombuffer(data, _VALUE, size, size * _TERM.itemsize), days)


def weigh_profile(traits: Traits, days: Days | None) -> Profile:
    """Weigh a report's terms by frequency and rarity, each channel to the length of its weight."""
    terms = np.concatenate([hash_terms(channel, traits[channel]) for channel in CHANNELS])
    times = np.array([n for channel in CHANNELS for n in traits[channel].values()], dtype=float)
    order = np.argsort(terms, kind="stable")
    terms, times = terms[order], times[order]
    weights = (1 + np.log(times)) * measure_rarity(count_background(terms))
    channels = terms & CHANNEL_BITS
    lengths = _square_lengths(weights, channels)
    values = weights * np.sqrt(_WEIGHT_ROW / lengths)[channels]
    return Profile(terms, values.astype(np.float32), days)


def compare_profiles(profile: Profile, others: Sequence[Profile]) -> npt.NDArray[np.float64]:
    """Return the log-odds that each other report is of the same event, ``(others,)``.

    Args:
        profile: the report.
        others: all its candidates: how rare each term is among them counts.
    """
    if not others:
        return np.zeros(0)
    ends = np.cumsum([len(other.terms) for other in others])
    hits, places = _match_terms(profile.terms, np.concatenate([other.terms for other in others]))
    shared = np.bincount(places, minlength=len(profile.terms))
    weights = _localise(profile, shared, len(others))
    products = weights[places] * np.concatenate([other.values for other in others])[hits]
    owners = np.searchsorted(ends, hits, side="right")
    cosines = np.bincount(owners, products, minlength=len(others))
    gaps = np.array([measure_gap(profile.days, other.days) for other in others])
    odds = cosines + PER_LOG_DAY * np.log1p(gaps) + BASE
    return np.asarray(np.clip(odds, FLOOR, CEILING))


def _match_terms(
    terms: Terms, others: Terms
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return where in ``others`` terms of a report stand, and which of its terms stand there."""
    table = np.zeros(_SLOTS, dtype=np.bool_)
    table[_find_slots(terms)] = True
    # Most terms are not shared; a look at one slot each spares them the binary search.
    hits = np.flatnonzero(table[_find_slots(others)])
    found = others[hits]
    places = np.minimum(np.searchsorted(terms, found), max(0, len(terms) - 1))
    same = terms[places] == found if len(terms) else np.zeros(0, dtype=np.bool_)
    return hits[same], places[same]


def _find_slots(terms: Terms) -> Terms:
    return np.asarray((terms >> 3) & (_SLOTS - 1))


def _localise(
    profile: Profile, shared: npt.NDArray[np.int64], candidates: int
) -> npt.NDArray[np.float64]:
    """Return a report's weights for terms as rare as they are among its candidates and itself.

    The other side keeps its weights and is taken to shrink as this one does, which leaves no more
    to look at than the terms of the report.
    """
    known = count_background(profile.terms)
    local = measure_rarity(
        known + CANDIDATE_COUNT * (shared + 1), CANDIDATE_COUNT * (candidates + 1)
    )
    ratio = local / measure_rarity(known)
    values = profile.values.astype(np.float64)
    channels = profile.terms & CHANNEL_BITS
    shrunk = _square_lengths(values * ratio, channels) / _WEIGHT_ROW
    return np.asarray(values * ratio * ratio / shrunk[channels])


def _square_lengths(
    values: npt.NDArray[np.float64], channels: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    lengths = np.bincount(channels, values * values, minlength=len(CHANNELS))
    return np.where(lengths > 0, lengths, 1.0)
