"""How rare a term is in news at large: a shipped table, so that a report says all there is to know.

Rarity that was counted over the reports at hand would change with every report, and nothing made
with it could be kept. What sets a collection apart, as that all of it is about shootings, is seen
from the reports that a report is compared with (:mod:`onrecord.group.likeness`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from importlib import resources

import numpy as np
import numpy.typing as npt

from onrecord.group.traits import CHANNELS, Channel

Terms = npt.NDArray[np.int64]
"""A term of a channel as a 64-bit hash, the same in every process; the low bits are the channel."""

CHANNEL_BITS = 7
"""The bits that hold the channel: ``term & CHANNEL_BITS`` is its place in ``CHANNELS``."""


@dataclass(frozen=True, slots=True)
class Background:
    """Term counts of a general collection of news: ``counts[channel][term]`` of ``reports``."""

    reports: int
    counts: Mapping[str, Mapping[str, int]]


@cache
def load_background() -> Background:
    """Return the shipped counts (see ``background.tsv`` for where they come from)."""
    reports = 0
    counts: dict[str, dict[str, int]] = {channel: {} for channel in CHANNELS}
    data = resources.files(__package__).joinpath("background.tsv").read_text("utf-8")
    for line in data.splitlines():
        if line.startswith("#"):
            continue
        channel, term, count = line.split("\t")
        if channel == "reports":
            reports = int(count)
        else:
            counts[channel][term] = int(count)
    return Background(reports, counts)


@lru_cache(maxsize=200_000)
def _hash_term(term: str) -> int:
    data = term.encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little", signed=True)


def hash_terms(channel: Channel, terms: Iterable[str]) -> Terms:
    """Return the hashes of terms of one channel, in their order."""
    return switch_channel(np.array([_hash_term(term) for term in terms], dtype=np.int64), channel)


def switch_channel(terms: Terms, channel: Channel) -> Terms:
    """Return what the same words are called in another channel."""
    return (terms & ~CHANNEL_BITS) | CHANNELS.index(channel)


@cache
def _hash_background() -> tuple[Terms, npt.NDArray[np.int64]]:
    """Return the terms of the background in order, and how many of its reports have each."""
    known = load_background().counts
    terms = np.concatenate([hash_terms(channel, known[channel]) for channel in CHANNELS])
    counts = np.array([n for channel in CHANNELS for n in known[channel].values()], dtype=np.int64)
    order = np.argsort(terms)
    return terms[order], counts[order]


def count_background(terms: Terms) -> npt.NDArray[np.int64]:
    """Return in how many reports of the background each term stands."""
    known, counts = _hash_background()
    places = np.minimum(np.searchsorted(known, terms), len(known) - 1)
    return np.where(known[places] == terms, counts[places], 0)


def measure_rarity(
    counts: npt.NDArray[np.int64] | npt.NDArray[np.float64], more: float = 0.0
) -> npt.NDArray[np.float64]:
    """Return the inverse document frequency of terms.

    Args:
        counts: in how many reports each stands, of the background and ``more`` others.
        more: how many others there are.
    """
    total = load_background().reports + more
    return np.asarray(np.log((total + 1) / (counts + 0.5)))
