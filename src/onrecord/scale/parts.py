"""Parts: what a share of the input became, as Parquet files and one entry of a manifest.

A part is ``KIND/ID.parquet`` for every kind of :data:`KINDS`, and ``manifest/ID.json``, which is
written last: a part counts once its entry is there. Each file is written under another name, and
renamed when it is whole. The same share always gives the same bytes.

``reports`` holds beside its columns each fact exactly as a ledger keeps it, in ``record`` and
``annotations``, which ``onrecord import`` reads; ``dated``, ``preference`` and ``reading`` decide
between versions of a report (:mod:`onrecord.scale.current`). The other kinds are for query engines.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import msgspec

from onrecord.errors import OnrecordError
from onrecord.records import Annotations, Record, Refusal, Report, Span
from onrecord.scale.folders import FileSum, Folder, Written
from onrecord.scale.jobs import Outcome
from onrecord.scale.listing import Reach
from onrecord.scale.shares import Share
from onrecord.store.columns import load_arrow, make_schema, make_table
from onrecord.store.encodings import decode_record, encode_record
from onrecord.store.exports import find_spans, list_entries, make_plain, quote_spans, sort_entries
from onrecord.store.orders import key_date, key_preference, key_reading, strip_report
from onrecord.store.rows import chunk_values
from onrecord.store.views import Fact

ENTRY_KINDS = ("statements", "figures", "times", "mentions")
KINDS = ("reports", *ENTRY_KINDS, "refusals")
MANIFEST = "manifest"
FORMAT = "2"
"""Version of the files; raised when a column changes its meaning."""
BATCH_REPORTS = 256
BATCH_ROWS = 1000
FACT_COLUMNS = ("text", "path", "record", "annotations")


class Part(Record, frozen=True, kw_only=True):
    """An entry of the manifest.

    Attributes:
        id: that of the share.
        places: the files it is from.
        rows: which rows or lines of its one file, None where all.
        bytes: which bytes of its one archive, None where all.
        first: where the first record that begins in those bytes does, None where none does.
        next: where the first record after those bytes begins, None where none does.
        stamp: changes with the input, the limits, and the version of the annotators.
        files: what each of its files holds, by kind.
        counts: how many rows of each kind.
        refused: how many refusals of each reason.
    """

    id: str
    places: tuple[str, ...]
    rows: Span | None = None
    bytes: Span | None = None
    first: int | None = None
    next: int | None = None
    stamp: str
    files: dict[str, FileSum]
    counts: dict[str, int]
    refused: dict[str, int]


def name_file(kind: str, part: str) -> str:
    """Return the name of one file of a part."""
    return f"{kind}/{part}.parquet"


def make_part_schema(kind: str) -> Any:
    """Return the Arrow schema of one kind of a batch's output."""
    arrow = load_arrow()
    schema = make_schema(kind)
    if kind == "reports":
        for name in ("version", "dated", "preference", "reading"):
            schema = schema.append(arrow.field(name, arrow.string()))
        for name in ("record", "annotations"):
            schema = schema.append(arrow.field(name, arrow.binary()))
    elif kind in ENTRY_KINDS:
        schema = schema.insert(1, arrow.field("hash", arrow.string()))
    return schema.with_metadata({"onrecord": f"batch {FORMAT}"})


class PartWriter:
    """Takes the outcomes of one share and writes them, some hundred reports at a time."""

    def __init__(self, writers: Mapping[str, Any]) -> None:
        self._writers = writers
        self._schemas = {kind: make_part_schema(kind) for kind in writers}
        self._rows: dict[str, list[dict[str, Any]]] = {kind: [] for kind in writers}
        self.counts = dict.fromkeys(writers, 0)
        self.refused: Counter[str] = Counter()

    def put(self, outcome: Outcome) -> None:
        """Take in one outcome."""
        if isinstance(outcome, Refusal):
            self._rows["refusals"].append(make_plain(outcome))
            self.refused[outcome.reason] += 1
        elif isinstance(outcome, tuple):
            for kind, row in make_rows(*outcome):
                self._rows[kind].append(row)
        if len(self._rows["reports"]) + len(self._rows["refusals"]) >= BATCH_REPORTS:
            self.flush()

    def flush(self) -> None:
        """Write what has been taken in."""
        for kind, rows in self._rows.items():
            if rows:
                self._writers[kind].write_table(make_table(rows, self._schemas[kind]))
                self.counts[kind] += len(rows)
                rows.clear()


def write_part(
    folder: Folder,
    share: Share,
    stamp: str,
    outcomes: Iterable[Outcome],
    reach: Reach = Reach(),  # noqa: B008 - only read
) -> Part:
    """Write what became of a share, and then its entry of the manifest.

    Args:
        folder: the batch's output.
        share: what was done.
        stamp: what the part bears.
        outcomes: what became of the share's items.
        reach: which records of an archive those were; read when all outcomes are there.

    Raises:
        OnrecordError: it cannot be written; nothing of it counts.
    """
    name = name_entry(share.id)
    folder.remove(name)
    with ExitStack() as stack:
        files = {k: stack.enter_context(folder.writing(name_file(k, share.id))) for k in KINDS}
        writer = PartWriter({k: stack.enter_context(_open(k, files[k])) for k in KINDS})
        for outcome in outcomes:
            writer.put(outcome)
        writer.flush()
    part = Part(
        id=share.id,
        places=share.places,
        rows=share.rows,
        bytes=None if share.rows else share.bytes,
        first=reach.first,
        next=reach.next,
        stamp=stamp,
        files={kind: file.sum_up() for kind, file in files.items()},
        counts=writer.counts,
        refused=dict(sorted(writer.refused.items())),
    )
    folder.write(name, msgspec.json.format(msgspec.json.encode(part)))
    return part


def _open(kind: str, file: Written) -> Any:
    return load_arrow("pyarrow.parquet").ParquetWriter(
        file, make_part_schema(kind), compression="zstd"
    )


def make_rows(report: Report, annotations: Annotations) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (kind, row) for a report and each of its entries."""
    notes = sort_entries(annotations)
    yield (
        "reports",
        {
            **make_plain(report),
            "version": notes.version,
            "dated": key_date(report.published.edtf),
            "preference": key_preference(report),
            "reading": key_reading(report),
            "record": encode_record(strip_report(report)),
            "annotations": encode_record(notes),
        },
    )
    for kind in ENTRY_KINDS:
        for entry in list_entries(kind, notes):
            quote = quote_spans(report, find_spans(entry))
            placed = {"report": report.id, "hash": report.hash, "quote": quote}
            yield kind, {**placed, **make_plain(entry)}


def list_parts(folder: Folder) -> dict[str, Part]:
    """Return the parts that count, by id, in the order of their files' names and rows.

    Those count that have an entry and all of their files.

    Raises:
        OnrecordError: an entry is none that can be read.
    """
    sizes = {kind: folder.list(kind) for kind in KINDS}
    parts: list[Part] = []
    for name in folder.list(MANIFEST):
        if name.endswith(".json") and not name.startswith("_"):
            part = _read_entry(folder, f"{MANIFEST}/{name}")
            if all(sizes[k].get(f"{part.id}.parquet") == f.bytes for k, f in part.files.items()):
                parts.append(part)
    return {part.id: part for part in sorted(parts, key=_order)}


def _order(part: Part) -> tuple[list[str], int]:
    return part.places[0].split("/"), (part.rows or part.bytes or (0,))[0]


def _read_entry(folder: Folder, name: str) -> Part:
    try:
        return msgspec.json.decode(folder.read(name), type=Part)
    except msgspec.MsgspecError as error:
        raise OnrecordError(f"{folder.url}/{name}: not written by this program: {error}") from error


def remove_part(folder: Folder, part: str) -> None:
    """Remove a part, its entry first."""
    folder.remove(name_entry(part))
    for kind in KINDS:
        folder.remove(name_file(kind, part))


def name_entry(part: str) -> str:
    """Return the name of a part's entry of the manifest."""
    return f"{MANIFEST}/{part}.json"


def decode_fact(row: Mapping[str, Any]) -> Fact:
    """Return the fact that a row of ``reports`` holds; it must have :data:`FACT_COLUMNS`."""
    report = decode_record(row["record"], Report)
    whole = msgspec.structs.replace(report, text=row["text"], path=row["path"])
    return whole, decode_record(row["annotations"], Annotations)


def read_refusals(folder: Folder, part: Part) -> Iterator[Refusal]:
    """Yield the refusals of a part, in input order."""
    return (Refusal(**row) for row in read_rows(folder, part, "refusals"))


def read_rows(
    folder: Folder, part: Part, kind: str, columns: Sequence[str] | None = None
) -> Iterator[dict[str, Any]]:
    """Yield the rows of one file of a part, some hundred at a time in memory.

    Raises:
        OnrecordError: the file is not the one that was written.
    """
    name = name_file(kind, part.id)
    data = folder.read(name)
    if hashlib.sha256(data).hexdigest() != part.files[kind].sha256:
        raise OnrecordError(f"{folder.url}/{name} is damaged: remove it, and run batch again")
    table = load_arrow("pyarrow.parquet").ParquetFile(load_arrow().BufferReader(data))
    for batch in table.iter_batches(BATCH_REPORTS, columns=columns):
        yield from batch.to_pylist()


def write_records(folder: Folder, name: str, kind: str, records: Sequence[Record]) -> FileSum:
    """Write records of one kind of view as one file, a thousand at a time."""
    schema = make_schema(kind)
    with folder.writing(name) as out:
        writer = load_arrow("pyarrow.parquet").ParquetWriter(out, schema, compression="zstd")
        with writer:
            for chunk in chunk_values(records, BATCH_ROWS):
                writer.write_table(make_table(map(make_plain, chunk), schema))
    return out.sum_up()
