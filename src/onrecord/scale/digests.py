"""Digests: what grouping needs of each report, made part by part, found again by number or by key.

A part's digests are one file of blobs and one of postings: which story terms and which copy keys
each report is found by. Postings are then shuffled by key into buckets, each a sorted run, so that
the holders of a key stand together. All of it is kept in the batch's folder while it is grouped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

from onrecord.group.copy_index import Entry, make_entry
from onrecord.group.keys import Keys
from onrecord.group.packing import pack, pack_text
from onrecord.group.story_index import make_card
from onrecord.group.texts import make_text
from onrecord.records import Annotations, Record, Report
from onrecord.scale.folders import Folder
from onrecord.scale.parts import Part
from onrecord.store.views import Fact

WORK = "_groups"
"""Where digests and what is made of them are kept; engines pass over it."""
BUCKETS = 16
POSTING = np.dtype([("key", "<i8"), ("place", "<i8"), ("number", "<i4"), ("weight", "<i4")])
"""A report that has a key: where it stands, its number, and how much the key says of it."""

Postings = npt.NDArray[np.void]
_KINDS = ("terms", "keys")


class Listing(Record, frozen=True, kw_only=True):
    """What is read of the list of a part's digests to find them: a row a report, where its blob is.

    ``borders`` has one offset more than there are reports.
    """

    ids: list[str]
    titles: list[str]
    published: list[str | None]
    borders: list[int]


class Entries(Record, frozen=True, kw_only=True):
    """What is read of that list to lay reports side by side; ``entries`` have no stories yet."""

    entries: list[Entry]


class Runs(Record, frozen=True, kw_only=True):
    """What is read of that list to shuffle: how many reports, terms and keys of each bucket.

    ``buckets`` are, for terms and for keys, how many postings come before each bucket.
    """

    borders: list[int]
    buckets: dict[str, list[int]]


Kept = TypeVar("Kept", Listing, Entries, Runs)


class Blob(msgspec.Struct, array_like=True, frozen=True):
    """One report's digest: the profile stories need, and the sheet and words copies need."""

    profile: bytes
    sheet: bytes
    words: bytes


def name_work(kind: str, name: str) -> str:
    """Return the name of a file of the work in hand."""
    return f"{WORK}/{kind}/{name}"


def write_digests(folder: Folder, part: Part, facts: Iterable[Fact]) -> None:
    """Make and keep the digests of a part's reports; numbers count from 0 in it."""
    maker = _Maker()
    with folder.writing(name_work("blobs", part.id)) as out:
        for report, notes in facts:
            out.write(maker.add(report, notes))
    borders: dict[str, list[int]] = {}
    for kind, rows in (("terms", maker.terms), ("keys", maker.keys)):
        postings, borders[kind] = _sort_by_bucket(rows)
        folder.write(name_work(kind, part.id), postings.tobytes())
    folder.write(name_work("lists", part.id), maker.finish(borders))


class _Maker:
    """Makes digests, one after another."""

    def __init__(self) -> None:
        self.terms: list[Postings] = []
        self.keys: list[Postings] = []
        self._rows: dict[str, list[object]] = {
            name: [] for name in ("ids", "titles", "published", "entries")
        }
        self._borders = [0]

    def add(self, report: Report, notes: Annotations) -> bytes:
        """Take in one report; return its blob."""
        card, text = make_card(report), make_text(report, notes)
        place, terms, weights = card.postings
        number = len(self._borders) - 1
        self.terms.append(_make_postings(terms, place, number, weights))
        self.keys.append(_make_postings(text.keys, text.sheet.rank, number, 0))
        values = (card.id, card.title, card.published, make_entry(text, ""))
        for column, value in zip(self._rows.values(), values, strict=True):
            column.append(value)
        blob = Blob(card.profile.encode(), pack(text.sheet), pack_text(text))
        data = msgspec.msgpack.encode(blob)
        self._borders.append(self._borders[-1] + len(data))
        return data

    def finish(self, buckets: dict[str, list[int]]) -> bytes:
        """Return the list."""
        return msgspec.msgpack.encode({**self._rows, "borders": self._borders, "buckets": buckets})


def _make_postings(
    keys: Sequence[int] | Keys, place: int, number: int, weights: Sequence[int] | int
) -> Postings:
    rows = np.empty(len(keys), dtype=POSTING)
    rows["key"], rows["place"], rows["number"], rows["weight"] = keys, place, number, weights
    return rows


def find_bucket(keys: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the bucket of each key; the last bits only say what kind a key is of."""
    return ((keys.view(np.uint64) >> np.uint64(17)) % np.uint64(BUCKETS)).astype(np.int64)


def _sort_by_bucket(rows: Sequence[Postings]) -> tuple[Postings, list[int]]:
    whole = np.concatenate([np.empty(0, dtype=POSTING), *rows])
    buckets = find_bucket(np.ascontiguousarray(whole["key"]))
    order = np.argsort(buckets, kind="stable")
    starts = np.searchsorted(buckets[order], np.arange(BUCKETS + 1))
    return whole[order], starts.tolist()


def read_lists(folder: Folder, parts: Iterable[str], kept: type[Kept]) -> list[Kept]:
    """Return of the lists of parts, in their order, what is to be kept in memory."""
    data = (folder.read(name_work("lists", part)) for part in parts)
    return [msgspec.msgpack.decode(each, type=kept) for each in data]


def shuffle_bucket(folder: Folder, parts: Sequence[str], bucket: int) -> None:
    """Bring the postings of one bucket together from all parts, sorted by key and place."""
    lists = read_lists(folder, parts, Runs)
    for kind in _KINDS:
        rows, before = [np.empty(0, dtype=POSTING)], 0
        for part, runs in zip(parts, lists, strict=True):
            first, last = runs.buckets[kind][bucket : bucket + 2]
            span = (first * POSTING.itemsize, last * POSTING.itemsize)
            own = np.frombuffer(folder.read(name_work(kind, part), span), dtype=POSTING).copy()
            own["number"] += before
            before += len(runs.borders) - 1
            rows.append(own)
        whole = np.concatenate(rows)
        order = np.lexsort((whole["place"], whole["key"]))
        folder.write(name_work(kind, f"bucket-{bucket}"), whole[order].tobytes())
