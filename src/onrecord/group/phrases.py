"""What two reports may both say without either having it from the other.

Three tests, none of which needs a list of passages: stock wordings of the trade (shipped), names
and titles (a passage with hardly a plain word in it), and wordings found in unrelated stories.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from onrecord.group.tokens import Hashes, Tokens, find_words, hash_word
from onrecord.group.wordings import is_function_word

_MIN_PLAIN_WORDS = 4
_PLAIN_TEST_WORDS = 16
"""A passage longer than this is more than a name."""
_COMMON_STORIES = 3
_COMMON_WORDS = 30
"""Longer wordings are not common by chance, in however many stories they are found."""


@cache
def load_stock_phrases() -> Mapping[int, tuple[tuple[int, ...], ...]]:
    """Return the shipped stock wordings as word hashes, by the hash of the first word."""
    data = resources.files(__package__).joinpath("phrases.toml").read_text("utf-8")
    phrases: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for phrase in tomllib.loads(data)["stock"]:
        hashes = tuple(hash_word(phrase[s:e]) for s, e in find_words(phrase, (0, len(phrase))))
        phrases[hashes[0]].append(hashes)
    return {first: tuple(sorted(known, key=len, reverse=True)) for first, known in phrases.items()}


def mark_stock_words(hashes: Hashes) -> npt.NDArray[np.bool_]:
    """Return for every word of a report whether it is part of a stock wording, ``(words,)``."""
    marked = np.zeros(len(hashes), dtype=np.bool_)
    words = hashes.tolist()
    phrases = load_stock_phrases()
    for index, word in enumerate(words):
        for phrase in phrases.get(word, ()):
            if tuple(words[index : index + len(phrase)]) == phrase:
                marked[index : index + len(phrase)] = True
                break
    return marked


def is_mostly_names(text: str, tokens: Tokens, first: int, last: int) -> bool:
    """Tell whether words ``[first, last)`` are a long name or title with hardly a plain word."""
    if last - first > _PLAIN_TEST_WORDS:
        return False
    plain = 0
    for start, end in zip(tokens.starts[first:last], tokens.ends[first:last], strict=True):
        word = text[start:end]
        plain += word.islower() and not is_function_word(word)
    return plain < _MIN_PLAIN_WORDS


@dataclass(slots=True)
class SpreadWordings:
    """Which fingerprints turn up in unrelated stories."""

    _stories: dict[int, set[str]] = field(default_factory=dict)

    def add(self, fingerprint: int, stories: tuple[str, str]) -> None:
        """Note a fingerprint that reports of two stories share."""
        known = self._stories.setdefault(fingerprint, set())
        if len(known) < _COMMON_STORIES:
            known.update(stories)

    def is_common(self, fingerprints: Sequence[int], words: int, *, one_outlet: bool) -> bool:
        """Tell whether most of a passage is found in three stories or more.

        Args:
            fingerprints: those of the passage.
            words: its length.
            one_outlet: both reports are of the same outlet, whose boilerplate may be long.
        """
        if words > _COMMON_WORDS and not one_outlet:
            return False
        spread = sum(len(self._stories.get(f, ())) >= _COMMON_STORIES for f in fingerprints)
        return 2 * spread > len(fingerprints)
