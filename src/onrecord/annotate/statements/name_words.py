"""The words of a naming: cut into parts, and the runs of capitals that are names."""

from __future__ import annotations

import re

from onrecord.annotate.statements.name_lists import (
    find_proper,
    fold,
    is_capital,
    load_first_names,
    load_organisation_words,
    load_titles,
    singular,
)
from onrecord.records import SpeakerKind

MAX_NAME_WORDS = 5
MAX_PROPER_WORDS = 12
_WORD = re.compile(r"\d[\d,.]*\d|[^\W_](?:[\w.&’'/‑-]*[^\W_])?\.?|[,;:()\[\]–—]| - ")
_CUTS = frozenset({
    ",", ";", ":", "(", ")", "[", "]", "–", "—", "-",
})  # fmt: skip
ARTICLES = frozenset(["the", "a", "an", "this", "that", "these", "those", "such"])
QUANTITIES = frozenset({
    "some", "many", "several", "two", "three", "four", "five", "six", "both", "few",
    "most", "all", "other", "another", "one", "no", "any", "various", "multiple",
    "numerous", "dozens", "hundreds", "thousands", "more", "certain", "unnamed",
    "unidentified", "anonymous", "additional", "second", "third", "first", "separate",
    "different", "every", "each", "half", "either", "neither", "senior", "top",
})  # fmt: skip
_DAYS = frozenset({
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "january", "february", "march", "april", "june", "july", "august", "september",
    "october", "november", "december", "today", "yesterday",
})  # fmt: skip
POSSESSIVE = re.compile(r"[’'](?:s)?$")
_ABBREVIATION = re.compile(r"\b(?:[A-Z]\.)+[A-Z]$")


def strip_edges(phrase: str) -> str:
    """Return a phrase without marks at its edges; "the U.S" gets its full stop back."""
    stripped = phrase.strip(" \t\r\n,.;:“”\"'‘’«»—–-")
    return stripped + "." if _ABBREVIATION.search(stripped) else stripped


def split_parts(phrase: str) -> list[list[str]]:
    """Cut a phrase at commas, brackets and dashes into lists of words."""
    parts: list[list[str]] = [[]]
    for match in _WORD.finditer(phrase):
        word = match.group().strip()
        if word in _CUTS:
            parts.append([])
        else:
            parts[-1].append(word)
    return [part for part in parts if part]


def drop_articles(words: list[str]) -> list[str]:
    """Return words without the articles they begin with."""
    index = 0
    while index < len(words) and fold(words[index]) in ARTICLES:
        index += 1
    return words[index:]


def take_name(words: list[str]) -> list[str]:
    """Return the run of capitalised words and particles that a phrase begins with."""
    particles = load_titles().particles
    run: list[str] = []
    for word in words[: MAX_NAME_WORDS + 1]:
        if fold(word) in _DAYS or not (is_capital(word) or (run and fold(word) in particles)):
            break
        run.append(word)
        if POSSESSIVE.search(word):
            break
    while run and not is_capital(run[-1]):
        run.pop()
    return run


def join_name(name: list[str]) -> str:
    """Return the words of a name as one, without a genitive at the end."""
    return POSSESSIVE.sub("", " ".join(name))


def take_proper(words: list[str]) -> list[str]:
    """Return the leading name; "of" and "and" may join two capitalised halves."""
    run: list[str] = []
    particles = load_titles().particles
    for index, word in enumerate(words[:MAX_PROPER_WORDS]):
        plain = fold(word)
        joins = plain in ("of", "for", "and", "the", "&") or plain in particles
        follows = index + 1 < len(words) and (
            is_capital(words[index + 1]) or fold(words[index + 1]) == "the"
        )
        if plain in _DAYS or not (is_capital(word) or (run and joins and follows)):
            break
        run.append(word)
    return run


def classify_name(name: str) -> SpeakerKind:
    """Return what sort of holder a proper name is, by its own words.

    >>> classify_name("Kyiv"), classify_name("Harbour Authority"), classify_name("Ana Ruiz")
    ('state', 'organisation', 'person')
    """
    known = find_proper(name)
    if known:
        return known.kind
    words = name.split()
    if not words:
        return "unknown"
    if len(words) > 1 and fold(words[0]) in load_first_names() and not _ends_organisation(words):
        return "person"
    short = name.isupper() and len(words) == 1 and len(name) in range(2, 6)
    if short or _ends_organisation(words):
        return "organisation"
    return _classify_people(words)


def _ends_organisation(words: list[str]) -> bool:
    inner = any(fold(word) in ("of", "for", "the", "&") for word in words)
    begins = len(words) > 1 and fold(words[0]) in load_titles().institutions | {"police"}
    return inner or begins or fold(words[-1]) in load_organisation_words()


def _classify_people(words: list[str]) -> SpeakerKind:
    """Return whether a name that no list holds is of a group, an organisation or one person."""
    last = fold(words[-1])
    if len(words) > 1 and find_proper(words[0]):
        return "group" if last.endswith("s") else "organisation"
    plural = last.endswith(("ians", "ists", "ans", "crats"))
    return "group" if plural or singular(last) in load_titles().groups else "person"
