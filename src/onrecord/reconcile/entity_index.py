"""What entities are made from, kept by report, so that one report joins an archive by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from onrecord.reconcile.atoms import Atom, ReportAtom, gather_atoms
from onrecord.records import Judgement


class AtomKeys(NamedTuple):
    """What an atom is found by: its blocks, and its names as they are written."""

    blocks: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


class EntityIndex(Protocol):
    """Bulk reads and writes over what is kept; nothing asks for the whole of it."""

    def replace_parts(self, parts: Mapping[str, Sequence[ReportAtom]]) -> set[str]:
        """Keep what reports say in place of what they said; return the ids of atoms in either.

        Args:
            parts: by report id; a report that is gone says nothing.
        """
        ...

    def load_atoms(self, ids: Collection[str]) -> dict[str, Atom]:
        """Return the atoms of some ids, each whole; an id of which no report speaks has none."""
        ...

    def load_keys(self, ids: Collection[str]) -> dict[str, AtomKeys]:
        """Return the keys kept for some atoms, by atom id."""
        ...

    def replace_keys(self, keys: Mapping[str, AtomKeys]) -> None:
        """Keep keys in place of those kept before; an atom without any is dropped."""
        ...

    def list_in_blocks(self, blocks: Collection[str]) -> set[str]:
        """Return the ids of the atoms in some blocks."""
        ...

    def list_named(self, names: Collection[str]) -> dict[str, set[str]]:
        """Return the ids of the atoms of each name, as it is written."""
        ...

    def load_entities(self, atoms: Collection[str]) -> dict[str, str]:
        """Return the entity that each of some atoms was last part of, by atom id."""
        ...

    def load_digests(self, entities: Collection[str]) -> dict[str, str]:
        """Return the digest of each of some entities as last made, by entity id."""
        ...

    def keep_entities(
        self, homes: Mapping[str, str], gone: Iterable[str], digests: Mapping[str, str]
    ) -> None:
        """Keep what entities were made.

        Args:
            homes: the entity of each atom looked at; empty where it is in none any more.
            gone: entities that are no more.
            digests: of the entities made.
        """
        ...

    def load_judgements(self) -> tuple[Judgement, ...]:
        """Return the judgements last applied."""
        ...

    def keep_judgements(self, judgements: Sequence[Judgement]) -> None:
        """Keep the judgements just applied in place of those before."""
        ...


class MemoryEntityIndex:
    """An :class:`EntityIndex` in memory."""

    def __init__(self) -> None:
        self._parts: dict[str, dict[str, ReportAtom]] = {}
        self._held: dict[str, tuple[str, ...]] = {}
        self._keys: dict[str, AtomKeys] = {}
        self._blocks: dict[str, set[str]] = {}
        self._names: dict[str, set[str]] = {}
        self._homes: dict[str, str] = {}
        self._digests: dict[str, str] = {}
        self._judgements: tuple[Judgement, ...] = ()

    def replace_parts(self, parts: Mapping[str, Sequence[ReportAtom]]) -> set[str]:
        """See :meth:`EntityIndex.replace_parts`."""
        touched: set[str] = set()
        for report, atoms in parts.items():
            before = self._held.pop(report, ())
            touched.update(before)
            for id_ in before:
                del self._parts[id_][report]
            for atom in atoms:
                self._parts.setdefault(atom.id, {})[report] = atom
            if atoms:
                self._held[report] = tuple(atom.id for atom in atoms)
                touched.update(self._held[report])
        return touched

    def load_atoms(self, ids: Collection[str]) -> dict[str, Atom]:
        """See :meth:`EntityIndex.load_atoms`."""
        return gather_atoms(pair for id_ in ids for pair in self._parts.get(id_, {}).items())

    def load_keys(self, ids: Collection[str]) -> dict[str, AtomKeys]:
        """See :meth:`EntityIndex.load_keys`."""
        return {id_: self._keys[id_] for id_ in ids if id_ in self._keys}

    def replace_keys(self, keys: Mapping[str, AtomKeys]) -> None:
        """See :meth:`EntityIndex.replace_keys`."""
        for id_, new in keys.items():
            old = self._keys.pop(id_, AtomKeys())
            for table, before, after in (
                (self._blocks, old.blocks, new.blocks),
                (self._names, old.names, new.names),
            ):
                for key in before - after:
                    table[key].discard(id_)
                for key in after - before:
                    table.setdefault(key, set()).add(id_)
            if new.names:
                self._keys[id_] = new

    def list_in_blocks(self, blocks: Collection[str]) -> set[str]:
        """See :meth:`EntityIndex.list_in_blocks`."""
        return {id_ for block in blocks for id_ in self._blocks.get(block, ())}

    def list_named(self, names: Collection[str]) -> dict[str, set[str]]:
        """See :meth:`EntityIndex.list_named`."""
        return {name: set(self._names[name]) for name in names if self._names.get(name)}

    def load_entities(self, atoms: Collection[str]) -> dict[str, str]:
        """See :meth:`EntityIndex.load_entities`."""
        return {id_: self._homes[id_] for id_ in atoms if id_ in self._homes}

    def load_digests(self, entities: Collection[str]) -> dict[str, str]:
        """See :meth:`EntityIndex.load_digests`."""
        return {id_: self._digests[id_] for id_ in entities if id_ in self._digests}

    def keep_entities(
        self, homes: Mapping[str, str], gone: Iterable[str], digests: Mapping[str, str]
    ) -> None:
        """See :meth:`EntityIndex.keep_entities`."""
        for id_ in gone:
            self._digests.pop(id_, None)
        self._digests.update(digests)
        for atom, home in homes.items():
            if home:
                self._homes[atom] = home
            else:
                self._homes.pop(atom, None)

    def load_judgements(self) -> tuple[Judgement, ...]:
        """See :meth:`EntityIndex.load_judgements`."""
        return self._judgements

    def keep_judgements(self, judgements: Sequence[Judgement]) -> None:
        """See :meth:`EntityIndex.keep_judgements`."""
        self._judgements = tuple(judgements)
