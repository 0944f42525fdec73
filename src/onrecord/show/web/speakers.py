"""Everything one speaker said, by time, with changes of position side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from onrecord.errors import NotFoundError
from onrecord.records import Entity, Relation, Statement, Story
from onrecord.show.web.queries import Known, Located, Reader, index_fact, order_by_date
from onrecord.show.web.sayings import Saying, word_statement
from onrecord.store.orders import key_speaker

REPORTS_SHOWN = 40
CHANGES = frozenset({"updates", "conflicts", "denies", "doubts"})
"""To say more of the same is no change."""
_LABELS = {
    "updates": "brought up to date",
    "conflicts": "in conflict",
    "denies": "denied",
    "doubts": "doubted",
}


class Said(NamedTuple):
    """What a speaker said in one report."""

    outlet: str
    title: str
    published: str | None
    story: Story | None
    sayings: tuple[Saying, ...]


class Change(NamedTuple):
    """Two statements of one speaker that do not say the same, the earlier one first."""

    kind: str
    label: str
    earlier: Saying
    later: Saying
    reasons: tuple[str, ...]


class SpeakerPage(NamedTuple):
    """One speaker, laid out."""

    name: str
    entity: Entity | None
    said: tuple[Said, ...]
    changes: tuple[Change, ...]
    offset: int
    has_more: bool
    total: int | None
    """How many statements; None where they are not counted, as for a name that is no entity."""


def make_speaker_page(reader: Reader, name: str, offset: int) -> SpeakerPage:
    """Lay out what one speaker said.

    Args:
        reader: where to read.
        name: as a report gives it.
        offset: how many reports to pass over.

    Raises:
        NotFoundError: nobody of that name says anything.
    """
    entity = _find_entity(reader, name)
    found = _read_entity(reader, entity, offset) if entity else _read_name(reader, name, offset)
    shown = list(islice(found, REPORTS_SHOWN))
    if not shown and not offset:
        raise NotFoundError(f"nobody called {name} says anything in this ledger")
    has_more = next(found, None) is not None
    items = [Located(known, item) for known, statements in shown for item in statements]
    return SpeakerPage(
        name=entity.name if entity else name,
        entity=entity,
        said=tuple(_make_said(reader, known, statements) for known, statements in shown),
        changes=tuple(find_changes(reader, items)),
        offset=offset,
        has_more=has_more,
        total=len(entity.speakers) if entity else None,
    )


def _find_entity(reader: Reader, name: str) -> Entity | None:
    known = reader.register.named.get(key_speaker(name) or "")
    if known is None:
        return None
    try:
        return reader.entry("entities", known, Entity)
    except NotFoundError:
        return None  # joined with another a moment ago


def _read_entity(
    reader: Reader, entity: Entity, offset: int
) -> Iterator[tuple[Known, list[Statement]]]:
    """Yield reports in which an entity speaks, by date; only those that are taken are read."""
    ids = set(entity.speakers)
    cards = order_by_date(reader.card(report) for report in entity.reports)
    for card in cards[offset:]:
        known = reader.known(card.id)
        yield known, [item for item in known.notes.statements if item.id in ids]


def _read_name(reader: Reader, name: str, offset: int) -> Iterator[tuple[Known, list[Statement]]]:
    key = key_speaker(name)
    for report, notes in islice(reader.ledger.facts_by(name), offset, None):
        spoken = [item for item in notes.statements if key_speaker(item.speaker.name) == key]
        yield index_fact(report, notes), spoken


def _make_said(reader: Reader, known: Known, statements: Iterable[Statement]) -> Said:
    card = reader.card(known.report.id)
    return Said(
        outlet=card.outlet,
        title=card.title,
        published=card.published,
        story=reader.story_of(known.report.id),
        sayings=tuple(word_statement(reader, Located(known, item)) for item in statements),
    )


def find_changes(reader: Reader, items: Sequence[Located]) -> Iterator[Change]:
    """Yield the pairs of some statements of one speaker whose claims are related."""
    by_id = {item.statement.id: item for item in items}
    seen: set[str] = set()
    for item in items:
        for claim in reader.claims_of(item.statement.id):
            for relation in reader.relations_of(claim.id):
                if relation.id not in seen and relation.kind in CHANGES:
                    seen.add(relation.id)
                    yield from _make_change(reader, relation, by_id)


def _make_change(reader: Reader, relation: Relation, by_id: dict[str, Located]) -> Iterator[Change]:
    ends = [_find_member(reader, end, by_id) for end in (relation.a, relation.b)]
    if ends[0] is None or ends[1] is None:
        return
    first, second = sorted((ends[0], ends[1]), key=_date)
    yield Change(
        kind=relation.kind,
        label=_LABELS[relation.kind],
        earlier=word_statement(reader, first),
        later=word_statement(reader, second),
        reasons=relation.reasons,
    )


def _find_member(reader: Reader, end: str, by_id: dict[str, Located]) -> Located | None:
    """Return the statement of this speaker that a relation's end stands for."""
    if end in by_id:
        return by_id[end]
    try:
        claim = reader.ledger.view_entry("claims", end)
    except NotFoundError:
        return None
    members: tuple[str, ...] = getattr(claim, "statements", ())
    return next((by_id[item] for item in members if item in by_id), None)


def _date(located: Located) -> str:
    return located.statement.said.edtf or located.known.report.published.edtf or ""
