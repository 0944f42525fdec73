"""Sightings: names one by one, where they stand, before it is known who is who."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onrecord.annotate.parses import Entity, Parse
from onrecord.annotate.statements.name_lists import (
    fold,
    is_capital,
    load_first_names,
    load_organisation_words,
    load_titles,
)
from onrecord.annotate.statements.name_words import classify_name
from onrecord.annotate.statements.namings import Naming, read_naming
from onrecord.annotate.statements.readings import Reading
from onrecord.records import Span

MAX_TITLE_TOKENS = 9
"""How far before a name its title is looked for."""
WEAK_ROLES = frozenset({"headline", "subhead"})
"""Blocks in title case: they join chains and, without a known name, open none."""
_NAME_STOPS = frozenset({"'s", "’s", "'", "’", ",", "(", "and", "&", "”", '"', "—", ":"})
_LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP"})
_DAYS = frozenset({
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sighting:
    """One name where it stands. ``label`` is the parser's, or "SOURCE" or "TITLED"."""

    span: Span
    naming: Naming
    label: str
    weak: bool = False

    @property
    def name(self) -> str:
        """The name as written."""
        return self.naming.name or self.naming.description


def gather_sightings(reading: Reading, sources: Iterable[Span]) -> list[Sighting]:
    """Return sightings in text order, longest first, none inside another."""
    found: list[Sighting] = []
    for span in sources:
        sighting = _see_source(reading, span)
        if sighting:
            found.append(sighting)
    for parse in reading.parses:
        block = reading.read_block(parse.block)
        weak = block is not None and block.role in WEAK_ROLES
        found.extend(_see_entities(reading, parse, weak))
        found.extend(_see_titled(reading, parse, weak))
    order = {"SOURCE": 0, "TITLED": 1}
    found.sort(key=lambda s: (s.span[0], -s.span[1], order.get(s.label, 2)))
    kept: list[Sighting] = []
    for sighting in found:
        if kept and sighting.span[0] < kept[-1].span[1]:
            if (
                kept[-1].span == sighting.span
                and kept[-1].naming.role is None
                and sighting.naming.role
            ):
                kept[-1] = sighting
            continue
        kept.append(sighting)
    return kept


def _see_source(reading: Reading, span: Span) -> Sighting | None:
    phrase = reading.text_of([span])
    naming = read_naming(phrase)
    if naming.name is None or naming.pronoun:
        return None
    start = reading.report.text.find(naming.name, *span)
    if start < 0:
        return None
    block = reading.read_block(reading.block_at(start))
    weak = block is not None and block.role in WEAK_ROLES
    return Sighting((start, start + len(naming.name)), naming, "SOURCE", weak)


def _see_entities(reading: Reading, parse: Parse, weak: bool) -> Iterator[Sighting]:
    for entity in parse.ents:
        if entity.label not in _LABELS or _is_adjective(parse, entity):
            continue
        first, last = _trim_entity(parse, entity.first, entity.last)
        if first >= last or not is_capital(parse.words[first]):
            continue
        whole = read_naming(reading.text_of([parse.span(first, last)]))
        titled = whole.kind == "person" and whole.role is not None and whole.name is not None
        if entity.label == "PERSON" or titled or _begins_with_first_name(parse, first, last):
            first = _step_over_titles(parse, first, last)
            if _is_name_like(parse, last) or _begins_with_first_name(parse, first, last):
                yield from _see_person(reading, parse, (first, last), weak)
        else:
            span = parse.span(first, last)
            name = reading.text_of([span])
            yield Sighting(span, Naming(name, name, kind=classify_name(name)), entity.label, weak)


def _is_adjective(parse: Parse, entity: Entity) -> bool:
    """Return whether an entity is a demonym before a noun: "Russian" in "Russian forces"."""
    last = entity.last - 1
    return entity.label == "NORP" and parse.tags[last] not in ("NNPS", "NNS", "NNP", "NN")


def _is_name_like(parse: Parse, last: int) -> bool:
    """Return whether words can be a person's name: capitals, no role and no day at the end."""
    word = parse.words[last - 1]
    plain = fold(word).rstrip(".")
    return (
        is_capital(word)
        and parse.pos[last - 1] in ("PROPN", "NOUN", "ADJ", "X")
        and plain not in load_titles().common
        and plain not in _DAYS
    )


def _begins_with_first_name(parse: Parse, first: int, last: int) -> bool:
    return (
        last - first in (2, 3)
        and fold(parse.words[first]) in load_first_names()
        and fold(parse.words[last - 1]) not in load_organisation_words()
    )


def _trim_entity(parse: Parse, first: int, last: int) -> tuple[int, int]:
    words = parse.words
    while first < last and fold(words[first]) in ("the", "a", "an", "“", '"', "‘", "'"):
        first += 1
    while first < last and words[last - 1] in ("'s", "’s", "'", "’", "”", '"', ",", ".", "-"):
        last -= 1
    return first, last


def _step_over_titles(parse: Parse, first: int, last: int) -> int:
    """Return where the bare name begins inside an entity such as "President Ana Ruiz"."""
    titles = load_titles()
    index = first
    while index < last - 1:
        plain = fold(parse.words[index]).rstrip(".")
        if plain not in titles.roles and plain not in titles.dressing:
            break
        index += 1
    return index


def _see_person(
    reading: Reading, parse: Parse, name: tuple[int, int], weak: bool
) -> Iterator[Sighting]:
    first, last = name
    span = parse.span(first, last)
    plain = reading.text_of([span])
    start = _find_role_before(parse, first) or _find_title(parse, first)
    naming = read_naming(reading.text_of([parse.span(start, _find_apposition(parse, last))]))
    if naming.name is None or fold(naming.name) != fold(plain):
        naming = read_naming(plain)
        if naming.name is None:
            naming = Naming(plain, plain, kind="person")
    yield Sighting(span, naming, "PERSON", weak)


def _find_title(parse: Parse, first: int) -> int:
    """Return the first token of the title before a name: capitalised words, roles, genitives."""
    titles = load_titles()
    start = index = first
    while index > 0 and first - index < MAX_TITLE_TOKENS:
        index -= 1
        plain = fold(parse.words[index]).rstrip(".")
        if plain in titles.roles or plain in titles.dressing:
            start = index
        elif start == first and not (plain in ("'s", "’s") or is_capital(parse.words[index])):
            break
        elif is_capital(parse.words[index]) and parse.pos[index] in ("PROPN", "ADJ", "NOUN"):
            start = index if start < first else start
        elif plain not in ("'s", "’s", "-", "and") and parse.pos[index] not in ("NOUN", "ADJ"):
            break
    return start


def _find_role_before(parse: Parse, first: int) -> int | None:
    """Return where "the prime minister, Ana Ruiz," begins, None if no such role stands before."""
    if first < 3 or parse.words[first - 1] != ",":
        return None
    roles = load_titles().roles
    if fold(parse.words[first - 2]) not in roles:
        return None
    for index in range(first - 3, max(first - 7, -1), -1):
        if fold(parse.words[index]) == "the":
            return index
        if parse.pos[index] not in ("ADJ", "NOUN", "PROPN"):
            return None
    return None


def _find_apposition(parse: Parse, last: int) -> int:
    """Return the end of a role after a name and a comma: ", founder of the Delta Group,"."""
    if last + 1 >= len(parse) or parse.words[last] != ",":
        return last
    titles = load_titles()
    seen = False
    for index in range(last + 1, min(last + 14, len(parse))):
        if parse.words[index] in {",", ".", ";", "“", '"', "”", "—", "–"}:
            return index if seen and index - last > 1 else last
        if parse.pos[index] in ("VERB", "AUX", "PRON", "SCONJ"):
            return last
        seen = seen or (index - last <= 6 and fold(parse.words[index]) in titles.roles)
    return last


def _see_titled(reading: Reading, parse: Parse, weak: bool) -> Iterator[Sighting]:
    """Yield capitalised words after a title that the parser did not label as a person."""
    titles = load_titles()
    for index in range(len(parse) - 1):
        plain = fold(parse.words[index]).rstrip(".")
        if plain not in titles.roles and plain not in titles.dressing:
            continue
        last = _name_end(parse, index + 1)
        if last > index + 1 and (not weak or parse.words[index].endswith(".")):
            phrase = reading.text_of([parse.span(_find_title(parse, index + 1), last)])
            naming = read_naming(phrase)
            name = reading.text_of([parse.span(index + 1, last)])
            if naming.kind == "person" and naming.name == name:
                yield Sighting(parse.span(index + 1, last), naming, "TITLED", weak)


def _name_end(parse: Parse, first: int) -> int:
    titles = load_titles()
    last = first
    while last < len(parse) and last - first < 4 and parse.pos[last] == "PROPN":
        plain = fold(parse.words[last]).rstrip(".")
        if not is_capital(parse.words[last]) or plain in titles.roles or plain in titles.dressing:
            break
        last += 1
    return last
