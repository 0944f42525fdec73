"""Statements: attributions with the speaker resolved, the chain read and the attributes judged.

The stages, each in a module of its own: sayings from the model's attributions, uncovered
quotations and embedded posts; names chained into mentions; chains; speakers; attributes; and the
day it was said.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from onrecord.annotate.attributions import Attribution
from onrecord.annotate.parses import Parse
from onrecord.annotate.statements.attributes import judge_statement
from onrecord.annotate.statements.mentions import find_mentions, list_mentions
from onrecord.annotate.statements.nonstatements import is_nonstatement
from onrecord.annotate.statements.quotations import Quotation, find_quotations
from onrecord.annotate.statements.readings import Reading, overlaps, walk_up
from onrecord.annotate.statements.sayings import Saying, gather_sayings
from onrecord.annotate.statements.voices import Voice, Voices
from onrecord.annotate.versions import VERSION
from onrecord.ids import make_id
from onrecord.records import Mention, Report, Span, Statement, Time, When

_ISSUED = frozenset(
    {"release", "publish", "issue", "post", "hold", "broadcast", "air", "send", "date"}
)
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
    sayings = [
        saying
        for saying in gather_sayings(reading, attributions, quotations)
        if not is_nonstatement(reading, saying)
    ]
    cast = find_mentions(reading, [span for saying in sayings for span in saying.source])
    voices = Voices(reading, cast, sayings)
    maker = _Maker(reading, quotations, sorted(times, key=lambda time: time.span), sayings)
    statements = [maker.make(voice) for voice in voices.resolve_all()]
    return tuple(_drop_same(statements)), list_mentions(cast)


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
            mode="direct" if saying.origin in ("post", "turn") else found.mode,
            stance="asks" if self._asks(saying) else found.stance,
            certainty=found.certainty,
            polarity=found.polarity,
            via=voice.via,
            said=said,
            confidence=round(min(max(saying.score, 0.0), 1.0), 2),
            block=saying.block,
        )

    def _asks(self, saying: Saying) -> bool:
        """Return whether a saying is the question of a transcript."""
        last = saying.content[-1][1]
        return saying.origin == "turn" and self.reading.report.text[last : last + 1] == "?"

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
            if self._is_told(time.span, cue) or _is_aside(self.reading, time.span, saying.cue):
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


def _is_aside(reading: Reading, time: Span, cue: Sequence[Span]) -> bool:
    """Return whether a time is told of somebody by the way: "Ruiz, who left in May, said"."""
    place = reading.find_tokens(time)
    if place is None:
        return False
    parse = place.parse
    for head in walk_up(parse, place.first):
        if parse.pos[head] in ("VERB", "AUX"):
            inside = any(overlaps(parse.span(head, head + 1), span) for span in cue)
            by_the_way = parse.deps[head] in ("relcl", "acl", "advcl")
            return by_the_way and not inside and parse.lemmas[head].lower() not in _ISSUED
    return False


def _drop_same(statements: Sequence[Statement]) -> list[Statement]:
    """Keep the first of statements with the same speaker and content; ids stay unique."""
    kept: dict[tuple[str | None, tuple[Span, ...]], Statement] = {}
    for statement in statements:
        kept.setdefault((statement.speaker.name, statement.content), statement)
    return list(kept.values())
