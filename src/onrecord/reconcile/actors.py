"""Whom a figure counts: "North Korean troops" and "troops North Korea sent" are the same side."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from onrecord.reconcile.contexts import find_sentence
from onrecord.reconcile.facts import Counted
from onrecord.reconcile.nations import find_nation

OWNED_MEASURES = frozenset({"troops"})
"""Measures whose count belongs to the sentence's subject: who sends, fields or masses them."""

_PROPER = re.compile(r"\b[A-Z][\w’'-]*(?:[ ]+[A-Z][\w’'-]*)*")
_PLACED = re.compile(
    r"\b(?:in|to|into|near|for|against|from|of|at|on|with|across|inside|outside|toward|towards|by|"
    r"and|or|supports?|aids?|helps?|arms)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['’]s?\b")
_NO_SUBJECT = re.compile(r"\s*(?:[,;:)]|(?:with|in|to|and|or|for|from|by|of|on|at|against)\b)")


def name_actor(counted: Counted) -> str | None:
    """Return the side a figure counts, from its own words, else from its sentence's subject.

    Returns:
        A nation's usual name, or of an amount the thing it is of; None where the words give none.
    """
    own = _find_nation(counted.figure.counted or counted.words)
    if own is None and counted.figure.unit not in {None, "person"}:
        return _name_thing(counted.figure.counted)
    if own or counted.figure.measure not in OWNED_MEASURES:
        return own
    text, span = counted.report.text, counted.figure.span
    start, _ = find_sentence(text, span)
    return _find_subject(text[start : span[0]])


def _name_thing(counted: str | None) -> str | None:
    """Return what an amount is an amount of: the "fuel" of 11,000 tonnes."""
    words = (counted or "").casefold().split()
    return words[-1] if words else None


def _find_nation(words: str) -> str | None:
    for match in _PROPER.finditer(words):
        nation = find_nation(match.group())
        if nation:
            return nation
    return None


def _find_subject(before: str) -> str | None:
    """Return the nation last named as a subject: before its verb, not as a place or an owner."""
    for match in reversed(list(_PROPER.finditer(before))):
        nation = find_nation(match.group())
        if nation is None or _PLACED.search(before[: match.start()]):
            continue
        after = before[match.end() :]
        if _POSSESSIVE.match(after) or _POSSESSIVE.search(match.group()[-2:]):
            continue
        if not _NO_SUBJECT.match(after):
            return nation
    return None


def settle_actors(figures: Sequence[Counted]) -> list[str | None]:
    """Return the side of each figure of one measure; a figure that names none joins the main side.

    The main side is the one most figures name; without any, all stay None.
    """
    named = [name_actor(item) for item in figures]
    counts = Counter(name for name in named if name)
    if not counts:
        return named
    main = min(counts, key=lambda name: (-counts[name], name))
    return [name or main for name in named]
