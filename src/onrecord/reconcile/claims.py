"""Claims: statements of one story, from any report, that say the same thing.

Which statements meet is :mod:`onrecord.reconcile.pairings`; how two stand to each other is
:mod:`onrecord.reconcile.comparisons`. What agrees is joined with all it agrees with, so the order
of reports does not matter; a person's "not-same" keeps two apart whatever would join them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.ids import make_id
from onrecord.reconcile.comparisons import compare_gists
from onrecord.reconcile.facts import Counted, StoryFacts
from onrecord.reconcile.gists import Gist, make_gists
from onrecord.reconcile.pairings import fold_copies, list_pairs
from onrecord.reconcile.partitions import Partition
from onrecord.reconcile.series import SeriesKey
from onrecord.reconcile.verdicts import Verdict
from onrecord.reconcile.words import Weights
from onrecord.records import Claim, Judgement

Compared = tuple[Gist, Gist, Verdict]


@dataclass(frozen=True, slots=True)
class Comparing:
    """A story's statements compared: the claims, and every verdict that joined nothing."""

    claims: tuple[Claim, ...]
    gists: Mapping[str, Gist]
    verdicts: tuple[Compared, ...]
    weights: Weights


def compare_statements(
    facts: StoryFacts, groups: Mapping[SeriesKey, Sequence[Counted]]
) -> Comparing:
    """Compare the statements of one story and join those that say the same.

    Args:
        facts: the story's facts.
        groups: its figures by series.

    Returns:
        The claims, best supported first, every statement in exactly one; and the other verdicts.
    """
    gists = make_gists(facts, groups)
    copies = fold_copies(gists)
    heads = [gists[id_] for id_ in copies]
    weights = Weights(gist.words for gist in heads)
    partition = Partition(gists, _list_apart(facts.judgements))
    reasons: dict[str, set[str]] = {}
    _join_judged(partition, facts.judgements, reasons)
    for head, members in copies.items():
        for member in members[1:]:
            _join(partition, head, member, ("same wording",), reasons)
    verdicts: list[Compared] = []
    for first, second in list_pairs(heads):
        verdict = compare_gists(first, second, weights)
        if verdict is None:
            continue
        if verdict.kind == "agrees":
            _join(partition, first.id, second.id, verdict.reasons, reasons)
        else:
            verdicts.append((first, second, verdict))
    _join_judged_claims(facts, partition, reasons)
    claims = [_make_claim(facts, part, gists, reasons) for part in partition.list_parts()]
    ordered = tuple(sorted(claims, key=lambda claim: (-len(claim.origins), claim.id)))
    return Comparing(ordered, gists, tuple(verdicts), weights)


def _join(
    partition: Partition,
    first: str,
    second: str,
    why: Iterable[str],
    reasons: dict[str, set[str]],
) -> None:
    if partition.join(first, second):
        for id_ in (first, second):
            reasons.setdefault(id_, set()).update(why)


def _list_apart(judgements: Sequence[Judgement]) -> list[tuple[str, str]]:
    """Return the pairs that people keep apart: of two decisions on one pair the later counts."""
    decided: dict[tuple[str, str], str] = {}
    for item in judgements:
        if item.verb in {"same", "not-same"}:
            for first, second in _pair_targets(item):
                decided[first, second] = item.verb
    return sorted(pair for pair, verb in decided.items() if verb == "not-same")


def _pair_targets(judgement: Judgement) -> list[tuple[str, str]]:
    targets = sorted(set(judgement.targets))
    return [(one, two) for index, one in enumerate(targets) for two in targets[index + 1 :]]


def _join_judged(
    partition: Partition, judgements: Sequence[Judgement], reasons: dict[str, set[str]]
) -> None:
    for item in judgements:
        if item.verb == "same":
            for one, two in _pair_targets(item):
                if one in partition and two in partition:
                    _join(partition, one, two, (f"judged same by {item.author}",), reasons)


def _join_judged_claims(
    facts: StoryFacts, partition: Partition, reasons: dict[str, set[str]]
) -> None:
    """Join the claims that people judged the same by the claims' own ids, oldest decision first."""
    firsts: dict[str, str] = {}
    for item in facts.judgements:
        if item.verb != "same" or all(target in partition for target in item.targets):
            continue
        if not firsts:
            parts = partition.list_parts()
            firsts = {_name_claim(facts, part): part[0] for part in parts}
        found = [firsts[target] for target in item.targets if target in firsts]
        for other in found[1:]:
            _join(partition, found[0], other, (f"judged same by {item.author}",), reasons)
            firsts = {}


def _name_claim(facts: StoryFacts, members: Sequence[str]) -> str:
    return make_id("claim", facts.story.id, sorted(members))


def _make_claim(
    facts: StoryFacts,
    members: Sequence[str],
    gists: Mapping[str, Gist],
    reasons: Mapping[str, set[str]],
) -> Claim:
    position = facts.position
    ordered = sorted(members, key=position.__getitem__)
    said = [gists[id_].said for id_ in ordered]
    names = dict.fromkeys(item.statement.speaker.name for item in said)
    return Claim(
        id=_name_claim(facts, ordered),
        story=facts.story.id,
        text=said[0].content,
        statements=tuple(ordered),
        speakers=tuple(name for name in names if name),
        origins=tuple(dict.fromkeys(item.origin for item in said)),
        reasons=tuple(sorted({reason for id_ in ordered for reason in reasons.get(id_, ())})),
    )
