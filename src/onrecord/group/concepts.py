"""The concept a word stands for when wordings are compared, and how rare it is in the background.

A concept is the stem of a content word, or the group of synonyms it belongs to. Rarity is a shipped
constant: what two reports share then weighs the same whatever else has been read.
"""

from __future__ import annotations

import math
import tomllib
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np

from onrecord.group.tokens import hash_word
from onrecord.group.vocabulary import load_background
from onrecord.group.wordings import is_function_word, stem_word


class Concept(NamedTuple):
    """What a content word stands for.

    Attributes:
        key: hash of the concept.
        weight: how rare it is.
        is_plain: it is a word in small letters rather than a name or number.
    """

    key: int
    weight: float
    is_plain: bool


@cache
def load_synonyms() -> dict[str, str]:
    """Return for the stem of each word of the shipped groups the first word of its group."""
    data = resources.files(__package__).joinpath("synonyms.toml").read_text("utf-8")
    groups: dict[str, str] = {}
    for line in tomllib.loads(data)["groups"]:
        words = line.split()
        for word in words:
            groups.setdefault(stem_word(word), f"={words[0]}")
    return groups


@cache
def _count_groups() -> dict[str, int]:
    """Return in how many background reports some word of a group stands, at least."""
    counts: dict[str, int] = {}
    words = load_background().counts["word"]
    for stem, group in load_synonyms().items():
        counts[group] = max(counts.get(group, 0), words.get(stem, 0))
    return counts


@lru_cache(maxsize=100_000)
def weigh_concept(concept: str) -> float:
    """Return the inverse document frequency of a concept in the background, to three digits."""
    background = load_background()
    known = background.counts["word"]
    count = _count_groups()[concept] if concept.startswith("=") else known.get(concept, 0)
    return float(np.float16(math.log((background.reports + 1) / (count + 0.5))))


@lru_cache(maxsize=200_000)
def read_concept(word: str) -> Concept | None:
    """Return what a word stands for, None where it says nothing about what a report is about."""
    if not word or is_function_word(word):
        return None
    stem = stem_word(word)
    is_plain = word[0].islower()
    concept = load_synonyms().get(stem, stem) if is_plain else stem
    return Concept(hash_word(concept), weigh_concept(concept), is_plain)
