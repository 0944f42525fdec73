"""Inputs for the runner: rows of JSON Lines, and items that hold several reports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

from onrecord.ids import hash_text
from onrecord.records import Dated, Record, Refusal, Report

if TYPE_CHECKING:
    from onrecord.read import Item

GAP = "\n===\n"


class LightItem(Record, frozen=True, kw_only=True):
    """All of an item that is used here; real ones bring the whole reader into each worker."""

    path: str
    data: bytes


def make_items(texts: Iterable[str]) -> Iterator[Item]:
    """Make an item of each text; reports of one item are apart by a line of ``===``."""
    for number, text in enumerate(texts):
        yield cast("Item", LightItem(path=f"item-{number:03}", data=text.encode()))


def read_parts(item: Item) -> list[Report | Refusal]:
    """Read an item without looking at it closely."""
    text = (item.data or b"").decode()
    if "UNREADABLE" in text:
        raise ValueError("cannot read this")
    return [
        Report(
            id=f"{item.path}-{number}",
            hash=hash_text(part),
            text=part,
            path=item.path,
            published=Dated(edtf="2024-10-29", source="metadata"),
        )
        for number, part in enumerate(text.split(GAP))
    ]


def write_rows(path: Path, count: int, toll: int = 0) -> Path:
    """Write a file of reports, every third of which is a later version of an earlier one."""
    with path.open("w") as out:
        for number in range(count):
            name = number // 3 * 2 + number % 3 % 2
            row = {
                "id": f"r{name}",
                "url": f"https://example.org/{name}",
                "title": f"Ferry {name}",
                "lang": "en",
                "published": f"2024-10-{1 + number % 28:02}",
                "text": f"Ferry {name} sinks\n\n"
                f"Ana Lopes said {number + toll} people have died.\n\n"
                f"The harbour master said boat {name * 7} had been late again on that day.\n",
            }
            out.write(json.dumps(row) + "\n")
            if number % 50 == 49:
                out.write("{broken\n")
    return path
