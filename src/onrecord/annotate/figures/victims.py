"""People counted without a number: "a man was shot dead", "no one was hurt".

Only in measures that count victims; everywhere else an article is not a figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from onrecord.annotate.figures.clauses import Clauses
from onrecord.annotate.figures.measures import find_measure, is_harm

_ONE = frozenset({"a", "an", "his", "her", "their", "my", "our", "another", "its"})
_NOBODY = frozenset({"nobody", "none"})
MAX_DETERMINED_TOKENS = 12
MAX_HEADLINE_TOKENS = 3


class Victim(NamedTuple):
    """Tokens ``[first, last)`` of people without a number, with head, count and measure."""

    first: int
    last: int
    head: int
    value: Decimal
    measure: str


def find_victims(clauses: Clauses, taken: frozenset[int]) -> Iterator[Victim]:
    """Yield victims counted without a number, in order.

    Args:
        clauses: the clauses of one parse.
        taken: tokens already part of a figure.
    """
    for token in range(len(clauses.parse)):
        if token in taken:
            continue
        victim = _find_nobody(clauses, token) or _find_person(clauses, token)
        if victim is not None:
            yield victim


def _find_person(clauses: Clauses, token: int) -> Victim | None:
    """Read "a 19-year-old woman", "his wife" where the clause says what befell them."""
    if not clauses.is_person(token):
        return None
    determiner = _find_determiner(clauses, token)
    if determiner is None:
        determiner = _find_headline_start(clauses, token)
    if determiner is None:
        return None
    measure = find_measure(clauses, token, token + 1, token)
    if measure is None or not is_harm(measure):
        return None
    return Victim(determiner, token + 1, token, Decimal(1), measure)


def _find_determiner(clauses: Clauses, token: int) -> int | None:
    parse = clauses.parse
    for child in clauses.children[token]:
        if (
            child < token
            and parse.deps[child] in {"det", "poss"}
            and (parse.words[child].lower() in _ONE)
        ):
            return child if token - child <= MAX_DETERMINED_TOKENS else None
    return None


def _find_headline_start(clauses: Clauses, token: int) -> int | None:
    """Return where "Man shot dead in park" begins: headlines leave the article out."""
    parse = clauses.parse
    start = clauses.phrase_of(token)[0]
    is_bare = all(parse.deps[child] not in {"det", "poss"} for child in clauses.children[token])
    if not is_bare or parse.deps[token] == "compound":
        return None
    is_first = start == clauses.sentence_of(token)[0] or parse.words[start - 1] in {":", ";", ","}
    return start if is_first and token - start <= MAX_HEADLINE_TOKENS else None


def _find_nobody(clauses: Clauses, token: int) -> Victim | None:
    """Read "no one was killed", "no deaths", "nobody was hurt"."""
    parse = clauses.parse
    word = parse.words[token].lower()
    following = parse.words[token + 1].lower() if token + 1 < len(parse) else ""
    if word in _NOBODY or (word == "no" and following in {"one", "-"}):
        last = token + (2 if word == "no" else 1)
        head = last - 1
    elif word == "no" and parse.deps[token] == "det":
        head = parse.heads[token]
        last = head + 1
    else:
        return None
    after = parse.words[last].lower() if last < len(parse) else ""
    if head <= token - 1 or after in {"else", "other", "of"} or "other" in (following,):
        return None
    measure = find_measure(clauses, token, last, head)
    if measure is None or not is_harm(measure):
        return None
    return Victim(token, last, head, Decimal(0), measure)
