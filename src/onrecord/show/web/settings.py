"""How a ledger is served: where, to whom, and whether people may judge."""

from __future__ import annotations

import ipaddress
import secrets
from functools import cached_property

from onrecord.errors import InputError
from onrecord.records import Record

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
MIN_TOKEN_CHARS = 16
"""A shorter token could be guessed over a network."""


class ServeSettings(Record, frozen=True, kw_only=True, dict=True):
    """The options of ``serve``.

    ``names`` are further names by which browsers may ask for the pages, as behind a proxy.
    """

    ledger: str
    judge: bool = False
    host: str = "127.0.0.1"
    port: int = 8017
    token: str | None = None
    names: tuple[str, ...] = ()

    @property
    def is_loopback(self) -> bool:
        """True where only programs of this machine reach the pages."""
        return is_loopback(self.host)

    @cached_property
    def allowed_names(self) -> frozenset[str]:
        """The names a request may ask for; any at all where it is empty.

        On loopback no other name is right: a page elsewhere whose name is made to lead to this
        machine (DNS rebinding) asks by its own. Elsewhere the token keeps such a page out.
        """
        named = frozenset(name.casefold() for name in self.names)
        return named | frozenset(LOOPBACK_NAMES) if self.is_loopback or named else named

    @cached_property
    def form_key(self) -> bytes:
        """What proves that a form came from these pages; new with every start."""
        return secrets.token_bytes(32)


def is_loopback(host: str) -> bool:
    """Tell whether an address to listen at is this machine's own.

    >>> is_loopback("localhost"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_settings(settings: ServeSettings) -> None:
    """Make sure that nobody serves to a network without a token.

    Raises:
        InputError: the token is missing, too short, or not plain characters.
    """
    token = settings.token
    if token is None and not settings.is_loopback:
        raise InputError(
            f"{settings.host} can be reached by others: give --token (or ONRECORD_TOKEN), "
            "or listen at 127.0.0.1"
        )
    if token is not None and (len(token) < MIN_TOKEN_CHARS or not token.isascii()):
        raise InputError(f"a token has at least {MIN_TOKEN_CHARS} plain characters")
