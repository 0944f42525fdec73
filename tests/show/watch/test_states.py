"""The memory of a watch: one at a time, and nothing half written."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.errors import LockedError, NotALedgerError, WriteError
from onrecord.show.news import Change
from onrecord.show.watch.events import Event
from onrecord.show.watch.states import Pause, Poll, WatchState


def make(key: str) -> Event:
    change = Change(kind="report added", story="st", text="Lone \ud800", ids=(key,))
    return Event(key=key, title="A title", change=change)


def test_what_was_kept_is_there_again(tmp_path: Path) -> None:
    path = tmp_path / "a.watch"
    with WatchState(path) as state:
        state.save_poll("u", Poll(due=3.5, etag='"v"', failures=2))
        state.save_pause("h", Pause(until=9.0, failures=1))
        state.note({"r1": None, "r2": 3})
        state.note({"r1": 7})
    with WatchState(path) as state:
        assert state.load_poll("u") == Poll(due=3.5, etag='"v"', failures=2)
        assert state.load_pause("h") == Pause(until=9.0, failures=1)
        assert state.load_notes() == {"r1": None, "r2": 3}
        assert (state.load_poll("x"), state.load_pause("x")) == (Poll(), Pause())


def test_an_event_is_there_once_until_it_is_told(tmp_path: Path) -> None:
    with WatchState(tmp_path / "a.watch") as state:
        state.note({"r1": None})
        state.settle(["r1"], [make("a"), make("b"), make("a")])
        assert state.load_notes() == {}
        assert [event.key for event in state.list_unprinted()] == ["a", "b"]
        state.mark_printed(state.list_unprinted())
        state.mark_posted(make("a"))
        state.forget_told(posts=True)
        assert [event.key for event in state.list_unposted()] == ["b"]
        state.settle([], [make("a")])
        assert state.list_unprinted() == []


def test_without_a_webhook_nothing_waits_for_one(tmp_path: Path) -> None:
    with WatchState(tmp_path / "a.watch") as state:
        state.settle([], [make("a")])
        state.mark_printed(state.list_unprinted())
        state.forget_told(posts=False)
        assert state.list_unposted() == []


def test_a_step_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    with WatchState(tmp_path / "a.watch") as state:
        with pytest.raises(ZeroDivisionError):
            state.settle([], (make(str(1 // number)) for number in (1, 0)))
        assert state.list_unprinted() == []


def test_two_watches_of_one_memory_are_refused(tmp_path: Path) -> None:
    with (
        WatchState(tmp_path / "a.watch"),
        pytest.raises(LockedError, match="another watch"),
        WatchState(tmp_path / "a.watch"),
    ):
        pass


def test_another_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database, " * 100)
    with pytest.raises(NotALedgerError, match="no memory of a watch"):
        WatchState(tmp_path / "notes.txt")
    assert (tmp_path / "notes.txt").read_text() == "not a database, " * 100


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(WriteError):
        WatchState(tmp_path / "new" / "a.watch")
