"""Grouping in parts that any engine can share out, each reading and writing files of the batch.

1. ``digest``, a part each: what grouping needs of each report.
2. ``shuffle``, a bucket of keys each: the holders of a key brought together, sorted.
3. ``link``, a part each: whom each report is likely of one event with.
4. In the driver: links to components, components to stories.
5. ``pair``, a part each: the copies of its reports, and what ties their blocks.
6. ``source``, a bucket of stories each: the origins of its stories.

The code that decides is that of ``onrecord.group`` throughout.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Literal

import msgspec

from onrecord.group.copy_index import Entry, TieRow
from onrecord.group.copy_updates import update_copies
from onrecord.group.neighbours import rank_candidates
from onrecord.group.origins import find_story_origins
from onrecord.group.story_index import Member
from onrecord.group.story_updates import link_card
from onrecord.ids import hash_text
from onrecord.records import Copy, Origin, Record, Story
from onrecord.scale.archives import Archive, ArchiveCopyIndex, find_earlier
from onrecord.scale.current import Rows, list_facts
from onrecord.scale.digests import BUCKETS, name_work, shuffle_bucket, write_digests
from onrecord.scale.folders import FileSum, Folder
from onrecord.scale.parts import Part, write_records
from onrecord.store.rows import chunk_values
from onrecord.store.views import Fact

Phase = Literal["digest", "shuffle", "link", "pair", "source"]
_JOINED_AT_ONCE = 250


class Plan(Record, frozen=True, kw_only=True):
    """What is grouped: the parts, and of each the rows of ``reports`` that count."""

    stamp: str
    parts: list[Part]
    rows: list[Rows]


class GroupTask(Record, frozen=True, kw_only=True):
    """One piece of work: a phase of the batch in a folder, for a part or bucket by its number.

    ``stamp`` is that of the plan, so that a worker does not take an old one for it.
    """

    out: str
    stamp: str
    phase: Phase
    number: int


class GroupOutput(Record, frozen=True, kw_only=True):
    """What a task has written for readers of the batch; nothing, for most."""

    name: str = ""
    sum: FileSum = FileSum(bytes=0, sha256="")
    rows: int = 0


def run_task(task: GroupTask) -> GroupOutput:
    """Do one task."""
    work = _open_work(task.out, task.stamp)
    if task.phase == "digest":
        work.digest(task.number)
    elif task.phase == "shuffle":
        shuffle_bucket(work.folder, work.part_ids, task.number)
    elif task.phase == "link":
        work.link(task.number)
    elif task.phase == "pair":
        return work.pair(task.number)
    else:
        work.source(task.number)
    return GroupOutput()


class Work:
    """What tasks of one batch share in one process."""

    def __init__(self, out: str) -> None:
        self.folder = Folder(out)
        self.plan = msgspec.msgpack.decode(self.folder.read(name_work("plan", "all")), type=Plan)
        self.part_ids = [part.id for part in self.plan.parts]
        self._archive: Archive | None = None
        self._stories: list[Story] = []

    @property
    def archive(self) -> Archive:
        """All digests; there once the first phase is over."""
        if self._archive is None:
            self._archive = Archive(self.folder, self.part_ids)
        return self._archive

    @property
    def stories(self) -> list[Story]:
        """All stories; there once the third phase is over."""
        if not self._stories:
            data = self.folder.read(name_work("stories", "all"))
            self._stories = msgspec.msgpack.decode(data, type=list[Story])
        return self._stories

    @cached_property
    def entries(self) -> list[Entry]:
        """All reports as their neighbours see them, with their stories."""
        homes = find_homes(self.stories, self.archive)
        return [
            entry._replace(story=home)
            for entry, home in zip(self.archive.read_entries(), homes, strict=True)
        ]

    def list_facts(self, number: int) -> Iterator[Fact]:
        """Yield the facts of a part that count."""
        return list_facts(self.folder, self.plan.parts[number], self.plan.rows[number])

    def digest(self, number: int) -> None:
        """Keep the digests of a part."""
        write_digests(self.folder, self.plan.parts[number], self.list_facts(number))

    def link(self, number: int) -> None:
        """Keep the links of a part's reports to those before them."""
        links = [self._link(report) for report in self.archive.list_numbers(number)]
        self.folder.write(name_work("links", self.part_ids[number]), msgspec.msgpack.encode(links))

    def _link(self, report: int) -> bytes:
        card = self.archive.read_card(report)
        postings = card.postings
        holders = find_earlier(self.archive, postings.terms, postings.place)
        others = rank_candidates(postings, holders)
        return link_card(card, others, {n: self.archive.read_card(n) for n in others})

    def pair(self, number: int) -> GroupOutput:
        """Write the copies of which the second report is one of a part; keep ties for origins."""
        copies: list[Copy] = []
        ties: dict[int, list[TieRow]] = {}
        for chunk in chunk_values(self.list_facts(number), _JOINED_AT_ONCE):
            ids = {report.id for report, _ in chunk}
            index = ArchiveCopyIndex(self.archive, self.entries, ids)
            stories = {id_: self._find_story(id_) for id_ in ids}
            update = update_copies(index, chunk, (), stories)
            copies += [copy for copy in update.added if copy.b in ids]
            for row in index.pairs:
                if row.ties and row.b in ids:
                    for bucket in {bucket_story(self._find_story(end)) for end in row[:2]}:
                        ties.setdefault(bucket, []).append(TieRow(row.a, row.b, row.ties))
        self.folder.write(name_work("ties", self.part_ids[number]), msgspec.msgpack.encode(ties))
        name = f"copies/{self.part_ids[number]}.parquet"
        copies.sort(key=lambda copy: (copy.a, copy.b, copy.a_span, copy.b_span))
        written = write_records(self.folder, name, "copies", copies)
        return GroupOutput(name=name, sum=written, rows=len(copies))

    def _find_story(self, report: str) -> str:
        return self.entries[self.archive.find_number(report)].story

    def source(self, bucket: int) -> None:
        """Keep the origins of a bucket of stories, each as the part that lies in one story."""
        index = ArchiveCopyIndex(self.archive, ())
        ties: dict[str, list[TieRow]] = {}
        for part in self.part_ids:
            data = self.folder.read(name_work("ties", part))
            for row in msgspec.msgpack.decode(data, type=dict[int, list[TieRow]]).get(bucket, ()):
                for end in row[:2]:
                    ties.setdefault(end, []).append(row)
        found: list[Origin] = []
        for story in self.stories:
            if bucket_story(story.id) == bucket:
                index.ties = list({row for id_ in story.reports for row in ties.get(id_, ())})
                found += find_story_origins(index, story.reports)
        self.folder.write(name_work("origins", str(bucket)), msgspec.msgpack.encode(found))


@lru_cache(maxsize=1)
def _open_work(out: str, stamp: str) -> Work:
    del stamp  # another plan is other work
    return Work(out)


def find_homes(stories: Iterable[Story], archive: Archive) -> list[str]:
    """Return the id of the story of each report, by number."""
    homes = [""] * len(archive.ids)
    for story in stories:
        for report in story.reports:
            homes[archive.find_number(report)] = story.id
    return homes


def bucket_story(story: str) -> int:
    """Return the bucket of a story."""
    return int(hash_text(story)[:8], 16) % BUCKETS


def read_members(folder: Folder, archive: Archive, parts: Sequence[str]) -> Iterator[Member]:
    """Yield all reports with their links, each a component of its own."""
    number = 0
    for part in parts:
        data = folder.read(name_work("links", part))
        for links in msgspec.msgpack.decode(data, type=list[bytes]):
            yield Member(number, archive.ids[number], archive.published[number], links, number, "")
            number += 1
