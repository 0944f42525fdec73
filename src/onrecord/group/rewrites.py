"""Light rewriting: reports that say sentence for sentence what another says, in changed words.

A sentence is compared with every sentence of the other report, and with every two in a row, by the
weight of the concepts they share: synonyms, another order of clauses and dropped paragraphs change
little. Two reports on one event share facts, but hardly the plain words between them nor the order
in which they come; that is what tells rewriting from coverage. Concepts weigh by how rare they are
in the shipped background, so that a verdict on two reports does not depend on any third.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from onrecord.group.sentences import Sentences
from onrecord.group.tokens import Hashes

MIN_SHARED = 0.35
"""A sentence is rewritten where so much of its weight stands in its counterpart..."""
MIN_PLAIN = 0.3
"""...and so much of the weight of its plain words."""
LENGTH_WEIGHT = 0.25
"""What a counterpart says beyond the sentence counts against it by so much (Tversky 1977)."""
NEAR = 2
"""The counterparts of two sentences in a row stand at most this far apart."""
MIN_COMMON_CONCEPTS = 6
"""Fewer plain words in common prove nothing, however short the report."""
MIN_LIKENESS = 0.69
PLAIN_WEIGHT = 0.4
ORDER_WEIGHT = 0.2
"""A report is rewritten where the mean share of its sentences, with so much of the share of their
plain words and of keeping their order added, is at least ``MIN_LIKENESS``."""


Values = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rewriting:
    """How the shorter report's sentences are found in the other, one row a sentence.

    Attributes:
        firsts: its (first) counterpart among the other report's sentences.
        lasts: the place after the last of one or two.
        shared: share of its weight found there.
        plain: share of the weight of its plain words found there.
        weights: weight of the sentence.
        common: how many plain concepts the two share, in all.
    """

    firsts: Places
    lasts: Places
    shared: Values
    plain: Values
    weights: Values
    common: int

    @property
    def likeness(self) -> float:
        """How far the one report says what the other says, in its plain words and its order."""
        return (
            self._average(self.shared)
            + PLAIN_WEIGHT * self._average(self.plain)
            + ORDER_WEIGHT * self._measure_order()
        )

    def _average(self, shares: Values) -> float:
        total = float(self.weights.sum())
        return float((self.weights * shares).sum()) / total if total else 0.0

    def _measure_order(self) -> float:
        """Return for how many pairs of neighbouring sentences the counterparts are neighbours."""
        kept = np.flatnonzero(self.shared >= MIN_SHARED - 0.1)
        if len(self.shared) < 2:
            return 1.0 if len(kept) else 0.0
        steps = np.diff(self.firsts[kept])
        near = (steps >= 0) & (steps <= NEAR) & (np.diff(kept) <= NEAR)
        return int(near.sum()) / (len(self.shared) - 1)

    def is_rewriting(self) -> bool:
        """Tell whether the one report is the other in changed words."""
        return (
            self.common >= MIN_COMMON_CONCEPTS
            and self._average(self.plain) >= MIN_PLAIN
            and self.likeness >= MIN_LIKENESS
        )

    def list_rewritten(self) -> list[tuple[int, int, int]]:
        """Return the sentences that are found mostly, each with its first and after its last."""
        mostly = (self.shared >= MIN_SHARED) & (self.plain >= MIN_PLAIN)
        return [
            (place, int(self.firsts[place]), int(self.lasts[place]))
            for place in np.flatnonzero(mostly).tolist()
        ]


def compare_sentences(a: Sentences, b: Sentences) -> Rewriting:
    """Find for every sentence of ``a`` its counterpart in ``b``; ``a`` is the shorter report."""
    concepts = np.intersect1d(a.concepts, b.concepts, assume_unique=True)
    own, other = _place(a, concepts), _place(b, concepts)
    windows, beyond = _list_windows(_spread(other, 1.0), b.totals)
    shared = _spread(own, a.parts) @ windows.T
    rates = shared / (a.totals[:, None] + LENGTH_WEIGHT * np.maximum(0.0, beyond - shared))
    best = rates.argmax(axis=1)
    chosen = windows[best]
    plain = (_spread(own, a.parts * a.plain) * chosen).sum(axis=1)
    plain_totals = np.bincount(a.rows, a.parts * a.plain, minlength=len(a))
    return Rewriting(
        firsts=best // 2,
        lasts=best // 2 + 1 + best % 2,
        shared=rates[np.arange(len(a)), best],
        plain=plain / np.maximum(plain_totals, 1.0),
        weights=a.totals,
        common=int((_spread(own, a.plain) * chosen).sum()),
    )


class _Placed(NamedTuple):
    """Where the concepts of sentences stand in a table of sentences by concepts."""

    shape: tuple[int, int]
    known: npt.NDArray[np.bool_]
    places: Places


def _place(sentences: Sentences, concepts: Hashes) -> _Placed:
    columns = concepts.searchsorted(sentences.keys)
    if len(concepts):
        known = concepts[np.minimum(columns, len(concepts) - 1)] == sentences.keys
    else:
        known = np.zeros(len(columns), dtype=np.bool_)
    places = sentences.rows[known] * len(concepts) + columns[known]
    return _Placed((len(sentences), len(concepts)), known, places)


def _spread(placed: _Placed, values: npt.NDArray[Any] | float) -> Values:
    """Return a table with a value for each concept where it stands, 0 elsewhere."""
    table = np.zeros(placed.shape)
    table.ravel()[placed.places] = values if isinstance(values, float) else values[placed.known]
    return table


def _list_windows(single: Values, totals: Values) -> tuple[Values, Values]:
    """Return which concepts stand in each sentence and each two in a row, and what these weigh.

    The two that begin with a sentence come after the sentence itself.
    """
    windows = np.empty((2 * len(single) - 1, single.shape[1]))
    weights = np.empty(len(windows))
    windows[::2], weights[::2] = single, totals
    windows[1::2] = np.maximum(single[:-1], single[1:])
    weights[1::2] = totals[:-1] + totals[1:]
    return windows, weights
