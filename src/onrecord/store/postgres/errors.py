"""What goes wrong with a database server, in words that say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from onrecord.errors import LedgerError, LockedError, NotALedgerError, WriteError

_CONFLICTS = frozenset({"40001", "40P01"})
"""Two transactions in each other's way: the one that was given up can be done again."""


@contextmanager
def explain_errors(name: str) -> Iterator[None]:
    """Turn PostgreSQL's errors into the ledger's.

    Args:
        name: what messages call the ledger.
    """
    try:
        yield
    except psycopg.Error as error:
        kind, advice = find_advice(error)
        raise kind(f"{name}: {advice} ({first_line(error)})") from error


def first_line(error: psycopg.Error) -> str:
    """Return what the server or the library said, without the statement it said it about."""
    return (error.diag.message_primary or str(error)).strip().partition("\n")[0]


def is_conflict(error: psycopg.Error) -> bool:
    """Tell whether the same work can be done again at once."""
    return error.sqlstate in _CONFLICTS


def find_advice(error: psycopg.Error) -> tuple[type[LedgerError], str]:
    """Return the kind of error it is to the ledger, and what to do about it."""
    code = error.sqlstate or ""
    for start in (code, code[:2]):
        if start in _ADVICE:
            return _ADVICE[start]
    if isinstance(error, psycopg.OperationalError):
        return _explain_unreachable(str(error))
    return LedgerError, "the server refuses"


def _explain_unreachable(message: str) -> tuple[type[LedgerError], str]:
    """Return what to do where no server answered, which has no code: its words must do."""
    for words, advice in _WORDS.items():
        if words in message:
            return advice
    return _GONE


_GONE = (
    WriteError,
    "the server cannot be reached; see that it runs there, and run again: what was added stays",
)
_BUSY = (LockedError, "another program is writing to it; wait for it and run again")
_CLOSED = (WriteError, "it may not be written by this user; ask its owner for the right to")
_DAMAGED = (NotALedgerError, "the ledger is damaged; restore a copy, or build it again")
_FULL = (WriteError, "the server has no room left; make room and run again, nothing is lost")
_NO_DATABASE = (NotALedgerError, "there is no such database; make it with: createdb NAME")
_NO_ENTRY = (
    WriteError,
    "the server does not let you in; see user and password (PGPASSWORD or ~/.pgpass)",
)
_NO_PLACE = (LockedError, "the server has no connection left; wait and run again")
_ADVICE: dict[str, tuple[type[LedgerError], str]] = {
    "08": _GONE,
    "25006": _CLOSED,
    "28": _NO_ENTRY,
    "3D000": _NO_DATABASE,
    "40001": _BUSY,
    "40P01": _BUSY,
    "42501": _CLOSED,
    "42P01": _DAMAGED,
    "42703": _DAMAGED,
    "53100": _FULL,
    "53200": (WriteError, "the server has no memory left; give it more and run again"),
    "53300": _NO_PLACE,
    "55P03": _BUSY,
    "57014": (LockedError, "the server stopped the work; raise its statement_timeout or run again"),
    "57P01": _GONE,
    "57P02": _GONE,
    "57P03": _GONE,
    "P0001": (LedgerError, "facts cannot be changed"),
    "XX": _DAMAGED,
}
"""By SQLSTATE, or by the two characters that name its class."""
_WORDS = {
    "does not exist": _NO_DATABASE,
    "authentication failed": _NO_ENTRY,
    "no password supplied": _NO_ENTRY,
    "pg_hba.conf": _NO_ENTRY,
    "too many clients": _NO_PLACE,
    "remaining connection slots": _NO_PLACE,
}
