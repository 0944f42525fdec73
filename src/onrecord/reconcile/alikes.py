"""Which atoms are one entity's: a table of (rule, weight), each of which explains itself.

Only atoms of one block can be alike: people whose last names sound the same, organisations known by
one name, initials and what they can stand for. Within a block only pairs that a leading rule speaks
for are judged, so a common surname costs what it shares, not its square.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from onrecord.reconcile.atoms import Atom
from onrecord.reconcile.names import find_organisation, make_initials, sound_token

JOIN_SCORE = 0.7
SHORTEST_INITIALS, LONGEST_INITIALS = 3, 7
_ORGANISED = frozenset({"organisation", "other"})


class Rule(NamedTuple):
    """One reason for holding two names to be one entity's; ``judge`` returns 0 to 1."""

    name: str
    weight: float
    judge: Callable[[Atom, Atom], float]


class Join(NamedTuple):
    """Two atoms, by id, that are held to be one entity's, and why."""

    first: str
    second: str
    why: str


# ---------------------------------------------------------------- blocks


def list_blocks(atom: Atom) -> set[str]:
    """Return the blocks an atom is in; atoms that share none are never alike."""
    if atom.kind == "person":
        return {f"person {sound_token(atom.tokens[-1])}"}
    if atom.kind not in _ORGANISED:
        return set()
    known = {f"known {name}" for name in _list_known(atom)}
    return known | {f"initials {form}" for form in _list_short(atom) | _list_initials(atom)}


def _list_known(atom: Atom) -> set[str]:
    return {known for known in map(find_organisation, atom.names) if known}


def _list_short(atom: Atom) -> set[str]:
    """Return the atom's names that are initials themselves."""
    return {name for name in atom.names if name.isupper() and _is_initials(name)}


def _list_initials(atom: Atom) -> set[str]:
    """Return the initials of the atom's names of several words."""
    return {form for form in map(make_initials, atom.names) if _is_initials(form)}


def _is_initials(form: str) -> bool:
    return SHORTEST_INITIALS <= len(form) <= LONGEST_INITIALS


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
    return float(not a.reports.isdisjoint(b.reports))


def _same_role(a: Atom, b: Atom) -> float:
    return float(bool({r.casefold() for r in a.roles} & {r.casefold() for r in b.roles}))


def _known_organisation(a: Atom, b: Atom) -> float:
    return float(not _list_known(a).isdisjoint(_list_known(b)))


def _initials(a: Atom, b: Atom) -> float:
    return float(_stands_for(a, b) or _stands_for(b, a))


def _stands_for(short: Atom, long: Atom) -> bool:
    return not _list_short(short).isdisjoint(_list_initials(long))


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


def list_joins(atoms: Mapping[str, Atom]) -> list[Join]:
    """Return the pairs of atoms that the rules hold to be one entity, in order of their ids.

    Args:
        atoms: by id; of each block all atoms or none.
    """
    listed = sorted(atoms.values(), key=lambda atom: atom.id)
    people = [atom for atom in listed if atom.kind == "person"]
    others = [atom for atom in listed if atom.kind in _ORGANISED]
    joins = {*_join_people(people), *_join_known(others), *_join_initials(others)}
    return sorted(joins)


def _judge(first: Atom, second: Atom, rules: Sequence[Rule]) -> Join | None:
    if second.id < first.id:
        first, second = second, first
    shares = [(rule, rule.judge(first, second)) for rule in rules]
    if sum(rule.weight * share for rule, share in shares) < JOIN_SCORE:
        return None
    why = "; ".join(f"{rule.name} ({rule.weight:g})" for rule, share in shares if share)
    return Join(first.id, second.id, why)


def _judge_pairs(pairs: Iterable[tuple[Atom, Atom]], rules: Sequence[Rule]) -> Iterator[Join]:
    for first, second in pairs:
        join = _judge(first, second, rules)
        if join is not None:
            yield join


def _join_people(people: Sequence[Atom]) -> Iterator[Join]:
    blocks: dict[str, list[Atom]] = {}
    for atom in people:
        blocks.setdefault(sound_token(atom.tokens[-1]), []).append(atom)
    for block in blocks.values():
        yield from _judge_pairs(_pair_people(block), PERSON_RULES)


def _pair_people(block: Sequence[Atom]) -> Iterator[tuple[Atom, Atom]]:
    """Yield the pairs of a block that its first three rules can speak for."""
    single = [atom for atom in block if len(atom.tokens) == 1]
    whole = [atom for atom in block if len(atom.tokens) > 1]
    groups: dict[tuple[str, ...], list[Atom]] = {}
    for atom in whole:
        groups.setdefault(("sound", *map(sound_token, atom.tokens)), []).append(atom)
        groups.setdefault(("ends", atom.tokens[0], atom.tokens[-1]), []).append(atom)
    for group in groups.values():
        yield from combinations(group, 2)
    if len({sound_token(atom.tokens[0]) for atom in whole}) == 1:
        yield from ((one, other) for one in single for other in whole)


def _join_known(others: Sequence[Atom]) -> Iterator[Join]:
    groups: dict[str, list[Atom]] = {}
    for atom in others:
        for known in _list_known(atom):
            groups.setdefault(known, []).append(atom)
    for group in groups.values():
        yield from _judge_pairs(combinations(group, 2), ORGANISATION_RULES)


def _join_initials(others: Sequence[Atom]) -> Iterator[Join]:
    """Yield initials with the one name they can stand for; of two, neither is taken.

    A name within the others ("the Bureau", "the Bureau records") is the one of them.
    """
    whole: dict[str, list[Atom]] = {}
    for atom in others:
        for form in _list_initials(atom):
            whole.setdefault(form, []).append(atom)
    for short in others:
        candidates = {
            long.id: long
            for form in _list_short(short)
            for long in whole.get(form, ())
            if long.id != short.id
        }
        judged = ((long, _judge(short, long, ORGANISATION_RULES)) for long in candidates.values())
        found = {long.tokens: join for long, join in judged if join}
        plainest = min(found, key=lambda tokens: (len(tokens), tokens), default=())
        if found and all(set(plainest) <= set(tokens) for tokens in found):
            yield found[plainest]
