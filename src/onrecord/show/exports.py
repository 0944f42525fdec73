"""Entries of a ledger in the forms other programs read: JSON lines and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, BinaryIO

import msgspec

from onrecord.errors import InputError
from onrecord.records import Judgement
from onrecord.show.rows import encode_json
from onrecord.store import Ledger


def write_jsonl(rows: Iterable[Mapping[str, Any]], out: BinaryIO) -> None:
    """Write one JSON object a line."""
    for row in rows:
        out.write(encode_json(row) + b"\n")


def write_csv(rows: Iterable[Mapping[str, Any]], out: BinaryIO) -> None:
    """Write rows as CSV (RFC 4180) with a header; a nested value is written as JSON.

    A cell that a spreadsheet would run as a formula is preceded by an apostrophe, since reports are
    hostile input (OWASP, CSV injection).
    """
    text = io.TextIOWrapper(out, "utf-8", errors="replace", newline="", write_through=True)
    writer: csv.DictWriter[str] | None = None
    try:
        for row in rows:
            if writer is None:
                writer = csv.DictWriter(text, fieldnames=list(row), extrasaction="ignore")
                writer.writeheader()
            writer.writerow({name: _make_cell(value) for name, value in row.items()})
    finally:
        text.detach()


def export_judgements(ledger: Ledger) -> Iterator[dict[str, Any]]:
    """Yield every judgement of a ledger by time, undone ones and undos included."""
    return (msgspec.to_builtins(judgement) for judgement in ledger.judgements())


def read_judgements(source: BinaryIO) -> Iterator[Judgement]:
    """Yield the judgements of a file that :func:`export_judgements` made, a line each.

    Raises:
        InputError: a line is no judgement.
    """
    for number, line in enumerate(source, start=1):
        try:
            yield msgspec.json.decode(line, type=Judgement)
        except msgspec.MsgspecError as error:
            raise InputError(f"line {number} is no judgement: {error}") from error


def _make_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
    if isinstance(value, bool | int | float | Decimal):
        return str(value)
    return encode_json(value).decode("utf-8")
