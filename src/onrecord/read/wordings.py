"""What the wording of a line says: the lexicon in ``wordings.toml``, matched word by word."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

READ_CHARS = 1200
"""Wording is read in the first so many characters of a piece; the rest cannot change its role."""
_LABEL_MAX_CHARS = 40
_INSIDE_MAX_WORDS = 60
_START_MAX_WORDS = 45
_WORD = re.compile(r"[^\W\d_]+|\d+")

Phrase = tuple[str, ...]


@dataclass(slots=True)
class Wordings:
    """One section of the lexicon; ``start`` and ``inside`` are keyed by their first word."""

    whole: set[Phrase] = field(default_factory=set)
    start: dict[str, list[Phrase]] = field(default_factory=dict)
    inside: dict[str, list[Phrase]] = field(default_factory=dict)
    label: set[Phrase] = field(default_factory=set)

    def match(self, words: Sequence[str], *, long_inside: bool = False) -> bool:
        """Say whether the words of a line match this section.

        Args:
            words: the line's words, from :func:`split_words`.
            long_inside: whether phrases count inside long paragraphs too.
        """
        return (
            self.match_whole(words)
            or self.match_start(words)
            or ((long_inside or len(words) <= _INSIDE_MAX_WORDS) and self.match_inside(words))
        )

    def match_whole(self, words: Sequence[str]) -> bool:
        """Say whether the line is one of the section's whole lines."""
        return tuple(words) in self.whole

    def match_start(self, words: Sequence[str]) -> bool:
        """Say whether the line, not being a long paragraph, begins with one of the phrases."""
        if not words or words[0] not in self.start or len(words) > _START_MAX_WORDS:
            return False
        return any(_begins(words, 0, phrase) for phrase in self.start[words[0]])

    def match_inside(self, words: Sequence[str]) -> bool:
        """Say whether one of the phrases occurs anywhere."""
        inside = self.inside
        if inside.keys().isdisjoint(words):
            return False
        return any(
            _begins(words, place, phrase)
            for place, word in enumerate(words)
            if word in inside
            for phrase in inside[word]
        )


def is_labelled(line: str) -> bool:
    """Say whether a line is a label of furniture and what it points at.

    >>> is_labelled("MORE COVERAGE: Five things we know"), is_labelled("He said more: go home.")
    (True, False)
    """
    label, colon, _ = line[:_LABEL_MAX_CHARS].partition(":")
    return bool(colon) and tuple(split_words(label)) in load_wordings()["certain"].label


def _begins(words: Sequence[str], place: int, phrase: Phrase) -> bool:
    return tuple(words[place : place + len(phrase)]) == phrase


def split_words(line: str) -> list[str]:
    """Return the lower-cased words of a line; every number becomes "0".

    >>> split_words("(Visited 12 times)")
    ['visited', '0', 'times']
    """
    return mask_numbers(split_tokens(line[:READ_CHARS]))


def split_tokens(line: str) -> list[str]:
    """Return the lower-cased words and numbers of a line, without punctuation."""
    return _WORD.findall(line.lower())


def mask_numbers(tokens: Sequence[str]) -> list[str]:
    """Replace every number by "0"."""
    return ["0" if token.isdigit() else token for token in tokens]


@cache
def load_wordings() -> dict[str, Wordings]:
    """Load the lexicon: a :class:`Wordings` a section."""
    return {
        name: _build_section(section)
        for name, section in _read_lexicon().items()
        if name != "words"
    }


@cache
def load_word_classes() -> dict[str, frozenset[str]]:
    """Load the lexicon's classes of single words: stop words, verbs of report, "you", "I"."""
    return {name: frozenset(words) for name, words in _read_lexicon()["words"].items()}


def _read_lexicon() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files(__package__).joinpath("wordings.toml").read_text("utf-8"))


def _build_section(section: dict[str, list[str]]) -> Wordings:
    return Wordings(
        whole={tuple(line.split()) for line in section.get("whole", ())},
        start=_key_phrases(section.get("start", ())),
        inside=_key_phrases(section.get("inside", ())),
        label={tuple(line.split()) for line in section.get("label", ())},
    )


def _key_phrases(phrases: Sequence[str]) -> dict[str, list[Phrase]]:
    keyed: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        words = tuple(phrase.split())
        keyed.setdefault(words[0], []).append(words)
    return keyed
