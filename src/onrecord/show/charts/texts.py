"""Text that any drawing can hold: what XML has no character for becomes U+FFFD.

The drawing engine ends the whole process where it meets such a character, so nothing goes to it
that has not passed through here.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

CAPTION_CHARS = 160
DESCRIPTION_CHARS = 700
MOST_CHARS = 1_000
_LOCAL_LINK = re.compile(r"(?:/(?!/)|#)[^\s\\<>\"]*")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def mend_spec(spec: dict[str, Any]) -> dict[str, Any]:
    r"""Return a specification with every text in it fit for XML.

    >>> mend_spec({"a\x00": ["\x1f", 1]})
    {'a�': ['�', 1]}
    """
    mended: dict[str, Any] = _mend(spec)
    return mended


def _mend(value: Any) -> Any:
    if isinstance(value, str):
        return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, dict):
        return {_mend(key): _mend(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_mend(item) for item in value]
    return value


def is_local(link: str) -> bool:
    """Tell whether a link leads into the same site or page, and cannot be read as anything else.

    >>> is_local("/statement/a1"), is_local("#source-3"), is_local("//evil.example")
    (True, True, False)
    """
    return _LOCAL_LINK.fullmatch(link) is not None


def fit_text(text: str, pixels: float, font_pixels: float = 12) -> str:
    """Return text on one line, cut where it would be wider than some pixels, by a rough measure.

    The engine could do so more exactly, but it cuts characters past U+FFFF in two and then fails.

    >>> fit_text("The coastguard: at least 12", 100)
    'The coastguard:…'
    """
    line = " ".join(text[:MOST_CHARS].split())
    room = pixels / font_pixels
    for place, char in enumerate(line):
        room -= 1.0 if unicodedata.east_asian_width(char) in "WF" else 0.52
        if room < 0:
            return line[: max(0, place - 1)].rstrip() + "…"
    return line


def cut_text(text: str, chars: int) -> str:
    """Return text on one line, cut where it is longer than some characters.

    >>> cut_text("one  two", 5)
    'one …'
    """
    line = " ".join(text.split())
    return line if len(line) <= chars else line[: chars - 1] + "…"
