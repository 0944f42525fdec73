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
from onrecord.group.packing import pack, unpack
from onrecord.group.pairs import Match, match_pair
from onrecord.group.reach import EXACT, REWORD, Hit, judge_pair
from onrecord.group.texts import Text, make_text
from onrecord.group.ties import pack_ties
from onrecord.records import Annotations, Copy, Report

Pair = tuple[str, str]
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
        self._hits: dict[Pair, list[Hit]] = defaultdict(list)

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
        self._find_partners(book, {**change.keys_after, **anew})
        self._hit_losing(book, rows)
        self._read_entries()
        judged = _Judge(self._index, book, self._entries, self._texts).judge(self._hits, rows)
        return self._settle(rows, judged)

    def _apply(self) -> None:
        self._index.remove_reports(self._gone)
        self._index.write_reports(list(self._texts.values()), self._stories)
        self._index.move_reports(self._moved)

    def _read_rows(self, reports: Collection[str]) -> dict[Pair, PairRow]:
        return {(row.a, row.b): row for row in self._index.read_pairs(reports)}

    def _read_losing(self, book: CarrierBook) -> dict[Pair, PairRow]:
        """Return the pairs that may have lost a ground on which they were compared."""
        rows = self._read_rows({report for group in book.losing for report in group})
        alone = {report for group in book.losing if len(group) == 1 for report in group}
        groups = [group for group in book.losing if len(group) > 1]
        return {
            pair: row
            for pair, row in rows.items()
            if not alone.isdisjoint(pair) or any(group.issuperset(pair) for group in groups)
        }

    # ------------------------------------------------------------ who meets whom

    def _find_partners(self, book: CarrierBook, joining: Mapping[str, Keys]) -> None:
        """Meet every joining report with the reports that its keys lead to."""
        self._entries |= self._index.read_entries(joining.keys() - self._entries.keys())
        book.read_more({key for report in book.gaining for key in joining[report].tolist()})
        for report, keys in joining.items():
            entry = self._entries[report]
            for key in keys.tolist():
                if key in book.after:
                    self._meet(book, key, entry, joining)

    def _meet(self, book: CarrierBook, key: int, own: Entry, joining: Collection[str]) -> None:
        """Meet a report with the carriers of one of its keys, with each joining one only once."""
        carriers = book.after[key]
        own_place = -1
        for place, other in enumerate(carriers.first):
            if other.report == own.report:
                own_place = place
            elif own_place < 0:
                self._hits[_sort_pair(other.report, own.report)].append((key, place))
            elif other.report not in joining:
                self._hits[_sort_pair(own.report, other.report)].append((key, own_place))
        if own_place >= 0 and not carriers.is_whole:
            for other in self._index.read_carriers([key])[key][len(carriers.first) :]:
                if other.report not in joining:
                    self._hits[_sort_pair(own.report, other.report)].append((key, own_place))

    def _hit_losing(self, book: CarrierBook, rows: Mapping[Pair, PairRow]) -> None:
        """Meet the two reports of each kept pair that no joining report is of."""
        joined = self._change.touched | book.gaining
        pairs = [pair for pair in rows if joined.isdisjoint(pair)]
        ids = {report for pair in pairs for report in pair}
        keys = self._index.read_keys(ids)
        self._entries |= self._index.read_entries(ids - self._entries.keys())
        shared = {(a, b): np.intersect1d(keys[a], keys[b]).tolist() for a, b in pairs}
        book.read_more({key for both in shared.values() for key in both})
        for (a, b), both in shared.items():
            early = min(self._entries[a], self._entries[b])
            for key in both:
                first = book.after[key].first
                if early in first:
                    self._hits[a, b].append((key, first.index(early)))

    def _read_entries(self) -> None:
        """Read the entries of all partners."""
        ids = {report for pair in self._hits for report in pair}
        self._entries |= self._index.read_entries(ids - self._entries.keys())

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
        self, hits: Mapping[Pair, Sequence[Hit]], rows: Mapping[Pair, PairRow]
    ) -> dict[Pair, PairRow]:
        """Return the rows of the pairs that share something."""
        judged: dict[Pair, PairRow] = {}
        waiting: list[tuple[Pair, int]] = []
        for pair, own in hits.items():
            reach = self._judge_pair(pair, own)
            row = rows.get(pair)
            if not reach:
                continue
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

    def _judge_pair(self, pair: Pair, hits: Sequence[Hit]) -> int:
        a, b = (self._entries[report] for report in pair)
        return judge_pair(a, b, hits, self._book.list_spread(key for key, _ in hits))

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


def _sort_pair(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)
