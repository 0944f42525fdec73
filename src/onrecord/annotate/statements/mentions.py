"""Who and what a report names, each with every place that means it.

Names come from the parser's entities, from titles that stand before a capitalised word, and from
the sources of attributions. Full names are chained first; a bare surname then joins the full name
it ends (or, for names that begin with the surname, begins), and parser labels are only believed
where no chain claims the name, since surnames alone are often labelled as places or firms.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from onrecord.annotate.parses import Parse
from onrecord.annotate.statements.name_lists import (
    Proper,
    Sex,
    find_proper,
    fold,
    guess_sex,
    is_capital,
    load_first_names,
    load_propers,
)
from onrecord.annotate.statements.namings import Naming
from onrecord.annotate.statements.readings import Reading
from onrecord.annotate.statements.sightings import Sighting, gather_sightings
from onrecord.records import Mention, MentionKind, Span

INTRODUCED_CHARS = 1200
"""For how long a full name settles which namesake a surname means."""

_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})
_KIN = re.compile(r"\b(?:son|father|dad|eldest|oldest|elder|younger|namesake|senior|junior|Sr)\b")
"""Words by which a report tells that there are two of one name."""
_KINDS: dict[str, MentionKind] = {
    "person": "person", "organisation": "organisation", "state": "state", "group": "group",
    "document": "other", "unknown": "other",
}  # fmt: skip


@dataclass(slots=True)
class Chain:
    """All mentions of one named person, organisation, state or place."""

    name: str
    kind: MentionKind
    words: tuple[str, ...]
    number: int = 0
    role: str | None = None
    affiliation: str | None = None
    sex: Sex | None = None
    generation: str | None = None
    heads: set[str] = field(default_factory=set)
    full_starts: list[int] = field(default_factory=list)
    """Where it is named in full or with a title, in text order."""
    spans: list[Span] = field(default_factory=list)


@dataclass(slots=True)
class Cast:
    """The chains of a report, and where its people are named."""

    chains: list[Chain] = field(default_factory=list)
    by_word: dict[str, list[Chain]] = field(default_factory=dict)
    by_name: dict[str, Chain] = field(default_factory=dict)
    by_head: dict[str, set[int]] = field(default_factory=dict)
    """Numbers of the people whose role has a head."""
    people: list[tuple[int, int, int]] = field(default_factory=list)
    """(start, end, number of the chain) of each mention of a person, in text order."""

    def add_chain(self, sighting: Sighting, kind: MentionKind) -> Chain:
        """Open a chain with its first sighting."""
        words, generation = _split_name(sighting.name)
        names = tuple(words) or (fold(sighting.name),)
        chain = Chain(sighting.name, kind, names, len(self.chains), generation=generation)
        self.chains.append(chain)
        if kind == "person":
            for word in dict.fromkeys((chain.words[-1], chain.words[0])):
                self.by_word.setdefault(word, []).append(chain)
        self.by_name.setdefault(_name_key(sighting.name), chain)
        return chain

    def find_person(
        self, name: str, sex: Sex | None = None, position: int | None = None
    ) -> Chain | None:
        """Return the person a full or partial name means, None if no chain has it.

        Args:
            name: the name as written.
            sex: what a title or a pronoun shows, if it shows anything.
            position: where it stands: of two namesakes the one just introduced is meant, if only
            one was.
        """
        words, generation = _split_name(name)
        if not words:
            return None
        fits = [
            c for c in self.by_word.get(words[-1], ()) if _may_mean(words, c) and _fits_sex(c, sex)
        ]
        # A father is not his son; without a suffix whoever bears none is meant.
        alike = [chain for chain in fits if chain.generation == generation]
        fits = alike if alike or generation else fits
        if len(fits) > 1 and position is not None:
            recent = [chain for chain in fits if _was_introduced(chain, position)]
            fits = recent if len(recent) == 1 else fits
        return max(
            fits, key=lambda c: (c.words[-1] == words[-1], len(c.spans), -c.number), default=None
        )

    def find_name(self, name: str) -> Chain | None:
        """Return the organisation, state or place that goes by a name."""
        return self.by_name.get(_name_key(name))

    def people_before(self, position: int, count: int) -> list[tuple[int, int, int]]:
        """Return the last mentions of people that start before a position, nearest first."""
        index = bisect_left(self.people, (position, 0, 0))
        return self.people[max(index - count, 0) : index][::-1]


def _was_introduced(chain: Chain, position: int) -> bool:
    """Return whether a person was named in full shortly before a position."""
    index = bisect_left(chain.full_starts, position)
    return index > 0 and position - chain.full_starts[index - 1] < INTRODUCED_CHARS


def _split_name(name: str) -> tuple[list[str], str | None]:
    """Return the words of a name, folded, and "jr", "sr", "ii" … where it bears one."""
    words = fold(name).split()
    plain = words[-1].rstrip(".") if len(words) > 1 else ""
    return (words[:-1], plain) if plain in _GENERATIONS else (words, None)


def _fits_sex(chain: Chain, sex: Sex | None) -> bool:
    return sex is None or chain.sex is None or chain.sex == sex


def _may_mean(words: Sequence[str], chain: Chain) -> bool:
    """Return whether words can be a shorter or longer form of a person's name."""
    if len(words) == 1:
        return words[0] in (chain.words[-1], chain.words[0])
    if len(chain.words) == 1:
        return words[-1] == chain.words[0]
    first, other = words[0].rstrip("."), chain.words[0].rstrip(".")
    return words[-1] == chain.words[-1] and (first.startswith(other) or other.startswith(first))


def _name_key(name: str) -> str:
    plain = fold(name).removeprefix("the ").removesuffix("'s").replace(".", "")
    return fold(known.name) if (known := find_proper(name)) else plain


def find_mentions(reading: Reading, sources: Iterable[Span]) -> Cast:
    """Chain the names of a report.

    Args:
        reading: the report with its parses.
        sources: source spans of its attributions, which are read as names too.

    Returns:
        Chains in order of first sighting.
    """
    sightings = gather_sightings(reading, sources)
    cast = Cast()
    _open_people(cast, sightings)
    if _KIN.search(reading.report.text):
        _open_namesakes(cast, sightings)
    for chain in cast.chains:
        chain.full_starts.sort()
    for sighting in sightings:
        _join_chain(cast, sighting)
    _sweep_surnames(cast, reading)
    _link_acronyms(cast, reading)
    _sweep_roles(cast, reading)
    for chain in cast.chains:
        chain.spans = sorted(set(chain.spans))
    cast.people = sorted(
        (start, end, chain.number)
        for chain in cast.chains
        if chain.kind == "person"
        for start, end in chain.spans
    )
    return cast


def list_mentions(cast: Cast) -> tuple[Mention, ...]:
    """Return the chains as records, in order of first place."""
    chains = sorted((c for c in cast.chains if c.spans), key=lambda c: (c.spans[0], c.number))
    return tuple(
        Mention(
            name=c.name, kind=c.kind, spans=tuple(c.spans), role=c.role, affiliation=c.affiliation
        )
        for c in chains
    )


def _open_people(cast: Cast, sightings: Sequence[Sighting]) -> None:
    """Open a chain for each person named in full, names in running text before headlines."""
    for weak in (False, True):
        for sighting in sightings:
            words = sighting.name.split()
            if sighting.weak == weak and len(words) > 1 and _is_person(sighting):
                chain = cast.find_person(sighting.name, sighting.naming.sex)
                if chain is None or (len(chain.words) == 1):
                    chain = cast.add_chain(sighting, "person")
                elif len(sighting.name) > len(chain.name) and not sighting.weak:
                    chain.name = sighting.name
                _add_sighting(chain, sighting)


def _open_namesakes(cast: Cast, sightings: Sequence[Sighting]) -> None:
    """Open a chain for "President Trump" where only a son of that name is named."""
    for sighting in sightings:
        naming = sighting.naming
        if len(sighting.name.split()) > 1 or not naming.head or naming.kind != "person":
            continue
        chain = cast.find_person(sighting.name, naming.sex)
        if chain is not None and chain.generation and naming.head not in chain.heads:
            cast.add_chain(sighting, "person")


def _is_person(sighting: Sighting) -> bool:
    if (
        sighting.weak
        and sighting.label == "PERSON"
        and fold(sighting.name.split()[0]) not in load_first_names()
    ):
        return False
    return sighting.naming.kind == "person" and (
        sighting.label in ("PERSON", "SOURCE", "TITLED") or guess_sex(sighting.name) is not None
    )


def _add_sighting(chain: Chain, sighting: Sighting) -> None:
    naming = sighting.naming
    chain.spans.append(sighting.span)
    if len(sighting.name.split()) > 1:
        chain.full_starts.append(sighting.span[0])
    if naming.role and chain.role is None:
        chain.role, chain.affiliation = naming.role, naming.affiliation
    if naming.head:
        chain.heads.add(naming.head)
    if chain.kind == "person" and chain.sex is None:
        chain.sex = naming.sex or guess_sex(sighting.name)


def _join_chain(cast: Cast, sighting: Sighting) -> None:
    """Put a sighting into the chain that has its name, or open one."""
    name = sighting.name
    if len(name.split()) > 1 and _is_person(sighting):
        return
    known = find_proper(name)
    person = None if known else cast.find_person(name, sighting.naming.sex, sighting.span[0])
    if person:
        _add_sighting(person, sighting)
        return
    chain = cast.find_name(name)
    if chain is None:
        kind = _kind_of(sighting, known)
        if kind is None:
            return
        chain = cast.add_chain(sighting, kind)
        if known and known.kind == "state":
            chain.name = known.name
    elif len(name) > len(chain.name) and chain.kind != "state":
        chain.name = name
    _add_sighting(chain, sighting)


def _kind_of(sighting: Sighting, known: Proper | None) -> MentionKind | None:
    """Return the kind of a new chain, None where a sighting is too weak to open one."""
    kind = sighting.naming.kind
    if known:
        return "place" if known.capital and sighting.label != "SOURCE" else _KINDS[known.kind]
    if sighting.weak and sighting.label not in ("TITLED", "SOURCE"):
        return None
    if sighting.label in ("PERSON", "SOURCE", "TITLED"):
        return _KINDS[kind]
    if sighting.label in ("GPE", "LOC", "FAC"):
        return "place"
    if sighting.label == "NORP":
        return "group"
    return "organisation" if kind in ("person", "unknown") else _KINDS[kind]


def _sweep_surnames(cast: Cast, reading: Reading) -> None:
    """Add surnames that nothing labelled: any capitalised word that ends a person's name."""
    taken = {at for chain in cast.chains for span in chain.spans for at in range(*span)}
    known = load_propers()
    for parse in reading.parses:
        for index, word in enumerate(parse.words):
            plain = fold(word)
            if len(word) < 3 or not is_capital(word) or plain not in cast.by_word or plain in known:
                continue
            if parse.starts[index] in taken or parse.pos[index] not in ("PROPN", "NOUN"):
                continue
            chain = cast.find_person(word, position=parse.starts[index])
            if chain and chain.words[-1] == plain:
                chain.spans.append(parse.span(index, index + 1))


def _sweep_roles(cast: Cast, reading: Reading) -> None:
    """Add "the president" to the chain of the only person of the report who has that role."""
    for chain in cast.chains:
        for head in chain.heads:
            cast.by_head.setdefault(head, set()).add(chain.number)
    for parse in reading.parses:
        for index in range(1, len(parse)):
            owners = cast.by_head.get(parse.words[index], ())
            if len(owners) == 1 and fold(parse.words[index - 1]) == "the":
                following = parse.words[index + 1] if index + 1 < len(parse) else ""
                if not is_capital(following) and following not in ("of", "for", "’s", "'s", "-"):
                    (number,) = owners
                    cast.chains[number].spans.append(parse.span(index - 1, index + 1))


def _link_acronyms(cast: Cast, reading: Reading) -> None:
    """Chain "Coastal Rescue Service (CRS)" with its acronym, under the name in full."""
    for parse in reading.parses:
        for index in range(1, len(parse) - 2):
            if parse.words[index] == "(" and parse.words[index + 2] == ")":
                word = parse.words[index + 1]
                if word.isupper() and 2 <= len(word) <= 8:
                    _join_expansion(cast, reading, parse, index)


def _join_expansion(cast: Cast, reading: Reading, parse: Parse, bracket: int) -> None:
    acronym = parse.words[bracket + 1]
    first = _expansion_start(parse, bracket, acronym)
    short = cast.find_name(acronym)
    if first is None:
        return
    name = reading.text_of([parse.span(first, bracket)])
    chain = cast.find_name(name)
    if chain is None:
        naming = Naming(name, name, kind="organisation")
        chain = cast.add_chain(Sighting(parse.span(first, bracket), naming, "ORG"), "organisation")
        chain.spans.append(parse.span(first, bracket))
    if short and short is not chain:
        chain.spans.extend(short.spans)
        short.spans = []
    cast.by_name[_name_key(acronym)] = chain


def _expansion_start(parse: Parse, bracket: int, acronym: str) -> int | None:
    """Return where the words begin whose capitals spell the acronym, None if they do not."""
    letters = list(acronym)
    index = bracket
    while letters and index > 0 and bracket - index < 10:
        index -= 1
        word = parse.words[index]
        if is_capital(word):
            if word[0] != letters[-1]:
                return None
            letters.pop()
        elif fold(word) not in ("of", "the", "and", "for", "to", "in", "on", "'s", "’s"):
            return None
    return None if letters else index
