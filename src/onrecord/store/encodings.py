"""Records as the ledger keeps them: JSON without the fields that hold their default.

Leaving defaults out keeps the ledger small, and keeps a reading's key the same when a later version
of the program gives its records one more optional field.
"""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

import msgspec

from onrecord.records import Record

R = TypeVar("R", bound=Record)
_PLAIN = frozenset({str, int, float, bool, type(None)})


def encode_record(record: Record) -> bytes:
    """Return a record as JSON; the same record always gives the same bytes."""
    plain = drop_defaults(record)
    try:
        return msgspec.json.encode(plain)
    except UnicodeEncodeError:  # a lone surrogate: UTF-8 cannot hold it, an escape can
        return json.dumps(plain, separators=(",", ":")).encode("ascii")


def decode_record(data: bytes, kind: type[R]) -> R:
    """Return the record that :func:`encode_record` wrote.

    Raises:
        ValueError: the bytes do not hold a record of that kind.
    """
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.DecodeError:
        return msgspec.convert(json.loads(data), type=kind)


def encode_text(text: str) -> bytes:
    """Return text as UTF-8 that also holds lone surrogates, as :func:`onrecord.ids.hash_text`."""
    return text.encode("utf-8", "surrogatepass")


def decode_text(data: bytes) -> str:
    """Return the text that :func:`encode_text` wrote."""
    return data.decode("utf-8", "surrogatepass")


def clean_text(text: str) -> str:
    """Return text as any index or file can hold it: no lone surrogates, no NULs."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


def drop_defaults(value: Any) -> Any:
    """Return plain values for JSON, each record without the fields that hold their default."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, Record):
        return {
            key: drop_defaults(item)
            for attribute, key, default in _list_fields(type(value))
            if (item := getattr(value, attribute)) is not default
            and (item != default or type(item) is not type(default))
        }
    if isinstance(value, list | tuple):
        return [drop_defaults(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    return value


@cache
def _list_fields(kind: type[Record]) -> tuple[tuple[str, str, Any], ...]:
    """Return (attribute, JSON key, default) of each field."""
    return tuple(
        (field.name, field.encode_name, field.default) for field in msgspec.structs.fields(kind)
    )
