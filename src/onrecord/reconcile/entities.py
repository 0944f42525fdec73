"""Entities across reports: people, organisations, places and states; never an unnamed source.

What carries one folded name is one atom; atoms are joined by a table of (rule, weight), each of
which explains itself. Unnamed groups ("two officials") stay apart, each in its report. People's
judgements join or part what the rules did not: by entity id, or by a name as it is written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from onrecord.ids import make_id
from onrecord.reconcile.names import (
    find_organisation,
    fold_name,
    make_initials,
    sound_token,
    strip_titles,
)
from onrecord.reconcile.nations import find_nation
from onrecord.reconcile.partitions import Partition
from onrecord.records import Annotations, Entity, Judgement, MentionKind, Report, SpeakerKind

JOIN_SCORE = 0.7
_MENTION_OF: dict[SpeakerKind, MentionKind] = {
    "person": "person",
    "organisation": "organisation",
    "state": "state",
}
_SMALL_WORDS = frozenset(
    {"the", "of", "for", "and", "in", "at", "on", "de", "la", "al", "van", "von"}
)
Facts = Mapping[str, tuple[Report, Annotations]]


@dataclass(slots=True)
class Atom:
    """All mentions of one folded name of one kind."""

    id: str
    kind: MentionKind
    tokens: tuple[str, ...]
    names: Counter[str] = field(default_factory=Counter)
    roles: dict[str, None] = field(default_factory=dict)
    reports: dict[str, None] = field(default_factory=dict)
    speakers: list[str] = field(default_factory=list)


class Rule(NamedTuple):
    """One reason for holding two names to be one entity's; ``judge`` returns 0 to 1."""

    name: str
    weight: float
    judge: Callable[[Atom, Atom], float]


def make_entities(facts: Facts, judgements: Sequence[Judgement] = ()) -> tuple[Entity, ...]:
    """Return the named entities of all reports, by kind and name.

    Args:
        facts: report and annotations by report id.
        judgements: people's decisions that stand, oldest first: "same" and "not-same" on entity ids
            or names, "reject" drops an entity, "correct" gives its right name.
    """
    atoms = _collect_atoms(facts)
    named = _name_targets(atoms)
    partition = Partition(atoms, _list_apart(judgements, named))
    reasons: dict[str, set[str]] = {}
    for item in judgements:
        if item.verb == "same":
            ids = [id_ for target in item.targets for id_ in named.get(target, ())]
            for other in ids[1:]:
                _join(partition, ids[0], other, f"judged same by {item.author}", reasons)
    for first, second, why in _list_joins(atoms):
        _join(partition, first, second, why, reasons)
    rejected = {target for item in judgements if item.verb == "reject" for target in item.targets}
    entities = [
        _make_entity([atoms[id_] for id_ in part], reasons, judgements)
        for part in partition.list_parts()
    ]
    kept = [entity for entity in entities if entity.id not in rejected]
    return tuple(sorted(kept, key=lambda entity: (entity.kind, entity.name, entity.id)))


def _join(
    partition: Partition, first: str, second: str, why: str, reasons: dict[str, set[str]]
) -> None:
    if partition.join(first, second):
        reasons.setdefault(first, set()).add(why)
        reasons.setdefault(second, set()).add(why)


# ---------------------------------------------------------------- atoms


def _collect_atoms(facts: Facts) -> dict[str, Atom]:
    atoms: dict[str, Atom] = {}
    for id_ in sorted(facts):
        notes = facts[id_][1]
        for mention in notes.mentions:
            atom = _take(atoms, mention.kind, mention.name, id_)
            if atom is not None and mention.role:
                atom.roles[mention.role] = None
        for statement in notes.statements:
            speaker = statement.speaker
            kind = _MENTION_OF.get(speaker.kind)
            if speaker.name and kind and not speaker.anonymous:
                atom = _take(atoms, kind, speaker.name, id_)
                if atom is not None:
                    atom.speakers.append(statement.id)
                    if speaker.role:
                        atom.roles[speaker.role] = None
    return dict(sorted(atoms.items()))


def _take(atoms: dict[str, Atom], kind: MentionKind, name: str, report: str) -> Atom | None:
    """Return the atom of a name, made where it is new; None for what names nobody."""
    nation = find_whole_nation(name) if kind in {"place", "state", "organisation"} else None
    if nation is not None:
        kind, tokens = "state", fold_name(nation)
    else:
        tokens = _fold(kind, name)
    if not tokens or not any(char.isalpha() for token in tokens for char in token):
        return None
    if not _is_proper(name) and kind != "group":
        return None
    own = () if _is_proper(name) else (report,)
    atom_id = make_id("entity", kind, *tokens, *own)
    atom = atoms.setdefault(atom_id, Atom(atom_id, kind, tokens))
    atom.names[nation or " ".join(name.split())] += 1
    if nation is not None:
        atom.names[" ".join(name.split())] += 1
    atom.reports[report] = None
    return atom


def _fold(kind: MentionKind, name: str) -> tuple[str, ...]:
    tokens = fold_name(name)
    if kind == "person":
        return strip_titles(tokens)
    return tokens[1:] if tokens[:1] == ("the",) and len(tokens) > 1 else tokens


def find_whole_nation(name: str) -> str | None:
    """Return the nation that a whole name means, not one that it only holds.

    >>> find_whole_nation("Pyongyang"), find_whole_nation("Bank of China")
    ('North Korea', None)
    """
    nation = find_nation(name)
    if nation is None:
        return None
    plain = [word for word in name.split() if word.casefold() != "the"]
    return nation if find_nation(" ".join(plain)) == nation and _covers(plain) else None


def _covers(words: Sequence[str]) -> bool:
    """Tell whether no part of a name could be left out and the rest still name the nation."""
    if len(words) < 2:
        return True
    whole = find_nation(" ".join(words))
    shorter = [" ".join(words[1:]), " ".join(words[:-1])]
    return all(find_nation(part) != whole for part in shorter)


def _is_proper(name: str) -> bool:
    """Tell whether a name names: every word of weight has a capital; "the company" does not."""
    words = [word for word in re.split(r"[\s-]+", name) if word.casefold() not in _SMALL_WORDS]
    named = [word for word in words if word[:1].isupper()]
    return bool(named) and len(named) * 2 > len(words)


# ---------------------------------------------------------------- rules


def _same_spelling(a: Atom, b: Atom) -> float:
    return float(
        len(a.tokens) == len(b.tokens) > 1
        and all(map(_sounds_like, a.tokens, b.tokens))
        and a.tokens[0][:1] == b.tokens[0][:1]
    )


def _sounds_like(one: str, two: str) -> bool:
    return one == two or (len(one) > 3 and len(two) > 3 and sound_token(one) == sound_token(two))


def _surname(a: Atom, b: Atom) -> float:
    short, long = sorted((a, b), key=lambda atom: len(atom.tokens))
    if len(short.tokens) != 1 or len(long.tokens) < 2:
        return 0.0
    return float(_sounds_like(short.tokens[0], long.tokens[-1]))


def _inner_name(a: Atom, b: Atom) -> float:
    """Judge "Pat Ryder" and "Pat J. Ryder": same first and last token, one a part of the other."""
    short, long = sorted((a, b), key=lambda atom: len(atom.tokens))
    if len(short.tokens) < 2 or len(short.tokens) == len(long.tokens):
        return 0.0
    same = short.tokens[0] == long.tokens[0] and short.tokens[-1] == long.tokens[-1]
    return float(same and set(short.tokens) <= set(long.tokens))


def _same_report(a: Atom, b: Atom) -> float:
    return float(bool(a.reports.keys() & b.reports.keys()))


def _same_role(a: Atom, b: Atom) -> float:
    return float(bool({r.casefold() for r in a.roles} & {r.casefold() for r in b.roles}))


def _known_organisation(a: Atom, b: Atom) -> float:
    first = {find_organisation(name) for name in a.names} - {None}
    second = {find_organisation(name) for name in b.names} - {None}
    return float(bool(first & second))


def _initials(a: Atom, b: Atom) -> float:
    short, long = sorted((a, b), key=lambda atom: len(max(atom.names, key=len)))
    forms = {name for name in short.names if name.isupper() and 2 < len(name) < 8}
    return float(any(make_initials(name) in forms for name in long.names))


PERSON_RULES: tuple[Rule, ...] = (
    Rule("same name in another spelling", 0.9, _same_spelling),
    Rule("surname of the only one who bears it", 0.7, _surname),
    Rule("same name with a middle name", 0.8, _inner_name),
    Rule("named in the same report", 0.1, _same_report),
    Rule("same role", 0.15, _same_role),
)
ORGANISATION_RULES: tuple[Rule, ...] = (
    Rule("known by both names", 1.0, _known_organisation),
    Rule("initials", 0.65, _initials),
    Rule("named in the same report", 0.1, _same_report),
)


def _list_joins(atoms: Mapping[str, Atom]) -> Iterator[tuple[str, str, str]]:
    """Yield the pairs of atoms that the rules hold to be one entity, and why."""
    people = [atom for atom in atoms.values() if atom.kind == "person"]
    blocks: dict[str, list[Atom]] = {}
    for atom in people:
        blocks.setdefault(sound_token(atom.tokens[-1]), []).append(atom)
    for block in blocks.values():
        yield from _judge_block(block, PERSON_RULES)
    others: dict[str, list[Atom]] = {}
    for atom in atoms.values():
        if atom.kind in {"organisation", "other"}:
            for key in sorted(_list_keys(atom)):
                others.setdefault(key, []).append(atom)
    for _, block in sorted(others.items()):
        yield from _judge_block(block, ORGANISATION_RULES)


def _list_keys(atom: Atom) -> set[str]:
    names = atom.names
    known = {name for name in map(find_organisation, names) if name}
    return known | {make_initials(name) for name in names} | {n for n in names if n.isupper()}


def _judge_block(block: Sequence[Atom], rules: Sequence[Rule]) -> Iterator[tuple[str, str, str]]:
    whole = [atom for atom in block if len(atom.tokens) > 1]
    for index, first in enumerate(block):
        for second in block[index + 1 :]:
            if 1 in {len(first.tokens), len(second.tokens)} and not _is_only(first, second, whole):
                continue
            shares = [(rule, rule.judge(first, second)) for rule in rules]
            if sum(rule.weight * share for rule, share in shares) >= JOIN_SCORE:
                why = [f"{rule.name} ({rule.weight:g})" for rule, share in shares if share]
                yield first.id, second.id, "; ".join(why)


def _is_only(first: Atom, second: Atom, whole: Sequence[Atom]) -> bool:
    """Tell whether a surname alone can mean only one of the people who bear it."""
    if first.kind != "person":
        return True
    short = first if len(first.tokens) == 1 else second
    named = [
        atom for atom in whole if sound_token(atom.tokens[-1]) == sound_token(short.tokens[-1])
    ]
    firsts = {sound_token(atom.tokens[0]) for atom in named}
    return len(firsts) <= 1


# ---------------------------------------------------------------- judgements and records


def _name_targets(atoms: Mapping[str, Atom]) -> dict[str, list[str]]:
    """Return the atoms that a judgement's target means: an entity id, or a name as written."""
    named: dict[str, list[str]] = {id_: [id_] for id_ in atoms}
    for id_, atom in atoms.items():
        for name in sorted(atom.names):
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


def _make_entity(
    atoms: Sequence[Atom], reasons: Mapping[str, set[str]], judgements: Sequence[Judgement]
) -> Entity:
    main = max(atoms, key=lambda atom: (len(atom.tokens), len(atom.reports), atom.id))
    names = sum((atom.names for atom in atoms), Counter[str]())
    name = max(main.names, key=lambda name: (main.names[name], name))
    corrected = [j.value for j in judgements if j.verb == "correct" and main.id in j.targets]
    name = next((value for value in reversed(corrected) if value), name)
    why = {reason for atom in atoms for reason in reasons.get(atom.id, ())}
    return Entity(
        id=main.id,
        name=name,
        kind=main.kind,
        aliases=tuple(sorted(names)),
        roles=tuple(sorted({role for atom in atoms for role in atom.roles})),
        reports=tuple(sorted({report for atom in atoms for report in atom.reports})),
        speakers=tuple(sorted({id_ for atom in atoms for id_ in atom.speakers})),
        reasons=tuple(sorted(why)) or (("same name",) if sum(names.values()) > 1 else ()),
    )
