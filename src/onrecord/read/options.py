"""What a reader may be told: how large, how long, and how far a fetch may go."""

from __future__ import annotations

from importlib.metadata import version

from onrecord.records import Record

MEGABYTE = 1_000_000


def _name_agent() -> str:
    return f"onrecord/{version('onrecord')}"


class FetchOptions(Record, frozen=True):
    """How URLs are fetched.

    ``allow_private`` lets a URL lead to private, loopback and link-local addresses.
    ``ignore_robots`` fetches what a site's robots.txt asks robots to leave alone.
    ``timeout_seconds`` is for a whole URL, with all its redirects and its robots.txt.
    """

    allow_private: bool = False
    ignore_robots: bool = False
    max_bytes: int = 20 * MEGABYTE
    timeout_seconds: float = 30.0
    max_redirects: int = 5
    user_agent: str = _name_agent()


class ReadOptions(Record, frozen=True):
    """Limits of one report, and how URLs are fetched.

    ``max_bytes`` bounds one report's markup or text before decoding, after decompression.
    ``max_chars`` bounds the text a report is made of.
    """

    max_bytes: int = 20 * MEGABYTE
    max_chars: int = 2_000_000
    fetch: FetchOptions = FetchOptions()
