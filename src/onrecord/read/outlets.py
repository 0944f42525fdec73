"""Which outlet published a report, where that is explicit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from onrecord.records import Block

_COPYRIGHT = re.compile(
    r"(?:©|\bcopyright\b)[\s©]{0,3}(?:\(c\)\s)?(?:(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)?\d\d)?,?\s)"
    r"(?:by\s)?(?P<name>[^\W\d_][^\n.|©(]{1,60}?)\s*(?:[.|(]|,?\sall\srights|$)",
    re.IGNORECASE,
)
_READ_CHARS = 300


def find_outlet(
    text: str, blocks: Sequence[Block], url: str | None, agencies: Sequence[str]
) -> str | None:
    """Return the host of the URL, else the name on the copyright line, else None.

    A host is not turned into a name: that would be a guess.

    Args:
        text: the report's text.
        blocks: its blocks.
        url: where it was published, where that is known.
        agencies: names it credits; a copyright line that names one of them is a credit.
    """
    host = _find_host(url)
    if host:
        return host
    for block in blocks:
        if block.role not in {"nav", "promo", "credit"}:
            continue
        match = _COPYRIGHT.search(text, block.start, min(block.end, block.start + _READ_CHARS))
        name = match["name"].strip(" ,") if match else None
        if name and name.removeprefix("The ") not in agencies:
            return name
    return None


def _find_host(url: str | None) -> str | None:
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None
