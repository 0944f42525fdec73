"""Outlets: agencies, papers, broadcasters, sites and platforms, by name or by description."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from onrecord.annotate.statements.name_lists import find_proper, fold, is_capital
from onrecord.annotate.statements.readings import load_table

MAX_PHRASE_WORDS = 12
MAX_OUTLET_WORDS = 5
_LEADS = frozenset({
    "the", "a", "an", "its", "his", "her", "their", "our", "my",
})  # fmt: skip
_NUMBERS = frozenset({
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
})  # fmt: skip
_AMBIGUOUS = frozenset({
    "hill", "time", "people", "sun", "mail", "age", "fox", "sky", "medium", "threads", "x",
    "insider", "mirror", "post", "journal", "times", "variety", "dawn", "pa", "is", "rt",
    "sana", "spa", "petra", "hindu", "australian", "independent", "guardian", "telegraph",
    "economist", "standard",
})  # fmt: skip
"""Names that are plain words as well: an outlet only when nothing else stands in the phrase."""


@cache
def _outlet_names() -> dict[str, str]:
    table = load_table("chain_outlets")
    names = [
        name for group in ("agencies", "outlets", "platforms") for name in table[group]["names"]
    ]
    return {fold(name): name for name in names}


@cache
def _word_list(table: str, name: str) -> frozenset[str]:
    return frozenset(load_table("chain_outlets")[table][name])


def is_medium_noun(word: str) -> bool:
    """Return whether a common noun means a medium: "newspaper"."""
    return fold(word) in _word_list("words", "words")


def is_press_person(word: str) -> bool:
    """Return whether a noun means somebody who works for a medium: "reporter"."""
    return fold(word) in _word_list("words", "people")


def read_medium(phrase: str) -> str | None:
    """Return the name of the medium a phrase means, None if it means none.

    >>> read_medium("the Associated Press"), read_medium("Japanese broadcaster NHK")
    ('Associated Press', 'NHK')
    >>> read_medium("lawmakers") is None
    True
    >>> read_medium("state television"), read_medium("the Harbour World newspaper")
    ('state television', 'Harbour World')
    """
    words = phrase.replace("’", "'").rstrip(".,;:'").split()
    while words and fold(words[0]) in _LEADS:
        words = words[1:]
    while len(words) > 1 and is_press_person(words[-1]):
        words = words[:-1]
    if not words or len(words) > MAX_PHRASE_WORDS:
        return None
    numbered = len(words) == 2 and (words[1].isdigit() or fold(words[1]) in _NUMBERS)
    if numbered and is_medium_noun(words[0]):
        return " ".join(words)
    return _find_labelled(words) or _find_outlet(words) or _read_described(words)


def _find_labelled(words: Sequence[str]) -> str | None:
    """Return the name after or before a word that says what it is: "broadcaster NHK"."""
    labels = [i for i, word in enumerate(words) if word in _word_list("words", "words")]
    if not labels:
        return None
    last = labels[-1]
    after = words[last + 1 :]
    if after and all(map(is_capital, after)):
        return " ".join(after)
    before = list(words[:last])
    while before and before[-1] in ("news", "online"):
        before.pop()
    before = [
        word for word in _without_state(before) if word not in ("state-run", "state", "local")
    ]
    named = (
        before
        and all(map(is_capital, before))
        and find_proper(" ".join(before).removesuffix("'s")) is None
    )
    if last + 1 == len(words) and words[last] in _word_list("words", "labels") and named:
        return " ".join(before)
    return None


def _find_outlet(words: Sequence[str]) -> str | None:
    """Return the longest known outlet in a phrase; plain words only when they stand alone."""
    bare = [word.removesuffix("'s").rstrip("'") for word in words]
    for size in range(min(len(words), MAX_OUTLET_WORDS), 0, -1):
        for first in range(len(words) - size + 1):
            name = " ".join(bare[first : first + size])
            known = _outlet_names().get(fold(name))
            if known is None or not (is_capital(name) or known == name):
                continue
            if size == len(words) or (
                fold(name) not in _AMBIGUOUS and not _goes_on(words, first + size)
            ):
                return name
    return None


def _goes_on(words: Sequence[str], index: int) -> bool:
    """Return whether a known name is only the beginning of a longer one: "AP Moller"."""
    if index >= len(words) or words[index - 1].endswith("'s"):
        return False
    return is_capital(words[index]) and fold(words[index]) not in _word_list("name_words", "words")


def _read_described(words: list[str]) -> str | None:
    last = fold(words[-1])
    if last in _word_list("words", "words") or last.endswith("-tv"):
        return " ".join(_without_state(words))
    named = all(is_capital(word) or fold(word) in ("of", "the", "and", "&", "in") for word in words)
    if not named:
        return None
    rest = _without_state(words)
    names = _word_list("name_words", "words")
    if any(fold(word.removesuffix("'s")) in names or fold(word).startswith("tv") for word in rest):
        return " ".join(rest)
    return None


def _without_state(words: list[str]) -> list[str]:
    """Drop "South Korea's" before a proper name: the carrier is "Dawn News"."""
    for count in (3, 2, 1):
        rest = words[count:]
        known = find_proper(" ".join(words[:count]).removesuffix("'s")) if rest else None
        possessive = words[count - 1].endswith("'s") if rest else False
        if (
            known
            and known.kind == "state"
            and is_capital(rest[0])
            and (possessive or len(rest) > 1)
        ):
            return rest
    return words


@cache
def is_outlet(name: str) -> bool:
    """Return whether a proper name is that of a medium."""
    return read_medium(name) is not None
