"""Putting facts into a database: each only once, all of one report or none of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from onrecord.ids import make_id
from onrecord.records import Annotations, Judgement, Refusal, Report
from onrecord.store.checks import check_fact
from onrecord.store.encodings import clean_text, encode_record, encode_text
from onrecord.store.exports import sort_entries
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
from onrecord.store.rows import Rows, chunk_values, mark_places
from onrecord.store.searches import TextIndex, list_passages, list_statement_texts

TOGETHER = 64
"""How many reports are written by the same statements."""
Known = dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A fact ready to be written: checked and encoded before anybody has to wait for the lock."""

    report: Report
    annotations: Annotations
    reading: str
    report_record: bytes
    annotations_record: bytes

    @property
    def key(self) -> tuple[str, str]:
        """What tells this reading from others of the report."""
        return self.report.hash, self.reading


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


def insert_facts(rows: Rows, index: TextIndex, facts: Sequence[Prepared]) -> list[Added]:
    """Write what is new of some reports, in order; the caller holds the transaction.

    Many at a time, since a server may be far: each statement is a journey there and back.
    """
    results: dict[int, Added] = {}
    for places in _part_facts(facts):
        done = _insert_together(rows, index, [facts[place] for place in places])
        results |= zip(places, done, strict=True)
    return [results[place] for place in range(len(facts))]


def _part_facts(facts: Sequence[Prepared]) -> Iterator[list[int]]:
    """Yield places of facts to be written together: no report twice, its revisions in order."""
    rounds: list[list[int]] = []
    seen: Counter[str] = Counter()
    for place, fact in enumerate(facts):
        if seen[fact.report.id] == len(rounds):
            rounds.append([])
        rounds[seen[fact.report.id]].append(place)
        seen[fact.report.id] += 1
    for places in rounds:
        yield from chunk_values(places, TOGETHER)


def _insert_together(rows: Rows, index: TextIndex, facts: Sequence[Prepared]) -> list[Added]:
    known = _find_known(rows, [fact.report.id for fact in facts])
    new = [fact for fact in facts if fact.key not in known[fact.report.id]]
    seqs = {fact.report.id: known[fact.report.id].get(fact.key, 0) for fact in facts}
    seqs |= _insert_reports(rows, index, new)
    insert_sightings(rows, ((seqs[fact.report.id], fact.report.path) for fact in facts))
    notes = _insert_annotations(rows, index, seqs, facts)
    changed = notes.keys() | {fact.report.id for fact in new}
    current = {
        fact.report.id: choose_current(rows, fact.report.id)
        if known[fact.report.id]
        else (seqs[fact.report.id], notes[fact.report.id], key_date(fact.report.published.edtf))
        for fact in facts
        if fact.report.id in changed
    }
    _set_current(rows, current)
    return [_name_result(fact, known[fact.report.id], changed) for fact in facts]


def _name_result(fact: Prepared, known: Known, changed: Collection[str]) -> Added:
    if not known:
        return "added"
    if fact.report.hash not in {text_hash for text_hash, _ in known}:
        return "revised"
    return "annotated" if fact.report.id in changed else "known"


def _find_known(rows: Rows, ids: Sequence[str]) -> dict[str, Known]:
    """Return the rows of the readings of some reports, by report, hash and reading."""
    known: dict[str, Known] = {id_: {} for id_ in ids}
    found = rows.execute(
        f"SELECT id, hash, reading, seq FROM reports WHERE id IN ({mark_places(ids)})", ids
    )
    for id_, text_hash, reading, seq in found:
        known[id_][text_hash, reading] = seq
    return known


def find_reading(rows: Rows, report: Report, reading: str) -> int | None:
    """Return the row of a reading, or None where it is not there."""
    found = rows.execute(
        "SELECT seq FROM reports WHERE id = ? AND hash = ? AND reading = ?",
        (report.id, report.hash, reading),
    )
    return found[0][0] if found else None


def insert_sightings(rows: Rows, sightings: Iterable[tuple[int, str | None]]) -> None:
    """Note at which paths readings were found."""
    rows.execute_many(
        "INSERT INTO sightings (report, path) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(seq, encode_text(path)) for seq, path in sightings if path is not None],
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


def _set_current(rows: Rows, current: Mapping[str, tuple[int, int, str]]) -> None:
    """Keep the rows that say which reading and which annotations of a report count."""
    rows.execute_many(
        "INSERT INTO current (id, report, annotations, dated) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET "
        "report = excluded.report, annotations = excluded.annotations, dated = excluded.dated",
        [(report, *row) for report, row in current.items()],
    )


def _insert_reports(rows: Rows, index: TextIndex, facts: Sequence[Prepared]) -> dict[str, int]:
    """Write readings and return their rows, by report."""
    if not facts:
        return {}
    rows.execute_many(
        "INSERT INTO texts (hash, text) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING",
        [(fact.report.hash, encode_text(fact.report.text)) for fact in facts],
    )
    added = read_clock()
    values = [value for fact in facts for value in _list_report(fact, added)]
    places = ", ".join(["(?, ?, ?, ?, ?, ?, ?)"] * len(facts))
    inserted: list[tuple[str, int]] = rows.execute(
        "INSERT INTO reports (id, hash, reading, dated, preference, added, record) "
        f"VALUES {places} RETURNING id, seq",
        values,
    )
    seqs = dict(inserted)
    index.add_passages(
        rows,
        (
            (seqs[fact.report.id], block, text)
            for fact in facts
            for block, text in list_passages(fact.report)
        ),
    )
    return seqs


def _list_report(fact: Prepared, added: str) -> tuple[str | bytes, ...]:
    report = fact.report
    dated, preference = key_date(report.published.edtf), key_preference(report)
    return report.id, report.hash, fact.reading, dated, preference, added, fact.report_record


def _insert_annotations(
    rows: Rows, index: TextIndex, seqs: Mapping[str, int], facts: Sequence[Prepared]
) -> dict[str, int]:
    """Write annotations and return their rows, by report; none for those that are there."""
    added = read_clock()
    values = [
        value for fact in facts for value in _list_annotations(fact, seqs[fact.report.id], added)
    ]
    places = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?, ?)"] * len(facts))
    inserted: list[tuple[int, int]] = rows.execute(
        "INSERT INTO annotations (report, version, version_key, added, "
        f"statements, figures, times, mentions, record) VALUES {places} "
        "ON CONFLICT (report, version) DO NOTHING RETURNING report, seq",
        values,
    )
    notes = dict(inserted)
    new = [(notes[seq], f) for f in facts if (seq := seqs[f.report.id]) in notes]
    _insert_entries(rows, index, new)
    return {fact.report.id: seq for seq, fact in new}


def _list_annotations(fact: Prepared, seq: int, added: str) -> tuple[int | str | bytes, ...]:
    notes = fact.annotations
    entries = (notes.statements, notes.figures, notes.times, notes.mentions)
    version = (notes.version, key_version(notes.version))
    return seq, *version, added, *map(len, entries), fact.annotations_record


def _insert_entries(rows: Rows, index: TextIndex, facts: Sequence[tuple[int, Prepared]]) -> None:
    rows.execute_many(
        "INSERT INTO statements (annotations, ordinal, id, speaker) VALUES (?, ?, ?, ?)",
        [
            (seq, ordinal, statement.id, key_speaker(statement.speaker.name))
            for seq, fact in facts
            for ordinal, statement in enumerate(fact.annotations.statements)
        ],
    )
    rows.execute_many(
        "INSERT INTO figures (annotations, ordinal, id, measure) VALUES (?, ?, ?, ?)",
        [
            (seq, ordinal, figure.id, figure.measure)
            for seq, fact in facts
            for ordinal, figure in enumerate(fact.annotations.figures)
        ],
    )
    index.add_statements(
        rows,
        [
            (seq, *texts)
            for seq, fact in facts
            for texts in list_statement_texts(fact.report, fact.annotations)
        ],
    )
