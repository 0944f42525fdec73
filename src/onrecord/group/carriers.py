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

from onrecord.group.copy_index import CopyIndex, Entry
from onrecord.group.keys import PASSAGE, Keys, read_kind
from onrecord.group.reach import MAX_CARRIERS, is_spread, list_bounds


class Carriers(NamedTuple):
    """The first carriers of a key; ``is_whole`` where these are all."""

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


def make_carriers(key: int, entries: Sequence[Entry], *, is_whole: bool = True) -> Carriers:
    """Return the first carriers of a key, given at least so many in order, or all."""
    first = list(entries[:MAX_CARRIERS])
    is_whole = is_whole and len(first) == len(entries)
    return Carriers(first, is_whole, read_kind(key) == PASSAGE and is_spread(first))


class CarrierBook:
    """The carriers of the keys that a change touches, before it and after it.

    Keys that only one report has are left out. ``losing`` holds groups of reports among which pairs
    may lose a ground; ``gaining`` the reports, themselves unchanged, that may gain one.
    """

    def __init__(self, index: CopyIndex, change: Change) -> None:
        """Read the carriers; the index must not have been changed yet.

        Args:
            index: what is kept.
            change: what is about to change in it.
        """
        self.after: dict[int, Carriers] = {}
        self.losing: list[frozenset[str]] = []
        self.gaining: set[str] = set()
        self._index, self._change, self._touched = index, change, change.touched
        joining: dict[int, list[Entry]] = defaultdict(list)
        for report, keys in change.keys_after.items():
            for key in keys.tolist():
                joining[key].append(change.after[report])
        leaving = {key for keys in change.keys_before.values() for key in keys.tolist()}
        limit = MAX_CARRIERS + len(change.before)
        known = index.read_carriers(joining.keys() | leaving, limit)
        for key, new in joining.items():
            if key not in known and len(new) > 1:
                self.after[key] = make_carriers(key, sorted(new))
        for key, entries in known.items():
            self._compare(key, entries, joining.get(key, []), is_whole=len(entries) < limit)

    def _compare(self, key: int, entries: list[Entry], new: list[Entry], *, is_whole: bool) -> None:
        rest = [entry for entry in entries if entry.report not in self._touched]
        before = make_carriers(key, entries, is_whole=is_whole)
        after = make_carriers(key, sorted([*rest, *new]) if new else rest, is_whole=is_whole)
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
        for bound in list_bounds():
            if max(len(before.first), len(after.first)) >= bound:
                self._shift(before.first[:bound], after.first[:bound])

    def _shift(self, before: Sequence[Entry], after: Sequence[Entry]) -> None:
        """Note the unchanged reports that leave or join the first carriers of a key."""
        old = {entry.report for entry in before} - self._touched
        new = {entry.report for entry in after} - self._touched
        self.losing += [frozenset([report]) for report in old - new]
        self.gaining |= new - old

    def read_all(self, key: int, carriers: Carriers) -> Sequence[Entry]:
        """Return all carriers of a key, before the change where there are many."""
        if carriers.is_whole:
            return carriers.first
        return self._index.read_carriers([key])[key]

    def read_more(self, keys: Collection[int]) -> None:
        """Read the carriers of keys that the change does not touch."""
        missing = [key for key in keys if key not in self.after]
        for key, entries in self._index.read_carriers(missing, MAX_CARRIERS + 1).items():
            if len(entries) > 1:
                self.after[key] = make_carriers(key, entries)

    def list_spread(self, keys: Iterable[int]) -> set[int]:
        """Return those of some keys that are spread."""
        after = self.after
        return {key for key in keys if key in after and after[key].is_spread}
