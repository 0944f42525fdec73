"""The list of stories: found by words, newest or largest first, with what is new in each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, NamedTuple

from onrecord.show.web.moments import is_since
from onrecord.show.web.queries import Reader
from onrecord.show.web.registers import Register, StoryCard

STORIES_SHOWN = 30
Sort = Literal["latest", "largest", "disputed"]


class StoryRow(NamedTuple):
    """A story as the list shows it."""

    card: StoryCard
    origins: int
    claims: int
    new: int
    """Reports that came since the reader's last visit."""


class StoryList(NamedTuple):
    """One page of the list."""

    rows: tuple[StoryRow, ...]
    total: int
    offset: int


def list_stories(
    reader: Reader, words: str, since: datetime | None, sort: Sort, offset: int
) -> StoryList:
    """Return one page of stories.

    Args:
        reader: where to read.
        words: all of which a title holds.
        since: only stories with reports that came since.
        sort: in what order.
        offset: how many to pass over.
    """
    found = select_stories(reader.register, words, since, sort)
    shown = found[offset : offset + STORIES_SHOWN]
    rows = tuple(_make_row(reader, card, since) for card in shown)
    return StoryList(rows, len(found), offset)


def select_stories(
    register: Register, words: str, since: datetime | None, sort: Sort = "latest"
) -> list[StoryCard]:
    """Return the stories whose titles hold all words and that have something new."""
    wanted = words.casefold().split()
    found: Iterable[StoryCard] = register.stories.values()
    if wanted:
        found = (c for c in found if all(w in c.story.title.casefold() for w in wanted))
    if since is not None:
        found = (card for card in found if is_since(card.added, since))
    cards = list(found)
    if sort == "largest":
        cards.sort(key=lambda card: -len(card.story.reports))
    elif sort == "disputed":
        cards.sort(key=lambda card: -card.disputes)
    return cards


def _make_row(reader: Reader, card: StoryCard, since: datetime | None) -> StoryRow:
    cards = (reader.register.reports.get(report) for report in card.story.reports)
    new = sum(1 for c in cards if c and since and is_since(c.added, since))
    return StoryRow(
        card,
        reader.ledger.view_count("origins", card.story.id),
        reader.ledger.view_count("claims", card.story.id),
        new,
    )
