"""What views are made from, kept on a server: the same tables, the same results."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import given, settings

from onrecord.reconcile.entities import update_entities
from onrecord.store.copy_tables import TABLES as COPY_TABLES
from onrecord.store.copy_tables import SqlCopyIndex
from onrecord.store.entity_tables import TABLES as ENTITY_TABLES
from onrecord.store.entity_tables import EntityTables
from onrecord.store.postgres.connections import Link, Server
from onrecord.store.postgres.rows import PostgresRows
from onrecord.store.rows import make_tables
from onrecord.store.story_tables import TABLES as STORY_TABLES
from onrecord.store.story_tables import SqlStoryIndex
from tests.group import copying
from tests.group.arrivals import Arrival, Desk, draw_arrivals, set_small_limits
from tests.group.copying import Keeper, Step, draw_steps
from tests.reconcile.building import Draft
from tests.store.servers import share_server
from tests.store.test_entity_tables import STEPS, follow


@contextmanager
def open_rows(tables: tuple[str, ...]) -> Iterator[PostgresRows]:
    """Make derived tables on a server, in a transaction as views are made in."""
    link = Link(Server(share_server().make_place(), "tests", read_only=False, busy_seconds=9))
    rows = PostgresRows(link)
    with link.transact("BEGIN ISOLATION LEVEL REPEATABLE READ"):
        make_tables(rows, tables)
        yield rows
    link.close()


@settings(max_examples=10, deadline=None)
@given(draw_arrivals())
def test_stories_come_together_as_in_one_batch(arrivals: list[Arrival]) -> None:
    with set_small_limits(), open_rows(STORY_TABLES) as rows:
        desk = Desk(SqlStoryIndex(rows))
        for arrival in arrivals:
            desk.index = SqlStoryIndex(rows)
            desk.take(*arrival)


@settings(max_examples=10, deadline=None)
@given(STEPS)
def test_entities_come_together_as_in_one_batch(
    steps: list[tuple[dict[int, list[int] | None], list[tuple[str, list[str]]]]],
) -> None:
    with open_rows(ENTITY_TABLES) as rows:
        follow(EntityTables(rows), steps)


@settings(max_examples=10, deadline=None)
@given(draw_steps())
def test_copies_come_together_as_in_one_batch(steps: list[Step]) -> None:
    with copying.set_small_limits(), open_rows(COPY_TABLES) as rows:
        keeper = Keeper()
        for step in steps:
            keeper.take(SqlCopyIndex(rows), step)
        keeper.check(SqlCopyIndex(rows), steps[-1].stories)


def test_a_name_too_long_for_an_index_stops_nobody() -> None:
    words = random.Random(1).choices("abcdefghijklmnopqrstuvwxyz", k=9_000)
    draft = Draft("long", "2025-05-06", long := "".join(words).title())
    draft.mention(long, "person")
    draft.say(long, long, kind="person")
    with open_rows(ENTITY_TABLES) as rows:
        assert not update_entities(EntityTables(rows), [draft.fact()]).entities
