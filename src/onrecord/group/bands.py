"""Hashes that sentences of nearly the same words are likely to share (MinHash-LSH).

MinHash: Broder 1997; banding: Indyk and Motwani 1998. The signatures are rensa's, which takes
hashes as they are and a fixed seed, so that runs and processes agree. With 12 bands of 3 rows a
sentence whose words are half the same is met with a chance of .8, one with a tenth of them with
.01, and a reworded report has many sentences.
"""

from __future__ import annotations

import numpy as np
from rensa import RMinHash  # type: ignore[import-untyped]  # rensa ships no type information

from onrecord.group.sentences import Sentences
from onrecord.group.tokens import Hashes

BANDS = 12
ROWS = 3
_SEED = 42
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


def sign_sentences(sentences: Sentences) -> Hashes:
    """Return the bands of the sentences of a report: ``(sentences * BANDS,)``."""
    if not len(sentences):
        return np.empty(0, dtype=np.uint64)
    offsets = [0, *sentences.bounds[:, 1].tolist()]
    digests = RMinHash.digest_matrix_from_flat_token_hashes(
        sentences.keys, offsets, BANDS * ROWS, _SEED
    )
    rows = np.array(digests.to_rows(), dtype=np.uint64).reshape(-1, BANDS, ROWS)
    total = np.broadcast_to(np.arange(BANDS, dtype=np.uint64), rows.shape[:2]).copy()
    with np.errstate(over="ignore"):
        for row in range(ROWS):
            total = (total ^ rows[:, :, row]) * _SPREAD
            total ^= total >> _SHIFT
    return np.asarray(total).ravel()
