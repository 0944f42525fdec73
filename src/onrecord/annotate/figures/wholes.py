"""Figures in terms of others: parts of a whole, and subsets of what was counted before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import pairwise

from onrecord.annotate.figures.atoms import Atoms, cut_words
from onrecord.annotate.figures.counted import Counted
from onrecord.annotate.figures.drafts import Draft
from onrecord.annotate.figures.phrases import load_table

MAX_GAP_ATOMS = 8


@dataclass(slots=True)
class Found:
    """A figure being put together: its draft, its tokens ``[first, last)``, what it counts."""

    draft: Draft
    first: int
    last: int
    counted: Counted | None = None
    measure: str | None = None
    unit: str | None = None
    change: str | None = None
    of: Decimal | None = None
    part_of: Found | None = None


@cache
def _load_joins() -> tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]], frozenset[str]]:
    table = load_table("qualifiers")["wholes"]
    return (
        frozenset(cut_words(join) for join in table["joins"]),
        frozenset(cut_words(join) for join in table["ratios"]),
        frozenset(table["determiners"]),
    )


def link_wholes(atoms: Atoms, founds: Sequence[Found]) -> list[Found]:
    """Set ``of`` where one figure is a part of the next; return those that only name a ratio.

    "600 sq km of the 1,100 sq km" keeps both figures; in "one in five" the five counts nothing.
    """
    ratios: list[Found] = []
    for part, whole in pairwise(founds):
        if not _is_whole(part, whole):
            continue
        joins = _find_join(atoms, part, whole)
        if joins == "whole":
            _take_whole(part, whole)
        elif joins == "ratio" and _is_ratio(part, whole):
            part.of = whole.draft.low
            part.counted = part.counted or whole.counted
            part.unit = part.unit or whole.unit
            part.last = max(part.last, whole.last)
            ratios.append(whole)
    _link_fronted(atoms, founds)
    return ratios


def _is_whole(part: Found, whole: Found) -> bool:
    """Tell whether one figure can be a part of the other: sharing a unit, or a share of it."""
    low = whole.draft.low
    if low is None or low != whole.draft.high or part.draft.low is None:
        return low is not None and low == whole.draft.high and part.draft.high is not None
    if whole.draft.unit is None:
        return part.draft.unit is None or part.draft.unit_kind == "share"
    return part.draft.unit is not None and part.draft.unit.name == whole.draft.unit.name


def _find_join(atoms: Atoms, part: Found, whole: Found) -> str | None:
    wholes, ratios, determiners = _load_joins()
    start = atoms.firsts[part.counted.last] if _is_after(part) and part.counted else part.draft.last
    gap = [word for word in atoms.words[start : whole.draft.first] if word not in determiners]
    if len(gap) > MAX_GAP_ATOMS:
        return None
    if tuple(gap) in wholes:
        return "whole"
    direct = tuple(atoms.words[part.draft.last : whole.draft.first])
    return "ratio" if direct in ratios else None


def _is_after(found: Found) -> bool:
    return found.counted is not None and found.counted.first >= found.last


def _is_ratio(part: Found, whole: Found) -> bool:
    low = part.draft.low
    return (
        low is not None
        and whole.draft.low is not None
        and low < whole.draft.low
        and part.draft.unit is None
        and whole.draft.unit_kind not in {"time", "age", "money"}
    )


def _take_whole(part: Found, whole: Found) -> None:
    part.of = whole.draft.low
    if whole.counted is not None and not _is_after(part):
        part.counted = whole.counted
    if part.draft.unit is None and part.unit is None and part.draft.numeral.kind != "share":
        part.unit = whole.unit


def link_alternatives(atoms: Atoms, founds: Sequence[Found]) -> None:
    """Let "1.5%" in "down $1.20, or 1.5%," change and count what the figure before it does."""
    for first, second in pairwise(founds):
        gap = atoms.words[first.draft.last : second.draft.first]
        if gap not in (["or"], [",", "or"], ["("], [",", "or", "about"]):
            continue
        kinds = {first.draft.unit_kind, second.draft.unit_kind}
        if kinds <= {"money", "share"} and not _is_after(second):
            second.change = second.change or first.change
            second.counted = second.counted or first.counted


def _link_fronted(atoms: Atoms, founds: Sequence[Found]) -> None:
    """Read "Of the 40 aboard, 12 died"."""
    determiners = _load_joins()[2]
    for whole, part in pairwise(founds):
        index = whole.draft.first - 1
        while index >= 0 and atoms.words[index] in determiners:
            index -= 1
        if atoms.word(index) != "of" or atoms.raws[index] != "Of" or part.of is not None:
            continue
        if "," in atoms.words[whole.draft.last : part.draft.first]:
            _take_whole(part, whole)


def link_subsets(atoms: Atoms, founds: Sequence[Found]) -> None:
    """Set ``part_of`` in "a dozen, including three children" and "12, four of them women"."""
    for index, part in enumerate(founds[1:], start=1):
        whole = founds[index - 1]
        if whole.draft.unit is not None:
            continue
        between = atoms.words[whole.draft.last : part.draft.first]
        after = atoms.words[part.draft.last : part.draft.last + 3]
        is_listed = "including" in between[-4:] or between[-2:] == ["among", "them"]
        is_pronoun = after[:2] == ["of", "them"] or after[:2] == ["of", "whom"]
        if is_listed or is_pronoun:
            part.part_of = whole
            if part.measure is None and part.unit == "person":
                part.measure = whole.measure
            elif is_pronoun and part.draft.unit is None and part.measure is None:
                part.measure, part.unit = whole.measure, whole.unit
        elif whole.part_of is not None and between[-1:] == ["and"] and len(between) <= 4:
            part.part_of = whole.part_of
            part.measure = part.measure or whole.measure
