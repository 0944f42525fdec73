"""What only a ledger on a server can suffer: many writers, lost connections, restarts, rights."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg
import pytest

from onrecord.errors import (
    AnchorError,
    LedgerError,
    LockedError,
    NotALedgerError,
    VersionError,
    WriteError,
)
from onrecord.records import Refusal
from onrecord.show.exports import write_export
from onrecord.store import (
    EXPORT_KINDS,
    Ledger,
    LedgerOptions,
    make_judgement,
    open_ledger,
    postgres,
    writes,
)
from onrecord.store.postgres.databases import WRITE_LOCK
from onrecord.store.postgres.schema import load_migrations
from onrecord.store.rows import Rows
from tests.store.facts import FERRY, FERRY_LATER, MARKET, make_fact
from tests.store.servers import Server

FACT_TABLES = (
    "texts", "reports", "sightings", "annotations", "statements", "figures", "refusals",
    "judgements",
)  # fmt: skip
ROOT = Path(__file__).parents[3]
SECRET = "hunter2"
WAIT_SECONDS = 120


def fill(ledger: Ledger) -> None:
    """Add one of everything."""
    ledger.add(*make_fact("a", FERRY, "2024-10-29", path="a.txt"))
    ledger.add(*make_fact("a", FERRY_LATER, "2024-10-30"))
    ledger.add(*make_fact("b", MARKET, None))
    ledger.add_refusal(Refusal(path="c.txt", reason="empty"))
    ledger.judge(make_judgement("same", ["a", "b"], "ana", "2024-10-29T10:00:00Z", note="one boat"))


@pytest.fixture
def empty(server: Server) -> str:
    """The URL of a place where nothing is yet."""
    return server.make_place()


@pytest.fixture
def url(empty: str) -> str:
    """The URL of a ledger with one of everything."""
    with Ledger.open(empty) as ledger:
        fill(ledger)
    return empty


@contextmanager
def connect(url: str) -> Iterator[psycopg.Connection[Any]]:
    """Open the database of a ledger as its owner."""
    with psycopg.connect(url, autocommit=True) as raw:
        yield raw


def drop_others(server: Server) -> None:
    """End every connection to the server but the one that asks for it."""
    server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )


# ---------------------------------------------------------------- append only


@pytest.mark.parametrize("table", FACT_TABLES)
def test_the_server_itself_refuses_to_change_a_fact(url: str, table: str) -> None:
    with connect(url) as raw:
        (column,) = raw.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0",
            (table,),
        ).fetchall()[-1]
        for sql in (
            f"UPDATE {table} SET {column} = {column}",
            f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE",
        ):
            with pytest.raises(psycopg.errors.RaiseException, match="facts are only ever added"):
                raw.execute(sql.encode())


# ---------------------------------------------------------------- what is no ledger


def test_another_database_is_said_to_be_no_ledger_and_left_alone(empty: str) -> None:
    with connect(empty) as raw:
        raw.execute("CREATE TABLE t (x TEXT)")
        for read_only in (False, True):
            with pytest.raises(NotALedgerError, match="not a ledger; name an empty one"):
                Ledger.open(empty, read_only=read_only)
        assert raw.execute("SELECT count(*) FROM t").fetchone() == (0,)


def test_a_ledger_that_is_not_there_is_not_made_unasked(empty: str) -> None:
    for options in (LedgerOptions(create=False), LedgerOptions(read_only=True)):
        with pytest.raises(NotALedgerError, match="onrecord build"):
            open_ledger(empty, options)


def test_places_that_are_not_there_are_named(server: Server) -> None:
    nowhere = server.url("no_such_schema")
    with pytest.raises(NotALedgerError, match="search_path"):
        Ledger.open(nowhere)
    with pytest.raises(NotALedgerError, match="createdb"):
        Ledger.open(server.url().replace("/postgres", "/no_such_database"))


def test_a_database_of_another_encoding_is_refused(server: Server) -> None:
    server.execute("CREATE DATABASE latin ENCODING LATIN1 TEMPLATE template0")
    with pytest.raises(NotALedgerError, match="its text is LATIN1"):
        Ledger.open(server.url().replace("/postgres", "/latin"))


def test_a_server_that_is_not_there_is_said_so_without_the_password() -> None:
    with pytest.raises(WriteError, match="cannot be reached") as caught:
        Ledger.open(f"postgresql://ana:{SECRET}@127.0.0.1:1/desk?connect_timeout=2")
    assert "postgresql://ana@127.0.0.1:1/desk" in str(caught.value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "place",
    ["postgresql://ana:hunter2@[host/desk", "postgresql://ana:hunter2@host:%zz/desk",
     "postgres://ana:hunter2@host/desk?nonsense=1"],
)  # fmt: skip
def test_a_url_that_cannot_be_read_is_not_repeated(place: str) -> None:
    with pytest.raises(NotALedgerError, match="USER@HOST") as caught:
        Ledger.open(place)
    assert SECRET not in f"{caught.value} {caught.value.__context__ and caught.value.__cause__}"


# ---------------------------------------------------------------- versions


def test_a_newer_ledger_is_refused_and_left_alone(url: str) -> None:
    with connect(url) as raw:
        raw.execute(
            "INSERT INTO ledger_versions (version) VALUES (%s)", (len(load_migrations()) + 1,)
        )
    for read_only in (False, True):
        with pytest.raises(VersionError, match="upgrade onrecord"):
            Ledger.open(url, read_only=read_only)


def test_migrations_run_in_order_and_all_or_nothing(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = "-- more\nCREATE TABLE extra (x TEXT);\nINSERT INTO extra VALUES ('a;b');\n"
    broken = "INSERT INTO extra VALUES ('c');\nSELECT no_such_function();\n"
    now = load_migrations()
    monkeypatch.setattr(postgres, "load_migrations", lambda: (*now, good, broken))
    with pytest.raises(VersionError, match="open it once for writing"):
        Ledger.open(url, read_only=True)
    with pytest.raises(LedgerError):
        Ledger.open(url)
    monkeypatch.setattr(postgres, "load_migrations", lambda: now)
    with Ledger.open(url) as ledger:  # still of the old version
        assert ledger.check().clean
    monkeypatch.setattr(postgres, "load_migrations", lambda: (*now, good))
    with Ledger.open(url) as ledger:
        assert len(list(ledger.reports())) == 2
    with connect(url) as raw:
        assert raw.execute("SELECT x FROM extra").fetchall() == [("a;b",)]
        newest = raw.execute("SELECT max(version) FROM ledger_versions").fetchone()
        assert newest == (len(now) + 1,)


# ---------------------------------------------------------------- rights


def test_a_ledger_opened_for_reading_is_not_written(url: str) -> None:
    with Ledger.open(url, read_only=True) as ledger:
        assert len(list(ledger.reports())) == 2
        assert ledger.search("fire")
        with pytest.raises(WriteError, match="may not be written"):
            ledger.add(*make_fact("new"))
        assert len(list(ledger.reports())) == 2


def test_a_user_without_the_right_to_write_may_read(server: Server, url: str) -> None:
    schema = url.rpartition("%3D")[2]
    server.execute(f"CREATE ROLE reader_{schema} LOGIN")
    server.execute(f"GRANT USAGE ON SCHEMA {schema} TO reader_{schema}")
    server.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO reader_{schema}")
    with Ledger.open(url.replace("desk@", f"reader_{schema}@")) as ledger:
        assert len(list(ledger.reports())) == 2
        assert len(list(ledger.export("claims"))) == 3
        assert ledger.check().clean
        with pytest.raises(WriteError, match="may not be written by this user"):
            ledger.add(*make_fact("new"))


def test_a_user_set_to_read_only_stays_so(server: Server, url: str) -> None:
    schema = url.rpartition("%3D")[2]
    server.execute(f"CREATE ROLE careful_{schema} LOGIN SUPERUSER")
    server.execute(f"ALTER ROLE careful_{schema} SET default_transaction_read_only = on")
    with Ledger.open(url.replace("desk@", f"careful_{schema}@")) as ledger:
        assert len(list(ledger.export("claims"))) == 3
        with pytest.raises(WriteError, match="may not be written"):
            ledger.add(*make_fact("new"))


def test_the_rights_that_the_guide_gives_are_enough(server: Server, url: str) -> None:
    schema = url.rpartition("%3D")[2]
    guide = (ROOT / "docs/how-to/shared-database.md").read_text("utf-8")
    rights = guide.partition("```sql\n")[2].partition("```")[0]
    for name in ("public", "reader", "reporter"):
        rights = rights.replace(f" {name}", f" {name}_{schema}").replace(f"public_{schema}", schema)
    server.execute(f"CREATE ROLE reader_{schema}; CREATE ROLE reporter_{schema} LOGIN")
    server.execute(f"SET search_path = {schema}; {rights}")
    with Ledger.open(url.replace("desk@", f"reporter_{schema}@")) as ledger:
        assert ledger.add(*make_fact("new", path="new.txt")) == "added"
        assert ledger.add(*make_fact("new", MARKET, "2025")) == "revised"
        ledger.add_refusal(Refusal(path="d.txt", reason="empty"))
        assert ledger.judge(make_judgement("reject", ["x"], "rui", "2024-10-29T10:00:00Z"))
        assert ledger.check().clean
        assert {report for row in ledger.export("stories") for report in row["reports"]} == {
            "a", "b", "new",
        }  # fmt: skip


# ---------------------------------------------------------------- others at work


def test_a_ledger_held_too_long_is_said_to_be_locked(url: str) -> None:
    with connect(url) as other, open_ledger(url, LedgerOptions(busy_seconds=0.05)) as ledger:
        other.execute("BEGIN")
        other.execute(
            "SELECT pg_advisory_xact_lock(%s, current_schema()::regnamespace::oid::int)",
            (WRITE_LOCK,),
        )
        assert len(list(ledger.reports())) == 2  # readers do not wait
        with pytest.raises(LockedError, match="run again"):
            ledger.add(*make_fact("new"))
        other.execute("ROLLBACK")
        assert ledger.add(*make_fact("new")) == "added"


def test_what_one_writer_adds_another_sees_at_once(url: str) -> None:
    with Ledger.open(url) as first, Ledger.open(url) as second:
        before = second.state()
        first.add(*make_fact("new"))
        assert second.state() != before
        assert second.add(*make_fact("new")) == "known"
        with second.snapshot():
            count = second.counts()["reports"]
            first.add(*make_fact("newer"))
            assert second.counts()["reports"] == count == len(list(second.reports()))
        assert second.counts()["reports"] == count + 1


def test_views_are_made_by_one_at_a_time_while_facts_are_added(empty: str) -> None:
    options = LedgerOptions(busy_seconds=0.05)
    first, second = (open_ledger(empty, options) for _ in range(2))
    with first, second, first._database.refreshing_rows() as rows:  # type: ignore[attr-defined]
        count = "SELECT count(*) FROM reports"
        assert rows.execute(count) == [(0,)]
        assert second.add(*make_fact("new")) == "added"
        assert rows.execute(count) == [(0,)]
        with pytest.raises(LockedError, match="run again"), second._database.refreshing_rows():  # type: ignore[attr-defined]
            raise AssertionError
    with open_ledger(empty, options) as third, third._database.refreshing_rows() as rows:  # type: ignore[attr-defined]
        assert rows.execute(count) == [(1,)]


WRITE_MANY = """
import sys
from onrecord.store import Ledger
from tests.store.facts import FERRY, MARKET, make_fact

url, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
with Ledger.open(url) as ledger:
    for number in range(count):
        ledger.add_many([
            make_fact(f"{name}{number}", f"{MARKET} {number} {name} said so."),
            make_fact(f"both{number}", f"{MARKET} {number} said both."),
        ])
        ledger.add(*make_fact("live", f"{FERRY} {number} {name}", f"2024-10-{1 + number % 28:02}"))
"""
NAMES = ("north", "south", "east", "west")


@contextmanager
def start_writers(url: str, count: int) -> Iterator[None]:
    """Let four programs write to one ledger, and see that each comes to its end."""
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE_MANY, url, name, str(count)],
            cwd=ROOT,
            stderr=subprocess.PIPE,
        )
        for name in NAMES
    ]
    try:
        yield
        for writer in writers:
            _, errors = writer.communicate(timeout=WAIT_SECONDS)
            assert (writer.returncode, errors.decode()) == (0, "")
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()


def wait_until(url: str, number: int, names: Sequence[str] = NAMES) -> None:
    """Wait until each of the writers has come as far as its report of that number."""
    wanted = {f"{name}{number}" for name in names}
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        with connect(url) as raw:
            try:
                rows = raw.execute("SELECT id FROM reports").fetchall()
            except psycopg.errors.UndefinedTable:  # not even made yet
                rows = []
        if wanted <= {row[0] for row in rows}:
            return
    raise AssertionError(f"the writers did not come as far as {number}")


def assert_whole(url: str, count: int) -> None:
    """See that all the writers wrote is there, each thing once."""
    names = (*NAMES, "both")
    with Ledger.open(url) as ledger:
        ids = [report.id for report in ledger.reports()]
        wanted = {f"{name}{n}" for name in names for n in range(count)} | {"live"}
        assert (len(ids), set(ids)) == (len(wanted), wanted)
        assert len(ledger.revisions("live")) == len(NAMES) * count
        assert ledger.counts()["revisions"] == len(names) * count + len(NAMES) * count
        assert ledger.report("live").published.edtf == f"2024-10-{min(count, 28):02}"
        assert ledger.check().clean


def test_four_writers_at_once_lose_and_double_nothing(empty: str) -> None:
    with start_writers(empty, 12):
        pass
    assert_whole(empty, 12)


def test_writers_go_on_after_lost_connections_and_a_restart(server: Server, empty: str) -> None:
    with start_writers(empty, 40):
        wait_until(empty, 3)
        drop_others(server)
        wait_until(empty, 8)
        server.stop(signal.SIGQUIT)  # as in a crash
        server.start()
    assert_whole(empty, 40)


def test_a_killed_writer_leaves_nothing_half_and_is_run_again(empty: str) -> None:
    command = [sys.executable, "-c", WRITE_MANY, empty, "north", "12"]
    with subprocess.Popen(command, cwd=ROOT) as writer:
        wait_until(empty, 3, ("north",))
        writer.kill()
    with Ledger.open(empty) as ledger:
        assert ledger.check().clean
    with start_writers(empty, 12):
        pass
    assert_whole(empty, 12)


def test_a_connection_lost_within_a_transaction_costs_nothing(
    server: Server, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = break_writing(monkeypatch, server, times=1)
    facts = [make_fact("c", MARKET, None), make_fact("d", FERRY), make_fact("e", MARKET)]
    with Ledger.open(url) as ledger:
        assert ledger.add_many(facts) == ["added"] * 3
        assert calls == [3, 3]
        assert {report.id for report in ledger.reports()} == {"a", "b", "c", "d", "e"}
        assert ledger.check().clean


def test_a_connection_lost_again_and_again_is_said_and_leaves_nothing_half(
    server: Server, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_writing(monkeypatch, server, times=9)
    with Ledger.open(url) as ledger:
        with pytest.raises(WriteError, match="run again"):
            ledger.add_many([make_fact("c", MARKET), make_fact("d", FERRY)])
        assert {report.id for report in ledger.reports()} == {"a", "b"}
        assert ledger.check().clean


def test_a_commit_whose_answer_is_lost_is_not_done_twice(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute = psycopg.Connection.execute
    commits: list[object] = []

    def execute_and_break(connection: psycopg.Connection[Any], query: Any, *rest: Any) -> Any:
        result = execute(connection, query, *rest)
        if query == "COMMIT":
            commits.append(query)
            if len(commits) % 2:
                connection.close()
                raise psycopg.OperationalError("server closed the connection unexpectedly")
        return result

    judgement = make_judgement("reject", ["x"], "rui", "2024-10-29T10:00:00Z")
    with Ledger.open(url) as ledger:
        monkeypatch.setattr(psycopg.Connection, "execute", execute_and_break)
        assert ledger.add(*make_fact("new")) == "known"  # by the first of the two
        assert not ledger.judge(judgement)
        monkeypatch.undo()
        assert ledger.counts()["reports"] == 3
        assert judgement in ledger.judgements()
        assert ledger.check().clean


def break_writing(monkeypatch: pytest.MonkeyPatch, server: Server, times: int) -> list[int]:
    """Lose the connection when a batch is written but not yet kept; return the batches' sizes."""
    begun: list[int] = []
    insert = writes.insert_facts

    def insert_and_break(rows: Rows, index: Any, facts: Sequence[writes.Prepared]) -> Any:
        begun.append(len(facts))
        results = insert(rows, index, facts)
        if len(begun) <= times:
            drop_others(server)
        return results

    monkeypatch.setattr(writes, "insert_facts", insert_and_break)
    return begun


def test_a_restart_between_two_calls_is_not_noticed(server: Server, url: str) -> None:
    with Ledger.open(url) as ledger:
        list(ledger.reports())
        uses: list[Callable[[], object]] = [
            lambda: ledger.add(*make_fact("new")),
            lambda: list(ledger.reports()),
            lambda: ledger.search("fire"),
            lambda: ledger.judge(make_judgement("reject", ["x"], "ana", "2024-10-29T10:00:00Z")),
            ledger.state,
        ]
        for use in uses:
            server.stop()
            server.start()
            assert use()
        with ledger.snapshot():
            assert ledger.counts()["reports"] == 3
        assert ledger.check().clean


def test_a_server_that_stays_away_is_said_so(server: Server, url: str) -> None:
    with open_ledger(url, LedgerOptions(busy_seconds=0.1)) as ledger:
        reading = ledger.reports()
        next(reading)
        server.stop()
        try:
            with pytest.raises(WriteError, match="run again"):
                ledger.add(*make_fact("new"))
            with pytest.raises(WriteError, match="run again"):
                ledger.counts()
            with pytest.raises(WriteError, match="run again"), ledger.snapshot():
                ledger.counts()
        finally:
            server.start()
        assert ledger.counts()["reports"] == 2


def test_a_reading_cut_short_is_an_error_and_not_an_end(server: Server, empty: str) -> None:
    with Ledger.open(empty) as ledger:
        ledger.add_many(make_fact(f"m{number:03}", MARKET) for number in range(200))
        reading = ledger.reports()
        next(reading)
        drop_others(server)
        with pytest.raises(WriteError, match="run again"):
            list(reading)
        assert len(list(ledger.reports())) == 200


# ---------------------------------------------------------------- what a check finds

HARMS = {
    "wrong-hash": "UPDATE texts SET text = convert_to(replace(convert_from(text, 'UTF8'), "
    "'3 stalls', '9 stalls'), 'UTF8')",
    "missing-row": "DELETE FROM texts",
    "dangling-row": "DELETE FROM texts",
    "unreadable": "UPDATE annotations SET record = '{' WHERE seq = 1",
    "wrong-key": "UPDATE reports SET reading = 'x' WHERE seq = 1",
    "wrong-index": "UPDATE statements SET id = 'x' WHERE annotations = 1 AND ordinal = 0",
    "wrong-current": "UPDATE current SET annotations = 1, report = 1 WHERE id = 'a'",
    "bad-judgement": "UPDATE judgements SET record = convert_to(replace(convert_from("
    "record, 'UTF8'), 'one boat', 'two boats'), 'UTF8')",
    "damaged": "DROP TABLE sightings CASCADE",
}  # fmt: skip


@pytest.mark.parametrize("kind", HARMS)
def test_a_check_finds_what_somebody_changed(url: str, kind: str) -> None:
    with connect(url) as raw:
        raw.execute("SET session_replication_role = replica")  # past triggers and references
        raw.execute(HARMS[kind].encode())
    with Ledger.open(url) as ledger:
        result = ledger.check()
    assert kind in result.counts
    assert any(problem.kind == kind and problem.id for problem in result.problems)


def test_a_text_that_was_changed_is_not_quoted(url: str) -> None:
    with connect(url) as raw:
        raw.execute("SET session_replication_role = replica")
        raw.execute(HARMS["wrong-hash"].encode())
    with Ledger.open(url) as ledger, pytest.raises(AnchorError, match="onrecord check"):
        ledger.report("b")


# ---------------------------------------------------------------- what is large, and what is odd


def test_what_is_too_long_for_an_index_is_kept_all_the_same(empty: str) -> None:
    name = "Ana " + "Lopes" * 2_000
    text = f"Headline\n{name} said {' '.join(f'word{n}x' for n in range(150_000))}"
    fact = make_fact("long", text, path="p" * 9_000)
    with Ledger.open(empty) as ledger:
        ledger.add(*fact)
        assert ledger.fact("long") == fact
        assert list(ledger.facts_by(name)) == [fact]
        assert [hit.report for hit in ledger.search("word149999x")] == ["long"]
        assert ledger.check().clean


def fill_with_odd_ones(ledger: Ledger) -> dict[str, bytes]:
    """Add reports whose ids sort in other ways in other places; return all exports as bytes."""
    for name in ("Zürich", "zebra", "Zulu", "a b", "a-b", "a_b", "ÁB", "\U0001f525", "\uffee"):
        ledger.add(*make_fact(name, f"{MARKET} {name}", "2024-10-29", path=f"{name}.txt"))
    ledger.add(*make_fact("nul", "a\0b\ud800\nX said: 7 boats\0left.", None))
    fill(ledger)
    return {kind: export(ledger, kind) for kind in EXPORT_KINDS}


def export(ledger: Ledger, kind: str) -> bytes:
    """Return what ``onrecord export`` prints."""
    out = BytesIO()
    write_export(ledger, kind, "jsonl", out)
    return out.getvalue()


def test_the_same_reports_export_the_same_from_either_engine(empty: str, tmp_path: Path) -> None:
    with Ledger.open(empty) as shared, Ledger.open(tmp_path / "desk.db") as own:
        assert fill_with_odd_ones(shared) == fill_with_odd_ones(own)
        assert list(shared.refusals()) == list(own.refusals())
        assert shared.judgements() == own.judgements()
        assert shared.counts() == own.counts()
