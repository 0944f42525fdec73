"""Near-duplicate finders as they are usually run: MinHash-LSH and SimHash over five-word runs.

Types of peers are ignored: they carry none, and need not be installed.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping

from datasketch import MinHash, MinHashLSH  # type: ignore[import-not-found,import-untyped,unused-ignore]
from rensa import RMinHash, RMinHashLSH  # type: ignore[import-not-found,import-untyped,unused-ignore]
from simhash import Simhash  # type: ignore[import-not-found,import-untyped,unused-ignore]

Pair = tuple[str, str]
Finder = Callable[[Mapping[str, str], float], set[Pair]]
PERMUTATIONS = 128


def list_runs() -> list[tuple[str, Finder, list[float]]]:
    """Return (name, finder, settings to try) for each library."""
    jaccard = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    return [
        ("datasketch", find_datasketch, jaccard),
        ("rensa", find_rensa, jaccard),
        ("simhash", find_simhash, [4.0, 8.0, 12.0, 16.0, 20.0, 24.0]),
    ]


def _list_runs(text: str) -> list[str]:
    words = re.findall(r"\w+", text.lower())
    return [" ".join(words[n : n + 5]) for n in range(len(words) - 4)]


def find_datasketch(texts: Mapping[str, str], threshold: float) -> set[Pair]:
    """Query datasketch's LSH, then keep pairs of estimated Jaccard at the threshold."""
    index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    hashes = {}
    for key, text in texts.items():
        hashes[key] = MinHash(num_perm=PERMUTATIONS)
        hashes[key].update_batch([run.encode() for run in _list_runs(text)])
        index.insert(key, hashes[key])
    pairs = {tuple(sorted((key, other))) for key in hashes for other in index.query(hashes[key])}
    return {(a, b) for a, b in pairs if a != b and hashes[a].jaccard(hashes[b]) >= threshold}


def find_rensa(texts: Mapping[str, str], threshold: float) -> set[Pair]:
    """Query rensa's LSH, then keep pairs of estimated Jaccard at the threshold."""
    keys = sorted(texts)
    index = RMinHashLSH(threshold, PERMUTATIONS, 32)
    hashes = []
    for number, key in enumerate(keys):
        minhash = RMinHash(PERMUTATIONS, 42)
        minhash.update(_list_runs(texts[key]))
        hashes.append(minhash)
        index.insert(number, minhash)
    return {
        (keys[min(a, b)], keys[max(a, b)])
        for a in range(len(keys))
        for b in index.query(hashes[a])
        if a != b and hashes[a].jaccard(hashes[b]) >= threshold
    }


def find_simhash(texts: Mapping[str, str], distance: float) -> set[Pair]:
    """Keep pairs within a Hamming distance of 64 bits; all pairs compared, as it has no index."""
    hashes = {key: Simhash(_list_runs(text)) for key, text in texts.items()}
    return {
        (a, b)
        for a, b in itertools.combinations(sorted(hashes), 2)
        if hashes[a].distance(hashes[b]) <= distance
    }
