from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.store import Ledger
from tests.store.servers import Server, share_server, stop_shared_server
from tests.store.stores import FACTORIES


@pytest.fixture(params=list(FACTORIES))
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger of every kind there is."""
    with FACTORIES[request.param](tmp_path) as made:
        yield made


@pytest.fixture(scope="session", autouse=True)
def _stop_server() -> Iterator[None]:
    yield
    stop_shared_server()


@pytest.fixture
def server() -> Server:
    """A running PostgreSQL server; skips where none is installed."""
    return share_server()
