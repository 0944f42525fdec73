"""Which way a time expression points, by the verb it hangs on.

"He arrived on Tuesday" is the last Tuesday, "he will arrive on Tuesday" the next. The verb is
found by climbing the dependency tree from the expression; plans ("scheduled for Tuesday") point
ahead in every tense.
"""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.annotate.parses import Parse
from onrecord.annotate.times.guards import load_words
from onrecord.annotate.times.values import Direction

MAX_CLIMB = 12
"""How many heads to climb: deeper nesting says nothing about the expression."""
_CHILD_REACH = 8
"""How far before a verb its auxiliaries are looked for."""


def find_direction(parse: Parse, first: int, last: int, *, headline: bool) -> Direction | None:
    """Return which way tokens ``[first, last)`` point, None where the tense does not say.

    Args:
        parse: the parse of the block.
        first: first token of the expression.
        last: the token after its last.
        headline: whether the block is a headline, whose present tense is past.
    """
    if last < len(parse) and parse.lemmas[last] in load_words("tense", "plans"):
        return "future"
    modifier = _is_modifier(parse, first, last)
    moved = first > 0 and parse.words[first - 1].lower() in {"to", "until", "till"}
    intended = False
    for token in _climb(parse, first, last):
        plans = parse.lemmas[token] in load_words("tense", "plans")
        if moved and parse.lemmas[token] in load_words("tense", "moves"):
            return "future"
        # "He expected the water to recede by the weekend": his part is done, the water's is not.
        if plans and (intended or not _is_done(parse, token)):
            return "future"
        intended = intended or _is_infinitive(parse, token)
        if parse.pos[token] in {"VERB", "AUX"}:
            direction = _read_verb(parse, token, headline=headline)
            if parse.lemmas[token] == "be" and direction == "present" and _is_located(parse, first):
                return "future"
            if direction is not None:
                return None if modifier and direction == "past" else direction
    return None


def _is_located(parse: Parse, first: int) -> bool:
    """Say whether something is "in" or "on" the time: "the summit is in the fall"."""
    return first > 0 and parse.words[first - 1].lower() in {"in", "on"}


def _is_modifier(parse: Parse, first: int, last: int) -> bool:
    """Say whether the expression only names a thing: "May delivery fell" does not make May past."""
    return any(
        parse.deps[token] == "compound" and not first <= parse.heads[token] < last
        for token in range(first, last)
    )


def _climb(parse: Parse, first: int, last: int) -> Iterator[int]:
    """Yield the heads above the expression, nearest first."""
    token = next((t for t in range(first, last) if not first <= parse.heads[t] < last), first)
    for _ in range(MAX_CLIMB):
        head = parse.heads[token]
        if head == token:
            if parse.pos[token] in {"VERB", "AUX"} and first <= token < last:
                return
            break
        yield head
        token = head


def _is_infinitive(parse: Parse, token: int) -> bool:
    return any(parse.tags[child] == "TO" for child in _auxiliaries(parse, token))


def _is_done(parse: Parse, token: int) -> bool:
    """Say whether a verb of planning is itself told as a past deed: "he ordered on Tuesday"."""
    if parse.tags[token] != "VBN":
        return parse.tags[token] == "VBD"
    perfect = any(parse.lemmas[aux] == "have" for aux in _auxiliaries(parse, token))
    return perfect and parse.lemmas[token] not in load_words("tense", "timetables")


def _auxiliaries(parse: Parse, token: int) -> list[int]:
    low = max(0, token - _CHILD_REACH)
    return [
        child
        for child in range(low, token)
        if parse.heads[child] == token and parse.deps[child] in {"aux", "auxpass"}
    ]


def _read_verb(parse: Parse, token: int, *, headline: bool) -> Direction | None:
    auxiliaries = _auxiliaries(parse, token)
    words = {parse.words[child].lower() for child in auxiliaries}
    lemmas = {parse.lemmas[child] for child in auxiliaries}
    if words & load_words("tense", "future_modals"):
        return "past" if "have" in lemmas and words & _PERFECT_MODALS else "future"
    tags = {parse.tags[child] for child in auxiliaries}
    if "TO" in tags:
        return None
    if "have" in lemmas or "VBD" in tags:
        return "past"
    return _read_form(parse, token, words, headline=headline)


def _read_form(parse: Parse, token: int, words: set[str], *, headline: bool) -> Direction | None:
    """Read a verb by its own form; ``words`` are its auxiliaries, none of them past."""
    match parse.tags[token]:
        case "VBD":
            return "past"
        case "VBG":
            return "future" if words & _PRESENT_BE else None
        case "VBN":
            return None if "be" in words else "past"
        case "VBZ" | "VBP":
            return _read_present(parse, token, headline=headline)
    return None


_PRESENT_BE = {"is", "are", "'s", "’s", "'re", "’re", "am"}
_PERFECT_MODALS = {"would", "could", "might", "may", "should", "must", "'d", "’d"}


def _read_present(parse: Parse, token: int, *, headline: bool) -> Direction | None:
    if headline or parse.lemmas[token] in load_words("tense", "reports"):
        return "past"
    if parse.lemmas[token] in load_words("tense", "happenings"):
        return "future"
    return None if parse.deps[token] in {"aux", "auxpass"} else "present"
