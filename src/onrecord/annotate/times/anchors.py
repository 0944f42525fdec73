"""The event a length hangs on: "days after the summit" stays open and names the summit."""

from __future__ import annotations

from onrecord.annotate.parses import Parse
from onrecord.annotate.times.guards import load_words
from onrecord.annotate.times.lengths import Length
from onrecord.annotate.times.values import Meaning
from onrecord.records import Span

MAX_ANCHOR_TOKENS = 12
_SUBJECTS = {"nsubj", "nsubjpass", "csubj"}


def find_anchor(parse: Parse, after: int, meaning: Meaning) -> Span | None:
    """Return the span of the event that a length is counted from.

    Args:
        parse: the parse of the block.
        after: the token after the expression.
        meaning: only a bare length has an anchor.

    Returns:
        A noun phrase ("the summit") or the clause up to its verb ("he was shot"), None where the
        words after the expression name no event.
    """
    if not isinstance(meaning, Length):
        return None
    first = after + _count_relation(parse, after)
    if first == after or first >= len(parse) or parse.tags[first] == "CD":
        return None
    limit = min(first + MAX_ANCHOR_TOKENS, len(parse))
    last = _find_end(parse, first, limit)
    return parse.span(first, last) if last else None


def _count_relation(parse: Parse, after: int) -> int:
    """Return how many tokens say "after", "prior to" …, 0 where none do."""
    words = [word.lower() for word in parse.words[after : after + 2]]
    if not words:
        return 0
    if " ".join(words) in load_words("anchors", "phrases"):
        return 2
    if words[0] in load_words("anchors", "words"):
        return 1
    return 1 if words[0] == "of" and _is_within(parse, after) else 0


def _is_within(parse: Parse, after: int) -> bool:
    return any(word.lower() == "within" for word in parse.words[max(0, after - 4) : after])


def _find_end(parse: Parse, first: int, limit: int) -> int | None:
    """Return the end of the phrase or clause that begins here."""
    for token in range(first, limit):
        if parse.pos[token] == "PUNCT" and parse.words[token] in ",.;:":
            return None
        head = parse.heads[token]
        if parse.deps[token] in _SUBJECTS and head > token:
            return head + 1 if head < limit else token + 1
        if parse.pos[token] in {"NOUN", "PROPN", "PRON"} and not first <= head <= limit:
            return token + 1
        if parse.pos[token] in {"NOUN", "PROPN"} and head < first:
            return token + 1
        if parse.tags[token] == "VBG" and head < first:
            return token + 1
    return None
