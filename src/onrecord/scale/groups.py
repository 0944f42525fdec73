"""Stories, copies and origins over all parts of a batch: the same code as a ledger's, the same ids.

The work is shared out by the engine in the phases of :mod:`onrecord.scale.group_tasks`; between
them the driver turns links into stories, and at the end joins origins. ``groups.json`` says which
parts and which code the result was made from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol, cast

import msgspec

from onrecord.errors import OnrecordError
from onrecord.group.origins import merge_origins
from onrecord.group.story_index import Card, Member, StoryIndex
from onrecord.group.story_updates import form_stories
from onrecord.ids import make_id
from onrecord.records import Origin, Record, Story
from onrecord.scale.archives import Archive
from onrecord.scale.current import choose_rows
from onrecord.scale.digests import BUCKETS, WORK, name_work
from onrecord.scale.folders import FileSum, Folder
from onrecord.scale.group_tasks import GroupOutput, GroupTask, Phase, Plan, read_members
from onrecord.scale.parts import Part, write_records
from onrecord.store.columns import load_arrow
from onrecord.store.views import GROUP_KINDS, fingerprint_code

ENTRY = "groups.json"
STORIES, ORIGINS = "stories/all.parquet", "origins/all.parquet"


class Groups(Record, frozen=True, kw_only=True):
    """What ``groups.json`` holds; ``stamp`` changes with the parts and with the code."""

    stamp: str
    files: dict[str, FileSum]
    counts: dict[str, int]


class TaskEngine(Protocol):
    """Something that does tasks in parallel."""

    def run_tasks(self, tasks: Sequence[GroupTask]) -> list[GroupOutput]:
        """Return what each task wrote, in any order."""
        ...


def group_parts(
    folder: Folder,
    parts: Sequence[Part],
    engine: TaskEngine,
    progress: Callable[[Phase], None] | None = None,
) -> Groups:
    """Group what all parts hold, unless that has been done.

    Args:
        folder: the batch's output.
        parts: all that is in it.
        engine: what shares out the work.
        progress: called with each phase as it begins.

    Raises:
        OnrecordError: a file of a part is damaged, or one cannot be written.
    """
    stamp = make_stamp(parts)
    known = read_groups(folder)
    if known is not None and known.stamp == stamp:
        return known
    _clear(folder)
    rows = choose_rows(folder, parts)
    plan = Plan(stamp=stamp, parts=list(parts), rows=rows)
    folder.write(name_work("plan", "all"), msgspec.msgpack.encode(plan))
    groups = _Run(folder, plan, engine, progress).run()
    folder.write(ENTRY, msgspec.json.format(msgspec.json.encode(groups)))
    folder.remove_all(WORK)
    return groups


def _clear(folder: Folder) -> None:
    folder.remove(ENTRY)
    folder.remove_all(WORK)
    for kind in GROUP_KINDS:
        folder.remove_all(kind)


class _Run:
    """One grouping under way."""

    def __init__(
        self,
        folder: Folder,
        plan: Plan,
        engine: TaskEngine,
        progress: Callable[[Phase], None] | None,
    ) -> None:
        self._folder, self._plan, self._engine = folder, plan, engine
        self._progress = progress
        self._part_ids = [part.id for part in plan.parts]

    def run(self) -> Groups:
        """Go through the phases."""
        parts = len(self._part_ids)
        self._share_out("digest", parts)
        self._share_out("shuffle", BUCKETS)
        self._share_out("link", parts)
        stories = self._form_stories()
        data = msgspec.msgpack.encode(stories)
        self._folder.write(name_work("stories", "all"), data)
        copies = self._share_out("pair", parts)
        self._share_out("source", BUCKETS)
        origins = self._join_origins()
        files = {written.name: written.sum for written in sorted(copies, key=lambda w: w.name)}
        files[ORIGINS] = write_records(self._folder, ORIGINS, "origins", origins)
        files[STORIES] = write_records(self._folder, STORIES, "stories", stories)
        counts = {
            "copies": sum(written.rows for written in copies),
            "origins": len(origins),
            "stories": len(stories),
        }
        return Groups(stamp=self._plan.stamp, files=files, counts=counts)

    def _share_out(self, phase: Phase, count: int) -> list[GroupOutput]:
        if self._progress:
            self._progress(phase)
        out, stamp = self._folder.url, self._plan.stamp
        tasks = [GroupTask(out=out, stamp=stamp, phase=phase, number=n) for n in range(count)]
        return self._engine.run_tasks(tasks)

    def _form_stories(self) -> tuple[Story, ...]:
        archive = Archive(self._folder, self._part_ids)
        members = read_members(self._folder, archive, self._part_ids)
        index = LinkedStories(archive, {member.number: member for member in members})
        return form_stories(cast(StoryIndex, index), index.members).stories

    def _join_origins(self) -> tuple[Origin, ...]:
        names = [name_work("origins", str(bucket)) for bucket in range(BUCKETS)]
        found = (msgspec.msgpack.decode(self._folder.read(n), type=list[Origin]) for n in names)
        return merge_origins(origin for bucket in found for origin in bucket)


class LinkedStories:
    """The part of a story index that forming stories asks for: linked reports, no story yet."""

    def __init__(self, archive: Archive, members: Mapping[int, Member]) -> None:
        self.members = members
        self._archive = archive

    def find_members(self, numbers: Iterable[int]) -> dict[int, Member]:
        """Return where reports stand, by number."""
        return {number: self.members[number] for number in numbers}

    def list_components(self, components: Iterable[int]) -> list[Member]:
        """Return the reports, each a component of its own."""
        return [self.members[number] for number in components]

    def find_cards(self, numbers: Iterable[int]) -> dict[int, Card]:
        """Return the cards of reports, by number."""
        return {number: self._archive.read_card(number) for number in numbers}

    def find_stories(self, ids: Iterable[str]) -> dict[str, Story]:
        """Return none."""
        del ids
        return {}

    def set_homes(self, homes: Mapping[int, tuple[int, str]]) -> None:
        """Do nothing: the stories say it all."""

    def replace_stories(self, stories: Sequence[Story], gone: Sequence[str]) -> None:
        """Do nothing: the stories are given back."""


def make_stamp(parts: Iterable[Part]) -> str:
    """Return what groups made of these parts by this code bear."""
    return make_id("groups", [part.files["reports"].sha256 for part in parts], fingerprint_code())


def read_groups(folder: Folder) -> Groups | None:
    """Return what groups there are, None where there are none."""
    if ENTRY not in folder:
        return None
    try:
        return msgspec.json.decode(folder.read(ENTRY), type=Groups)
    except msgspec.MsgspecError as error:
        raise OnrecordError(
            f"{folder.url}/{ENTRY}: not written by this program: {error}"
        ) from error


def read_story(folder: Folder, story: str) -> Story | None:
    """Return one story of a batch, None where there is no such story.

    Raises:
        OnrecordError: the batch has not been grouped.
    """
    if read_groups(folder) is None:
        raise OnrecordError(f"{folder.url} has no stories yet: run batch to its end")
    data = load_arrow().BufferReader(folder.read(STORIES))
    table = load_arrow("pyarrow.parquet").read_table(data, filters=[("id", "=", story)])
    return next((msgspec.convert(row, Story) for row in table.to_pylist()), None)
