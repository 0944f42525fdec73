"""Which pairs of reports are compared, from the keys they share and nothing else.

Of each key only the first carriers in order of publication are partners for the later ones: what
two hundred reports carry is counted once all the same when the rest is joined to the first of them.
A key that stands in three stories or more is *spread*: a wording rather than a passage, and no
ground for comparing two reports unless they share much.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from onrecord.group.copy_index import Entry
from onrecord.group.keys import ADDRESS, PASSAGE, SENTENCE

MAX_CARRIERS = 200
"""Reports that may answer for one key."""
SPREAD_CARRIERS = 48
"""So many of them where it is spread: each report of an archive meets the wordings of the trade,
and a wire that is found in many stories is joined to the first that carry it."""
NEAR_CARRIERS = 8
"""So many of them are partners even for a single passage; with the others, a good part of the
report must be shared."""
ALIKE_CARRIERS = 24
"""So many are partners for sentences that are alike."""
TYING_CARRIERS = 4
"""Within a story so many tie the blocks of the others: all that carry a text are tied through the
first."""
_SPREAD_STORIES = 3
_MUCH = 6
"""Passage keys that count as much: some fifteen words. What is shorter and crosses stories is a
wording, not a copy."""
_GOOD_PART = 4
"""One part in so many of the shorter report is a ground wherever the earlier stands."""
_PART = 10
"""Spread keys count where they are at least one part in so many of the shorter report."""
_MIN_BANDS = 2
_BANDS_A_SENTENCE = 0.4
"""One band in common is chance, and so are a few where reports are long; light rewriting leaves
more than one for each sentence."""

EXACT, REWORD, TYING, SAME_ADDRESS = 1, 2, 4, 8
"""Grounds for comparing two reports: they share passages, sentences are alike; the earlier is among
the carriers of something shared that tie; they have one address."""

_PASSAGE, _CLOSE, _PLAIN, _PLAIN_CLOSE, _ALIKE, _FIRST, _NEAR, _ADDRESS = (
    np.uint8(1 << bit) for bit in range(8)
)
"""What a key that two reports share says of them: it is a passage, the earlier is near among its
carriers, it is not spread, both; it is a sentence, the earlier among those that are partners for
it; the earlier is among those that tie in a story, or across stories; it is an address."""

Marks = npt.NDArray[np.uint8]
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Shares(NamedTuple):
    """What pairs of reports share, arrays of ``(pairs,)``.

    Attributes:
        passages: how many passage keys.
        close: of how many of them the earlier is near among the carriers.
        alike: how many sentence keys of which the earlier is a partner.
        marks: the marks of all keys together.
    """

    passages: Whole
    close: Whole
    alike: Whole
    marks: Marks


class Pairs(NamedTuple):
    """Pairs of reports, arrays of ``(pairs,)``.

    Attributes:
        same_story: the two are of one story.
        shorter: how many passage keys the shorter has.
        sentences: how many sentences the one with fewer has.
    """

    same_story: Flags
    shorter: Whole
    sentences: Whole


def list_bounds() -> tuple[int, ...]:
    """Return the places at which an earlier report means less to the later ones."""
    return TYING_CARRIERS, NEAR_CARRIERS, ALIKE_CARRIERS, SPREAD_CARRIERS, MAX_CARRIERS


def limit_carriers(kind: int, *, is_spread: bool = False) -> int:
    """Return how many reports may answer for a key.

    Args:
        kind: of what kind it is.
        is_spread: whether it is known to be spread.
    """
    if kind == SENTENCE:
        return max(ALIKE_CARRIERS, NEAR_CARRIERS)
    return SPREAD_CARRIERS if is_spread else MAX_CARRIERS


def is_spread(carriers: Sequence[Entry]) -> bool:
    """Tell whether the first carriers of a key are of unrelated stories."""
    return len({entry.story for entry in carriers[:NEAR_CARRIERS]}) >= _SPREAD_STORIES


def mark_places(kind: int, *, is_spread: bool) -> Marks:
    """Return what a key says of its first carriers by their place.

    Args:
        kind: what kind of key it is.
        is_spread: whether it is a spread passage.
    """
    places = np.arange(limit_carriers(kind, is_spread=is_spread))
    near = places < NEAR_CARRIERS
    marks = _FIRST * (places < TYING_CARRIERS) | _NEAR * near
    if kind == PASSAGE:
        marks |= _PASSAGE | _CLOSE * near
        if not is_spread:
            marks |= _PLAIN | _PLAIN_CLOSE * near
    elif kind == SENTENCE:
        marks |= _ALIKE * (places < ALIKE_CARRIERS)
    elif kind == ADDRESS:
        marks |= _ADDRESS
    return marks.astype(np.uint8)


def add_marks(marks: Marks, starts: Whole) -> Shares:
    """Add up what pairs share.

    Args:
        marks: of every key that a pair shares, pair after pair; of each key, the mark of the
            earlier report's place.
        starts: where the marks of each pair begin.
    """
    passages, close, alike = (
        np.add.reduceat(marks & mark != 0, starts, dtype=np.int64)
        for mark in (_PASSAGE, _CLOSE, _ALIKE)
    )
    return Shares(passages, close, alike, np.bitwise_or.reduceat(marks, starts))


def judge_pairs(shares: Shares, pairs: Pairs) -> Whole:
    """Return on what grounds two reports are compared, for each pair; 0 where they are not."""
    passages, same_story = shares.passages, pairs.same_story
    plain, plain_close, first, near, address = (
        shares.marks & mark != 0 for mark in (_PLAIN, _PLAIN_CLOSE, _FIRST, _NEAR, _ADDRESS)
    )
    telling = plain | (_PART * passages >= pairs.shorter)
    is_part = _GOOD_PART * passages >= pairs.shorter
    is_much = (shares.close >= _MUCH) | (is_part & (passages >= _MUCH))
    is_much |= same_story & (plain_close | is_part)
    exact = (passages > 0) & telling & is_much
    enough = np.maximum(_MIN_BANDS, _BANDS_A_SENTENCE * pairs.sentences)
    reach = EXACT * (exact | address) | REWORD * (same_story & (shares.alike >= enough))
    reach |= SAME_ADDRESS * address
    reach |= TYING * ((reach > 0) & np.where(same_story, first, near))
    return np.asarray(reach, dtype=np.int64)
