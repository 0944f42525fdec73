"""The lists that names are read with: titles, states, organisations, first names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from onrecord.annotate.statements.readings import load_table
from onrecord.records import SpeakerKind
from onrecord.states import load_states

Sex = Literal["male", "female"]


@dataclass(frozen=True, slots=True)
class Titles:
    """The title lists as sets of folded words; ``common`` holds roles, groups and documents."""

    roles: frozenset[str]
    dressing: frozenset[str]
    honorifics: frozenset[str]
    modifiers: frozenset[str]
    generic: frozenset[str]
    compounds: frozenset[str]
    sexes: dict[str, Sex]
    plurals: dict[str, str]
    anonymous: frozenset[str]
    vague_documents: frozenset[str]
    groups: frozenset[str]
    institutions: frozenset[str]
    documents: frozenset[str]
    particles: frozenset[str]
    things: frozenset[str]
    thing_suffixes: tuple[str, ...]
    same_role: dict[str, tuple[str, ...]]
    common: frozenset[str]


@cache
def load_titles() -> Titles:
    """Read the title lists once a process."""
    table = load_table("speaker_titles")
    roles = frozenset(_flatten(table["roles"]))
    honorifics = frozenset(_flatten(table["honorifics"]))
    sexes: dict[str, Sex] = {}
    for lists in (table["roles"], table["honorifics"]):
        sexes.update(dict.fromkeys(lists["male"], "male"))
        sexes.update(dict.fromkeys(lists["female"], "female"))
    groups = frozenset(table["groups"]["words"])
    documents = frozenset(table["documents"]["words"])
    anonymous = frozenset(table["anonymous"]["persons"])
    return Titles(
        roles=roles,
        dressing=honorifics | frozenset(table["ranks"]["words"]),
        honorifics=honorifics,
        modifiers=frozenset(table["modifiers"]["words"]),
        generic=frozenset(table["modifiers"]["generic"]),
        compounds=frozenset(table["modifiers"]["compounds"]),
        sexes=sexes,
        plurals=table["plurals"],
        anonymous=anonymous,
        vague_documents=frozenset(table["anonymous"]["documents"]),
        groups=groups,
        institutions=frozenset(table["groups"]["institutions"]),
        documents=documents,
        particles=frozenset(table["particles"]["words"]),
        things=frozenset(table["things"]["words"]),
        thing_suffixes=tuple(table["things"]["suffixes"]),
        same_role={head: tuple(others) for head, others in table["same_role"].items()},
        common=roles | groups | documents | anonymous,
    )


def _flatten(lists: dict[str, list[str]]) -> list[str]:
    return [word for words in lists.values() for word in words]


@dataclass(frozen=True, slots=True)
class Proper:
    """A known proper name that is no person's; a capital speaks as a state."""

    name: str
    kind: SpeakerKind
    capital: bool = False


@cache
def load_propers() -> dict[str, Proper]:
    """Return states, organisations and outlets by every name they go by, folded."""
    table = load_table("speaker_organisations")
    known: dict[str, Proper] = {}
    for state in load_states().values():
        for name in (state.name, *state.also, *state.demonyms):
            known[fold(name)] = Proper(state.name, "state")
        for name in state.capitals:
            known[fold(name)] = Proper(name, "state", capital=True)
    for organisation, names in table["organisations"].items():
        for name in (organisation, *names):
            known[fold(name)] = Proper(organisation, "organisation")
    outlets = load_table("chain_outlets")
    for group in ("agencies", "outlets", "platforms"):
        for name in outlets[group]["names"]:
            known.setdefault(fold(name), Proper(name, "organisation"))
    return known


def find_proper(name: str) -> Proper | None:
    """Return the known proper name that words spell, with or without an article and full stops."""
    known, plain = load_propers(), fold(name)
    return known.get(plain) or known.get(plain.removeprefix("the ")) or known.get(plain.rstrip("."))


@cache
def load_first_names() -> dict[str, Sex]:
    """Return first names with the sex that mostly bears them; names of both are left out."""
    table = load_table("speaker_names")
    male, female = set(table["male"].split()), set(table["female"].split())
    names: dict[str, Sex] = dict.fromkeys(sorted(male - female), "male")
    names.update(dict.fromkeys(sorted(female - male), "female"))
    return names


@cache
def load_organisation_words() -> frozenset[str]:
    """Return words that end the name of an organisation, folded."""
    words = load_table("speaker_organisations")["organisation_words"]["words"]
    media = load_table("chain_outlets")["name_words"]["words"]
    return frozenset(fold(word) for word in [*words, *media])


@lru_cache(maxsize=65_536)
def fold(name: str) -> str:
    """Return a name as it is compared: in lower case, with straight apostrophes.

    >>> fold("People’s Daily ")
    "people's daily"
    """
    return name.lower().replace("’", "'").strip()


def singular(word: str) -> str:
    """Return the singular of a role or group noun, folded; other words as they are.

    >>> singular("Officials"), singular("spokesmen"), singular("press")
    ('official', 'spokesman', 'press')
    """
    word = fold(word)
    irregular = load_titles().plurals.get(word)
    if irregular:
        return irregular
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is", "news")):
        return word[:-1]
    return word


def guess_sex(name: str) -> Sex | None:
    """Return the sex a full name's first word mostly shows, None where it shows none.

    A hyphen marks a Korean or Chinese name, whose first word is the surname.

    >>> guess_sex("Sabrina Cole"), guess_sex("Cole"), guess_sex("Kim Min-jun")
    ('female', None, None)
    """
    first, _, rest = name.partition(" ")
    return load_first_names().get(fold(first)) if rest and "-" not in rest else None


def is_capital(word: str) -> bool:
    """Return whether a word is written as a name is."""
    return word[:1].isupper()
