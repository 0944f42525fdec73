"""Views asked for by member and story, for ledgers that cannot yet answer it by an index."""

from __future__ import annotations

from typing import Any, cast

from onrecord.records import Origin, Record, Story
from onrecord.store import Ledger, ViewKind


def hold(ledger: Ledger, kind: ViewKind, member: str) -> list[Record]:
    """Return the entries that hold a member."""
    found: Any = getattr(ledger, "view_holding", None)
    if found is not None:
        return list(found(kind, member))
    return [record for record in ledger.view(kind) if member in _list_members(record)]


def _list_members(record: Record) -> set[str]:
    names = ("reports", "statements", "speakers")
    members = {item for name in names for item in getattr(record, name, ())}
    return members | {getattr(record, "a", ""), getattr(record, "b", "")}


def count(ledger: Ledger, kind: ViewKind, story: str | None = None) -> int:
    """Return how many entries there are."""
    found: Any = getattr(ledger, "view_count", None)
    if found is not None:
        return int(found(kind, story))
    return len(view_of(ledger, kind, story)) if story else sum(1 for _ in ledger.view(kind))


def view_of(ledger: Ledger, kind: ViewKind, story: str) -> tuple[Record, ...]:
    """Return the entries of a story."""
    if kind != "origins" or hasattr(ledger, "view_holding"):
        return tuple(ledger.view(kind, story))
    inside = set(cast(Story, ledger.view_entry("stories", story)).reports)
    origins = (cast(Origin, record) for record in ledger.view("origins"))
    return tuple(origin for origin in origins if inside & set(origin.reports))


def page(
    ledger: Ledger, kind: ViewKind, story: str | None, offset: int, limit: int
) -> list[Record]:
    """Return some entries in order."""
    found: Any = getattr(ledger, "view_page", None)
    if found is not None:
        return list(found(kind, story, offset=offset, limit=limit))
    entries = view_of(ledger, kind, story) if story else tuple(ledger.view(kind))
    return list(entries[offset : offset + limit])
