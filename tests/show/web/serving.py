"""A server in this process, on loopback, for as long as a test needs it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import uvicorn

from onrecord.show.web.apps import create_app
from onrecord.show.web.desks import Desk
from onrecord.show.web.servers import make_config, open_socket
from onrecord.show.web.settings import ServeSettings
from onrecord.store import Fact, Ledger

READY_SECONDS = 120.0


class Site(NamedTuple):
    """A running server: its address, a client, and what is behind it."""

    url: str
    client: httpx.Client
    desk: Desk

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Ask for a page; redirects are not followed."""
        return self.client.get(path, **options)


@contextmanager
def serve(ledger: Path | str, *, wait: bool = True, **settings: Any) -> Iterator[Site]:
    """Serve a ledger until the test is done; its views are made before, unless not waited for."""
    chosen = ServeSettings(ledger=str(ledger), port=0, **settings)
    app = create_app(chosen)
    with open_socket(chosen) as listening:
        server = uvicorn.Server(make_config(app))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        try:
            with httpx.Client(base_url=url, timeout=30, trust_env=False) as client:
                desk: Desk = app.state.desk
                with Ledger.open(str(ledger), read_only=True) as opened:
                    state = opened.state()
                assert not wait or desk.refresher.catch_up(state, READY_SECONDS)
                yield Site(url, client, desk)
        finally:
            server.should_exit = True
            thread.join()


def build(path: Path, facts: Iterable[Fact]) -> Path:
    """Put facts into a new ledger."""
    with Ledger.open(path) as ledger:
        ledger.add_many(facts)
    return path
