"""Ids and hashes: what a thing is made of decides its id, never when or where it was seen."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

ID_HEX_DIGITS = 16
"""64 bits: a clash is expected only past four billion entries of one kind."""


def hash_text(text: str) -> str:
    """Return the sha256 of a text as 64 hex digits.

    Lone surrogates, which broken input can hold and UTF-8 cannot, are hashed as they stand.

    >>> hash_text("")[:12]
    'e3b0c44298fc'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def make_id(kind: str, *parts: Any) -> str:
    """Return the short sha256 of a JSON array of what makes the thing itself.

    Args:
        kind: the kind of thing, so that two kinds made of the same parts stay apart.
        parts: anything JSON can write; spans are written as arrays.

    >>> make_id("report", "https://example.org/a") == make_id("report", "https://example.org/a")
    True
    >>> make_id("claim", ["a", "b"]) == make_id("claim", ["a,b"])
    False
    """
    return hashlib.sha256(msgspec.json.encode([kind, *parts])).hexdigest()[:ID_HEX_DIGITS]
