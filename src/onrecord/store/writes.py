"""Putting facts into SQLite: each only once, all of one report or none of it."""

from __future__ import annotations

import sqlite3
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
from onrecord.store.searches import list_passages


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


def insert_fact(connection: sqlite3.Connection, fact: Prepared) -> Added:
    """Write what is new of one report; the caller holds the transaction."""
    report = fact.report
    hashes = {
        row[0] for row in connection.execute("SELECT hash FROM reports WHERE id = ?", (report.id,))
    }
    seq = find_reading(connection, report, fact.reading) if report.hash in hashes else None
    new_reading = seq is None
    if seq is None:
        seq = _insert_report(connection, fact)
    insert_sighting(connection, seq, report.path)
    new_annotations = _insert_annotations(connection, seq, fact)
    if new_reading or new_annotations:
        refresh_current(connection, report.id)
    if not hashes:
        return "added"
    if report.hash not in hashes:
        return "revised"
    return "annotated" if new_reading or new_annotations else "known"


def find_reading(connection: sqlite3.Connection, report: Report, reading: str) -> int | None:
    """Return the row of a reading, or None where it is not there."""
    row = connection.execute(
        "SELECT seq FROM reports WHERE id = ? AND hash = ? AND reading = ?",
        (report.id, report.hash, reading),
    ).fetchone()
    return row[0] if row else None


def insert_sighting(connection: sqlite3.Connection, seq: int, path: str | None) -> None:
    """Note that a reading was found at a path."""
    if path is not None:
        connection.execute(
            "INSERT OR IGNORE INTO sightings (report, path) VALUES (?, ?)", (seq, encode_text(path))
        )


def insert_refusals(connection: sqlite3.Connection, refusals: Iterable[Refusal]) -> None:
    """Write refusals that are not there yet."""
    added = read_clock()
    for refusal in refusals:
        record = encode_record(refusal)
        connection.execute(
            "INSERT OR IGNORE INTO refusals (key, path, reason, added, record) "
            "VALUES (?, ?, ?, ?, ?)",
            (
                make_id("refusal", record.decode("utf-8")),
                encode_text(refusal.path),
                clean_text(refusal.reason),
                added,
                record,
            ),
        )


def insert_judgement(connection: sqlite3.Connection, judgement: Judgement) -> None:
    """Write a judgement that is not there yet."""
    connection.execute(
        "INSERT INTO judgements (id, time, record) VALUES (?, ?, ?)",
        (judgement.id, judgement.time, encode_record(judgement)),
    )


def refresh_current(connection: sqlite3.Connection, report: str) -> None:
    """Make anew the row that says which reading and which annotations of a report count."""
    seq, annotations, dated = choose_current(connection, report)
    connection.execute(
        "INSERT INTO current (id, report, annotations, dated) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET "
        "report = excluded.report, annotations = excluded.annotations, dated = excluded.dated",
        (report, seq, annotations, dated),
    )


def choose_current(connection: sqlite3.Connection, report: str) -> tuple[int, int, str]:
    """Return (reading, annotations, date) of the latest revision of a report."""
    return choose_revisions(connection, report)[-1][1:]


def choose_revisions(
    connection: sqlite3.Connection, report: str
) -> list[tuple[int, int, int, str]]:
    """Return (number, reading, annotations, date) of each revision, earliest first.

    Of several readings of one text, the one that the newest annotator has seen counts, then the one
    that tells most. Revisions stand in order of date; an undated one cannot be shown to be later
    than a dated one; between equals arrival decides, and it always gives the number.
    """
    rows = connection.execute(
        "SELECT r.hash, r.seq, a.seq, r.dated FROM reports r "
        "JOIN annotations a ON a.report = r.seq WHERE r.id = ? "
        "ORDER BY a.version_key DESC, r.preference, r.reading",
        (report,),
    ).fetchall()
    arrivals = connection.execute(
        "SELECT hash, min(seq) FROM reports WHERE id = ? GROUP BY hash ORDER BY min(seq)", (report,)
    ).fetchall()
    numbers = {text_hash: number for number, (text_hash, _) in enumerate(arrivals, start=1)}
    chosen: dict[str, tuple[int, int, int, str]] = {}
    for text_hash, seq, notes_seq, dated in rows:
        chosen.setdefault(text_hash, (numbers[text_hash], seq, notes_seq, dated))
    return sorted(chosen.values(), key=lambda row: (row[3] != UNDATED, row[3], row[0]))


def read_clock() -> str:
    """Return the time now, in UTC, to the second; it is noted beside facts and never exported."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _insert_report(connection: sqlite3.Connection, fact: Prepared) -> int:
    report = fact.report
    connection.execute(
        "INSERT OR IGNORE INTO texts (hash, text) VALUES (?, ?)",
        (report.hash, encode_text(report.text)),
    )
    cursor = connection.execute(
        "INSERT INTO reports (id, hash, reading, dated, preference, added, record) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
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
    seq = int(cursor.lastrowid or 0)
    connection.executemany(
        "INSERT INTO passage_search (rowid, text) VALUES (?, ?)",
        list_passages(seq, report),
    )
    return seq


def _insert_annotations(connection: sqlite3.Connection, seq: int, fact: Prepared) -> bool:
    """Write annotations; False where those of this version are there."""
    notes = fact.annotations
    cursor = connection.execute(
        "INSERT OR IGNORE INTO annotations (report, version, version_key, added, "
        "statements, figures, times, mentions, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
    if not cursor.rowcount:
        return False
    _insert_entries(connection, int(cursor.lastrowid or 0), fact)
    return True


def _insert_entries(connection: sqlite3.Connection, seq: int, fact: Prepared) -> None:
    for ordinal, statement in enumerate(fact.annotations.statements):
        name = statement.speaker.name
        cursor = connection.execute(
            "INSERT INTO statements (annotations, ordinal, id, speaker) VALUES (?, ?, ?, ?)",
            (seq, ordinal, statement.id, key_speaker(name)),
        )
        connection.execute(
            "INSERT INTO statement_search (rowid, speaker, content) VALUES (?, ?, ?)",
            (
                cursor.lastrowid,
                clean_text(name or ""),
                clean_text(quote_spans(fact.report, statement.content)),
            ),
        )
    connection.executemany(
        "INSERT INTO figures (annotations, ordinal, id, measure) VALUES (?, ?, ?, ?)",
        (
            (seq, ordinal, figure.id, figure.measure)
            for ordinal, figure in enumerate(fact.annotations.figures)
        ),
    )
