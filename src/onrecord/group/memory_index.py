"""A copy index in memory, for what is grouped at once.

Keys stand in sorted runs of integers that merge as they grow: a hundred thousand reports have some
thirty million keys.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from onrecord.group.copy_index import Entry, PairRow, TieRow, make_entry
from onrecord.group.keys import Keys
from onrecord.group.packing import pack, pack_text, unpack, unpack_text
from onrecord.group.sheets import Sheet
from onrecord.group.texts import Text

_UNPACKED = 400
"""Digests kept unpacked: those of reports that come one after the other share text."""

Numbers = npt.NDArray[np.int32]


@dataclass(slots=True)
class _Run:
    """Keys with the numbers of their carriers, sorted by key, then by rank."""

    keys: Keys
    numbers: Numbers


@dataclass(slots=True)
class _Kept:
    number: int
    sheet: bytes
    words: bytes
    keys: Keys


@dataclass(slots=True)
class Postings:
    """Key to the numbers of its carriers: sorted runs, merged when two are of like size."""

    ranks: array[int] = field(default_factory=lambda: array("q"))
    _runs: list[_Run] = field(default_factory=list)
    _added: list[tuple[int, Keys]] = field(default_factory=list)
    """Reports that no run has yet, by number, with their keys."""
    _in_order: bool = True
    """Whether reports were added in order of rank."""

    def add(self, rank: int, keys: Keys) -> int:
        """Add a report; return the number it is given."""
        number = len(self.ranks)
        self._in_order &= not number or rank > self.ranks[-1]
        self.ranks.append(rank)
        self._added.append((number, keys))
        return number

    def look_up(self, keys: Collection[int], limit: int | None) -> Iterator[tuple[int, list[int]]]:
        """Yield a key and numbers of carriers in order of rank, a key perhaps more than once.

        Args:
            keys: those asked for.
            limit: how many carriers are wanted of each key at most.
        """
        self._sort_added()
        # In order, so that what one search reads is at hand for the next.
        sought = np.sort(np.fromiter(keys, dtype=np.int64, count=len(keys)))
        for run in self._runs:
            firsts = run.keys.searchsorted(sought, side="left")
            is_known = run.keys[np.minimum(firsts, len(run.keys) - 1)] == sought
            found, firsts = sought[is_known], firsts[is_known]
            lasts = run.keys.searchsorted(found, side="right")
            if limit is not None:
                lasts = np.minimum(lasts, firsts + limit)
            for key, first, last in zip(
                found.tolist(), firsts.tolist(), lasts.tolist(), strict=True
            ):
                yield key, run.numbers[first:last].tolist()

    def _sort_added(self) -> None:
        if not self._added:
            return
        parts = [
            _Run(np.concatenate([keys for _, keys in self._added]), _repeat_numbers(self._added))
        ]
        self._added = []
        size = len(parts[0].keys)
        while self._runs and len(self._runs[-1].keys) < 2 * size:
            parts.append(self._runs.pop())
            size += len(parts[-1].keys)
        self._runs.append(self._merge(parts[::-1]))

    def _merge(self, parts: Sequence[_Run]) -> _Run:
        """Make one run of parts, given in the order in which their reports were added."""
        keys = np.concatenate([part.keys for part in parts])
        numbers = np.concatenate([part.numbers for part in parts])
        if self._in_order:
            # Runs on end are merged by a stable sort, and reports of one key stay in order.
            order = np.argsort(keys, kind="stable")
        else:
            order = np.lexsort((np.frombuffer(self.ranks, dtype=np.int64)[numbers], keys))
        return _Run(keys[order], numbers[order])


def _repeat_numbers(added: Sequence[tuple[int, Keys]]) -> Numbers:
    numbers = np.array([number for number, _ in added], dtype=np.int32)
    return np.repeat(numbers, [len(keys) for _, keys in added])


class MemoryCopyIndex:
    """A :class:`~onrecord.group.copy_index.CopyIndex` that lasts as long as the process."""

    def __init__(self) -> None:
        self._postings = Postings()
        self._entries: list[Entry | None] = []
        self._kept: dict[str, _Kept] = {}
        self._pairs: dict[tuple[str, str], PairRow] = {}
        self._partners: dict[str, set[str]] = {}
        self._unpacked: OrderedDict[str, Text] = OrderedDict()

    def list_pairs(self) -> list[PairRow]:
        """Return all pairs, in order of their ids."""
        return [self._pairs[pair] for pair in sorted(self._pairs)]

    def read_entries(self, reports: Collection[str]) -> dict[str, Entry]:
        """Return the entries of those reports that are kept."""
        found = {report: self._kept[report].number for report in reports if report in self._kept}
        return {report: self._get_entry(number) for report, number in found.items()}

    def _get_entry(self, number: int) -> Entry:
        entry = self._entries[number]
        assert entry is not None
        return entry

    def read_texts(self, reports: Collection[str]) -> dict[str, Text]:
        """Return the digests of reports."""
        return {report: self._read_text(report) for report in reports}

    def _read_text(self, report: str) -> Text:
        text = self._unpacked.pop(report, None)
        if text is None:
            kept = self._kept[report]
            text = unpack_text(kept.words, unpack(kept.sheet, Sheet))
        self._remember(text)
        return text

    def _remember(self, text: Text) -> None:
        self._unpacked[text.id] = text
        if len(self._unpacked) > _UNPACKED:
            self._unpacked.popitem(last=False)

    def read_sheets(self, reports: Collection[str]) -> dict[str, Sheet]:
        """Return the sheets of reports."""
        return {report: unpack(self._kept[report].sheet, Sheet) for report in reports}

    def read_keys(self, reports: Collection[str]) -> dict[str, Keys]:
        """Return the keys of reports."""
        return {report: self._kept[report].keys for report in reports}

    def read_carriers(
        self, keys: Collection[int], limit: int | None = None
    ) -> dict[int, list[Entry]]:
        """Return the reports that have a key, of each key the first ``limit`` in order."""
        found: dict[int, list[Entry]] = {}
        entries = self._entries
        # So many of each run are enough: no more have gone than all that have gone.
        enough = None if limit is None else limit + len(entries) - len(self._kept)
        for key, numbers in self._postings.look_up(keys, enough):
            live = [entry for number in numbers if (entry := entries[number]) is not None]
            if key in found:
                live = sorted(found[key] + live)
            found[key] = live if limit is None or len(live) <= limit else live[:limit]
        return {key: entries for key, entries in found.items() if entries}

    def read_pairs(self, reports: Collection[str]) -> list[PairRow]:
        """Return every pair with at least one of some reports, each once."""
        return [self._pairs[pair] for pair in self._list_pairs(reports)]

    def read_ties(self, reports: Collection[str]) -> list[TieRow]:
        """Return every pair with ties and at least one of some reports."""
        rows = self.read_pairs(reports)
        return [TieRow(row.a, row.b, row.ties) for row in rows if row.ties]

    def _list_pairs(self, reports: Iterable[str]) -> dict[tuple[str, str], None]:
        return {
            _sort_pair(report, other): None
            for report in reports
            for other in self._partners.get(report, ())
        }

    def write_reports(self, texts: Sequence[Text], stories: Mapping[str, str]) -> None:
        """Keep digests with the stories they are of, in place of those with the same ids."""
        self.remove_reports([text.id for text in texts if text.id in self._kept])
        for text in texts:
            number = self._postings.add(text.sheet.rank, text.keys)
            self._entries.append(make_entry(text, stories[text.id]))
            self._kept[text.id] = _Kept(number, pack(text.sheet), pack_text(text), text.keys)
            self._remember(text)

    def remove_reports(self, reports: Collection[str]) -> None:
        """Drop reports and their pairs."""
        self.remove_pairs(self._list_pairs(reports))
        for report in reports:
            self._entries[self._kept.pop(report).number] = None
            self._unpacked.pop(report, None)

    def move_reports(self, stories: Mapping[str, str]) -> None:
        """Take note of the new story of some reports."""
        for report, story in stories.items():
            number = self._kept[report].number
            self._entries[number] = self._get_entry(number)._replace(story=story)

    def write_pairs(self, rows: Sequence[PairRow]) -> None:
        """Keep pairs, in place of those of the same two reports."""
        for row in rows:
            self._pairs[row.a, row.b] = row
            self._partners.setdefault(row.a, set()).add(row.b)
            self._partners.setdefault(row.b, set()).add(row.a)

    def remove_pairs(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Drop pairs, by the ids of their reports."""
        for a, b in pairs:
            if self._pairs.pop((a, b), None) is not None:
                self._partners[a].discard(b)
                self._partners[b].discard(a)


def _sort_pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)
