"""RSS and Atom → a report an entry, from what the feed itself carries; links are not followed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import feedparser  # type: ignore[import-untyped]  # ships no types

from onrecord.read.refusals import refuse
from onrecord.read.reports import Known

MAX_DEPTH = 1_000
"""No feed is nested like that, and the parser's time grows with the square of the depth."""

_ENTITY = re.compile(r"<!ENTITY\b", re.IGNORECASE)
_TAG = re.compile(r"<(/?)(?!(?:br|img|hr|input|link|meta)\b)[A-Za-z][^<>]{0,2000}(/?)>")


def parse_feed(xml: str, path: str) -> Iterator[tuple[str, Known]]:
    """Yield the markup of every entry of a feed, with what the feed says about it.

    Args:
        xml: the decoded feed.
        path: where it came from; entries are named ``path#n``.

    Raises:
        RefusedError: ``hostile-xml`` where it declares entities of its own (nothing is expanded),
            ``not-a-feed``, ``too-deep``, ``damaged``.
    """
    if _ENTITY.search(xml):
        raise refuse("hostile-xml", "the file declares entities of its own")
    _check_depth(xml)
    feed = _parse(xml)
    if not feed.get("version"):
        raise refuse("not-a-feed", "no RSS or Atom feed")
    for number, entry in enumerate(feed.entries, start=1):
        yield _find_markup(entry), _describe_entry(entry, feed.feed, f"{path}#{number}")


def _check_depth(xml: str) -> None:
    depth = 0
    for match in _TAG.finditer(_drop_cdata(xml)):
        closing, empty = match.groups()
        depth += 0 if empty else -1 if closing else 1
        if depth > MAX_DEPTH:
            raise refuse("too-deep", f"markup is nested more than {MAX_DEPTH} levels deep")


def _drop_cdata(xml: str) -> str:
    parts: list[str] = []
    place = 0
    while (start := xml.find("<![CDATA[", place)) >= 0 and (end := xml.find("]]>", start)) >= 0:
        parts.append(xml[place:start])
        place = end
    return "".join([*parts, xml[place:]])


def _parse(xml: str) -> Any:
    """Parse leniently; entry markup is left as it stands, to be cleaned where it is laid out."""
    declared = re.sub(r"<\?xml[^>]{0,200}\?>", "", xml, count=1).lstrip()
    try:
        return feedparser.parse(
            declared.encode("utf-8", "replace"),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # a parser of hostile input: whatever breaks in it, the rest goes on
        raise refuse("damaged", f"feed: {type(error).__name__}") from None


def _find_markup(entry: Any) -> str:
    """Return the fullest text an entry carries: its content, else its summary."""
    contents = [part.get("value") or "" for part in entry.get("content") or ()]
    return max([*contents, entry.get("summary") or ""], key=len)


def _describe_entry(entry: Any, feed: Any, path: str) -> Known:
    url = entry.get("link") or None
    source = entry.get("source") or {}
    names = [author.get("name") or "" for author in entry.get("authors") or ()]
    return Known(
        id=None if url else entry.get("id") or None,
        path=path,
        url=url,
        title=_clean(entry.get("title")),
        byline=tuple(name for name in map(_clean, names) if name),
        outlet=_clean(source.get("title")) or _clean(feed.get("title")),
        published=entry.get("published") or None,
    )


def _clean(text: str | None) -> str | None:
    """Return a title without markup and runs of white space."""
    return " ".join(re.sub(r"<[^<>]{1,500}>", "", text or "").split()) or None
