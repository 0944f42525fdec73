"""Light rewriting: reports that say sentence for sentence what another says, in changed words.

A sentence is compared with every sentence of the other report, and with every two in a row, by the
weight of the concepts they share: synonyms, another order of clauses and dropped paragraphs change
little. Two reports on one event share facts, but hardly the plain words between them nor the order
in which they come; that is what tells rewriting from coverage. What the other reports of the story
say too weighs little: everybody who covers a story uses its words.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from onrecord.group.sentences import Sentences
from onrecord.records import Span

MIN_SHARED = 0.35
"""A sentence is rewritten where so much of its weight stands in its counterpart..."""
MIN_PLAIN = 0.3
"""...and so much of the weight of its plain words."""
LENGTH_WEIGHT = 0.25
"""What a counterpart says beyond the sentence counts against it by so much (Tversky 1977)."""
PRIOR_REPORTS = 4
"""The background counts for so many reports of a story."""
NEAR = 2
"""The counterparts of two sentences in a row stand at most this far apart."""
MIN_COMMON_CONCEPTS = 6
"""Fewer plain words in common prove nothing, however short the report."""
MIN_LIKENESS = 0.45
ORDER_WEIGHT = 0.2
"""A report is rewritten where the mean share of its sentences, plus this for keeping their order,
is at least ``MIN_LIKENESS``."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A sentence of the shorter report and the one or two of the other that say most of it.

    Attributes:
        sentence: index of the sentence.
        first: index of its (first) counterpart in the other report.
        last: index after the last.
        shared: share of its weight found there.
        plain: share of the weight of its plain words found there.
        weight: weight of the sentence.
    """

    sentence: int
    first: int
    last: int
    shared: float
    plain: float
    weight: float
    common: int
    """How many plain concepts the two share."""


@dataclass(frozen=True, slots=True)
class Rewriting:
    """How one report's sentences are found in another."""

    counterparts: tuple[Counterpart, ...]
    shared: float
    plain: float
    order: float

    @property
    def likeness(self) -> float:
        """How far the one report says what the other says, 0 to 1 and a little for order."""
        return self.shared + ORDER_WEIGHT * self.order

    def is_rewriting(self) -> bool:
        """Tell whether the one report is the other in changed words."""
        common = sum(part.common for part in self.counterparts)
        return (
            self.likeness >= MIN_LIKENESS
            and self.plain >= MIN_PLAIN
            and common >= MIN_COMMON_CONCEPTS
        )

    def list_rewritten(self) -> list[Counterpart]:
        """Return the sentences whose counterparts say most of them."""
        return [
            part
            for part in self.counterparts
            if part.shared >= MIN_SHARED and part.plain >= MIN_PLAIN
        ]


class StoryWords:
    """How many reports of one story use each concept."""

    def __init__(self, reports: Iterable[Sentences]) -> None:
        """Count the concepts of a story's reports."""
        self._counts: Counter[int] = Counter()
        self._reports = 0
        for sentences in reports:
            self._counts.update(set(sentences.keys.tolist()))
            self._reports += 1

    def weigh(self, sentences: Sentences, other: Sentences) -> dict[int, float]:
        """Return the weight of each concept of two reports, by its use in the rest of the story.

        A concept weighs minus the logarithm of its chance: seen in the story's other reports, with
        the background for ``PRIOR_REPORTS`` more.
        """
        weights: dict[int, float] = {}
        own = [set(side.keys.tolist()) for side in (sentences, other)]
        rest = max(0, self._reports - 2)
        for side in (sentences, other):
            for key, weight in zip(side.keys.tolist(), side.weights.tolist(), strict=True):
                if key not in weights:
                    seen = max(0, self._counts[key] - (key in own[0]) - (key in own[1]))
                    chance = seen + PRIOR_REPORTS * math.exp(-max(weight, 0.0))
                    weights[key] = max(0.05, -math.log(chance / (rest + PRIOR_REPORTS)))
        return weights


def compare_sentences(a: Sentences, b: Sentences, story: StoryWords) -> Rewriting:
    """Find for every sentence of ``a`` its counterpart in ``b``; ``a`` is the shorter report."""
    weights = story.weigh(a, b)
    places: dict[int, list[int]] = defaultdict(list)
    totals: list[float] = []
    for sentence, keys in enumerate(b.list_keys()):
        totals.append(sum(weights[key] for key in keys))
        for key in keys:
            places[key].append(sentence)
    found = tuple(
        _find_counterpart(a, index, weights, (places, totals)) for index in range(len(a.spans))
    )
    total = sum(part.weight for part in found) or 1.0
    return Rewriting(
        counterparts=found,
        shared=sum(part.weight * part.shared for part in found) / total,
        plain=sum(part.weight * part.plain for part in found) / total,
        order=_measure_order(found),
    )


def _find_counterpart(
    a: Sentences,
    index: int,
    weights: Mapping[int, float],
    other: tuple[Mapping[int, Sequence[int]], Sequence[float]],
) -> Counterpart:
    """Find the sentence, or the two in a row, that shares most with sentence ``index`` of ``a``.

    Args:
        a: the report the sentence is of.
        index: which sentence.
        weights: of every concept.
        other: where each concept stands in the other report, and what its sentences weigh.
    """
    start, end = a.bounds[index]
    places, totals = other
    shared: dict[Span, float] = defaultdict(float)
    plain: dict[Span, float] = defaultdict(float)
    common: Counter[Span] = Counter()
    total = plain_total = 0.0
    for key, is_plain in zip(a.keys[start:end].tolist(), a.plain[start:end].tolist(), strict=True):
        weight = weights[key]
        total += weight
        plain_total += weight * is_plain
        for window in _list_windows(places.get(key, ()), len(totals)):
            shared[window] += weight
            plain[window] += weight * is_plain
            common[window] += is_plain
    if not shared:
        return Counterpart(index, 0, 0, 0.0, 0.0, total, 0)

    def rate(window: Span) -> float:
        beyond = sum(totals[window[0] : window[1]]) - shared[window]
        return shared[window] / (total + LENGTH_WEIGHT * max(0.0, beyond))

    best = max(sorted(shared), key=rate)
    plain_share = plain[best] / (plain_total or 1.0)
    return Counterpart(index, *best, rate(best), plain_share, total, common[best])


def _list_windows(places: Sequence[int], sentences: int) -> set[Span]:
    """Return the sentences, and the pairs of sentences in a row, that hold one of some places."""
    return {
        window
        for place in places
        for window in ((place, place + 1), (place, place + 2), (place - 1, place + 1))
        if window[0] >= 0 and window[1] <= sentences
    }


def _measure_order(parts: Sequence[Counterpart]) -> float:
    """Return for how many pairs of neighbouring sentences the counterparts are neighbours too."""
    kept = [part for part in parts if part.shared >= MIN_SHARED - 0.1]
    if len(parts) < 2:
        return 1.0 if kept else 0.0
    near = sum(
        0 <= second.first - first.first <= NEAR and second.sentence - first.sentence <= NEAR
        for first, second in pairwise(kept)
    )
    return near / (len(parts) - 1)
