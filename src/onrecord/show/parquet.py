"""Entries as Parquet, one typed column a field, for data frames and query engines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any, BinaryIO

from onrecord.errors import InputError
from onrecord.store.columns import load_arrow, make_schema, make_table

BATCH_ROWS = 1000


def write_parquet(kind: str, rows: Iterable[Mapping[str, Any]], out: BinaryIO) -> None:
    """Write the rows of one kind, a thousand at a time; no rows make a file of columns alone.

    Args:
        kind: what is exported; decides the columns.
        rows: plain values, as :meth:`onrecord.store.Ledger.export` yields them.
        out: where the bytes go; need not be a file.

    Raises:
        InputError: pyarrow is not installed, or ``out`` is a terminal.
    """
    if out.isatty():
        raise InputError("Parquet is no text: send it to a file, as with > entries.parquet")
    parquet = load_arrow("pyarrow.parquet")
    schema = make_schema(kind)
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for batch in _batch(rows):
            writer.write_table(make_table(batch, schema))


def _batch(rows: Iterable[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    remaining = iter(rows)
    for first in remaining:
        yield list(chain([first], islice(remaining, BATCH_ROWS - 1)))
