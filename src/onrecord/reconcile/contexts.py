"""Where a figure or a statement stands: its block, its sentence, the words around it."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from onrecord.records import Block, Report, Span

SENTENCE_CHARS = 500
"""How far a sentence is followed on either side; a longer one is cut there."""
CACHED = 1 << 14
"""Sentences kept: each figure is looked at from several sides."""
_END = re.compile(r"[.!?][”\"'’)\]]*\s+(?=[“\"'‘(\[]?[A-Z0-9])|\n")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(“\"])(?:[A-Z]|Mr|Mrs|Ms|Dr|Gen|Lt|Sgt|Col|Capt|St|Gov|Sen)\.$"
)


@lru_cache(maxsize=CACHED)
def find_sentence(text: str, span: Span) -> Span:
    """Return the span of the sentence that holds a span, at most some hundred characters a side.

    >>> text = "Mr. Lo left. Two men of St. Ann died. No more."
    >>> text[slice(*find_sentence(text, (13, 20)))]
    'Two men of St. Ann died.'
    """
    first = max(span[0] - SENTENCE_CHARS, 0)
    last = min(span[1] + SENTENCE_CHARS, len(text))
    start, end = first, last
    for match in _END.finditer(text, first, last):
        if _ABBREVIATION.search(text[max(match.start() - 6, first) : match.start() + 1]):
            continue
        if match.end() <= span[0]:
            start = match.end()
        elif match.start() >= span[1] - 1:
            end = match.start() + (0 if match.group() == "\n" else len(match.group().rstrip()))
            break
    return start, end


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text, near enough.

    >>> split_sentences("It rained. Nobody came!")
    ['It rained', 'Nobody came!']
    """
    return [part for part in _END.split(text) if part]


def find_block(report: Report, at: int) -> Block | None:
    """Return the block of a report that holds a character, or None."""
    starts = [block.start for block in report.blocks]
    index = bisect_right(starts, at) - 1
    if index < 0 or report.blocks[index].end <= at:
        return None
    return report.blocks[index]


def list_before(text: str, at: int, chars: int = 60) -> list[str]:
    """Return the words right before a character, casefolded, within its line."""
    line = text[max(at - chars, 0) : at].rpartition("\n")[2]
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)?", line.casefold())


def list_after(text: str, at: int, chars: int = 60) -> list[str]:
    """Return the words right after a character, casefolded, within its line."""
    line = text[at : at + chars].partition("\n")[0]
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)?", line.casefold())
