"""Two batches in one folder: the second is told so; one that was killed is in nobody's way."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from onrecord.errors import OnrecordError
from onrecord.scale.folders import Folder
from onrecord.scale.locks import LOCK, Holder, lock_folder


@pytest.fixture(params=["disk", "elsewhere"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "out") if request.param == "disk" else f"memory://{tmp_path.name}"


def test_a_second_batch_is_refused_while_the_first_is_at_work(place: str) -> None:
    with (
        lock_folder(Folder(place)),
        pytest.raises(OnrecordError, match="another batch is at work"),
        lock_folder(Folder(place)),
    ):
        pass
    with lock_folder(Folder(place)):
        pass


def test_a_batch_that_failed_lets_go(place: str) -> None:
    with pytest.raises(ValueError, match="broken"), lock_folder(Folder(place)):
        raise ValueError("broken")
    with lock_folder(Folder(place)):
        pass


def hold(place: Folder, machine: str, process: int) -> None:
    note = Holder(id="theirs", machine=machine, process=process)
    place.write(LOCK, msgspec.json.encode(note))


def test_who_is_at_work_elsewhere_is_named_and_who_was_killed_here_is_not_waited_for() -> None:
    folder = Folder("memory://locks")
    hold(folder, "far.example", 7)
    with pytest.raises(OnrecordError, match=r"process 7 on far\.example"), lock_folder(folder):
        pass
    hold(folder, platform.node(), os.getppid())
    with pytest.raises(OnrecordError, match="at work"), lock_folder(folder):
        pass
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    for process in (ended.pid, os.getpid()):  # this very number, before a restart
        hold(folder, platform.node(), process)
        with lock_folder(folder):
            assert LOCK in folder
        assert LOCK not in folder
    folder.write(LOCK, b"no note")
    with lock_folder(folder):
        pass


def test_a_folder_that_cannot_be_written_to_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with (
        pytest.raises(OnrecordError, match=r"cannot write to .*file/out: Not a directory"),
        lock_folder(Folder(str(tmp_path / "file" / "out"))),
    ):
        pass
