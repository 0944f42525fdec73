"""Shingles of words and the few of them that are kept as a report's fingerprint.

Winnowing (Schleimer, Wilkerson and Aiken, SIGMOD 2003): of every window of shingles the smallest
hash is kept. Two texts that share ``SHINGLE_WORDS + WINDOW - 1`` words in a row are then certain to
share a fingerprint, at half the cost of keeping every shingle.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from onrecord.group.tokens import Hashes

SHINGLE_WORDS = 6
WINDOW = 3
MIN_PASSAGE_WORDS = SHINGLE_WORDS + WINDOW - 1
"""Every shared passage of this many words is found, and no shorter one is called a passage."""

_BASE = np.uint64(0x9E3779B97F4A7C15)
_SPREAD = np.uint64(0xBF58476D1CE4E5B9)
_SHIFT = np.uint64(31)


def hash_shingles(hashes: Hashes, words: int) -> Hashes:
    """Return the hash of every run of ``words`` words: ``(n,)`` to ``(n - words + 1,)``."""
    count = len(hashes) - words + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint64)
    total = np.zeros(count, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for offset in range(words):
            total = total * _BASE + hashes[offset : offset + count]
            total ^= total >> _SHIFT
        total *= _SPREAD
    return np.asarray(total ^ (total >> _SHIFT), dtype=np.uint64)


def select_fingerprints(hashes: Hashes) -> tuple[Hashes, npt.NDArray[np.int64]]:
    """Winnow the shingles of a report.

    Args:
        hashes: one hash a word, ``(words,)``.

    Returns:
        The kept shingle hashes and the index of the word each starts at, both ``(kept,)``.
    """
    shingles = hash_shingles(hashes, SHINGLE_WORDS)
    if len(shingles) < WINDOW:
        return shingles, np.arange(len(shingles), dtype=np.int64)
    windows = np.lib.stride_tricks.sliding_window_view(shingles, WINDOW)
    kept = np.unique(windows.argmin(axis=1) + np.arange(len(windows)))
    return shingles[kept], kept
