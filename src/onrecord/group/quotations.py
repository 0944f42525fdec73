"""Where a report quotes: the characters between quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from onrecord.group.tokens import Tokens, list_report_blocks
from onrecord.records import Report, Span

_MARK = re.compile(r"[“”„‟«»\"]|``|''")
_OPENING = frozenset("“„‟«") | {"``"}
_CLOSING = frozenset("”»") | {"''"}


def find_quotations(report: Report) -> list[Span]:
    """Return the spans between quotation marks, block by block, in order.

    A quotation that its block does not close runs to the block's end, as one does that goes on in
    the next paragraph; a block with the role ``quote`` is one whole.
    """
    spans: list[Span] = []
    for block in list_report_blocks(report):
        if block.role == "quote":
            spans.append((block.start, block.end))
        else:
            spans.extend(_find_in_block(report.text, (block.start, block.end)))
    return spans


def _find_in_block(text: str, span: Span) -> Iterable[Span]:
    opened: int | None = None
    for match in _MARK.finditer(text, *span):
        mark = match.group()
        closes = mark in _CLOSING or (mark == '"' and opened is not None)
        if closes and opened is not None:
            yield opened, match.start()
            opened = None
        elif opened is None and (mark in _OPENING or mark == '"'):
            opened = match.end()
    if opened is not None:
        yield opened, span[1]


def mark_words(tokens: Tokens, spans: Iterable[Span]) -> npt.NDArray[np.bool_]:
    """Return for every word whether it lies in one of the spans, ``(words,)``."""
    inside = np.zeros(len(tokens), dtype=np.bool_)
    for span in spans:
        first, last = tokens.locate(span)
        inside[first:last] = True
    return inside
