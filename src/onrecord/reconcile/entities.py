"""Entities across reports: people, organisations, places and states; never an unnamed source.

What carries one folded name is one atom; atoms are joined by rules that explain themselves. Unnamed
groups ("two officials") stay apart, each in its report. People's judgements join or part what the
rules did not: by entity id, or by a name as it is written.

One report touches the names it holds, and what shares a block or a judgement with them: only these
entities are made again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from onrecord.ids import hash_text
from onrecord.reconcile.alikes import list_blocks, list_joins
from onrecord.reconcile.atoms import Atom, ReportAtom, collect_atoms
from onrecord.reconcile.entity_index import AtomKeys, EntityIndex, MemoryEntityIndex
from onrecord.reconcile.facts import Fact
from onrecord.reconcile.geocodes import find_fix
from onrecord.reconcile.partitions import Partition
from onrecord.records import Entity, Judgement, Record

DIGEST_CHARS = 16


class EntityUpdate(Record, frozen=True, kw_only=True):
    """What an update changed.

    ``entities`` are new or different, by kind and name; ``gone`` are ids of entities that are no
    more.
    """

    entities: tuple[Entity, ...] = ()
    gone: tuple[str, ...] = ()


def make_entities(
    facts: Mapping[str, Fact], judgements: Sequence[Judgement] = ()
) -> tuple[Entity, ...]:
    """Return the named entities of all reports, by kind and name.

    Args:
        facts: report and annotations by report id.
        judgements: people's decisions that stand, oldest first: "same" and "not-same" on entity ids
            or names, "reject" drops an entity, "correct" gives its right name.
    """
    ordered = (facts[id_] for id_ in sorted(facts))
    return update_entities(MemoryEntityIndex(), ordered, (), judgements).entities


def update_entities(
    index: EntityIndex,
    changed: Iterable[Fact],
    gone: Iterable[str] = (),
    judgements: Sequence[Judgement] = (),
) -> EntityUpdate:
    """Take reports and judgements up into an index, and make the entities concerned again.

    Any sequence of updates ends in what one update with the final facts and judgements gives.

    Args:
        index: what was taken up before.
        changed: reports that are new or have changed, with their annotations.
        gone: ids of reports that are no more.
        judgements: all decisions that stand, oldest first, also those applied before.
    """
    parts: dict[str, Sequence[ReportAtom]] = dict.fromkeys(gone, ())
    parts |= {report.id: collect_atoms(report, notes) for report, notes in changed}
    touched = index.replace_parts(parts)
    seeds = touched | _list_newly_judged(index, judgements)
    concerned = _list_concerned(index, touched, seeds, judgements)
    index.keep_judgements(judgements)
    return _settle(index, concerned, judgements)


# ---------------------------------------------------------------- what is concerned


def _list_newly_judged(index: EntityIndex, judgements: Sequence[Judgement]) -> set[str]:
    """Return the atoms that a judgement is about which was not applied before, or no longer is."""
    before, now = index.load_judgements(), tuple(judgements)
    if before == now:
        return set()
    different = set(before).symmetric_difference(now)
    return _list_targeted(index, {target for item in different for target in item.targets})


def _list_targeted(index: EntityIndex, targets: Collection[str]) -> set[str]:
    """Return the atoms that targets of judgements mean: by id, or by a name as written."""
    named = index.list_named(targets)
    return set(index.load_keys(targets)).union(*named.values())


def _list_concerned(
    index: EntityIndex, touched: set[str], seeds: set[str], judgements: Sequence[Judgement]
) -> set[str]:
    """Return every atom whose entity may change: what shares a block or a judgement with a seed.

    The keys of touched atoms are brought up to date; those they had before lead on as well.
    """
    partners = _list_partners(judgements)
    old = index.load_keys(touched)
    new = {id_: AtomKeys() for id_ in touched} | {
        id_: make_keys(atom) for id_, atom in index.load_atoms(touched).items()
    }
    index.replace_keys({id_: keys for id_, keys in new.items() if keys != old.get(id_)})
    known = dict(index.load_keys(seeds))
    waiting = _follow(index, [*old.items(), *known.items()], partners) | set(known)
    concerned = set(touched)
    blocks: set[str] = set()
    while waiting:
        concerned |= waiting
        keys = [
            (id_, AtomKeys(found.blocks - blocks, found.names))
            for id_, found in index.load_keys(waiting).items()
        ]
        blocks.update(block for _, found in keys for block in found.blocks)
        waiting = _follow(index, keys, partners) - concerned
    return concerned


def make_keys(atom: Atom) -> AtomKeys:
    """Return what an atom is found by."""
    return AtomKeys(frozenset(list_blocks(atom)), frozenset(atom.names))


def _follow(
    index: EntityIndex,
    keyed: Iterable[tuple[str, AtomKeys]],
    partners: Mapping[str, set[str]],
) -> set[str]:
    """Return the atoms that share a block or a judgement with some."""
    blocks: set[str] = set()
    targets: set[str] = set()
    for id_, keys in keyed:
        blocks |= keys.blocks
        for target in {id_, *keys.names} & partners.keys():
            targets |= partners[target]
    return index.list_in_blocks(blocks) | (_list_targeted(index, targets) if targets else set())


def _list_partners(judgements: Sequence[Judgement]) -> dict[str, set[str]]:
    """Return the targets that each target is judged the same as, or not the same."""
    partners: dict[str, set[str]] = {}
    for item in judgements:
        if item.verb in {"same", "not-same"}:
            for target in item.targets:
                partners.setdefault(target, set()).update(item.targets)
    return partners


# ---------------------------------------------------------------- entities made again


def _settle(
    index: EntityIndex, concerned: set[str], judgements: Sequence[Judgement]
) -> EntityUpdate:
    before = index.load_entities(concerned)
    homes = dict.fromkeys(concerned, "")
    entities: dict[str, Entity] = {}
    for entity, members in _join_atoms(index.load_atoms(concerned), judgements):
        entities[entity.id] = entity
        homes |= dict.fromkeys(members, entity.id)
    gone = set(before.values()) - entities.keys()
    kept = index.load_digests(entities)
    digests = {id_: _digest(entity) for id_, entity in entities.items()}
    index.keep_entities(homes, gone, digests)
    different = [entity for id_, entity in entities.items() if kept.get(id_) != digests[id_]]
    return EntityUpdate(
        entities=tuple(sorted(different, key=order_entity)), gone=tuple(sorted(gone))
    )


def order_entity(entity: Entity) -> tuple[str, str, str]:
    """Return the place of an entity among all."""
    return entity.kind, entity.name, entity.id


def _digest(entity: Entity) -> str:
    return hash_text(repr(entity))[:DIGEST_CHARS]


def _join_atoms(
    atoms: Mapping[str, Atom], judgements: Sequence[Judgement]
) -> Iterator[tuple[Entity, list[str]]]:
    """Yield each entity that some atoms make up, with the atoms' ids."""
    named = _name_targets(atoms)
    partition = Partition(sorted(atoms), _list_apart(judgements, named))
    reasons: dict[str, set[str]] = {}
    for item in judgements:
        if item.verb == "same":
            ids = [id_ for target in item.targets for id_ in named.get(target, ())]
            for other in ids[1:]:
                _join(partition, ids[0], other, f"judged same by {item.author}", reasons)
    for first, second, why in list_joins(atoms):
        _join(partition, first, second, why, reasons)
    rejected = {target for item in judgements if item.verb == "reject" for target in item.targets}
    names = _list_corrected(judgements)
    for part in partition.list_parts():
        entity = _make_entity([atoms[id_] for id_ in part], reasons, names)
        if entity.id not in rejected:
            yield entity, part


def _join(
    partition: Partition, first: str, second: str, why: str, reasons: dict[str, set[str]]
) -> None:
    if partition.join(first, second):
        reasons.setdefault(first, set()).add(why)
        reasons.setdefault(second, set()).add(why)


def _name_targets(atoms: Mapping[str, Atom]) -> dict[str, list[str]]:
    """Return the atoms that a judgement's target means: an entity id, or a name as written."""
    named: dict[str, list[str]] = {id_: [id_] for id_ in atoms}
    for id_ in sorted(atoms):
        for name in atoms[id_].names:
            named.setdefault(name, []).append(id_)
    return named


def _list_apart(
    judgements: Sequence[Judgement], named: Mapping[str, list[str]]
) -> list[tuple[str, str]]:
    decided: dict[tuple[str, str], str] = {}
    for item in judgements:
        if item.verb not in {"same", "not-same"}:
            continue
        ids = sorted({id_ for target in item.targets for id_ in named.get(target, ())})
        for index, one in enumerate(ids):
            for two in ids[index + 1 :]:
                decided[one, two] = item.verb
    return sorted(pair for pair, verb in decided.items() if verb == "not-same")


def _list_corrected(judgements: Sequence[Judgement]) -> dict[str, str]:
    """Return the names that people gave, by entity id; the latest decision counts."""
    return {
        target: item.value
        for item in judgements
        if item.verb == "correct" and item.value
        for target in item.targets
    }


def _make_entity(
    atoms: Sequence[Atom], reasons: Mapping[str, set[str]], corrected: Mapping[str, str]
) -> Entity:
    main = max(atoms, key=lambda atom: (len(atom.tokens), len(atom.reports), atom.id))
    names = sum((atom.names for atom in atoms), Counter[str]())
    name = max(main.names, key=lambda name: (main.names[name], name))
    why = {reason for atom in atoms for reason in reasons.get(atom.id, ())}
    fix = find_fix(main)
    return Entity(
        id=main.id,
        name=corrected.get(main.id, name),
        kind=main.kind,
        aliases=tuple(sorted(names)),
        roles=tuple(sorted({role for atom in atoms for role in atom.roles})),
        reports=tuple(sorted({report for atom in atoms for report in atom.reports})),
        speakers=tuple(sorted({id_ for atom in atoms for id_ in atom.speakers})),
        reasons=tuple(sorted(why)) or (("same name",) if sum(names.values()) > 1 else ()),
        country=fix and fix.country,
        latitude=fix and fix.latitude,
        longitude=fix and fix.longitude,
        geocode=fix and fix.reason,
    )
