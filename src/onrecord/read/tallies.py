"""Lines of a tally: "Dead: 43", "Injured: at least 120". They are short, and still the report."""

from __future__ import annotations

import re

_MAX_CHARS = 100
_SUFFERED = (
    "dead|deaths?|died|killed|toll|fatalit(?:y|ies)|casualt(?:y|ies)|injur(?:ed|ies)|wounded|hurt|missing|"
    "unaccounted|trapped|rescued|saved|survivors?|evacuated|evacuees|displaced|homeless|stranded|"
    "arrest(?:s|ed)|detained|hostages|captured|hospitali[sz]ed|infected|recovered|cases|affected"
)
_TALLY = re.compile(
    rf"(?:[-•*▪·–—]\s*)?(?:\w+\s+){{0,3}}(?:{_SUFFERED})(?:\s+\w+){{0,6}}\s*(?::|\s[-–—]|—)\s*"
    r"(?:[a-z]+\s+){0,3}\d[\d,.\s]*(?:million|thousand|people|persons|[km])?\+?\s*(?:\([^()]{1,60}\))?[.;,]?",
    re.IGNORECASE,
)


def is_tally(line: str) -> bool:
    """Say whether a line gives a count of those something befell, and nothing else.

    >>> is_tally("Missing: at least 7"), is_tally("Comments: 43"), is_tally("Dead Island: a review")
    (True, False, False)
    """
    return len(line) <= _MAX_CHARS and _TALLY.fullmatch(line.strip()) is not None
