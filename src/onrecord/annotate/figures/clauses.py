"""One parse seen as clauses: children, subjects, verbs, noun phrases, and who counts as people."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from onrecord.annotate.figures.phrases import load_table
from onrecord.annotate.parses import Entity, Parse

MAX_STEPS = 12
"""Heads climbed before giving up: real clauses are shallower, hostile ones are not."""
MAX_PHRASE_TOKENS = 8

NOUN_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS"})
MODIFIER_TAGS = NOUN_TAGS | {
    "JJ",
    "JJR",
    "JJS",
    "VBN",
    "VBG",
    "HYPH",
    "POS",
    "AFX",
    "RB",
    "RBR",
    "RBS",
}
_DAYS = frozenset({
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    "yesterday", "today", "tomorrow", "overnight",
})  # fmt: skip
_STATES = frozenset({"dead", "missing", "wounded", "injured", "hurt", "homeless", "displaced"})
_TIMES = frozenset({"DATE", "TIME"})


@cache
def _load_people() -> tuple[frozenset[str], frozenset[str]]:
    nouns = load_table("people")["nouns"]
    return frozenset(nouns["words"]), frozenset(nouns["plurals"])


class Clauses:
    """The dependency tree of one parse, with what the figure rules ask of it."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.children: list[list[int]] = [[] for _ in parse.words]
        for token, head in enumerate(parse.heads):
            if head != token:
                self.children[head].append(token)
        self._entities: dict[int, Entity] = {}
        for entity in parse.ents:
            for token in range(entity.first, entity.last):
                self._entities[token] = entity
        self._sents = [(0, 0)] * len(parse)
        for sent in parse.sents:
            for token in range(*sent):
                self._sents[token] = sent

    def entity_at(self, token: int) -> Entity | None:
        """Return the named entity that covers a token."""
        return self._entities.get(token)

    def label_at(self, token: int) -> str:
        """Return the label of the entity that covers a token, or the empty string."""
        entity = self._entities.get(token)
        return entity.label if entity else ""

    def sentence_of(self, token: int) -> tuple[int, int]:
        """Return the token range of the sentence a token stands in."""
        return self._sents[token]

    def is_noun(self, token: int) -> bool:
        """Tell whether a token is tagged a noun."""
        return self.parse.tags[token] in NOUN_TAGS

    def is_people(self, token: int) -> bool:
        """Tell whether a noun means people."""
        words, plurals = _load_people()
        lower = self.parse.words[token].lower()
        lemma = self.parse.lemmas[token].lower()
        return lower in plurals or lemma in words or lower.removesuffix("s") in words

    def is_person(self, token: int) -> bool:
        """Tell whether a singular noun means one person."""
        words, plurals = _load_people()
        lower = self.parse.words[token].lower()
        is_singular = self.parse.tags[token] in {"NN", "NNP"} and lower not in plurals
        return is_singular and lower in words

    def find_child(self, token: int, *deps: str) -> int | None:
        """Return the first child of a token with one of these labels."""
        return next((c for c in self.children[token] if self.parse.deps[c] in deps), None)

    def climb(self, token: int) -> Iterator[int]:
        """Yield the heads of a token, nearest first, a bounded number of them."""
        for _ in range(MAX_STEPS):
            head = self.parse.heads[token]
            if head == token:
                return
            yield head
            token = head

    def node_of(self, first: int, last: int) -> int:
        """Return the token of a phrase ``[first, last)`` whose head lies outside it."""
        for token in range(first, last):
            head = self.parse.heads[token]
            if not first <= head < last or head == token:
                return token
        return first

    def find_verb(self, token: int) -> int | None:
        """Return the nearest verb above a token."""
        tags = self.parse.tags
        return next((head for head in self.climb(token) if tags[head].startswith("VB")), None)

    def find_subject(self, token: int) -> int | None:
        """Return the subject of the clause a token stands in."""
        previous = token
        for head in self.climb(token):
            if self.parse.words[head].lower() == "worth" and self.is_noun(self.parse.heads[head]):
                return self.parse.heads[head]
            subject = self.find_child(head, "nsubj", "nsubjpass")
            if subject is not None and subject not in {previous, token}:
                return self._resolve_relative(subject, head)
            if self.parse.deps[head] == "acl" or subject is not None:
                return self.parse.heads[head] if subject is None else None
            previous = head
        return None

    def _resolve_relative(self, subject: int, verb: int) -> int:
        """Return what "who" or "that" stands for."""
        if self.parse.tags[subject] in {"WP", "WDT"} and self.parse.deps[verb] == "relcl":
            return self.parse.heads[verb]
        return subject

    def phrase_of(self, head: int, after: int = -1) -> tuple[int, int]:
        """Return the tokens of the noun phrase that ends in ``head``, without its determiner.

        Args:
            head: a noun.
            after: the phrase begins later than this token.
        """
        first = head
        low = max(after + 1, head - MAX_PHRASE_TOKENS, self.sentence_of(head)[0])
        while first > low and self.parse.tags[first - 1] in MODIFIER_TAGS:
            if self.parse.deps[first - 1] in {"advmod", "npadvmod"} and first - 1 != head - 1:
                break
            first -= 1
        while first < head and self.parse.tags[first] in {"HYPH", "POS", "RB", "RBR"}:
            first += 1
        return first, head + 1

    def noun_after(self, token: int) -> int | None:
        """Return the head of the noun phrase that begins after ``token``, by tags and heads."""
        tags, end = self.parse.tags, self.sentence_of(token)[1]
        noun: int | None = None
        for index in range(token + 1, min(end, token + 1 + MAX_PHRASE_TOKENS)):
            tag = tags[index]
            if noun is not None and self._begins_time(index):
                break
            if tag in NOUN_TAGS:
                noun = index
            elif tag not in MODIFIER_TAGS or self._breaks(index, noun):
                break
        return noun

    def _begins_time(self, index: int) -> bool:
        """Tell whether a token begins a time: "three others Monday morning", "troops last year"."""
        if self.parse.words[index] in _DAYS:
            return True
        entity = self.entity_at(index)
        return entity is not None and entity.label in _TIMES and entity.first == index

    def _parts_clauses(self, index: int) -> bool:
        """Tell "hundreds missing - government" from a hyphen that was spaced: "box - office"."""
        spaced = self.parse.starts[index] > self.parse.ends[index - 1]
        before = self.parse.words[index - 1].lower()
        return spaced and (self.parse.tags[index - 1] in {"VBG", "VBN"} or before in _STATES)

    def _breaks(self, index: int, noun: int | None) -> bool:
        """Tell whether a modifier after a noun begins something else: "troops killed in"."""
        tag = self.parse.tags[index]
        if tag == "HYPH" and self._parts_clauses(index):
            return True
        if noun is None:
            return tag == "POS"
        if tag in {"HYPH", "POS"}:
            return False
        head = self.parse.heads[index]
        return not (head > index and self.is_noun(head) and self.parse.heads[noun] >= index)
