"""What the words of a content tell by themselves, read once and kept: a story repeats its words.

A process that lives long (``serve``, ``watch``) reconciles a story again and again as reports come
in; what it has read of the reports already there is found here by the words themselves.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from onrecord.reconcile.words import forward_wordings, list_words, load_data

CACHED = 1 << 15
"""Contents kept: some ten megabytes."""


class Wording(NamedTuple):
    """A content as it is worded."""

    tokens: tuple[str, ...]
    """Its words in order, casefolded."""
    words: frozenset[str]
    negated: bool
    """Whether it is worded negatively."""
    forward: bool
    doubting: bool
    """Whether it opens with a doubt: "there is no evidence that …"."""
    deed: bool
    """Whether it is something to be done, as in "called on him to resign"."""


@lru_cache(maxsize=CACHED)
def read_wording(content: str) -> Wording:
    """Return what the words of a content tell.

    >>> wording = read_wording("the dam will not open")
    >>> wording.negated, wording.forward, wording.doubting
    (True, True, False)
    """
    return Wording(
        tokens=tuple(content.casefold().split()),
        words=list_words(content),
        negated=_negator().search(content) is not None,
        forward=forward_wordings().search(content) is not None,
        doubting=_doubting_content().search(content) is not None,
        deed=_DEED.match(content) is not None,
    )


_DEED = re.compile(r"(?:for\s.{1,40}\s)?to\s")


@cache
def _doubting_content() -> re.Pattern[str]:
    words = "|".join(map(re.escape, load_data("denials")["doubting_contents"]))
    return re.compile(
        r"^(?:\W*(?:that|there|it|they|we|he|she|has|have|had|is|are|was|were|the|claim|claims|reports?"
        rf"|been)\W+){{0,5}}\W*(?:{words})\b",
        re.IGNORECASE,
    )


@cache
def _negator() -> re.Pattern[str]:
    words = "|".join(map(re.escape, load_data("denials")["negators"]))
    return re.compile(rf"(?:\b|(?<=\w)(?=n[’']t))(?:{words})\b(?!\s+only\b)", re.IGNORECASE)
