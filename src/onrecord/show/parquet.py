"""Entries as Parquet, one typed column a field, for data frames and query engines.

The columns are those of the records; spans are lists of two integers. Numbers that JSON lines give
with all their digits are 64-bit floats here. Needs pyarrow, which is large and therefore not
installed by default.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from importlib import import_module
from itertools import chain, islice
from types import NoneType, UnionType
from typing import Any, BinaryIO, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from onrecord.errors import InputError
from onrecord.records import Figure, Judgement, Record, Report, Statement, Time
from onrecord.show.rows import mend_surrogates
from onrecord.store.views import RECORD_TYPES

BATCH_ROWS = 1000
_FACT_TYPES: dict[str, type[Record]] = {
    "reports": Report,
    "statements": Statement,
    "figures": Figure,
    "times": Time,
    "judgements": Judgement,
}
_PLACED = frozenset({"statements", "figures", "times"})
"""Kinds whose rows begin with the report and the quote."""
_PLAIN: dict[type, str] = {
    str: "string",
    int: "int64",
    float: "float64",
    bool: "bool_",
    Decimal: "float64",
}


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
    arrow, parquet = _load("pyarrow"), _load("pyarrow.parquet")
    schema = make_schema(kind)
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for batch in _batch(rows):
            fitted = [{f.name: fit_value(row.get(f.name), f.type) for f in schema} for row in batch]
            writer.write_table(arrow.Table.from_pylist(fitted, schema=schema))


def make_schema(kind: str) -> Any:
    """Return the Arrow schema of one kind, made from the fields of its records."""
    arrow = _load("pyarrow")
    types: Mapping[str, type[Record]] = {**_FACT_TYPES, **dict(RECORD_TYPES.items())}
    placed = [("report", arrow.string()), ("quote", arrow.string())] if kind in _PLACED else []
    return arrow.schema([*placed, *_list_fields(arrow, types[kind])])


def fit_value(value: Any, type_: Any) -> Any:
    """Return a plain value as an Arrow type takes it; a lone surrogate becomes U+FFFD."""
    arrow = _load("pyarrow")
    if value is None:
        return None
    if arrow.types.is_string(type_):
        return mend_surrogates(str(value))
    if arrow.types.is_floating(type_):
        return float(value)
    if arrow.types.is_list(type_):
        return [fit_value(item, type_.value_type) for item in value]
    if arrow.types.is_struct(type_):
        names = [type_.field(n).name for n in range(type_.num_fields)]
        parts = value if isinstance(value, Mapping) else dict(zip(names, value, strict=True))
        return {name: fit_value(parts.get(name), type_.field(name).type) for name in names}
    return value


def _list_fields(arrow: Any, record: type[Record]) -> list[tuple[str, Any]]:
    hints = get_type_hints(record)
    fields = msgspec.structs.fields(record)
    return [(field.encode_name, _make_type(arrow, hints[field.name])) for field in fields]


def _make_type(arrow: Any, hint: Any) -> Any:
    """Return the Arrow type of a field of a record; every column may hold nulls."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        (inside,) = (part for part in inner if part is not NoneType)
        return _make_type(arrow, inside)
    if origin is Literal:
        return arrow.string()
    if origin is tuple and (inner[-1] is Ellipsis or len(set(inner)) == 1):
        return arrow.list_(_make_type(arrow, inner[0]))
    if origin is tuple:
        names = ("report", "span")
        pairs = zip(names, inner, strict=True)
        return arrow.struct([(name, _make_type(arrow, part)) for name, part in pairs])
    if hint in _PLAIN:
        return getattr(arrow, _PLAIN[hint])()
    return arrow.struct(_list_fields(arrow, hint))


def _batch(rows: Iterable[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    remaining = iter(rows)
    for first in remaining:
        yield list(chain([first], islice(remaining, BATCH_ROWS - 1)))


def _load(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise InputError(
            "Parquet needs pyarrow, which is not installed: pip install 'onrecord[parquet]'"
        ) from error
