"""How rare a term is: counted over the reports at hand, on top of a shipped background.

Without the background five reports of one event would make its own names worthless; without the
counts at hand a collection of shootings would hold together by the word. Terms are numbered in
order of first sight, which no result depends on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from onrecord.group.traits import CHANNELS, Channel, Traits

Row = tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]
"""Term numbers and how often each stands, both ``(terms,)``."""


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


@dataclass(slots=True)
class Vocabulary:
    """Numbers for terms, and in how many reports each stands."""

    reports: int = 0
    _numbers: dict[tuple[Channel, str], int] = field(default_factory=dict)
    _seen: list[int] = field(default_factory=list)
    _background: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._seen)

    def add(self, traits: Traits) -> dict[Channel, Row]:
        """Count a report's terms; return for each channel their numbers and frequencies."""
        known = load_background().counts
        self.reports += 1
        rows: dict[Channel, Row] = {}
        for channel, counts in traits.counts.items():
            numbers = [self._number(channel, term, known[channel]) for term in counts]
            for number in numbers:
                self._seen[number] += 1
            frequencies = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
            rows[channel] = (np.array(numbers, dtype=np.int32), frequencies)
        return rows

    def _number(self, channel: Channel, term: str, known: Mapping[str, int]) -> int:
        number = self._numbers.setdefault((channel, term), len(self._seen))
        if number == len(self._seen):
            self._seen.append(0)
            self._background.append(known.get(term, 0))
        return number

    def measure_rarity(self) -> npt.NDArray[np.float64]:
        """Return the inverse document frequency of every term, ``(terms,)``.

        The background weighs as much as it has reports, so that it fades as a collection grows.
        """
        total = self.reports + load_background().reports
        seen = np.array(self._seen, dtype=np.float64) + np.array(self._background)
        return np.asarray(np.log((total + 1) / (seen + 0.5)))
