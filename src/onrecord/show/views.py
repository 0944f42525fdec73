"""One story at a time out of a ledger, with everything that is known of it."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import TypeVar, cast

from onrecord.errors import NotFoundError
from onrecord.records import Claim, Forecast, Origin, Record, Relation, Story, Track
from onrecord.show.briefings import StoryView
from onrecord.store import Ledger, ViewKind

Entry = TypeVar("Entry", bound=Record)


def view_stories(
    ledger: Ledger, story: str | None = None, holding: Set[str] | None = None
) -> Iterator[StoryView]:
    """Yield every story of a ledger, or one, the one with most reports first.

    Args:
        ledger: where they are.
        story: only this one.
        holding: only those that hold one of these reports.

    Raises:
        NotFoundError: the ledger has no story of that id.
    """
    stories = [cast(Story, item) for item in ledger.view("stories")]
    chosen = [item for item in stories if story in {None, item.id}]
    if story is not None and not chosen:
        raise NotFoundError(f"no story {story}; `onrecord export stories` lists them")
    if holding is not None:
        chosen = [item for item in chosen if not holding.isdisjoint(item.reports)]
    for item in sorted(chosen, key=lambda item: (-len(item.reports), item.first or "", item.id)):
        yield view_story(ledger, item)


def view_story(ledger: Ledger, story: Story) -> StoryView:
    """Return a story with its facts and views."""
    inside = set(story.reports)
    origins = (cast(Origin, item) for item in ledger.view("origins"))
    return StoryView(
        story=story,
        facts={id_: ledger.fact(id_) for id_ in story.reports},
        origins=tuple(item for item in origins if inside & set(item.reports)),
        claims=_list_view(ledger, "claims", story, Claim),
        relations=_list_view(ledger, "relations", story, Relation),
        tracks=_list_view(ledger, "tracks", story, Track),
        forecasts=_list_view(ledger, "forecasts", story, Forecast),
    )


def _list_view(
    ledger: Ledger, kind: ViewKind, story: Story, type_: type[Entry]
) -> tuple[Entry, ...]:
    return tuple(item for item in ledger.view(kind, story.id) if isinstance(item, type_))
