"""Entries of a ledger in the forms other programs read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, BinaryIO, Literal

import msgspec

from onrecord.errors import InputError
from onrecord.records import Judgement
from onrecord.show.followthemoney import (
    MONEY_KINDS,
    export_entity_rows,
    export_statement_rows,
)
from onrecord.show.linked_data import LINKED_KINDS, export_claims, export_quotations
from onrecord.show.parquet import write_parquet
from onrecord.show.rows import encode_json
from onrecord.show.web_annotations import ANNOTATION_KINDS, export_annotations
from onrecord.store import Ledger

Format = Literal["jsonl", "csv", "parquet", "jsonld", "webannotation", "ftm"]
STANDARD_KINDS: dict[str, tuple[str, ...]] = {
    "jsonld": LINKED_KINDS,
    "webannotation": ANNOTATION_KINDS,
    "ftm": MONEY_KINDS,
}
"""Formats that have a form for some kinds only, and those kinds."""


def write_export(ledger: Ledger, kind: str, form: Format, out: BinaryIO) -> None:
    """Write all entries of one kind; no kind is held in memory whole.

    Args:
        ledger: where they are.
        kind: one of :data:`onrecord.store.EXPORT_KINDS`, or ``judgements``.
        form: the format.
        out: where the bytes go.

    Raises:
        InputError: that kind has no such form, or pyarrow is missing for Parquet.
    """
    rows = _list_rows(ledger, kind, form)
    if form == "parquet":
        write_parquet(kind, rows, out)
    elif form == "csv":
        write_csv(rows, out)
    else:
        write_jsonl(rows, out)


def _list_rows(ledger: Ledger, kind: str, form: Format) -> Iterator[Mapping[str, Any]]:
    kinds = STANDARD_KINDS.get(form)
    if kinds is not None and kind not in kinds:
        raise InputError(f"no {form} of {kind}; there is one of {', '.join(kinds)}")
    if form == "jsonld":
        return export_claims(ledger) if kind == "claims" else export_quotations(ledger.facts())
    if form == "webannotation":
        return export_annotations(kind, ledger.facts())
    if form == "ftm":
        entities = kind == "entities"
        return export_entity_rows(ledger) if entities else export_statement_rows(ledger)
    return export_judgements(ledger) if kind == "judgements" else ledger.export(kind)


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
