"""A ledger in a database: its facts in SQL that every engine reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import msgspec

from onrecord.errors import AnchorError, NotFoundError
from onrecord.ids import hash_text
from onrecord.records import (
    Annotations,
    Figure,
    Judgement,
    Record,
    Refusal,
    Report,
    Revision,
    Statement,
)
from onrecord.store import writes
from onrecord.store.audits import check_database
from onrecord.store.checks import CheckResult
from onrecord.store.connections import open_memory
from onrecord.store.databases import Database
from onrecord.store.encodings import decode_record, decode_text
from onrecord.store.hits import Hit, make_passage_hit, make_statement_hit
from onrecord.store.judgements import check_judgement, check_undo, sort_judgements
from onrecord.store.ledgers import Added, Ledger
from onrecord.store.making import create_tables
from onrecord.store.orders import key_reading, key_speaker
from onrecord.store.refreshing import Refresher
from onrecord.store.rows import Rows, chunk_values, mark_places
from onrecord.store.searches import TextIndex, parse_query
from onrecord.store.view_tables import ViewTables
from onrecord.store.views import Fact, Progress, ViewKind
from onrecord.store.working_tables import StoryMove, WorkingTables

_FIND_ENTRY = {
    table: (
        f"SELECT e.annotations, e.ordinal FROM {table} e "
        "LEFT JOIN current c ON c.annotations = e.annotations WHERE e.id = ? "
        "ORDER BY c.id IS NULL, c.dated, c.id, e.seq LIMIT 1"
    )
    for table in ("statements", "figures")
}
_COUNTED = (
    "reports", "revisions", "statements", "figures", "times", "mentions", "refusals", "judgements",
)  # fmt: skip


class DatabaseLedger(Ledger):
    """The facts of a ledger over any :class:`Database`; engines add how they are opened."""

    def __init__(self, database: Database, index: TextIndex, *, as_kept: bool = False) -> None:
        self._database = database
        self._index = index
        self._as_kept = as_kept
        self._views = database
        """Where the views are kept: the database itself, where that may be written."""

    # ------------------------------------------------------------ facts in

    def add_many(self, facts: Iterable[Fact]) -> list[Added]:
        """See :meth:`Ledger.add_many`."""
        prepared = [writes.prepare_fact(report, annotations) for report, annotations in facts]
        return self._database.write(lambda rows: writes.insert_facts(rows, self._index, prepared))

    def add_sightings(self, reports: Iterable[Report]) -> None:
        """See :meth:`Ledger.add_sightings`."""
        seen = list(reports)
        self._database.write(lambda rows: _add_sightings(rows, seen))

    def add_refusals(self, refusals: Iterable[Refusal]) -> None:
        """See :meth:`Ledger.add_refusals`."""
        listed = list(refusals)
        self._database.write(lambda rows: writes.insert_refusals(rows, listed))

    def judge(self, judgement: Judgement) -> bool:
        """See :meth:`Ledger.judge`."""
        check_judgement(judgement)
        return self._database.write(lambda rows: _judge(rows, judgement))

    # ------------------------------------------------------------ facts out

    def has(self, report: Report, version: str) -> bool:
        """See :meth:`Ledger.has`."""
        sql = (
            "SELECT 1 FROM reports r JOIN annotations a ON a.report = r.seq "
            "WHERE r.id = ? AND r.hash = ? AND r.reading = ? AND a.version = ?"
        )
        values = (report.id, report.hash, key_reading(report), version)
        return self._database.find(sql, values) is not None

    def facts(self) -> Iterator[Fact]:
        """See :meth:`Ledger.facts`."""
        return self._facts(
            "SELECT id, hash, report, text, path, annotations FROM current_facts ORDER BY dated, id"
        )

    def facts_by(self, speaker: str) -> Iterator[Fact]:
        """See :meth:`Ledger.facts_by`."""
        sql = (
            "SELECT id, hash, report, text, path, annotations FROM current_facts WHERE seq IN "
            "(SELECT annotations FROM statements WHERE speaker = ?) ORDER BY dated, id"
        )
        return self._facts(sql, (key_speaker(speaker),))

    def fact(self, report: str, revision: int | None = None) -> Fact:
        """See :meth:`Ledger.fact`."""
        revisions = self._revisions(report)
        if revision is None:
            return self._fact(revisions[-1][2])
        for number, _, seq, _ in revisions:
            if number == revision:
                return self._fact(seq)
        raise NotFoundError(f"{report}: no revision {revision}; it has {len(revisions)}")

    def reports(self) -> Iterator[Report]:
        """See :meth:`Ledger.reports`."""
        sql = "SELECT id, hash, report, text, path FROM current_facts ORDER BY dated, id"
        return map(_read_report, self._database.stream(sql))

    def revisions(self, report: str) -> tuple[Revision, ...]:
        """See :meth:`Ledger.revisions`."""
        rows = []
        for number, seq, _, _ in self._revisions(report):
            found = self._database.find("SELECT hash, added FROM reports WHERE seq = ?", (seq,))
            text_hash, added = found or ("", "")
            rows.append(Revision(report=report, number=number, hash=text_hash, added=added))
        return tuple(rows)

    def statement(self, statement: str) -> tuple[Report, Statement]:
        """See :meth:`Ledger.statement`."""
        report, notes, ordinal = self._find_entry("statements", statement)
        return report, notes.statements[ordinal]

    def figure(self, figure: str) -> tuple[Report, Figure]:
        """See :meth:`Ledger.figure`."""
        report, notes, ordinal = self._find_entry("figures", figure)
        return report, notes.figures[ordinal]

    def refusals(self) -> Iterator[Refusal]:
        """See :meth:`Ledger.refusals`."""
        sql = "SELECT record FROM refusals ORDER BY path, reason, record"
        return (decode_record(record, Refusal) for (record,) in self._database.stream(sql))

    def judgements(self) -> tuple[Judgement, ...]:
        """See :meth:`Ledger.judgements`."""
        with self._database.rows() as rows:
            return _read_judgements(rows)

    def counts(self) -> Mapping[str, int]:
        """See :meth:`Ledger.counts`."""
        row = self._database.find(
            "SELECT count(*), (SELECT count(*) FROM (SELECT DISTINCT id, hash FROM reports) d), "
            "coalesce(sum(a.statements), 0), coalesce(sum(a.figures), 0), "
            "coalesce(sum(a.times), 0), coalesce(sum(a.mentions), 0), "
            "(SELECT count(*) FROM refusals), (SELECT count(*) FROM judgements) "
            "FROM current c JOIN annotations a ON a.seq = c.annotations"
        )
        return dict(zip(_COUNTED, map(int, row or (0,) * len(_COUNTED)), strict=True))

    def search(self, query: str, limit: int = 20) -> list[Hit]:
        """See :meth:`Ledger.search`."""
        terms = parse_query(query)
        if not terms or limit <= 0:
            return []
        with self._database.rows() as rows:
            statements = self._index.find_statements(rows, terms, limit)
            full = len(statements) == limit
            passages = [] if full else self._index.find_passages(rows, terms, limit)
        facts = self._facts_at(dict(statements) | dict(passages))
        hits = [make_statement_hit(facts[seq], ordinal) for seq, ordinal in statements]
        found = (make_passage_hit(facts[seq][0], block, query) for seq, block in passages)
        hits += [hit for hit in found if not any(hit.overlaps(other) for other in hits)]
        return hits[:limit]

    def check(self) -> CheckResult:
        """See :meth:`Ledger.check`."""
        return check_database(self._database, self._index)

    # ------------------------------------------------------------ views

    def facts_of(self, reports: Sequence[str]) -> Iterator[Fact]:
        """See :meth:`Ledger.facts_of`."""
        found: list[tuple[str, str, Fact]] = []
        for chunk in chunk_values(reports):
            sql = (
                "SELECT dated, id, hash, report, text, path, annotations FROM current_facts "
                f"WHERE id IN ({mark_places(chunk)})"
            )
            for dated, *report, notes in self._database.stream(sql, chunk):
                fact = _read_report(report), decode_record(notes, Annotations)
                found.append((dated, report[0], fact))
        return (fact for _, _, fact in sorted(found, key=lambda row: row[:2]))

    def list_marks(self) -> Iterator[tuple[str, str]]:
        """See :meth:`Ledger.list_marks`; annotations are numbered, and each is of one text."""
        rows = self._database.stream("SELECT id, annotations FROM current ORDER BY dated, id")
        return ((report, str(annotations)) for report, annotations in rows)

    def list_carriers(self, entry: str) -> list[str]:
        """See :meth:`Ledger.list_carriers`."""
        found: dict[str, None] = {}
        with self._database.rows() as rows:
            for table in _FIND_ENTRY:
                sql = (
                    f"SELECT c.id FROM {table} e JOIN current c ON c.annotations = e.annotations "
                    "WHERE e.id = ? ORDER BY c.dated, c.id"
                )
                found |= dict.fromkeys(row[0] for row in rows.execute(sql, (entry,)))
        return list(found)

    def refresh_views(self, progress: Progress | None = None) -> None:
        """See :meth:`Ledger.refresh_views`.

        A ledger that may not be written, and whose views are out of date, has its views made in
        memory; one that is shown as kept has them left as they are.
        """
        if self._as_kept:
            return
        refresher = Refresher(self, self._database)
        if refresher.is_current() or not self._database.read_only:
            self._views = self._database
        elif self._views is self._database:
            self._views = open_memory()
            self._views.write(create_tables)
        Refresher(self, self._views).refresh(progress)

    def view(self, kind: ViewKind, story: str | None = None) -> Iterator[Record]:
        """See :meth:`Ledger.view`."""
        with self._viewing() as views:
            yield from views.iterate(kind, story)

    def view_page(
        self, kind: ViewKind, story: str | None = None, *, offset: int = 0, limit: int = 50
    ) -> list[Record]:
        """See :meth:`Ledger.view_page`."""
        with self._viewing() as views:
            return views.page(kind, story, offset, limit)

    def view_count(self, kind: ViewKind, story: str | None = None) -> int:
        """See :meth:`Ledger.view_count`."""
        with self._viewing() as views:
            return views.count(kind, story)

    def view_holding(self, kind: ViewKind, member: str) -> list[Record]:
        """See :meth:`Ledger.view_holding`."""
        with self._viewing() as views:
            return views.list_holding(kind, member)

    def story_moves(self) -> list[StoryMove]:
        """See :meth:`Ledger.story_moves`."""
        self.refresh_views()
        with self._views.rows() as rows:
            return WorkingTables(rows).list_moves()

    def view_entry(self, kind: ViewKind, entry: str) -> Record:
        """See :meth:`Ledger.view_entry`."""
        with self._viewing() as views:
            found = views.find(kind, entry)
        if found is None:
            raise NotFoundError(f"{entry}: no such entry of {kind} in this ledger")
        return found

    @contextmanager
    def _viewing(self) -> Iterator[ViewTables]:
        """Return views that hold all there is."""
        self.refresh_views()
        with self._views.rows() as rows:
            yield ViewTables(rows)

    # ------------------------------------------------------------ the rest

    def state(self) -> str:
        """See :meth:`Ledger.state`.

        Rows are numbered under the write lock, so that a later one always has the higher number.
        """
        row = self._database.find(
            "SELECT (SELECT max(seq) FROM reports), (SELECT max(seq) FROM annotations), "
            "(SELECT max(seq) FROM judgements)"
        )
        return ".".join(str(seq or 0) for seq in row or ())

    def close(self) -> None:
        """See :meth:`Ledger.close`."""
        if self._views is not self._database:
            self._views.close()
        self._database.close()

    def snapshot(self) -> AbstractContextManager[None]:
        """See :meth:`Ledger.snapshot`."""
        return self._database.snapshot()

    def _facts(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Fact]:
        for *report, notes in self._database.stream(sql, values):
            yield _read_report(report), decode_record(notes, Annotations)

    def _fact(self, seq: int) -> Fact:
        return self._facts_at([seq])[seq]

    def _facts_at(self, seqs: Iterable[int]) -> dict[int, Fact]:
        """Return facts by row of annotations: what stands there never changes."""
        found: dict[int, Fact] = {}
        for chunk in chunk_values(seqs):
            sql = (
                "SELECT seq, id, hash, report, text, path, annotations FROM facts "
                f"WHERE seq IN ({mark_places(chunk)})"
            )
            with self._database.rows() as rows:
                for seq, *report, notes in rows.execute(sql, chunk):
                    found[seq] = _read_report(report), decode_record(notes, Annotations)
        return found

    def _revisions(self, report: str) -> list[tuple[int, int, int, str]]:
        with self._database.rows() as rows:
            revisions = writes.choose_revisions(rows, report)
        if not revisions:
            raise NotFoundError(f"{report}: no such report in this ledger")
        return revisions

    def _find_entry(self, table: str, entry: str) -> tuple[Report, Annotations, int]:
        row = self._database.find(_FIND_ENTRY[table], (entry,))
        if row is None:
            raise NotFoundError(f"{entry}: no such entry of {table} in this ledger")
        report, notes = self._fact(row[0])
        return report, notes, row[1]


def _add_sightings(rows: Rows, reports: Iterable[Report]) -> None:
    sightings = []
    for report in reports:
        seq = writes.find_reading(rows, report, key_reading(report))
        if seq is None:
            raise NotFoundError(f"{report.id}: no such reading of this report")
        sightings.append((seq, report.path))
    writes.insert_sightings(rows, sightings)


def _judge(rows: Rows, judgement: Judgement) -> bool:
    known = _read_judgements(rows)
    if any(judgement.id == other.id for other in known):
        return False
    if judgement.verb == "undo":
        check_undo(judgement, known)
    writes.insert_judgement(rows, judgement)
    return True


def _read_judgements(rows: Rows) -> tuple[Judgement, ...]:
    found = rows.execute("SELECT record FROM judgements")
    return sort_judgements(decode_record(record, Judgement) for (record,) in found)


def _read_report(row: Sequence[Any]) -> Report:
    """Return the report of a row of facts, its text checked against its hash."""
    report, text_hash, record, data, path = row
    text = decode_text(data)
    if hash_text(text) != text_hash:
        raise AnchorError(f"{report}: its text has been changed since; see: onrecord check")
    return msgspec.structs.replace(
        decode_record(record, Report), text=text, path=None if path is None else decode_text(path)
    )
