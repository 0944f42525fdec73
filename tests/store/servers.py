"""A PostgreSQL server for tests: started here, in a folder of its own, thrown away after."""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

START_SECONDS = 60.0
_PR_SET_PDEATHSIG = 1
MISSING = "no PostgreSQL server is installed: apt-get install postgresql"
FORGETFUL = {
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "40",
}
"""Quick, and no worse than others at surviving a crash of its own; a power cut would lose all."""


@cache
def find_binaries() -> Path | None:
    """Return the folder of the newest server installed, None where there is none."""
    places = [Path("/usr/lib/postgresql"), Path("/usr/local/pgsql"), Path("/opt/homebrew/opt")]
    found = [path for place in places for path in place.glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    return max(found, default=Path()).parent if found else None


class Server:
    """One server with one empty database; each ledger gets a schema of its own in it.

    Args:
        binaries: the folder of its programs.
        settings: what it is started with.
    """

    def __init__(self, binaries: Path, settings: Mapping[str, str] = FORGETFUL) -> None:
        self._binaries = binaries
        self._settings = {"listen_addresses": "127.0.0.1", **settings}
        self._folder = Path(tempfile.mkdtemp(prefix="onrecord-pg-"))
        self._user = _choose_user(self._folder)
        self._process: subprocess.Popen[bytes] | None = None
        self._schemas = 0
        self.port = _find_port()
        self._run("initdb", "--no-sync", "-A", "trust", "-U", "desk", "-E", "UTF8", "--locale=C",
                  "-D", str(self._folder / "data"))  # fmt: skip

    def url(self, schema: str | None = None) -> str:
        """Return what a ledger in a schema of that name is opened by."""
        options = f"?options=-csearch_path%3D{schema}" if schema else ""
        return f"postgresql://desk@127.0.0.1:{self.port}/postgres{options}"

    def make_place(self) -> str:
        """Return the URL of a place where nothing is yet."""
        self._schemas += 1
        name = f"ledger_{self._schemas}"
        self.execute(f"CREATE SCHEMA {name}")
        return self.url(name)

    def execute(self, sql: str, url: str | None = None) -> list[tuple[Any, ...]]:
        """Run a statement as the owner of everything."""
        import psycopg

        with psycopg.connect(url or self.url(), autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def start(self) -> None:
        """Start it and wait until it answers."""
        settings = [f"-c{name}={value}" for name, value in self._settings.items()]
        command = [
            str(self._binaries / "postgres"), "-D", str(self._folder / "data"),
            f"-cport={self.port}", f"-cunix_socket_directories={self._folder}", *settings,
        ]  # fmt: skip
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, user=self._user, cwd="/",
                preexec_fn=_end_with_parent,  # noqa: PLW1509  # this process starts no threads
            )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        ask = [str(self._binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        while subprocess.run(ask, check=False).returncode:
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self._folder / "log").read_text())
            time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it at once, with whoever is connected; by SIGQUIT as in a crash."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(START_SECONDS)
            self._process = None

    def close(self) -> None:
        """Stop it and leave nothing behind."""
        self.stop()
        shutil.rmtree(self._folder)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._binaries / program, *arguments],
            check=True, capture_output=True, user=self._user, cwd="/",
        )  # fmt: skip


_SHARED: list[Server] = []


def share_server() -> Server:
    """Return the server that all tests of this process use, started when first asked for."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip(MISSING)
    if not _SHARED:
        server = Server(binaries)
        server.start()
        _SHARED.append(server)
    return _SHARED[0]


def stop_shared_server() -> None:
    """Stop it where it was started."""
    while _SHARED:
        _SHARED.pop().close()


def _end_with_parent() -> None:
    """See to it that the server stops when the tests are killed, where the system can do that."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)


def _choose_user(folder: Path) -> int | None:
    """Return the user a server may run as, to whom the folder is given: never root."""
    if os.geteuid():
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return entry.pw_uid


def _find_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
