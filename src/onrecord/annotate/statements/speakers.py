"""Who a source is: the speaker behind a surname, a pronoun, a title or "the source".

Each source phrase is read by itself (:mod:`onrecord.annotate.statements.namings`) and then placed
in the report: names through the chains of its people
(:mod:`onrecord.annotate.statements.mentions`), everything else through who has spoken or been named
shortly before. A source that cannot be placed keeps its own words or, for a pronoun, stays without
a name: nobody is guessed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from onrecord.annotate.statements.hearings import Heard, hear_chain, replace_spans
from onrecord.annotate.statements.mentions import Cast, Chain
from onrecord.annotate.statements.name_lists import (
    Sex,
    fold,
    is_capital,
    load_first_names,
    load_titles,
    singular,
)
from onrecord.annotate.statements.name_words import ARTICLES
from onrecord.annotate.statements.namings import PRONOUNS, Naming, read_naming
from onrecord.annotate.statements.nonstatements import is_unnamed
from onrecord.annotate.statements.noun_phrases import phrase_span, relative_head, sentence_range
from onrecord.annotate.statements.outlets import is_outlet
from onrecord.annotate.statements.readings import (
    Place,
    Reading,
    load_table,
    overlaps,
    sentence_around,
)
from onrecord.annotate.statements.sayings import Saying
from onrecord.annotate.statements.sightings import WEAK_ROLES
from onrecord.records import Span, Speaker

PEOPLE_LOOKED_AT = 16
"""How many earlier mentions of people a pronoun can mean."""
MAX_BLOCKS_BACK = 4
MAX_SPEAKERS_BACK = 40
MIN_SCORE = -4.0
"""A candidate further off than this is no antecedent."""

_PARTIES = {
    "gop": "republican", "republican": "republican", "democratic": "democratic",
    "libertarian": "libertarian", "green": "green", "conservative": "conservative",
    "labour": "labour", "independent": "independent",
}  # fmt: skip
_SINGULAR = frozenset({"he", "him", "his", "himself", "she", "her", "hers", "herself"})
_PLURAL = frozenset({"they", "them", "their", "themselves", "these", "those"})
_NEUTER = frozenset({"it", "its", "itself"})
_SPEAKING = frozenset({"i", "we", "us", "me", "my", "our", "myself"})
_FIRMS = frozenset({"operator", "contractor", "airline", "firm", "manufacturer", "supplier"})
_RELATIVE = frozenset({"who", "whom", "whose", "which", "that"})


@dataclass(slots=True)
class Resolver:
    """Resolves the sources of one report; feed it sayings in text order."""

    reading: Reading
    cast: Cast
    heard: list[Heard] = field(default_factory=list)
    institutions: dict[str, list[Chain]] | None = None
    outlets: list[tuple[int, int]] | None = None

    def resolve(self, saying: Saying, parent: Heard | None = None) -> Heard:
        """Return who speaks in a saying.

        Args:
            saying: the saying; its source spans may be empty.
            parent: who speaks the content that this saying stands in, if it stands in one.
        """
        phrase = self.reading.text_of(_nearest(saying))
        found = self._resolve_phrase(phrase, saying, parent) if phrase else None
        if found is None:
            found = Heard(Speaker(kind="unknown"), "")
        speaker = replace_spans(found.speaker, saying.source)
        return replace(
            found,
            speaker=speaker,
            position=saying.position,
            block=self.reading.block_at(saying.position),
        )

    def remember(self, heard: Heard) -> None:
        """Keep a speaker for the pronouns and descriptions that follow."""
        if heard.identity:
            self.heard.append(heard)

    def resolve_phrase(self, phrase: str, span: Span) -> Heard:
        """Return who a phrase outside any saying names, as a carrier."""
        saying = Saying((span,), (), (span,), 1.0)
        found = self._resolve_phrase(phrase, saying, None) or Heard(Speaker(), "")
        return replace(found, speaker=replace_spans(found.speaker, (span,)))

    def _resolve_phrase(self, phrase: str, saying: Saying, parent: Heard | None) -> Heard | None:
        naming = read_naming(phrase)
        if naming.pronoun:
            return self._resolve_pronoun(naming, saying, parent)
        if naming.name:
            return self._resolve_name(naming, saying.position)
        return self._resolve_description(naming, saying)

    # ------------------------------------------------------------ names

    def _resolve_name(self, naming: Naming, position: int) -> Heard:
        name = naming.name or ""
        person = self.cast.find_person(name, naming.sex, position)
        chain = self.cast.find_name(name)
        if person and (naming.kind == "person" or chain is None):
            return hear_chain(person, naming)
        if chain:
            return hear_chain(chain, naming)
        speaker = Speaker(
            name=name, role=naming.role, affiliation=naming.affiliation, kind=naming.kind
        )
        return Heard(speaker, fold(name), head=naming.head, sex=naming.sex)

    # ------------------------------------------------------------ descriptions

    def _resolve_description(self, naming: Naming, saying: Saying) -> Heard:
        surname = self._find_surname(naming, saying)
        if surname:
            return hear_chain(surname)
        if self._is_headline(saying) and not naming.plural and naming.definite is False:
            chain = self._find_headlined(naming)
            if chain:
                return hear_chain(chain)
        earlier = self._find_described(naming, saying)
        if earlier:
            return earlier
        if (
            naming.kind in ("person", "unknown")
            and naming.definite
            and not naming.plural
            and naming.head
        ):
            chain = self._find_role(naming, saying)
            if chain:
                return hear_chain(chain)
        if naming.kind == "organisation" and naming.definite:
            chain = self._find_outlet(naming, saying.position) or self._find_institution(naming)
            if chain:
                return hear_chain(chain)
        speaker = Speaker(
            name=naming.description,
            role=naming.role,
            affiliation=naming.affiliation,
            kind=naming.kind,
            anonymous=naming.anonymous or is_unnamed(self.reading, saying),
        )
        identity = f"{saying.position} {fold(naming.description)}"
        return Heard(speaker, identity, head=naming.head, plural=naming.plural, sex=naming.sex)

    def _find_surname(self, naming: Naming, saying: Saying) -> Chain | None:
        """Return whom a surname means that is a role as well: "Dean"."""
        phrase = self.reading.text_of(_nearest(saying))
        if naming.plural or not is_capital(phrase) or " " in phrase:
            return None
        chain = self.cast.find_person(phrase)
        return chain if chain and chain.words[-1] == fold(phrase) and chain.words[1:] else None

    def _find_described(self, naming: Naming, saying: Saying) -> Heard | None:
        """Return the earlier unnamed speaker that "the source" or "the two officials" means."""
        if not naming.definite or naming.head is None:
            return None
        if len(naming.description.split()) > 4:
            return None
        for heard in self._heard_before(saying.position):
            same_head = heard.head == naming.head and heard.plural == naming.plural
            if same_head and heard.chain is None and heard.speaker.anonymous >= naming.anonymous:
                return heard
        return None

    def _heard_before(self, position: int) -> Iterable[Heard]:
        """Yield speakers heard before a position, nearest first."""
        index = bisect_left(self.heard, position, key=lambda heard: heard.position)
        return reversed(self.heard[max(index - MAX_SPEAKERS_BACK, 0) : index])

    def _find_role(self, naming: Naming, saying: Saying) -> Chain | None:
        """Return who a title means: who has that role, or has just spoken without any.

        Within somebody's words it is not himself: nobody tells what "the minister" said and is it.
        """
        position = saying.position
        words = {_PARTIES.get(fold(word), fold(word)) for word in naming.description.split()[1:-1]}
        block = self.reading.block_at(position)
        last = next(iter(self._heard_before(position)), None)
        best: float | None = None
        found: Chain | None = None
        for start, _, number in self.cast.people_before(position, PEOPLE_LOOKED_AT * 4):
            chain = self.cast.chains[number]
            if naming.sex and chain.sex and naming.sex != chain.sex:
                continue
            distance = block - self.reading.block_at(start)
            if _shares_role(naming, chain) and not _clashes(words, chain):
                score = 2.0 + sum(word in fold(chain.role or "") for word in words) - 0.1 * distance
            elif saying.parent or chain.heads or distance > 1 or last is None:
                continue
            elif last.chain == number:
                score = 1.0 - 0.3 * distance
            else:
                continue
            if best is None or score > best:
                best, found = score, chain
        return found

    def _find_outlet(self, naming: Naming, position: int) -> Chain | None:
        """Return the medium named last, for "the newspaper" or "the agency"."""
        if naming.head not in load_table("chain_outlets")["words"]["words"]:
            return None
        if self.outlets is None:
            self.outlets = sorted(
                (start, chain.number)
                for chain in self.cast.chains
                if chain.kind == "organisation" and is_outlet(chain.name)
                for start, _ in chain.spans
            )
        index = bisect_left(self.outlets, (position, 0)) - 1
        return self.cast.chains[self.outlets[index][1]] if index >= 0 else None

    def _is_headline(self, saying: Saying) -> bool:
        block = self.reading.read_block(self.reading.block_at(saying.position))
        return block is not None and block.role in WEAK_ROLES

    def _find_headlined(self, naming: Naming) -> Chain | None:
        """Return whom a headline without articles means: "Minister says …", "Operator denies …"."""
        if naming.kind == "organisation":
            return self._find_institution(naming)
        if naming.kind != "person" or len(naming.description.split()) > 3 or not naming.role:
            return None
        fits = [c for c in self.cast.chains if c.kind == "person" and _shares_role(naming, c)]
        return fits[0] if len(fits) == 1 else None

    def _find_institution(self, naming: Naming) -> Chain | None:
        """Return the only organisation that a noun names or is said of: "the ministry"."""
        if self.institutions is None:
            self.institutions = {}
            for chain in self.cast.chains:
                if chain.kind == "organisation" and len(chain.words) > 1:
                    for head in sorted({singular(chain.words[-1]), *chain.heads}):
                        self.institutions.setdefault(head, []).append(chain)
                    if chain.heads & _FIRMS:
                        self.institutions.setdefault("company", []).append(chain)
        fits = self.institutions.get(naming.head or "", [])
        return fits[0] if len(fits) == 1 and _fits_description(naming, fits[0]) else None

    # ------------------------------------------------------------ pronouns

    def _resolve_pronoun(
        self, naming: Naming, saying: Saying, parent: Heard | None
    ) -> Heard | None:
        pronoun = naming.pronoun or ""
        at = saying.source[0]
        if pronoun in _SPEAKING:
            return parent
        if pronoun in _RELATIVE:
            return self._resolve_relative(at, saying)
        if pronoun in _SINGULAR:
            return self._resolve_singular(at, naming.sex, saying)
        if pronoun in _PLURAL:
            return self._resolve_plural(at)
        if pronoun in _NEUTER:
            return self._resolve_neuter(at)
        return None

    def _resolve_relative(self, at: Span, saying: Saying) -> Heard | None:
        """Return whom a relative clause hangs on: by the parse, else the noun before."""
        place = self.reading.find_tokens(at)
        if place is None:
            return None
        head = relative_head(place)
        if head is None:
            return None
        parse = place.parse
        span = phrase_span(
            parse_place=Place(parse, *sentence_range(place)), head=head, stop=place.first
        )
        which = fold(self.reading.text_of([at])) in ("which", "that")
        for chain in [] if which else self._chains_within(span):
            return hear_chain(chain)
        naming = read_naming(self.reading.text_of([span]))
        if naming.pronoun:
            inner = Saying((span,), saying.cue, saying.content, 1.0)
            return (
                self._resolve_pronoun(naming, inner, None)
                if fold(naming.pronoun) not in _RELATIVE
                else None
            )
        if which and (naming.kind == "person" or (naming.head is None and naming.name is None)):
            return None
        return (
            self._resolve_name(naming, at[0])
            if naming.name
            else self._resolve_description(naming, saying)
        )

    def _chains_within(self, span: Span) -> list[Chain]:
        index = bisect_left(self.cast.people, (span[0], 0, 0))
        found = []
        for start, end, number in self.cast.people[index : index + 4]:
            if start < span[1] and end <= span[1]:
                found.append(self.cast.chains[number])
        return found[-1:]

    def _resolve_singular(self, at: Span, sex: Sex | None, saying: Saying) -> Heard | None:
        """Return the best person for "he" or "she": near, a subject, the one who spoke last."""
        last = next(iter(self._heard_before(at[0])), None)
        block = self.reading.block_at(at[0])
        best: tuple[float, int] | None = None
        found: Chain | None = None
        for start, end, number in self.cast.people_before(at[0], PEOPLE_LOOKED_AT):
            chain = self.cast.chains[number]
            if (chain.sex and chain.sex != sex) or (
                overlaps((start, end), saying.reach) and _inside((start, end), saying.content)
            ):
                continue
            score = self._score_antecedent((start, end), at, block)
            if last and last.chain == number and block - last.block <= 1:
                score += 1.5 if block == last.block else 1.0
            score += 0.6 if chain.sex == sex else 0.0
            score -= (
                1.5 if len(chain.words) == 1 and _first_name_sex(chain) not in (None, sex) else 0.0
            )
            if score > MIN_SCORE and (best is None or score > best[0]):
                best, found = (score, start), chain
        if found and (last is None or last.chain is not None or best is None or best[0] > 0):
            return hear_chain(found)
        # An unnamed person who has just spoken: "a resident … , she said".
        unnamed = last and not last.plural and last.chain is None
        if last and unnamed and last.speaker.kind == "person" and block - last.block <= 1:
            return last if last.sex in (None, sex) else None
        return hear_chain(found) if found else None

    def _score_antecedent(self, span: Span, at: Span, block: int) -> float:
        """Rate a mention as what a pronoun means; each sentence and block between costs."""
        place = self.reading.find_tokens(span)
        if place is None:
            return -9.0
        distance = block - self.reading.block_at(span[0])
        if distance > MAX_BLOCKS_BACK:
            return -9.0
        score = -1.0 * distance
        if distance == 0:
            score -= 0.5 * self._sentences_between(place, at)
        parse = place.parse
        head = place.last - 1
        dep = parse.deps[head]
        if dep in ("nsubj", "nsubjpass"):
            score += 1.5
        elif dep in ("poss", "compound"):
            score -= 0.7
        elif dep in ("appos",):
            score += 0.8
        elif dep in ("pobj", "dobj"):
            score -= 0.2
        return score

    def _sentences_between(self, place: Place, at: Span) -> int:
        target = self.reading.find_tokens(at)
        if target is None or target.parse is not place.parse:
            return 0
        low = bisect_left(place.parse.sents, (place.first, len(place.parse)))
        return bisect_left(place.parse.sents, (target.first, len(place.parse))) - low

    def _resolve_plural(self, at: Span) -> Heard | None:
        """Return whom "they" means: the group that spoke last, else the last plural subject."""
        block = self.reading.block_at(at[0])
        for heard in self._heard_before(at[0]):
            if block - heard.block > 1:
                break
            kind = heard.speaker.kind
            if (heard.plural and kind != "document") or kind in ("group", "organisation"):
                return heard
        place = self.reading.find_tokens(at)
        if place is None:
            return None
        for index in range(place.first - 1, max(place.first - 60, -1), -1):
            parse = place.parse
            if parse.tags[index] in ("NNS", "NNPS") and parse.deps[index] in ("nsubj", "nsubjpass"):
                around = sentence_around(parse, index)
                span = phrase_span(
                    parse_place=around, head=index, stop=min(around.last, place.first)
                )
                naming = read_naming(self.reading.text_of([span]))
                if naming.plural or naming.kind == "group":
                    return self._resolve_description(naming, Saying((span,), (), (at,), 1.0))
        return None

    def _resolve_neuter(self, at: Span) -> Heard | None:
        """Return the organisation, state or document that "it" means: the last that spoke."""
        block = self.reading.block_at(at[0])
        for heard in self._heard_before(at[0]):
            if block - heard.block > 2:
                break
            if heard.speaker.kind in ("organisation", "state", "document"):
                return heard
            if heard.speaker.kind == "group" and not heard.plural:
                return heard
        place = self.reading.find_tokens(at)
        if place is None:
            return None
        parse = place.parse
        for index in range(place.first - 1, max(place.first - 60, -1), -1):
            if parse.deps[index] in ("nsubj", "nsubjpass") and parse.tags[index] in ("NNP", "NN"):
                around = sentence_around(parse, index)
                span = phrase_span(
                    parse_place=around, head=index, stop=min(around.last, place.first)
                )
                naming = read_naming(self.reading.text_of([span]))
                if naming.kind in ("organisation", "state", "document"):
                    return self._resolve_phrase(
                        self.reading.text_of([span]), Saying((span,), (), (at,), 1.0), None
                    )
        return None


def _nearest(saying: Saying) -> tuple[Span, ...]:
    """Return the piece of a source that names: the one nearest to the cue."""
    if len(saying.source) < 2:
        return saying.source
    at = saying.position
    return (min(saying.source, key=lambda s: (max(s[0] - at, at - s[1], 0), s)),)


def _first_name_sex(chain: Chain) -> Sex | None:
    return load_first_names().get(chain.words[0]) if chain.sex is None else None


def _clashes(words: set[str], chain: Chain) -> bool:
    """Return whether a description and a role name two sides: "the Republican nominee"."""
    sides = set(_PARTIES.values())
    role = set(fold(chain.role or "").split())
    return bool(words & sides) and bool(role & sides) and not words & role & sides


def _fits_description(naming: Naming, chain: Chain) -> bool:
    """Return whether a description says nothing else than a name: no "federal court" is supreme."""
    words = naming.description.split()
    named = {fold(word) for word in words[:-1]} - ARTICLES - PRONOUNS
    capitals = {fold(word) for word in words[1:-1] if is_capital(word)}
    known = set(chain.words)
    return naming.head in chain.heads or named <= known or bool(capitals and capitals <= known)


def _shares_role(naming: Naming, chain: Chain) -> bool:
    same = load_titles().same_role
    head = naming.head or ""
    return head in chain.heads or any(head in same.get(h, ()) for h in chain.heads)


def _inside(span: Span, content: Sequence[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in content)
