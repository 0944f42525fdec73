"""What a figure measures where its own words leave it open: "as high as 12,000", "thousands more".

A figure without a noun counts what was counted before it: in its sentence, else shortly before in
the same report. Only wordings that are elliptic by grammar (``data/contexts.toml``) are resolved;
every other bare number keeps no measure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import Any

import msgspec

from onrecord.reconcile.contexts import find_sentence, list_after, list_before
from onrecord.reconcile.facts import Counted
from onrecord.reconcile.words import load_data

LOOK_BACK_CHARS = 700
"""How far before an elliptic figure, outside its sentence, the noun it leaves out may stand."""
_WORD = re.compile(r"[^\W\d_]+")
_FATAL = re.compile(r"\bfatal(?:ly)?\s+(?:\w+\s+){0,3}$", re.IGNORECASE)
_DEADLY = re.compile(
    r"\s+(?:\w+\s+){0,3}?(?:(?:was|were|been)\s+(?:fatally|mortally)|"
    r"(?:shot|stabbed|beaten)(?:\s+\w+){0,2}?\s+(?:to death|dead|and died|and killed"
    r"(?!\s+(?:an?|the|his|her|their|him|her|one|two|three|four|\d|(?-i:[A-Z])))))\b",
    re.IGNORECASE,
)
"""Not "a man shot and killed his wife": there he is no victim."""
_NUMBER_OF = re.compile(r"\b(?:number|total|count|toll) of (?:the )?[a-z]+", re.IGNORECASE)


def resolve_measures(counted: Sequence[Counted]) -> list[Counted]:
    """Return the figures, those with an elliptic noun given the measure and unit it stands for.

    Args:
        counted: the figures of one story, each report's together and in order of place.
    """
    known = {
        (item.figure.measure, item.figure.unit or "")
        for item in counted
        if item.figure.measure is not None
    }
    resolved: list[Counted] = []
    for _, group in groupby(counted, key=lambda item: item.report.id):
        before: list[Counted] = []
        for item in group:
            settled = _read_deadly(item) if item.figure.measure else _resolve(item, before, known)
            before.append(settled)
            resolved.append(settled)
    return resolved


def _read_deadly(item: Counted) -> Counted:
    """Read those "shot to death" or "fatally wounded" as killed."""
    if item.figure.measure not in {"shot", "injured"}:
        return item
    text, (start, end) = item.report.text, item.figure.span
    deadly = _FATAL.search(text[max(start - 30, 0) : start]) or _DEADLY.match(text, end)
    return _measure(item, "killed") if deadly else item


def _resolve(item: Counted, before: Sequence[Counted], known: set[tuple[str, str]]) -> Counted:
    figure = item.figure
    if figure.unit not in {None, "person"} or figure.of is not None:
        return item
    found = _read_counted(item) or _read_ellipsis(item, before)
    return _measure(item, found) if found and (found, "person") in known else item


def _measure(item: Counted, measure: str) -> Counted:
    return replace(
        item, figure=msgspec.structs.replace(item.figure, measure=measure, unit="person")
    )


def _read_counted(item: Counted) -> str | None:
    """Read "total troop numbers", "the number of injured": a noun of number, and of what."""
    counted, text = item.figure.counted or "", item.report.text
    if item.figure.counted_span is not None:
        end = item.figure.counted_span[1]
        counted += text[end : end + 40] if text.startswith(" of ", end) else ""
    elif not counted:
        first, _ = find_sentence(text, item.figure.span)
        match = _NUMBER_OF.search(text[first : item.figure.span[0]])
        counted = match.group() if match else ""
    words = [word.casefold() for word in _WORD.findall(counted)][:6]
    if not set(words).intersection(load_contexts()["ellipsis"]["heads"]):
        return None
    nouns = _list_nouns()
    return next((nouns[word] for word in words if word in nouns), None)


def _read_ellipsis(item: Counted, before: Sequence[Counted]) -> str | None:
    if item.figure.counted is not None or not is_elliptic(item):
        return None
    text, start = item.report.text, item.figure.span[0]
    first, _ = find_sentence(text, item.figure.span)
    for other in reversed(before):
        if other.figure.span[0] < first:
            break
        if other.figure.measure and other.figure.unit == "person":
            return other.figure.measure
    return _find_noun(text[max(first - LOOK_BACK_CHARS, 0) : start])


def _find_noun(text: str) -> str | None:
    """Return the measure of the last noun of people that the words name."""
    nouns = _list_nouns(frozenset({"troops"}))
    words = map(str.casefold, reversed(_WORD.findall(text)))
    return next((nouns[word] for word in words if word in nouns), None)


def is_elliptic(item: Counted) -> bool:
    """Tell whether the words around a figure say that its noun is left out."""
    table = load_contexts()["ellipsis"]
    return has_around(item, table["before"], table["after"])


def has_around(item: Counted, before: Sequence[str], after: Sequence[str]) -> bool:
    """Tell whether one of some phrases stands right before, in or right after a figure."""
    text, (start, end) = item.report.text, item.figure.span
    own = " ".join(_WORD.findall(item.words.casefold()))
    ahead = " ".join([*list_before(text, start), own]) + " "
    behind = " ".join(list_after(text, end))
    if any(f" {phrase} " in f" {ahead}" for phrase in before if phrase in own):
        return True
    lead = " ".join(list_before(text, start))
    return any(f" {lead}".endswith(f" {phrase}") for phrase in before) or any(
        f"{behind} ".startswith(f"{phrase} ") for phrase in after
    )


@cache
def _list_nouns(keys: frozenset[str] = frozenset()) -> dict[str, str]:
    """Return the measure of each noun and state of people; of all measures, or of some."""
    return {
        noun: key
        for key, nouns in load_data("measures")["nouns"].items()
        if not keys or key in keys
        for noun in nouns
    }


def is_harm(measure: str) -> bool:
    """Tell whether a measure counts victims."""
    return measure in _list_harm()


@cache
def _list_harm() -> frozenset[str]:
    return frozenset(load_data("measures")["harm"])


def load_contexts() -> dict[str, Any]:
    """Return ``data/contexts.toml``."""
    return load_data("contexts")
