"""The items of a share, wherever its files are: the same that ``build`` finds in them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from onrecord.read.items import Item
from onrecord.read.jsonl import Row, list_rows
from onrecord.read.kinds import name_kind
from onrecord.read.options import ReadOptions
from onrecord.read.refusals import place_refusal, refuse
from onrecord.read.sources import list_items, list_stream, show_path
from onrecord.read.streams import GZIP_MAGIC, Pushback
from onrecord.read.warc import open_archive
from onrecord.records import Refusal
from onrecord.scale.folders import open_files
from onrecord.scale.inputs import PARQUET
from onrecord.scale.shares import Share
from onrecord.store.columns import load_arrow

if TYPE_CHECKING:
    from onrecord.read.streams import Readable

BATCH_ROWS = 64
_COLUMNS = {field.encode_name for field in msgspec.structs.fields(Row)}


@dataclass(slots=True)
class Reach:
    """Which records of an archive a share was found to have.

    Attributes:
        first: where its first begins, None where it has none.
        next: where the first after it begins, None where there is none.
    """

    first: int | None = None
    next: int | None = None


def list_share(share: Share, options: ReadOptions, reach: Reach) -> Iterator[Item]:
    """Yield the items of a share.

    Args:
        share: which part of which files.
        options: limits of one report.
        reach: told, once all is listed, where a share of an archive begins and ends.

    Raises:
        OSError: a file that was there cannot be read now.
    """
    for path in share.paths:
        if path.lower().endswith(PARQUET):
            yield from _list_table(path, share)
        elif share.rows is not None:
            yield from _list_lines(path, share, options)
        elif share.bytes is not None:
            yield from _list_archive(path, share, options, reach)
        elif "://" not in path:
            yield from list_items([path], options)
        else:
            yield from _list_remote(path, options)


def _list_remote(path: str, options: ReadOptions) -> Iterator[Item]:
    files, place = open_files(path)
    with files.open(place, "rb") as stream:
        yield from list_stream(path, stream, name_kind(path), options)


def _list_archive(path: str, share: Share, options: ReadOptions, reach: Reach) -> Iterator[Item]:
    """Yield the pages of a share of an archive, named as in the whole file."""
    start, end = share.bytes or (0, 0)
    first = share.first if share.first is not None else start
    shown, found = path if "://" in path else show_path(path), False
    files, place = open_files(path)
    with files.open(place, "rb") as stream:
        zipped = stream.read(len(GZIP_MAGIC)) == GZIP_MAGIC
        stream.seek(first)
        source = Pushback(stream, first)
        archive = open_archive(shown, source, options, zipped)
        if first and share.first is None:
            archive.seek(end)
        for item in archive.list_pages(end) if source.place < end else ():
            found = True
            yield item
    reach.first, reach.next = archive.first, archive.next
    if share.is_alone and not found:
        error = refuse("nothing-readable", "no row or page in it")
        yield Item(path=shown, refusal=place_refusal(error, shown))


def _list_lines(path: str, share: Share, options: ReadOptions) -> Iterator[Item]:
    """Yield the lines of a share, numbered as in the whole file."""
    files, place = open_files(path)
    first, last = share.bytes or (0, 0)
    before = share.rows[0] if share.rows else 0
    data: Readable = io.BytesIO(files.cat_file(place, first, last))
    for item in list_rows(path, Pushback(data), options):
        number = before + int(item.path.rpartition("#")[2])
        yield _rename(item, f"{path}#{number}")


def _rename(item: Item, path: str) -> Item:
    refusal = item.refusal and msgspec.structs.replace(item.refusal, path=path)
    return msgspec.structs.replace(item, path=path, refusal=refusal)


def _list_table(path: str, share: Share) -> Iterator[Item]:
    """Yield the rows of a Parquet file as rows of JSON Lines, which they are read as."""
    arrow, parquet = load_arrow(), load_arrow("pyarrow.parquet")
    files, place = open_files(path)
    with files.open(place, "rb") as stream:
        try:
            table = parquet.ParquetFile(stream)
            for number, row in _iter_rows(table, share.rows or (0, table.metadata.num_rows)):
                yield Item(path=f"{path}#{number}", kind="row", data=_encode_row(row))
        except arrow.ArrowException as error:
            refusal = Refusal(path=path, reason="damaged", detail=f"Parquet: {error}"[:300])
            yield Item(path=path, refusal=refusal)


def _iter_rows(table: Any, rows: tuple[int, int]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (number from 1, values) of some rows, reading only the row groups they are in."""
    columns = [name for name in table.schema_arrow.names if name in _COLUMNS]
    before = 0
    for group in range(table.num_row_groups):
        count = table.metadata.row_group(group).num_rows
        if before < rows[1] and rows[0] < before + count:
            batches = table.iter_batches(BATCH_ROWS, row_groups=[group], columns=columns)
            number = before
            for row in (row for batch in batches for row in batch.to_pylist()):
                number += 1
                if rows[0] < number <= rows[1]:
                    yield number, row
        before += count


def _encode_row(row: dict[str, Any]) -> bytes:
    """Return a row as JSON; a date in a struct of its own, as in batch's output, as plain text."""
    plain = {name: value for name, value in row.items() if value is not None}
    for name, value in plain.items():
        if isinstance(value, bytes):
            plain[name] = value.decode("utf-8", "replace")
        elif name == "published" and isinstance(value, dict):
            plain[name] = value.get("edtf")
    return msgspec.json.encode(plain, enc_hook=str)
