"""Voices: each saying with who speaks it, and the carriers between him and the report."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.annotate.statements.attributes import is_hearsay_cue
from onrecord.annotate.statements.chains import Chained, ChainFinder, Link
from onrecord.annotate.statements.covers import Cover
from onrecord.annotate.statements.hearings import Heard, replace_spans
from onrecord.annotate.statements.mentions import Cast
from onrecord.annotate.statements.name_lists import fold
from onrecord.annotate.statements.name_words import classify_name
from onrecord.annotate.statements.outlets import is_outlet, read_medium
from onrecord.annotate.statements.readings import Place, Reading, overlaps
from onrecord.annotate.statements.sayings import Saying
from onrecord.annotate.statements.speakers import Resolver
from onrecord.records import Carrier, Span, Speaker

_READER = frozenset({"you", "your", "let's", "one", "us"})
_WRITER = frozenset({"i", "we", "my", "our", "me"})
_MOODS = frozenset({
    "hope", "hopes", "fear", "fears", "concern", "concerns", "worries", "doubts", "anger",
})  # fmt: skip
_MOVES = frozenset({"fade", "rise", "grow", "mount", "dim", "linger", "swirl", "dwindle", "ease"})
SURE_SCORE = 0.85
"""From here on an attribution stands although nobody is named, or only the writer."""
REDUNDANT_SHARE = 0.3
"""A medium's content of which more is told by those it carries is only their chain."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A saying with its speaker and the carriers between him and the report."""

    saying: Saying
    heard: Heard
    via: tuple[Carrier, ...]


class Voices:
    """Resolves speakers and chains: outer sayings first, in text order, then inner ones."""

    def __init__(self, reading: Reading, cast: Cast, sayings: Sequence[Saying]) -> None:
        self.reading = reading
        self.resolver = Resolver(reading, cast)
        self.finder = ChainFinder(reading, sayings)
        self.sayings = sayings
        self.positions = [saying.position for saying in sayings]
        self.voices: dict[int, Voice] = {}
        self.mediums: list[tuple[int, Carrier]] = []

    def resolve_all(self) -> list[Voice]:
        """Return a voice for each saying that stays a statement, in text order."""
        by_depth: dict[int, list[Saying]] = {}
        for saying in self.sayings:
            by_depth.setdefault(_depth(saying), []).append(saying)
        for depth in sorted(by_depth):
            for saying in by_depth[depth]:
                self.voices[id(saying)] = self._resolve(saying, remember=depth == 0)
        voices = [self.voices[id(saying)] for saying in self.sayings]
        return [voice for voice in voices if not self._is_redundant(voice) and self._is_held(voice)]

    def _is_redundant(self, voice: Voice) -> bool:
        """Return whether a medium's saying is only a link of another's chain."""
        name, saying = voice.heard.speaker.name, voice.saying
        if any(overlaps(a, b) for a in _cited(voice) for b in saying.content):
            return True
        if name is None or not is_outlet(name) or saying.origin == "post":
            return False
        index = bisect_left(self.positions, saying.position)
        carried = [
            self.voices[id(other)]
            for other in self.sayings[max(index - 4, 0) : index + 5]
            if other is not saying and _carries(self.voices[id(other)].via, saying.source)
        ]
        cited = [span for other in carried for span in _cited(other)]
        if any(overlaps(a, b) for a in saying.content for b in cited):
            return True
        told = Cover(other.saying.reach for other in carried)
        return bool(carried) and min(map(told.share, saying.content)) > REDUNDANT_SHARE

    def _is_own_voice(self, saying: Saying) -> bool:
        """Return whether a source is the reader, or perhaps the writer, outside any quotation."""
        words = fold(self.reading.text_of(saying.source))
        unsure = words in _WRITER and saying.score < SURE_SCORE
        return saying.parent is None and (words in _READER or unsure)

    def _is_held(self, voice: Voice) -> bool:
        """Return whether somebody holds the content, or the text says that nobody is named.

        Without a holder, a passive ("is expected to", "was reported to") or an adverb of hearsay
        is kept; a bare noun or participle ("raising questions about") is the report's own voice.
        """
        saying = voice.saying
        if voice.heard.speaker.name is None and self._is_own_voice(saying):
            return False
        if voice.heard.speaker.name or saying.source or saying.origin != "model" or not saying.cue:
            return True
        place = self.reading.find_tokens(saying.cue[0])
        if place is not None and self._is_mood(saying, place):
            return False
        if saying.score >= SURE_SCORE or place is None:
            return True
        quoted = self.reading.report.text[max(saying.content[0][0] - 1, 0)] in '“"‘«'
        return quoted or is_hearsay_cue(place)

    def _is_mood(self, saying: Saying, place: Place) -> bool:
        """Return whether a cue is a headline's mood and nobody's: "hopes fade", "fears grow"."""
        parse, last = place.parse, place.last - 1
        block = self.reading.read_block(saying.block)
        if block is None or block.role != "headline" or last + 1 >= len(parse):
            return False
        if fold(parse.words[last]) not in _MOODS:
            return False
        # Parsers take "hopes fade" for a verb and its object.
        return parse.pos[last + 1] in ("VERB", "AUX") or parse.lemmas[last + 1] in _MOVES

    def _resolve(self, saying: Saying, *, remember: bool) -> Voice:
        parent = self.voices.get(id(saying.parent)) if saying.parent else None
        if saying.origin == "post":
            return Voice(saying, self._hear_author(saying), ())
        chained = self.finder.find_chain(saying)
        heard = self._hear_speaker(saying, chained, parent)
        if heard.speaker.name is None and not saying.source:
            heard = self._hear_outlet(saying, chained) or heard
        carriers = [self._carry(link) for link in chained.links]
        for carrier in carriers:
            self.mediums.append((saying.position, carrier))
        if parent:
            carriers.extend(self._carry_parent(heard, parent))
        if heard.speaker.name is None and not saying.parent:
            heard = self._hear_writer(saying, heard)
        if remember:
            self.resolver.remember(heard)
        return Voice(saying, heard, tuple(_unrepeated(carriers, heard.speaker)))

    def _hear_speaker(self, saying: Saying, chained: Chained, parent: Voice | None) -> Heard:
        if chained.cited:
            heard = self.resolver.resolve_phrase(
                self.reading.text_of([chained.cited]), chained.cited
            )
            return replace(heard, position=saying.position, block=saying.block)
        if not saying.source and saying.same_as:
            earlier = self.voices.get(id(saying.same_as))
            if earlier:
                speaker = replace_spans(earlier.heard.speaker, earlier.heard.speaker.spans)
                return replace(
                    earlier.heard, speaker=speaker, position=saying.position, block=saying.block
                )
        if not saying.source and saying.origin == "model":
            return self._hear_companion(saying)
        return self.resolver.resolve(saying, parent.heard if parent else None)

    def _hear_writer(self, saying: Saying, heard: Heard) -> Heard:
        """Return the only author of the byline for "I" outside any quotation."""
        byline = self.reading.report.byline
        if len(byline) != 1 or fold(self.reading.text_of(saying.source)) not in ("i", "my", "me"):
            return heard
        speaker = Speaker(name=byline[0], kind="person", spans=saying.source)
        return replace(heard, speaker=speaker, identity=fold(byline[0]))

    def _hear_outlet(self, saying: Saying, chained: Chained) -> Heard | None:
        """Return the medium that a saying without a source is "reported by": it is the speaker."""
        for link in chained.links:
            if any(overlaps(link.cue, span) for span in saying.cue):
                chained.links.remove(link)
                saying.source = (link.span,)
                return self.resolver.resolve(saying, None)
        return None

    def _hear_companion(self, saying: Saying) -> Heard:
        """Return who goes on in a participle without a subject: "said he was ready, adding …"."""
        silent = Heard(Speaker(), "", position=saying.position, block=saying.block)
        if not saying.cue or not self._is_participle(saying.cue[0]):
            return silent
        sentence = self.reading.find_sentence(saying.position)
        index = bisect_left(self.positions, saying.position)
        for earlier in reversed(self.sayings[max(index - 3, 0) : index]):
            voice = self.voices.get(id(earlier))
            near = sentence and earlier.position >= sentence.parse.starts[sentence.first]
            quoted = (
                earlier.block == saying.block and earlier.content[-1][1] > saying.position - 160
            )
            if voice and earlier.source and (near or quoted) and voice.heard.speaker.name:
                speaker = replace_spans(voice.heard.speaker, earlier.source)
                return replace(voice.heard, speaker=speaker, position=saying.position)
        return silent

    def _is_participle(self, cue: Span) -> bool:
        """Return whether a cue is a present participle after a comma, or after "and"."""
        place = self.reading.find_tokens(cue)
        if place is None or place.parse.tags[place.first] not in ("VBG", "RB"):
            return False
        before = place.parse.words[place.first - 1] if place.first else ""
        return before in (",", "and", "while", "”", '"', "before", "when", "by")

    def _hear_author(self, saying: Saying) -> Heard:
        block = self.reading.read_block(saying.block)
        name = block.author if block else None
        kind = classify_name(name) if name else "unknown"
        if name and read_medium(name):
            kind = "organisation"
        speaker = Speaker(name=name, kind=kind, spans=saying.source)
        heard = (
            self.resolver.resolve_phrase(name, saying.source[0]) if name and saying.source else None
        )
        if heard and fold(heard.speaker.name or "") == fold(name or ""):
            speaker = replace_spans(heard.speaker, saying.source)
        return Heard(speaker, fold(name or ""), position=saying.position, block=saying.block)

    def _carry(self, link: Link) -> Carrier:
        """Return a link as a carrier; "the newspaper" is the medium named before, if one was."""
        phrase = link.phrase
        heard = self.resolver.resolve_phrase(phrase, link.span)
        medium = read_medium(phrase)
        name = phrase if medium == phrase else heard.speaker.name or phrase
        kind = heard.speaker.kind
        if medium:
            kind = "organisation" if kind in ("person", "unknown", "state") else kind
            if name.split()[0] in ("the", "The"):
                name = self._last_medium(link.span[0]) or name
        anonymous = heard.speaker.anonymous
        return Carrier(
            name=name, kind=kind, anonymous=anonymous, spans=(link.span,), cue=(link.cue,)
        )

    def _last_medium(self, position: int) -> str | None:
        earlier = [
            c.name for at, c in self.mediums[-8:] if at < position and c.kind == "organisation"
        ]
        return earlier[-1] if earlier else None

    def _carry_parent(self, heard: Heard, parent: Voice) -> list[Carrier]:
        """Return the outer speaker as carrier of his words, then his own carriers."""
        if heard.identity and heard.identity == parent.heard.identity:
            return list(parent.via)
        carriers: list[Carrier] = []
        wire = parent.saying.wire
        if wire:
            name = self.reading.text_of([wire])
            carriers.append(Carrier(name=name, kind="organisation", spans=(wire,)))
        speaker = parent.heard.speaker
        if speaker.name:
            carriers.append(
                Carrier(
                    name=speaker.name, kind=speaker.kind, anonymous=speaker.anonymous,
                    spans=speaker.spans,
                    cue=parent.saying.cue,
                )
            )  # fmt: skip
        return [*carriers, *parent.via]


def _depth(saying: Saying) -> int:
    depth = 0
    seen = {id(saying)}
    parent = saying.parent
    while parent and id(parent) not in seen and depth < 8:
        seen.add(id(parent))
        depth += 1
        parent = parent.parent
    return depth


def _carries(via: Sequence[Carrier], source: Sequence[Span]) -> bool:
    return any(overlaps(a, b) for carrier in via for a in carrier.spans for b in source)


def _cited(voice: Voice) -> Sequence[Span]:
    """Return where a cited speaker stands, where he is not his saying's own source."""
    spans = voice.heard.speaker.spans
    return () if spans == voice.saying.source else spans


def _unrepeated(carriers: Sequence[Carrier], speaker: Speaker) -> list[Carrier]:
    """Return carriers without one named twice and without the speaker himself."""
    kept: dict[str, Carrier] = {}
    for carrier in carriers:
        if carrier.name != speaker.name:
            kept.setdefault(fold(carrier.name), carrier)
    return list(kept.values())
