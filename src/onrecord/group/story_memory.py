"""A story index in memory: what one batch is grouped with."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.group.neighbours import MAX_POSTINGS, Holder, Postings, find_end, rank_candidates
from onrecord.group.story_index import Card, Member, Pins, encode_links
from onrecord.records import Story


@dataclass(slots=True)
class MemoryStoryIndex:
    """See :class:`onrecord.group.story_index.StoryIndex`."""

    _numbers: dict[str, int] = field(default_factory=dict)
    _cards: dict[int, Card] = field(default_factory=dict)
    _members: dict[int, Member] = field(default_factory=dict)
    _components: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    _holders: defaultdict[int, list[Holder]] = field(default_factory=lambda: defaultdict(list))
    _stories: dict[str, Story] = field(default_factory=dict)
    _pins: dict[tuple[str, str], bool] = field(default_factory=dict)
    _next: int = 1

    def find_numbers(self, ids: Iterable[str]) -> dict[str, int]:
        """Return the numbers of those reports that it holds, by id."""
        return {id_: self._numbers[id_] for id_ in ids if id_ in self._numbers}

    def add_cards(self, cards: Sequence[Card]) -> list[int]:
        """Take in reports that it does not hold."""
        numbers = list(range(self._next, self._next + len(cards)))
        self._next += len(cards)
        for number, card in zip(numbers, cards, strict=True):
            self._numbers[card.id] = number
            self._cards[number] = card
            self._members[number] = Member(
                number, card.id, card.published, encode_links((), ()), number, ""
            )
            self._components[number].add(number)
            place, terms, weights = card.postings
            for term, weight in zip(terms, weights, strict=True):
                insort(self._holders[term], (place, number, weight, term))
        return numbers

    def remove_reports(self, numbers: Sequence[int]) -> None:
        """Forget reports."""
        for number in numbers:
            card, member = self._cards.pop(number), self._members.pop(number)
            del self._numbers[card.id]
            self._components[member.component].discard(number)
            place, terms, weights = card.postings
            for term, weight in zip(terms, weights, strict=True):
                self._holders[term].remove((place, number, weight, term))

    def find_cards(self, numbers: Iterable[int]) -> dict[int, Card]:
        """Return the cards of reports, by number."""
        return {number: self._cards[number] for number in numbers}

    def find_members(self, numbers: Iterable[int]) -> dict[int, Member]:
        """Return where reports stand, by number."""
        return {number: self._members[number] for number in numbers if number in self._members}

    def list_components(self, components: Iterable[int]) -> list[Member]:
        """Return all members of components."""
        return [
            self._members[number]
            for component in components
            for number in self._components.get(component, ())
        ]

    def find_candidates(self, postings: Sequence[Postings]) -> list[list[int]]:
        """Return for each report the earlier ones worth comparing it with, best first."""
        return [rank_candidates(posting, self._holders) for posting in postings]

    def find_followers(self, postings: Sequence[Postings]) -> set[int]:
        """Return the later reports whose candidates a report at these places may change."""
        found: set[int] = set()
        for place, terms, _ in postings:
            for term in terms:
                holders = self._holders.get(term, [])
                start = find_end(holders, place + 1)
                found.update(holder[1] for holder in holders[start : start + MAX_POSTINGS])
        return found

    def set_links(self, links: Mapping[int, bytes]) -> None:
        """Replace the links of reports, by number."""
        for number, data in links.items():
            self._members[number] = self._members[number]._replace(links=data)

    def set_homes(self, homes: Mapping[int, tuple[int, str]]) -> None:
        """Replace component and story of reports, by number."""
        for number, (component, story) in homes.items():
            member = self._members[number]
            self._components[member.component].discard(number)
            self._components[component].add(number)
            self._members[number] = member._replace(component=component, story=story)

    def find_stories(self, ids: Iterable[str]) -> dict[str, Story]:
        """Return those stories that it holds, by id."""
        return {id_: self._stories[id_] for id_ in ids if id_ in self._stories}

    def replace_stories(self, stories: Sequence[Story], gone: Sequence[str]) -> None:
        """Keep stories in place of those of the same id, and forget others."""
        for id_ in gone:
            self._stories.pop(id_, None)
        self._stories.update((story.id, story) for story in stories)

    def find_pins(self) -> Pins:
        """Return the pins that the components were made with."""
        return self._pins

    def set_pins(self, pins: Pins) -> None:
        """Replace the pins."""
        self._pins = dict(pins)
