"""Join, change and remove reports: which copies come and go.

Whatever the order and the batches in which reports come, the copies at the end are the same: a pair
is judged by the two digests, their stories, and the first carriers of the keys both have
(:mod:`onrecord.group.reach`), and whenever one of these changes it is judged again. The work grows
with what a report shares with others, not with how many there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from onrecord.group.carriers import CarrierBook, Change
from onrecord.group.copy_index import CopyIndex, Entry, PairRow, make_entry
from onrecord.group.keys import Keys
from onrecord.group.meetings import Meetings, Pair
from onrecord.group.packing import pack, unpack
from onrecord.group.pairs import Match, match_pair
from onrecord.group.pauses import pause_collection
from onrecord.group.reach import EXACT, REWORD
from onrecord.group.texts import Text, make_text
from onrecord.group.ties import pack_ties
from onrecord.records import Annotations, Copy, Report

_READ_AT_ONCE = 200


class CopyUpdate(NamedTuple):
    """What an update changed.

    Attributes:
        added: copies that are new, or that read otherwise than the copy of the same id before.
        removed: ids of copies that are no more.
        stories: the stories whose copies or origins may have changed, those emptied among them.
    """

    added: tuple[Copy, ...]
    removed: tuple[str, ...]
    stories: frozenset[str]


def update_copies(
    index: CopyIndex,
    changed: Iterable[tuple[Report, Annotations | None]],
    gone: Iterable[str],
    stories: Mapping[str, str],
) -> CopyUpdate:
    """Join reports to an index and say what became of its copies.

    Args:
        index: what is kept of the reports so far; it is brought up to date.
        changed: reports that are new or revised, each id once, with what was found in them.
        gone: ids of reports that are no more.
        stories: the story of every changed report, and of every report whose story is another than
            before; others may be given too.
    """
    with pause_collection():
        texts = {text.id: text for text in (make_text(*fact) for fact in changed)}
        return _Update(index, texts, frozenset(gone) - texts.keys(), stories).run()


class _Update:
    def __init__(
        self,
        index: CopyIndex,
        texts: Mapping[str, Text],
        gone: frozenset[str],
        stories: Mapping[str, str],
    ) -> None:
        self._index, self._texts, self._stories = index, texts, stories
        known = index.read_entries({*texts, *gone, *stories})
        self._gone = gone & known.keys()
        self._moved = {
            report: stories[report]
            for report, entry in known.items()
            if report not in texts
            and report not in gone
            and stories.get(report, entry.story) != entry.story
        }
        self._change = self._list_changes(known)
        self._entries: dict[str, Entry] = dict(self._change.after)

    def _list_changes(self, known: Mapping[str, Entry]) -> Change:
        touched = self._texts.keys() | self._gone | self._moved.keys()
        before = {report: entry for report, entry in known.items() if report in touched}
        keys_before = self._index.read_keys(before.keys())
        after = {text.id: make_entry(text, self._stories[text.id]) for text in self._texts.values()}
        after |= {report: known[report]._replace(story=s) for report, s in self._moved.items()}
        keys_after = {text.id: text.keys for text in self._texts.values()}
        keys_after |= {report: keys_before[report] for report in self._moved}
        return Change(before, after, keys_before, keys_after)

    def run(self) -> CopyUpdate:
        """Bring the index up to date; return what changed."""
        change = self._change
        book = CarrierBook(self._index, change)
        rows = self._read_rows(change.touched | book.gaining) | self._read_losing(book)
        self._apply()
        anew = self._index.read_keys(book.gaining)
        reaches = self._find_partners(book, {**change.keys_after, **anew}, rows)
        self._read_entries({report for pair in (*rows, *reaches) for report in pair})
        judged = _Judge(self._index, book, self._entries, self._texts).judge(reaches, rows)
        return self._settle(rows, judged)

    def _apply(self) -> None:
        self._index.remove_reports(self._gone)
        self._index.write_reports(list(self._texts.values()), self._stories)
        self._index.move_reports(self._moved)

    def _read_rows(self, reports: Collection[str]) -> dict[Pair, PairRow]:
        return {(row.a, row.b): row for row in self._index.read_pairs(reports)}

    def _read_losing(self, book: CarrierBook) -> dict[Pair, PairRow]:
        """Return the pairs that may have lost a ground on which they were compared."""
        groups: dict[str, set[int]] = defaultdict(set)
        for number, group in enumerate(book.losing):
            for report in group:
                groups[report].add(number)
        rows = self._read_rows(groups.keys() | book.dropped)
        return {
            (a, b): row
            for (a, b), row in rows.items()
            if a in book.dropped or b in book.dropped or not groups[a].isdisjoint(groups[b])
        }

    # ------------------------------------------------------------ who meets whom

    def _find_partners(
        self, book: CarrierBook, joining: Mapping[str, Keys], rows: Mapping[Pair, PairRow]
    ) -> dict[Pair, int]:
        """Return the pairs to compare: of joining reports, and those that may lose a ground."""
        self._read_entries(joining)
        book.read_more({key for report in book.gaining for key in joining[report].tolist()})
        entries = self._entries
        meetings = Meetings(self._index, book, [entries[report] for report in joining])
        meetings.join(joining)
        met = self._change.touched | book.gaining
        self._meet_losing(meetings, book, [pair for pair in rows if met.isdisjoint(pair)])
        return meetings.reaches

    def _meet_losing(self, meetings: Meetings, book: CarrierBook, pairs: Sequence[Pair]) -> None:
        """Meet the two reports of each of some kept pairs."""
        ids = {report for pair in pairs for report in pair}
        self._read_entries(ids)
        keys = self._index.read_keys(ids)
        shared = {
            (a, b): np.intersect1d(keys[a], keys[b], assume_unique=True).tolist() for a, b in pairs
        }
        book.read_more({key for both in shared.values() for key in both})
        entries = self._entries
        meetings.keep((entries[a], entries[b], both) for (a, b), both in shared.items())

    def _read_entries(self, reports: Collection[str]) -> None:
        """Read the entries of reports, but for those at hand."""
        missing = [report for report in reports if report not in self._entries]
        self._entries |= self._index.read_entries(missing)

    # ------------------------------------------------------------ what became of it

    def _settle(self, rows: Mapping[Pair, PairRow], judged: Mapping[Pair, PairRow]) -> CopyUpdate:
        """Keep the pairs as judged; return the copies that came and went."""
        replaced = self._texts.keys()
        self._index.remove_pairs([pair for pair in rows if pair not in judged])
        self._index.write_pairs(
            [
                row
                for pair, row in judged.items()
                if row != rows.get(pair) or not replaced.isdisjoint(pair)
            ]
        )
        before: dict[str, Copy] = {}
        after: dict[str, Copy] = {}
        stories = {
            entry.story for entry in (*self._change.before.values(), *self._change.after.values())
        }
        for pair in {**rows, **judged}:
            old, new = rows.get(pair), judged.get(pair)
            if old == new and self._change.touched.isdisjoint(pair):
                continue
            before |= {copy.id: copy for copy in list_copies(old)}
            after |= {copy.id: copy for copy in list_copies(new)}
            stories |= {self._entries[r].story for r in pair if r in self._entries}
        added = [copy for id_, copy in after.items() if before.get(id_) != copy]
        removed = before.keys() - after.keys()
        added.sort(key=lambda copy: (copy.a, copy.b, copy.a_span, copy.b_span))
        return CopyUpdate(tuple(added), tuple(sorted(removed)), frozenset(stories))


class _Judge:
    """Judges pairs, reading the digests of those that must be laid side by side."""

    def __init__(
        self,
        index: CopyIndex,
        book: CarrierBook,
        entries: Mapping[str, Entry],
        texts: Mapping[str, Text],
    ) -> None:
        self._index, self._book, self._entries, self._texts = index, book, entries, texts

    def judge(
        self, reaches: Mapping[Pair, int], rows: Mapping[Pair, PairRow]
    ) -> dict[Pair, PairRow]:
        """Return the rows of the pairs that share something, of those to compare."""
        judged: dict[Pair, PairRow] = {}
        waiting: list[tuple[Pair, int]] = []
        for pair, reach in reaches.items():
            row = rows.get(pair)
            if row is not None and self._is_same(row, reach):
                self._keep(judged, pair, reach, unpack(row.match, Match))
            else:
                waiting.append((pair, reach))
        for pair, reach, match in self._match(waiting):
            self._keep(judged, pair, reach, match)
        return judged

    def _is_same(self, row: PairRow, reach: int) -> bool:
        """Tell whether laying the two side by side again would give the same match."""
        looks = EXACT | REWORD
        return row.reach & looks == reach & looks and self._texts.keys().isdisjoint(row[:2])

    def _match(self, waiting: Sequence[tuple[Pair, int]]) -> Iterator[tuple[Pair, int, Match]]:
        for start in range(0, len(waiting), _READ_AT_ONCE):
            chunk = waiting[start : start + _READ_AT_ONCE]
            ids = {report for pair, _ in chunk for report in pair}
            texts = {**self._index.read_texts(ids - self._texts.keys()), **self._texts}
            for pair, reach in chunk:
                early, late = sorted(pair, key=self._entries.__getitem__)
                exact, reword = bool(reach & EXACT), bool(reach & REWORD)
                yield pair, reach, match_pair(texts[early], texts[late], exact=exact, reword=reword)

    def _keep(self, judged: dict[Pair, PairRow], pair: Pair, reach: int, match: Match) -> None:
        if not match.passages and not match.is_version:
            return
        spread = self._book.list_spread({key for item in match.passages for key in item.keys})
        common = [item.is_common(spread) for item in match.passages]
        standing = [
            item for item, is_common in zip(match.passages, common, strict=True) if not is_common
        ]
        judged[pair] = PairRow(
            *pair,
            reach=reach,
            is_version=match.is_version,
            match=pack(match),
            standing=bytes(not is_common for is_common in common),
            ties=pack_ties(standing, reach),
        )


def list_copies(row: PairRow | None) -> list[Copy]:
    """Return the copies of a pair that stand."""
    if row is None or not any(row.standing):
        return []
    passages = unpack(row.match, Match).passages
    return [item.copy for item, stands in zip(passages, row.standing, strict=True) if stands]
