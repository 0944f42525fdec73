"""What grouping into stories keeps of each report, and what it asks of the place that keeps it.

An index is derived: all in it follows from reports and judgements, and it may be dropped and made
anew. Reports have numbers in it, which no outcome depends on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from onrecord.group.dates import bound_days, make_order_key
from onrecord.group.likeness import Profile, weigh_profile
from onrecord.group.neighbours import Postings, find_place, make_postings
from onrecord.group.traits import find_title, find_traits
from onrecord.records import Report, Story

Pins = Mapping[tuple[str, str], bool]
"""Pairs of report ids, the lesser first, that a person called the same or not the same."""
_LINK = np.dtype("<i4")


@dataclass(frozen=True, slots=True)
class Card:
    """All that grouping into stories needs to know of a report; a function of the report alone."""

    id: str
    title: str
    published: str | None
    profile: Profile

    @property
    def postings(self) -> Postings:
        """What the report is found by."""
        return make_postings(find_place(self.published, self.id), self.profile)

    def is_same(self, other: Card) -> bool:
        """Tell whether two cards say the same."""
        mine, theirs = (
            (self.id, self.title, self.published),
            (other.id, other.title, other.published),
        )
        return mine == theirs and self.profile.encode() == other.profile.encode()


def make_card(report: Report) -> Card:
    """Read off a report what grouping needs."""
    published = report.published.edtf
    profile = weigh_profile(find_traits(report), bound_days(published))
    return Card(report.id, find_title(report), published, profile)


class Member(NamedTuple):
    """A report where it stands: its links to earlier reports, its component and its story."""

    number: int
    id: str
    published: str | None
    links: bytes
    """See :func:`encode_links`."""
    component: int
    """The number of one report of those that strong links or pins connect it with."""
    story: str
    """Id of its story, empty before it has one."""

    @property
    def key(self) -> str:
        """What sorts it in order of publication."""
        return make_order_key(self.published, self.id)

    @property
    def place(self) -> int:
        """Where it stands among those it may be linked to."""
        return find_place(self.published, self.id)


def encode_links(others: Sequence[int], likeness: Sequence[int]) -> bytes:
    """Return links as bytes: the numbers of all candidates, best first, and how alike each is.

    One that is no more like a report than two that were never compared stays with a likeness of 0:
    a report whose candidates are still the same need not be compared again.
    """
    return np.array([others, likeness], dtype=_LINK).tobytes()


def decode_links(data: bytes) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return the numbers of a report's candidates and how alike each is."""
    others, likeness = np.frombuffer(data, _LINK).reshape(2, -1)
    return others, likeness


class StoryIndex(Protocol):
    """Keeps reports for grouping; all operations are in bulk, and change nothing else."""

    def find_numbers(self, ids: Iterable[str]) -> dict[str, int]:
        """Return the numbers of those reports that it holds, by id."""
        ...

    def add_cards(self, cards: Sequence[Card]) -> list[int]:
        """Take in reports that it does not hold; each is a component of its own, without links."""
        ...

    def remove_reports(self, numbers: Sequence[int]) -> None:
        """Forget reports; links of others to them stay until those are set anew."""
        ...

    def find_cards(self, numbers: Iterable[int]) -> dict[int, Card]:
        """Return the cards of reports, by number."""
        ...

    def find_members(self, numbers: Iterable[int]) -> dict[int, Member]:
        """Return where reports stand, by number; those it does not hold are left out."""
        ...

    def list_components(self, components: Iterable[int]) -> list[Member]:
        """Return all members of components."""
        ...

    def find_candidates(self, postings: Sequence[Postings]) -> list[list[int]]:
        """Return for each report the earlier ones worth comparing it with, best first.

        They are the ``MAX_NEIGHBOURS`` with the greatest sum of products of weights among the
        latest ``MAX_POSTINGS`` holders of each term before its place.
        """
        ...

    def find_followers(self, postings: Sequence[Postings]) -> set[int]:
        """Return the later reports whose candidates a report at these places may change.

        They are the first ``MAX_POSTINGS`` holders of each term after its place.
        """
        ...

    def set_links(self, links: Mapping[int, bytes]) -> None:
        """Replace the links of reports, by number."""
        ...

    def set_homes(self, homes: Mapping[int, tuple[int, str]]) -> None:
        """Replace component and story of reports, by number."""
        ...

    def find_stories(self, ids: Iterable[str]) -> dict[str, Story]:
        """Return those stories that it holds, by id."""
        ...

    def replace_stories(self, stories: Sequence[Story], gone: Sequence[str]) -> None:
        """Keep stories in place of those of the same id, and forget others."""
        ...

    def find_pins(self) -> Pins:
        """Return the pins that the components were made with."""
        ...

    def set_pins(self, pins: Pins) -> None:
        """Replace the pins."""
        ...
