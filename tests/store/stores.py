"""The stores that must pass the contract: each a way to make an empty ledger."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from onrecord.store import Ledger
from tests.store.servers import share_server

Factory = Callable[[Path], Ledger]


def make_in_file(folder: Path) -> Ledger:
    """Make a ledger in an SQLite file."""
    return Ledger.open(folder / "desk.db")


def make_in_memory(_folder: Path) -> Ledger:
    """Make a ledger in SQLite's memory."""
    return Ledger.open(":memory:")


def make_on_server(_folder: Path) -> Ledger:
    """Make a ledger on a PostgreSQL server."""
    return Ledger.open(share_server().make_place())


FACTORIES: dict[str, Factory] = {
    "sqlite file": make_in_file,
    "sqlite memory": make_in_memory,
    "postgres": make_on_server,
}
