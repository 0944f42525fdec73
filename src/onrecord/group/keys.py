"""What reports are found by: signed 64-bit keys whose last two bits say what kind each is of."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from onrecord.group.tokens import Hashes
from onrecord.ids import hash_text

Keys = npt.NDArray[np.int64]
KeyKind = Literal["passage", "sentence", "address"]
_TAGS: dict[KeyKind, int] = {"passage": 0, "sentence": 1, "address": 2}
PASSAGE, SENTENCE, ADDRESS = _TAGS.values()


def make_keys(values: Hashes | str, kind: KeyKind) -> Keys:
    """Return hashes, or the hash of one string, as keys of a kind, ``(n,)``."""
    if isinstance(values, str):
        values = np.array([int(hash_text(values)[:16], 16)], dtype=np.uint64)
    return (values & ~np.uint64(3) | np.uint64(_TAGS[kind])).view(np.int64)


def read_kind(key: int) -> int:
    """Return ``PASSAGE``, ``SENTENCE`` or ``ADDRESS``."""
    return key & 3
