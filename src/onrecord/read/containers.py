"""Containers of many records → one item a record."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from onrecord.read.items import Item, Kind
from onrecord.read.jsonl import list_elements, list_rows
from onrecord.read.options import ReadOptions
from onrecord.read.refusals import refuse
from onrecord.read.streams import Pushback
from onrecord.read.warc import list_wacz, list_warc

Lister = Callable[[str, Pushback, ReadOptions], Iterator[Item]]

CONTAINERS: dict[Kind, Lister] = {
    "jsonl": list_rows,
    "json": list_elements,
    "warc": list_warc,
    "wacz": list_wacz,
}


def list_records(kind: Kind, path: str, source: Pushback, options: ReadOptions) -> Iterator[Item]:
    """Yield an item a record of a container, each named ``path#n``.

    Args:
        kind: a key of :data:`CONTAINERS`.
        path: the container's name.
        source: its bytes, plain or gzip.
        options: limits of a record.

    Raises:
        RefusedError: the rest of the container cannot be read, or there was nothing in it
            (``empty``, ``nothing-readable``).
    """
    if not source.peek(1):
        raise refuse("empty", "no bytes")
    found = 0
    for item in CONTAINERS[kind](path, source, options):
        found += 1
        yield item
    if not found:
        raise refuse("nothing-readable", "no row or page in it")
