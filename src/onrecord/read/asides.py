"""Captions and embedded posts: found on the page, set back among the blocks of its article.

Extractors of body text drop pictures with their captions, and posts when they take them for
widgets. Where one stood is told by the blocks around it: an aside comes back after the nearest
block above it that was kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from onrecord.read.layouts import BlockText, make_key, match_blocks
from onrecord.read.markup import Element

LEAD_BLOCKS = 8
"""A lead picture stands at most so many blocks above the text."""
MIN_CAPTION_CHARS = 15

_CAPTION_CLASS = re.compile(
    r"(?:^|[\s_-])(?:wp-|image-|img-|photo-|media-|figure-)?caption(?:-?text)?(?:$|\s)",
    re.IGNORECASE,
)
_OUTSIDE = ("aside", "nav", "footer", "form", "a")


def mark_captions(tree: Element) -> None:
    """Give every caption of the article the tag for it, and take it from those of teasers."""
    for element in tree.iter("p", "div", "span", "small", "figcaption"):
        named = element.tag == "figcaption" or _CAPTION_CLASS.search(element.get("class") or "")
        if named and next(element.iterancestors(*_OUTSIDE), None) is None:
            if next(element.iterancestors("figcaption"), None) is None:
                element.tag = "figcaption"
        elif element.tag == "figcaption":
            element.tag = "div"


def fold_embeds(blocks: Sequence[BlockText], embeds: Iterable[BlockText]) -> list[BlockText]:
    """Replace runs of blocks that together are an embedded post by the post's own block."""
    by_start: dict[str, list[BlockText]] = {}
    for embed in embeds:
        by_start.setdefault(make_key(embed.text.split("\n")[0]), []).append(embed)
    folded: list[BlockText] = []
    place = 0
    while place < len(blocks):
        candidates = by_start.get(make_key(blocks[place].text.split("\n")[0]), ())
        run, whole = _match_run(blocks, place, candidates)
        folded.append(whole or blocks[place])
        place += run
    return folded


def _match_run(
    blocks: Sequence[BlockText], place: int, embeds: Iterable[BlockText]
) -> tuple[int, BlockText | None]:
    """Return how many blocks from a place on are one of some posts, and which."""
    for embed in embeds:
        whole, joined, end = make_key(embed.text), "", place
        while end < len(blocks) and len(joined) < len(whole):
            joined += make_key(blocks[end].text)
            end += 1
        if joined == whole and whole:
            return end - place, embed
    return 1, None


def restore_asides(blocks: list[BlockText], page_blocks: Sequence[BlockText]) -> list[BlockText]:
    """Set captions and lost posts back in their places.

    Args:
        blocks: what an extractor kept, in order.
        page_blocks: all blocks of the page, in order, captions and posts with their roles.
    """
    kept = match_blocks(blocks, page_blocks)
    after: dict[int, list[BlockText]] = {}
    last_kept = max((i for i, place in enumerate(kept) if place is not None), default=-1)
    above = -1
    for index, block in enumerate(page_blocks):
        place = kept[index]
        if place is not None:
            above = place
        elif _is_wanted(block, above, last_kept - index, kept[index : index + LEAD_BLOCKS]):
            after.setdefault(above, []).append(block)
    return [
        *after.get(-1, ()),
        *(part for index, block in enumerate(blocks) for part in (block, *after.get(index, ()))),
    ]


def _is_wanted(block: BlockText, above: int, left: int, following: Sequence[int | None]) -> bool:
    """Tell whether an aside belongs to the article, by the kept blocks above and below it."""
    if block.role not in {"caption", "embed"} or len(block.text) < MIN_CAPTION_CHARS:
        return False
    if above < 0:
        return any(place is not None for place in following)
    return left > 0 or block.role == "embed"
