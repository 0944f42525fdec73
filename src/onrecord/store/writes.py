"""Putting facts into a database: each only once, all of one report or none of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from onrecord.ids import make_id
from onrecord.records import Annotations, Judgement, Refusal, Report
from onrecord.store.checks import check_fact
from onrecord.store.encodings import clean_text, encode_record, encode_text
from onrecord.store.exports import quote_spans, sort_entries
from onrecord.store.ledgers import Added
from onrecord.store.orders import (
    UNDATED,
    key_date,
    key_preference,
    key_reading,
    key_speaker,
    key_version,
    strip_report,
)
from onrecord.store.rows import Rows
from onrecord.store.searches import TextIndex, list_passages


@dataclass(frozen=True, slots=True)
class Prepared:
    """A fact ready to be written: checked and encoded before anybody has to wait for the lock."""

    report: Report
    annotations: Annotations
    reading: str
    report_record: bytes
    annotations_record: bytes


def prepare_fact(report: Report, annotations: Annotations) -> Prepared:
    """Check and encode one report.

    Raises:
        AnchorError: something in it does not hold the text it was made from.
    """
    check_fact(report, annotations)
    ordered = sort_entries(annotations)
    return Prepared(
        report=report,
        annotations=ordered,
        reading=key_reading(report),
        report_record=encode_record(strip_report(report)),
        annotations_record=encode_record(ordered),
    )


def insert_fact(rows: Rows, index: TextIndex, fact: Prepared) -> Added:
    """Write what is new of one report; the caller holds the transaction."""
    report = fact.report
    known = {
        (text_hash, reading): seq
        for text_hash, reading, seq in rows.execute(
            "SELECT hash, reading, seq FROM reports WHERE id = ?", (report.id,)
        )
    }
    seq = known.get((report.hash, fact.reading))
    new_reading = seq is None
    if seq is None:
        seq = _insert_report(rows, index, fact)
    insert_sighting(rows, seq, report.path)
    notes = _insert_annotations(rows, index, seq, fact)
    if not known and notes is not None:
        _set_current(rows, report.id, (seq, notes, key_date(report.published.edtf)))
        return "added"
    if new_reading or notes is not None:
        _set_current(rows, report.id, choose_current(rows, report.id))
    if report.hash not in {text_hash for text_hash, _ in known}:
        return "revised"
    return "annotated" if new_reading or notes is not None else "known"


def find_reading(rows: Rows, report: Report, reading: str) -> int | None:
    """Return the row of a reading, or None where it is not there."""
    found = rows.execute(
        "SELECT seq FROM reports WHERE id = ? AND hash = ? AND reading = ?",
        (report.id, report.hash, reading),
    )
    return found[0][0] if found else None


def insert_sighting(rows: Rows, seq: int, path: str | None) -> None:
    """Note that a reading was found at a path."""
    if path is not None:
        rows.execute(
            "INSERT INTO sightings (report, path) VALUES (?, ?) ON CONFLICT DO NOTHING",
            (seq, encode_text(path)),
        )


def insert_refusals(rows: Rows, refusals: Iterable[Refusal]) -> None:
    """Write refusals that are not there yet."""
    added = read_clock()
    rows.execute_many(
        "INSERT INTO refusals (key, path, reason, added, record) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (key) DO NOTHING",
        [_list_refusal(refusal, added) for refusal in refusals],
    )


def _list_refusal(refusal: Refusal, added: str) -> tuple[str, bytes, str, str, bytes]:
    record = encode_record(refusal)
    key = make_id("refusal", record.decode("utf-8"))
    return key, encode_text(refusal.path), clean_text(refusal.reason), added, record


def insert_judgement(rows: Rows, judgement: Judgement) -> None:
    """Write a judgement that is not there yet."""
    rows.execute(
        "INSERT INTO judgements (id, time, record) VALUES (?, ?, ?)",
        (judgement.id, clean_text(judgement.time), encode_record(judgement)),
    )


def choose_current(rows: Rows, report: str) -> tuple[int, int, str]:
    """Return (reading, annotations, date) of the latest revision of a report."""
    return choose_revisions(rows, report)[-1][1:]


def choose_revisions(rows: Rows, report: str) -> list[tuple[int, int, int, str]]:
    """Return (number, reading, annotations, date) of each revision, earliest first.

    Of several readings of one text, the one that the newest annotator has seen counts, then the one
    that tells most. Revisions stand in order of date; an undated one cannot be shown to be later
    than a dated one; between equals arrival decides, and it always gives the number.
    """
    found = rows.execute(
        "SELECT r.hash, r.seq, a.seq, r.dated FROM reports r "
        "JOIN annotations a ON a.report = r.seq WHERE r.id = ? "
        "ORDER BY a.version_key DESC, r.preference, r.reading",
        (report,),
    )
    arrivals = rows.execute(
        "SELECT hash, min(seq) FROM reports WHERE id = ? GROUP BY hash ORDER BY min(seq)", (report,)
    )
    numbers = {text_hash: number for number, (text_hash, _) in enumerate(arrivals, start=1)}
    chosen: dict[str, tuple[int, int, int, str]] = {}
    for text_hash, seq, notes_seq, dated in found:
        chosen.setdefault(text_hash, (numbers[text_hash], seq, notes_seq, dated))
    return sorted(chosen.values(), key=lambda row: (row[3] != UNDATED, row[3], row[0]))


def read_clock() -> str:
    """Return the time now, in UTC, to the second; it is noted beside facts and never exported."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _set_current(rows: Rows, report: str, current: tuple[int, int, str]) -> None:
    """Keep the row that says which reading and which annotations of a report count."""
    rows.execute(
        "INSERT INTO current (id, report, annotations, dated) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET "
        "report = excluded.report, annotations = excluded.annotations, dated = excluded.dated",
        (report, *current),
    )


def _insert_report(rows: Rows, index: TextIndex, fact: Prepared) -> int:
    report = fact.report
    rows.execute(
        "INSERT INTO texts (hash, text) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING",
        (report.hash, encode_text(report.text)),
    )
    ((seq,),) = rows.execute(
        "INSERT INTO reports (id, hash, reading, dated, preference, added, record) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING seq",
        (
            report.id,
            report.hash,
            fact.reading,
            key_date(report.published.edtf),
            key_preference(report),
            read_clock(),
            fact.report_record,
        ),
    )
    index.add_passages(rows, seq, list_passages(report))
    return int(seq)


def _insert_annotations(rows: Rows, index: TextIndex, seq: int, fact: Prepared) -> int | None:
    """Write annotations and return their row; None where those of this version are there."""
    notes = fact.annotations
    found = rows.execute(
        "INSERT INTO annotations (report, version, version_key, added, "
        "statements, figures, times, mentions, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (report, version) DO NOTHING RETURNING seq",
        (
            seq,
            notes.version,
            key_version(notes.version),
            read_clock(),
            len(notes.statements),
            len(notes.figures),
            len(notes.times),
            len(notes.mentions),
            fact.annotations_record,
        ),
    )
    if not found:
        return None
    _insert_entries(rows, index, found[0][0], fact)
    return int(found[0][0])


def _insert_entries(rows: Rows, index: TextIndex, seq: int, fact: Prepared) -> None:
    notes = fact.annotations
    rows.execute_many(
        "INSERT INTO statements (annotations, ordinal, id, speaker) VALUES (?, ?, ?, ?)",
        [
            (seq, ordinal, statement.id, key_speaker(statement.speaker.name))
            for ordinal, statement in enumerate(notes.statements)
        ],
    )
    rows.execute_many(
        "INSERT INTO figures (annotations, ordinal, id, measure) VALUES (?, ?, ?, ?)",
        [(seq, ordinal, f.id, f.measure) for ordinal, f in enumerate(notes.figures)],
    )
    index.add_statements(
        rows,
        seq,
        [
            (
                clean_text(statement.speaker.name or ""),
                clean_text(quote_spans(fact.report, statement.content)),
            )
            for statement in notes.statements
        ],
    )
