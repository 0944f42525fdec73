"""Which earlier reports a report may share text with: two indexes, joined one report at a time.

:class:`FingerprintIndex` finds exact shared passages wherever they stand, a short report inside a
long one too. :class:`SentenceIndex` finds sentences made of nearly the same words (MinHash-LSH).
Both keep integers only, in sorted runs that merge as they grow, so that the same layout can stand
in a file and a day's reports can join a year's archive without reading it whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from rensa import RMinHash  # type: ignore[import-untyped]  # rensa ships no type information

from onrecord.group.tokens import Hashes

MAX_CARRIERS = 200
"""Reports that may answer for one fingerprint. The carriers of a text that two hundred already
carry are joined to the first of them: what they share is counted once all the same."""
_BUFFER_ENTRIES = 1 << 16
_SEED = 42
_MIN_HITS = 2
"""One band in common is chance."""
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)

Owners = npt.NDArray[np.int32]


@dataclass(slots=True)
class _Run:
    """Entries sorted by hash, then by the order in which they came."""

    hashes: Hashes
    owners: Owners


@dataclass(slots=True)
class FingerprintIndex:
    """Hash to the reports that carry it: sorted runs, merged when two are of like size."""

    max_carriers: int = MAX_CARRIERS
    _runs: list[_Run] = field(default_factory=list)
    _buffer: dict[int, list[int]] = field(default_factory=dict)
    _buffered: int = 0

    def add(self, owner: int, fingerprints: Hashes) -> list[tuple[int, int]]:
        """Add a report; return what it shares with earlier ones.

        Args:
            owner: number of the report; numbers rise.
            fingerprints: its fingerprints, ``(kept,)``.

        Returns:
            Pairs of a fingerprint and an earlier report that carries it.
        """
        unique = np.unique(fingerprints)
        found = [hit for run in self._runs for hit in _look_up(run, unique, self.max_carriers)]
        for value in unique.tolist():
            carriers = self._buffer.setdefault(value, [])
            found.extend((value, carrier) for carrier in carriers)
            if len(carriers) < self.max_carriers:
                carriers.append(owner)
                self._buffered += 1
        if self._buffered >= _BUFFER_ENTRIES:
            self._flush()
        return found

    def _flush(self) -> None:
        hashes = [value for value, owners in self._buffer.items() for _ in owners]
        owners = [owner for carriers in self._buffer.values() for owner in carriers]
        run = _sort_run(np.array(hashes, dtype=np.uint64), np.array(owners, dtype=np.int32))
        self._buffer, self._buffered = {}, 0
        while self._runs and len(self._runs[-1].hashes) < 2 * len(run.hashes):
            run = _merge_runs(self._runs.pop(), run, self.max_carriers)
        self._runs.append(run)


def _sort_run(hashes: Hashes, owners: Owners) -> _Run:
    order = np.argsort(hashes, kind="stable")
    return _Run(hashes[order], owners[order])


def _merge_runs(older: _Run, newer: _Run, max_carriers: int) -> _Run:
    """Merge two runs, keeping of each hash only its first ``max_carriers`` owners."""
    run = _sort_run(
        np.concatenate([older.hashes, newer.hashes]), np.concatenate([older.owners, newer.owners])
    )
    first = np.searchsorted(run.hashes, run.hashes, side="left")
    kept = np.arange(len(run.hashes)) - first < max_carriers
    return run if kept.all() else _Run(run.hashes[kept], run.owners[kept])


def _look_up(run: _Run, values: Hashes, max_carriers: int) -> list[tuple[int, int]]:
    left = np.searchsorted(run.hashes, values, side="left")
    right = np.searchsorted(run.hashes, values, side="right")
    found: list[tuple[int, int]] = []
    for index in np.flatnonzero(right > left).tolist():
        last = min(right[index], left[index] + max_carriers)
        value = int(values[index])
        found.extend((value, owner) for owner in run.owners[left[index] : last].tolist())
    return found


@dataclass(slots=True)
class SentenceIndex:
    """Sentences of nearly the same words, by MinHash-LSH over sets of concept hashes.

    MinHash: Broder 1997; banding: Indyk and Motwani 1998. The signatures are rensa's, which takes
    hashes as they are and a fixed seed, so that runs and processes agree. With 16 bands of 3 rows a
    sentence that keeps half of its words is met with a chance of .88, one that keeps a tenth with
    .02.
    """

    bands: int = 16
    rows: int = 3
    max_carriers: int = 40
    max_candidates: int = 8
    _index: FingerprintIndex = field(init=False)

    def __post_init__(self) -> None:
        self._index = FingerprintIndex(self.max_carriers)

    def add(self, owner: int, bands: Hashes) -> list[int]:
        """Add a report; return the earlier ones whose sentences are likest, in order.

        Args:
            owner: number of the report; numbers rise.
            bands: its sentences as :meth:`sign` made them.
        """
        found = Counter(other for _, other in self._index.add(owner, bands))
        likely = [other for other, hits in found.items() if hits >= _MIN_HITS]
        likely.sort(key=lambda other: (-found[other], other))
        return sorted(likely[: self.max_candidates])

    def sign(self, sentences: Sequence[Sequence[int]]) -> Hashes:
        """Return the bands of sentences, each given by its concept hashes: ``(sentences, bands)``.

        Signing many at a time is faster, and a sentence's bands do not depend on the others.
        """
        if not sentences:
            return np.empty((0, self.bands), dtype=np.uint64)
        digests = RMinHash.digest_matrix_from_token_hash_sets(
            sentences, self.bands * self.rows, _SEED
        )
        rows = np.array(digests.to_rows(), dtype=np.uint64).reshape(-1, self.bands, self.rows)
        total = np.broadcast_to(np.arange(self.bands, dtype=np.uint64), rows.shape[:2]).copy()
        with np.errstate(over="ignore"):
            for row in range(self.rows):
                total = (total ^ rows[:, :, row]) * _SPREAD
                total ^= total >> _SHIFT
        return np.asarray(total)
