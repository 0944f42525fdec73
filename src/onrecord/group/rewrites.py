"""Light rewriting: reports that say sentence for sentence what another says, in changed words.

A sentence is compared with every sentence of the other report, and with every two in a row, by the
weight of the concepts they share: synonyms, another order of clauses and dropped paragraphs change
little. Two reports on one event share facts, but hardly the plain words between them nor the order
in which they come; that is what tells rewriting from coverage. Concepts weigh by how rare they are
in the shipped background, so that a verdict on two reports does not depend on any third.
"""

from __future__ import annotations

from dataclasses import dataclass

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
MIN_WEIGHT = 3
"""A concept that nearly every report uses still weighs so many parts."""
NEAR = 2
"""The counterparts of two sentences in a row stand at most this far apart."""
MIN_COMMON_CONCEPTS = 6
"""Fewer plain words in common prove nothing, however short the report."""
MIN_LIKENESS = 0.69
PLAIN_WEIGHT = 0.4
ORDER_WEIGHT = 0.2
"""A report is rewritten where the mean share of its sentences, with so much of the share of their
plain words and of keeping their order added, is at least ``MIN_LIKENESS``."""


_SCALE = 64
"""Weights are whole numbers of this part, so that sums are exact in whatever order."""

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
    concepts = np.intersect1d(a.keys, b.keys)
    weights, rows = _weigh(a), a.list_rows()
    totals: Values = np.bincount(rows, weights, minlength=len(a)).astype(np.float64)
    plain_totals = np.bincount(rows, weights * a.plain, minlength=len(a))
    windows, beyond = _list_windows(b, concepts)
    shared = _spread(a, weights, concepts) @ windows.T
    rates = shared / (totals[:, None] + LENGTH_WEIGHT * np.maximum(0.0, beyond - shared))
    best = rates.argmax(axis=1)
    chosen = windows[best]
    plain = (_spread(a, weights * a.plain, concepts) * chosen).sum(axis=1)
    return Rewriting(
        firsts=best // 2,
        lasts=best // 2 + 1 + best % 2,
        shared=rates[np.arange(len(a)), best],
        plain=plain / np.maximum(plain_totals, 1.0),
        weights=totals,
        common=int((_spread(a, a.plain.astype(np.float64), concepts) * chosen).sum()),
    )


def _weigh(sentences: Sentences) -> Values:
    scaled = np.rint(sentences.weights.astype(np.float64) * _SCALE)
    return np.asarray(np.maximum(scaled, MIN_WEIGHT))


def _spread(sentences: Sentences, values: Values, concepts: Hashes) -> Values:
    """Return the value of each of some concepts in each sentence, ``(sentences, concepts)``."""
    table = np.zeros((len(sentences), len(concepts)))
    places = np.minimum(concepts.searchsorted(sentences.keys), max(0, len(concepts) - 1))
    if len(concepts):
        known = concepts[places] == sentences.keys
        table[sentences.list_rows()[known], places[known]] = values[known]
    return table


def _list_windows(sentences: Sentences, concepts: Hashes) -> tuple[Values, Values]:
    """Return which concepts stand in each sentence and each two in a row, and what these weigh.

    The two that begin with a sentence come after the sentence itself.
    """
    single = _spread(sentences, np.ones(len(sentences.keys)), concepts)
    totals = np.bincount(sentences.list_rows(), _weigh(sentences), minlength=len(sentences))
    windows = np.empty((2 * len(single) - 1, len(concepts)))
    weights = np.empty(len(windows))
    windows[::2], weights[::2] = single, totals
    windows[1::2] = np.maximum(single[:-1], single[1:])
    weights[1::2] = totals[:-1] + totals[1:]
    return windows, weights
