"""Sayings: what becomes a statement, before it is known who speaks.

They come from the attributions of the trained model, from quotations of speech that no attribution
covers, from embedded posts, whose words are their author's, from the turns of a transcript, and
from headlines that name who speaks by a mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.annotate.attributions import Attribution
from onrecord.annotate.statements.covers import Cover
from onrecord.annotate.statements.edges import (
    EDGE_MARKS,
    cut_clause,
    drop_day,
    drop_lead,
    drop_stamp,
    keep_to_paragraph,
    trim_spans,
)
from onrecord.annotate.statements.frames import (
    cut_quoted,
    find_cue_subject,
    is_talked_about,
    is_thing,
)
from onrecord.annotate.statements.headlines import find_labels
from onrecord.annotate.statements.quotations import (
    Lead,
    Quotation,
    find_cue,
    is_speech,
)
from onrecord.annotate.statements.readings import Reading, overlaps
from onrecord.annotate.statements.turns import Turn, find_turns
from onrecord.records import Block, Span

RULE_SCORE = 0.9
"""Confidence of a direct quotation that was found by its marks."""
COVERED_SHARE = 0.3
"""A quotation of which more is content of an attribution is not taken a second time."""
MAX_NESTED_OPEN = 64
MAX_CONTRAST_CHARS = 20
"""How far before a saying its ", while" begins."""

_CONTRAST = re.compile(r"(?:,\s+(?:while|whereas)|;(?:\s+(?:and|but|while))?)\s+$")
_SIGNATURE = re.compile(r"(?:^|\s)[—–―-]{1,2}[ \t]*[^\n—–―]{1,100}?\(@\w{1,30}\)[^\n]*")
_LINK = re.compile(r"(?:https?://|pic\.twitter\.com/|t\.co/)\S+")
_LABEL = re.compile(r"[A-Z][A-Z. ]{1,30}:")
_WIRE = re.compile(r"\s*(?:[A-Z][A-Z .,/-]{2,40},?\s)?\s*\(([A-Z][\w .-]{1,20})\)\s*[–—-]{1,2}\s*")


@dataclass(slots=True, eq=False)
class Saying:
    """A statement in the making. ``parent`` is the one in whose content it stands."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    score: float
    origin: Literal["model", "quotation", "post", "turn", "headline"] = "model"
    block: int = 0
    parent: Saying | None = None
    same_as: Saying | None = None
    """An earlier one whose speaker goes on speaking, where the quotation itself names none."""
    wire: Span | None = None

    @property
    def position(self) -> int:
        """Where its cue stands, or its content if it has no cue."""
        return (self.cue or self.content)[0][0]

    @property
    def reach(self) -> Span:
        """From the first to the last character of all its parts."""
        spans = [*self.source, *self.cue, *self.content]
        return min(span[0] for span in spans), max(span[1] for span in spans)


def gather_sayings(
    reading: Reading, attributions: Sequence[Attribution], quotations: Sequence[Quotation]
) -> list[Saying]:
    """Collect the sayings of a report, in text order, each with its parent.

    Args:
        reading: the report with the parses of its blocks that are report.
        attributions: what the model found.
        quotations: the report's quotations.

    Returns:
        Sayings whose content is not empty and lies in blocks that were read.
    """
    found = _drop_repeats([*_read_attributions(reading, attributions), *_read_posts(reading)])
    found = _add_turns(reading, found)
    found.extend(_read_headlines(reading, found))
    found.extend(_read_quotations(reading, quotations, found))
    found.sort(key=lambda s: (s.position, -s.score, s.content, s.source))
    _nest_sayings(found)
    for saying in found:
        _cut_participle(reading, saying)
        _cut_contrast(reading, saying)
    return found


def _add_turns(reading: Reading, sayings: list[Saying]) -> list[Saying]:
    """Add the turns of a transcript, in place of what the model took their marks for."""
    turns = find_turns(reading)
    if not turns:
        return sayings
    marks = {turn.block: turn for turn in turns}
    kept = [saying for saying in sayings if not _is_turn(reading, saying, marks)]
    for turn in turns:
        kept += _say_labelled(reading, turn, "turn")
    return kept


def _say_labelled(
    reading: Reading, turn: Turn, origin: Literal["turn", "headline"]
) -> list[Saying]:
    """Return what a label and a mark put in somebody's mouth, if that is more than marks."""
    content = trim_spans(reading.report.text, [turn.words])
    source = (turn.label,) if turn.label else ()
    saying = Saying(source, (turn.mark,), content, RULE_SCORE, origin, turn.block)
    return [saying] if content else []


def _is_turn(reading: Reading, saying: Saying, turns: Mapping[int, Turn]) -> bool:
    """Return whether a saying's cue stands in the label of a turn, or its content is the turn."""
    turn = turns.get(reading.block_at(saying.position))
    if turn is None:
        return False
    label = (turn.label or turn.mark)[0], turn.mark[1]
    is_cued = any(overlaps(span, label) for span in saying.cue)
    return is_cued or saying.content == trim_spans(reading.report.text, [turn.words])


def _read_headlines(reading: Reading, sayings: Sequence[Saying]) -> list[Saying]:
    """Return what headlines put in somebody's mouth by a mark, and no attribution covers."""
    covered = Cover(span for saying in sayings for span in saying.content)
    found: list[Saying] = []
    for label in find_labels(reading):
        found += _say_labelled(reading, label, "headline")
    return [saying for saying in found if covered.share(saying.content[0]) <= COVERED_SHARE]


def _cut_participle(reading: Reading, saying: Saying) -> None:
    """Take a participle of the same speaker out of the content it hangs on: "…, adding that …"."""
    outer = saying.parent
    if outer is None or not saying.cue or (saying.source and saying.source != outer.source):
        return
    place = reading.find_tokens(saying.cue[0])
    if place is None or "VBG" not in place.parse.tags[place.first : place.last]:
        return
    cut = saying.cue[0][0]
    kept = trim_spans(reading.report.text, [(s, min(e, cut)) for s, e in outer.content if s < cut])
    if kept and outer.cue and outer.cue[-1][1] <= kept[0][0]:
        outer.content, saying.parent = kept, outer.parent
        saying.source = saying.source or outer.source


def _cut_contrast(reading: Reading, saying: Saying) -> None:
    """Take what another says out of the content before it: "… faced hunger, while Ruiz said …"."""
    outer, text = saying.parent, reading.report.text
    if outer is None or not saying.source or saying.origin != "model":
        return
    begin = saying.reach[0]
    for number, (start, end) in enumerate(outer.content):
        if not start < begin < end:
            continue
        match = _CONTRAST.search(text, max(start, begin - MAX_CONTRAST_CHARS), begin)
        if match:
            kept = trim_spans(text, [*outer.content[:number], (start, match.start())])
            if kept and outer.cue and outer.cue[-1][1] <= kept[0][0]:
                outer.content, saying.parent = kept, outer.parent
            return


def _read_attributions(reading: Reading, attributions: Sequence[Attribution]) -> Iterator[Saying]:
    text = reading.report.text
    for attribution in attributions:
        content = tuple(s for s in trim_spans(text, attribution.content) if reading.is_read(s))
        cue = trim_spans(text, attribution.cue) or tuple(
            span for span in attribution.cue if text[span[0] : span[1]].strip()
        )
        if not content or (cue and not any(map(reading.is_read, cue))):
            continue
        content = keep_to_paragraph(reading, cue, content)
        content = drop_stamp(reading, drop_day(reading, cue, drop_lead(text, content)))
        named = trim_spans(text, attribution.source) or find_cue_subject(reading, cue, content)
        named, cue, content = cut_quoted(reading, named, cue, content)
        source = tuple(cut_clause(reading, s) for s in drop_stamp(reading, named))
        if cue and source and is_talked_about(reading, source, cue[0]):
            source = ()
        if is_thing(reading, source):
            continue
        yield Saying(source, cue, content, attribution.score, block=reading.block_at(content[0][0]))


def _drop_repeats(sayings: Sequence[Saying]) -> list[Saying]:
    """Drop sayings of the same words by the same source, keeping the best scored."""
    best: dict[tuple[tuple[Span, ...], tuple[Span, ...]], Saying] = {}
    for saying in sorted(sayings, key=lambda s: (-s.score, s.position, s.cue)):
        best.setdefault((saying.content, saying.source), saying)
    return list(best.values())


def _read_posts(reading: Reading) -> Iterator[Saying]:
    """Yield each embedded post with a known author as one saying of that author."""
    text = reading.report.text
    for parse in reading.parses:
        block = reading.read_block(parse.block)
        if block is None or block.role != "embed" or block.author is None:
            continue
        signature = _find_signature(reading, block)
        wire = _WIRE.match(text, block.start, block.end)
        start = wire.end() if wire else block.start
        content = trim_spans(text, _cut_links(text, (start, signature[0])))
        if content:
            cue = trim_spans(text, [signature])
            author = _find_author(text, signature, block.author)
            saying = Saying(author, cue, content, 1.0, "post", parse.block)
            saying.wire = wire.span(1) if wire else None
            yield saying


def _find_signature(reading: Reading, block: Block) -> Span:
    matches = list(_SIGNATURE.finditer(reading.report.text, block.start, block.end))
    return matches[-1].span() if matches else (block.end, block.end)


def _find_author(text: str, signature: Span, author: str) -> tuple[Span, ...]:
    start = text.find(author, *signature)
    return ((start, start + len(author)),) if start >= 0 and author else ()


def _cut_links(text: str, span: Span) -> list[Span]:
    """Return the pieces of a span between its links."""
    pieces: list[Span] = []
    start = span[0]
    for match in _LINK.finditer(text, *span):
        pieces.append((start, match.start()))
        start = match.end()
    return [*pieces, (start, span[1])]


def _read_quotations(
    reading: Reading, quotations: Sequence[Quotation], sayings: Sequence[Saying]
) -> Iterator[Saying]:
    """Yield a saying for each quotation of speech that no content covers."""
    covered = Cover(span for saying in sayings for span in saying.content)
    cues = Cover(span for saying in sayings for span in saying.cue)
    wholes = Cover(s for saying in sayings if saying.origin == "model" for s in saying.content)
    by_block: dict[int, Saying] = {}
    for saying in sorted(sayings, key=lambda s: s.content[0]):
        for span in saying.content:
            by_block[reading.block_at(span[0])] = saying
    for quotation in quotations:
        content = trim_spans(reading.report.text, [quotation.span])
        if quotation.nested or not content or not is_speech(reading, quotation):
            continue
        lead = find_cue(reading, quotation)
        if covered.share(content[0]) > COVERED_SHARE and not _is_swallowed(lead, cues, wholes):
            continue
        source = trim_spans(reading.report.text, [lead.source] if lead and lead.source else [])
        cue = (lead.cue,) if lead else ()
        saying = Saying(source, cue, content, RULE_SCORE, "quotation", quotation.block)
        if not source:
            saying.same_as = _goes_on_from(reading, quotation, by_block)
        by_block[quotation.block] = saying
        yield saying


def _is_swallowed(lead: Lead | None, cues: Cover, contents: Cover) -> bool:
    """Return whether a quotation stands with its own cue and speaker inside a larger content.

    "“…,” Ruiz said, according to AP" is AP's word and Ruiz's.
    """
    if lead is None or lead.source is None:
        return False
    inside = contents.share(lead.cue) == 1 and contents.share(lead.source) == 1
    return inside and cues.share(lead.cue) == 0


def _goes_on_from(
    reading: Reading, quotation: Quotation, by_block: dict[int, Saying]
) -> Saying | None:
    """Return whose speaker goes on: of the same block, or of the one before.

    Of the one before where its quotation was left unclosed, or where this one fills its block and
    is no line of a transcript ("RUIZ: …").
    """
    earlier = by_block.get(quotation.block)
    if earlier and earlier.content[0][0] < quotation.span[0]:
        return earlier
    if quotation.follows or _fills_block(reading, quotation):
        return by_block.get(quotation.block - 1)
    return None


def _fills_block(reading: Reading, quotation: Quotation) -> bool:
    text, block = reading.report.text, reading.read_block(quotation.block)
    if block is None or block.role != "body" or _LABEL.match(text, *quotation.span):
        return False
    start, end = quotation.outer
    around = text[block.start : start] + text[end : block.end]
    return not around.strip(EDGE_MARKS)


def _nest_sayings(sayings: Sequence[Saying]) -> None:
    """Give each saying the smallest other whose content holds its cue (or its content)."""
    events = sorted((s, -e, n) for n, saying in enumerate(sayings) for s, e in saying.content)
    order = sorted(range(len(sayings)), key=lambda number: sayings[number].position)
    held: list[tuple[int, int]] = []
    index = 0
    for number in order:
        at = sayings[number].position
        while index < len(events) and events[index][0] <= at:
            start, negative_end, owner = events[index]
            held = [pair for pair in held if pair[0] > start][-MAX_NESTED_OPEN:]
            held.append((-negative_end, owner))
            index += 1
        sayings[number].parent = _smallest_holder(sayings, held, sayings[number])


def _smallest_holder(
    sayings: Sequence[Saying], held: Sequence[tuple[int, int]], saying: Saying
) -> Saying | None:
    anchor = (saying.cue or saying.content)[-1]
    for end, owner in sorted(held):
        holder = sayings[owner]
        if holder is not saying and end >= anchor[1] and not _holds(saying, holder):
            return holder
    return None


def _holds(saying: Saying, other: Saying) -> bool:
    """Return whether a saying's content holds the other's cue: then the other is the inner one."""
    return any(
        start <= span[0] and span[1] <= end for start, end in saying.content for span in other.cue
    )
