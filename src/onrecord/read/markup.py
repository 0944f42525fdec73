"""HTML markup → a tree that is safe to walk."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from lxml import etree, html  # type: ignore[import-untyped]  # ships no types

from onrecord.read.refusals import refuse

MAX_ELEMENTS = 60_000
"""A news page has 1,000 to 10,000; extraction takes up to a millisecond for each."""

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f￾￿]")
_XML_DECLARATION = re.compile(r"\s{0,99}<\?xml[^>]{0,200}>")
_WHOLE_PAGE = re.compile(r"<(?:html|body|head|!doctype)\b", re.IGNORECASE)

_UNSEEN = (
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "svg",
    "select",
    "textarea",
    "button",
)

Element: TypeAlias = Any
"""An lxml element; lxml ships no types."""


def parse_page(markup: str) -> Element:
    """Parse a whole page.

    Raises:
        RefusedError: ``too-deep`` where the parser gives up on nesting (2,048 levels),
            ``too-large`` past :data:`MAX_ELEMENTS`, ``empty`` where there is no element.
    """
    parser = html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False,
        default_doctype=False,
    )  # fmt: skip
    declared = _XML_DECLARATION.match(markup)
    cleaned = _CONTROLS.sub("", markup[declared.end() :] if declared else markup)
    if not cleaned.strip():
        raise refuse("empty", "no markup")
    try:
        tree = html.document_fromstring(cleaned.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError as error:
        raise refuse("empty", str(error)) from None
    if any("depth" in entry.message for entry in parser.error_log):
        raise refuse("too-deep", "markup is nested more than 2,048 levels deep")
    if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        raise refuse("too-large", f"more than {MAX_ELEMENTS} elements")
    return tree


def parse_fragment(markup: str) -> Element:
    """Parse a piece of HTML, as a feed carries, into one ``div``."""
    tree = parse_page(f"<html><body><div>{markup}</div></body></html>")
    strip_unseen(tree)
    body = tree.find("body")
    return tree if body is None else body


def strip_unseen(tree: Element) -> None:
    """Take out what a browser does not show as text."""
    etree.strip_elements(tree, *_UNSEEN, with_tail=False)


def is_whole_page(markup: str) -> bool:
    """Tell a page from a fragment."""
    return _WHOLE_PAGE.search(markup, 0, 5000) is not None


def collapse_text(element: Element) -> str:
    """Return all text inside an element, runs of white space as one space."""
    for line_break in element.iter("br"):
        line_break.tail = f" {line_break.tail or ''}"
    return " ".join("".join(element.itertext()).split())
