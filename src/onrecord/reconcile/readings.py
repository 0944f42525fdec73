"""The reading called ``current``: where a series stands by its words, never a verdict.

In four steps, each of which only leaves out:

1. *A report's own value.* Of the figures one report gives as of one time, those that speak of the
   whole: no part ("including three children"), no addition ("two more"), no origin of a change
   ("from 12"), no tally of another time, no plan. The headline weighs most, then the lead; the
   value with most weight is the report's. "A man and two women" are added up.
2. *Latest.* A value is superseded by one as of a later time, unless the later one is merely
   vaguer ("thousands" does not take back "about 10,000") or, of a count that cannot fall, lower.
3. *Most specific.* A value that allows strictly fewer numbers displaces those that allow more.
4. *Most origins.* What most origins give stands; where sources stand apart with equal support the
   reading is the range from the lowest to the highest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from onrecord.periods import Period
from onrecord.reconcile.bounds import Bounds, read_bounds
from onrecord.reconcile.contexts import find_block
from onrecord.reconcile.facts import Counted
from onrecord.reconcile.measuring import load_contexts
from onrecord.reconcile.series import (
    adds_own_death,
    is_background,
    is_change_origin,
    is_forward,
    is_increment,
    is_partial,
    is_subset,
    is_unreal,
)
from onrecord.records import Current, Qualifier, Record

_NEVER = datetime.min
_ONES = frozenset({"one", "1", "single", "sole", "lone"})
_JOIN = re.compile(r"[\s\w,'’()-]{0,60}?(?:,|\band|&)\s*(?:\w+\s+)?", re.ASCII)
_VERBS = re.compile(
    r"\b(?:was|were|is|are|has|had|have|who|that|killed|shot|died|dead|wounded|injured|then|said|after|"
    r"when|before|including|among|as|but|with|left|while|of|from|to|in)\b"
)


class ReadingOptions(Record, frozen=True, kw_only=True):
    """What ``current`` is read by; the defaults are the documented reading.

    ``headline_weight`` and ``lead_weight`` are how many mentions in the body one there is worth.
    """

    headline_weight: float = 3.0
    lead_weight: float = 2.0
    number_weight: float = 1.0
    person_weight: float = 0.3
    """Of "a man", which counts one without saying that it was only one."""
    group_weight: float = 0.25
    """Of a number of some among all, as children or officers."""
    include_forward: bool = False
    cumulative: tuple[str, ...] = ("killed", "injured", "shot")
    """Measures whose count cannot fall, as of deaths: a lower figure later is then a partial one,
    unless more origins give it."""
    latest: bool = True
    specific: bool = True
    silence: bool = True
    """Whether nobody killed, or injured, is read from counts of the others and silence on these."""


@dataclass(frozen=True, slots=True)
class Value:
    """What one report gives as of one time, with the figures it is put together from."""

    low: Decimal | None
    high: Decimal | None
    qualifier: Qualifier
    figures: tuple[str, ...]
    origin: str
    as_of: Period | None
    is_mention: bool = False
    """Whether nothing but "a man" stands behind it: at least one, for all the report says."""

    @property
    def bounds(self) -> Bounds:
        """What the words allow."""
        if self.is_mention:
            return read_bounds(self.low, None, "at_least")
        return read_bounds(self.low, self.high, self.qualifier)


def read_current(items: Sequence[Counted], options: ReadingOptions | None = None) -> Current:
    """Return the documented reading of where a series stands.

    Args:
        items: the figures of one series, in order of time; at least one.
        options: what the reading is made by.
    """
    options = options or ReadingOptions()
    values = _read_values(_keep_whole(items, options), options)
    if not values:
        return Current(reasons=("no figure of the event itself",))
    grows = items[0].figure.measure in options.cumulative
    if options.latest:
        values = _keep_latest(values, grows)
    if options.specific:
        values = _keep_most_specific(values)
    values = _keep_best_supported(values)
    return Current(
        low=_lowest(value.low for value in values),
        high=_highest(value.high for value in values),
        points=tuple(dict.fromkeys(id_ for value in values for id_ in value.figures)),
        reasons=_list_reasons(values),
    )


def _list_reasons(values: Sequence[Value]) -> tuple[str, ...]:
    reasons = ["latest as-of", "most specific", "most origins"]
    if len({_number(value) for value in values}) > 1:
        reasons.append("sources stand apart")
    if any(len(value.figures) > 1 for value in values):
        reasons.append("counted together")
    return tuple(reasons)


def _keep_whole(items: Sequence[Counted], options: ReadingOptions) -> Sequence[Counted]:
    """Return the figures that speak of the whole as it stands, else the least bad that are left."""
    whole = [item for item in items if not is_subset(item) and not is_change_origin(item)]
    present = [item for item in whole if not is_background(item) and not is_unreal(item)]
    if not present:
        return []
    real = [item for item in present if options.include_forward or not is_forward(item)]
    by_report: dict[str, list[Counted]] = {}
    for item in real:
        by_report.setdefault(item.report.id, []).append(item)
    first = [item for item in real if not _adds(item, by_report[item.report.id])]
    return first or real or present


def _adds(item: Counted, items: Sequence[Counted]) -> bool:
    """Tell whether a figure only adds to one its report gave before: "two more", "two others"."""
    if not is_increment(item):
        return False
    before = [other for other in items if other.figure.span < item.figure.span]
    return bool(before) and not any(_is_joined(other, item) for other in before)


def _read_values(items: Sequence[Counted], options: ReadingOptions) -> list[Value]:
    groups: dict[tuple[str, str, str], list[Counted]] = {}
    for item in items:
        key = (item.origin, item.report.id, item.as_of_edtf or "")
        groups.setdefault(key, []).append(item)
    return [_read_value(group, options) for _, group in sorted(groups.items())]


def _read_value(items: Sequence[Counted], options: ReadingOptions) -> Value:
    """Return the value that weighs most in one report: of equal ones, what it gives first."""
    ordered = sorted(items, key=lambda item: item.figure.span)
    weights: dict[Bounds, float] = {}
    values: dict[Bounds, Value] = {}
    for cluster in _cluster(ordered):
        value = _add_up(cluster)
        weight = max(_weigh(item, options) for item in cluster)
        values.setdefault(value.bounds, value)
        weights[value.bounds] = weights.get(value.bounds, 0.0) + weight
    best = max(weights, key=lambda bounds: weights[bounds])
    return values[best]


def _weigh(item: Counted, options: ReadingOptions) -> float:
    block = find_block(item.report, item.figure.span[0])
    weight = options.number_weight if gives_number(item) else options.person_weight
    if not counts_everybody(item):
        weight *= options.group_weight
    if is_partial(item) or _is_known(item):
        weight *= options.group_weight
    if block is not None and block.role in {"headline", "standfirst"}:
        return weight * options.headline_weight
    if block is not None and block is _find_lead(item):
        return weight * options.lead_weight
    return weight


def _find_lead(item: Counted) -> object:
    return next((block for block in item.report.blocks if block.role == "body"), None)


def gives_number(item: Counted) -> bool:
    """Tell whether a figure is worded as a number, not as "a man", "wife" or "his brother"."""
    figure = item.figure
    if figure.low != 1 or figure.high != 1:
        return True
    return not _ONES.isdisjoint(item.words.casefold().split())


def _is_known(item: Counted) -> bool:
    """Tell whether a figure points back, as "the two men" does: to some of those told of before."""
    start = item.figure.span[0]
    before = item.report.text[max(start - 6, 0) : start].casefold()
    return gives_number(item) and before.endswith((" the ", "other "))


def counts_everybody(item: Counted) -> bool:
    """Tell whether a figure counts people as such, not children or officers among them."""
    nouns = (item.figure.counted or "").casefold().split()
    return not nouns or not set(nouns).isdisjoint(load_contexts()["whole"]["counted"])


def _cluster(ordered: Sequence[Counted]) -> list[list[Counted]]:
    """Group figures that a sentence adds up by itself: "a man and two women"."""
    clusters: list[list[Counted]] = []
    for item in ordered:
        if clusters and _is_joined(clusters[-1][-1], item):
            clusters[-1].append(item)
        else:
            clusters.append([item])
    return clusters


def _is_joined(first: Counted, second: Counted) -> bool:
    if first.report.id != second.report.id or first.figure.span[1] > second.figure.span[0]:
        return False
    text = first.report.text
    between = text[first.figure.span[1] : second.figure.span[0]]
    if (
        len(between) > 60
        or "\n" in between
        or not _JOIN.fullmatch(between)
        or _VERBS.search(between)
    ):
        return False
    return first.figure.counted != second.figure.counted or not first.figure.counted


def _add_up(cluster: Sequence[Counted]) -> Value:
    first = cluster[0]
    place = _read_ordinal(first) if len(cluster) == 1 else None
    if place is not None:
        return Value(place, place, "exact", (first.figure.id,), first.origin, first.as_of)
    own = Decimal(adds_own_death(cluster[-1]))
    lows = [item.figure.low for item in cluster]
    highs = [item.figure.high for item in cluster]
    return Value(
        low=None if None in lows else sum((low for low in lows if low is not None), own),
        high=None if None in highs else sum((h for h in highs if h is not None), own),
        qualifier=first.figure.qualifier if len(cluster) == 1 else _weakest(cluster),
        figures=tuple(item.figure.id for item in cluster),
        origin=first.origin,
        as_of=first.as_of,
        is_mention=not any(map(gives_number, cluster)),
    )


def _read_ordinal(item: Counted) -> Decimal | None:
    """Read "a fourth victim" as a count of four."""
    ordinals = load_contexts()["ordinals"]
    words = item.words.casefold().split()
    if gives_number(item) or item.figure.low != 1 or item.figure.measure != "killed":
        return None
    return next((Decimal(ordinals[word]) for word in words if word in ordinals), None)


def _weakest(cluster: Sequence[Counted]) -> Qualifier:
    qualifiers = [item.figure.qualifier for item in cluster]
    return next((q for q in qualifiers if q != "exact"), "exact")


def _keep_latest(values: Sequence[Value], grows: bool) -> list[Value]:
    """Leave out what a later value takes the place of; of a count that ``grows``, no lower one."""
    origins: dict[Bounds, set[str]] = {}
    for value in values:
        origins.setdefault(value.bounds, set()).add(value.origin)
    support = {bounds: len(names) for bounds, names in origins.items()}
    distinct = {(_number(value), value.bounds, value.as_of): value for value in values}
    kept = {
        key
        for key, value in distinct.items()
        if not any(_displaces(other, value, grows, support) for other in distinct.values())
    }
    return [value for value in values if (_number(value), value.bounds, value.as_of) in kept]


def _displaces(late: Value, early: Value, grows: bool, support: Mapping[Bounds, int]) -> bool:
    return (
        _is_before(early, late)
        and late.bounds != early.bounds
        and not early.bounds.refines(late.bounds)
        and not (grows and _falls(early, late, support))
    )


def _is_before(value: Value, other: Value) -> bool:
    return value.as_of is not None and other.as_of is not None and value.as_of.before(other.as_of)


def _falls(early: Value, late: Value, support: Mapping[Bounds, int]) -> bool:
    """Tell whether a later value is lower and no more origins give it."""
    if early.low is None or late.low is None or late.low >= early.low or early.is_mention:
        return False
    return support[late.bounds] <= support[early.bounds]


def _keep_most_specific(values: Sequence[Value]) -> list[Value]:
    distinct = {(value.bounds, _number(value)): value for value in values}
    vague = {
        key
        for key, value in distinct.items()
        if any(
            other.bounds.refines(value.bounds) and _number(other) != key[1]
            for other in distinct.values()
        )
    }
    kept = [value for value in values if (value.bounds, _number(value)) not in vague]
    return kept or list(values)


def _number(value: Value) -> tuple[Decimal | None, Decimal | None, bool]:
    """Return what is the same in "10,000" and "about 10,000"."""
    return value.low, value.high, value.is_mention


def _keep_best_supported(values: Sequence[Value]) -> list[Value]:
    support: dict[tuple[Decimal | None, Decimal | None, bool], set[str]] = {}
    for value in values:
        support.setdefault(_number(value), set()).add(value.origin)
    most = max(len(origins) for origins in support.values())
    return [value for value in values if len(support[_number(value)]) == most]


def _lowest(lows: Iterable[Decimal | None]) -> Decimal | None:
    known = list(lows)
    return None if None in known else min(low for low in known if low is not None)


def _highest(highs: Iterable[Decimal | None]) -> Decimal | None:
    known = list(highs)
    return None if None in known else max(high for high in known if high is not None)


def order_item(item: Counted) -> tuple[datetime, str, int]:
    """Return the place of a figure in its track: by as-of, then report and place."""
    period = item.as_of
    start = period.start if period and period.start else _NEVER
    return start, item.report.id, item.figure.span[0]
