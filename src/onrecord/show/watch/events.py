"""Events: changes of a ledger on their way out, each under a key that never changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from onrecord.ids import make_id
from onrecord.records import Record, Story
from onrecord.show.news import Change, render_changes


class Event(Record, frozen=True, kw_only=True):
    """One change: what is printed, and what is posted as it stands."""

    key: str
    title: str
    """The story's title at the time."""
    change: Change


def make_event(story: Story, change: Change) -> Event:
    """Return the event of a change; its key is made of what the change says."""
    key = make_id("event", change.kind, change.story, change.ids, change.was, change.now)
    return Event(key=key, title=story.title, change=change)


def render_events(events: Iterable[Event]) -> Iterator[bytes]:
    """Yield events for a person to read, those of one story together."""
    for (story, title), group in groupby(events, lambda event: (event.change.story, event.title)):
        yield render_changes(
            Story(id=story, title=title, reports=()), [event.change for event in group]
        )
