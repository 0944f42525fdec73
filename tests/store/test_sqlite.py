"""What only a file can suffer: other programs, other versions, full disks, closed folders."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

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
from onrecord.store import Ledger, LedgerOptions, make_judgement, open_ledger, sqlite
from onrecord.store.schema import load_migrations, split_script
from tests.store.facts import FERRY, FERRY_LATER, MARKET, make_fact

FIXTURE = Path(__file__).parent / "data" / "ledger-v1.db"
FACT_TABLES = (
    "texts", "reports", "sightings", "annotations", "statements", "figures", "refusals",
    "judgements",
)  # fmt: skip
SAME = make_judgement("same", ["a", "b"], "ana", "2024-10-29T10:00:00Z", note="one boat")


def fill(ledger: Ledger) -> None:
    """Add one of everything."""
    ledger.add(*make_fact("a", FERRY, "2024-10-29", path="a.txt"))
    ledger.add(*make_fact("a", FERRY_LATER, "2024-10-30"))
    ledger.add(*make_fact("b", MARKET, None))
    ledger.add_refusal(Refusal(path="c.txt", reason="empty"))
    ledger.judge(SAME)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger file with one of everything."""
    with Ledger.open(tmp_path / "desk.db") as ledger:
        fill(ledger)
    return tmp_path / "desk.db"


@contextmanager
def tamper(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a ledger as somebody who means harm would: past its triggers."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        for (name,) in raw.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("PRAGMA foreign_keys = OFF")
        yield raw


# ---------------------------------------------------------------- append only


@pytest.mark.parametrize("table", FACT_TABLES)
def test_sqlite_itself_refuses_to_change_a_fact(path: Path, table: str) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA recursive_triggers = ON")
        column = raw.execute(f"PRAGMA table_info({table})").fetchall()[-1][1]
        for sql in (
            f"UPDATE {table} SET {column} = {column}",
            f"DELETE FROM {table}",
            f"REPLACE INTO {table} SELECT * FROM {table}",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="facts are only ever added"):
                raw.execute(sql)


# ---------------------------------------------------------------- what is no ledger


def make_text_file(path: Path) -> None:
    path.write_text("not a database, but long enough to have a header\n" * 20)


def make_other_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE t (x)")


def make_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("make", [make_text_file, make_other_database, make_folder])
def test_what_is_no_ledger_is_said_to_be_none_and_left_alone(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    path = tmp_path / "thing"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    for read_only in (False, True):
        with pytest.raises(NotALedgerError, match="name a"):
            Ledger.open(path, read_only=read_only)
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_ledger_that_is_not_there_is_not_made_unasked(tmp_path: Path) -> None:
    for options in (LedgerOptions(create=False), LedgerOptions(read_only=True)):
        with pytest.raises(NotALedgerError, match="make it with"):
            open_ledger(tmp_path / "no.db", options)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(WriteError, match="make it first"):
        Ledger.open(tmp_path / "no" / "folder" / "x.db")


def test_an_empty_file_becomes_a_ledger_only_when_it_may(tmp_path: Path) -> None:
    path = tmp_path / "made by a build that was killed at once"
    path.touch()
    with pytest.raises(NotALedgerError, match="empty"):
        Ledger.open(path, create=False)
    with Ledger.open(path) as ledger:
        assert ledger.check().clean


def test_other_kinds_of_place_are_named(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no such kind of ledger") as caught:
        Ledger.open("gopher://ana:hunter2@host/ledger")
    assert "hunter2" not in str(caught.value)
    odd = tmp_path / "100% mine? #1.db"
    with Ledger.open(odd) as ledger:
        ledger.add(*make_fact())
    assert odd.exists()


def test_a_damaged_ledger_is_an_error_when_read_and_a_problem_when_checked(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        sql = "SELECT rootpage FROM sqlite_schema WHERE name IN ('texts', 'annotations')"
        pages = [row[0] for row in raw.execute(sql)]
    data = bytearray(path.read_bytes())
    for page in pages:
        data[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    path.write_bytes(data)
    with Ledger.open(path) as ledger, pytest.raises(NotALedgerError, match="damaged"):
        list(ledger.facts())
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.check().counts["damaged"]


# ---------------------------------------------------------------- versions


def test_a_newer_ledger_is_refused_and_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"PRAGMA user_version = {len(load_migrations()) + 1}")
    for read_only in (False, True):
        with pytest.raises(VersionError, match="upgrade onrecord"):
            Ledger.open(path, read_only=read_only)


def test_a_ledger_of_version_1_is_brought_forward_whole(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    shutil.copy(FIXTURE, path)
    with Ledger.open(path) as ledger, Ledger.open(":memory:") as fresh:
        fill(fresh)
        assert list(ledger.facts()) == list(fresh.facts())
        assert ledger.report("a", revision=1).path == "a.txt"
        assert list(ledger.refusals()) == list(fresh.refusals())
        assert ledger.judgements() == (SAME,)
        assert ledger.search("stalls") == fresh.search("stalls") != []
        assert ledger.check().clean
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (len(load_migrations()),)


def test_migrations_run_in_order_and_all_or_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = "-- more\nCREATE TABLE extra (x TEXT) STRICT;\nINSERT INTO extra VALUES ('a;b');\n"
    broken = "INSERT INTO extra VALUES ('c');\nSELECT no_such_function();\n"
    now = load_migrations()
    monkeypatch.setattr(sqlite, "load_migrations", lambda: (*now, good, broken))
    with pytest.raises(VersionError, match="open it once for writing"):
        Ledger.open(path, read_only=True)
    with pytest.raises(LedgerError):
        Ledger.open(path)
    monkeypatch.setattr(sqlite, "load_migrations", lambda: now)
    with Ledger.open(path) as ledger:  # still of the old version
        assert ledger.check().clean
    monkeypatch.setattr(sqlite, "load_migrations", lambda: (*now, good))
    with Ledger.open(path) as ledger:
        assert len(list(ledger.reports())) == 2
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT x FROM extra").fetchall() == [("a;b",)]
        assert raw.execute("PRAGMA user_version").fetchone() == (len(now) + 1,)


def test_a_script_splits_into_its_statements() -> None:
    script = "-- why\n\nCREATE TRIGGER t BEFORE DELETE ON x\nBEGIN SELECT 1; END;\nSELECT ';';\n"
    assert [part.strip().split()[0] for part in split_script(script)] == ["CREATE", "SELECT"]


# ---------------------------------------------------------------- reading only


def test_a_ledger_opened_for_reading_is_not_written(path: Path) -> None:
    with Ledger.open(path) as ledger:
        stories = list(ledger.export("stories"))
    with Ledger.open(path, read_only=True) as ledger:
        assert list(ledger.export("stories")) == stories
        with pytest.raises(WriteError, match="may not be written"):
            ledger.add(*make_fact("new"))


def test_views_are_made_without_keeping_them_where_nothing_may_be_kept(path: Path) -> None:
    with Ledger.open(path, read_only=True) as ledger:
        stories = list(ledger.export("stories"))
        assert stories
        first = ledger.view_entry("stories", stories[0]["id"])
        assert list(ledger.view("stories", stories[0]["id"])) == [first]
        with pytest.raises(LedgerError, match="no such entry"):
            ledger.view_entry("stories", "none")
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT count(*) FROM derived_state").fetchone() == (0,)


def mount(*arguments: str) -> None:
    """Mount something, or skip the test where that is not permitted."""
    command = ["mount", *arguments]
    if not shutil.which("mount") or subprocess.run(command, check=False).returncode:
        pytest.skip("mounting is not permitted here")


@contextmanager
def closed_folder(folder: Path) -> Iterator[None]:
    """Make a folder read-only; root, who may write anywhere, needs a mount for it."""
    if os.geteuid():
        folder.chmod(0o555)
        yield
        folder.chmod(0o755)
        return
    mount("--bind", str(folder), str(folder))
    subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_closed_folder_can_be_read_and_says_why_it_cannot_be_written(path: Path) -> None:
    with closed_folder(path.parent):
        with Ledger.open(path, read_only=True) as ledger:
            assert len(list(ledger.export("reports"))) == 2
            assert ledger.search("fire")
        for place in (path, path.parent / "new.db"):
            with pytest.raises(WriteError, match=r"permissions|may not be written"):
                Ledger.open(place).add(*make_fact("new"))


# ---------------------------------------------------------------- full disks

FILL_UP = """
import resource, sys
from onrecord.errors import WriteError
from onrecord.store import Ledger
from tests.store.facts import MARKET, make_fact

limit = int(sys.argv[2])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
added = 0
try:
    with Ledger.open(sys.argv[1]) as ledger:
        for number in range(2000):
            ledger.add(*make_fact(f"m{number:04}", f"{MARKET} {number} said " + "smoke " * 400))
            added += 1
except WriteError as error:
    print(added, error)
"""


def fill_up(path: Path, limit_bytes: int) -> tuple[int, str]:
    """Add reports until no more can be written; return how many were, and the error."""
    done = subprocess.run(
        [sys.executable, "-c", FILL_UP, str(path), str(limit_bytes)],
        capture_output=True, text=True, cwd=Path(__file__).parents[2], check=True,
    )  # fmt: skip
    count, _, message = done.stdout.strip().partition(" ")
    return int(count), message


def test_a_file_that_may_not_grow_keeps_what_was_added(tmp_path: Path) -> None:
    added, message = fill_up(tmp_path / "desk.db", 2_000_000)
    assert "make room and run again" in message
    with Ledger.open(tmp_path / "desk.db") as ledger:
        assert ledger.counts()["reports"] == added > 0
        assert ledger.check().clean
        assert ledger.add(*make_fact("after")) == "added"


def test_a_full_disk_keeps_what_was_added(tmp_path: Path) -> None:
    mount("-t", "tmpfs", "-o", "size=3m", "none", str(tmp_path))
    try:
        added, message = fill_up(tmp_path / "desk.db", 0)
        assert "make room and run again" in message
        with Ledger.open(tmp_path / "desk.db", read_only=True) as ledger:
            assert ledger.counts()["reports"] == added > 0
            assert ledger.check().clean
        subprocess.run(["mount", "-o", "remount,size=30m", str(tmp_path)], check=True)
        with Ledger.open(tmp_path / "desk.db") as ledger:
            assert ledger.add(*make_fact("after")) == "added"
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


# ---------------------------------------------------------------- others at work


def test_a_ledger_held_too_long_is_said_to_be_locked(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with open_ledger(path, LedgerOptions(busy_seconds=0.05)) as ledger:
            assert len(list(ledger.reports())) == 2  # readers do not wait
            with pytest.raises(LockedError, match="run again"):
                ledger.add(*make_fact("new"))
        other.execute("ROLLBACK")


WRITE_MANY = """
import sys
from onrecord.store import Ledger
from tests.store.facts import MARKET, make_fact

path, name = sys.argv[1:]
with Ledger.open(path) as ledger:
    for number in range(40):
        ledger.add(*make_fact(f"{name}{number}", f"{MARKET} {number} {name} said so."))
        ledger.add(*make_fact(f"both{number}", f"{MARKET} {number} said both."))
"""


def test_two_writers_at_once_lose_and_double_nothing(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE_MANY, str(path), name],
            cwd=Path(__file__).parents[2],
            stderr=subprocess.PIPE,
        )
        for name in ("left", "right")
    ]
    for writer in writers:
        _, errors = writer.communicate(timeout=60)
        assert (writer.returncode, errors) == (0, b"")
    with Ledger.open(path) as ledger:
        ids = {report.id for report in ledger.reports()}
        assert ids == {f"{name}{n}" for name in ("left", "right", "both") for n in range(40)}
        assert ledger.counts()["statements"] == 3 * 40
        assert ledger.check().clean


# ---------------------------------------------------------------- what a check finds

HARMS = {
    "wrong-hash": "UPDATE texts SET text = CAST(replace(CAST(text AS TEXT), "
    "'3 stalls', '9 stalls') AS BLOB)",
    "missing-row": "DELETE FROM texts WHERE rowid = 1",
    "dangling-row": "DELETE FROM texts WHERE rowid = 1",
    "unreadable": "UPDATE annotations SET record = CAST('{' AS BLOB) WHERE seq = 1",
    "wrong-key": "UPDATE reports SET reading = 'x' WHERE seq = 1",
    "wrong-index": "UPDATE statements SET id = 'x' WHERE seq = 1",
    "wrong-current": "UPDATE current SET annotations = 1, report = 1 WHERE id = 'a'",
    "broken-anchor": "UPDATE annotations SET record = CAST(replace(CAST(record AS TEXT), "
    "'\"span\":[', '\"span\":[9') AS BLOB)",
    "bad-judgement": "UPDATE judgements SET record = CAST(replace(CAST(record AS TEXT), "
    "'one boat', 'two boats') AS BLOB)",
}  # fmt: skip


@pytest.mark.parametrize("kind", HARMS)
def test_a_check_finds_what_somebody_changed(path: Path, kind: str) -> None:
    with tamper(path) as raw:
        assert raw.execute(HARMS[kind]).rowcount
    with Ledger.open(path) as ledger:
        result = ledger.check()
    assert kind in result.counts
    assert any(problem.kind == kind and problem.id for problem in result.problems)


def test_a_text_that_was_changed_is_not_quoted(path: Path) -> None:
    with tamper(path) as raw:
        raw.execute(HARMS["wrong-hash"])
    with Ledger.open(path) as ledger, pytest.raises(AnchorError, match="onrecord check"):
        ledger.report("b")
