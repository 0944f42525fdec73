"""The HTTP server around the application."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn

from onrecord.errors import InputError
from onrecord.show.web.apps import create_app
from onrecord.show.web.settings import ServeSettings

IDLE_SECONDS = 15
LEAVE_SECONDS = 5
"""How long a server that ends waits for answers on their way."""
MAX_CONNECTIONS = 500
BACKLOG = 256


def run_server(settings: ServeSettings, announce: Callable[[str], None]) -> None:
    """Serve until interrupted.

    Args:
        settings: what and where.
        announce: is told the address when it can be opened.

    Raises:
        InputError: the address is taken or not this machine's, or would need a token.
        NotALedgerError: there is no such ledger.
    """
    app = create_app(settings)
    with open_socket(settings) as listening:
        announce(name_address(settings, listening.getsockname()[1]))
        uvicorn.Server(make_config(app)).run(sockets=[listening])


def make_config(app: object) -> uvicorn.Config:
    """Return how the server runs; it does not say what it is, and believes no proxy's headers."""
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=LEAVE_SECONDS,
        limit_concurrency=MAX_CONNECTIONS,
        h11_max_incomplete_event_size=32 * 1024,
        ws="none",
        http="h11",
    )


def open_socket(settings: ServeSettings) -> socket.socket:
    """Listen at the address of the settings.

    Raises:
        InputError: it is taken, or not this machine's.
    """
    host = settings.host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, settings.port), family=family, backlog=BACKLOG)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            f"cannot listen at {settings.host}:{settings.port}: {reason}; try another --port"
        ) from None
    # Connections take this over; without it each answer waits 40 ms for the asker's receipt.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def name_address(settings: ServeSettings, port: int) -> str:
    """Return the address to open in a browser."""
    host = settings.host if ":" not in settings.host else f"[{settings.host.strip('[]')}]"
    return f"http://{host}:{port}/"
