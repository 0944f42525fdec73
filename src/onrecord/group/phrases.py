"""Stock wordings of the trade, which two may both use without either having read the other."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from onrecord.group.tokens import Hashes, find_words, hash_word


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
        if word in phrases:
            for phrase in phrases[word]:
                if tuple(words[index : index + len(phrase)]) == phrase:
                    marked[index : index + len(phrase)] = True
                    break
    return marked
