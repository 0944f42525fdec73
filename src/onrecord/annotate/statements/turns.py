"""Turns: lines of a transcript or an interview, each the words of whoever its label names.

"ADA LUND: We had lost 12 boats." No mark of quotation and no verb of speech says so; that the
labels come back does. A report is read so where at least three lines bear labels and one of the
labels is repeated: "Note:" and "Watch:" are seldom answered.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onrecord.annotate.statements.readings import Reading
from onrecord.records import Span

MIN_TURNS = 3
_NAME = r"[^\W\d_a-z][\w.'’-]{0,30}"
_TURN = re.compile(
    rf"[ \t]*(?P<label>Q|A|{_NAME}(?: {_NAME}){{0,4}})(?P<mark>:|(?<=[QA])\.)\s+(?P<words>\S[^\n]*)"
)
_ASIDE = re.compile(r"[(\[][^)\]]*[)\]]\W*")
_ROLES = frozenset({"body", "quote", "list", "standfirst"})
_UNNAMED = frozenset({"q", "a", "question", "answer"})


@dataclass(frozen=True, slots=True)
class Turn:
    """One line: its label (None where that is only "Q" or "A"), the mark beside it, the words."""

    label: Span | None
    mark: Span
    words: Span
    block: int


def find_turns(reading: Reading) -> list[Turn]:
    """Return the turns of a report, in order; none where it is no transcript.

    Args:
        reading: the report with the parses of its blocks that are report.
    """
    matches = list(_match_labels(reading))
    counts = Counter(match["label"].casefold() for _, match in matches)
    if len(matches) < MIN_TURNS or max(counts.values()) < 2:
        return []
    return list(_make_turns(matches))


def _match_labels(reading: Reading) -> Iterator[tuple[int, re.Match[str]]]:
    for parse in reading.parses:
        block = reading.read_block(parse.block)
        if block is None or block.role not in _ROLES:
            continue
        match = _TURN.match(reading.report.text, block.start, block.end)
        if match and not _ASIDE.fullmatch(match["words"]):
            yield parse.block, match


def _make_turns(matches: Iterable[tuple[int, re.Match[str]]]) -> Iterator[Turn]:
    for block, match in matches:
        is_named = match["label"].casefold() not in _UNNAMED
        label = match.span("label") if is_named else None
        yield Turn(label, match.span("mark"), match.span("words"), block)
