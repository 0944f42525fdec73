"""The content words of a statement: "dispatched" meets "sent", "Pyongyang" its country."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain
from tomllib import loads
from typing import Any

from onrecord.reconcile.nations import find_nation

_WORD = re.compile(r"@?[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_PROPER = re.compile(r"\b[A-Z][\w’'.-]*(?:[ ]+(?:of[ ]+)?[A-Z][\w’'.-]*)*")
_ENDINGS = (
    "ations", "ation", "ments", "ment", "ings", "ing", "ies", "ied", "ed", "es", "s", "e", "y",
)  # fmt: skip
MIN_STEM_CHARS = 3
UNIT = 1 << 20
"""The weight of a word that no statement of the story holds."""
CACHED = 1 << 16
"""Words and contents kept once folded; stories repeat them."""


@lru_cache(maxsize=CACHED)
def list_words(content: str) -> frozenset[str]:
    """Return the content words of some words: no function words, endings cut, synonyms joined.

    >>> sorted(list_words("North Korea has dispatched soldiers"))
    ['@north korea', 'send', 'troop']
    """
    found = {f"@{nation.casefold()}" for nation in find_nations(content)}
    plain = _PROPER.sub(_blank_nation, content)
    for word in map(str.casefold, _WORD.findall(plain)):
        whole = word.removesuffix("'s").removesuffix("’s")
        if whole not in _function_words() and len(whole) > 1:
            found.add(
                _synonyms().get(whole) or _synonyms().get(cut_ending(whole)) or cut_ending(whole)
            )
    return frozenset(found)


def find_nations(content: str) -> list[str]:
    """Return the nations some words name, in order of place, each once."""
    named = (find_nation(match.group()) for match in _PROPER.finditer(content))
    return list(dict.fromkeys(nation for nation in named if nation))


def _blank_nation(match: re.Match[str]) -> str:
    return " " if find_nation(match.group()) else match.group()


@lru_cache(maxsize=CACHED)
def cut_ending(word: str) -> str:
    """Return a word without the commonest English endings, for comparing only.

    >>> cut_ending("arrived") == cut_ending("arrives") == cut_ending("arriving")
    True
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= MIN_STEM_CHARS:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > MIN_STEM_CHARS and word[-1] == word[-2] else word


class Weights:
    """What each word of a story tells: its inverse document frequency (Spärck Jones 1972).

    Weights are whole numbers, so that a sum does not depend on the order of a set.

    >>> weights = Weights([frozenset({"dam", "open"}), frozenset({"dam"})])
    >>> weights.sum({"open"}) > weights.sum({"dam"})
    True
    """

    def __init__(self, contents: Iterable[frozenset[str]]) -> None:
        """Count the contents that hold each word.

        Args:
            contents: the words of each statement.
        """
        lists = list(contents)
        counts = Counter(chain.from_iterable(lists))
        by_count = {
            count: round(UNIT * math.log(1 + (len(lists) + 8) / (count + 1)))
            for count in set(counts.values())
        }
        self._weights = {word: by_count[count] for word, count in counts.items()}
        self._sums: dict[frozenset[str], int] = {}

    def sum(self, words: Iterable[str]) -> int:
        """Return the weight of some words together; a word of no statement weighs one unit."""
        get = self._weights.get
        return sum(get(word, UNIT) for word in words)

    def sum_whole(self, words: frozenset[str]) -> int:
        """Return the weight of all words of a statement, worked out once."""
        known = self._sums.get(words)
        if known is None:
            known = self._sums[words] = self.sum(words)
        return known


@cache
def load_data(name: str) -> dict[str, Any]:
    """Return ``data/NAME.toml``, read once a process."""
    return loads(files("onrecord.reconcile").joinpath(f"data/{name}.toml").read_text("utf-8"))


@cache
def forward_wordings() -> re.Pattern[str]:
    """Return the wordings that make a statement forward-looking."""
    words = "|".join(map(re.escape, load_data("forecasts")["forward"]))
    return re.compile(rf"\b(?:{words})\b(?!\s+blame)", re.IGNORECASE)


@cache
def _synonyms() -> dict[str, str]:
    table: dict[str, str] = {}
    for row in load_data("synonyms")["rows"]:
        for word in row:
            table.setdefault(word, row[0])
            table.setdefault(cut_ending(word), row[0])
    return table


@cache
def _function_words() -> frozenset[str]:
    return frozenset(load_data("function-words")["words"])
