"""Who carries a key before and after a change, and what else the change bears on.

A report that joins can push another from among the first carriers of a key, and a key can become
spread, or cease to be: pairs of reports that have not changed are then to be judged again. Those
that can only lose a ground are looked up among the pairs kept; reports that may have gained one are
joined anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from onrecord.group.copy_index import CopyIndex, Entry
from onrecord.group.keys import PASSAGE, Keys, read_kind
from onrecord.group.reach import is_spread, limit_carriers, list_bounds


class Carriers(NamedTuple):
    """The carriers of a key that may answer for it; ``is_whole`` where these are all there are."""

    first: list[Entry]
    is_whole: bool
    is_spread: bool


class Change(NamedTuple):
    """Reports as they were and as they are.

    Attributes:
        before: the entries of those that were known.
        after: the entries of those that are known still.
        keys_before: the keys of the former.
        keys_after: the keys of the latter.
    """

    before: Mapping[str, Entry]
    after: Mapping[str, Entry]
    keys_before: Mapping[str, Keys]
    keys_after: Mapping[str, Keys]

    @property
    def touched(self) -> frozenset[str]:
        """The ids of all these reports."""
        return frozenset(self.before) | frozenset(self.after)


def make_carriers(key: int, entries: list[Entry], *, is_whole: bool = True) -> Carriers:
    """Return the carriers that answer for a key, given at least so many in order, or all."""
    kind = read_kind(key)
    spread = kind == PASSAGE and is_spread(entries)
    first = entries[: limit_carriers(kind, is_spread=spread)]
    return Carriers(first, is_whole and len(first) == len(entries), spread)


class _Joining:
    """The keys of the reports that join, each once."""

    def __init__(self, change: Change) -> None:
        self._entries = sorted(change.after.values())
        keys = [change.keys_after[entry.report] for entry in self._entries]
        owners = np.repeat(np.arange(len(keys)), [len(own) for own in keys])
        all_keys = np.concatenate([np.empty(0, dtype=np.int64), *keys])
        order = np.argsort(all_keys, kind="stable")
        self._owners = owners[order]
        self.keys, self._starts, self._counts = np.unique(
            all_keys[order], return_index=True, return_counts=True
        )

    def find_carriers(self, known: Collection[int]) -> dict[int, list[Entry]]:
        """Return the joining reports that have a key, in order, where others have it too.

        Args:
            known: keys that reports have which do not join.
        """
        others = np.fromiter(known, dtype=np.int64, count=len(known))
        shared = np.flatnonzero((self._counts > 1) | np.isin(self.keys, others))
        firsts, counts = self._starts[shared].tolist(), self._counts[shared].tolist()
        return {
            key: [self._entries[owner] for owner in self._owners[first : first + count]]
            for key, first, count in zip(self.keys[shared].tolist(), firsts, counts, strict=True)
        }


class CarrierBook:
    """The carriers of the keys that a change touches, before it and after it.

    Keys that only one report has are left out. Pairs that may lose a ground are those within a
    group of ``losing`` and those of a report in ``dropped``; ``gaining`` are the reports,
    themselves unchanged, that may gain one.
    """

    def __init__(self, index: CopyIndex, change: Change) -> None:
        """Read the carriers; the index must not have been changed yet.

        Args:
            index: what is kept.
            change: what is about to change in it.
        """
        self.after: dict[int, Carriers] = {}
        self.losing: list[frozenset[str]] = []
        self.dropped: set[str] = set()
        self.gaining: set[str] = set()
        self._index, self._change, self._touched = index, change, change.touched
        joining = _Joining(change)
        leaving = {key for keys in change.keys_before.values() for key in keys.tolist()}
        known = self._read_first(leaving.union(joining.keys.tolist()), len(change.before))
        joined = joining.find_carriers(known)
        for key, new in joined.items():
            if key not in known:
                self.after[key] = make_carriers(key, new)
        for key, entries in known.items():
            self._compare(key, entries, joined.get(key, []))

    def _read_first(self, keys: Iterable[int], more: int) -> dict[int, list[Entry]]:
        """Return the carriers of keys in order, of each as many as may answer for it, and more."""
        by_limit: dict[int, list[int]] = defaultdict(list)
        for key in keys:
            by_limit[limit_carriers(read_kind(key))].append(key)
        found: dict[int, list[Entry]] = {}
        for limit, chosen in by_limit.items():
            found |= self._index.read_carriers(chosen, limit + more)
        return found

    def _compare(self, key: int, entries: list[Entry], new: list[Entry]) -> None:
        is_whole = len(entries) < limit_carriers(read_kind(key)) + len(self._change.before)
        rest = entries
        if not self._touched.isdisjoint([entry.report for entry in entries]):
            rest = [entry for entry in entries if entry.report not in self._touched]
        # Reports that come after all others, as most do, leave these where they stand.
        is_behind = len(rest) == len(entries) and (not new or new[0] > rest[-1])
        before = make_carriers(key, entries, is_whole=is_whole)
        after = make_carriers(
            key, [*rest, *new] if is_behind else sorted([*rest, *new]), is_whole=is_whole
        )
        if len(rest) + len(new) > 1:
            self.after[key] = after
        if not rest:
            return
        if before.is_spread != after.is_spread:
            everybody = frozenset(entry.report for entry in self.read_all(key, after))
            if after.is_spread:
                self.losing.append(everybody)
            else:
                self.gaining |= everybody - self._touched
        if not is_behind:
            self._shift_all(before.first, after.first)

    def _shift_all(self, before: Sequence[Entry], after: Sequence[Entry]) -> None:
        for bound in list_bounds():
            if max(len(before), len(after)) >= bound:
                self._shift(before[:bound], after[:bound])

    def _shift(self, before: Sequence[Entry], after: Sequence[Entry]) -> None:
        """Note the unchanged reports that leave or join the first carriers of a key."""
        old = {entry.report for entry in before} - self._touched
        new = {entry.report for entry in after} - self._touched
        self.dropped |= old - new
        self.gaining |= new - old

    def read_all(self, key: int, carriers: Carriers) -> Sequence[Entry]:
        """Return all carriers of a key, before the change where there are many."""
        if carriers.is_whole:
            return carriers.first
        return self._index.read_carriers([key])[key]

    def read_more(self, keys: Collection[int]) -> None:
        """Read the carriers of keys that the change does not touch."""
        missing = [key for key in keys if key not in self.after]
        for key, entries in self._read_first(missing, 1).items():
            if len(entries) > 1:
                self.after[key] = make_carriers(key, entries)

    def list_spread(self, keys: Iterable[int]) -> set[int]:
        """Return those of some keys that are spread."""
        after = self.after
        return {key for key in keys if key in after and after[key].is_spread}
