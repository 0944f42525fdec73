"""Statements: attributions with the speaker resolved, the chain read and the attributes judged.

The stages, each in a module of its own: sayings from the model's attributions, uncovered
quotations and embedded posts; names chained into mentions; chains; speakers; attributes; and the
day it was said.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.annotate.attributions import Attribution
from onrecord.annotate.parses import Parse
from onrecord.annotate.statements.attributes import is_hearsay_cue, judge_statement
from onrecord.annotate.statements.chains import Chained, ChainFinder, Link
from onrecord.annotate.statements.mentions import Cast, find_mentions, list_mentions
from onrecord.annotate.statements.name_lists import fold
from onrecord.annotate.statements.name_words import classify_name
from onrecord.annotate.statements.outlets import is_outlet, read_medium
from onrecord.annotate.statements.quotations import Quotation, find_quotations
from onrecord.annotate.statements.readings import Reading, overlaps
from onrecord.annotate.statements.sayings import Cover, Saying, gather_sayings
from onrecord.annotate.statements.speakers import Heard, Resolver, replace_spans
from onrecord.annotate.versions import VERSION
from onrecord.ids import make_id
from onrecord.records import Carrier, Mention, Report, Span, Speaker, Statement, Time, When

_WRITER = frozenset({
    "i", "we", "you", "my", "our", "your", "us", "me", "let's", "one",
})  # fmt: skip
REDUNDANT_SHARE = 0.3
"""A medium's content of which more is told by those it carries is only their chain."""
MAX_SAID_CHARS = 60
"""How far from the cue a time may stand to be when it was said."""


def make_statements(
    report: Report,
    parses: Sequence[Parse],
    attributions: Sequence[Attribution],
    times: Sequence[Time],
) -> tuple[tuple[Statement, ...], tuple[Mention, ...]]:
    """Turn raw attributions into statements.

    Args:
        report: the report with its blocks.
        parses: parses of the blocks that are report; anything outside them yields nothing.
        attributions: what the model found in those blocks.
        times: the report's time expressions with their values.

    Returns:
        Statements in text order, and the mentions of whom and what the report names.
    """
    reading = Reading(report, parses)
    spans = [
        (parse.block, (report.blocks[parse.block].start, report.blocks[parse.block].end))
        for parse in reading.parses
    ]
    quotations = find_quotations(report.text, spans)
    sayings = gather_sayings(reading, attributions, quotations)
    cast = find_mentions(reading, [span for saying in sayings for span in saying.source])
    voices = _Voices(reading, cast, sayings)
    maker = _Maker(reading, quotations, sorted(times, key=lambda time: time.span), sayings)
    statements = [maker.make(voice) for voice in voices.resolve_all()]
    return tuple(_drop_same(statements)), list_mentions(cast)


@dataclass(frozen=True, slots=True)
class Voice:
    """A saying with its speaker and the carriers between him and the report."""

    saying: Saying
    heard: Heard
    via: tuple[Carrier, ...]


class _Voices:
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
        """Return whether a source is the writer or the reader, outside any quotation."""
        words = fold(self.reading.text_of(saying.source))
        return saying.parent is None and words in _WRITER

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
        if place is None:
            return True
        quoted = self.reading.report.text[max(saying.content[0][0] - 1, 0)] in '“"‘«'
        return quoted or is_hearsay_cue(place)

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
                speaker = replace_spans(earlier.heard.speaker, ())
                return replace(
                    earlier.heard, speaker=speaker, position=saying.position, block=saying.block
                )
        if not saying.source and saying.origin == "model":
            return self._hear_companion(saying)
        return self.resolver.resolve(saying, parent.heard if parent else None)

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
        heard = (
            self.resolver.resolve_phrase(name, saying.source[0]) if name and saying.source else None
        )
        speaker = Speaker(name=name, kind=kind, spans=saying.source)
        if heard and heard.speaker.name:
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


class _Maker:
    """Makes the records, one voice at a time."""

    def __init__(
        self,
        reading: Reading,
        quotations: Sequence[Quotation],
        times: Sequence[Time],
        sayings: Sequence[Saying],
    ) -> None:
        self.reading = reading
        self.quotations = [quotation for quotation in quotations if not quotation.nested]
        self.quotation_starts = [quotation.outer[0] for quotation in self.quotations]
        self.times = times
        self.contents = sorted(span for saying in sayings for span in saying.content)
        self.time_starts = [time.span[0] for time in times]

    def make(self, voice: Voice) -> Statement:
        """Return the statement of a voice."""
        saying, report = voice.saying, self.reading.report
        found = judge_statement(
            self.reading, saying.cue, saying.content, self._touching(saying.content)
        )
        speaker = voice.heard.speaker
        block = self.reading.read_block(saying.block)
        said = (
            When(edtf=block.posted)
            if saying.origin == "post" and block
            else self._find_said(saying)
        )
        return Statement(
            id=make_id(
                "statement",
                report.id,
                report.hash,
                saying.cue,
                saying.content,
                speaker.spans,
                VERSION,
            ),
            speaker=speaker,
            cue=saying.cue,
            content=saying.content,
            mode="direct" if saying.origin == "post" else found.mode,
            stance=found.stance,
            certainty=found.certainty,
            polarity=found.polarity,
            via=voice.via,
            said=said,
            confidence=round(min(max(saying.score, 0.0), 1.0), 2),
            block=saying.block,
        )

    def _touching(self, content: Sequence[Span]) -> list[Quotation]:
        found: list[Quotation] = []
        for start, end in content:
            first = max(bisect_left(self.quotation_starts, start) - 1, 0)
            for quotation in self.quotations[first : bisect_left(self.quotation_starts, end)]:
                if quotation.span[1] > start:
                    found.append(quotation)
        return found

    def _find_said(self, saying: Saying) -> When:
        """Return the time that stands at the cue in its own sentence, outside the content."""
        if not saying.cue:
            return When()
        cue = saying.cue[0]
        sentence = self.reading.find_sentence(cue[0])
        if sentence is None:
            return When()
        bounds = sentence.parse.span(sentence.first, sentence.last)
        best: tuple[int, str] | None = None
        first = bisect_left(self.time_starts, max(bounds[0], cue[0] - 2 * MAX_SAID_CHARS))
        for time in self.times[first : first + 8]:
            if time.span[0] >= bounds[1] or time.kind not in ("date", "time") or time.edtf is None:
                continue
            if self._is_told(time.span, cue):
                continue
            distance = max(time.span[0] - cue[1], cue[0] - time.span[1], 0)
            if self._is_near(time.span, cue, saying) and (best is None or distance < best[0]):
                best = (distance, time.edtf)
        return When(edtf=best[1] if best else None)

    def _is_told(self, time: Span, cue: Span) -> bool:
        """Return whether a time stands in some content that the cue itself does not stand in."""
        index = bisect_left(self.contents, (time[1], 0))
        return any(
            overlaps(span, time) and not overlaps(span, cue)
            for span in self.contents[max(index - 8, 0) : index]
        )

    def _is_near(self, time: Span, cue: Span, saying: Saying) -> bool:
        """Return whether only a few words, the source among them, stand between cue and time."""
        low, high = min(time[1], cue[1]), max(time[0], cue[0])
        between = high - low
        for start, end in saying.source:
            between -= max(min(end, high) - max(start, low), 0)
        return between <= MAX_SAID_CHARS


def _drop_same(statements: Sequence[Statement]) -> list[Statement]:
    """Keep the first of statements with the same speaker and content; ids stay unique."""
    kept: dict[tuple[str | None, tuple[Span, ...]], Statement] = {}
    for statement in statements:
        kept.setdefault((statement.speaker.name, statement.content), statement)
    return list(kept.values())
