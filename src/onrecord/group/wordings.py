"""Which words are grammar, which are content, and the stem under which content is compared."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib import resources

from onrecord.group.tokens import normalise_word

_STEM_CHARS = 4
"""No ending is taken off where fewer characters would be left."""
_ENDINGS = (
    "ations", "ation", "ments", "ment", "ingly", "ings", "ing", "edly", "ed", "ers", "er",
    "ies", "ied", "es", "ly", "s", "e", "y",
)  # fmt: skip


@cache
def load_function_words() -> frozenset[str]:
    """Return the shipped list of words that carry grammar or belong to every report."""
    data = resources.files(__package__).joinpath("function_words.toml").read_text("utf-8")
    lists = tomllib.loads(data)
    return frozenset(word for text in lists.values() for word in text.split())


@lru_cache(maxsize=200_000)
def is_function_word(word: str) -> bool:
    """Tell whether a word says nothing about what a report is about."""
    folded = normalise_word(word)
    return len(folded) < 2 or folded in load_function_words()


@lru_cache(maxsize=200_000)
def stem_word(word: str) -> str:
    """Return a crude stem: possessive and one common ending off, so that forms of a word meet.

    >>> stem_word("Troops’"), stem_word("deployed"), stem_word("deployment")
    ('troop', 'deploy', 'deploy')
    """
    folded = normalise_word(word).removesuffix("'s").removesuffix("'")
    for ending in _ENDINGS:
        if folded.endswith(ending) and len(folded) - len(ending) >= _STEM_CHARS:
            return folded[: -len(ending)]
    return folded
