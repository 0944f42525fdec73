"""Relations: how the claims of one story stand to each other, and why.

A false conflict is the worst thing this program can print: where two claims also agree, refine or
update each other by some other pair of their statements, no conflict is recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from onrecord.ids import make_id
from onrecord.reconcile.claims import Compared, Comparing
from onrecord.reconcile.denials import find_referred
from onrecord.reconcile.facts import StoryFacts
from onrecord.reconcile.gists import Gist
from onrecord.reconcile.verdicts import Verdict, make_pair
from onrecord.records import Evidence, Relation, RelationKind

MAX_DENIED = 3
"""How many claims one denial is taken to reject: those nearest to its words."""
NEAR_BEST = 0.6
"""How near to its words, as a share of the nearest, another claim it rejects must be."""
_SYMMETRIC = frozenset({"agrees", "conflicts"})
_REJECTING = frozenset({"denies", "doubts"})
_NEVER = datetime.min


def make_relations(facts: StoryFacts, comparing: Comparing) -> tuple[Relation, ...]:
    """Return the relations between the claims of one story, sorted by kind and id.

    Args:
        facts: the story's facts.
        comparing: its statements compared.
    """
    claim_of = {id_: claim.id for claim in comparing.claims for id_ in claim.statements}
    verdicts = [*_orient(comparing.verdicts), *find_referred(facts, comparing.gists)]
    kept = [*_keep_nearest(verdicts, comparing, claim_of), *_keep_latest(verdicts)]
    kept += [entry for entry in verdicts if entry[2].kind in {"refines", "conflicts"}]
    found: dict[str, Relation] = {}
    for first, second, verdict in kept:
        a, b = claim_of[first.id], claim_of[second.id]
        if a != b:
            relation = _make(facts, verdict, a, b)
            found.setdefault(relation.id, relation)
    relations = _drop_doubtful(found.values())
    return tuple(sorted(relations, key=lambda relation: (relation.kind, relation.id)))


def _orient(verdicts: Iterable[Compared]) -> Iterator[Compared]:
    """Yield the verdicts, each running from its first statement to its second."""
    for first, second, verdict in verdicts:
        if verdict.forward:
            yield first, second, verdict
        else:
            yield second, first, verdict._replace(forward=True)


def _keep_nearest(
    verdicts: Iterable[Compared], comparing: Comparing, claim_of: Mapping[str, str]
) -> Iterator[Compared]:
    """Yield, of each denial, the claims whose words are nearest to its own."""
    ranked: dict[str, list[tuple[float, str, Compared]]] = {}
    for entry in verdicts:
        if entry[2].kind in _REJECTING:
            likeness = make_pair(entry[0], entry[1], comparing.weights).share
            ranked.setdefault(entry[0].id, []).append((-likeness, entry[1].id, entry))
    for _, entries in sorted(ranked.items()):
        entries.sort(key=lambda ranking: ranking[:2])
        claims = dict.fromkeys(claim_of[entry[1].id] for _, _, entry in entries)
        nearest = set(list(claims)[:MAX_DENIED])
        best = entries[0][0]
        for likeness, _, entry in entries:
            if claim_of[entry[1].id] in nearest and likeness <= best * NEAR_BEST:
                yield entry


def _keep_latest(verdicts: Iterable[Compared]) -> Iterator[Compared]:
    """Yield, of each update, the value it takes the place of: the latest before it."""
    by_first: dict[tuple[str, str], list[Compared]] = {}
    for entry in verdicts:
        if entry[2].kind == "updates":
            by_first.setdefault((entry[0].id, entry[2].reasons[0]), []).append(entry)
    for _, entries in sorted(by_first.items()):
        latest = max(_read_start(second) for _, second, _ in entries)
        yield from (entry for entry in entries if _read_start(entry[1]) == latest)


def _read_start(gist: Gist) -> datetime:
    starts = [x.item.as_of.start for x in gist.amounts if x.item.as_of and x.item.as_of.start]
    return max(starts, default=_NEVER)


def _drop_doubtful(relations: Iterable[Relation]) -> list[Relation]:
    listed = list(relations)
    related = {
        frozenset((relation.a, relation.b)) for relation in listed if relation.kind != "conflicts"
    }
    return [
        relation
        for relation in listed
        if relation.kind != "conflicts" or frozenset((relation.a, relation.b)) not in related
    ]


def _make(facts: StoryFacts, verdict: Verdict, a: str, b: str) -> Relation:
    kind: RelationKind = verdict.kind
    evidence: tuple[Evidence, ...] = verdict.evidence
    if kind in _SYMMETRIC and b < a:
        a, b, evidence = b, a, evidence[::-1]
    return Relation(
        id=make_id("relation", kind, a, b),
        story=facts.story.id,
        kind=kind,
        a=a,
        b=b,
        reasons=verdict.reasons,
        evidence=evidence,
    )
