"""Two reports laid side by side: what the one carries of the other, whatever else there is.

A match is a function of two digests alone. Which of its passages stand as copies depends besides on
how far their wordings are spread (:mod:`onrecord.group.spread`), so a match keeps them all.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from onrecord.group.agencies import is_same_outlet
from onrecord.group.directions import find_direction
from onrecord.group.fingerprints import MIN_PASSAGE_WORDS
from onrecord.group.passages import Passage, align_reports
from onrecord.group.rewrites import compare_sentences
from onrecord.group.sheets import Unit
from onrecord.group.texts import Text, measure_share
from onrecord.ids import make_id
from onrecord.records import Copy, CopyKind, Span

DERIVED_SHARE = 0.5
"""From this share on the shorter report as a whole rests on the other's text."""
REVISION_SHARE = 0.7
"""Two reports of one outlet that share so much of the shorter one's runs are versions of one."""
_SLIGHT_SHARE = 0.2
"""Two reports that share more than this share a text, however many stories it is found in."""
_COMMON_WORDS = 30
"""Longer wordings are not common by chance, in however many stories they are found."""
_MIN_COMMON = 0.4
"""Reports whose concepts overlap less than this are not compared sentence by sentence."""
_COVERED = 0.6
"""A sentence that exact passages cover to this share is not listed again as rewritten."""


class Touch(msgspec.Struct, frozen=True, array_like=True):
    """How much of a block of the one and of a block of the other report a copy covers, 0 to 1."""

    a_unit: int
    b_unit: int
    a_share: float
    b_share: float


class Shared(msgspec.Struct, frozen=True, array_like=True):
    """A passage as the copy it would be.

    Attributes:
        copy: the copy.
        words: how many words it has.
        keys: the fingerprints in it that both reports are found by.
        touches: the blocks it lies in.
        may_be_common: whether it is dropped where its wording is spread over unrelated stories.
    """

    copy: Copy
    words: int
    keys: tuple[int, ...]
    touches: tuple[Touch, ...]
    may_be_common: bool

    def is_common(self, spread: Collection[int]) -> bool:
        """Tell whether most of it is worded as reports of unrelated stories are.

        Args:
            spread: the keys that unrelated stories share.
        """
        return self.may_be_common and 2 * sum(k in spread for k in self.keys) > len(self.keys)


class Match(msgspec.Struct, frozen=True, array_like=True):
    """What two reports share; ``is_version`` where one is a later version of the other."""

    passages: tuple[Shared, ...]
    is_version: bool = False


def match_pair(early: Text, late: Text, *, exact: bool, reword: bool) -> Match:
    """Lay two reports side by side.

    Args:
        early: the one published first.
        late: the other.
        exact: look for exact passages.
        reword: look for rewritten sentences.
    """
    passages = _find_passages(early, late) if exact else []
    share = measure_share(early, late) if passages else 0.0
    one_outlet = is_same_outlet(early.sheet.outlet, late.sheet.outlet)
    shared = list(_make_exact(_Pair(early, late, share), passages, one_outlet))
    if reword and share < DERIVED_SHARE and _measure_common(early, late) >= _MIN_COMMON:
        shared += _make_rewrites(early, late, [item.copy for item in shared])
    return Match(
        passages=tuple(sorted(shared, key=lambda item: (item.copy.a_span, item.copy.b_span))),
        is_version=(one_outlet and share >= REVISION_SHARE)
        or (early.sheet.url is not None and early.sheet.url == late.sheet.url),
    )


class _Pair(NamedTuple):
    early: Text
    late: Text
    share: float


def _find_passages(early: Text, late: Text) -> list[Passage]:
    return [
        passage
        for passage in align_reports(early, late)
        if late.is_telling(passage.b, passage.b + passage.words)
    ]


def _is_derived(pair: _Pair, passages: Iterable[Passage]) -> bool:
    """Tell whether one text as a whole rests on the other's, quotations left aside."""
    own = sum(p.words - pair.late.count_quoted(p.b, p.b + p.words) for p in passages)
    shorter = min(pair.early.count_own(), pair.late.count_own())
    return pair.share >= DERIVED_SHARE and own >= DERIVED_SHARE * max(shorter, MIN_PASSAGE_WORDS)


def _make_exact(pair: _Pair, passages: Sequence[Passage], one_outlet: bool) -> Iterator[Shared]:
    early, late, share = pair
    derived = _is_derived(pair, passages)
    is_slight = share < _SLIGHT_SHARE or (one_outlet and not derived)
    for passage in passages:
        a_span = early.tokens.span(passage.a, passage.a + passage.words)
        b_span = late.tokens.span(passage.b, passage.b + passage.words)
        own_keys = late.list_fingerprints(passage.b, passage.b + passage.words)
        keys = early.passage_keys.intersection(own_keys)
        copy = _make_copy(
            (early, a_span), (late, b_span), _find_kind(pair, passage, derived), share
        )
        may_be_common = is_slight and (passage.words <= _COMMON_WORDS or one_outlet)
        touches = tuple(_list_touches(early, late, copy))
        yield Shared(copy, passage.words, tuple(sorted(keys)), touches, may_be_common)


def _find_kind(pair: _Pair, passage: Passage, derived: bool) -> CopyKind:
    """Call a passage a shared quote where hardly more than a quotation is shared.

    In a report that is copied as a whole the quotations were copied with it.
    """
    if derived:
        return "copy"
    quoted = min(
        pair.early.count_quoted(passage.a, passage.a + passage.words),
        pair.late.count_quoted(passage.b, passage.b + passage.words),
    )
    own = passage.words - quoted
    return "shared quote" if own < MIN_PASSAGE_WORDS and quoted > own else "copy"


def _measure_common(a: Text, b: Text) -> float:
    """Return how many of the shorter report's concepts the other has, 0 to 1."""
    shorter = min(len(a.concepts), len(b.concepts))
    return len(a.concepts & b.concepts) / shorter if shorter else 0.0


def _make_rewrites(early: Text, late: Text, exact: Sequence[Copy]) -> Iterator[Shared]:
    sizes = (len(early.sentences.keys), len(late.sentences.keys))
    short, long = (early, late) if sizes[0] <= sizes[1] else (late, early)
    rewriting = compare_sentences(short.sentences, long.sentences)
    if not rewriting.is_rewriting():
        return
    share = measure_share(early, late)
    for place, first, last in rewriting.list_rewritten():
        span = _read_span(short.sentences.spans[place])
        if _measure_cover(short, span, exact) < _COVERED:
            begin, end = long.sentences.spans[[first, last - 1]].tolist()
            copy = _make_copy((short, span), (long, (begin[0], end[1])), "rewrite", share)
            yield Shared(copy, 0, (), tuple(_list_touches(early, late, copy)), False)


def _read_span(row: npt.NDArray[np.int32]) -> Span:
    return int(row[0]), int(row[1])


def _measure_cover(text: Text, span: Span, copies: Sequence[Copy]) -> float:
    """Return how much of a span of a report exact passages cover, 0 to 1."""
    own = [copy.a_span if copy.a == text.id else copy.b_span for copy in copies]
    covered = sum(max(0, min(end, span[1]) - max(start, span[0])) for start, end in own)
    return covered / (span[1] - span[0])


def _make_copy(
    one: tuple[Text, Span], other: tuple[Text, Span], kind: CopyKind, share: float
) -> Copy:
    (first, a_span), (second, b_span) = sorted((one, other), key=lambda side: side[0].id)
    a, b = first.sheet, second.sheet
    direction, evidence = find_direction(a, b, a_span, b_span)
    if kind == "shared quote":
        direction, evidence = "unknown", ()
    return Copy(
        id=make_id("copy", kind, a.report, a.hash, a_span, b.report, b.hash, b_span),
        a=a.report,
        b=b.report,
        a_span=a_span,
        b_span=b_span,
        kind=kind,
        direction=direction,
        share=round(share, 4),
        evidence=evidence,
    )


def _list_touches(one: Text, other: Text, copy: Copy) -> Iterator[Touch]:
    """Yield the blocks a copy lies in, with how many of its words; quotations tie nothing."""
    if copy.kind == "shared quote":
        return
    a, b = (one, other) if one.id == copy.a else (other, one)
    for a_unit, a_share in _measure_blocks(a, copy.a_span):
        for b_unit, b_share in _measure_blocks(b, copy.b_span):
            yield Touch(a_unit, b_unit, a_share, b_share)


def _measure_blocks(text: Text, span: Span) -> list[tuple[int, float]]:
    """Return the blocks that a span of a report touches and how much of their words it holds."""
    shares = []
    for place in _find_touched(text.sheet.units, span):
        unit = text.sheet.units[place]
        part = (max(unit.span[0], span[0]), min(unit.span[1], span[1]))
        first, last = text.tokens.locate(part)
        shares.append((place, (last - first) / max(1, unit.words)))
    return shares


def _find_touched(units: Sequence[Unit], span: Span) -> list[int]:
    """Return the places of the blocks, given in order, that a span touches."""
    first = max(0, bisect_right(units, span[0], key=_get_start) - 1)
    last = bisect_left(units, span[1], key=_get_start)
    return [place for place in range(first, last) if span[0] < units[place].span[1]]


def _get_start(unit: Unit) -> int:
    return unit.span[0]
