"""All digests of a batch, to be looked into: by number, by id, and by key.

An archive reads no more than is asked for: files on disk are mapped into memory, which workers of
one machine share; others are fetched whole when first needed. It is what the code of ``group`` asks
an index for, with every report in it from the start.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

import msgspec
import numpy as np

from onrecord.group.copy_index import Entry, PairRow, TieRow
from onrecord.group.dates import bound_days
from onrecord.group.keys import Keys
from onrecord.group.likeness import decode_profile
from onrecord.group.neighbours import MAX_POSTINGS, Holder
from onrecord.group.packing import unpack, unpack_text
from onrecord.group.sheets import Sheet
from onrecord.group.story_index import Card
from onrecord.group.texts import Text
from onrecord.scale.digests import (
    POSTING,
    Blob,
    Entries,
    Listing,
    Postings,
    find_bucket,
    name_work,
    read_lists,
)
from onrecord.scale.folders import Folder


class Archive:
    """The digests of some parts; a report's number is its place in them, from 0."""

    def __init__(self, folder: Folder, parts: Sequence[str]) -> None:
        self._folder = folder
        self._parts = list(parts)
        self.lists = read_lists(folder, parts, Listing)
        self.starts = [0, *accumulate(len(listing.ids) for listing in self.lists)]
        self.ids = [id_ for listing in self.lists for id_ in listing.ids]
        self.published = [edtf for listing in self.lists for edtf in listing.published]
        self._numbers: dict[str, int] = {}
        self._blobs: dict[int, memoryview] = {}
        self._buckets: dict[tuple[str, int], Postings] = {}

    def read_entries(self) -> list[Entry]:
        """Return all reports as their neighbours see them, without stories, by number."""
        lists = read_lists(self._folder, self._parts, Entries)
        return [entry for each in lists for entry in each.entries]

    def find_number(self, report: str) -> int:
        """Return the number of a report."""
        if not self._numbers:
            self._numbers = {id_: number for number, id_ in enumerate(self.ids)}
        return self._numbers[report]

    def list_numbers(self, part: int) -> range:
        """Return the numbers of a part's reports."""
        return range(self.starts[part], self.starts[part + 1])

    def read_blob(self, number: int) -> Blob:
        """Return the digest of a report."""
        part = bisect_right(self.starts, number) - 1
        if part not in self._blobs:
            self._blobs[part] = self._folder.view(name_work("blobs", self._parts[part]))
        row = number - self.starts[part]
        first, last = self.lists[part].borders[row : row + 2]
        return msgspec.msgpack.decode(self._blobs[part][first:last], type=Blob)

    def read_card(self, number: int) -> Card:
        """Return what stories need of a report."""
        part = bisect_right(self.starts, number) - 1
        title = self.lists[part].titles[number - self.starts[part]]
        published = self.published[number]
        profile = decode_profile(self.read_blob(number).profile, bound_days(published))
        return Card(self.ids[number], title, published, profile)

    def read_sheet(self, number: int) -> Sheet:
        """Return what origins need of a report."""
        return unpack(self.read_blob(number).sheet, Sheet)

    def read_text(self, number: int) -> Text:
        """Return what copies need of a report."""
        blob = self.read_blob(number)
        return unpack_text(blob.words, unpack(blob.sheet, Sheet))

    def find_holders(self, kind: str, keys: Iterable[int]) -> Iterator[tuple[int, Postings]]:
        """Yield each key with the postings of all that have it, in order of place."""
        sought = np.fromiter(keys, dtype=np.int64)
        buckets = find_bucket(sought)
        for bucket in np.unique(buckets).tolist():
            rows = self._load_bucket(kind, bucket)
            own = sought[buckets == bucket]
            firsts = np.searchsorted(rows["key"], own, side="left").tolist()
            lasts = np.searchsorted(rows["key"], own, side="right").tolist()
            for key, first, last in zip(own.tolist(), firsts, lasts, strict=True):
                if last > first:
                    yield key, rows[first:last]

    def _load_bucket(self, kind: str, bucket: int) -> Postings:
        if (kind, bucket) not in self._buckets:
            data = self._folder.view(name_work(kind, f"bucket-{bucket}"))
            self._buckets[kind, bucket] = np.frombuffer(data, dtype=POSTING)
        return self._buckets[kind, bucket]


def find_earlier(
    archive: Archive, terms: Iterable[int], place: int
) -> Mapping[int, Sequence[Holder]]:
    """Return the last holders of each term before a place, as candidates are ranked by."""
    found: dict[int, list[Holder]] = {}
    for term, rows in archive.find_holders("terms", terms):
        end = int(np.searchsorted(rows["place"], place, side="left"))
        near = rows[max(0, end - MAX_POSTINGS) : end]
        columns = (near[name].tolist() for name in ("place", "number", "weight"))
        found[term] = [
            (at, number, weight, term) for at, number, weight in zip(*columns, strict=True)
        ]
    return found


class ArchiveCopyIndex:
    """An archive as a :class:`~onrecord.group.copy_index.CopyIndex` that some reports join anew.

    Those reports, ``joining``, are in the archive like all others, so their pairs with any report
    are found; only their entries are held back, as if they were not known before.

    Args:
        archive: all reports.
        entries: the entry of each by its number, with its story; none where none is asked for.
        joining: the ids of those that join.
    """

    def __init__(
        self, archive: Archive, entries: Sequence[Entry], joining: Collection[str] = ()
    ) -> None:
        self._archive = archive
        self._entries = entries
        self._joining = frozenset(joining)
        self.pairs: list[PairRow] = []
        self.ties: list[TieRow] = []

    def read_entries(self, reports: Collection[str]) -> dict[str, Entry]:
        """Return the entries of reports, those that join left out."""
        known = [report for report in reports if report not in self._joining]
        return {report: self._entries[self._archive.find_number(report)] for report in known}

    def read_texts(self, reports: Collection[str]) -> dict[str, Text]:
        """Return the digests of reports."""
        archive = self._archive
        return {report: archive.read_text(archive.find_number(report)) for report in reports}

    def read_sheets(self, reports: Collection[str]) -> dict[str, Sheet]:
        """Return the sheets of reports."""
        archive = self._archive
        return {report: archive.read_sheet(archive.find_number(report)) for report in reports}

    def read_keys(self, reports: Collection[str]) -> dict[str, Keys]:
        """Return the keys of reports."""
        return {report: text.keys for report, text in self.read_texts(reports).items()}

    def read_carriers(
        self, keys: Collection[int], limit: int | None = None
    ) -> dict[int, list[Entry]]:
        """Return the reports that have a key, of each key the first ``limit`` in order."""
        found = {}
        for key, rows in self._archive.find_holders("keys", keys):
            if len(rows) == 1:
                continue  # it leads to nobody but the report that is looking
            numbers = _take_first(rows, limit)["number"].tolist()
            found[key] = sorted(self._entries[number] for number in numbers)[:limit]
        return found

    def read_pairs(self, reports: Collection[str]) -> list[PairRow]:
        """Return none: each pair is found once, and not again."""
        del reports
        return []

    def read_ties(self, reports: Collection[str]) -> list[TieRow]:
        """Return every pair with ties and at least one of some reports."""
        return [row for row in self.ties if row.a in reports or row.b in reports]

    def write_reports(self, texts: Sequence[Text], stories: Mapping[str, str]) -> None:
        """Do nothing: they are there."""

    def remove_reports(self, reports: Collection[str]) -> None:
        """Do nothing: none goes."""

    def move_reports(self, stories: Mapping[str, str]) -> None:
        """Do nothing: none moves."""

    def write_pairs(self, rows: Sequence[PairRow]) -> None:
        """Keep pairs."""
        self.pairs += rows

    def remove_pairs(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Do nothing: none is known before it is found."""


def _take_first(rows: Postings, limit: int | None) -> Postings:
    """Return the first of a key's postings, and all that stand in the same place as the last.

    They are in order of place, not of id: it takes all in one place to know which come first.
    """
    if limit is None or len(rows) <= limit:
        return rows
    places = rows["place"]
    return rows[: int(np.searchsorted(places, places[limit - 1], side="right"))]
