"""Ids as they stand in addresses: any id, also a hostile one, makes one path segment."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import urlencode

from onrecord.errors import NotFoundError

_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,200}")


def key_id(entry: str) -> str:
    """Return an id as a path segment: as it is, or as ``~`` and base64 of its bytes.

    A report's id may come with the input and hold slashes, dots or line breaks.

    >>> key_id("2b1c7d0a9e3f4455"), key_id("../etc")
    ('2b1c7d0a9e3f4455', '~Li4vZXRj')
    """
    if _PLAIN.fullmatch(entry):
        return entry
    data = base64.urlsafe_b64encode(entry.encode("utf-8", "surrogatepass"))
    return "~" + data.decode("ascii").rstrip("=")


def read_key(key: str) -> str:
    """Return the id that a path segment stands for.

    Raises:
        NotFoundError: the segment stands for none.

    >>> read_key("~Li4vZXRj")
    '../etc'
    """
    if not key.startswith("~"):
        return key
    body = key[1:]
    try:
        data = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        return data.decode("utf-8", "surrogatepass")
    except (binascii.Error, ValueError):
        raise NotFoundError(f"{key}: no such entry in this ledger") from None


def link_report(report: str, **query: object) -> str:
    """Return the address of a report's reading view.

    >>> link_report("r1", span="3-9")
    '/report/r1?span=3-9'
    """
    return join_query(f"/report/{key_id(report)}", **query)


def link_speaker(name: str) -> str:
    """Return the address of what one speaker says.

    >>> link_speaker("A & B")
    '/speaker?name=A+%26+B'
    """
    return join_query("/speaker", name=name)


def join_query(path: str, **query: object) -> str:
    """Return a path with a query of what is not empty."""
    given = {name: str(value) for name, value in query.items() if value not in {None, "", False}}
    if not given:
        return path
    return f"{path}?{urlencode(given, errors='surrogatepass')}"
