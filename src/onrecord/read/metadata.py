"""What a page says about itself: title, byline, outlet, URL, publication date.

The date is taken as written in schema.org JSON-LD, Open Graph and common meta tags, since they give
the time of day too; where there is none, htmldate reads the page's dated markup and its URL. Its
guesses from running text are switched off: a date in a text is no publication date.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec
from trafilatura.metadata import extract_metadata

from onrecord.read.markup import Element, collapse_text
from onrecord.read.reports import Known

DATE_METAS = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "article.published", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate",
    "publish-date", "publication_date", "dc.date.issued", "dcterms.created", "dcterms.date",
    "dc.date", "cxenseparse:recs:publishtime",
)  # fmt: skip
"""Names under which pages give the time they were first published, surest first."""
MAX_DATE = "2100-01-01"
"""htmldate would otherwise ask the clock, and the same page would read differently another day."""
MIN_TITLE_SHARE = 0.5

_WORD = re.compile(r"\w+")
_ARTICLE_TYPES = ("Article", "Report", "BlogPosting", "LiveBlogPosting", "WebPage")


def read_metadata(tree: Element, known: Known) -> Known:
    """Return what is known about a page, its own metadata filling what the caller did not know."""
    found = extract_metadata(tree, default_url=known.url, date_config=_date_settings(known.url))
    authors = tuple(name.strip() for name in (found.author or "").split(";") if name.strip())
    published = known.published or find_published(tree) or found.date
    return msgspec.structs.replace(
        known,
        url=known.url or found.url,
        title=known.title or find_title(tree, found.title),
        byline=known.byline or authors,
        outlet=known.outlet or found.sitename,
        published=published,
    )


def find_title(tree: Element, declared: str | None) -> str | None:
    """Return the heading that says what the page's declared title says, or that title itself.

    Declared titles carry suffixes ("… | Outlet"); the first heading may be the outlet's own name.
    """
    told = {
        word.lower()
        for word in _WORD.findall(f"{declared or ''} {tree.findtext('.//title') or ''}")
    }
    for heading in tree.iter("h1"):
        text = collapse_text(heading)
        words = [word.lower() for word in _WORD.findall(text)]
        shared = sum(1 for word in words if word in told)
        if len(words) > 2 and shared >= len(words) * MIN_TITLE_SHARE:
            return text
    return " ".join(declared.split()) if declared else None


def find_published(tree: Element) -> str | None:
    """Return the publication date as the page's markup writes it."""
    for thing in iter_linked_data(tree):
        kind = str(thing.get("@type"))
        date = thing.get("datePublished")
        if isinstance(date, str) and date.strip() and any(name in kind for name in _ARTICLE_TYPES):
            return date.strip()
    metas = _collect_metas(tree)
    return next((metas[name] for name in DATE_METAS if metas.get(name)), None)


def iter_linked_data(tree: Element) -> Iterator[dict[str, Any]]:
    """Yield the things that a page's JSON-LD describes, its graph unfolded."""
    for script in tree.iter("script"):
        if script.get("type") != "application/ld+json" or not script.text:
            continue
        try:
            data = json.loads(script.text, strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in data if isinstance(data, list) else [data]:
            yield from _unfold(thing)


def _unfold(thing: Any) -> Iterator[dict[str, Any]]:
    if isinstance(thing, dict):
        yield thing
        graph = thing.get("@graph")
        yield from (
            part for part in graph or () if isinstance(graph, list) and isinstance(part, dict)
        )


def _collect_metas(tree: Element) -> dict[str, str]:
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        content = (meta.get("content") or "").strip()
        if name and content:
            metas.setdefault(name.lower(), content)
    return metas


def _date_settings(url: str | None) -> dict[str, Any]:
    return {"original_date": True, "extensive_search": False, "max_date": MAX_DATE, "url": url}
