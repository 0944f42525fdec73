"""Which reports meet which, and what they share: keys added up by the pair, in arrays.

A key that stands in every report of an outlet leads each to the same two hundred others, and hardly
any of those pairs is worth more than being counted. So pairs are counted by numbers, many at once,
and only those with a ground for comparing them are named.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from onrecord.group.carriers import CarrierBook
from onrecord.group.copy_index import CopyIndex, Entry
from onrecord.group.keys import ADDRESS, PASSAGE, SENTENCE, Keys, read_kind
from onrecord.group.reach import Marks, Pairs, Whole, add_marks, judge_pairs, mark_places

Pair = tuple[str, str]
_COUNTED_AT_ONCE = 1 << 17
_SHIFT = 32
_LOWER = (1 << _SHIFT) - 1
_SPREAD = 3
"""Beside the three kinds of keys: a passage that is spread."""


class Roll:
    """Numbers reports as they are met, those that join before all others."""

    def __init__(self, joining: Iterable[Entry]) -> None:
        self.ids: list[str] = []
        self._numbers: dict[str, int] = {}
        self._stories: dict[str, int] = {}
        self._homes, self._sizes, self._sentences = array("q"), array("q"), array("q")
        self.find_numbers(joining)
        self.joining = len(self.ids)

    def find_numbers(self, entries: Iterable[Entry]) -> Whole:
        """Return the numbers of reports, in the same order."""
        known = self._numbers
        return np.array(
            [known[e.report] if e.report in known else self._add(e) for e in entries],
            dtype=np.int64,
        )

    def _add(self, entry: Entry) -> int:
        number = self._numbers[entry.report] = len(self.ids)
        self.ids.append(entry.report)
        self._homes.append(self._stories.setdefault(entry.story, len(self._stories)))
        self._sizes.append(entry.size)
        self._sentences.append(entry.sentences)
        return number

    def describe(self, first: Whole, second: Whole) -> Pairs:
        """Return what pairs are, given by the numbers of their reports."""
        homes, sizes, sentences = (
            np.frombuffer(values, dtype=np.int64)
            for values in (self._homes, self._sizes, self._sentences)
        )
        return Pairs(
            same_story=homes[first] == homes[second],
            shorter=np.minimum(sizes[first], sizes[second]),
            sentences=np.minimum(sentences[first], sentences[second]),
        )


class _Rows(NamedTuple):
    """The first carriers of keys, row after row.

    Attributes:
        keys: the keys in order, ``(rows,)``.
        numbers: the carriers of each, all rows on end.
        starts: where each row begins, ``(rows,)``.
        sizes: how many carriers each has, ``(rows,)``.
        kinds: of what kind each key is, ``(rows,)``.
    """

    keys: Keys
    numbers: Whole
    starts: Whole
    sizes: Whole
    kinds: Whole

    def find_places(self, own: Whole, rows: Whole, joining: int) -> Whole:
        """Return where joining reports stand in rows; behind the last where they do not.

        Args:
            own: numbers of reports.
            rows: one row for each of them.
            joining: how many reports join; they have the least numbers.
        """
        inside = np.flatnonzero(self.numbers < joining)
        found = np.repeat(np.arange(len(self.keys)), self.sizes)[inside]
        codes = found * joining + self.numbers[inside]
        order = np.argsort(codes)
        codes, places = codes[order], (inside - self.starts[found])[order]
        asked = rows * joining + own
        nearest = np.minimum(codes.searchsorted(asked), len(codes) - 1)
        return np.where(codes[nearest] == asked, places[nearest], self.sizes[rows])


class Meetings:
    """Adds up what the two reports of each pair share, and judges the pairs.

    Attributes:
        reaches: on what grounds two reports are compared, by their ids in order; those without any
            are left out.
    """

    def __init__(self, index: CopyIndex, book: CarrierBook, joining: Iterable[Entry]) -> None:
        """Take up the reports that join.

        Args:
            index: what is kept, the joining reports among it.
            book: who carries the keys that are asked for.
            joining: the reports that join; they meet one another only once.
        """
        self.reaches: dict[Pair, int] = {}
        self._index, self._book, self._roll = index, book, Roll(joining)
        marks = [mark_places(kind, is_spread=False) for kind in (PASSAGE, SENTENCE, ADDRESS)]
        marks.append(mark_places(PASSAGE, is_spread=True))
        self._marks = np.zeros((len(marks), max(map(len, marks))), dtype=np.uint8)
        for row, own in zip(self._marks, marks, strict=True):
            row[: len(own)] = own

    def join(self, keys: Mapping[str, Keys]) -> None:
        """Meet the joining reports with the carriers of their keys.

        Args:
            keys: of every joining report, in the order in which these were taken up.
        """
        rows = self._lay_out()
        if not len(rows.keys):
            return
        own = np.repeat(np.arange(len(keys)), [len(values) for values in keys.values()])
        asked = np.concatenate(list(keys.values()))
        found = np.minimum(rows.keys.searchsorted(asked), len(rows.keys) - 1)
        known = rows.keys[found] == asked
        own, found = own[known], found[known]
        places = rows.find_places(own, found, self._roll.joining)
        for part in _cut(own, rows.sizes[found]):
            self._meet(rows, own[part], found[part], places[part])

    def _lay_out(self) -> _Rows:
        after = self._book.after
        keys = np.array(sorted(after), dtype=np.int64)
        carriers = [after[key] for key in keys.tolist()]
        sizes = np.array([len(row.first) for row in carriers], dtype=np.int64)
        spread = np.array([row.is_spread for row in carriers], dtype=np.bool_)
        return _Rows(
            keys=keys,
            numbers=self._roll.find_numbers(entry for row in carriers for entry in row.first),
            starts=np.cumsum(sizes) - sizes,
            sizes=sizes,
            kinds=np.where(spread, _SPREAD, keys & 3),
        )

    def _meet(self, rows: _Rows, own: Whole, found: Whole, places: Whole) -> None:
        """Meet each report with the carriers of a row before its place and behind it."""
        kinds, starts, sizes = rows.kinds[found], rows.starts[found], rows.sizes[found]
        which, steps = _walk(places)
        met = [(own[which], rows.numbers[starts[which] + steps], self._marks[kinds[which], steps])]
        which, steps = _walk(np.maximum(sizes - places - 1, 0))
        later = rows.numbers[starts[which] + places[which] + 1 + steps]
        met.append((own[which], later, self._marks[kinds[which], places[which]]))
        met += self._meet_rest(rows, own, found, places)
        mine, others, marks = map(np.concatenate, zip(*met, strict=True))
        # Joining reports have met where the later of the two looked before its place.
        once = np.ones(len(mine), dtype=np.bool_)
        once[len(met[0][0]) :] = others[len(met[0][0]) :] >= self._roll.joining
        self._count(mine[once], others[once], marks[once])

    def _meet_rest(
        self, rows: _Rows, own: Whole, found: Whole, places: Whole
    ) -> Iterator[tuple[Whole, Whole, Marks]]:
        """Meet reports among the first carriers of a key with those that are not."""
        for place in np.flatnonzero(places < rows.sizes[found]).tolist():
            key = int(rows.keys[found[place]])
            carriers = self._book.after[key]
            if not carriers.is_whole:
                rest = self._index.read_carriers([key])[key][len(carriers.first) :]
                others = self._roll.find_numbers(rest)
                mark = self._marks[rows.kinds[found[place]], places[place]]
                yield np.full_like(others, own[place]), others, np.full(len(others), mark)

    def keep(self, pairs: Iterable[tuple[Entry, Entry, Iterable[int]]]) -> None:
        """Meet pairs of reports of which none joins.

        Args:
            pairs: the two reports and the keys that both have.
        """
        met: list[tuple[int, int, int]] = []
        for a, b, keys in pairs:
            early, late = self._roll.find_numbers(sorted((a, b))).tolist()
            for key in keys:
                carriers = self._book.after[key]
                place = bisect_left(carriers.first, min(a, b))
                if place < len(carriers.first):
                    kind = _SPREAD if carriers.is_spread else read_kind(key)
                    met.append((early, late, int(self._marks[kind, place])))
        own, others, marks = np.array(met, dtype=np.int64).reshape(-1, 3).T
        self._count(own, others, marks.astype(np.uint8))

    def _count(self, own: Whole, others: Whole, marks: Marks) -> None:
        """Judge pairs; all that they share must be given at once."""
        if not len(own):
            return
        pairs = own << _SHIFT | others
        order = np.argsort(pairs)
        pairs = pairs[order]
        starts = np.flatnonzero(np.diff(pairs, prepend=-1))
        first, second = pairs[starts] >> _SHIFT, pairs[starts] & _LOWER
        shares = add_marks(marks[order], starts)
        reaches = judge_pairs(shares, self._roll.describe(first, second))
        found = np.flatnonzero(reaches)
        ids = self._roll.ids
        for a, b, reach in zip(
            first[found].tolist(), second[found].tolist(), reaches[found].tolist(), strict=True
        ):
            self.reaches[sort_pair(ids[a], ids[b])] = reach


def _cut(owners: Whole, sizes: Whole) -> Iterator[slice]:
    """Cut rows between owners, so that the sizes of a part add up to a bounded number or so."""
    borders = np.flatnonzero(np.diff(owners, prepend=-1))
    before = (np.cumsum(sizes) - sizes)[borders] // _COUNTED_AT_ONCE
    cuts = [*borders[np.flatnonzero(np.diff(before, prepend=-1))].tolist(), len(owners)]
    return (slice(first, last) for first, last in pairwise(cuts))


def _walk(counts: Whole) -> tuple[Whole, Whole]:
    """Return, for each step of stretches of so many steps, its stretch and its place in that."""
    which = np.repeat(np.arange(len(counts)), counts)
    return which, np.arange(len(which)) - (np.cumsum(counts) - counts)[which]


def sort_pair(a: str, b: str) -> Pair:
    """Return two ids, the lesser first."""
    return (a, b) if a < b else (b, a)
