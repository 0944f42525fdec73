"""Small wordings of the pages: counts, support, days."""

from __future__ import annotations

import re
from datetime import date

from onrecord.show.wordings import describe_date

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d))?")
_ADDRESS = re.compile(r"https?://[\w.-]+(?::\d{1,5})?(?:[/?#][^\s\x00-\x1f\\]*)?", re.IGNORECASE)
_MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


def count_things(number: int, one: str, many: str | None = None) -> str:
    """Return a number with the noun that fits it.

    >>> count_things(1, "origin"), count_things(1200, "story", "stories")
    ('1 origin', '1,200 stories')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def describe_support(origins: int, reports: int) -> str:
    """Return support in origins first, since copies are no further support.

    >>> describe_support(3, 7)
    '3 origins, 7 reports'
    >>> describe_support(0, 1)
    'origin unknown, 1 report'
    """
    first = count_things(origins, "origin") if origins else "origin unknown"
    return f"{first}, {count_things(reports, 'report')}"


def describe_day(edtf: str | None) -> str:
    """Return a date in few characters; what is not a plain date is worded in full.

    >>> describe_day("2025-03-04T11:20")
    '4 Mar 2025, 11:20'
    >>> describe_day(None)
    'date unknown'
    """
    match = _DAY.match(edtf or "")
    rest = (edtf or "")[match.end() :] if match else ""
    if not match or "/" in rest or rest[-1:] in {"~", "?", "%"}:
        return describe_date(edtf)
    year, month, day, clock = match.groups()
    try:
        exact = date(int(year), int(month), int(day))
    except ValueError:
        return edtf or ""
    words = f"{exact.day} {_MONTHS[exact.month - 1]} {exact.year}"
    return f"{words}, {clock}" if clock else words


def is_web_address(url: str | None) -> bool:
    """Tell whether a link may lead there: a report's URL can be anything at all.

    >>> is_web_address("https://example.org/a"), is_web_address("javascript:alert(1)")
    (True, False)
    """
    return _ADDRESS.fullmatch(url or "") is not None


def shorten(text: str, chars: int = 160) -> str:
    """Return text on one line, cut at a word where it is long.

    >>> shorten("a b  c"), shorten("one two three", 8)
    ('a b c', 'one two…')
    """
    words = " ".join(text.split())
    if len(words) <= chars:
        return words
    head = words[:chars]
    return (head if words[chars] == " " else head.rpartition(" ")[0] or head).rstrip() + "…"
