"""One story at a time out of a ledger, with everything that is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import TypeVar

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
    chosen = _choose_stories(ledger, story, holding)
    for item in sorted(chosen, key=lambda item: (-len(item.reports), item.first or "", item.id)):
        yield view_story(ledger, item)


def _choose_stories(ledger: Ledger, story: str | None, holding: Set[str] | None) -> Iterable[Story]:
    if story is not None:
        try:
            chosen = [ledger.view_entry("stories", story)]
        except NotFoundError:
            hint = "`onrecord export stories` lists them"
            raise NotFoundError(f"no story {story}; {hint}") from None
        stories: Iterable[Story] = _pick(chosen, Story)
    elif holding is None:
        return _pick(ledger.view("stories"), Story)
    else:
        found = (item for id_ in sorted(holding) for item in ledger.view_holding("stories", id_))
        stories = {item.id: item for item in _pick(found, Story)}.values()
    return [item for item in stories if holding is None or not holding.isdisjoint(item.reports)]


def view_story(ledger: Ledger, story: Story) -> StoryView:
    """Return a story with its facts and views; of its origins, the parts that lie in it."""
    return StoryView(
        story=story,
        facts={id_: ledger.fact(id_) for id_ in story.reports},
        origins=_list_view(ledger, "origins", story, Origin),
        claims=_list_view(ledger, "claims", story, Claim),
        relations=_list_view(ledger, "relations", story, Relation),
        tracks=_list_view(ledger, "tracks", story, Track),
        forecasts=_list_view(ledger, "forecasts", story, Forecast),
    )


def _list_view(
    ledger: Ledger, kind: ViewKind, story: Story, type_: type[Entry]
) -> tuple[Entry, ...]:
    return tuple(_pick(ledger.view(kind, story.id), type_))


def _pick(records: Iterable[Record], type_: type[Entry]) -> Iterator[Entry]:
    return (item for item in records if isinstance(item, type_))
