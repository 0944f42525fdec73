"""Atoms: all mentions of one folded name of one kind, first in one report, then in all of them.

What a report adds to entities is small, and a function of that report alone. Nothing but atoms is
joined: see :mod:`onrecord.reconcile.alikes`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from onrecord.ids import make_id
from onrecord.reconcile.names import fold_name, strip_titles
from onrecord.reconcile.nations import find_nation
from onrecord.records import (
    Annotations,
    MentionKind,
    Record,
    Report,
    SpeakerKind,
)
from onrecord.states import load_short_states, load_states, load_united_states

MAX_NAME_CHARS = 400
"""Nobody's name is longer, and what is has no room in the indexes of a database server."""
_MENTION_OF: dict[SpeakerKind, MentionKind] = {
    "person": "person",
    "organisation": "organisation",
    "state": "state",
}
_SMALL_WORDS = frozenset(
    {"the", "of", "for", "and", "in", "at", "on", "de", "la", "al", "van", "von"}
)


class ReportAtom(Record, frozen=True, kw_only=True):
    """What one report says of one name; ``names`` are its spellings, each with how often."""

    id: str
    kind: MentionKind
    tokens: tuple[str, ...]
    names: tuple[tuple[str, int], ...]
    roles: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    """Ids of the statements it is the speaker of."""
    beside: tuple[str, ...] = ()
    """Of a place: codes of the countries, and of US states as "US-OH", that the report names."""


@dataclass(slots=True)
class Atom:
    """What some reports together say of one name."""

    id: str
    kind: MentionKind
    tokens: tuple[str, ...]
    names: Counter[str] = field(default_factory=Counter)
    roles: set[str] = field(default_factory=set)
    reports: set[str] = field(default_factory=set)
    speakers: list[str] = field(default_factory=list)
    beside: set[tuple[str, ...]] = field(default_factory=set)

    def take_in(self, report: str, part: ReportAtom) -> None:
        """Add what one more report says."""
        self.reports.add(report)
        self.roles.update(part.roles)
        self.speakers.extend(part.speakers)
        self.beside.add(part.beside)
        for name, count in part.names:
            self.names[name] += count


def gather_atoms(parts: Iterable[tuple[str, ReportAtom]]) -> dict[str, Atom]:
    """Return the atoms that (report, part) pairs add up to, by id."""
    atoms: dict[str, Atom] = {}
    for report, part in parts:
        atom = atoms.setdefault(part.id, Atom(part.id, part.kind, part.tokens))
        atom.take_in(report, part)
    return atoms


def collect_atoms(report: Report, notes: Annotations) -> tuple[ReportAtom, ...]:
    """Return what one report says of the names it holds, by atom id.

    Args:
        report: the report.
        notes: what was found in it; mentions and named speakers count, unnamed sources do not.
    """
    atoms: dict[str, Atom] = {}
    for mention in notes.mentions:
        atom = _take(atoms, mention.kind, mention.name, report.id)
        if atom is not None and mention.role:
            atom.roles.add(mention.role)
    for statement in notes.statements:
        speaker = statement.speaker
        kind = _MENTION_OF.get(speaker.kind)
        if speaker.name and kind and not speaker.anonymous:
            atom = _take(atoms, kind, speaker.name, report.id)
            if atom is not None:
                atom.speakers.append(statement.id)
                atom.roles.update({speaker.role} - {None, ""})  # type: ignore[arg-type]
    beside = tuple(sorted(_list_codes(atoms.values())))
    return tuple(_settle(atom, beside) for _, atom in sorted(atoms.items()))


def _list_codes(atoms: Iterable[Atom]) -> set[str]:
    """Return codes of the countries and US states that some atoms name."""
    codes: set[str | None] = set()
    for atom in atoms:
        for name in atom.names:
            if name in load_united_states():
                codes.add(f"US-{load_united_states()[name]}")
            elif atom.kind == "state" and name in load_states():
                codes.add(load_states()[name].code)
    return {code for code in codes if code}


def _settle(atom: Atom, beside: tuple[str, ...]) -> ReportAtom:
    return ReportAtom(
        id=atom.id,
        kind=atom.kind,
        tokens=atom.tokens,
        names=tuple(sorted(atom.names.items())),
        roles=tuple(sorted(atom.roles)),
        speakers=tuple(sorted(atom.speakers)),
        beside=beside if atom.kind == "place" else (),
    )


def _take(atoms: dict[str, Atom], kind: MentionKind, name: str, report: str) -> Atom | None:
    """Return the atom of a name, made where it is new; None for what names nobody."""
    named = _read_name(kind, name) if len(name) <= MAX_NAME_CHARS else None
    if named is None:
        return None
    kind, tokens, usual, proper = named
    atom_id = make_id("entity", kind, *tokens, *(() if proper else (report,)))
    atom = atoms.setdefault(atom_id, Atom(atom_id, kind, tokens))
    atom.names[_write_plainly(name)] += 1
    if usual is not None:
        atom.names[usual] += 1
    return atom


def _write_plainly(name: str) -> str:
    """Return a name with single spaces, and nothing that an index cannot hold."""
    return " ".join(name.encode("utf-8", "replace").decode("utf-8").replace("\0", " ").split())


@lru_cache(maxsize=1 << 15)
def _read_name(
    kind: MentionKind, name: str
) -> tuple[MentionKind, tuple[str, ...], str | None, bool] | None:
    """Return kind, tokens, usual name if a list has one, and whether it names only one thing."""
    usual = find_whole_nation(name) if kind in {"place", "state", "organisation"} else None
    if usual is not None:
        kind, tokens = "state", fold_name(usual)
    else:
        usual = load_short_states().get(name) if kind == "place" else None
        tokens = _fold(kind, usual or name)
    proper = _is_proper(name)
    if not any(char.isalpha() for token in tokens for char in token):
        return None
    if not proper and kind != "group":
        return None
    return kind, tokens, usual, proper


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


def _covers(words: list[str]) -> bool:
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
