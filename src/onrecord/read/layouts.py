"""A tree of elements → text in blocks, with the roles the markup tells and the links, as spans.

Blocks stand a blank line apart, items of one list a line apart. Runs of white space are one space,
as a browser shows them; a line break (``<br>``) is a line break. Understands HTML and the tags
that trafilatura turns it into (``head``, ``list``, ``quote``, …).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lxml import etree  # type: ignore[import-untyped]  # ships no types

from onrecord.read.markup import Element
from onrecord.records import BlockRole, Span

_BREAKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "code", "dd",
    "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "head", "header", "hr", "item", "li", "list", "main", "nav", "ol", "p",
    "pre", "quote", "row", "section", "summary", "table", "tr", "ul",
})  # fmt: skip
_ROLES: dict[str, BlockRole] = {
    "head": "subhead", "h1": "subhead", "h2": "subhead", "h3": "subhead", "h4": "subhead",
    "h5": "subhead", "h6": "subhead", "item": "list", "li": "list", "dd": "list", "dt": "list",
    "quote": "quote", "blockquote": "quote", "figcaption": "caption",
}  # fmt: skip
_LINKS = frozenset({"a", "ref"})
_LINE_BREAKS = frozenset({"br", "lb"})
_CELLS = frozenset({"cell", "td", "th"})
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
"""Soft hyphens and zero-width breaks: layout hints that split words for a reader of characters."""
KEY_CHARS = 60
"""How much of a block tells it from the others of its page."""

_SPACE = re.compile(r"\s+")
_MARKS = re.compile(r"[\W_]+")


@dataclass
class BlockText:
    """One block: its text, its role where the markup tells one, and the spans of its links.

    ``home`` is the element that the block's text stands in.
    """

    text: str
    role: BlockRole | None = None
    links: list[Span] = field(default_factory=list)
    home: Element = None

    def linked_share(self) -> float:
        """Return how much of the block is links."""
        return sum(end - start for start, end in self.links) / max(len(self.text), 1)

    def start_key(self) -> str:
        """Return what the block is known by in another rendering of its page."""
        return make_key(self.text)[:KEY_CHARS]


@dataclass
class Layout:
    """The text of a report laid out in blocks; spans are places in ``text``."""

    text: str = ""
    roles: list[tuple[Span, BlockRole]] = field(default_factory=list)
    links: list[Span] = field(default_factory=list)


def collect_blocks(tree: Element) -> list[BlockText]:
    """Return the blocks of text inside an element, in document order."""
    collector = _Collector()
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            collector.enter(element)
            collector.add(element.text)
        else:
            collector.leave(element)
            collector.add(None if element is tree else element.tail)
    collector.close()
    return collector.blocks


def lay_out(blocks: Iterable[BlockText]) -> Layout:
    """Join blocks into one text."""
    layout = Layout()
    parts: list[str] = []
    place, before = 0, None
    for block in blocks:
        gap = "" if before is None else "\n" if block.role == before == "list" else "\n\n"
        place += len(gap)
        parts += (gap, block.text)
        if block.role:
            layout.roles.append(((place, place + len(block.text)), block.role))
        layout.links += [(place + start, place + end) for start, end in block.links]
        place += len(block.text)
        before = block.role or "body"
    layout.text = "".join(parts)
    return layout


class _Collector:
    """Collects text into blocks while a tree is walked."""

    def __init__(self) -> None:
        self.blocks: list[BlockText] = []
        self._roles: list[BlockRole] = []
        self._homes: list[Element] = []
        self._parts: list[str] = []
        self._links: list[Span] = []
        self._link_starts: list[int] = []
        self._chars = 0

    def enter(self, element: Element) -> None:
        """Open an element."""
        tag = element.tag
        if tag in _BREAKS:
            self.close()
            self._homes.append(element)
        if tag in _ROLES:
            self._roles.append(_ROLES[tag])
        elif tag in _LINKS:
            self._link_starts.append(self._chars)
        elif tag in _LINE_BREAKS:
            self._append("\n")

    def leave(self, element: Element) -> None:
        """Close an element."""
        tag = element.tag
        if tag in _BREAKS:
            self.close()
            self._homes.pop()
        if tag in _ROLES:
            self._roles.pop()
        elif tag in _LINKS:
            self._links.append((self._link_starts.pop(), self._chars))
        elif tag in _CELLS:
            self._append(" ")

    def add(self, text: str | None) -> None:
        """Add text; line ends in markup are mere white space."""
        if text:
            self._append(_UNSEEN.sub("", text).replace("\n", " "))

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._chars += len(text)

    def close(self) -> None:
        """End the block that is being collected; a link that goes on, goes on in the next."""
        links = self._links + [(start, self._chars) for start in self._link_starts]
        block = _collapse("".join(self._parts), links)
        self._parts, self._links, self._chars = [], [], 0
        self._link_starts = [0 for _ in self._link_starts]
        if block.text:
            block.role = self._roles[-1] if self._roles else None
            block.home = self._homes[-1] if self._homes else None
            self.blocks.append(block)


def _collapse(raw: str, links: list[Span]) -> BlockText:
    """Collapse white space, and carry the links over to their new places."""
    parts: list[str] = []
    olds, news = [0], [0]
    last = place = 0
    for match in _SPACE.finditer(raw):
        word, space = raw[last : match.start()], "\n" if "\n" in match.group() else " "
        parts += (word, space)
        place += len(word) + 1
        last = match.end()
        olds.append(last)
        news.append(place)
    text = "".join([*parts, raw[last:]])
    lead = len(text) - len(text.lstrip())
    text = text.strip()

    def move(old: int) -> int:
        index = bisect_right(olds, old) - 1
        return min(max(news[index] + old - olds[index] - lead, 0), len(text))

    moved = [_trim(text, move(start), move(end)) for start, end in links]
    return BlockText(text, links=[(start, end) for start, end in moved if start < end])


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def make_key(text: str) -> str:
    """Return the letters and digits of a text, by which two renderings of it are known as one.

    >>> make_key("It is ‘so’, he said.") == make_key("it is 'so' he said")
    True
    """
    return _MARKS.sub("", text).lower()


def match_blocks(blocks: Sequence[BlockText], page_blocks: Sequence[BlockText]) -> list[int | None]:
    """Return the index of each block of a page among the blocks kept of it, None if it was lost."""
    places = {block.start_key(): index for index, block in reversed(list(enumerate(blocks)))}
    return [places.get(block.start_key()) for block in page_blocks]


def adopt_links(blocks: Iterable[BlockText], page_blocks: Iterable[BlockText]) -> None:
    """Give blocks the links of the same blocks of their page."""
    links = {block.text: block.links for block in page_blocks if block.links}
    for block in blocks:
        block.links = links.get(block.text, block.links)
