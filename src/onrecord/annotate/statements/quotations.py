"""Quotation marks: where quoted words begin and end, and whether somebody speaks in them.

Marks are paired within a paragraph in one pass. A paragraph whose quotation is not closed is
followed, by the printers' rule, by one that opens with a mark again: the two are one quotation. A
single mark is a quotation only where it stands before a word and another stands after one; else it
is an apostrophe.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from onrecord.annotate.parses import Parse
from onrecord.annotate.statements.readings import Place, Reading, load_table
from onrecord.records import Span

SINGLE_LOOKAHEAD_CHARS = 400
"""How far ahead a closing single mark is sought when the one at hand may be a possessive."""
SPEECH_MIN_WORDS = 5
MAX_DASHED_CHARS = 100
"""A longer stretch beside a dash goes on with the story."""

_MARK = re.compile(r"[“”„«»\"‟❝❞「」]|''|``|[‘’'‚‹›]")
_DASH_AFTER = re.compile(r"[,.]?\s*(?P<dash>[—–―]|--?)\s*(?P<who>[^\n—–―“”\"]{2,}?)\s*$")
_DASH_BEFORE = re.compile(r"[\s•*·-]*(?P<who>[^\n—–―“”\":]{2,}?)\s*(?P<dash>[—–―]|--)\s*$")
_OPENERS = {"“", "„", "«", "``", "‘", "‚", "‹", "「", "❝"}
_CLOSERS = {"”", "»", "›", "」", "❞"}
_SINGLES = {"‘", "’", "'", "‚", "‹", "›"}
_SMALL_WORDS = frozenset({
    "a", "an", "the", "of", "in", "on", "for", "and", "or", "to", "at", "by", "with",
    "from", "but", "as", "is", "vs",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation within one block.

    ``span`` holds the words, ``outer`` the marks too. ``follows`` says that it goes on from the
    unclosed quotation of the block before.
    """

    span: Span
    outer: Span
    block: int
    single: bool = False
    closed: bool = True
    nested: bool = False
    follows: bool = False


def find_quotations(text: str, blocks: Iterable[tuple[int, Span]]) -> list[Quotation]:
    """Find the quotations of a report.

    Args:
        text: the report's whole text.
        blocks: index and span of each block to read, in order.

    Returns:
        Quotations in order of their opening mark; those inside another are marked ``nested``.
    """
    found: list[Quotation] = []
    unclosed = False
    for index, (start, end) in blocks:
        here = sorted(
            _read_block(text, index, (start, end)), key=lambda q: (q.outer[0], -q.outer[1])
        )
        if unclosed and here and not text[start : here[0].outer[0]].strip():
            first = here[0]
            here[0] = Quotation(
                first.span,
                first.outer,
                index,
                first.single,
                first.closed,
                first.nested,
                follows=True,
            )
        unclosed = any(not quotation.closed for quotation in here)
        found.extend(_mark_nested(here))
    return found


def _mark_nested(quotations: Sequence[Quotation]) -> Iterator[Quotation]:
    reach = -1
    for q in quotations:
        inside = q.outer[1] <= reach
        yield Quotation(q.span, q.outer, q.block, q.single, q.closed, inside, q.follows)
        reach = max(reach, q.outer[1])


def _read_block(text: str, block: int, span: Span) -> Iterator[Quotation]:
    """Yield a block's quotations; an unclosed double mark reaches to the end of its line."""
    opened: list[tuple[bool, int, int]] = []
    for match in _MARK.finditer(text, *span):
        mark = match.group()
        single = mark in _SINGLES
        opens, closes = _read_turn(text, match, span)
        top = opened[-1] if opened else None
        if closes and top and top[0] == single:
            if single and _is_possessive(text, match, span[1]):
                continue
            opened.pop()
            yield Quotation((top[2], match.start()), (top[1], match.end()), block, single)
        elif closes and not opens and not single and opened:
            # A double mark closes over a single one that was no quotation.
            while opened and opened[-1][0]:
                opened.pop()
            if opened:
                _, outer, inner = opened.pop()
                yield Quotation((inner, match.start()), (outer, match.end()), block)
        elif opens and not (single and top and top[0]):
            opened.append((single, match.start(), match.end()))
    doubles = [mark for mark in opened if not mark[0]]
    if doubles:
        _, outer, inner = doubles[0]
        end = span[0] + len(text[span[0] : span[1]].rstrip())
        if inner < end:
            yield Quotation((inner, end), (outer, end), block, closed=False)


def _read_turn(text: str, match: re.Match[str], span: Span) -> tuple[bool, bool]:
    """Return whether a mark may open and may close, by its shape and its neighbours."""
    mark, start, end = match.group(), match.start(), match.end()
    before = text[start - 1] if start > span[0] else " "
    after = text[end] if end < span[1] else " "
    if mark in ("‘", "‚", "‹"):
        return not before.isalnum() and after.isalnum(), False
    if mark in _OPENERS:
        return True, False
    if mark == "›" or mark in _CLOSERS:
        return False, True
    if mark in ("’", "'"):
        opens = mark == "'" and not before.isalnum() and (after.isalpha() or after in '“"')
        return opens and before not in ".,!?", not before.isspace() and not after.isalnum()
    opens = (before.isspace() or before in "([{—–-‘'“/") and not after.isspace()
    return opens, not opens or before in ".,!?"


def _is_possessive(text: str, match: re.Match[str], end: int) -> bool:
    """Return whether ``’`` after an s is a genitive: a clearer closing mark comes soon."""
    start, stop = match.span()
    if text[start - 1 : start] not in ("s", "S") or text[stop : stop + 1] != " ":
        return False
    ahead = text[stop : min(end, stop + SINGLE_LOOKAHEAD_CHARS)]
    closer = re.search(r"[^\s‘'][’'](?!\w)|[‘“”\"]", ahead)
    return closer is not None and closer.group()[-1] in "’'"


def is_title(words: Sequence[str]) -> bool:
    """Return whether words are capitalised as the title of a work: "Knocking on Heaven's Door"."""
    large = [word for word in words if word[:1].isalpha() and word.lower() not in _SMALL_WORDS]
    return len(large) >= 1 and all(word[0].isupper() for word in large)


def is_speech(reading: Reading, quotation: Quotation) -> bool:
    """Return whether somebody speaks in a quotation, rather than a word or a title being set off.

    Speech is a clause: several words with a verb, and no title. What stands at a cue of speech
    ("Stop," she said) is taken even when short.
    """
    place = reading.find_tokens(quotation.span)
    if place is None:
        return False
    words = [word for word in place.words() if word[:1].isalnum()]
    closing = reading.report.text[quotation.span[1] - 1 : quotation.span[1]]
    if not words or (is_title(words) and (len(words) > 1 or closing not in ",.!?")):
        return False
    if quotation.follows:
        return True
    if len(words) >= SPEECH_MIN_WORDS:
        return _holds_clause(place) and (
            closing in ",.!?…—" or _starts_sentence(reading, quotation)
        )
    return closing in ",.!?" and find_cue(reading, quotation) is not None


def _starts_sentence(reading: Reading, quotation: Quotation) -> bool:
    first = reading.report.text[quotation.span[0] : quotation.span[0] + 1]
    return first.isupper() or find_cue(reading, quotation) is not None


def _holds_clause(place: Place) -> bool:
    tags = place.parse.tags[place.first : place.last]
    return any(tag in ("VBZ", "VBP", "VBD", "MD", "VB") for tag in tags)


@dataclass(frozen=True, slots=True)
class Lead:
    """The cue and the source that stand at a quotation."""

    cue: Span
    source: Span | None


def find_cue(reading: Reading, quotation: Quotation) -> Lead | None:
    """Find the speech verb that belongs to a quotation by standing at it, with its subject.

    Looked for after the closing mark ("…," said Ruiz), then before the opening one (Ruiz said:
    "…").
    """
    start, end = quotation.outer
    block = reading.report.blocks[quotation.block]
    after = reading.find_tokens((end, min(end + 80, block.end))) if quotation.closed else None
    if after:
        lead = _read_lead(after, range(after.first, min(after.last, after.first + 9)))
        if lead:
            return lead
    before = reading.find_tokens((max(start - 80, block.start), start))
    lead = None
    if before:
        lead = _read_lead(
            before, range(before.last - 1, max(before.first, before.last - 9) - 1, -1)
        )
    return lead or _read_dash(reading, quotation)


def _read_dash(reading: Reading, quotation: Quotation) -> Lead | None:
    """Find who is named after or before a dash: "…" — Ana Ruiz, mayor of Velm."""
    text, block = reading.report.text, reading.report.blocks[quotation.block]
    start, end = quotation.outer
    match = _DASH_AFTER.match(text, end, min(end + MAX_DASHED_CHARS, block.end))
    if match is None or match.end() < block.end:
        begin = max(start - MAX_DASHED_CHARS, block.start)
        match = _DASH_BEFORE.match(text, begin, start) if begin == block.start else None
    place = reading.find_tokens(match.span("who")) if match else None
    if match is None or place is None:
        return None
    if any(place.parse.pos[index] in ("VERB", "AUX") for index in place.indices()):
        return None
    names = any(place.parse.pos[index] in ("PROPN", "NOUN") for index in place.indices())
    return Lead(match.span("dash"), match.span("who")) if names else None


def _read_lead(place: Place, order: range) -> Lead | None:
    verbs = _speech_verbs()
    parse = place.parse
    for index in order:
        word = parse.words[index]
        if word in {".", "!", "?", ";", "“", "”", '"'} and index != order[0]:
            return None
        if parse.pos[index] in ("VERB", "AUX") and parse.lemmas[index].lower() in verbs:
            return Lead(parse.span(index, index + 1), find_subject(parse, index))
    return None


def find_subject(parse: Parse, verb: int) -> Span | None:
    """Return the span of a verb's subject, with its appositions, if it has one."""
    low, high = max(verb - 40, 0), min(verb + 40, len(parse))
    for index in range(low, high):
        if parse.heads[index] == verb and parse.deps[index] in ("nsubj", "nsubjpass"):
            return _noun_phrase(parse, index, (low, high))
    return None


def _noun_phrase(parse: Parse, head: int, bounds: tuple[int, int]) -> Span:
    """Return the span of a head with what hangs on it, appositions too, relative clauses not."""
    member = {head}
    for index in [*range(head - 1, bounds[0] - 1, -1), *range(head + 1, bounds[1])]:
        if parse.heads[index] in member and parse.deps[index] not in ("relcl", "punct", "acl"):
            member.add(index)
    first = last = head
    while first - 1 in member:
        first -= 1
    while last + 1 in member:
        last += 1
    return parse.span(first, last + 1)


def _speech_verbs() -> frozenset[str]:
    return frozenset(load_table("statement_cues")["speech"]["verbs"])
