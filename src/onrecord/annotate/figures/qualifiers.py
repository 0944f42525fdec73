"""Qualifiers of a number, as "at least", "some" and "or more", and how final it is said to be."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import cast

from onrecord.annotate.figures.atoms import Atoms
from onrecord.annotate.figures.phrases import Phrases, index_phrases, load_table
from onrecord.records import FigureStatus, Qualifier

Bounds = tuple[Decimal | None, Decimal | None, Qualifier]
MAX_QUALIFIERS = 3
"""How many may stand in a row: "up to about some 300"."""


@dataclass(frozen=True, slots=True)
class Qualified:
    """A qualifier and the atoms ``[first, last)`` it widens its number to."""

    qualifier: Qualifier
    first: int
    last: int


_RELATIONS = frozenset({"about", "around", "near"})
_PASSING = frozenset({"passes", "passed", "pass", "crosses", "crossed", "cross"})
"""More than a number where a tally does it: "the toll passed 1,000", not "they passed 12 bills"."""
TALLY_REACH = 6
_POINTERS = frozenset({"the", "another", "further"})


@dataclass(frozen=True, slots=True)
class _Tables:
    before: Phrases[str]
    after: Phrases[str]
    gaps: frozenset[str]
    tallies: frozenset[str]


@cache
def _load_tables() -> _Tables:
    data = load_table("qualifiers")
    return _Tables(
        before=index_phrases(data["before"]),
        after=index_phrases(data["after"]),
        gaps=frozenset(data["gap"]["words"]),
        tallies=frozenset(data["tally"]["words"]),
    )


def find_before(atoms: Atoms, first: int) -> Qualified | None:
    """Find the qualifier that ends before atom ``first``; the outermost bound of several wins."""
    best: Qualified | None = None
    edge = first
    for _ in range(MAX_QUALIFIERS):
        found = _find_one(atoms, edge)
        if found is None:
            break
        edge = found.first
        keeps = best is not None and found.qualifier in {"about", "exact"}
        best = Qualified(best.qualifier if keeps and best else found.qualifier, edge, first)
    return best


def _find_one(atoms: Atoms, edge: int) -> Qualified | None:
    before = _load_tables().before
    for end in (edge, edge - 1):
        if end < edge and atoms.word(end) not in _load_tables().gaps:
            break
        found = before.find_before(atoms, end)
        if found is not None and end < edge and _is_relation(atoms, found[1], end):
            break
        if found is not None and _is_qualifier(atoms, found[1], end):
            return Qualified(cast(Qualifier, found[0]), found[1], edge)
    return None


def _is_relation(atoms: Atoms, start: int, end: int) -> bool:
    """Tell "a letter about the thousands" from "about a thousand"."""
    is_single = end - start == 1 and atoms.words[start] in _RELATIONS
    return is_single and atoms.word(end) in _POINTERS


def _is_qualifier(atoms: Atoms, start: int, end: int) -> bool:
    """Drop "over" and "under" that are something else: "cross over", "all", "above" a place."""
    word = atoms.words[start]
    if word == "up" and atoms.parse.deps[atoms.tokens[start]] == "prt":
        return False
    if end - start > 1:
        return True
    if word == "all":
        return False
    if word in _PASSING:
        return not _load_tables().tallies.isdisjoint(
            atoms.words[max(start - TALLY_REACH, 0) : start]
        )
    if word in {"near", "minimum", "maximum"}:
        return atoms.tag(start) != "IN" or word != "near"
    return not (word in {"over", "about", "around"} and atoms.tag(start) == "RP")


def find_after(atoms: Atoms, index: int) -> Qualified | None:
    """Find the qualifier that begins at ``index``: "or more", "-plus", "or so"."""
    tables = _load_tables()
    position = index + 1 if atoms.word(index) == "," else index
    found = tables.after.find_from(atoms, position)
    if found is None:
        return None
    value, end = found
    if atoms.word(end) == "than" or _is_number_start(atoms, end):
        return None
    if atoms.words[position] in {"odd", "plus", "max", "tops", "minimum", "maximum"}:
        if atoms.words[position] == "plus" and not atoms.is_glued(position):
            return None
        if position > index:
            return None
    if position > index and atoms.words[position] not in {"at", "give", "approximately", "or"}:
        return None
    return Qualified(cast(Qualifier, value), index, end)


def _is_number_start(atoms: Atoms, index: int) -> bool:
    """Tell whether the qualifier belongs to a later number: "above 1,000 and below 1,500"."""
    return atoms.tag(index) in {"CD", "$"} or atoms.word(index)[:1].isdecimal()


def bound(low: Decimal, high: Decimal | None, qualifier: Qualifier) -> Bounds:
    """Return the bounds a qualifier leaves open, of a number read as ``low`` to ``high``.

    >>> bound(Decimal(7), Decimal(7), "at_least")
    (Decimal('7'), None, 'at_least')
    """
    if qualifier in {"at_least", "more_than"}:
        return low, None, qualifier
    if qualifier in {"at_most", "up_to", "less_than"}:
        return None, low if high is None else high, qualifier
    return low, high, qualifier


@cache
def _load_status() -> Phrases[str]:
    return index_phrases(load_table("qualifiers")["status"])


def find_status(atoms: Atoms, first: int, last: int) -> FigureStatus:
    """Return how final the words of a clause say its figures are.

    Args:
        atoms: the atoms of one parse.
        first: first atom of the clause.
        last: the atom after it.
    """
    phrases = _load_status()
    for index in range(first, last):
        found = phrases.find_from(atoms, index)
        if found is not None:
            return cast(FigureStatus, found[0])
    return "unknown"
