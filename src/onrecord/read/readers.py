"""Items → reports: decoding and extraction, the part of reading that workers share out."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import msgspec

from onrecord.errors import RefusedError
from onrecord.read.containers import CONTAINERS, list_records
from onrecord.read.feeds import parse_feed
from onrecord.read.html import read_html
from onrecord.read.items import Item, Kind
from onrecord.read.jsonl import decode_row, describe_row
from onrecord.read.kinds import name_kind, sniff_kind, type_kind
from onrecord.read.options import ReadOptions
from onrecord.read.refusals import place_refusal, refuse
from onrecord.read.reports import Known, make_report
from onrecord.read.streams import Pushback, open_plain, read_bounded
from onrecord.read.texts import check_unicode, decode_bytes, read_charset
from onrecord.read.urls import Fetched, get_fetcher
from onrecord.records import Refusal, Report

Outcome = Report | Refusal


def read_item(
    item: Item,
    options: ReadOptions = ReadOptions(),  # noqa: B008 - immutable
) -> list[Outcome]:
    """Read one item.

    Args:
        item: what :func:`~onrecord.read.sources.list_items` gave.
        options: limits; those the item was listed with.

    Returns:
        The report or refusal it becomes; several for a feed or a URL that leads to a container.
    """
    if item.refusal:
        return [item.refusal]
    try:
        return _READERS[item.kind](item, options)
    except RefusedError as error:
        return [place_refusal(error, item.path, item.known.id)]
    except OSError as error:
        refusal = refuse("unreadable", error.strerror or str(error))
        return [place_refusal(refusal, item.path)]


def _load(item: Item, options: ReadOptions) -> bytes:
    """Return the bytes of an item that is one document."""
    if item.data is not None:
        data = item.data
    else:
        with open(item.file or item.path, "rb") as stream:
            data = read_bounded(open_plain(Pushback(stream)), options.max_bytes)
    if not data.strip():
        raise refuse("empty", "no bytes")
    return data


def _finish(text: str, known: Known, options: ReadOptions) -> Outcome:
    """Make the report, or say why not; of one of several records, so nothing is raised."""
    try:
        if not text.strip():
            raise refuse("empty", "no text")
        if len(text) > options.max_chars:
            raise refuse("too-large", f"more than {options.max_chars} characters of text")
        check_unicode(text)
        return make_report(text, known)
    except RefusedError as error:
        return place_refusal(error, known.path or "", known.id)


def _read_text(item: Item, options: ReadOptions) -> list[Outcome]:
    text = decode_bytes(_load(item, options), item.charset)
    return [_finish(text, _name(item), options)]


def _read_html(item: Item, options: ReadOptions) -> list[Outcome]:
    markup = decode_bytes(_load(item, options), item.charset)
    return [_finish(*read_html(markup, _name(item)), options)]


def _read_row(item: Item, options: ReadOptions) -> list[Outcome]:
    row = decode_row(_load(item, options))
    known = describe_row(row, item.path)
    text = row.find_text()
    try:
        if text is None:
            text, known = read_html(row.find_html() or "", known)
    except RefusedError as error:
        return [place_refusal(error, item.path, known.id)]
    return [_finish(text, known, options)]


def _read_feed(item: Item, options: ReadOptions) -> list[Outcome]:
    xml = decode_bytes(_load(item, options), item.charset)
    outcomes = [_read_entry(*entry, options) for entry in parse_feed(xml, item.path)]
    return outcomes or [place_refusal(refuse("empty", "a feed without entries"), item.path)]


def _read_entry(markup: str, known: Known, options: ReadOptions) -> Outcome:
    try:
        text, described = read_html(markup, known)
    except RefusedError as error:
        return place_refusal(error, known.path or "", known.id)
    return _finish(text, described, options)


def _read_url(item: Item, options: ReadOptions) -> list[Outcome]:
    fetched = get_fetcher(options.fetch).fetch(item.path)
    return [
        outcome
        for part in list_fetched(item, fetched, options)
        for outcome in read_item(part, options)
    ]


def list_fetched(item: Item, fetched: Fetched, options: ReadOptions) -> Iterator[Item]:
    """Yield what a fetched URL holds: itself, or the records of a container.

    Raises:
        RefusedError: ``not-text`` where it holds nothing to read.
    """
    source = _open_bytes(fetched.data)
    kind = type_kind(fetched.content_type) or name_kind(fetched.url.split("?")[0])
    data = read_bounded(open_plain(source), options.max_bytes) if kind not in CONTAINERS else b""
    kind = kind or sniff_kind(data[:4096])
    if kind in CONTAINERS:
        yield from list_records(kind, item.path, _open_bytes(fetched.data), options)
    else:
        known = Known(path=item.path, url=fetched.url)
        charset = read_charset(fetched.content_type)
        yield Item(path=item.path, kind=kind, data=data, charset=charset, known=known)


def _open_bytes(data: bytes) -> Pushback:
    return Pushback(io.BytesIO(data))


def _name(item: Item) -> Known:
    return msgspec.structs.replace(item.known, path=item.path)


_READERS: dict[Kind, Callable[[Item, ReadOptions], list[Outcome]]] = {
    "text": _read_text,
    "html": _read_html,
    "row": _read_row,
    "feed": _read_feed,
    "url": _read_url,
}
