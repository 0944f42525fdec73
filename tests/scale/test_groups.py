"""Grouping a batch in parts gives what grouping all of it at once gives."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from bench.scale_group import Newsroom
from pyarrow import parquet  # type: ignore[import-untyped]  # ships no types

from onrecord.group import group_reports
from onrecord.records import Annotations, Report
from onrecord.scale.engines import LocalEngine
from onrecord.scale.folders import Folder
from onrecord.scale.groups import group_parts, read_groups
from onrecord.scale.parts import Part, list_parts, write_part
from onrecord.scale.shares import Share
from onrecord.store.columns import make_schema, make_table
from onrecord.store.exports import make_plain
from onrecord.store.views import GROUP_KINDS
from tests.scale.fakes import annotate_words


def make_facts(count: int) -> list[tuple[Report, Annotations]]:
    """Return made-up reports, the wire copy and the quotations among them, in no order."""
    reports = list(Newsroom(3).make_reports(count))
    random.Random(1).shuffle(reports)
    return [(report, annotate_words(report)) for report in reports]


def write_parts(folder: Folder, facts: list[tuple[Report, Annotations]], size: int) -> list[Part]:
    for first in range(0, len(facts), size):
        name = f"part-{first}"
        share = Share(id=name, paths=(name,), places=(name,), mark="")
        write_part(folder, share, "", facts[first : first + size])
    return list(list_parts(folder).values())


def by_id(row: dict[str, Any]) -> str:
    return str(row["id"])


@pytest.mark.parametrize("size", [40, 500])
def test_parts_of_any_size_give_what_all_at_once_gives(tmp_path: Path, size: int) -> None:
    facts = make_facts(400)
    whole = group_reports(facts)
    assert len(whole.copies) > 100
    assert len(whole.stories) > 20
    folder = Folder(str(tmp_path))
    parts = write_parts(folder, facts, size)
    group_parts(folder, parts, LocalEngine(1))
    for kind in GROUP_KINDS:
        rows = map(make_plain, getattr(whole, kind))
        expected = make_table(rows, make_schema(kind)).to_pylist()
        found = parquet.read_table(tmp_path / kind).to_pylist()
        assert sorted(found, key=by_id) == sorted(expected, key=by_id), kind
    assert not list(tmp_path.glob("_*"))
    groups = read_groups(folder)
    assert groups is not None
    assert groups.counts == {kind: len(getattr(whole, kind)) for kind in GROUP_KINDS}
