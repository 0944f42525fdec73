"""Picture captions: lines that say whose picture stands there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.read.wordings import load_wordings

_CAPTION_MAX_WORDS = 70
_WORDED_MAX_WORDS = 45
_TAIL_CHARS = 160
_CREDIT = re.compile(
    r"[(\[](?:[^()\[\]]{0,40}\b)?(?:photo(?:s|graph(?:er)?)?|image|credit|picture|pic|file|courtesy|"
    r"screenshot|getty|reuters|ap)\b[^()\[\]]{0,100}[)\]][.\s]*$"
    r"|[/|]\s?(?:getty(?:\simages)?|afp|ap|reuters|epa(?:-efe)?|tass|anadolu|shutterstock|istock)"
    r"(?:\svia\s[\w ]{2,30})?[.)\s]*$"
    r"|\bcredit\s?(?:\.{2,}|:)[^.]{2,80}\.?$"
    r"|\b(?:getty\simages|(?:ap|reuters)\sphoto)[.)\s]*$",
    re.IGNORECASE,
)


def is_caption(line: str, words: Sequence[str]) -> bool:
    """Say whether a line is a picture's caption or its credit.

    Args:
        line: a stripped line.
        words: its words, from :func:`~onrecord.read.wordings.split_words`.

    >>> is_caption("Rescuers at the pier. (AP Photo/Jo Adler)", ["rescuers", "at", "the", "pier"])
    True
    """
    if len(words) > _CAPTION_MAX_WORDS:
        return False
    if _CREDIT.search(line[-_TAIL_CHARS:]):
        return True
    return len(words) <= _WORDED_MAX_WORDS and load_wordings()["caption"].match(words)
