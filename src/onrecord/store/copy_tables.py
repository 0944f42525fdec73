"""The copy index in tables, beside the facts: digests, keys and pairs of reports as rows.

A report is known by a number inside these tables. Of each key only as many carriers are read as
are asked for, in order of publication, so that what every page of an outlet carries is never read
whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from onrecord.group.copy_index import Entry, PairRow, TieRow, make_entry
from onrecord.group.keys import Keys
from onrecord.group.packing import pack, pack_text, unpack, unpack_text
from onrecord.group.sheets import Sheet
from onrecord.group.texts import Text
from onrecord.store.rows import Rows, chunk_values, mark_places

TABLES: tuple[str, ...] = (
    "CREATE TABLE IF NOT EXISTS copy_reports ("
    "number BIGINT PRIMARY KEY, report TEXT NOT NULL UNIQUE, rank BIGINT NOT NULL, "
    "story TEXT NOT NULL, size BIGINT NOT NULL, sentences BIGINT NOT NULL)",
    # Apart from the rest, which is read far more often.
    "CREATE TABLE IF NOT EXISTS copy_digests ("
    "number BIGINT PRIMARY KEY, "
    "sheet {blob} NOT NULL, words {blob} NOT NULL, keys {blob} NOT NULL)",
    "CREATE TABLE IF NOT EXISTS copy_keys ("
    "key BIGINT NOT NULL, rank BIGINT NOT NULL, number BIGINT NOT NULL, "
    "PRIMARY KEY (key, rank, number)) {keyed}",
    "CREATE TABLE IF NOT EXISTS copy_pairs ("
    "a BIGINT NOT NULL, b BIGINT NOT NULL, reach BIGINT NOT NULL, is_version BIGINT NOT NULL, "
    "match {blob} NOT NULL, standing {blob} NOT NULL, PRIMARY KEY (a, b))",
    "CREATE INDEX IF NOT EXISTS copy_pairs_by_b ON copy_pairs (b, a)",
    # Apart from the matches: these are read by the thousand, for all reports of a story.
    "CREATE TABLE IF NOT EXISTS copy_ties ("
    "a BIGINT NOT NULL, b BIGINT NOT NULL, ties {blob} NOT NULL, PRIMARY KEY (a, b))",
    "CREATE INDEX IF NOT EXISTS copy_ties_by_b ON copy_ties (b, a)",
)
_CARRIERS = (
    "SELECT * FROM (SELECT key, rank, number FROM copy_keys "
    "WHERE key = ? ORDER BY rank, number LIMIT ?) AS carriers_{}"
)
_KEYS_AT_ONCE = 100
_ALL = 1 << 60


class SqlCopyIndex:
    """See :class:`onrecord.group.copy_index.CopyIndex`; the caller holds the transaction.

    Entries are kept in memory once read, so an index is of use for one transaction only.
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._entries: dict[int, Entry] = {}
        self._numbers: dict[str, int] = {}

    # ------------------------------------------------------------ reports

    def read_entries(self, reports: Collection[str]) -> dict[str, Entry]:
        """Return the entries of those reports that are kept."""
        self._find_numbers(reports)
        return {r: self._entries[self._numbers[r]] for r in reports if r in self._numbers}

    def _find_numbers(self, reports: Iterable[str]) -> list[int]:
        """Return the numbers of those reports that are kept."""
        listed = list(reports)
        self._read_entries("report", [r for r in listed if r not in self._numbers])
        return [self._numbers[report] for report in listed if report in self._numbers]

    def _read_entries(self, column: str, values: Iterable[Any]) -> None:
        for chunk in chunk_values(values):
            for number, *entry in self._rows.execute(
                "SELECT number, rank, report, story, size, sentences FROM copy_reports "
                f"WHERE {column} IN ({mark_places(chunk)})",
                chunk,
            ):
                self._remember(number, Entry(*entry))

    def _remember(self, number: int, entry: Entry) -> None:
        self._entries[number] = entry
        self._numbers[entry.report] = number

    def read_texts(self, reports: Collection[str]) -> dict[str, Text]:
        """Return the digests of reports."""
        return {
            report: unpack_text(words, unpack(sheet, Sheet))
            for report, sheet, words in self._read_digests("sheet, words", reports)
        }

    def read_sheets(self, reports: Collection[str]) -> dict[str, Sheet]:
        """Return the sheets of reports."""
        return {r: unpack(sheet, Sheet) for r, sheet in self._read_digests("sheet", reports)}

    def read_keys(self, reports: Collection[str]) -> dict[str, Keys]:
        """Return the keys of reports."""
        rows = self._read_digests("keys", reports)
        return {report: np.frombuffer(keys, dtype=np.int64) for report, keys in rows}

    def _read_digests(self, columns: str, reports: Iterable[str]) -> Iterator[tuple[Any, ...]]:
        """Yield the id of each report with columns of its digest."""
        for chunk in chunk_values(self._find_numbers(reports)):
            for number, *values in self._rows.execute(
                f"SELECT number, {columns} FROM copy_digests "
                f"WHERE number IN ({mark_places(chunk)})",
                chunk,
            ):
                yield self._entries[number].report, *(bytes(value) for value in values)

    def write_reports(self, texts: Sequence[Text], stories: Mapping[str, str]) -> None:
        """Keep digests with the stories they are of, in place of those with the same ids."""
        self.remove_reports(self.read_entries([text.id for text in texts]))
        last = self._rows.execute("SELECT coalesce(max(number), 0) FROM copy_reports")[0][0]
        numbered = list(enumerate(texts, last + 1))
        for number, text in numbered:
            self._remember(number, make_entry(text, stories[text.id]))
        self._rows.execute_many(
            "INSERT INTO copy_reports (number, rank, report, story, size, sentences) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [(number, *self._entries[number]) for number, _ in numbered],
        )
        self._rows.execute_many(
            "INSERT INTO copy_digests (number, sheet, words, keys) VALUES (?, ?, ?, ?)",
            [(n, pack(t.sheet), pack_text(t), t.keys.tobytes()) for n, t in numbered],
        )
        self._rows.execute_many(
            "INSERT INTO copy_keys (key, rank, number) VALUES (?, ?, ?)",
            sorted((key, t.sheet.rank, n) for n, t in numbered for key in t.keys.tolist()),
        )

    def remove_reports(self, reports: Collection[str]) -> None:
        """Drop reports and their pairs."""
        keys = self.read_keys(reports)
        numbers = self._find_numbers(reports)
        self._rows.execute_many(
            "DELETE FROM copy_keys WHERE key = ? AND rank = ? AND number = ?",
            [
                (key, self._entries[number].rank, number)
                for number in numbers
                for key in keys[self._entries[number].report].tolist()
            ],
        )
        for table in ("copy_reports", "copy_digests"):
            for chunk in chunk_values(numbers):
                self._rows.execute(
                    f"DELETE FROM {table} WHERE number IN ({mark_places(chunk)})", chunk
                )
        self._drop_pairs_of(numbers)
        for number in numbers:
            del self._numbers[self._entries.pop(number).report]

    def move_reports(self, stories: Mapping[str, str]) -> None:
        """Take note of the new story of some reports."""
        self._find_numbers(stories)
        moves = [(story, self._numbers[report]) for report, story in stories.items()]
        self._rows.execute_many("UPDATE copy_reports SET story = ? WHERE number = ?", moves)
        for story, number in moves:
            self._entries[number] = self._entries[number]._replace(story=story)

    # ------------------------------------------------------------ keys

    def read_carriers(
        self, keys: Collection[int], limit: int | None = None
    ) -> dict[int, list[Entry]]:
        """Return the reports that have a key, of each key the first ``limit`` in order."""
        numbers: dict[int, list[int]] = {}
        for chunk in chunk_values(keys, _KEYS_AT_ONCE):
            sql = " UNION ALL ".join(_CARRIERS.format(place) for place in range(len(chunk)))
            values = [value for key in chunk for value in (key, limit or _ALL)]
            for key, _, number in self._rows.execute(sql, values):
                numbers.setdefault(key, []).append(number)
        missing = {number for found in numbers.values() for number in found} - self._entries.keys()
        self._read_entries("number", missing)
        return {key: sorted(map(self._entries.__getitem__, n)) for key, n in numbers.items()}

    # ------------------------------------------------------------ pairs

    def read_pairs(self, reports: Collection[str]) -> list[PairRow]:
        """Return every pair with at least one of some reports, each once."""
        columns = "a, b, reach, is_version, match, standing"
        rows = self._select("copy_pairs", columns, reports)
        ties = {(a, b): ties for a, b, ties in self._select("copy_ties", "a, b, ties", reports)}
        return [
            PairRow(
                *self._name(a, b),
                reach=reach,
                is_version=bool(is_version),
                match=bytes(match),
                standing=bytes(standing),
                ties=bytes(ties.get((a, b), b"")),
            )
            for a, b, reach, is_version, match, standing in rows
        ]

    def read_ties(self, reports: Collection[str]) -> list[TieRow]:
        """Return every pair with ties and at least one of some reports."""
        rows = self._select("copy_ties", "a, b, ties", reports)
        return [TieRow(*self._name(a, b), bytes(ties)) for a, b, ties in rows]

    def _select(self, table: str, columns: str, reports: Iterable[str]) -> list[tuple[Any, ...]]:
        """Return the rows of a table of pairs with one of some reports or more, each once."""
        found: dict[tuple[int, int], tuple[Any, ...]] = {}
        for chunk in chunk_values(self._find_numbers(reports)):
            places = mark_places(chunk)
            for side in ("a", "b"):
                sql = f"SELECT {columns} FROM {table} WHERE {side} IN ({places})"
                found |= {(row[0], row[1]): row for row in self._rows.execute(sql, chunk)}
        missing = {number for pair in found for number in pair} - self._entries.keys()
        self._read_entries("number", missing)
        return list(found.values())

    def _name(self, a: int, b: int) -> tuple[str, str]:
        return self._entries[a].report, self._entries[b].report

    def write_pairs(self, rows: Sequence[PairRow]) -> None:
        """Keep pairs, in place of those of the same two reports."""
        numbered = [(self._numbers[row.a], self._numbers[row.b], row) for row in rows]
        self._remove_pairs([(a, b) for a, b, _ in numbered])
        self._rows.execute_many(
            "INSERT INTO copy_pairs (a, b, reach, is_version, match, standing) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [
                (a, b, row.reach, int(row.is_version), row.match, row.standing)
                for a, b, row in numbered
            ],
        )
        self._rows.execute_many(
            "INSERT INTO copy_ties (a, b, ties) VALUES (?, ?, ?)",
            [(a, b, row.ties) for a, b, row in numbered if row.ties],
        )

    def remove_pairs(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Drop pairs, by the ids of their reports; those of reports that are gone are gone."""
        numbers = self._numbers
        self._remove_pairs(
            [(numbers[a], numbers[b]) for a, b in pairs if a in numbers and b in numbers]
        )

    def _remove_pairs(self, pairs: Sequence[tuple[int, int]]) -> None:
        for table in ("copy_pairs", "copy_ties"):
            self._rows.execute_many(f"DELETE FROM {table} WHERE a = ? AND b = ?", pairs)

    def _drop_pairs_of(self, numbers: Iterable[int]) -> None:
        for chunk in chunk_values(numbers):
            for table in ("copy_pairs", "copy_ties"):
                for side in ("a", "b"):
                    self._rows.execute(
                        f"DELETE FROM {table} WHERE {side} IN ({mark_places(chunk)})", chunk
                    )
