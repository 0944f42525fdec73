"""A news page → the article's text, laid out in blocks, with what the page says about it.

The body is found by trafilatura (Barbaresi, ACL 2021) without its outside comparators, the setting
that scored best on the article-extraction-benchmark (``bench/body.py``); its tree, not its text, is
used, so that subheads, lists, quotations and links keep exact spans. Embedded posts and captions,
which extractors drop or blur, are read from the page itself and set in their places.
"""

from __future__ import annotations

import logging

import msgspec
from lxml import etree  # type: ignore[import-untyped]  # ships no types
from trafilatura import bare_extraction
from trafilatura.settings import Document, Extractor

from onrecord.read.asides import fold_embeds, mark_captions, restore_asides
from onrecord.read.embeds import settle_embeds
from onrecord.read.layouts import BlockText, adopt_links, collect_blocks, lay_out, make_key
from onrecord.read.markup import (
    Element,
    is_whole_page,
    parse_fragment,
    parse_page,
    strip_unseen,
)
from onrecord.read.metadata import read_metadata
from onrecord.read.refusals import refuse
from onrecord.read.reports import Known
from onrecord.read.siblings import restore_siblings

MIN_BODY_CHARS = 30
"""Less is the label of a button, which extractors fall back on where a page has no article."""
MAX_RETRY_CHARS = 100_000
MIN_SENTENCE_CHARS = 60
"""Of the text around it, for a ``<time>`` to be a word of a sentence."""
MAX_LINKED = 0.8
"""More is a link to another page: "Read also", related stories, calls to share."""
TITLE_BLOCKS = 8
"""A title that the body has is among so many blocks at its top."""

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def read_html(markup: str, known: Known = Known()) -> tuple[str, Known]:  # noqa: B008 - immutable
    """Read a page or a fragment of HTML.

    Args:
        markup: decoded HTML.
        known: what is known from elsewhere; it wins over what the page says.

    Returns:
        The text, and what is known with the page's metadata, the roles its markup tells (they fix
        block borders) and the spans of its links.

    Raises:
        RefusedError: ``empty``, ``too-deep``, ``too-large`` or ``no-article``.
    """
    try:
        if is_whole_page(markup):
            tree = parse_page(markup)
            known = read_metadata(tree, known)
            blocks = extract_blocks(tree)
        else:
            blocks = read_fragment(markup)
    except RecursionError:
        raise refuse("too-deep", "markup is nested too deeply") from None
    if sum(len(block.text) for block in blocks) < MIN_BODY_CHARS:
        raise refuse("no-article", "no body text found in the page")
    return _finish(blocks, known)


def extract_blocks(tree: Element) -> list[BlockText]:
    """Return the blocks of a page's article, without its title. The tree is changed."""
    strip_unseen(tree)
    _keep_inline_times(tree)
    embeds = settle_embeds(tree)
    mark_captions(tree)
    page_blocks = fold_embeds(collect_blocks(tree), embeds)
    etree.strip_elements(tree, "figcaption", with_tail=False)
    blocks = fold_embeds(find_body(tree), embeds)
    if not blocks:
        return []
    adopt_links(blocks, page_blocks)
    blocks = [block for block in blocks if block.linked_share() < MAX_LINKED]
    blocks = restore_siblings(blocks, page_blocks)
    return restore_asides(blocks, page_blocks)


def read_fragment(markup: str) -> list[BlockText]:
    """Return the blocks of a piece of HTML, all of it article, as a feed carries."""
    tree = parse_fragment(markup)
    embeds = settle_embeds(tree)
    return fold_embeds(collect_blocks(tree), embeds)


def find_body(tree: Element) -> list[BlockText]:
    """Return the blocks that trafilatura takes for the article.

    One block is what its last resort gives, all text of the page; the slower comparison with other
    extractors then often knows better.
    """
    blocks: list[BlockText] = []
    for fast in (True, False):
        settings = Extractor(output_format="xml", fast=fast, comments=False)
        found = bare_extraction(tree, options=settings)
        body = found.body if isinstance(found, Document) else None
        blocks = collect_blocks(body) if body is not None else blocks
        if len(blocks) > 1 or sum(len(block.text) for block in blocks) > MAX_RETRY_CHARS:
            break
    return blocks


def _keep_inline_times(tree: Element) -> None:
    """Keep the words of a sentence that stand in ``<time>``, which extractors drop."""
    for time in list(tree.iter("time")):
        parent = time.getparent()
        around = len("".join(parent.itertext())) - len("".join(time.itertext()))
        if parent.tag in {"p", "li", "em", "strong", "b", "i"} and around >= MIN_SENTENCE_CHARS:
            time.tag = "span"


def _finish(blocks: list[BlockText], known: Known) -> tuple[str, Known]:
    """Set the title on top where the body lacks it, and lay the blocks out."""
    key = make_key(known.title or "")
    if key:
        heads = [block for block in blocks[:TITLE_BLOCKS] if make_key(block.text) == key]
        if heads:
            heads[0].role = "headline"
        else:
            blocks = [BlockText(known.title or "", "headline"), *blocks]
    layout = lay_out(blocks)
    roles, links = tuple(layout.roles), tuple(layout.links)
    return layout.text, msgspec.structs.replace(known, roles=roles, link_chars=links)
