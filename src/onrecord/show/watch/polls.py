"""Asking one feed: only for what is new to us, and only as much as a reader may take."""

from __future__ import annotations

import hashlib
import re
from typing import Literal, Protocol

import httpx

from onrecord.errors import RefusedError
from onrecord.read.items import Item
from onrecord.read.options import ReadOptions
from onrecord.read.readers import list_fetched, read_item
from onrecord.read.urls import Fetched
from onrecord.records import Record, Refusal, Report
from onrecord.show.watch.states import Poll

Records = tuple[Report | Refusal, ...]

BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses that speak of the host, not of the feed."""
_ROOT_END = re.compile(rb"</(?:\w+:)?(?:rss|feed|RDF)\s*>\s*(?:<!--.*?-->\s*)*\Z", re.DOTALL)
_FEED_START = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF)[\s>]")


class Asker(Protocol):
    """What asks a URL; see :meth:`onrecord.read.urls.Fetcher.ask`."""

    def ask(self, url: str, headers: dict[str, str]) -> Fetched:
        """Return the answer, whatever its status."""
        ...


class Answer(Record, frozen=True, kw_only=True):
    """What a feed answered.

    ``busy`` is set where the host, not the feed, is the problem, ``robots`` where its robots.txt
    forbids to ask or cannot be read; ``retry_after`` is what it asks for.
    """

    outcome: Literal["changed", "unchanged", "failed"]
    records: Records = ()
    etag: str | None = None
    modified: str | None = None
    digest: str | None = None
    cut: str | None = None
    problem: str | None = None
    busy: bool = False
    robots: bool = False
    retry_after: str | None = None


def ask_feed(asker: Asker, url: str, poll: Poll, options: ReadOptions) -> Answer:
    """Ask a feed for what is new.

    Args:
        asker: what fetches.
        url: of the feed.
        poll: what is known of it.
        options: limits of a report.
    """
    try:
        fetched = asker.ask(url, list_conditions(poll))
        if fetched.status == httpx.codes.NOT_MODIFIED:
            return Answer(outcome="unchanged", etag=poll.etag, modified=poll.modified)
        if fetched.status != httpx.codes.OK:
            return _refuse(fetched)
        return _read(url, fetched, poll, options)
    except RefusedError as error:
        reason = error.refusal.reason
        return Answer(
            outcome="failed",
            problem=f"{reason}: {error.refusal.detail}",
            busy=reason == "fetch-failed",
            robots=reason == "robots",
        )


def list_conditions(poll: Poll) -> dict[str, str]:
    """Return the headers that ask for an answer only where something has changed."""
    headers = {"If-None-Match": poll.etag, "If-Modified-Since": poll.modified}
    return {name: value for name, value in headers.items() if value}


def _refuse(fetched: Fetched) -> Answer:
    return Answer(
        outcome="failed",
        problem=f"status {fetched.status}",
        busy=fetched.status in BUSY,
        retry_after=fetched.headers.get("retry-after"),
    )


def _read(url: str, fetched: Fetched, poll: Poll, options: ReadOptions) -> Answer:
    digest = hashlib.sha256(fetched.data).hexdigest()
    etag, modified = fetched.headers.get("etag"), fetched.headers.get("last-modified")
    if digest == poll.digest:
        return Answer(outcome="unchanged", etag=etag, modified=modified)
    if is_cut(fetched.data) and digest != poll.cut:
        return Answer(outcome="failed", problem="the feed ends too early", cut=digest)
    item = Item(path=url, kind="url")
    records = tuple(
        record
        for part in list_fetched(item, fetched, options)
        for record in read_item(part, options)
    )
    whole = [record for record in records if isinstance(record, Refusal) and record.path == url]
    if whole and len(whole) == len(records):
        return Answer(outcome="failed", problem=f"{whole[0].reason}: {whole[0].detail}")
    return Answer(outcome="changed", records=records, etag=etag, modified=modified, digest=digest)


def is_cut(data: bytes) -> bool:
    """Tell a feed that ends before its end.

    >>> is_cut(b"<rss><channel></channel></rss>"), is_cut(b"<rss><channel><item>")
    (False, True)
    """
    return _FEED_START.search(data[:4096]) is not None and _ROOT_END.search(data[-4096:]) is None
