"""How two statements stand to each other, decided by named rules over their gists.

Figures first, since numbers decide: two values of one series are compared as of their times and
by what their words allow. Then words: a table of (rule, weight), each of which gives a share
between 0 and 1 that is shown. Embeddings play no part: "30 killed" lies next to "300 killed".

What is not certain is left unrelated. A conflict needs the same measure, the same side, no two
places, times that overlap and are known to some days, no plan or expectation on either side, and
bounds that cannot both hold; or the same words with the opposite sense.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from onrecord.reconcile.denials import compare_denial
from onrecord.reconcile.gists import Amount, Gist
from onrecord.reconcile.measuring import is_harm
from onrecord.reconcile.verdicts import (
    MIN_SHARED_WORDS,
    Verdict,
    Weights,
    cover_words,
    is_one_holder,
    share_words,
)
from onrecord.reconcile.words import cut_ending, list_words, load_data, sum_weights
from onrecord.records import Evidence

_PLACE = re.compile(r"\b(?:in|at|near|outside)\s+(?:the\s+)?([A-Z][\w-]+(?:\s[A-Z][\w-]+)*)")
_NO_NOUNS = frozenset(map(cut_ending, ("nobody", "one", "two", "three", "four", "five", "none")))
SAME_SCORE = 0.72
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
    measure: Callable[[Gist, Gist, Weights], float]


def _same_numbers(a: Gist, b: Gist, weights: Weights) -> float:
    del weights
    return float(bool(a.amounts) and bool(_pair_amounts(a, b)))


def _same_holder(a: Gist, b: Gist, weights: Weights) -> float:
    del weights
    return float(bool(a.holder) and a.holder == b.holder)


def _same_wording(a: Gist, b: Gist, weights: Weights) -> float:
    del weights
    return float(a.said.content.casefold().split() == b.said.content.casefold().split())


def _lone_figure(a: Gist, b: Gist, weights: Weights) -> float:
    del weights
    return float(bool(a.amounts) != bool(b.amounts))


RULES: tuple[Rule, ...] = (
    Rule("common words", 0.55, share_words),
    Rule("words of the shorter in the longer", 0.45, cover_words),
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
    return _judge_same(a, b, weights) if a.rejects else _compare_claims(a, b, weights)


def _compare_claims(a: Gist, b: Gist, weights: Weights) -> Verdict | None:
    """Compare two statements of which neither rejects what it says."""
    pairs = _pair_amounts(a, b)
    if pairs:
        return _compare_amounts(a, b, pairs, weights)
    if a.negated != b.negated:
        return _compare_opposites(a, b, weights)
    if share_words(a, b, weights) >= CLOSE_LIKENESS:
        return _judge_same(a, b, weights) or _judge_detail(a, b, weights)
    return _judge_detail(a, b, weights) or _judge_same(a, b, weights)


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


def _pair_amounts(a: Gist, b: Gist) -> list[tuple[Amount, Amount]]:
    """Return the values the two give of the same series, the first of each."""
    first = {amount.key: amount for amount in reversed(a.amounts) if not amount.aside}
    second = {amount.key: amount for amount in reversed(b.amounts) if not amount.aside}
    return [(first[key], second[key]) for key in sorted(first.keys() & second.keys())]


def _compare_amounts(
    a: Gist, b: Gist, pairs: list[tuple[Amount, Amount]], weights: Weights
) -> Verdict | None:
    pairs = [pair for pair in pairs if is_comparable(*pair, a, b, weights)]
    if not pairs:
        return None
    for x, y in pairs:
        if x.bounds != y.bounds and not _is_same_number(x, y):
            verdict = _compare_values(x, y)
            kinds = {"conflicts"} if x.key[0] else {"conflicts", "updates"}
            unsure = verdict and verdict.kind in kinds and not is_harm(x.key[0])
            alike = share_words(a, b, weights)
            return None if unsure and alike < CONFLICT_LIKENESS else verdict
    return _judge_equal(a, b, pairs, weights)


def is_comparable(x: Amount, y: Amount, a: Gist, b: Gist, weights: Weights) -> bool:
    """Tell whether two values of one series are values of the same thing."""
    if (
        x.forward != y.forward
        or x.partial != y.partial
        or _places_differ(x, y)
        or _groups_differ(x, y)
    ):
        return False
    if is_harm(x.key[0]):
        return True
    own = {*load_data("comparing")["measure_words"], *_list_thing(x)}
    common = {word for word in a.words & b.words if word not in own and not word.startswith("@")}
    rest = [
        sum_weights((w for w in gist.words if w not in own and not w.startswith("@")), weights)
        for gist in (a, b)
    ]
    needed = PREDICATE_SHARE if x.key[0] else LOOSE_SHARE
    return bool(common) and sum_weights(common, weights) >= needed * min(rest)


def _list_thing(x: Amount) -> frozenset[str]:
    """Return the words of what an amount is of: "oil", but not the subject of "turnout was 61"."""
    counted = x.item.figure.counted_span
    follows = counted is not None and counted[0] >= x.item.figure.span[0]
    return list_words(x.key[2]) if follows else frozenset()


def _places_differ(x: Amount, y: Amount) -> bool:
    one, two = _list_places(x), _list_places(y)
    return bool(one) and bool(two) and not one & two


def _list_places(amount: Amount) -> frozenset[str]:
    """Return the words of the places a figure is said to be at."""
    item = amount.item
    return _read_places(item.figure.place or "", item.said.content if item.said else "")


@lru_cache(maxsize=1 << 14)
def _read_places(own: str, spoken: str) -> frozenset[str]:
    named = [match.group(1) for match in _PLACE.finditer(spoken)]
    return list_words(" ".join([own, *named]))


def _groups_differ(x: Amount, y: Amount) -> bool:
    """Tell whether one counts a group among people that the other does not: children, officers."""
    whole = set(load_data("contexts")["whole"]["counted"]) - {"bodies"}
    stems = {cut_ending(word) for word in whole}
    heads = [(z.item.figure.counted or z.item.words).casefold().split()[-1:] for z in (x, y)]
    named = [
        {cut_ending(word) for word in head if word.isalpha()} - stems - _NO_NOUNS for head in heads
    ]
    return named[0] != named[1] and is_harm(x.key[0]) and any(named)


def _is_same_number(x: Amount, y: Amount) -> bool:
    """Tell whether one value only rounds the other: "10,000" and "about 10,000"."""
    one, two = x.item.figure, y.item.figure
    rounded = {one.qualifier, two.qualifier} <= {"exact", "about"}
    return rounded and one.low == two.low and one.high == two.high


def _compare_values(x: Amount, y: Amount) -> Verdict | None:
    """Compare two different values of the same thing: later, narrower, or not both to hold."""
    early, late = x.item.as_of, y.item.as_of
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


def _judge_equal(
    a: Gist, b: Gist, pairs: list[tuple[Amount, Amount]], weights: Weights
) -> Verdict | None:
    """Judge two statements that give the same figure of the same thing."""
    x, y = pairs[0]
    reasons = [f"same figure: {x.item.words}"]
    cover = cover_words(a, b, weights)
    if a.negated != b.negated and not is_harm(x.key[0]):
        return None
    if is_harm(x.key[0]) or cover >= PREDICATE_SHARE:
        if not a.words & b.words:
            return None
        return Verdict("agrees", True, tuple(reasons), (x.evidence, y.evidence))
    return None


# ---------------------------------------------------------------- words


def score_pair(a: Gist, b: Gist, weights: Weights) -> tuple[float, tuple[str, ...]]:
    """Return what the rules give for two statements being one claim, and why."""
    total, reasons = 0.0, []
    for rule in RULES:
        share = rule.measure(a, b, weights)
        total += rule.weight * share
        if share:
            reasons.append(f"{rule.name} ({share:.2f} × {rule.weight:g})")
    return total, tuple(reasons)


def _judge_same(a: Gist, b: Gist, weights: Weights) -> Verdict | None:
    if a.negated != b.negated or _figures_part(a, b) or len(a.words & b.words) < MIN_SHARED_WORDS:
        if _same_wording(a, b, weights) and len(a.words) >= MIN_SHARED_WORDS:
            return Verdict("agrees", True, ("same wording",), (a.evidence, b.evidence))
        return None
    if min(len(a.words), len(b.words)) < MIN_TOLD_WORDS and not _same_holder(a, b, weights):
        return None
    total, reasons = score_pair(a, b, weights)
    if total < SAME_SCORE or share_words(a, b, weights) < 0.4:
        return None
    return Verdict("agrees", True, reasons, (a.evidence, b.evidence))


def _figures_part(a: Gist, b: Gist) -> bool:
    """Tell whether the two give figures of different things."""
    return bool(a.amounts) and bool(b.amounts) and not _pair_amounts(a, b)


def _judge_detail(a: Gist, b: Gist, weights: Weights) -> Verdict | None:
    """Judge whether the longer says what the shorter says, and more."""
    if a.negated != b.negated or a.forward != b.forward:
        return None
    own = bool(a.holder) and a.holder == b.holder
    needed = MIN_OWN_DETAIL_WORDS if own else MIN_DETAIL_WORDS
    common, likeness = a.words & b.words, share_words(a, b, weights)
    if len(common) < needed or likeness > MOST_DETAIL_LIKENESS:
        return None
    if likeness < (MIN_OWN_DETAIL_LIKENESS if own else MIN_DETAIL_LIKENESS):
        return None
    longer, shorter = (a, b) if len(a.words) >= len(b.words) else (b, a)
    if shorter.amounts and not _pair_amounts(longer, shorter):
        return None
    if cover_words(a, b, weights) < REFINE_COVER or len(longer.words - shorter.words) < 2:
        return None
    more = ", ".join(sorted(longer.words - shorter.words)[:6])
    reasons = ("says the same", f"more detail: {more}")
    return Verdict("refines", longer is a, reasons, (a.evidence, b.evidence))


def _compare_opposites(a: Gist, b: Gist, weights: Weights) -> Verdict | None:
    """Judge two statements of which one is worded negatively: same words, opposite sense."""
    if is_one_holder(a, b):
        return None
    common = a.words & b.words
    if len(a.words | b.words) > MAX_OPPOSED_WORDS:
        return None
    if len(common) < MIN_SHARED_WORDS or share_words(a, b, weights) < OPPOSITE_LIKENESS:
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
