"""Looking things up in a ledger, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from onrecord.records import Record, Story
from onrecord.store import Ledger, ViewKind

Entry = TypeVar("Entry", bound=Record)
Item = TypeVar("Item")


def find_story(ledger: Ledger, story: str) -> Story:
    """Return a story.

    Raises:
        NotFoundError: there is none of that id.
    """
    found = ledger.view_entry("stories", story)
    assert isinstance(found, Story)
    return found


def list_view(
    ledger: Ledger, kind: ViewKind, story: str | None, type_: type[Entry]
) -> Iterator[Entry]:
    """Yield the entries of a view."""
    return (item for item in ledger.view(kind, story) if isinstance(item, type_))


def list_page(
    ledger: Ledger, kind: ViewKind, story: str, type_: type[Entry], place: tuple[int, int]
) -> list[Entry]:
    """Return the entries of a story from an offset, as many as a limit allows."""
    offset, limit = place
    page = ledger.view_page(kind, story, offset=offset, limit=limit)
    return [item for item in page if isinstance(item, type_)]


def list_holding(ledger: Ledger, kind: ViewKind, member: str, type_: type[Entry]) -> list[Entry]:
    """Return the entries of a view that hold something."""
    return [item for item in ledger.view_holding(kind, member) if isinstance(item, type_)]


def find_next(offset: int, page: Sequence[Item], total: int) -> int | None:
    """Return where the next page begins, or None where there is none.

    >>> find_next(0, ["a", "b"], 3), find_next(2, ["c"], 3)
    (2, None)
    """
    end = offset + len(page)
    return end if page and end < total else None
