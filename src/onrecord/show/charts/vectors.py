"""Drawings made safe to stand in a page: known elements and attributes, and nothing else.

What Vega writes is rewritten rather than trusted: text from reports is in it. Styles become
attributes, so that a page may forbid inline styles; only links into the same site are kept; what
was said of a mark for screen readers is also what a reader sees when hovering.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree  # type: ignore[import-untyped]  # ships no types

from onrecord.errors import InputError
from onrecord.ids import make_id
from onrecord.records import Record
from onrecord.show.charts.texts import is_local

Element = Any
"""An lxml element; lxml ships no types."""
SVG = "http://www.w3.org/2000/svg"
_HREF = "{http://www.w3.org/1999/xlink}href"
_BASE = "https://vega.github.io/vega-datasets/"
"""Vega puts this in front of every link that names no site."""
_ELEMENTS = frozenset({"svg", "g", "path", "rect", "line", "circle", "text", "tspan", "a"})
_ATTRIBUTES = frozenset({
    "width", "height", "viewBox", "transform", "d", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy",
    "r", "cx", "cy", "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap",
    "stroke-miterlimit", "opacity", "fill-opacity", "stroke-opacity", "text-anchor", "font-family",
    "font-size", "font-weight", "font-style", "display",
})  # fmt: skip
_VALUE = re.compile(r"[\w\s.,#%()+-]*")


class Meaning(Record, frozen=True, kw_only=True):
    """What a drawing shows: in a few words, and for those who cannot see it."""

    title: str
    description: str


def clean_svg(drawing: str, meaning: Meaning, colours: Mapping[str, str]) -> str:
    """Return what Vega drew as SVG that may stand in any page.

    Args:
        drawing: SVG.
        meaning: what it shows.
        colours: what is put in place of which colour.

    Raises:
        InputError: it is no SVG.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(drawing.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"the chart could not be drawn: {error}") from None
    clean = _copy(root)
    if clean is None:
        raise InputError("the chart could not be drawn: no SVG")
    for element in clean.iter():
        for key in ("fill", "stroke"):
            if element.get(key) in colours:
                element.set(key, colours[element.get(key, "")])
    _describe(clean, meaning)
    etree.cleanup_namespaces(clean)
    return str(etree.tostring(clean, encoding="unicode"))


def _copy(element: Element) -> Element | None:
    """Return an element with what is known in it, or None where there is nothing to show."""
    if not isinstance(element.tag, str) or element.get("display") == "none":
        return None
    name = etree.QName(element).localname
    if name not in _ELEMENTS:
        return None
    copy = etree.Element(f"{{{SVG}}}{name}", nsmap={None: SVG})
    for key, value in element.items():
        if key in _ATTRIBUTES and _VALUE.fullmatch(value) and "url" not in value:
            copy.set(key, value)
    copy.text = element.text if name in {"text", "tspan"} else None
    _copy_meaning(element, copy)
    children = [child for child in map(_copy, element) if child is not None]
    copy.extend(children)
    empty = name == "g" and not children
    return None if empty else copy


def _copy_meaning(element: Element, copy: Element) -> None:
    """Keep where a link leads and what a mark says."""
    link = element.get(_HREF) or element.get("href") or ""
    if is_local(link.removeprefix(_BASE)):
        copy.set("href", link.removeprefix(_BASE))
    label = element.get("aria-label")
    if label and element.get("aria-roledescription") not in {"axis", "title", "subtitle"}:
        etree.SubElement(copy, f"{{{SVG}}}title").text = label


def _describe(root: Element, meaning: Meaning) -> None:
    """Say what the drawing is; one that leads elsewhere is no picture but a group of links."""
    id_ = make_id("chart", meaning.title, meaning.description)
    links = root.find(f".//{{{SVG}}}a[@href]") is not None
    root.set("class", "chart")
    root.set("role", "group" if links else "img")
    root.set("aria-labelledby", f"chart-{id_}-title")
    root.set("aria-describedby", f"chart-{id_}-desc")
    for place, (name, words) in enumerate(
        (("title", meaning.title), ("desc", meaning.description))
    ):
        child = etree.Element(f"{{{SVG}}}{name}", id=f"chart-{id_}-{name}")
        child.text = words
        root.insert(place, child)
