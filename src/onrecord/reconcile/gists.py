"""The gist of a statement: what is compared when two statements meet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, lru_cache

from onrecord.periods import Period
from onrecord.reconcile.bounds import Bounds, bound_figure
from onrecord.reconcile.facts import Counted, Said, StoryFacts
from onrecord.reconcile.measuring import is_harm
from onrecord.reconcile.series import (
    SeriesKey,
    is_background,
    is_change_origin,
    is_forward,
    is_increment,
    is_miscounted,
    is_partial,
)
from onrecord.reconcile.wordings import read_wording
from onrecord.reconcile.words import cut_ending, list_words, load_data
from onrecord.records import Evidence

LONGEST_AS_OF = timedelta(days=4)
"""A time as of which a figure holds that is vaguer than this is no proof of a conflict."""
_PLACE = re.compile(r"\b(?:in|at|near|outside)\s+(?:the\s+)?([A-Z][\w-]+(?:\s[A-Z][\w-]+)*)")
_NO_NOUNS = ("nobody", "one", "two", "three", "four", "five", "none")
_DENYING = frozenset({"denies", "doubts"})


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure of a statement as a value of its series."""

    item: Counted
    key: SeriesKey
    bounds: Bounds
    forward: bool
    aside: bool
    """Whether it gives no value of the whole: a part, an addition, a past tally."""
    partial: bool
    """Whether it counts some of those harmed by how badly."""
    harm: bool
    """Whether it counts victims."""
    group: frozenset[str]
    """The stems of whom it counts, where they are some among people: children, officers."""
    places: frozenset[str]
    """The words of the places it is said to be at."""
    as_of: Period | None

    @property
    def is_open(self) -> bool:
        """Whether its time is too vague to be compared strictly."""
        period = self.as_of
        if period is None or period.start is None or period.end is None:
            return True
        return period.end - period.start > LONGEST_AS_OF

    @property
    def evidence(self) -> Evidence:
        """Where it stands."""
        return Evidence(report=self.item.report.id, span=self.item.figure.span, rule="figure")


@dataclass(frozen=True, slots=True)
class Gist:
    """What a statement says, laid out for comparing."""

    said: Said
    content: str
    wording: tuple[str, ...]
    """Its words in order, casefolded."""
    words: frozenset[str]
    amounts: tuple[Amount, ...]
    values: Mapping[SeriesKey, Amount]
    """The first value of each series."""
    rejects: bool
    """Whether it rejects what its content says: "denied that X", "did not confirm X"."""
    doubts: bool
    negated: bool
    """Whether the content itself is worded negatively."""
    forward: bool
    deed: bool
    """Whether the content is something to be done, as in "called on him to resign"."""
    holder: str

    @property
    def id(self) -> str:
        """The id of the statement."""
        return self.said.id

    @property
    def evidence(self) -> Evidence:
        """Where its content begins."""
        return Evidence(
            report=self.said.report.id, span=self.said.statement.content[0], rule="content"
        )


def make_gists(facts: StoryFacts, groups: Mapping[SeriesKey, Sequence[Counted]]) -> dict[str, Gist]:
    """Return the gist of each statement of a story, by statement id.

    Args:
        facts: the story's facts.
        groups: its figures by series.
    """
    amounts: dict[str, list[Amount]] = {}
    for key, items in groups.items():
        for item in items:
            if item.said is not None:
                amounts.setdefault(item.said.id, []).append(_make_amount(key, item))
    measured = {x.item.figure.id for found in amounts.values() for x in found}
    for said in facts.said:
        for item in facts.figures_of.get(said.id, ()):
            if item.figure.id not in measured and _counts_things(item):
                amounts.setdefault(said.id, []).append(_make_amount(_name_loose(item), item))
    return {said.id: make_gist(said, amounts.get(said.id, ())) for said in facts.said}


def _counts_things(item: Counted) -> bool:
    """Tell whether a figure without a measure counts something: it names it, and is no age."""
    unit, words = item.figure.unit or "", item.words.casefold()
    aged = unit.startswith("year") or "old" in words.replace("-", " ").split()
    return item.figure.counted is not None and not aged and not is_miscounted(item)


def _name_loose(item: Counted) -> SeriesKey:
    """Return the series of a figure without a measure: by what it counts alone."""
    words = sorted(list_words((item.figure.counted or "").split(" ")[-1]))
    return "", item.figure.unit or "", words[0] if words else ""


def _make_amount(key: SeriesKey, item: Counted) -> Amount:
    aside = (
        item.figure.part_of is not None
        or item.figure.of is not None
        or is_increment(item)
        or is_change_origin(item)
        or is_background(item)
    )
    bounds = bound_figure(item.figure)
    return Amount(
        item=item,
        key=key,
        bounds=bounds,
        forward=is_forward(item),
        aside=aside,
        partial=is_partial(item),
        harm=is_harm(key[0]),
        group=_read_group((item.figure.counted or item.words).casefold()),
        places=_read_places(item.figure.place or "", item.said.content if item.said else ""),
        as_of=item.as_of,
    )


@lru_cache(maxsize=1 << 14)
def _read_group(counted: str) -> frozenset[str]:
    head = [word for word in counted.split()[-1:] if word.isalpha()]
    return frozenset(map(cut_ending, head)) - _list_general()


@cache
def _list_general() -> frozenset[str]:
    """Return the stems that name nobody in particular: people, victims, "three"."""
    whole = {*load_data("contexts")["whole"]["counted"]} - {"bodies"}
    return frozenset(map(cut_ending, (*whole, *_NO_NOUNS)))


@lru_cache(maxsize=1 << 14)
def _read_places(own: str, spoken: str) -> frozenset[str]:
    named = [match.group(1) for match in _PLACE.finditer(spoken)]
    return list_words(" ".join([own, *named]))


def make_gist(said: Said, amounts: Sequence[Amount]) -> Gist:
    """Return the gist of one statement with its figures."""
    content = said.content
    wording = read_wording(content)
    stance, speaker = said.statement.stance, said.statement.speaker
    ordered = tuple(sorted(amounts, key=lambda amount: amount.item.figure.span))
    return Gist(
        said=said,
        content=content,
        wording=wording.tokens,
        words=wording.words,
        amounts=ordered,
        values={amount.key: amount for amount in reversed(ordered) if not amount.aside},
        rejects=wording.doubting or stance in _DENYING,
        doubts=wording.doubting or stance == "doubts" or _has_doubting_cue(said),
        negated=wording.negated,
        forward=wording.forward,
        deed=wording.deed,
        holder="" if speaker.anonymous else (speaker.name or "").casefold(),
    )


def _has_doubting_cue(said: Said) -> bool:
    if said.statement.stance not in _DENYING:
        return False
    text = said.report.text
    cue = " ".join(text[start:end] for start, end in said.statement.cue).casefold()
    return any(word in cue for word in load_data("denials")["doubting_cues"])
