"""Views by member, by story and by page, where the ledger itself keeps no index for it.

The index is made once a change, with the register. A ledger that has ``view_holding``,
``view_page`` and ``view_count`` is asked instead, and nothing is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, NamedTuple

from msgspec import structs

from onrecord.errors import NotFoundError
from onrecord.records import Claim, Copy, Entity, Origin, Record, Relation
from onrecord.store import Ledger, ViewKind
from onrecord.store.views import RECORD_TYPES, find_story

Ids = Mapping[tuple[ViewKind, str], tuple[str, ...]]


class ViewIndex(NamedTuple):
    """Ids of entries by what they hold and by story, and all ids in order."""

    holding: Ids
    stories: Ids
    order: Mapping[ViewKind, tuple[str, ...]]


NO_INDEX = ViewIndex({}, {}, {})


def make_index(ledger: Ledger, homes: Mapping[str, str]) -> ViewIndex:
    """Return the index of a ledger's views.

    Args:
        ledger: whose views.
        homes: the story of each report.
    """
    if hasattr(ledger, "view_holding"):
        return NO_INDEX
    holding: dict[tuple[ViewKind, str], list[str]] = {}
    stories: dict[tuple[ViewKind, str], list[str]] = {}
    order: dict[ViewKind, tuple[str, ...]] = {}
    for kind in RECORD_TYPES:
        ids = []
        for record in ledger.view(kind):
            id_ = str(getattr(record, "id", ""))
            ids.append(id_)
            for member in _list_members(record):
                holding.setdefault((kind, member), []).append(id_)
            for story in _list_stories(record, homes):
                stories.setdefault((kind, story), []).append(id_)
        order[kind] = tuple(ids)
    return ViewIndex(_freeze(holding), _freeze(stories), order)


def _freeze(ids: Mapping[tuple[ViewKind, str], list[str]]) -> Ids:
    return {key: tuple(found) for key, found in ids.items()}


def _list_members(record: Record) -> Iterable[str]:
    if isinstance(record, Claim):
        return record.statements
    if isinstance(record, Entity):
        return record.speakers
    if isinstance(record, Copy | Relation):
        return dict.fromkeys((record.a, record.b))
    return ()


def _list_stories(record: Record, homes: Mapping[str, str]) -> Iterable[str]:
    if isinstance(record, Origin):
        return dict.fromkeys(homes[report] for report in record.reports if report in homes)
    if isinstance(record, Copy):
        return dict.fromkeys(homes[end] for end in (record.a, record.b) if end in homes)
    story = find_story(record)
    return (story,) if story else ()


def hold(ledger: Ledger, index: ViewIndex, kind: ViewKind, member: str) -> list[Record]:
    """Return the entries that hold a member."""
    found: Any = getattr(ledger, "view_holding", None)
    if found is not None:
        return list(found(kind, member))
    return _fetch(ledger, kind, index.holding.get((kind, member), ()))


def view_of(ledger: Ledger, index: ViewIndex, kind: ViewKind, story: str) -> list[Record]:
    """Return the entries of a story."""
    if kind == "origins" and not hasattr(ledger, "view_holding"):
        inside = frozenset(getattr(ledger.view_entry("stories", story), "reports", ()))
        found = _fetch(ledger, kind, index.stories.get((kind, story), ()))
        return [_take_part(item, inside) for item in found if isinstance(item, Origin)]
    return list(ledger.view(kind, story))


def _take_part(origin: Origin, inside: frozenset[str]) -> Origin:
    """Return what of an origin lies in the reports of one story."""
    return structs.replace(
        origin,
        reports=tuple(report for report in origin.reports if report in inside),
        passages=tuple(item for item in origin.passages if item[0] in inside),
        evidence=tuple(item for item in origin.evidence if item.report in inside),
    )


def count(ledger: Ledger, index: ViewIndex, kind: ViewKind, story: str | None = None) -> int:
    """Return how many entries there are."""
    found: Any = getattr(ledger, "view_count", None)
    if found is not None:
        return int(found(kind, story))
    ids = index.order.get(kind, ()) if story is None else index.stories.get((kind, story), ())
    return len(ids)


def page(
    ledger: Ledger, index: ViewIndex, kind: ViewKind, story: str | None, bounds: tuple[int, int]
) -> list[Record]:
    """Return some entries in order; ``bounds`` are how many to pass over, and how many to give."""
    offset, limit = bounds
    found: Any = getattr(ledger, "view_page", None)
    if found is not None:
        return list(found(kind, story, offset=offset, limit=limit))
    ids = index.order.get(kind, ()) if story is None else index.stories.get((kind, story), ())
    return _fetch(ledger, kind, islice(ids, offset, offset + limit))


def _fetch(ledger: Ledger, kind: ViewKind, ids: Iterable[str]) -> list[Record]:
    """Return entries by id; one that went away since the index was made is left out."""
    found = []
    for id_ in ids:
        try:
            found.append(ledger.view_entry(kind, id_))
        except NotFoundError:
            continue
    return found
