"""Datelines: "LIMA, March 3 (Reuters) - " at the head of a block is no part of what it says.

Read as words of the sentence, a dateline ends up in somebody's mouth. Attributions are looked for
behind it; times are still read from it.
"""

from __future__ import annotations

import re
from functools import cache

from onrecord.records import Block, BlockRole, Report, Span
from onrecord.states import load_states

_ROLES: frozenset[BlockRole] = frozenset({"body", "standfirst", "quote", "embed"})
_REACH = 120
_CAPITALS = r"[A-Z][A-Z.'’]+(?:[ /-][A-Z][A-Z.'’]*){0,4}"
_NAME = r"[A-Z][\w.'’]*(?:[ -][A-Z][\w.'’]*){0,3}"
_PARTS = r"(?:, ?[A-Z][\w.'’ ]{1,30}){0,3}"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DAY = rf", ?(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:,? \d{{4}})?"
_SOURCE = r"\s?\([A-Z][^()\n]{1,60}\)"
_DASH = r"(?:\s*(?:[—–―]|--)\s*|\s+-\s+)"
_TEXT = r"(?=[A-Z0-9“\"‘'$€£])"
_DATELINE = re.compile(
    rf"\s*(?:{_CAPITALS}{_PARTS}(?:{_SOURCE})?|{_NAME}(?:{_DAY}|{_PARTS}){_SOURCE}|{_NAME}{_DAY}|{_SOURCE})"
    rf"{_DASH}{_TEXT}"
)
_PLACE = re.compile(rf"\s*(?P<place>{_CAPITALS})(?:{_DAY})?:\s+{_TEXT}")


def skip_dateline(report: Report, block: Block) -> Span:
    """Return the span of a block without the dateline it begins with.

    Args:
        report: The report that holds the block.
        block: Any of its blocks.
    """
    whole = block.start, block.end
    if block.role not in _ROLES:
        return whole
    end = min(block.end, block.start + _REACH)
    match = _DATELINE.match(report.text, block.start, end) or _match_place(report.text, block)
    starts = [match.end()] if match else []
    starts += [
        credit.span[1]
        for credit in report.credits
        if credit.kind == "dateline" and credit.span[0] == block.start
    ]
    if not starts:
        return whole
    running = report.text[max(starts) : block.end]
    return block.end - len(running.lstrip()), block.end


def _match_place(text: str, block: Block) -> re.Match[str] | None:
    """Match "NEW DELHI: The government …": with a colon only a place that is known to be one."""
    match = _PLACE.match(text, block.start, min(block.end, block.start + _REACH))
    return match if match and match["place"].casefold() in _places() else None


@cache
def _places() -> frozenset[str]:
    states = load_states().values()
    return frozenset(
        place.casefold()
        for state in states
        for place in (state.name, *state.also, *state.capitals, *state.towns)
    )
