"""Stories, copies and origins over all parts of a batch: the same code as a ledger's, the same ids.

They are written beside the parts, ``KIND/all.parquet``, and ``groups.json`` says which parts and
which code they were made from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from onrecord.errors import OnrecordError
from onrecord.group.copies import find_copies, find_origins, index_reports
from onrecord.group.story_memory import MemoryStoryIndex
from onrecord.group.story_updates import update_stories
from onrecord.ids import make_id
from onrecord.records import Record, Story
from onrecord.scale.current import CurrentFacts
from onrecord.scale.folders import FileSum, Folder
from onrecord.scale.parts import Part
from onrecord.store.columns import load_arrow, make_schema, make_table
from onrecord.store.exports import make_plain
from onrecord.store.views import GroupKind, fingerprint_code

ENTRY = "groups.json"
BATCH_ROWS = 1000


class Groups(Record, frozen=True, kw_only=True):
    """What ``groups.json`` holds; ``stamp`` changes with the parts and with the code."""

    stamp: str
    files: dict[str, FileSum]
    counts: dict[str, int]


def group_parts(folder: Folder, parts: Sequence[Part]) -> Groups:
    """Group what all parts hold, unless that has been done.

    Raises:
        OnrecordError: a file of a part is damaged, or one cannot be written.
    """
    stamp = make_stamp(parts)
    known = read_groups(folder)
    if known is not None and known.stamp == stamp:
        return known
    folder.remove(ENTRY)
    found = find_groups(CurrentFacts(folder, parts))
    groups = Groups(
        stamp=stamp,
        files={kind: _write_rows(folder, kind, records) for kind, records in found.items()},
        counts={kind: len(records) for kind, records in found.items()},
    )
    folder.write(ENTRY, msgspec.json.format(msgspec.json.encode(groups)))
    return groups


def find_groups(facts: CurrentFacts) -> dict[GroupKind, Sequence[Record]]:
    """Return what ``onrecord.group.group_reports`` gives, holding digests of reports only."""
    stories = update_stories(MemoryStoryIndex(), (report for report, _ in facts)).stories
    home = {report: story.id for story in stories for report in story.reports}
    index = index_reports(facts, home)
    return {
        "copies": find_copies(index),
        "origins": find_origins(index, stories),
        "stories": stories,
    }


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
    data = load_arrow().BufferReader(folder.read(_name("stories")))
    table = load_arrow("pyarrow.parquet").read_table(data, filters=[("id", "=", story)])
    return next((msgspec.convert(row, Story) for row in table.to_pylist()), None)


def _write_rows(folder: Folder, kind: GroupKind, records: Sequence[Record]) -> FileSum:
    schema = make_schema(kind)
    with folder.writing(_name(kind)) as out:
        writer = load_arrow("pyarrow.parquet").ParquetWriter(out, schema, compression="zstd")
        with writer:
            for first in range(0, len(records), BATCH_ROWS):
                rows = map(make_plain, records[first : first + BATCH_ROWS])
                writer.write_table(make_table(rows, schema))
    return out.sum_up()


def _name(kind: GroupKind) -> str:
    return f"{kind}/all.parquet"
