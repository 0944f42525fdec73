"""Looking things up in a ledger, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from onrecord.records import Claim, Record, Relation, Story
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


def count_view(ledger: Ledger, kind: ViewKind, story: str) -> int:
    """Return how many entries of a view a story has."""
    return sum(1 for _ in ledger.view(kind, story))


def list_claims_of(ledger: Ledger, statement: str) -> Iterator[Claim]:
    """Yield the claims that hold a statement."""
    claims = list_view(ledger, "claims", None, Claim)
    return (claim for claim in claims if statement in claim.statements)


def list_relations(ledger: Ledger, claim: Claim) -> list[Relation]:
    """Return the relations in which a claim stands."""
    relations = list_view(ledger, "relations", claim.story, Relation)
    return [relation for relation in relations if claim.id in {relation.a, relation.b}]


def find_next(offset: int, page: Sequence[Item], total: int) -> int | None:
    """Return where the next page begins, or None where there is none.

    >>> find_next(0, ["a", "b"], 3), find_next(2, ["c"], 3)
    (2, None)
    """
    end = offset + len(page)
    return end if page and end < total else None
