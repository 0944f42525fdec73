"""Claims as cards: each wording once, support by origin with the copies under it, what is against.

The reports behind a card are read when the card is shown, never those of the whole story.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from onrecord.records import Claim, Origin, Relation
from onrecord.show.web.queries import Reader
from onrecord.show.web.registers import DISPUTES
from onrecord.show.web.sayings import Saying, make_saying

CARRIERS_SHOWN = 60
"""One claim of a large story may be carried by hundreds of reports; the rest are counted."""
FEW_REPORTS = 40
_FORWARD = {
    "denies": "denies", "doubts": "doubts", "updates": "brings up to date",
    "refines": "says more than", "conflicts": "in conflict with", "agrees": "agrees with",
}  # fmt: skip
_BACKWARD = {
    "denies": "denied by", "doubts": "doubted by", "updates": "brought up to date by",
    "refines": "said in more detail by", "conflicts": "in conflict with", "agrees": "agrees with",
}  # fmt: skip
_ORDER = ("denies", "doubts", "conflicts", "updates", "refines", "agrees")


class Wording(NamedTuple):
    """One wording of a claim, and every report that has it."""

    saying: Saying
    places: tuple[Saying, ...]
    new: bool


class Support(NamedTuple):
    """One origin of a claim, and the reports that carry it: the first, and copies of it."""

    origin: str | None
    name: str
    kind: str
    places: tuple[Saying, ...]


class Opposite(NamedTuple):
    """Another claim that stands in a relation to this one."""

    kind: str
    label: str
    saying: Saying
    claim: str | None
    origins: int
    reports: int
    reasons: tuple[str, ...]


class ClaimCard(NamedTuple):
    """A claim, laid out."""

    id: str
    story: str
    wordings: tuple[Wording, ...]
    support: tuple[Support, ...]
    origins: int
    reports: int
    more: int
    """How many carriers are not listed."""
    opposites: tuple[Opposite, ...]
    reasons: tuple[str, ...]
    new: bool

    @property
    def lead(self) -> Saying:
        """The wording that came first."""
        return self.wordings[0].saying


class Dispute(NamedTuple):
    """Two claims that stand against each other, side by side."""

    kind: str
    label: str
    claim: ClaimCard
    against: ClaimCard
    reasons: tuple[str, ...]


class ClaimDesk:
    """Lays out the claims of one story."""

    def __init__(self, reader: Reader, story: str, new: frozenset[str] = frozenset()) -> None:
        """Keep what every card looks up.

        Args:
            reader: where to read.
            story: which story.
            new: reports that came since the reader's last visit.
        """
        self._reader = reader
        self._story = story
        self._new = new

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """All claims, best supported ones first, then in the ledger's order."""
        found = self._reader.claims(self._story)
        return tuple(sorted(found, key=lambda c: (-len(c.origins), -len(c.statements))))

    @cached_property
    def disputes(self) -> tuple[Relation, ...]:
        """The relations that set claims against each other, best supported claims first."""
        found = [r for r in self._reader.relations(self._story) if r.kind in DISPUTES]
        return tuple(sorted(found, key=lambda r: (_ORDER.index(r.kind), -self._weigh(r))))

    def find_lone_denials(self, reports: int) -> list[Claim]:
        """Return what is denied or doubted although no report here says it in so many words.

        Args:
            reports: how many reports the story has; those of a long one are not all read for this.
        """
        if reports > FEW_REPORTS:
            return []
        met = {end for relation in self.disputes for end in (relation.a, relation.b)}
        return [
            claim
            for claim in self.claims
            if claim.id not in met
            and met.isdisjoint(claim.statements)
            and self._reader.locate(claim.statements[0]).statement.stance in {"denies", "doubts"}
        ]

    def lay_out(self, claims: Iterable[Claim]) -> list[ClaimCard]:
        """Return cards."""
        return [self.make_card(claim) for claim in claims]

    def pair(self, relations: Iterable[Relation]) -> list[Dispute]:
        """Return disputes, what is said on the left and what is against it on the right."""
        return [
            Dispute(
                kind=relation.kind,
                label=_BACKWARD[relation.kind],
                claim=self.make_card(self._find(relation.b)),
                against=self.make_card(self._find(relation.a)),
                reasons=relation.reasons,
            )
            for relation in relations
        ]

    def make_card(self, claim: Claim) -> ClaimCard:
        """Return one card."""
        shown = claim.statements[:CARRIERS_SHOWN]
        places = [make_saying(self._reader, statement) for statement in shown]
        more = len(claim.statements) - len(shown)
        return ClaimCard(
            id=claim.id,
            story=claim.story,
            wordings=tuple(self._fold(places)),
            support=tuple(self._group(places)),
            origins=len(claim.origins),
            reports=len({place.report for place in places}) + more,
            more=more,
            opposites=tuple(self._list_opposites(claim)),
            reasons=claim.reasons,
            new=all(place.report in self._new for place in places),
        )

    def _weigh(self, relation: Relation) -> int:
        return len(self._find(relation.a).origins) + len(self._find(relation.b).origins)

    def _fold(self, places: Sequence[Saying]) -> Iterator[Wording]:
        same: dict[tuple[str, ...], list[Saying]] = {}
        for place in places:
            same.setdefault(place.wording, []).append(place)
        for found in same.values():
            yield Wording(found[0], tuple(found), all(s.report in self._new for s in found))

    def _group(self, places: Sequence[Saying]) -> Iterator[Support]:
        """Yield origins in the order in which they first said it; unknown ones stay apart."""
        groups: dict[str, list[Saying]] = {}
        for place in places:
            origin = self._homes.get(place.id)
            groups.setdefault(origin.id if origin else "", []).append(place)
        for id_, found in groups.items():
            origin = self._origins.get(id_)
            yield Support(
                origin=id_ or None,
                name=name_origin(origin),
                kind=origin.kind if origin else "unknown",
                places=tuple({place.report: place for place in reversed(found)}.values())[::-1],
            )

    def _list_opposites(self, claim: Claim) -> Iterator[Opposite]:
        related = [*self._related.get(claim.id, ())]
        for statement in claim.statements[:CARRIERS_SHOWN]:
            related += self._related.get(statement, ())
        for relation in sorted(related, key=lambda item: _ORDER.index(item.kind)):
            forward = relation.a == claim.id or relation.a in claim.statements
            other = self._find(relation.b if forward else relation.a)
            if other.id != claim.id:
                yield self._oppose(relation, other, forward=forward)

    def _oppose(self, relation: Relation, other: Claim, *, forward: bool) -> Opposite:
        return Opposite(
            kind=relation.kind,
            label=(_FORWARD if forward else _BACKWARD)[relation.kind],
            saying=make_saying(self._reader, other.statements[0]),
            claim=other.id if other.id in self._by_id else None,
            origins=len(other.origins),
            reports=len(other.statements),
            reasons=relation.reasons,
        )

    def _find(self, entry: str) -> Claim:
        """Return a claim by its id or that of a statement, which may stand for itself."""
        claim = self._by_id.get(entry) or self._by_statement.get(entry)
        if claim is not None:
            return claim
        return Claim(id=entry, story=self._story, text="", statements=(entry,))

    @cached_property
    def _by_id(self) -> dict[str, Claim]:
        return {claim.id: claim for claim in self._reader.claims(self._story)}

    @cached_property
    def _by_statement(self) -> dict[str, Claim]:
        claims = self._reader.claims(self._story)
        return {statement: claim for claim in claims for statement in claim.statements}

    @cached_property
    def _related(self) -> dict[str, list[Relation]]:
        related: dict[str, list[Relation]] = {}
        for relation in self._reader.relations(self._story):
            for end in {relation.a, relation.b}:
                related.setdefault(end, []).append(relation)
        return related

    @cached_property
    def _origins(self) -> dict[str, Origin]:
        return {origin.id: origin for origin in self._reader.origins(self._story)}

    @cached_property
    def _homes(self) -> dict[str, Origin]:
        return {s: origin for origin in self._origins.values() for s in origin.statements}


def name_origin(origin: Origin | None) -> str:
    """Return an origin's name; what is not known is called unknown."""
    if origin is None:
        return "origin unknown"
    if origin.name:
        return origin.name
    return "origin unknown" if origin.kind == "unknown" else origin.kind
