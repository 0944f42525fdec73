"""Noun phrases by the parse: what a relative clause hangs on, and what hangs on a noun."""

from __future__ import annotations

from onrecord.annotate.statements.readings import (
    Place,
    sentence_around,
    walk_up,
)
from onrecord.records import Span


def sentence_range(place: Place) -> tuple[int, int]:
    """Return the token range of the sentence around a place."""
    around = sentence_around(place.parse, place.first)
    return around.first, around.last


def relative_head(place: Place) -> int | None:
    """Return the noun a relative pronoun's clause modifies."""
    parse = place.parse
    for ancestor in walk_up(parse, place.first):
        if parse.deps[ancestor] in ("relcl", "acl"):
            return parse.heads[ancestor]
    for index in range(place.first - 1, max(place.first - 8, -1), -1):
        if parse.pos[index] in ("NOUN", "PROPN", "PRON"):
            return index
    return None


def phrase_span(parse_place: Place, head: int, stop: int) -> Span:
    """Return the span of a noun and what hangs on it inside a sentence, up to a token."""
    parse = parse_place.parse
    first = head
    while first - 1 >= parse_place.first and _is_premodifier(parse_place, first - 1, head):
        first -= 1
    last = max(head + 1, min(stop, head + 12))
    while last > head + 1 and parse.pos[last - 1] in (
        "PUNCT",
        "PRON",
        "SCONJ",
        "ADP",
        "VERB",
        "AUX",
    ):
        last -= 1
    for index in range(head + 1, last):
        if parse.pos[index] in ("PUNCT", "VERB", "AUX") or parse.tags[index] in ("WP", "WDT"):
            last = index
            break
    return parse.span(first, last)


def _is_premodifier(place: Place, index: int, head: int) -> bool:
    parse = place.parse
    chain = [index, *walk_up(parse, index, 4)]
    return (
        head in chain
        and parse.pos[index] not in ("VERB", "AUX", "PUNCT")
        and not (parse.pos[index] == "PRON" and parse.deps[index] != "poss")
    )
