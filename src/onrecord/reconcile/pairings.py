"""Which statements are worth comparing: a story of a thousand reports allows no all-pairs.

Two statements meet where they share one of the rarest words of the later (a denial: any of its
words that few hold), or give values of one series close in time. Statements alike in every respect
stand as one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from onrecord.reconcile.gists import Amount, Gist

RARE_WORDS = 5
"""How many of its rarest words propose a statement's candidates."""
MAX_HOLDERS = 40
"""A word in more statements than this tells nothing apart."""
SERIES_WINDOW = 12
"""How many earlier values of its series a value is compared with."""
_NEVER = datetime.min


def fold_copies(gists: Mapping[str, Gist]) -> dict[str, list[str]]:
    """Return the ids of statements alike in every respect, under the one that stands for them."""
    groups: dict[tuple[object, ...], list[str]] = {}
    for id_, gist in gists.items():
        values = tuple((x.key, x.bounds, x.item.as_of_edtf) for x in gist.amounts)
        key = (gist.words, values, gist.rejects, gist.negated, gist.forward, gist.holder)
        groups.setdefault(key if len(gist.words) > 1 else (id_,), []).append(id_)
    return {ids[0]: ids for ids in groups.values()}


def list_pairs(gists: Sequence[Gist]) -> Iterator[tuple[Gist, Gist]]:
    """Yield the pairs of statements worth comparing, each once.

    Args:
        gists: statements in their fixed order, one for each group of copies.
    """
    seen: set[tuple[int, int]] = set()
    for first, second in (*_pair_by_words(gists), *_pair_by_series(gists)):
        pair = (min(first, second), max(first, second))
        if first != second and pair not in seen:
            seen.add(pair)
            yield gists[pair[0]], gists[pair[1]]


def _pair_by_words(gists: Sequence[Gist]) -> Iterator[tuple[int, int]]:
    counts = Counter(word for gist in gists for word in gist.words)
    holders: dict[str, list[int]] = {}
    denials: dict[str, list[int]] = {}
    for index, gist in enumerate(gists):
        shared = [word for word in sorted(gist.words) if 1 < counts[word] <= MAX_HOLDERS]
        rarest = sorted(shared, key=counts.__getitem__)
        for word in rarest if gist.rejects else rarest[:RARE_WORDS]:
            for other in holders.get(word, ()):
                yield other, index
        for word in shared:
            holders.setdefault(word, []).append(index)
            if gist.rejects:
                denials.setdefault(word, []).append(index)
            else:
                for other in denials.get(word, ()):
                    yield other, index


def _pair_by_series(gists: Sequence[Gist]) -> Iterator[tuple[int, int]]:
    series: dict[tuple[str, str, str], list[tuple[datetime, int]]] = {}
    for index, gist in enumerate(gists):
        for amount in gist.amounts:
            series.setdefault(amount.key, []).append((_order(amount), index))
    for _, members in sorted(series.items()):
        ordered = sorted(members)
        for place, (_, index) in enumerate(ordered):
            for _, other in ordered[max(place - SERIES_WINDOW, 0) : place]:
                yield other, index


def _order(amount: Amount) -> datetime:
    period = amount.as_of
    return period.start if period and period.start else _NEVER
