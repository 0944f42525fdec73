"""Stories kept up to date: a report joins an archive without the archive being read.

A report is linked to earlier ones, and is linked anew only where one of its candidates may have
changed. Strong links and pins connect reports into components, which cluster one by one
(:mod:`onrecord.group.clusters`), so only components with a changed link are clustered again. Any
sequence of updates ends in what one update with everything gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar

import numpy as np

from onrecord.group.clusters import Link, Links, Rules, cluster_links, find_components, make_links
from onrecord.group.dates import bound_days
from onrecord.group.likeness import FLOOR, compare_profiles
from onrecord.group.neighbours import MAX_NEIGHBOURS
from onrecord.group.pins import compare_pins, list_partners, read_pins
from onrecord.group.story_index import (
    Card,
    Member,
    Pins,
    StoryIndex,
    decode_links,
    encode_links,
    make_card,
)
from onrecord.group.titles import TITLE_REPORTS, choose_title
from onrecord.ids import make_id
from onrecord.records import Judgement, Record, Report, Story

JOIN = 0.0
"""Two groups are one story where their mean log-odds are at least even."""
LINK_UNIT = 1_000
"""Likeness is counted in whole thousandths of log-odds above the floor."""
CERTAIN = round((2.0 - FLOOR) * LINK_UNIT)
"""A report this much like the reports of an event so far is of it, whatever else there is."""
_CARDS_AT_ONCE = 2_048
"""Postings lie all over the disk: many written at once share the pages they touch."""
_LINKS_AT_ONCE = 256
Value = TypeVar("Value")


class StoryUpdate(Record, frozen=True):
    """What an update came to."""

    stories: tuple[Story, ...]
    """Stories that are new, differ or hold a changed report, in order of their earliest report."""
    gone: tuple[str, ...]
    """Ids of stories that are no more."""


def update_stories(
    index: StoryIndex,
    changed: Iterable[Report],
    gone: Iterable[str] = (),
    judgements: Sequence[Judgement] = (),
    join: float = JOIN,
) -> StoryUpdate:
    """Take new, revised and removed reports and the judgements that stand into an index.

    Args:
        index: what earlier updates left; empty at first.
        changed: reports that are new, or differ from those of the same id; in any order, of each
            id one.
        gone: ids of reports that are no more.
        judgements: all that stand: "same" and "not-same" decisions on report ids, which hold from
            then on; a later decision on the same two reports replaces an earlier one, and an undone
            one is void.
        join: mean log-odds from which two groups are one story; the same in every update.
    """
    update = _Update(index, read_pins(judgements), round((join - FLOOR) * LINK_UNIT))
    update.remove(gone)
    update.add(changed)
    update.link()
    update.pin()
    return update.form()


def form_stories(index: StoryIndex, numbers: Iterable[int], join: float = JOIN) -> StoryUpdate:
    """Make stories of reports that an index holds with their links, as set by others.

    Args:
        index: where they are kept; nothing is pinned.
        numbers: the numbers of the reports.
        join: mean log-odds from which two groups are one story.
    """
    update = _Update(index, {}, round((join - FLOOR) * LINK_UNIT))
    update.soil(numbers)
    return update.form()


class _Update:
    """One update under way."""

    def __init__(self, index: StoryIndex, pins: Pins, threshold: int) -> None:
        self._index = index
        self._pins = pins
        self._rules = Rules(MAX_NEIGHBOURS, threshold, max(threshold, CERTAIN))
        self._fresh: set[str] = set()
        """Ids of reports that came, went or changed."""
        self._unlinked: set[int] = set()
        """Numbers of reports whose candidates may have changed."""
        self._dirty: set[int] = set()
        """Components to be clustered again."""
        self._stories: set[str] = set()
        """Ids of the stories those were made into before."""

    # ------------------------------------------------------------ reports out and in

    def remove(self, ids: Iterable[str]) -> None:
        """Take reports out."""
        for chunk in _chunk(sorted(set(ids)), _CARDS_AT_ONCE):
            self._fresh.update(chunk)
            self._take_out(list(self._index.find_numbers(chunk).values()))

    def add(self, reports: Iterable[Report]) -> None:
        """Take reports in, in place of those of the same id."""
        for chunk in _chunk(reports, _CARDS_AT_ONCE):
            cards = {report.id: make_card(report) for report in chunk}
            self._fresh.update(cards)
            numbers = self._index.find_numbers(cards)
            known = self._index.find_cards(numbers.values())
            same = {
                id_: number for id_, number in numbers.items() if cards[id_].is_same(known[number])
            }
            self.soil(same.values())
            self._take_out([number for id_, number in numbers.items() if id_ not in same])
            self._take_in([card for id_, card in cards.items() if id_ not in same])

    def _take_out(self, numbers: Sequence[int]) -> None:
        self.soil(numbers)
        cards = self._index.find_cards(numbers)
        self._unlinked |= self._index.find_followers([card.postings for card in cards.values()])
        self._unlinked.difference_update(numbers)
        self._index.remove_reports(numbers)

    def _take_in(self, cards: Sequence[Card]) -> None:
        self._unlinked |= self._index.find_followers([card.postings for card in cards])
        self._unlinked.update(self._index.add_cards(cards))

    def soil(self, numbers: Iterable[int]) -> None:
        """Have the components of reports clustered again."""
        for member in self._index.find_members(numbers).values():
            self._dirty.add(member.component)
            if member.story:
                self._stories.add(member.story)

    # ------------------------------------------------------------ links and pins

    def link(self) -> None:
        """Link reports anew whose candidates have changed."""
        for chunk in _chunk(sorted(self._unlinked), _LINKS_AT_ONCE):
            before = self._index.find_members(chunk)
            links = self._find_links(before)
            self._index.set_links(links)
            # A report that came may have no candidates, as it had before.
            self.soil(number for number in chunk if number in links or not before[number].story)
            self.soil({other for data in links.values() for other in self._list_strong(data)})

    def _find_links(self, members: Mapping[int, Member]) -> dict[int, bytes]:
        """Return the links of those reports whose candidates are not what they were."""
        cards = self._index.find_cards(members)
        rows = self._index.find_candidates([card.postings for card in cards.values()])
        changed = {
            number: row
            for number, row in zip(cards, rows, strict=True)
            if row != decode_links(members[number].links)[0].tolist()
        }
        others = {other for row in changed.values() for other in row}
        known = cards | self._index.find_cards(others - cards.keys())
        return {number: link_card(cards[number], row, known) for number, row in changed.items()}

    def _list_strong(self, links: bytes) -> list[int]:
        others, likeness = decode_links(links)
        strong: list[int] = others[likeness >= self._rules.threshold].tolist()
        return strong

    def pin(self) -> None:
        """Have components clustered again that changed pins or pins of changed reports touch."""
        before = self._index.find_pins()
        touched = compare_pins(before, self._pins) | list_partners(self._pins, self._fresh)
        self._index.set_pins(self._pins)
        self.soil(self._index.find_numbers(touched).values())

    # ------------------------------------------------------------ stories

    def form(self) -> StoryUpdate:
        """Cluster the components that are dirty, and make stories of them."""
        members = {member.number: member for member in self._index.list_components(self._dirty)}
        self._stories.update(member.story for member in members.values() if member.story)
        groups: list[list[Member]] = []
        homes: dict[int, tuple[int, str]] = {}
        for part in self._find_parts(members):
            label = min(member.number for member in part)
            for group in self._cluster(part):
                groups.append(group)
                homes |= {m.number: (label, _name_story(group)) for m in group}
        stale = {n: home for n, home in homes.items() if home != members[n][-2:]}
        self._index.set_homes(stale)
        return self._keep(groups)

    def _find_parts(self, members: Mapping[int, Member]) -> list[list[Member]]:
        """Part members into the components they form now, each by place: as they were linked."""
        numbers = {member.id: member.number for member in members.values()}
        strong = {member.number: self._list_strong(member.links) for member in members.values()}
        for (a, b), same in self._pins.items():
            if same and a in numbers and b in numbers:
                strong[numbers[a]].append(numbers[b])
        parts = find_components(strong)
        return [sorted((members[n] for n in part), key=lambda m: (m.place, m.id)) for part in parts]

    def _cluster(self, part: Sequence[Member]) -> list[list[Member]]:
        if len(part) == 1:
            return [list(part)]
        ranks = {member.id: rank for rank, member in enumerate(part)}
        together, apart = self._list_pins(ranks)
        groups = cluster_links(len(part), _list_links(part), together, apart, self._rules)
        found = [[part[rank] for rank in group] for group in groups]
        return [sorted(group, key=lambda member: member.key) for group in found]

    def _list_pins(self, ranks: Mapping[str, int]) -> tuple[list[Link], list[Link]]:
        """Return the pairs of a component that are pinned together, and those pinned apart."""
        pairs: dict[bool, list[Link]] = {True: [], False: []}
        for (a, b), same in self._pins.items():
            if a in ranks and b in ranks:
                low, high = sorted((ranks[a], ranks[b]))
                pairs[same].append((low, high))
        return sorted(pairs[True]), sorted(pairs[False])

    def _keep(self, groups: Sequence[Sequence[Member]]) -> StoryUpdate:
        """Keep the stories of groups in place of those there were."""
        ordered = sorted(groups, key=lambda group: group[0].key)
        known = self._index.find_stories({_name_story(group) for group in ordered})
        stories: list[Story] = []
        changed = [group for group in ordered if self._has_changed(group, known)]
        for chunk in _chunk(changed, _LINKS_AT_ONCE):
            heads = [member.number for group in chunk for member in group[:TITLE_REPORTS]]
            cards = self._index.find_cards(heads)
            stories += [_make_story(group, cards) for group in chunk]
        gone = sorted(self._stories - {_name_story(group) for group in ordered})
        self._index.replace_stories(stories, gone)
        return StoryUpdate(stories=tuple(stories), gone=tuple(gone))

    def _has_changed(self, group: Sequence[Member], known: Mapping[str, Story]) -> bool:
        ids = tuple(member.id for member in group)
        story = known.get(_name_story(group))
        return story is None or story.reports != ids or not self._fresh.isdisjoint(ids)


def _chunk(values: Iterable[Value], size: int) -> Iterator[list[Value]]:
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk


def link_card(card: Card, others: Sequence[int], known: Mapping[int, Card]) -> bytes:
    """Return a report's links to its candidates."""
    odds = compare_profiles(card.profile, [known[other].profile for other in others])
    return encode_links(others, np.rint((odds - FLOOR) * LINK_UNIT).astype(int).tolist())


def _list_links(part: Sequence[Member]) -> Links:
    """Return the links between members of one component, by their ranks in it."""
    rows = [decode_links(member.links) for member in part]
    others = np.concatenate([row[0] for row in rows]).astype(np.int64)
    likeness = np.concatenate([row[1] for row in rows]).astype(np.int64)
    owners = np.repeat(np.arange(len(part)), [len(row[0]) for row in rows])
    numbers = np.array([member.number for member in part])
    order = np.argsort(numbers)
    places = np.minimum(np.searchsorted(numbers[order], others), len(part) - 1)
    inside = (numbers[order][places] == others) & (likeness > 0)
    return make_links(owners[inside], order[places[inside]], likeness[inside])


def _name_story(group: Sequence[Member]) -> str:
    return make_id("story", group[0].id)


def _make_story(group: Sequence[Member], cards: Mapping[int, Card]) -> Story:
    heads = [cards[member.number] for member in group[:TITLE_REPORTS]]
    dates = [member.published for member in group if bound_days(member.published)]
    return Story(
        id=_name_story(group),
        title=choose_title([card.title for card in heads], [card.profile for card in heads]),
        reports=tuple(member.id for member in group),
        first=min(dates, key=lambda edtf: bound_days(edtf) or (0, 0), default=None),
        last=max(dates, key=lambda edtf: (bound_days(edtf) or (0, 0))[::-1], default=None),
    )
