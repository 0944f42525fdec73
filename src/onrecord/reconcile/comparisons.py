"""How two statements stand to each other, decided by named rules over their gists.

Figures first, since numbers decide: two values of one series are compared as of their times and
by what their words allow. Then words: a table of (rule, weight), each of which gives a share
between 0 and 1 that is shown. Embeddings play no part: "30 killed" lies next to "300 killed".

What is not certain is left unrelated. A conflict needs the same measure, the same side, no two
places, times that overlap and are known to some days, no plan or expectation on either side, and
bounds that cannot both hold; or the same words with the opposite sense.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from onrecord.reconcile.denials import compare_denial
from onrecord.reconcile.gists import Amount, Gist
from onrecord.reconcile.verdicts import (
    MIN_SHARED_WORDS,
    Pair,
    Verdict,
    is_one_holder,
    make_pair,
)
from onrecord.reconcile.words import Weights, list_words, load_data
from onrecord.records import Evidence

SAME_SCORE = 0.72
MIN_LIKENESS = 0.4
"""Less alike, two statements are never one claim, whatever else they share."""
REFINE_COVER = 0.8
CLOSE_LIKENESS = 0.55
"""From here on two statements are taken to say the same, short of it the longer to say more."""
OPPOSITE_LIKENESS = 0.6
PREDICATE_SHARE = 0.3
"""How much of the words beside the figure two values must share, where the measure is no event."""
LOOSE_SHARE = 0.5
"""The same for figures without a measure, which are told by their words alone."""
MIN_TOLD_WORDS = 3
"""A content of fewer words ("same-sex marriage") names a topic and says nothing of it."""
CONFLICT_LIKENESS = 0.4
"""How alike the wording must be for two values to conflict where the measure is no event."""
MAX_OPPOSED_WORDS = 12
"""Longer statements are negative somewhere by chance."""
MIN_DETAIL_WORDS = 4
MIN_OWN_DETAIL_WORDS = 2
"""The same where one holder says both: then little else can be meant."""
MIN_DETAIL_LIKENESS = 0.35
MIN_OWN_DETAIL_LIKENESS = 0.2
MOST_DETAIL_LIKENESS = 0.75


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason for holding two statements to say the same."""

    name: str
    weight: float
    measure: Callable[[Pair], float]


def _share_words(pair: Pair) -> float:
    return pair.share


def _cover_words(pair: Pair) -> float:
    return pair.cover


def _same_numbers(pair: Pair) -> float:
    return float(bool(pair.amounts))


def _same_holder(pair: Pair) -> float:
    return float(bool(pair.a.holder) and pair.a.holder == pair.b.holder)


def _same_wording(pair: Pair) -> float:
    return float(pair.a.wording == pair.b.wording)


def _lone_figure(pair: Pair) -> float:
    """Judge a figure that the other does not give, not even as a length of time."""
    if bool(pair.a.amounts) == bool(pair.b.amounts):
        return 0.0
    one, other = (pair.a, pair.b) if pair.a.amounts else (pair.b, pair.a)
    words = other.content.casefold()
    return float(any(amount.item.words.casefold() not in words for amount in one.amounts))


RULES: tuple[Rule, ...] = (
    Rule("common words", 0.55, _share_words),
    Rule("words of the shorter in the longer", 0.45, _cover_words),
    Rule("same figure", 0.35, _same_numbers),
    Rule("same holder", 0.08, _same_holder),
    Rule("same wording", 0.5, _same_wording),
    Rule("a figure on one side only", -0.2, _lone_figure),
)
"""What speaks for one claim; the sum must reach :data:`SAME_SCORE`."""


def compare_gists(a: Gist, b: Gist, weights: Weights) -> Verdict | None:
    """Return how two statements of one story stand to each other, None where they do not meet.

    Args:
        a: one statement.
        b: another.
        weights: what each word of the story tells.
    """
    if _stand_in_each_other(a, b):
        return None
    if a.rejects != b.rejects:
        return compare_denial(a, b, weights) if a.rejects else _turn(compare_denial(b, a, weights))
    pair = make_pair(a, b, weights)
    return _judge_same(pair) if a.rejects else _compare_claims(pair)


def _compare_claims(pair: Pair) -> Verdict | None:
    """Compare two statements of which neither rejects what it says."""
    if pair.amounts:
        return _compare_amounts(pair)
    if pair.a.negated != pair.b.negated:
        return _compare_opposites(pair)
    if pair.share >= CLOSE_LIKENESS:
        return _judge_same(pair) or _judge_detail(pair)
    return _judge_detail(pair) or _judge_same(pair)


def _stand_in_each_other(a: Gist, b: Gist) -> bool:
    """Tell whether the two share words of one report: a statement within a statement."""
    return a.said.report.id == b.said.report.id and any(
        one[0] < two[1] and two[0] < one[1]
        for one in a.said.statement.content
        for two in b.said.statement.content
    )


def _turn(verdict: Verdict | None) -> Verdict | None:
    return verdict and verdict._replace(forward=not verdict.forward)


# ---------------------------------------------------------------- figures


def _compare_amounts(pair: Pair) -> Verdict | None:
    values = [(x, y) for x, y in pair.amounts if is_comparable(x, y, pair)]
    if not values:
        return None
    for x, y in values:
        if x.bounds != y.bounds and not _is_same_number(x, y):
            verdict = _compare_values(x, y)
            kinds = {"conflicts"} if x.key[0] else {"conflicts", "updates"}
            unsure = verdict and verdict.kind in kinds and not x.harm
            return None if unsure and pair.share < CONFLICT_LIKENESS else verdict
    return _judge_equal(*values[0], pair)


def is_comparable(x: Amount, y: Amount, pair: Pair) -> bool:
    """Tell whether two values of one series are values of the same thing."""
    if (
        x.forward != y.forward
        or x.partial != y.partial
        or _places_differ(x, y)
        or _groups_differ(x, y)
    ):
        return False
    if x.harm:
        return True
    own = _list_measure_words() | _list_thing(x)
    common, *rest = (
        _drop_names(words - own) for words in (pair.common, pair.a.words, pair.b.words)
    )
    needed = PREDICATE_SHARE if x.key[0] else LOOSE_SHARE
    weigh = pair.weights.sum
    return bool(common) and weigh(common) >= needed * min(map(weigh, rest))


@cache
def _list_measure_words() -> frozenset[str]:
    return frozenset(load_data("comparing")["measure_words"])


def _drop_names(words: frozenset[str]) -> list[str]:
    return [word for word in words if word[0] != "@"]


def _list_thing(x: Amount) -> frozenset[str]:
    """Return the words of what an amount is of: "oil", but not the subject of "turnout was 61"."""
    counted = x.item.figure.counted_span
    follows = counted is not None and counted[0] >= x.item.figure.span[0]
    return list_words(x.key[2]) if follows else frozenset()


def _places_differ(x: Amount, y: Amount) -> bool:
    return bool(x.places) and bool(y.places) and x.places.isdisjoint(y.places)


def _groups_differ(x: Amount, y: Amount) -> bool:
    """Tell whether one counts a group among people that the other does not: children, officers."""
    return x.harm and x.group != y.group


def _is_same_number(x: Amount, y: Amount) -> bool:
    """Tell whether one value only rounds the other: "10,000" and "about 10,000"."""
    one, two = x.item.figure, y.item.figure
    rounded = {one.qualifier, two.qualifier} <= {"exact", "about"}
    return rounded and one.low == two.low and one.high == two.high


def _compare_values(x: Amount, y: Amount) -> Verdict | None:
    """Compare two different values of the same thing: later, narrower, or not both to hold."""
    early, late = x.as_of, y.as_of
    evidence = (x.evidence, y.evidence)
    measure = f"same measure: {x.key[0]}" if x.key[0] else f"same count: {x.item.words}"
    if early is None or late is None:
        return _compare_bounds(x, y, measure, evidence)
    if early.before(late) or late.before(early):
        reasons = (measure, "later as-of")
        return Verdict("updates", late.before(early), reasons, evidence)
    if not x.bounds.meets(y.bounds):
        if x.is_open or y.is_open or _is_possible(x) or _is_possible(y):
            return None
        if x.item.report.id == y.item.report.id and _have_one_holder(x, y):
            return None
        return Verdict("conflicts", True, (measure, "same time", "disjoint bounds"), evidence)
    return _compare_bounds(x, y, measure, evidence)


def _compare_bounds(
    x: Amount, y: Amount, measure: str, evidence: tuple[Evidence, ...]
) -> Verdict | None:
    if x.bounds.refines(y.bounds):
        return Verdict("refines", True, (measure, "narrower bounds"), evidence)
    if y.bounds.refines(x.bounds):
        return Verdict("refines", False, (measure, "narrower bounds"), evidence)
    return None


def _have_one_holder(x: Amount, y: Amount) -> bool:
    names = [item.item.said.statement.speaker.name if item.item.said else "" for item in (x, y)]
    return names[0] == names[1] or None in names


def _is_possible(x: Amount) -> bool:
    return x.item.said is not None and x.item.said.statement.certainty == "possible"


def _judge_equal(x: Amount, y: Amount, pair: Pair) -> Verdict | None:
    """Judge two statements that give the same figure of the same thing."""
    harm = x.harm
    if not pair.common or not (harm or pair.cover >= PREDICATE_SHARE):
        return None
    if pair.a.negated != pair.b.negated and not harm:
        return None
    reasons = (f"same figure: {x.item.words}",)
    return Verdict("agrees", True, reasons, (x.evidence, y.evidence))


# ---------------------------------------------------------------- words


def score_pair(pair: Pair) -> tuple[float, tuple[str, ...]]:
    """Return what the rules give for two statements being one claim, and why."""
    shares = [(rule, rule.measure(pair)) for rule in RULES]
    total = sum(rule.weight * share for rule, share in shares)
    if total < SAME_SCORE:
        return total, ()
    return total, tuple(
        f"{rule.name} ({share:.2f} × {rule.weight:g})" for rule, share in shares if share
    )


def _judge_same(pair: Pair) -> Verdict | None:
    a, b = pair.a, pair.b
    if a.negated != b.negated or _figures_part(pair) or len(pair.common) < MIN_SHARED_WORDS:
        if _same_wording(pair) and len(a.words) >= MIN_SHARED_WORDS:
            return Verdict("agrees", True, ("same wording",), (a.evidence, b.evidence))
        return None
    if pair.share < MIN_LIKENESS:
        return None
    if min(len(a.words), len(b.words)) < MIN_TOLD_WORDS and not _same_holder(pair):
        return None
    total, reasons = score_pair(pair)
    if total < SAME_SCORE:
        return None
    return Verdict("agrees", True, reasons, (a.evidence, b.evidence))


def _figures_part(pair: Pair) -> bool:
    """Tell whether the two give figures of different things."""
    if not pair.a.amounts or not pair.b.amounts or pair.amounts:
        return False
    given = {(amount.key, amount.bounds) for amount in pair.a.amounts}
    return given.isdisjoint((amount.key, amount.bounds) for amount in pair.b.amounts)


def _judge_detail(pair: Pair) -> Verdict | None:
    """Judge whether the longer says what the shorter says, and more."""
    a, b = pair.a, pair.b
    if a.negated != b.negated or a.forward != b.forward or pair.cover < REFINE_COVER:
        return None
    own = bool(a.holder) and a.holder == b.holder
    needed = MIN_OWN_DETAIL_WORDS if own else MIN_DETAIL_WORDS
    if len(pair.common) < needed or pair.share > MOST_DETAIL_LIKENESS:
        return None
    if pair.share < (MIN_OWN_DETAIL_LIKENESS if own else MIN_DETAIL_LIKENESS):
        return None
    longer, shorter = (a, b) if len(a.words) >= len(b.words) else (b, a)
    if (shorter.amounts and not pair.amounts) or len(longer.words - shorter.words) < 2:
        return None
    more = ", ".join(sorted(longer.words - shorter.words)[:6])
    reasons = ("says the same", f"more detail: {more}")
    return Verdict("refines", longer is a, reasons, (a.evidence, b.evidence))


def _compare_opposites(pair: Pair) -> Verdict | None:
    """Judge two statements of which one is worded negatively: same words, opposite sense."""
    a, b, common = pair.a, pair.b, pair.common
    if len(common) < MIN_SHARED_WORDS or pair.share < OPPOSITE_LIKENESS:
        return None
    if len(a.words | b.words) > MAX_OPPOSED_WORDS or is_one_holder(a, b):
        return None
    if a.forward != b.forward or not _times_meet(a, b) or _is_unsure(a) or _is_unsure(b):
        return None
    reasons = ("opposite sense", "common words: " + ", ".join(sorted(common)))
    return Verdict("conflicts", True, reasons, (a.evidence, b.evidence))


def _is_unsure(gist: Gist) -> bool:
    return gist.said.statement.certainty == "possible"


def _times_meet(a: Gist, b: Gist) -> bool:
    first, second = a.said.said, b.said.said
    return first is not None and second is not None and first.overlaps(second)
