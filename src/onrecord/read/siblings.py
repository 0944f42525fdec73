"""Paragraphs of an article that stand apart from the rest of it.

Some sites cut an article into several containers of one make, with advertisements between them; an
extractor that settles on one container loses the others. What is marked up just like the paragraphs
that were kept (the same tags and classes, three levels up) belongs to the article too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from onrecord.read.layouts import BlockText, match_blocks
from onrecord.read.markup import Element

MIN_CHARS = 60
"""A shorter block is taken only from among the article's own paragraphs."""
MAX_LINKED = 0.5
LEVELS = 3

_OUTSIDE = ("aside", "nav", "footer", "form")

Make = tuple[str, ...]


def restore_siblings(blocks: list[BlockText], page_blocks: Sequence[BlockText]) -> list[BlockText]:
    """Set paragraphs that are made like the article's own back in their places.

    Args:
        blocks: what an extractor kept, in order.
        page_blocks: all blocks of the page, in order.
    """
    kept = match_blocks(blocks, page_blocks)
    makes = _find_makes(page_blocks, kept)
    wanted = _find_wanted(page_blocks, kept, makes)
    after: dict[int, list[BlockText]] = {}
    above = -1
    for index, block in enumerate(page_blocks):
        place = kept[index]
        if place is not None:
            above = place
        elif index in wanted:
            after.setdefault(above, []).append(block)
    return [
        *after.get(-1, ()),
        *(part for index, block in enumerate(blocks) for part in (block, *after.get(index, ()))),
    ]


def _find_makes(page_blocks: Sequence[BlockText], kept: Sequence[int | None]) -> set[Make]:
    """Return the makes of the article's long paragraphs, each of at least two."""
    counts = Counter(
        describe_make(block.home)
        for block, place in zip(page_blocks, kept, strict=True)
        if place is not None and len(block.text) >= MIN_CHARS and block.role is None
    )
    return {make for make, count in counts.items() if count > 1}


def _find_wanted(
    page_blocks: Sequence[BlockText], kept: Sequence[int | None], makes: set[Make]
) -> set[int]:
    """Return the indices of the lost blocks that belong to the article."""
    alike = [
        index
        for index, block in enumerate(page_blocks)
        if block.role is None and describe_make(block.home) in makes and _is_inside(block)
    ]
    sure = [i for i in alike if kept[i] is not None or len(page_blocks[i].text) >= MIN_CHARS]
    if not sure:
        return set()
    return {i for i in alike if kept[i] is None and sure[0] <= i <= sure[-1]}


def _is_inside(block: BlockText) -> bool:
    outside = next(block.home.iterancestors(*_OUTSIDE), None)
    return outside is None and block.linked_share() < MAX_LINKED


def describe_make(element: Element) -> Make:
    """Return the tags and classes of an element and those around it."""
    make: list[str] = []
    while element is not None and len(make) < LEVELS:
        make.append(f"{element.tag} {element.get('class') or ''}")
        element = element.getparent()
    return tuple(make)
