"""What a comparison of two statements says, and how alike their words are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from onrecord.reconcile.gists import Gist
from onrecord.reconcile.words import sum_weights
from onrecord.records import Evidence, RelationKind

Weights = Mapping[str, float]
"""What each word of a story tells."""
MIN_SHARED_WORDS = 2
"""One common word is no proof of one subject."""


class Verdict(NamedTuple):
    """How the first of two statements stands to the second; ``kind`` is "same" for one claim."""

    kind: RelationKind
    forward: bool
    """Whether the relation runs from the first to the second; else from the second to the first."""
    reasons: tuple[str, ...]
    evidence: tuple[Evidence, ...]


def share_words(a: Gist, b: Gist, weights: Weights) -> float:
    """Return the weight of common words as a share of all words of both (weighted Jaccard)."""
    union = sum_weights(a.words | b.words, weights)
    return sum_weights(a.words & b.words, weights) / union if union else 0.0


def cover_words(a: Gist, b: Gist, weights: Weights) -> float:
    """Return how much of the shorter statement's words the other holds."""
    shorter = min(sum_weights(a.words, weights), sum_weights(b.words, weights))
    return sum_weights(a.words & b.words, weights) / shorter if shorter else 0.0


def is_one_holder(a: Gist, b: Gist) -> bool:
    """Tell whether two statements have one holder: "the ministry" is "the defence ministry"."""
    one, two = (gist.holder.removeprefix("the ").split() for gist in (a, b))
    short, long = sorted((one, two), key=len)
    return bool(short) and long[-len(short) :] == short
