"""What a figure counts: the noun it stands before, the whole it is a part of, or its subject."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from onrecord.annotate.figures.changes import is_level_verb
from onrecord.annotate.figures.clauses import Clauses
from onrecord.annotate.figures.phrases import load_table

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
PLACE_PREPOSITIONS = frozenset(
    {"in", "at", "near", "on", "outside", "across", "inside", "around", "off", "throughout"}
)
_EMPTY_NOUNS = frozenset(
    {
        "piece",
        "pair",
        "kind",
        "type",
        "lot",
        "set",
        "average",
        "total",
        "maximum",
        "minimum",
        "rate",
    }
)
_SETTERS = frozenset({"put", "set", "bring", "peg", "place", "estimate", "raise", "lower", "push"})
"""Verbs that give a number to their object, not to their subject: "put the toll at 12"."""
_OF_WORDS = frozenset({"of", "in"})
_SUBJECT_KINDS = frozenset({"money", "share", "measure", "age"})


@cache
def _load_places() -> frozenset[str]:
    return frozenset(load_table("people")["places"]["words"])


class Counted(NamedTuple):
    """Tokens ``[first, last)`` of the thing counted, and its head."""

    first: int
    last: int
    head: int


def find_counted(clauses: Clauses, first: int, last: int, unit_kind: str | None) -> Counted | None:
    """Find what the figure at tokens ``[first, last)`` counts.

    Args:
        clauses: the clauses of its parse.
        first: first token of the figure.
        last: the token after it and its unit.
        unit_kind: the kind of its unit, None for a plain count.
    """
    if unit_kind == "age" and first > 1 and clauses.parse.words[first - 1] == ",":
        named = first - 2
        return Counted(*clauses.phrase_of(named), named) if clauses.is_noun(named) else None
    noun = clauses.noun_after(last - 1)
    if noun is not None:
        inner = find_partitive(clauses, noun + 1) if _is_empty(clauses, noun) else None
        if inner is not None:
            return inner
        return Counted(*_trim(clauses, last, noun), noun)
    node = clauses.node_of(first, last)
    partitive = find_partitive(clauses, last, is_level=_is_level(clauses, node))
    if partitive is not None:
        return partitive
    return _find_governor(clauses, node) or _find_subject(clauses, last - 1, unit_kind)


def _is_empty(clauses: Clauses, noun: int) -> bool:
    """Tell whether a noun only carries another: "more than 200 pieces of luggage"."""
    return clauses.parse.lemmas[noun].lower() in _EMPTY_NOUNS


def _trim(clauses: Clauses, first: int, noun: int) -> tuple[int, int]:
    skipped = {"HYPH", "RB", "RBR", "POS", "JJR"}
    while first < noun and (
        clauses.parse.tags[first] in skipped
        or clauses.parse.words[first].lower() in {"more", "other", "additional", "old"}
    ):
        first += 1
    return first, noun + 1


def _is_level(clauses: Clauses, node: int) -> bool:
    """Tell "to $187 in early trading" from "$48 billion in assets"."""
    parse = clauses.parse
    head = parse.words[parse.heads[node]].lower()
    return parse.deps[node] == "npadvmod" or head in {"to", "by", "at", "from"}


def _find_governor(clauses: Clauses, node: int) -> Counted | None:
    """Read "revenue of $12 billion" and "turnout below 50 percent": the noun before the phrase."""
    parse = clauses.parse
    preposition = parse.heads[node]
    noun = parse.heads[preposition]
    if parse.deps[node] != "pobj" or parse.deps[preposition] != "prep" or noun >= preposition:
        return None
    if not clauses.is_noun(noun) or parse.lemmas[noun].lower() in _EMPTY_NOUNS:
        return None
    if clauses.find_child(noun, "nummod") is not None:
        return None
    return Counted(*clauses.phrase_of(noun), noun)


def find_partitive(clauses: Clauses, index: int, *, is_level: bool = False) -> Counted | None:
    """Read "of (the) soldiers" or "in assets" at a token.

    Args:
        clauses: the clauses of its parse.
        index: the token after the number or noun.
        is_level: the figure is what something came to, so that "in" is when or where.
    """
    parse = clauses.parse
    if index >= len(parse) or parse.words[index].lower() not in _OF_WORDS:
        return None
    start = index + 1
    end = clauses.sentence_of(index)[1]
    while start < end and parse.tags[start] in {"DT", "PRP$", "PDT"}:
        start += 1
    if start >= end or parse.tags[start] in {"CD", "$"}:
        return None
    noun = clauses.noun_after(start - 1)
    is_in = parse.words[index].lower() == "in"
    if is_in and is_level:
        return None
    if noun is None or (is_in and (_is_place(clauses, noun) or clauses.label_at(noun))):
        return None
    return Counted(*_trim(clauses, start, noun), noun)


def _find_subject(clauses: Clauses, token: int, unit_kind: str | None) -> Counted | None:
    subject = clauses.find_subject(token)
    if subject is None or not clauses.is_noun(subject):
        return None
    verb = clauses.find_verb(token)
    is_object = unit_kind == "measure" and verb is not None and clauses.parse.deps[token] == "dobj"
    lemma = "" if verb is None else clauses.parse.lemmas[verb].lower()
    if (unit_kind not in _SUBJECT_KINDS or is_object) and not is_level_verb(lemma, unit_kind):
        return None
    if verb is not None and lemma in _SETTERS:
        told = clauses.find_child(verb, "dobj")
        if told is not None and told < token:
            subject = told
        if not clauses.is_noun(subject):
            return None
    first, last = clauses.phrase_of(subject)
    return Counted(first, last, subject)


def find_place(clauses: Clauses, token: int) -> str | None:
    """Return the place a figure is said to be at: the nearest locative phrase of its sentence."""
    first, last = clauses.sentence_of(token)
    last = min(last, token + 40)
    found = next((p for i in range(token, last) if (p := _read_place(clauses, i))), None)
    if found is not None:
        return found
    before = range(token - 1, max(first, token - 40) - 1, -1)
    return next((p for i in before if (p := _read_place(clauses, i))), None)


def _read_place(clauses: Clauses, index: int) -> str | None:
    parse = clauses.parse
    if parse.words[index].lower() not in PLACE_PREPOSITIONS or parse.tags[index] != "IN":
        return None
    for child in clauses.children[index]:
        if parse.deps[child] == "pobj" and child > index and _is_place(clauses, child):
            entity = clauses.entity_at(child)
            first, last = clauses.phrase_of(child, index)
            if entity is not None and entity.label in PLACE_LABELS:
                first, last = min(first, entity.first), max(last, entity.last)
            return words_of(clauses, max(first, index + 1), last)
    return None


def _is_place(clauses: Clauses, token: int) -> bool:
    if clauses.label_at(token) in PLACE_LABELS:
        return True
    tag, label = clauses.parse.tags[token], clauses.label_at(token)
    if tag == "NNP":
        return label not in {"DATE", "TIME", "PERSON", "ORG", "MONEY", "PERCENT", "EVENT"}
    return clauses.parse.lemmas[token].lower() in _load_places()


def words_of(clauses: Clauses, first: int, last: int) -> str:
    """Join the words of a phrase with the space that stands between them."""
    parse = clauses.parse
    words = [parse.words[first]]
    for index in range(first + 1, last):
        space = "" if parse.starts[index] == parse.ends[index - 1] else " "
        words.append(space + parse.words[index])
    return "".join(words)
