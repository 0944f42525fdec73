"""A light list of all reports and stories, made once a change, so that no page reads them all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, cast

from onrecord.records import Entity, Relation, Report, Story
from onrecord.show.citations import name_outlet
from onrecord.store import Ledger
from onrecord.store.orders import key_speaker

DISPUTES = frozenset({"denies", "doubts", "conflicts"})
"""Relations that set two claims against each other."""


class Card(NamedTuple):
    """What lists show of a report."""

    id: str
    hash: str
    outlet: str
    title: str
    published: str | None
    added: str


class Place(NamedTuple):
    """A place with coordinates, and the reports that name it."""

    id: str
    name: str
    latitude: float
    longitude: float
    reports: tuple[str, ...]


class SpeakerCard(NamedTuple):
    """What lists show of somebody who says something."""

    name: str
    kind: str
    roles: tuple[str, ...]
    statements: int
    reports: int


class StoryCard(NamedTuple):
    """What lists show of a story."""

    story: Story
    outlets: int
    disputes: int
    added: str
    """When the last of its reports came into the ledger."""


class Register(NamedTuple):
    """All reports in the ledger's order, and all stories, the one last reported on first."""

    reports: Mapping[str, Card] = {}
    stories: Mapping[str, StoryCard] = {}
    homes: Mapping[str, str] = {}
    """The story of each report."""
    places: Mapping[str, tuple[Place, ...]] = {}
    """The places that each report names."""
    speakers: tuple[SpeakerCard, ...] = ()
    """Those who say most come first."""
    named: Mapping[str, str] = {}
    """The entity that each name means; of several, the one that says most."""


def make_register(ledger: Ledger, known: Register) -> Register:
    """Return the register of a ledger whose views are up to date.

    Args:
        ledger: what it is of.
        known: the register before; what has not changed is taken from it.
    """
    reports = {
        report.id: _make_card(ledger, report, known.reports.get(report.id))
        for report in ledger.reports()
    }
    disputes = _count_disputes(ledger)
    entities = [cast(Entity, entity) for entity in ledger.view("entities")]
    stories = [cast(Story, story) for story in ledger.view("stories")]
    cards = [_make_story_card(story, reports, disputes.get(story.id, 0)) for story in stories]
    cards.sort(key=lambda card: (card.story.last or card.story.first or "", card.story.id))
    homes = {report: story.id for story in stories for report in story.reports}
    return Register(
        reports=reports,
        stories={card.story.id: card for card in reversed(cards)},
        homes=homes,
        places=_group_places(entities),
        speakers=_list_speakers(entities),
        named=_list_names(entities),
    )


def _make_card(ledger: Ledger, report: Report, known: Card | None) -> Card:
    if known is not None and known.hash == report.hash:
        return known
    return Card(
        id=report.id,
        hash=report.hash,
        outlet=name_outlet(report),
        title=report.title or _find_first_line(report),
        published=report.published.edtf,
        added=ledger.revisions(report.id)[-1].added,
    )


def _find_first_line(report: Report) -> str:
    start = report.blocks[0].start if report.blocks else 0
    return report.text[start : start + 90].strip().split("\n", 1)[0] or report.id


def _count_disputes(ledger: Ledger) -> dict[str, int]:
    counts: dict[str, int] = {}
    for relation in ledger.view("relations"):
        if isinstance(relation, Relation) and relation.kind in DISPUTES:
            counts[relation.story] = counts.get(relation.story, 0) + 1
    return counts


def _make_story_card(story: Story, reports: Mapping[str, Card], disputes: int) -> StoryCard:
    cards = [reports[report] for report in story.reports if report in reports]
    return StoryCard(
        story=story,
        outlets=len({card.outlet for card in cards}),
        disputes=disputes,
        added=max((card.added for card in cards), default=""),
    )


def _list_speakers(entities: Iterable[Entity]) -> tuple[SpeakerCard, ...]:
    cards = [
        SpeakerCard(e.name, e.kind, e.roles, len(e.speakers), len(e.reports))
        for e in entities
        if e.speakers
    ]
    return tuple(sorted(cards, key=lambda card: (-card.statements, card.name)))


def _list_names(entities: Iterable[Entity]) -> dict[str, str]:
    speaking = sorted((e for e in entities if e.speakers), key=lambda e: (len(e.speakers), e.id))
    return {
        key: entity.id
        for entity in speaking
        for name in (*entity.aliases, entity.name)
        if (key := key_speaker(name)) is not None
    }


def _group_places(entities: Iterable[Entity]) -> dict[str, tuple[Place, ...]]:
    named: dict[str, tuple[Place, ...]] = {}
    for place in _list_places(entities):
        for report in place.reports:
            named[report] = (*named.get(report, ()), place)
    return named


def _list_places(entities: Iterable[Entity]) -> Iterable[Place]:
    for entity in entities:
        latitude = entity.latitude
        longitude = entity.longitude
        if latitude is not None and longitude is not None:
            yield Place(entity.id, entity.name, float(latitude), float(longitude), entity.reports)
