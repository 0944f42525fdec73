"""The main clause of a content: how sure it is of itself, and whether it is negated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from onrecord.annotate.parses import Parse
from onrecord.annotate.statements.name_lists import fold
from onrecord.annotate.statements.readings import (
    Place,
    Reading,
    find_head,
    load_table,
    sentence_around,
)
from onrecord.records import Certainty, Span, Stance

RANKS: dict[Certainty, int] = {"certain": 0, "probable": 1, "possible": 2}
_CLAUSE_DEPS = frozenset({"aux", "auxpass", "advmod", "neg", "acomp", "oprd", "attr"})


@dataclass(frozen=True, slots=True)
class Cues:
    """The cue lexicon, phrases as tuples of lemmas."""

    stances: dict[tuple[str, ...], Stance]
    certainty: dict[tuple[str, ...], Certainty]
    hedges: dict[str, Certainty]
    negation: frozenset[str]
    determiners: frozenset[str]
    withholding: frozenset[tuple[str, ...]]
    raising: frozenset[str]
    refusing: frozenset[str]
    absence: frozenset[str]
    reversing: frozenset[str]
    reversing_verbs: frozenset[str]
    hearsay: frozenset[str]
    lemmas: dict[str, str]


@cache
def load_cues() -> Cues:
    """Read the cue lexicon once a process."""
    table = load_table("statement_cues")
    negation, absence = table["negation"], table["absence"]
    stances: dict[tuple[str, ...], Stance] = {}
    for stance, phrases in table["stances"].items():
        for phrase in phrases:
            stances.setdefault(tuple(phrase.split()), stance)
    certainty: dict[tuple[str, ...], Certainty] = {}
    for degree, phrases in table["certainty"].items():
        for phrase in phrases:
            certainty.setdefault(tuple(phrase.split()), degree)
    return Cues(
        stances=stances,
        certainty=certainty,
        hedges={word: degree for degree, words in table["hedges"].items() for word in words},
        negation=frozenset(negation["adverbs"]),
        determiners=frozenset(negation["determiners"]),
        withholding=frozenset(tuple(phrase.split()) for phrase in negation["withholding"]),
        raising=frozenset(negation["raising"]),
        refusing=frozenset(negation["refusing"]),
        absence=frozenset(absence["nouns"]),
        reversing=frozenset(table["reversing"]["predicates"]),
        reversing_verbs=frozenset(table["reversing"]["verbs"]),
        hearsay=frozenset(table["hearsay"]["verbs"]),
        lemmas=table["lemmas"],
    )


def is_negator(parse: Parse, index: int) -> bool:
    """Return whether a token negates its head."""
    word = fold(parse.words[index])
    if word in load_cues().determiners and parse.deps[index] == "det":
        return True
    return parse.deps[index] == "neg" or (
        word in load_cues().negation and parse.pos[index] in ("ADV", "PART")
    )


def hedge_of(parse: Parse, index: int) -> list[Certainty]:
    """Return how sure a token leaves its clause: one degree or none."""
    lemma = fold(parse.lemmas[index])
    if lemma == "can" and fold(parse.words[index]) != "could":
        return []
    degree = load_cues().hedges.get(lemma) or load_cues().hedges.get(fold(parse.words[index]))
    return [degree] if degree else []


@dataclass(frozen=True, slots=True)
class Clause:
    """What the main clause of a content says of itself."""

    certainty: Certainty = "certain"
    negated: bool = False
    commanded: bool = False
    """Its verb is an infinitive with "to": what somebody is to do."""


def judge_content(reading: Reading, content: Sequence[Span]) -> Clause:
    """Read the main clause of the content's first sentence."""
    place = next((p for span in content if (p := reading.find_tokens(span))), None)
    if place is None:
        return Clause()
    sentence = sentence_around(place.parse, place.first)
    first, last = place.first, min(place.last, sentence.last)
    head = _main_verb(place.parse, first, last)
    inside = Place(place.parse, first, last)
    return Clause(
        _hedge_clause(inside, head), _negates_clause(inside, head), _is_infinitive(inside, head)
    )


def _is_infinitive(place: Place, head: int) -> bool:
    parse = place.parse
    return parse.tags[head] == "VB" and any(
        parse.heads[i] == head and parse.tags[i] == "TO" for i in place.indices()
    )


def _main_verb(parse: Parse, first: int, last: int) -> int:
    """Return the verb of a range that hangs on nothing inside it, else its head."""
    for index in range(first, last):
        outside = parse.heads[index] == index or not first <= parse.heads[index] < last
        if outside and parse.pos[index] in ("VERB", "AUX"):
            return index
    return find_head(parse, first, last)


def _hedge_clause(place: Place, head: int) -> Certainty:
    parse = place.parse
    degrees: list[Certainty] = []
    chain = [head]
    for index in place.indices():
        if parse.heads[index] in chain and index not in chain:
            if parse.deps[index] in _CLAUSE_DEPS:
                degrees.extend(hedge_of(parse, index))
            # "is likely to leave": the hedge is the clause's own predicate.
            if parse.deps[index] in ("acomp", "attr") and len(chain) < 3:
                chain.append(index)
    if parse.deps[head] != "ROOT" or parse.pos[head] == "VERB":
        degrees.extend(_passive_hedge(place, head))
    if any(is_negator(parse, i) and parse.heads[i] == head for i in place.indices()):
        # "could not find" is plain inability, "may not leave" is still open.
        could = [
            i
            for i in place.indices()
            if parse.heads[i] == head and fold(parse.words[i]) in ("could", "can")
        ]
        if could:
            return "certain"
    return max(degrees, key=lambda degree: RANKS[degree], default="certain")


def _passive_hedge(place: Place, head: int) -> list[Certainty]:
    """Return the hedge of "is believed to", "is said to", "appears to": a raising main verb."""
    parse = place.parse
    lemma = fold(parse.lemmas[head])
    lemma = load_cues().lemmas.get(lemma, lemma)
    deps = {parse.deps[i] for i in place.indices() if parse.heads[i] == head}
    if (parse.tags[head] == "VBN" or lemma in ("seem", "appear")) and deps & {
        "xcomp",
        "ccomp",
        "acomp",
        "oprd",
    }:
        return hedge_of(parse, head)
    # "said it expects …", "said he hopes …": the holder's own belief, by his own word.
    own = any(
        parse.heads[i] == head and parse.deps[i] == "nsubj" and parse.pos[i] == "PRON"
        for i in place.indices()
    )
    degree = (
        load_cues().certainty.get((lemma,)) if own and deps & {"xcomp", "ccomp", "dobj"} else None
    )
    return [degree] if degree else []


def _negates_clause(place: Place, head: int) -> bool:
    """Return whether the main clause is negated, or says that something is absent."""
    parse, cues = place.parse, load_cues()
    for index in place.indices():
        word = fold(parse.words[index])
        if parse.heads[index] == head and is_negator(parse, index):
            following = fold(parse.words[index + 1]) if index + 1 < len(parse) else ""
            return following not in ("only", "just", "merely", "least")
        if word in cues.determiners and parse.deps[index] in ("det", "neg"):
            noun = parse.heads[index]
            near = noun == head or parse.heads[noun] == head
            if near and (fold(parse.lemmas[noun]) in cues.absence or parse.deps[noun] != "pobj"):
                return True
        if word in ("nobody", "none", "nothing", "neither") and parse.heads[index] == head:
            return parse.deps[index] in ("nsubj", "nsubjpass", "attr", "dobj")
        if word in ("hardly", "scarcely") and index < head:
            return True
        predicate = parse.heads[index] == head and parse.deps[index] in ("acomp", "attr")
        if predicate and fold(parse.lemmas[index]) in cues.reversing:
            return True
    bare = fold(parse.lemmas[head]) == "fail" and not any(
        parse.heads[i] == head and parse.deps[i] == "xcomp" for i in place.indices()
    )
    return fold(parse.lemmas[head]) in cues.reversing_verbs and not bare
