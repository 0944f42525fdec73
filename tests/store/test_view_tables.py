from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from onrecord.records import Claim, Copy, Origin, Relation, Story
from onrecord.store.connections import open_memory
from onrecord.store.databases import Database
from onrecord.store.making import create_tables, drop_tables
from onrecord.store.view_tables import Placed, ViewTables


@pytest.fixture
def database() -> Iterator[Database]:
    database = open_memory()
    database.write(create_tables)
    yield database
    database.close()


@pytest.fixture
def views(database: Database) -> Iterator[ViewTables]:
    with database.writing_rows() as rows:
        yield ViewTables(rows)


def make_claim(id_: str, story: str, *statements: str) -> Claim:
    return Claim(id=id_, story=story, text=id_, statements=statements)


def make_copy(id_: str, a: str, b: str, start: int = 0) -> Copy:
    return Copy(id=id_, a=a, b=b, a_span=(start, start + 9), b_span=(0, 9))


def list_ids(records: object) -> list[str]:
    return [record.id for record in records]  # type: ignore[attr-defined]


def test_one_story_is_replaced_and_the_others_stay(views: ViewTables) -> None:
    views.replace_story("claims", "s2", [Placed(make_claim("c", "s2"), "2", "s2")])
    views.replace_story("claims", "s1", [Placed(make_claim("a", "s1"), "1", "s1")])
    views.replace_story("claims", "s1", [Placed(make_claim("b", "s1"), "1", "s1")])
    assert list_ids(views.iterate("claims")) == ["b", "c"]
    assert list_ids(views.iterate("claims", "s2")) == ["c"]
    assert views.count("claims") == 2
    assert views.count("claims", "s1") == 1


def test_a_kind_is_read_in_the_order_of_its_ranks_page_by_page(views: ViewTables) -> None:
    entries = [Placed(make_claim(f"c{n:04}", "s"), f"{n:04}", "s") for n in range(1200)]
    views.replace_story("claims", "s", reversed(entries))
    whole = list_ids(views.iterate("claims"))
    assert whole == [f"c{n:04}" for n in range(1200)]
    assert list_ids(views.page("claims", None, 600, 3)) == whole[600:603]
    assert list_ids(views.page("claims", "s", 1198, 5)) == whole[1198:]


def test_a_copy_across_two_stories_is_found_from_both_and_listed_once(views: ViewTables) -> None:
    views.replace_entries("copies", [], [Placed(make_copy("x", "r1", "r2"), "1", "s1", "s2")])
    assert list_ids(views.iterate("copies", "s1")) == ["x"]
    assert list_ids(views.iterate("copies", "s2")) == ["x"]
    assert list_ids(views.iterate("copies")) == ["x"]
    assert list_ids(views.list_holding("copies", "r2")) == ["x"]


def test_the_parts_of_an_origin_are_joined_where_it_is_read_whole(views: ViewTables) -> None:
    for story, report in (("s2", "r2"), ("s1", "r1")):
        part = Origin(
            id="ap", kind="wire", name="AP", reports=(report,), passages=((report, (0, 9)),)
        )
        views.replace_story("origins", story, [Placed(part, "wire AP ap", story)])
    (whole,) = views.iterate("origins")
    assert isinstance(whole, Origin)
    assert sorted(whole.reports) == ["r1", "r2"]
    assert views.find("origins", "ap") == whole
    assert views.page("origins", None, 0, 10) == [whole]
    (own,) = views.iterate("origins", "s2")
    assert isinstance(own, Origin)
    assert own.reports == ("r2",)
    assert views.count("origins") == 1


def test_entries_are_found_by_what_they_hold(views: ViewTables) -> None:
    views.replace_story("claims", "s", [Placed(make_claim("c", "s", "m1", "m2"), "1", "s")])
    relation = Relation(id="r", story="s", kind="denies", a="c", b="d")
    views.replace_story("relations", "s", [Placed(relation, "1", "s")])
    story = Story(id="s", title="t", reports=("r1", "r2"))
    views.replace_entries("stories", [], [Placed(story, "1", "s")])
    assert list_ids(views.list_holding("claims", "m2")) == ["c"]
    assert list_ids(views.list_holding("relations", "d")) == ["r"]
    assert views.find_homes(["r1", "r2", "r3"]) == {"r1": "s", "r2": "s"}
    views.replace_story("claims", "s", [])
    assert views.list_holding("claims", "m2") == []


def test_dropping_leaves_no_derived_table(database: Database) -> None:
    with database.writing_rows() as rows:
        drop_tables(rows)
        left = rows.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    assert left == [("story_moves",)]


def test_the_caller_decides_whether_it_is_kept(database: Database) -> None:
    def write() -> None:
        with database.writing_rows() as rows:
            claim = Placed(make_claim("c", "s"), "1", "s")
            ViewTables(rows).replace_story("claims", "s", [claim])
            raise sqlite3.IntegrityError("x")

    with pytest.raises(Exception, match="x"):
        write()
    with database.rows() as rows:
        assert ViewTables(rows).count("claims") == 0
