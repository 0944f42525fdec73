"""Fixture texts with their attributions marked in place.

``{S|Ruiz} {C|said} {T|the gate was open}`` is one attribution: source, cue, content. A number
tells several apart (``{S2|…}``); marks may stand inside one another. Lines are blocks; ``# ``
begins a headline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.annotate.attributions import Attribution
from onrecord.annotate.parses import parse_blocks
from onrecord.annotate.statements import make_statements
from onrecord.ids import hash_text
from onrecord.records import Block, Mention, Report, Span, Statement, Time

_MARK = re.compile(r"\{([SCT])(\d?)\||\}")


class Marked:
    """A marked text read: its report, attributions and what became of them."""

    def __init__(
        self, marked: str, blocks: Sequence[Block] | None = None, times: Sequence[Time] = ()
    ) -> None:
        text, spans = _strip_marks(marked)
        self.text = text
        self.report = make_report(text, blocks)
        self.attributions = [
            Attribution(
                source=tuple(roles.get("S", ())),
                cue=tuple(roles.get("C", ())),
                content=tuple(roles.get("T", ())),
                score=0.8,
            )
            for _, roles in sorted(spans.items())
        ]
        self.statements, self.mentions = state(self.report, self.attributions, times)

    def words(self, spans: Sequence[Span]) -> str:
        return " … ".join(self.text[start:end] for start, end in spans)

    def said(self, content: str) -> Statement:
        """Return the statement whose content begins with words, outermost first."""
        return next(s for s in self.statements if self.words(s.content).startswith(content))

    def speaker(self, content: str) -> str | None:
        return self.said(content).speaker.name

    def contents(self) -> list[str]:
        return [self.words(statement.content) for statement in self.statements]


def make_report(text: str, blocks: Sequence[Block] | None = None) -> Report:
    """Return a report whose lines are its blocks; a line that begins with "# " is a headline."""
    found = blocks or [
        Block(
            start=match.start("words"),
            end=match.end(),
            role="headline" if match["mark"] else "body",
        )
        for match in re.finditer(r"(?P<mark># )?(?P<words>[^\n]*\S[^\n]*)", text)
    ]
    return Report(id="r", hash=hash_text(text), text=text, blocks=tuple(found))


def state(
    report: Report, attributions: Sequence[Attribution] = (), times: Sequence[Time] = ()
) -> tuple[tuple[Statement, ...], tuple[Mention, ...]]:
    """Make the statements of a report whose furniture blocks are not parsed."""
    spans = [
        (index, (block.start, block.end))
        for index, block in enumerate(report.blocks)
        if block.role not in ("nav", "promo", "plea", "credit", "byline", "dateline")
    ]
    return make_statements(report, parse_blocks(report.text, spans), attributions, times)


def _strip_marks(marked: str) -> tuple[str, dict[str, dict[str, list[Span]]]]:
    text: list[str] = []
    length = 0
    spans: dict[str, dict[str, list[Span]]] = {}
    opened: list[tuple[str, str, int]] = []
    position = 0
    for match in _MARK.finditer(marked):
        piece = marked[position : match.start()]
        text.append(piece)
        length += len(piece)
        position = match.end()
        if match.group() == "}":
            role, number, start = opened.pop()
            spans.setdefault(number, {}).setdefault(role, []).append((start, length))
        else:
            opened.append((match.group(1), match.group(2), length))
    text.append(marked[position:])
    return "".join(text), spans
