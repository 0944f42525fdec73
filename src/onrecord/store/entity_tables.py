"""The entity index as tables: see :class:`onrecord.reconcile.entity_index.EntityIndex`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from onrecord.reconcile.atoms import Atom, ReportAtom, gather_atoms
from onrecord.reconcile.entity_index import AtomKeys
from onrecord.records import Judgement
from onrecord.store.encodings import clean_text, decode_record, encode_record
from onrecord.store.rows import Rows, chunk_values, mark_places

TABLES: tuple[str, ...] = (
    "CREATE TABLE IF NOT EXISTS entity_parts ("
    "atom TEXT NOT NULL, report TEXT NOT NULL, part {blob} NOT NULL, PRIMARY KEY (atom, report))",
    "CREATE INDEX IF NOT EXISTS entity_parts_by_report ON entity_parts (report)",
    "CREATE TABLE IF NOT EXISTS entity_blocks ("
    "block TEXT NOT NULL, atom TEXT NOT NULL, PRIMARY KEY (block, atom)) {keyed}",
    "CREATE INDEX IF NOT EXISTS entity_blocks_by_atom ON entity_blocks (atom)",
    "CREATE TABLE IF NOT EXISTS entity_names ("
    "name TEXT NOT NULL, atom TEXT NOT NULL, PRIMARY KEY (name, atom)) {keyed}",
    "CREATE INDEX IF NOT EXISTS entity_names_by_atom ON entity_names (atom)",
    "CREATE TABLE IF NOT EXISTS entity_homes (atom TEXT PRIMARY KEY, entity TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS entity_digests (entity TEXT PRIMARY KEY, digest TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS entity_judgements ("
    "ordinal BIGINT PRIMARY KEY, judgement {blob} NOT NULL)",
)


class EntityTables:
    """An entity index in a database; the caller holds the transaction."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def replace_parts(self, parts: Mapping[str, Sequence[ReportAtom]]) -> set[str]:
        """See :meth:`EntityIndex.replace_parts`."""
        touched = {row[0] for row in self._select("atom", "entity_parts", "report", parts)}
        self._delete("entity_parts", "report", parts)
        self._rows.execute_many(
            "INSERT INTO entity_parts (atom, report, part) VALUES (?, ?, ?)",
            (
                (atom.id, report, encode_record(atom))
                for report, atoms in parts.items()
                for atom in atoms
            ),
        )
        return touched.union(atom.id for atoms in parts.values() for atom in atoms)

    def load_atoms(self, ids: Collection[str]) -> dict[str, Atom]:
        """See :meth:`EntityIndex.load_atoms`."""
        found = self._select("report, part", "entity_parts", "atom", ids)
        return gather_atoms((report, decode_record(part, ReportAtom)) for report, part in found)

    def load_keys(self, ids: Collection[str]) -> dict[str, AtomKeys]:
        """See :meth:`EntityIndex.load_keys`."""
        names: dict[str, set[str]] = {}
        blocks: dict[str, set[str]] = {}
        for atom, name in self._select("atom, name", "entity_names", "atom", ids):
            names.setdefault(atom, set()).add(name)
        for atom, block in self._select("atom, block", "entity_blocks", "atom", ids):
            blocks.setdefault(atom, set()).add(block)
        return {
            atom: AtomKeys(frozenset(blocks.get(atom, ())), frozenset(own))
            for atom, own in names.items()
        }

    def replace_keys(self, keys: Mapping[str, AtomKeys]) -> None:
        """See :meth:`EntityIndex.replace_keys`."""
        self._delete("entity_names", "atom", keys)
        self._delete("entity_blocks", "atom", keys)
        for table, column, place in (
            ("entity_names", "name", 1),
            ("entity_blocks", "block", 0),
        ):
            self._rows.execute_many(
                f"INSERT INTO {table} (atom, {column}) VALUES (?, ?) "
                f"ON CONFLICT ({column}, atom) DO NOTHING",
                (
                    (atom, clean_text(key))
                    for atom, own in keys.items()
                    for key in sorted(own[place])
                ),
            )

    def list_in_blocks(self, blocks: Collection[str]) -> set[str]:
        """See :meth:`EntityIndex.list_in_blocks`."""
        wanted = {clean_text(block) for block in blocks}
        return {row[0] for row in self._select("atom", "entity_blocks", "block", wanted)}

    def list_named(self, names: Collection[str]) -> dict[str, set[str]]:
        """See :meth:`EntityIndex.list_named`."""
        found: dict[str, set[str]] = {}
        for name, atom in self._select("name, atom", "entity_names", "name", names):
            found.setdefault(name, set()).add(atom)
        return found

    def load_entities(self, atoms: Collection[str]) -> dict[str, str]:
        """See :meth:`EntityIndex.load_entities`."""
        return dict(self._select("atom, entity", "entity_homes", "atom", atoms))

    def load_digests(self, entities: Collection[str]) -> dict[str, str]:
        """See :meth:`EntityIndex.load_digests`."""
        return dict(self._select("entity, digest", "entity_digests", "entity", entities))

    def keep_entities(
        self, homes: Mapping[str, str], gone: Iterable[str], digests: Mapping[str, str]
    ) -> None:
        """See :meth:`EntityIndex.keep_entities`."""
        self._delete("entity_digests", "entity", gone)
        self._rows.execute_many(
            "INSERT INTO entity_digests (entity, digest) VALUES (?, ?) "
            "ON CONFLICT (entity) DO UPDATE SET digest = excluded.digest",
            digests.items(),
        )
        self._delete("entity_homes", "atom", [atom for atom, home in homes.items() if not home])
        self._rows.execute_many(
            "INSERT INTO entity_homes (atom, entity) VALUES (?, ?) "
            "ON CONFLICT (atom) DO UPDATE SET entity = excluded.entity",
            (item for item in homes.items() if item[1]),
        )

    def load_judgements(self) -> tuple[Judgement, ...]:
        """See :meth:`EntityIndex.load_judgements`."""
        found = self._rows.execute("SELECT judgement FROM entity_judgements ORDER BY ordinal")
        return tuple(decode_record(row[0], Judgement) for row in found)

    def keep_judgements(self, judgements: Sequence[Judgement]) -> None:
        """See :meth:`EntityIndex.keep_judgements`."""
        if tuple(judgements) == self.load_judgements():
            return
        self._rows.execute("DELETE FROM entity_judgements")
        self._rows.execute_many(
            "INSERT INTO entity_judgements (ordinal, judgement) VALUES (?, ?)",
            ((ordinal, encode_record(item)) for ordinal, item in enumerate(judgements)),
        )

    def _select(
        self, columns: str, table: str, key: str, values: Iterable[str]
    ) -> Iterator[tuple[Any, ...]]:
        for chunk in chunk_values(sorted(set(map(clean_text, values)))):
            yield from self._rows.execute(
                f"SELECT {columns} FROM {table} WHERE {key} IN ({mark_places(chunk)})", chunk
            )

    def _delete(self, table: str, key: str, values: Iterable[str]) -> None:
        for chunk in chunk_values(sorted(set(map(clean_text, values)))):
            self._rows.execute(f"DELETE FROM {table} WHERE {key} IN ({mark_places(chunk)})", chunk)
