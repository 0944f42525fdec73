"""What a comparison of two statements says, and how alike their words are."""

from __future__ import annotations

from typing import NamedTuple

from onrecord.reconcile.gists import Amount, Gist
from onrecord.reconcile.words import Weights
from onrecord.records import Evidence, RelationKind

MIN_SHARED_WORDS = 2
"""One common word is no proof of one subject."""


class Verdict(NamedTuple):
    """How the first of two statements stands to the second; ``kind`` is "same" for one claim."""

    kind: RelationKind
    forward: bool
    """Whether the relation runs from the first to the second; else from the second to the first."""
    reasons: tuple[str, ...]
    evidence: tuple[Evidence, ...]


class Pair(NamedTuple):
    """Two statements of a story side by side."""

    a: Gist
    b: Gist
    weights: Weights
    common: frozenset[str]
    share: float
    """The weight of common words as a share of all words of both (weighted Jaccard)."""
    cover: float
    """How much of the shorter statement's words the other holds."""
    amounts: tuple[tuple[Amount, Amount], ...]
    """The values the two give of the same series, the first of each."""


def make_pair(a: Gist, b: Gist, weights: Weights) -> Pair:
    """Lay two statements side by side.

    Args:
        a: one statement.
        b: another.
        weights: what each word of the story tells.
    """
    common = a.words & b.words
    one, two, both = weights.sum_whole(a.words), weights.sum_whole(b.words), weights.sum(common)
    share = both / (one + two - both) if both else 0.0
    cover = both / min(one, two) if both else 0.0
    return Pair(a, b, weights, common, share, cover, pair_amounts(a, b))


def pair_amounts(a: Gist, b: Gist) -> tuple[tuple[Amount, Amount], ...]:
    """Return the values two statements give of the same series, the first of each."""
    if not a.values or not b.values:
        return ()
    keys = sorted(a.values.keys() & b.values.keys())
    return tuple((a.values[key], b.values[key]) for key in keys)


def is_one_holder(a: Gist, b: Gist) -> bool:
    """Tell whether two statements have one holder: "the ministry" is "the defence ministry"."""
    if not a.holder or not b.holder:
        return False
    if a.holder == b.holder:
        return True
    one, two = (gist.holder.removeprefix("the ").split() for gist in (a, b))
    short, long = sorted((one, two), key=len)
    return bool(short) and long[-len(short) :] == short
