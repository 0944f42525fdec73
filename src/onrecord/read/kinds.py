"""Which kind of input something is: by its name, by the type a server gives it, or by its bytes."""

from __future__ import annotations

import os
import re

from onrecord.read.items import Kind
from onrecord.read.refusals import refuse
from onrecord.read.texts import decode_bytes

SNIFF_BYTES = 4096

EXTENSIONS: dict[str, Kind] = {
    ".txt": "text", ".text": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json",
    ".xml": "feed", ".rss": "feed", ".atom": "feed",
    ".warc": "warc", ".wacz": "wacz",
}  # fmt: skip
CONTENT_TYPES: dict[str, Kind] = {
    "text/html": "html", "application/xhtml+xml": "html", "text/plain": "text",
    "application/rss+xml": "feed", "application/atom+xml": "feed", "application/xml": "feed",
    "text/xml": "feed", "application/rdf+xml": "feed",
    "application/warc": "warc", "application/wacz": "wacz", "application/x-wacz": "wacz",
    "application/jsonl": "jsonl", "application/x-ndjson": "jsonl", "application/json": "json",
}  # fmt: skip
_UNTOLD = frozenset(
    {"", "application/octet-stream", "application/gzip", "application/x-gzip", "application/zip"}
)

_MARKUP = re.compile(
    r"<(?:!doctype html|html|head|body|article|div|p|h1|meta|title)\b", re.IGNORECASE
)
_JSON = re.compile(r"""\[\s{0,99}[{\]]|\{\s{0,99}["}]""")
_FEED = re.compile(r"<(?:rss|feed|rdf:rdf|channel)\b", re.IGNORECASE)


def name_kind(name: str) -> Kind | None:
    """Return the kind a file name tells, with or without ``.gz`` behind it.

    >>> name_kind("crawl.warc.gz"), name_kind("photo.jpg")
    ('warc', None)
    """
    stem = name.lower().removesuffix(".gz")
    return EXTENSIONS.get(os.path.splitext(stem)[1])


def type_kind(content_type: str) -> Kind | None:
    """Return the kind a content type tells; None where it tells nothing, and the bytes must.

    Raises:
        RefusedError: ``not-text`` where it tells that there is nothing to read.
    """
    name = content_type.partition(";")[0].strip().lower()
    if name in CONTENT_TYPES:
        return CONTENT_TYPES[name]
    if name in _UNTOLD:
        return None
    raise refuse("not-text", f"content type {name}")


def sniff_kind(head: bytes) -> Kind:
    """Return the kind of input that begins with these bytes (already decompressed).

    Raises:
        RefusedError: ``not-text`` where they begin nothing that can be read.
    """
    if head.startswith(b"PK\x03\x04"):
        return "wacz"
    if head.startswith(b"WARC/"):
        return "warc"
    return _sniff_text(decode_bytes(head).lstrip())


def _sniff_text(text: str) -> Kind:
    if _JSON.match(text):
        return "json"
    if text.startswith("<"):
        if _FEED.search(text):
            return "feed"
        if _MARKUP.search(text):
            return "html"
    return "feed" if text.startswith("<?xml") else "text"
