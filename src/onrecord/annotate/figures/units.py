"""Units beside a number: measures, money, per cent, time, ages and rates, each under one name.

Names and spellings are in ``data/units.toml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from onrecord.annotate.figures.atoms import Atoms
from onrecord.annotate.figures.phrases import Phrases, load_table

UnitKind = Literal["measure", "money", "share", "time", "age"]

_BRACKETS = {"(": ")", "[": "]", "{": "}", "<": ">"}
_SHARES = frozenset({"percent", "percentage point", "basis point", "point"})
_NOUN_LIKE = frozenset({"real", "won", "rand", "crowns", "stone", "p", "min", "sec", "p.c"})
"""Spellings that are mostly something else: a unit only where the parser sees a noun."""
OLDEST = 125
"""Years of age above which a number beside a name is no age."""
_AGE_UNITS = frozenset({"days", "weeks", "months", "years", "hours"})
_AGED_NOUNS = frozenset(
    {"man", "woman", "boy", "girl", "teen", "teenager", "driver", "suspect", "victim", "father",
     "mother", "brother", "sister", "son", "daughter", "wife", "husband", "friend", "officer"}
)  # fmt: skip
_AGED_GROUPS = frozenset(
    {"men", "women", "people", "children", "wives", "teens"} | {f"{noun}s" for noun in _AGED_NOUNS}
)
AGE_JOINS = frozenset({(",",), ("and",), (",", "and"), ("&",), ("or",)})
"""What stands between the ages of several people."""
_OFFSETS = frozenset({"ago", "earlier", "later", "before", "after", "from", "old", "or"})
POUND_WINDOW = 12
"""Atoms on either side in which a word of money makes "pounds" money."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit at atoms ``[first, last)``; ``per`` names what it is a rate of."""

    name: str
    kind: UnitKind
    first: int
    last: int

    def merge(self, other: Unit) -> Unit:
        """Return this unit over the atoms of both: "$5 dollars", "US $10 million dollars"."""
        return Unit(self.name, self.kind, min(self.first, other.first), max(self.last, other.last))


@dataclass(frozen=True, slots=True)
class _Tables:
    words: Phrases[tuple[str, UnitKind]]
    letters: dict[str, tuple[str, UnitKind]]
    symbols: Phrases[str]
    pound_words: frozenset[str]
    money_words: frozenset[str]
    per_words: frozenset[str]
    annual: Phrases[str]
    heads: frozenset[str]
    kinds: dict[str, UnitKind]


@cache
def _load_tables() -> _Tables:
    data = load_table("units")
    rows: list[tuple[str, tuple[str, UnitKind]]] = []
    letters: dict[str, tuple[str, UnitKind]] = {}
    for row in data["unit"]:
        name = row["name"]
        kind: UnitKind = "share" if name in _SHARES else "time" if row.get("time") else "measure"
        rows.extend((phrase, (name, kind)) for phrase in row["words"])
        letters.update((letter, (name, kind)) for letter in row.get("letters", ()))
    symbols: list[tuple[str, str]] = []
    for row in data["currency"]:
        rows.extend((phrase, (row["code"], "money")) for phrase in row["words"])
        rows.extend((symbol, (row["code"], "money")) for symbol in row["symbols"])
        symbols.extend((symbol, row["code"]) for symbol in row["symbols"])
        symbols.extend((phrase, row["code"]) for phrase in row["words"] if len(phrase) > 4)
    return _Tables(
        words=Phrases(rows),
        letters=letters,
        symbols=Phrases(symbols),
        pound_words=frozenset(data["pound"]["words"]),
        money_words=frozenset(data["pound"]["money_words"]),
        per_words=frozenset(data["per"]["words"]),
        annual=Phrases((phrase, "year") for phrase in data["per"]["annual"]),
        heads=frozenset(data["per"]["heads"]),
        kinds={name: kind for _, (name, kind) in rows},
    )


def find_unit(atoms: Atoms, first: int, last: int, scale: Decimal, floor: int = 0) -> Unit | None:
    """Find the unit of the number at atoms ``[first, last)``, before or after it.

    Args:
        atoms: the atoms of one parse.
        first: first atom of the number.
        last: the atom after it.
        scale: the scale word the number ends in, since "million pounds" is money.
        floor: atoms before this one belong to another number.
    """
    age = _find_age(atoms, first, last)
    if age is not None:
        return age
    before = _find_symbol(atoms, first, floor)
    after = _find_after(atoms, last, scale)
    if before is not None:
        if after is not None and after.kind == "money" and after.first <= last + 1:
            before = before.merge(after)
        return _add_rate(atoms, before, max(last, before.last))
    if after is None:
        return None
    if after.kind == "time":
        after = _read_age(atoms, after)
    return after if after.kind == "age" else _add_rate(atoms, after, after.last)


def _find_age(atoms: Atoms, first: int, last: int) -> Unit | None:
    """Read "aged 45", "87 yo", "Smith, 45," as ages in years."""
    if not atoms.words[first].isdecimal() or last != first + 1 or len(atoms.words[first]) > 3:
        return None
    before, after = atoms.word(first - 1), atoms.word(last)
    if after in {"yo", "y"} and (after == "yo" or atoms.words[last + 1 : last + 3] == ["/", "o"]):
        return Unit("year of age", "age", first, last + (1 if after == "yo" else 3))
    is_said = before in {"aged", "age", "ages"} and after not in _AGE_UNITS
    if is_said or _is_apposed(atoms, first, last):
        return Unit("year of age", "age", first, last)
    return None


YOUNGEST_NAMED = 10
"""From so many years on a name and a number between commas are somebody's age."""


def may_be_age(atoms: Atoms, first: int, last: int) -> bool:
    """Tell whether bare digits that count nothing can be how old somebody is."""
    word = atoms.words[first]
    is_bare = last == first + 1 and word.isdecimal() and len(word) <= 3 and int(word) <= OLDEST
    return is_bare and not atoms.tag(last).startswith(("NN", "JJ", "CD"))


def _is_apposed(atoms: Atoms, first: int, last: int) -> bool:
    """Tell the age in "Maria Silva, 45, a nurse" by its commas and the name before it.

    Of several people the ages are a list: "two men, 18 and 20, were charged".
    """
    if first < 2 or atoms.word(first - 1) != "," or not may_be_age(atoms, first, last):
        return False
    end = last
    if atoms.words[first - 2] in _AGED_GROUPS:
        while (join := _find_age_join(atoms, end)) is not None:
            end = join + 1
        return end > last and _ends_apposition(atoms, end)
    token = atoms.tokens[first - 2]
    entity = next((e for e in atoms.parse.ents if e.first <= token < e.last), None)
    is_named = entity is not None and entity.label == "PERSON"
    if atoms.tag(first - 2) == "NNP" and int(atoms.words[first]) >= YOUNGEST_NAMED:
        # A bare surname is often labelled as a firm.
        is_named = is_named or entity is None or entity.label in {"ORG", "PRODUCT"}
    return _ends_apposition(atoms, last) and (is_named or atoms.words[first - 2] in _AGED_NOUNS)


def _find_age_join(atoms: Atoms, index: int) -> int | None:
    """Return where the next age of a list stands, None where the list ends."""
    for size in (2, 1):
        after = index + size
        if tuple(atoms.words[index:after]) in AGE_JOINS and after < len(atoms):
            return after if may_be_age(atoms, after, after + 1) else None
    return None


def _ends_apposition(atoms: Atoms, index: int) -> bool:
    return atoms.word(index) in {",", "."} and not atoms.is_glued(index + 1)


def _find_symbol(atoms: Atoms, first: int, floor: int) -> Unit | None:
    end = first - 1 if atoms.word(first - 1) in {"-", "−"} and atoms.is_glued(first) else first
    for code, start in _load_tables().symbols.list_before(atoms, end):
        if start >= floor and _is_symbol(atoms, start, end):
            return Unit(code, "money", start, first)
    return None


def _is_symbol(atoms: Atoms, start: int, end: int) -> bool:
    """Keep "a $4 billion deal" in US dollars, and "cad" and "rs" as codes near their number."""
    is_word = atoms.words[end - 1].isalpha() and len(atoms.words[end - 1]) > 3
    if is_word and (atoms.tag(start - 1) == "CD" or atoms.word(end + 1) in {"cent", "cents"}):
        return False
    if end - start > 1 and len(atoms.words[start]) == 1 and atoms.words[start].isalpha():
        is_spaced = not atoms.is_glued(start + 1) and atoms.words[start] != "c"
        return not is_spaced
    return not (atoms.words[end - 1].isalpha() and atoms.starts[end] - atoms.ends[end - 1] > 1)


def _find_after(atoms: Atoms, last: int, scale: Decimal) -> Unit | None:
    start = last + 1 if atoms.is_hyphen(last) else last
    closing = _BRACKETS.get(atoms.word(start))
    if closing is not None:
        inner = _find_words(atoms, start + 1, scale)
        if inner is None or atoms.word(inner.last) != closing:
            return None
        return Unit(inner.name, inner.kind, start, inner.last + 1)
    return _find_letter(atoms, start) or _find_words(atoms, start, scale)


def _find_letter(atoms: Atoms, index: int) -> Unit | None:
    if index >= len(atoms):
        return None
    found = _load_tables().letters.get(atoms.raws[index])
    following = atoms.word(index + 1)
    is_open = atoms.is_glued(index + 1) and (following[0].isalnum() or following in {".", "²"})
    if found is None or (is_open and not _is_end(atoms, index + 1)):
        return None
    if not atoms.is_glued(index) and (atoms.raws[index] != "m" or atoms.is_hyphen(index - 1)):
        return None
    return Unit(*found, index, index + 1)


def _is_end(atoms: Atoms, index: int) -> bool:
    return atoms.word(index) == "." and not atoms.is_glued(index + 1)


def _find_words(atoms: Atoms, index: int, scale: Decimal) -> Unit | None:
    tables = _load_tables()
    word = atoms.word(index)
    if word in tables.pound_words and atoms.word(index + 1) != "sterling":
        is_money = scale >= 1000 or _is_money_near(atoms, index)
        return (
            Unit("GBP", "money", index, index + 1)
            if is_money
            else Unit("pound-mass", "measure", index, index + 1)
        )
    found = tables.words.find_from(atoms, index)
    if found is None:
        return None
    (name, kind), end = found
    if word == "second" and atoms.is_hyphen(index + 1) and not atoms.is_hyphen(index - 1):
        return None  # "three second-degree burns"
    if word in _NOUN_LIKE and not atoms.tag(index).startswith("NN"):
        return None
    if name in {"megabyte", "megabit"} and word == "mb":
        name = "megabit" if atoms.raws[index] == "mb" else "megabyte"
    if _is_glued_letter(atoms, end) or not _are_powers_glued(atoms, index, end):
        return None
    return Unit(name, kind, index, end)


def _are_powers_glued(atoms: Atoms, index: int, end: int) -> bool:
    """Tell "12 ft2" from "12 ft 2 in"."""
    return all(
        atoms.is_glued(place) for place in range(index + 1, end) if atoms.words[place].isdecimal()
    )


def _is_glued_letter(atoms: Atoms, end: int) -> bool:
    """Tell whether more letters or digits follow without a space, as in "24703m212"."""
    return atoms.is_glued(end) and atoms.word(end)[0].isalnum() and not atoms.is_hyphen(end - 1)


def _is_money_near(atoms: Atoms, index: int) -> bool:
    near = atoms.words[max(0, index - POUND_WINDOW) : index + POUND_WINDOW]
    return not _load_tables().money_words.isdisjoint(near)


def _read_age(atoms: Atoms, unit: Unit) -> Unit:
    """Turn "five years" into an age where "old", "of age" or "yo" follows."""
    position = unit.last + atoms.is_hyphen(unit.last)
    word = atoms.word(position)
    if word in {"old", "olds"}:
        return Unit(f"{unit.name} of age", "age", unit.first, position + 1)
    if word == "of" and atoms.word(position + 1) == "age":
        return Unit(f"{unit.name} of age", "age", unit.first, position + 2)
    return unit


def _add_rate(atoms: Atoms, unit: Unit, end: int) -> Unit:
    rate = find_rate(atoms, end)
    if rate is None or unit.kind == "time":
        return unit
    name, last = rate
    return Unit(f"{unit.name} per {name}", unit.kind, unit.first, last)


def find_rate(atoms: Atoms, index: int) -> tuple[str, int] | None:
    """Find "per hour", "a day", "/km²" at ``index``: what it is a rate of, and the end."""
    tables = _load_tables()
    annual = tables.annual.find_from(atoms, index)
    if annual is not None:
        return annual
    position = index + atoms.is_hyphen(index)
    if atoms.word(position) not in tables.per_words:
        return None
    is_per = atoms.word(position) in {"per", "/"}
    position += 1
    position += atoms.is_hyphen(position)
    found = tables.words.find_from(atoms, position)
    if found is not None and (found[0][1] == "time" or (is_per and found[0][1] == "measure")):
        is_offset = not is_per and atoms.word(found[1]) in _OFFSETS
        return None if is_offset else (found[0][0], found[1])
    if atoms.word(position) in tables.heads:
        return atoms.word(position), position + 1
    return None


def find_unit_kind(name: str | None) -> str:
    """Return the kind of a unit by its name: a :data:`UnitKind`, or ``count`` for any other."""
    if name is None:
        return "count"
    if name.endswith(" of age"):
        return "age"
    return _load_tables().kinds.get(name.split(" per ")[0], "count")
