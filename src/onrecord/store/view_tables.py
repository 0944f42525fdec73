"""Views as rows, kept story by story, so that one story is made again without the others.

An entry has a rank, by which its kind is read in order, whole or of one story. Origins lie in many
stories: each story keeps its part, and reading a kind whole joins the parts. A copy that crosses
from one story into another is kept once and found from both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from onrecord.group.collecting import merge_origins
from onrecord.records import Claim, Copy, Entity, Origin, Record, Relation, Story
from onrecord.store.encodings import clean_text, decode_record, encode_record
from onrecord.store.rows import Rows, chunk_values, mark_places
from onrecord.store.views import RECORD_TYPES, ViewKind

TABLES: tuple[str, ...] = (
    "CREATE TABLE IF NOT EXISTS view_rows ("
    "kind TEXT NOT NULL, id TEXT NOT NULL, story TEXT NOT NULL, other TEXT NOT NULL, "
    "rank TEXT NOT NULL, record {blob} NOT NULL, "
    "PRIMARY KEY (kind, id, story))",
    "CREATE INDEX IF NOT EXISTS view_rows_in_order ON view_rows (kind, rank, id)",
    # All of the order stands in these: else SQLite reads a whole kind in order, and filters it.
    "CREATE INDEX IF NOT EXISTS view_rows_of_story ON view_rows (kind, story, rank, id)",
    "CREATE INDEX IF NOT EXISTS view_rows_of_other ON view_rows (kind, other, rank, id)",
    "CREATE TABLE IF NOT EXISTS view_members ("
    "kind TEXT NOT NULL, member TEXT NOT NULL, id TEXT NOT NULL, story TEXT NOT NULL, "
    "PRIMARY KEY (kind, member, id, story)) {keyed}",
    "CREATE INDEX IF NOT EXISTS view_members_by_entry ON view_members (kind, id, story)",
)
_AT_ONCE = 500
_ALL = 1 << 62
_INSERT = "INSERT INTO view_rows (kind, id, story, other, rank, record) VALUES (?, ?, ?, ?, ?, ?)"


class Placed(NamedTuple):
    """An entry with where it stands: its rank among its kind, and the stories it is of."""

    record: Record
    rank: str
    story: str = ""
    other: str = ""


class _Row(NamedTuple):
    """An entry as it is kept: the columns, then what it is found by."""

    kind: str
    id: str
    story: str
    other: str
    rank: str
    record: bytes
    members: tuple[str, ...]


class ViewTables:
    """Reads and replaces the kept views; the caller holds the transaction."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    # ------------------------------------------------------------ in

    def replace_story(self, kind: ViewKind, story: str, entries: Iterable[Placed]) -> None:
        """Keep the entries of one kind of one story in place of those kept before.

        What is the same as before is left as it stands: a long story changes in a few places.
        """
        sql = "SELECT id, rank, record FROM view_rows WHERE kind = ? AND story = ?"
        stale = {row[0]: (row[1], row[2]) for row in self._rows.execute(sql, (kind, story))}
        fresh: list[_Row] = []
        for entry in entries:
            row = _make_row(kind, entry)
            if stale.get(row.id) == (row.rank, row.record):
                del stale[row.id]
            else:
                fresh.append(row)
        for chunk in chunk_values(stale):
            for table in ("view_rows", "view_members"):
                self._rows.execute(
                    f"DELETE FROM {table} WHERE kind = ? AND story = ? "
                    f"AND id IN ({mark_places(chunk)})",
                    (kind, story, *chunk),
                )
        self._insert(fresh)

    def replace_entries(
        self, kind: ViewKind, gone: Iterable[str], entries: Iterable[Placed]
    ) -> None:
        """Take entries away by id, then keep others; those of the same id are replaced."""
        listed = list(entries)
        ids = [*gone, *(str(getattr(entry.record, "id", "")) for entry in listed)]
        for chunk in chunk_values(dict.fromkeys(ids)):
            places = mark_places(chunk)
            for table in ("view_rows", "view_members"):
                self._rows.execute(
                    f"DELETE FROM {table} WHERE kind = ? AND id IN ({places})", (kind, *chunk)
                )
        self._insert([_make_row(kind, entry) for entry in listed])

    def _insert(self, rows: Sequence[_Row]) -> None:
        self._rows.execute_many(_INSERT, [row[:6] for row in rows])
        self._rows.execute_many(
            "INSERT INTO view_members (kind, member, id, story) VALUES (?, ?, ?, ?)",
            [(row.kind, member, row.id, row.story) for row in rows for member in row.members],
        )

    # ------------------------------------------------------------ out

    def iterate(self, kind: ViewKind, story: str | None = None) -> Iterator[Record]:
        """Yield the entries of a kind in order, or those of one story.

        They are read some hundred at a time, each time from where the last came to an end.
        """
        if story is not None:
            yield from self.page(kind, story, 0, -1)
            return
        last = ("", "")
        while found := self._rows.execute(
            "SELECT rank, id FROM view_rows WHERE kind = ? AND (rank, id) > (?, ?) "
            "GROUP BY rank, id ORDER BY rank, id LIMIT ?",
            (kind, *last, _AT_ONCE),
        ):
            yield from self._find_all(kind, [row[1] for row in found])
            last = found[-1]

    def page(self, kind: ViewKind, story: str | None, offset: int, limit: int) -> list[Record]:
        """Return some entries of a kind in order, or of one story; all from there for limit -1."""
        if story is None:
            found = self._rows.execute(
                "SELECT id FROM view_rows WHERE kind = ? GROUP BY rank, id "
                "ORDER BY rank, id LIMIT ? OFFSET ?",
                (kind, _ALL if limit < 0 else limit, offset),
            )
            return self._find_all(kind, [row[0] for row in found])
        where, values = _select_story(kind, story)
        rows = self._rows.execute(
            f"SELECT record FROM view_rows WHERE {where} ORDER BY rank, id LIMIT ? OFFSET ?",
            (*values, _ALL if limit < 0 else limit, offset),
        )
        return [decode_record(row[0], RECORD_TYPES[kind]) for row in rows]

    def count(self, kind: ViewKind, story: str | None = None) -> int:
        """Return how many entries a kind has, or one story has of it."""
        where, values = _select_story(kind, story)
        counted = "DISTINCT id" if kind == "origins" else "*"
        rows = self._rows.execute(f"SELECT count({counted}) FROM view_rows WHERE {where}", values)
        return int(rows[0][0])

    def find(self, kind: ViewKind, entry: str) -> Record | None:
        """Return an entry by its id, None where there is none."""
        found = self._find_all(kind, [entry])
        return found[0] if found else None

    def _find_all(self, kind: ViewKind, ids: Sequence[str]) -> list[Record]:
        """Return entries by id, in the order of the ids; the parts of an origin joined."""
        parts: dict[str, list[Record]] = {id_: [] for id_ in ids}
        for chunk in chunk_values(ids):
            rows = self._rows.execute(
                f"SELECT id, record FROM view_rows WHERE kind = ? "
                f"AND id IN ({mark_places(chunk)}) ORDER BY id, story",
                (kind, *chunk),
            )
            for id_, record in rows:
                parts[id_].append(decode_record(record, RECORD_TYPES[kind]))
        return [_join_parts(found) for found in parts.values() if found]

    def list_holding(self, kind: ViewKind, member: str) -> list[Record]:
        """Return the entries that hold something, by its id, in order; see :func:`list_members`."""
        rows = self._rows.execute(
            "SELECT v.rank, v.id, v.record FROM view_members m "
            "JOIN view_rows v ON v.kind = m.kind AND v.id = m.id AND v.story = m.story "
            "WHERE m.kind = ? AND m.member = ?",
            (kind, member),
        )
        # Sorted here: asked for the order, SQLite would read the whole kind in it.
        ordered = sorted(rows, key=lambda row: (row[0], row[1]))
        return [decode_record(row[2], RECORD_TYPES[kind]) for row in ordered]

    def find_homes(self, reports: Sequence[str]) -> dict[str, str]:
        """Return the story of each of some reports, by report id."""
        found: dict[str, str] = {}
        for chunk in chunk_values(dict.fromkeys(reports)):
            found |= dict(
                self._rows.execute(
                    "SELECT member, id FROM view_members WHERE kind = 'stories' "
                    f"AND member IN ({mark_places(chunk)})",
                    chunk,
                )
            )
        return found

    def find_stories_of(self, kind: ViewKind, entries: Sequence[str]) -> set[str]:
        """Return the stories in which entries of a kind, by id, stand."""
        found: set[str] = set()
        for chunk in chunk_values(entries):
            rows = self._rows.execute(
                f"SELECT DISTINCT story FROM view_rows WHERE kind = ? "
                f"AND id IN ({mark_places(chunk)})",
                (kind, *chunk),
            )
            found.update(row[0] for row in rows)
        return found - {""}


def _make_row(kind: ViewKind, entry: Placed) -> _Row:
    record, rank, story, other = entry
    id_ = str(getattr(record, "id", ""))
    data = encode_record(record)
    return _Row(kind, id_, story, other, clean_text(rank), data, list_members(record))


def _select_story(kind: ViewKind, story: str | None) -> tuple[str, tuple[str, ...]]:
    """Return the condition for the entries of a kind, of one story where one is given."""
    if story is None:
        return "kind = ?", (kind,)
    if kind == "copies":
        return "kind = ? AND (story = ? OR other = ?)", (kind, story, story)
    return "kind = ? AND story = ?", (kind, story)


def _join_parts(parts: Sequence[Record]) -> Record:
    if len(parts) == 1:
        return parts[0]
    return merge_origins([part for part in parts if isinstance(part, Origin)])[0]


def list_members(record: Record) -> tuple[str, ...]:
    """Return the ids by which an entry is found: what it is made of.

    A story: its reports. A copy: its two reports. A claim: its statements. An entity: the
    statements it is the speaker of. A relation: its two claims.
    """
    members: Sequence[str] = ()
    if isinstance(record, Story):
        members = record.reports
    elif isinstance(record, Claim):
        members = record.statements
    elif isinstance(record, Entity):
        members = record.speakers
    elif isinstance(record, Copy | Relation):
        members = (record.a, record.b)
    return tuple(dict.fromkeys(members))
