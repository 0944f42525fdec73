"""Records as typed columns: the Arrow schema of each kind, and values as those columns take them.

The columns are those of the records; spans are lists of two integers. Numbers that JSON lines give
with all their digits are 64-bit floats here. Needs pyarrow, which is large and therefore not
installed by default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from importlib import import_module
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from onrecord.errors import InputError
from onrecord.records import (
    Figure,
    Judgement,
    Mention,
    Record,
    Refusal,
    Report,
    Statement,
    Time,
)
from onrecord.store.views import RECORD_TYPES

Fit = Callable[[Any], Any]
_FACT_TYPES: dict[str, type[Record]] = {
    "reports": Report,
    "statements": Statement,
    "figures": Figure,
    "times": Time,
    "mentions": Mention,
    "refusals": Refusal,
    "judgements": Judgement,
}
_PLACED = frozenset({"statements", "figures", "times", "mentions"})
"""Kinds whose rows begin with the report and the quote."""
_PLAIN: dict[type, str] = {
    str: "string",
    int: "int64",
    float: "float64",
    bool: "bool_",
    Decimal: "float64",
}


def make_schema(kind: str) -> Any:
    """Return the Arrow schema of one kind, made from the fields of its records.

    Raises:
        InputError: pyarrow is not installed.
    """
    arrow = load_arrow()
    types: Mapping[str, type[Record]] = {**_FACT_TYPES, **dict(RECORD_TYPES.items())}
    placed = [("report", arrow.string()), ("quote", arrow.string())] if kind in _PLACED else []
    return arrow.schema([*placed, *_list_fields(arrow, types[kind])])


def make_table(rows: Iterable[Mapping[str, Any]], schema: Any) -> Any:
    """Return plain rows as an Arrow table; what a row does not have is null."""
    fits = {field.name: make_fit(field.type) for field in schema}
    fitted = [{name: fit(row.get(name)) for name, fit in fits.items()} for row in rows]
    return load_arrow().Table.from_pylist(fitted, schema=schema)


def make_fit(type_: Any) -> Fit:
    """Return what turns a plain value into one that an Arrow type takes; None stays None."""
    types = load_arrow().types
    if types.is_string(type_):
        return _fit_text
    if types.is_floating(type_):
        return _fit_number
    if types.is_list(type_):
        return _fit_list(make_fit(type_.value_type))
    if types.is_struct(type_):
        fields = [type_.field(number) for number in range(type_.num_fields)]
        return _fit_struct({field.name: make_fit(field.type) for field in fields})
    return _keep


def mend_surrogates(text: str) -> str:
    """Return text with U+FFFD for each lone surrogate, which UTF-8 cannot hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def load_arrow(name: str = "pyarrow") -> Any:
    """Return pyarrow, or a module of it.

    Raises:
        InputError: it is not installed.
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise InputError(
            "Parquet needs pyarrow, which is not installed: pip install 'onrecord[parquet]'"
        ) from error


def _fit_text(value: Any) -> str | None:
    if value is None:
        return None
    text = str(value)
    return text if text.isascii() else mend_surrogates(text)


def _fit_number(value: Any) -> float | None:
    return None if value is None else float(value)


def _fit_list(fit: Fit) -> Fit:
    return lambda value: None if value is None else [fit(item) for item in value]


def _fit_struct(fits: Mapping[str, Fit]) -> Fit:
    def run(value: Any) -> dict[str, Any] | None:
        if value is None:
            return None
        parts = value if isinstance(value, Mapping) else dict(zip(fits, value, strict=True))
        return {name: fit(parts.get(name)) for name, fit in fits.items()}

    return run


def _keep(value: Any) -> Any:
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
