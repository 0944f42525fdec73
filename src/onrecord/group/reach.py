"""Which pairs of reports are compared, from the keys they share and nothing else.

Of each key only the first carriers in order of publication are partners for the later ones: what
two hundred reports carry is counted once all the same when the rest is joined to the first of them.
A key that stands in three stories or more is *spread*: a wording rather than a passage, and no
ground for comparing two reports unless they share much.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from onrecord.group.copy_index import Entry
from onrecord.group.keys import ADDRESS, PASSAGE, SENTENCE, read_kind

MAX_CARRIERS = 200
"""Reports that may answer for one key."""
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

Hit = tuple[int, int]
"""A key, and the place of the earlier report among its carriers."""


def list_bounds() -> tuple[int, int, int, int]:
    """Return the places at which an earlier report means less to the later ones."""
    return TYING_CARRIERS, NEAR_CARRIERS, ALIKE_CARRIERS, MAX_CARRIERS


def is_spread(carriers: Sequence[Entry]) -> bool:
    """Tell whether the first carriers of a key are of unrelated stories."""
    return len({entry.story for entry in carriers[:NEAR_CARRIERS]}) >= _SPREAD_STORIES


def judge_pair(a: Entry, b: Entry, hits: Iterable[Hit], spread: Collection[int]) -> int:
    """Return on what grounds two reports are compared; 0 where they are not.

    Args:
        a: one report.
        b: the other.
        hits: the keys both have of which the earlier is among the carriers that answer.
        spread: the keys that are spread.
    """
    same_story = a.story == b.story
    tying = TYING_CARRIERS if same_story else NEAR_CARRIERS
    passages = close = bands = 0
    plain = plain_near = tied = has_address = False
    for key, place in hits:
        kind = read_kind(key)
        tied |= place < tying
        if kind == PASSAGE:
            passages += 1
            close += place < NEAR_CARRIERS
            if key not in spread:
                plain = True
                plain_near |= place < NEAR_CARRIERS
        elif kind == SENTENCE:
            bands += place < ALIKE_CARRIERS
        has_address |= kind == ADDRESS
    shorter = min(a.size, b.size)
    telling = plain or _PART * passages >= shorter
    is_much = close >= _MUCH or (_GOOD_PART * passages >= shorter and passages >= _MUCH)
    if same_story:
        is_much |= plain_near or _GOOD_PART * passages >= shorter
    exact = passages > 0 and telling and is_much
    reach = EXACT * (exact or has_address)
    enough = max(_MIN_BANDS, _BANDS_A_SENTENCE * min(a.sentences, b.sentences))
    reach |= REWORD * (same_story and bands >= enough)
    reach |= SAME_ADDRESS * has_address
    return reach | TYING * tied if reach else 0
