"""Where the parts of a saying begin and end: no marks, no lead, no clause that is told of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from onrecord.annotate.statements.readings import Reading, find_head, overlaps
from onrecord.records import Span

EDGE_MARKS = " \t\r\n\f\v\u00a0\u200b\ufeff.,;:!?…“”„«»\"'‘’`‹›–—-•*"
_INNER_ABBREVIATION = re.compile(r"(?:\b[^\W\d_]\.)+[^\W\d_]$")
_PUT_IT = re.compile(r"it\b[ ,:]*(?=[“\"‘])")
_OPENING = "“„«\"'‘`"
_HALF = r"\s?[ap]\.?m\b\.?"
_STAMP = re.compile(
    rf"\s*(?:\d{{1,2}}:\d\d(?:{_HALF})?\s*(?:[—–:-]|\b(?=\s))"
    rf"|\d{{1,2}}\.\d\d(?:{_HALF}\s*[—–:-]?|\s*[—–-](?=\s+\D))"
    r"|\d{1,2}[.)/])\s+",
    re.IGNORECASE,
)
"""The time of an entry of a live blog, or the number of an item, at the head of a block."""


def trim_span(text: str, span: Span) -> Span | None:
    """Return a span without marks, blanks and punctuation at its edges, None if it is empty.

    The full stop of an abbreviation ("the U.S.") stays.
    """
    start, end = max(span[0], 0), min(span[1], len(text))
    while start < end and text[start] in EDGE_MARKS:
        start += 1
    stop = end
    while stop > start and text[stop - 1] in EDGE_MARKS:
        stop -= 1
    if text[stop : stop + 1] == "." and _INNER_ABBREVIATION.search(
        text[max(start, stop - 12) : stop]
    ):
        stop += 1
    return (start, stop) if start < stop else None


def trim_spans(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return trimmed spans in order, without empty ones; overlapping ones become one."""
    kept: list[Span] = []
    for span in sorted(filter(None, (trim_span(text, span) for span in spans))):
        if kept and span[0] < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(kept[-1][1], span[1]))
        else:
            kept.append(span)
    return tuple(kept)


def keep_to_paragraph(
    reading: Reading, cue: Sequence[Span], content: tuple[Span, ...]
) -> tuple[Span, ...]:
    """Drop content outside the cue's paragraph, unless quoted or led in by a colon.

    What a headline says is not said by a sentence of the body, nor the other way round.
    """
    if not cue:
        return content
    text, home = reading.report.text, reading.block_at(cue[0][0])
    colon = text[cue[-1][1] : cue[-1][1] + 3].lstrip()[:1] == ":" or ":" in text[slice(*cue[-1])]

    def belongs(span: Span) -> bool:
        block = reading.block_at(span[0])
        if block == home or _is_headline(reading, block) or _is_headline(reading, home):
            return block == home
        return colon or text[max(span[0] - 1, 0)] in _OPENING

    return tuple(filter(belongs, content)) or content


def _is_headline(reading: Reading, index: int) -> bool:
    block = reading.read_block(index)
    return block is not None and block.role == "headline"


def drop_lead(text: str, content: tuple[Span, ...]) -> tuple[Span, ...]:
    """Drop the "it" of "put it: “…”" with which content begins. A "that" stays, as in PolNeAR."""
    start, end = content[0]
    put = _PUT_IT.match(text, start, end)
    if put and put.end() < end:
        return (trim_span(text, (put.end(), end)) or (start, end), *content[1:])
    return content


def drop_day(reading: Reading, cue: Sequence[Span], content: tuple[Span, ...]) -> tuple[Span, ...]:
    """Drop the day with which content begins where it says when that was said.

    In "said Tuesday the gate was shut" it hangs on the cue, in "said Tuesday was fine" it does not.
    """
    place = reading.find_tokens(content[0])
    if place is None or not cue or cue[-1][1] > content[0][0]:
        return content
    parse = place.parse
    day = next((e for e in parse.ents if e.first <= place.first < e.last), None)
    if day is None or day.label not in ("DATE", "TIME") or day.last >= place.last:
        return content
    head = find_head(parse, place.first, day.last)
    verb = parse.span(parse.heads[head], parse.heads[head] + 1)
    if parse.deps[head] != "npadvmod" or not any(overlaps(verb, span) for span in cue):
        return content
    start = parse.starts[day.last]
    return (trim_span(reading.report.text, (start, content[0][1])) or content[0], *content[1:])


def drop_stamp(reading: Reading, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Drop the time or the number that a block, and the spans with it, begins with."""
    if not spans:
        return spans
    text, (start, end) = reading.report.text, spans[0]
    block = reading.read_block(reading.block_at(start))
    stamp = _STAMP.match(text, block.start, end) if block else None
    if stamp is None or not start < stamp.end() < end:
        return spans
    return (trim_span(text, (stamp.end(), end)) or (start, end), *spans[1:])


def cut_clause(reading: Reading, source: Span) -> Span:
    """Cut a source before a finite verb of its own clause: a holder is named, not told about."""
    place = reading.find_tokens(source)
    if place is None:
        return source
    parse = place.parse
    for index in range(place.first + 1, place.last):
        if parse.tags[index] in ("WP", "WDT", "WP$", "IN") or parse.tags[index - 1] in (
            "WP",
            "WDT",
        ):
            return source
        following = parse.pos[index + 1] if index + 1 < place.last else ""
        reduced = parse.tags[index] == "VBD" and following in ("ADP", "PART")
        if parse.tags[index] in ("VBD", "VBZ", "VBP", "MD", "TO") and not reduced:
            if parse.tags[index - 1] == "PRP" and index - place.first > 1:
                return source
            return trim_span(reading.report.text, (source[0], parse.ends[index - 1])) or source
    return source
