"""Series: the figures of a story that give values of one and the same thing.

Same measure, same unit, same side. What does not give a value of the thing itself stays out: the
whole in "600 of the 1,100", an age read as a count, a tally of another time than the event's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from onrecord.reconcile.actors import OWNED_MEASURES, name_actor, settle_actors
from onrecord.reconcile.contexts import find_sentence
from onrecord.reconcile.facts import Counted, judge_once
from onrecord.reconcile.measuring import has_around, load_contexts, resolve_measures

SeriesKey = tuple[str, str, str]
"""Measure, unit and side; an empty string where one is not known."""

_AGED = re.compile(r",?\s*(?:,|and\b|or\b|[()]|[—–-]\s)")
_AGE_LEAD = re.compile(r"(?:\bage[sd]?|,|\d\s+and|,\s*and|,\s*both|,\s*all)\s*$")
_OLDEST = Decimal(120)
_SUBSET = re.compile(
    r"\s+of\s+(?:the|them|those|these|whom|his|her|their|its|\d+|two|three|four|five|six|seven)\b",
    re.IGNORECASE,
)
_EMERGENCY = frozenset({"911", "9-1-1", "999", "112"})
"""Numbers that are called, and count nobody."""


def group_figures(counted: Sequence[Counted]) -> dict[SeriesKey, list[Counted]]:
    """Return the figures of each series, keys sorted, figures in the order given.

    Args:
        counted: the figures of one story, each report's together and in order of place.
    """
    resolved = resolve_measures(counted)
    wholes = _list_wholes(resolved)
    by_measure: dict[tuple[str, str], list[Counted]] = {}
    for item in resolved:
        figure = item.figure
        if figure.measure and figure.id not in wholes and not is_miscounted(item):
            by_measure.setdefault((figure.measure, figure.unit or ""), []).append(item)
    groups: dict[SeriesKey, list[Counted]] = {}
    for (measure, unit), items in sorted(by_measure.items()):
        owned = measure in OWNED_MEASURES
        sides = settle_actors(items) if owned else [name_actor(item) for item in items]
        for item, side in zip(items, sides, strict=True):
            groups.setdefault((measure, unit, side or ""), []).append(item)
    return dict(sorted(groups.items()))


def _list_wholes(counted: Sequence[Counted]) -> set[str]:
    """Return the ids of figures that only name the whole that another is "of"."""
    wholes: set[str] = set()
    for index, item in enumerate(counted):
        for other in counted[index + 1 : index + 3]:
            same = other.report.id == item.report.id and other.figure.unit == item.figure.unit
            if same and item.figure.of is not None and other.figure.low == item.figure.of:
                wholes.add(other.figure.id)
    return wholes


def is_miscounted(item: Counted) -> bool:
    """Tell whether a number counts nobody: an age, a calibre, a picture's place in a gallery."""
    figure, text = item.figure, item.report.text
    if figure.unit == "person" and figure.low is not None and figure.low % 1:
        return True
    if item.words in _EMERGENCY:
        return True
    start, end = figure.span
    lead = text[max(start - 10, 0) : start].casefold().split()
    is_page = lead[-1:] in (["image"], ["photo"], ["slide"]) and text.startswith(" of ", end)
    return is_page or is_age(item)


def is_age(item: Counted) -> bool:
    """Tell whether a bare number is an age set off by commas: "two men, 18 and 20, were hurt"."""
    figure, text = item.figure, item.report.text
    if figure.counted or not item.words.isdigit() or figure.unit not in {None, "person"}:
        return False
    start, end = figure.span
    lead = text[max(start - 12, 0) : start]
    is_between = bool(_AGE_LEAD.search(lead) and _AGED.match(text, end))
    return is_between and figure.low is not None and figure.low <= _OLDEST


@judge_once
def is_background(item: Counted) -> bool:
    """Tell whether a figure's sentence counts over another time than the event's."""
    text = item.report.text
    sentence = text[slice(*find_sentence(text, item.figure.span))].casefold()
    table = load_contexts()["background"]
    counted = (item.figure.counted or "").casefold().split()
    if counted and counted[-1] in table["counted"]:
        return True
    if any(f"{phrase}" in sentence for phrase in table["words"]):
        return True
    return _names_other_year(sentence, item.report.published.edtf)


def _names_other_year(sentence: str, published: str | None) -> bool:
    years = set(_year().findall(sentence))
    return bool(years) and published is not None and max(years) < published[:4]


@cache
def _year() -> re.Pattern[str]:
    return re.compile(r"(?<![\d$.,-])(?:19|20)\d\d(?![\d.,]*\d)(?!\s+block)")


@judge_once
def is_unreal(item: Counted) -> bool:
    """Tell whether the words right around a figure speak of what did not happen."""
    text, (start, end) = item.report.text, item.figure.span
    if item.figure.low == 0:
        return False
    around = text[max(start - 40, 0) : end + 25].casefold()
    return any(phrase in around for phrase in load_contexts()["unreal"]["words"])


@judge_once
def adds_own_death(item: Counted) -> bool:
    """Tell whether the sentence adds the killer's own death: "killed two, then himself"."""
    figure = item.figure
    if figure.measure != "killed" or not figure.low:
        return False
    text, (start, end) = item.report.text, figure.span
    first, last = find_sentence(text, figure.span)
    table = load_contexts()["own_death"]
    sentence = text[first:last].casefold()
    if any(phrase in sentence for phrase in table["included"]):
        return False
    before = text[max(start - 40, first) : start].casefold()
    after = text[end:last].casefold()
    return any(verb in before for verb in table["verbs"]) and any(
        phrase in after for phrase in table["phrases"]
    )


@judge_once
def is_partial(item: Counted) -> bool:
    """Tell whether a figure counts some of those harmed by how badly: "two are in critical"."""
    text, end = item.report.text, item.figure.span[1]
    after = text[end : end + 50].partition(".")[0].casefold()
    return any(phrase in after for phrase in load_contexts()["partial"]["words"])


@judge_once
def is_subset(item: Counted) -> bool:
    """Tell whether a figure counts some of those counted elsewhere: "one of the boys was hurt".

    "One of them died" counts the dead, whole.
    """
    figure = item.figure
    if figure.part_of is not None:
        return True
    if figure.of is not None or figure.measure == "killed":
        return False
    return _SUBSET.match(item.report.text, figure.span[1]) is not None


@judge_once
def is_increment(item: Counted) -> bool:
    """Tell whether a figure adds to one given before: "two others", "a couple thousand more"."""
    table = load_contexts()["increment"]
    return has_around(item, table["before"], table["after"]) or _is_other(item, table["after"])


def _is_other(item: Counted, words: Sequence[str]) -> bool:
    return any(word in words for word in item.words.casefold().split()[1:])


@judge_once
def is_forward(item: Counted) -> bool:
    """Tell whether a figure is planned, expected or possible rather than how things stand."""
    if item.said is not None and item.said.statement.certainty == "possible":
        return True
    text = item.report.text
    start, _ = find_sentence(text, item.figure.span)
    before = f" {text[start : item.figure.span[0]].casefold()} "
    return any(f" {phrase} " in before for phrase in load_contexts()["forward"]["words"])


def is_change_origin(item: Counted) -> bool:
    """Tell whether a figure is where a change began: the 12 in "rose from 12 to 19"."""
    text, (start, end) = item.report.text, item.figure.span
    return text[max(start - 6, 0) : start].casefold().endswith("from ") and bool(
        re.match(r"\s+to\b", text[end : end + 8])
    )
