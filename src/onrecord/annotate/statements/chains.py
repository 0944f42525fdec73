"""Chains: who carried a statement from its speaker to the report ("told AP, Reuters reported").

All of it is read from the *frame* of a statement: the words of its sentence that are not its
content. There, a trigger ("told", "in an interview with", "seen by") leads to a carrier, an outer
tag ("…, Reuters reported") adds one, and a medium that cites somebody ("Reuters reported, citing
two officials") turns into the carrier of whom it cites. ``via`` runs from the speaker outwards.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from onrecord.annotate.parses import Parse
from onrecord.annotate.statements.name_lists import fold, is_capital
from onrecord.annotate.statements.outlets import is_press_person, read_medium
from onrecord.annotate.statements.readings import (
    Place,
    Reading,
    load_table,
    overlaps,
    sentence_around,
)
from onrecord.annotate.statements.sayings import Saying
from onrecord.records import Span

MAX_NAME_TOKENS = 10
MAX_CITED_TOKENS = 30
MAX_GAP_TOKENS = 3
_INSIDE_NAME = frozenset({"of", "for", "and", "&", "the"})
_NAME_POS = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM", "PART", "X"})


@dataclass(frozen=True, slots=True)
class Link:
    """One carrier as found: where it stands, its words, and the words that show it."""

    span: Span
    phrase: str
    cue: Span
    outer: bool = False


@dataclass(slots=True)
class Chained:
    """The carriers of a saying, and whom its source cites where that is the real speaker."""

    links: list[Link] = field(default_factory=list)
    cited: Span | None = None
    source_link: Link | None = None


@dataclass(frozen=True, slots=True)
class Triggers:
    """Trigger phrases by the lemma of their last word."""

    medium: dict[str, list[tuple[str, ...]]]
    anybody: dict[str, list[tuple[str, ...]]]
    verbs: frozenset[str]
    prepositions: frozenset[tuple[str, ...]]
    citing: frozenset[str]


@cache
def load_triggers() -> Triggers:
    """Read the trigger lists once a process."""
    table = load_table("chain_triggers")

    def by_last(phrases: Iterable[str]) -> dict[str, list[tuple[str, ...]]]:
        index: dict[str, list[tuple[str, ...]]] = {}
        for phrase in phrases:
            words = tuple(phrase.split())
            index.setdefault(words[-1], []).append(words)
        return index

    return Triggers(
        medium=by_last(table["medium"]["phrases"]),
        anybody=by_last(table["anybody"]["phrases"]),
        verbs=frozenset(table["outer"]["verbs"]),
        prepositions=frozenset(tuple(phrase.split()) for phrase in table["outer"]["prepositions"]),
        citing=frozenset(table["citing"]["verbs"]),
    )


class ChainFinder:
    """Finds the carriers of sayings, sentence by sentence."""

    def __init__(self, reading: Reading, sayings: Sequence[Saying]) -> None:
        self.reading = reading
        self.by_cue = {saying.cue[0][0]: saying for saying in sayings if saying.cue}
        self.cue_starts = sorted(self.by_cue)
        self.house = _house_names(reading)

    def find_chain(self, saying: Saying) -> Chained:
        """Return the carriers that the frame of a saying names.

        Args:
            saying: a saying with a cue; without one nothing is found.
        """
        chained = Chained()
        place = self.reading.find_tokens(saying.cue[0]) if saying.cue else None
        if place is None:
            return chained
        frame = self._read_frame(saying, place)
        self._find_cited(saying, place, frame, chained)
        self._find_citing_cue(saying, place, chained)
        for link in self._find_links(saying, place, frame):
            taken = [*saying.source, *([chained.cited] if chained.cited else [])]
            known = {fold(other.phrase) for other in chained.links}
            if not _within(link, saying.source) and any(overlaps(link.span, s) for s in taken):
                continue
            if fold(link.phrase) not in known and not self._repeats_source(link, saying):
                chained.links.append(link)
        chained.links.sort(key=lambda link: link.outer)
        return chained

    def _repeats_source(self, link: Link, saying: Saying) -> bool:
        phrase = fold(self.reading.text_of(saying.source)).removeprefix("the ")
        return phrase == fold(link.phrase).removeprefix("the ")

    def _read_frame(self, saying: Saying, place: Place) -> list[int]:
        """Return the tokens of the cue's sentence that are not content."""
        parse = place.parse
        spans = [place, *(p for s in saying.source if (p := self.reading.find_tokens(s)))]
        first = min(sentence_around(parse, p.first).first for p in spans if p.parse is parse)
        last = max(sentence_around(parse, p.last - 1).last for p in spans if p.parse is parse)
        return [
            index for index in range(first, last) if not _covers_token(saying.content, parse, index)
        ]

    # ------------------------------------------------------------ links

    def _find_links(self, saying: Saying, place: Place, frame: Sequence[int]) -> Iterator[Link]:
        parse = place.parse
        inside = set(frame)
        for index in frame:
            if not self._is_own(saying, parse, index):
                continue
            link = self._read_trigger(parse, index, inside)
            if link is None:
                link = self._read_outer(saying, parse, index, inside)
            if link:
                yield link

    def _is_own(self, saying: Saying, parse: Parse, index: int) -> bool:
        """Return whether the nearest cue before a token is the saying's own, or none."""
        position = parse.starts[index]
        if any(start <= position < end for start, end in (*saying.source, *saying.cue)):
            return True
        at = bisect_right(self.cue_starts, position) - 1
        if at < 0:
            return True
        other = self.by_cue[self.cue_starts[at]]
        if other is saying or other.cue[0][0] < saying.reach[0]:
            return True
        return any(overlaps(a, b) for a in other.content for b in saying.content) or _holds_all(
            other, saying
        )

    def _read_trigger(self, parse: Parse, index: int, inside: set[int]) -> Link | None:
        """Read a carrier after a trigger that ends at a token."""
        triggers = load_triggers()
        lemma = fold(parse.lemmas[index])
        for table, anybody in ((triggers.anybody, True), (triggers.medium, False)):
            for phrase in table.get(lemma, ()):
                first = _match_back(parse, index, phrase)
                if first is None or _is_kept_from(parse, first):
                    continue
                name = _read_name(parse, index + 1, inside)
                if name is None:
                    continue
                link = self._make_link(parse, name, parse.span(first, index + 1), anybody)
                if link:
                    return link
        return None

    def _make_link(
        self, parse: Parse, name: tuple[int, int], cue: Span, anybody: bool
    ) -> Link | None:
        span = parse.span(*name)
        words = self.reading.text_of([span])
        medium = read_medium(words) or (words if fold(words) in self.house else None)
        if medium:
            return Link(self._narrow(span, medium), medium, cue)
        if anybody and parse.pos[name[1] - 1] in ("NOUN", "PROPN"):
            return Link(span, words, cue)
        return None

    def _narrow(self, span: Span, name: str) -> Span:
        start = self.reading.report.text.find(name, *span)
        return (start, start + len(name)) if start >= 0 else span

    def _read_outer(
        self, saying: Saying, parse: Parse, index: int, inside: set[int]
    ) -> Link | None:
        """Read an outer tag at a token: "according to AP" or "Reuters reported"."""
        triggers = load_triggers()
        lemma = fold(parse.lemmas[index])
        pair = (fold(parse.lemmas[index - 1]) if index else "", lemma)
        if pair in triggers.prepositions or (lemma,) in triggers.prepositions:
            name = _read_name(parse, index + 1, inside)
        elif lemma in triggers.verbs and not _on_cue(saying, parse, index):
            if any(parse.deps[index] == dep for dep in ("conj",)) and not _is_tag(parse, index):
                return None
            name = _read_subject(parse, index, inside)
        else:
            return None
        if name is None:
            return None
        span = parse.span(*name)
        medium = read_medium(self.reading.text_of([span]))
        if medium is None:
            return None
        return Link(self._narrow(span, medium), medium, parse.span(index, index + 1), outer=True)

    # ------------------------------------------------------------ citing

    def _find_cited(
        self, saying: Saying, place: Place, frame: Sequence[int], chained: Chained
    ) -> None:
        """Set the cited holder as speaker, and the source that cites him as carrier."""
        parse = place.parse
        source = saying.source[0] if saying.source else None
        if source and read_medium(self.reading.text_of([source])) is None:
            return
        for index in frame:
            if fold(parse.lemmas[index]) not in load_triggers().citing:
                continue
            active = parse.tags[index] == "VBG" or _cites_actively(parse, index)
            if not active or not self._may_cite(saying, parse, index):
                continue
            span = _read_cited(parse, index + 1)
            if span is None or _covers_any(span, saying.source):
                continue
            if chained.cited:
                self._push_source(chained, chained.cited, parse.span(index, index + 1))
            elif source:
                self._push_source(chained, source, saying.cue[0])
            chained.cited = span

    def _may_cite(self, saying: Saying, parse: Parse, index: int) -> bool:
        """Return whether a word of citing is a saying's own or its medium's."""
        other = self.by_cue.get(parse.starts[index])
        if other is None or other is saying:
            return self._is_own(saying, parse, index)
        return not other.source or any(overlaps(a, b) for a in other.source for b in saying.source)

    def _push_source(self, chained: Chained, span: Span, cue: Span) -> None:
        phrase = self.reading.text_of([span])
        chained.links.insert(0, Link(span, read_medium(phrase) or phrase, cue))

    def _find_citing_cue(self, saying: Saying, place: Place, chained: Chained) -> None:
        """Read "Kommersant cited officials as saying": the object speaks, the subject carries."""
        parse = place.parse
        for index in place.indices():
            if fold(parse.lemmas[index]) not in load_triggers().citing or chained.cited:
                continue
            subject = _read_subject(parse, index, set(range(max(index - 12, 0), index)))
            if subject is None:
                continue
            span = parse.span(*subject)
            owns = any(overlaps(span, s) for s in saying.source)
            if not owns and saying.source and read_medium(self.reading.text_of([span])):
                self._push_source(chained, span, parse.span(index, index + 1))


def _house_names(reading: Reading) -> frozenset[str]:
    """Return the outlets a report itself is credited to, which no list may know."""
    report = reading.report
    names = [name for credit in report.credits for name in credit.names]
    return frozenset(fold(name) for name in [*names, report.outlet or ""] if name)


def _within(link: Link, spans: Sequence[Span]) -> bool:
    """Return whether a link stands behind a trigger inside the source: "a memo seen by Reuters"."""
    return any(start <= link.cue[0] and link.span[1] <= end for start, end in spans)


def _covers_any(span: Span, others: Sequence[Span]) -> bool:
    return any(overlaps(span, other) for other in others)


def _covers_token(spans: Sequence[Span], parse: Parse, index: int) -> bool:
    return any(start <= parse.starts[index] < end for start, end in spans)


def _holds_all(outer: Saying, inner: Saying) -> bool:
    return all(any(s <= a and b <= e for s, e in outer.content) for a, b in inner.cue)


def _on_cue(saying: Saying, parse: Parse, index: int) -> bool:
    return any(start <= parse.starts[index] < end for start, end in saying.cue)


def _is_tag(parse: Parse, index: int) -> bool:
    """Return whether a verb is a tag after a comma rather than one clause of two."""
    return not any(
        fold(word) in ("and", "but", "while") for word in parse.words[max(index - 6, 0) : index]
    )


def _is_kept_from(parse: Parse, first: int) -> bool:
    """Return whether words are not said to a medium: "told not to speak to the press"."""
    return any(
        fold(word) in ("not", "n't", "never", "unauthorised", "unauthorized")
        for word in parse.words[max(first - 4, 0) : first]
    )


def _match_back(parse: Parse, index: int, phrase: tuple[str, ...]) -> int | None:
    """Return the first token of a trigger that ends at a token, None if it does not stand there."""
    at = index
    position = len(phrase) - 1
    while True:
        if fold(parse.lemmas[at]) != phrase[position]:
            return None
        if position == 0:
            return at
        position -= 1
        at -= 1
        if phrase[position] == "…":
            position -= 1
            stop = max(at - MAX_GAP_TOKENS, -1)
            while at > stop and fold(parse.lemmas[at]) != phrase[position]:
                at -= 1
        if at < 0:
            return None


def _read_name(parse: Parse, first: int, inside: set[int]) -> tuple[int, int] | None:
    """Read a noun phrase that starts at a token: flat, with "of" and genitives inside names."""
    last = first
    while last < len(parse) and last - first < MAX_NAME_TOKENS and last in inside:
        word = parse.words[last]
        joins = fold(word) in _INSIDE_NAME and last > first and _next_is_name(parse, last)
        owned = parse.tags[last] == "PRP$" and last == first
        compound = last > first and "-" in (word, parse.words[last - 1])
        fits = parse.pos[last] in _NAME_POS or joins or owned or compound or is_capital(word)
        if not fits and word not in ("’s", "'s"):
            if is_press_person(parse.words[last - 1]) and fold(word) in (
                "from",
                "for",
                "with",
                "of",
                "at",
            ):
                return _read_name(parse, last + 1, inside)
            break
        last += 1
    while (
        last > first
        and parse.pos[last - 1] not in ("NOUN", "PROPN")
        and not is_capital(parse.words[last - 1])
    ):
        last -= 1
    return (first, last) if last > first else None


def _next_is_name(parse: Parse, index: int) -> bool:
    return (
        index + 1 < len(parse)
        and is_capital(parse.words[index + 1])
        and is_capital(parse.words[index - 1])
    )


def _read_subject(parse: Parse, verb: int, inside: set[int]) -> tuple[int, int] | None:
    """Return a verb's subject: by the parse, else the capitalised words before it."""
    around = sentence_around(parse, verb)
    for index in around.indices():
        if parse.heads[index] == verb and parse.deps[index] == "nsubj" and index in inside:
            first = index
            while (
                first - 1 in inside
                and first - 1 >= around.first
                and _hangs_on(parse, first - 1, index)
            ):
                first -= 1
            return first, index + 1
    first = verb
    while first - 1 in inside and first - 1 >= around.first and is_capital(parse.words[first - 1]):
        first -= 1
    return (first, verb) if first < verb else None


def _hangs_on(parse: Parse, index: int, head: int) -> bool:
    for _ in range(4):
        index = parse.heads[index]
        if index == head:
            return True
    return False


def _cites_actively(parse: Parse, index: int) -> bool:
    """Return whether "cited" has a subject that is a medium: "which cited two officials"."""
    around = sentence_around(parse, index)
    return parse.tags[index] in ("VBD", "VBZ", "VBP") and any(
        parse.heads[i] == index and parse.deps[i] == "nsubj" for i in around.indices()
    )


def _read_cited(parse: Parse, first: int) -> Span | None:
    """Return the phrase after "citing", up to a comma or a verb of the main clause."""
    relative = False
    last = first
    end = sentence_around(parse, first - 1).last
    while last < min(end, first + MAX_CITED_TOKENS):
        if parse.words[last] in {",", ".", ";", ":", "—", "–", "“", "”", '"', ")", "("}:
            break
        if parse.tags[last] in ("WP", "WDT"):
            relative = True
        elif (parse.tags[last] in ("VBD", "VBZ", "VBP", "MD") and not relative) or (
            fold(parse.words[last]) in ("as", "that") and last > first and not relative
        ):
            break
        last += 1
    return parse.span(first, last) if last > first else None
