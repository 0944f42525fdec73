"""Views: what facts and standing judgements add up to, made anew whenever either has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal, Protocol, get_args

from onrecord.records import (
    Annotations,
    Claim,
    Copy,
    Entity,
    Forecast,
    Judgement,
    Origin,
    Record,
    Relation,
    Report,
    Story,
    Track,
)
from onrecord.store.judgements import list_active

Fact = tuple[Report, Annotations]
Progress = Callable[[str, int], None]
"""Told what was done, and how many: ``reports`` taken up, ``stories`` reconciled."""
GroupKind = Literal["copies", "origins", "stories"]
ReconcileKind = Literal["entities", "claims", "relations", "tracks", "forecasts"]
ViewKind = GroupKind | ReconcileKind
GROUP_KINDS: tuple[GroupKind, ...] = get_args(GroupKind)
RECONCILE_KINDS: tuple[ReconcileKind, ...] = get_args(ReconcileKind)
RECONCILED_KINDS: tuple[ViewKind, ...] = ("claims", "relations", "tracks", "forecasts")
STORY_KINDS: tuple[ViewKind, ...] = ("origins", *RECONCILED_KINDS)
"""What is made story by story; of these, what reconciling a story makes."""
RECORD_TYPES: Mapping[ViewKind, type[Record]] = {
    "copies": Copy,
    "origins": Origin,
    "stories": Story,
    "entities": Entity,
    "claims": Claim,
    "relations": Relation,
    "tracks": Track,
    "forecasts": Forecast,
}
_MAKERS = (
    "group", "reconcile", "records.py", "ids.py", "periods.py", "states.py", "states.toml",
    "store/making.py", "store/working_tables.py", "store/view_tables.py", "store/story_tables.py",
    "store/copy_tables.py", "store/entity_tables.py",
)  # fmt: skip
"""The code whose change makes views stale."""


class FactSource(Protocol):
    """What views are made from."""

    def facts(self) -> Iterator[Fact]:
        """Yield every report with its annotations."""
        ...

    def fact(self, report: str, revision: int | None = None) -> Fact:
        """Return one of them."""
        ...


class FactMap(Mapping[str, Fact]):
    """The facts of a ledger by report id, fetched when asked for: a large ledger fits no memory."""

    def __init__(self, source: FactSource, ids: Iterable[str]) -> None:
        self._source = source
        self._ids = dict.fromkeys(ids)

    def __getitem__(self, report: str) -> Fact:
        if report not in self._ids:
            raise KeyError(report)
        return self._source.fact(report)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


def compute_views(
    source: FactSource, ids: Iterable[str], judgements: Iterable[Judgement]
) -> dict[ViewKind, Sequence[Record]]:
    """Return every view of the facts, in the order in which they are kept.

    Args:
        source: the facts.
        ids: the ids of the reports, in order.
        judgements: all of them; only those that stand are applied.
    """
    from onrecord.group import group_reports
    from onrecord.reconcile import reconcile_stories

    active = list_active(judgements)
    grouping = group_reports(source.facts(), active)
    whole = reconcile_stories(FactMap(source, ids), grouping, active)
    views: dict[ViewKind, Sequence[Record]] = {}
    views |= {kind: getattr(grouping, kind) for kind in GROUP_KINDS}
    views |= {kind: getattr(whole, kind) for kind in RECONCILE_KINDS}
    return views


@cache
def fingerprint_code() -> str:
    """Return a hash of the code and word lists that views are made with."""
    digest = hashlib.sha256()
    package = files("onrecord")
    for name in _MAKERS:
        for file in _walk(package / name):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def _walk(place: Traversable) -> Iterator[Traversable]:
    if place.is_file():
        yield place
        return
    for inner in sorted(place.iterdir(), key=lambda item: item.name):
        if inner.name != "__pycache__":
            yield from _walk(inner)
