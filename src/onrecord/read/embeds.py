"""Embedded posts of social networks: words of their author, with a signature and a date of its own.

Networks serve them as a ``blockquote`` with a class of theirs, ending in "— Name (@handle) date";
that form is the one kept here, a post a block: its lines, then its signature.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import html  # type: ignore[import-untyped]  # ships no types

from onrecord.read.layouts import BlockText, collect_blocks
from onrecord.read.markup import Element

CLASSES = frozenset({
    "twitter-tweet", "twitter-video", "instagram-media", "tiktok-embed", "bluesky-embed",
    "text-post-media", "reddit-embed-bq", "reddit-card", "fb-post", "fb-xfbml-parse-ignore",
    "mastodon-embed", "threads-embed",
})  # fmt: skip
"""Classes that the networks' own embed codes give to a post."""

_POST_LINK = re.compile(
    r"https?://(?:www\.|mobile\.)?(?:(?:twitter|x)\.com/\w{1,20}/status/\d"
    r"|bsky\.app/profile/[\w.:-]{1,99}/post/|t\.me/\w{1,40}/\d)"
)
_SIGNATURE = re.compile(r"(?<=\S)\s{1,3}(?=[—–]\s?[^—–\n]{1,80}\(@[\w.]{1,40}\))")
_EMBEDDING = re.compile(r"embed|widget|social|twitter|tweet|instagram", re.IGNORECASE)
_MAX_WRAPPERS = 4


def find_embeds(tree: Element) -> list[Element]:
    """Return the embedded posts of a page, in document order, none inside another."""
    linked = _find_linked(tree)
    found: dict[Element, None] = {}
    for element in tree.iter("blockquote", "div"):
        named = CLASSES & set((element.get("class") or "").split())
        if (named or element in linked) and not any(up in found for up in element.iterancestors()):
            found[element] = None
    return list(found)


def _find_linked(tree: Element) -> set[Element]:
    """Return the quotations whose last link leads to a post."""
    last: dict[Element, str] = {}
    for link in tree.iter("a"):
        for parent in islice(link.iterancestors(), _MAX_WRAPPERS):
            if parent.tag == "blockquote":
                last[parent] = link.get("href") or ""
                break
    return {quote for quote, href in last.items() if _POST_LINK.match(href)}


def lay_out_embed(element: Element) -> BlockText:
    """Return an embedded post as one block: its lines, then its signature on a line of its own."""
    lines = "\n".join(block.text for block in collect_blocks(element))
    return BlockText(_SIGNATURE.sub("\n", lines), "embed")


def settle_embeds(tree: Element) -> list[BlockText]:
    """Make each embedded post a plain quotation, so that an extractor keeps it in its place.

    Returns:
        The posts, each as the one block it is to become again.
    """
    settled = []
    for element in find_embeds(tree):
        block = lay_out_embed(element)
        if block.text:
            _replace_embed(element, block)
            settled.append(block)
    return settled


def _replace_embed(element: Element, block: BlockText) -> None:
    quote = html.Element("blockquote")
    for line in block.text.split("\n"):
        paragraph = html.Element("p")
        paragraph.text = line
        quote.append(paragraph)
    quote.tail = element.tail
    element.getparent().replace(element, quote)
    for wrapper in _iter_wrappers(quote):
        wrapper.attrib.clear()


def _iter_wrappers(element: Element) -> Iterator[Element]:
    """Yield the elements around a post that say nothing but that they embed something."""
    for parent in islice(element.iterancestors(), _MAX_WRAPPERS):
        if parent.tag in {"body", "article", "main", "html"}:
            return
        names = f"{parent.get('class') or ''} {parent.get('id') or ''}"
        if len(parent) == 1 and _EMBEDDING.search(names):
            yield parent
