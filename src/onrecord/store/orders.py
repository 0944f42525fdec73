"""What comes first: reports by date, readings by how much they tell, annotators by version.

Everything here is decided by what a thing is, never by when or where it was seen.
"""

from __future__ import annotations

import re

import msgspec

from onrecord.ids import make_id
from onrecord.periods import read_period
from onrecord.records import DateSource, Report
from onrecord.store.encodings import clean_text, encode_record

UNDATED = "~"
"""Sorts after every date: a report without a date comes last."""

_DATE_SOURCES: tuple[DateSource, ...] = (
    "metadata", "byline", "dateline", "embedded post", "text", "unknown",
)  # fmt: skip
_DIGITS = re.compile(r"\d+")


def key_date(edtf: str | None) -> str:
    """Return the earliest moment an EDTF value allows, as text that sorts in order of time.

    >>> key_date("2024-10-29") < key_date("2024-10-29T01:43") < key_date("2024-11") < key_date(None)
    True
    """
    period = read_period(edtf)
    moment = (period.start or period.end) if period else None
    return moment.isoformat(timespec="seconds") if moment else UNDATED


def key_version(version: str) -> str:
    """Return text that sorts versions as people count: 2 before 10.

    >>> sorted(["10", "2", "2.10", "2.9"], key=key_version)
    ['2', '2.9', '2.10', '10']
    """
    return _DIGITS.sub(lambda digits: f"{len(digits.group()):02}{digits.group()}", version)


def key_reading(report: Report) -> str:
    """Return the key of one reading of a text: all its report says, but for the path.

    The same text found at two places is one reading; the same text with another date is a second.
    """
    return make_id("reading", encode_record(strip_report(report)).decode("utf-8"))


def strip_report(report: Report) -> Report:
    """Return the report without its text and its path, which are kept on their own."""
    return msgspec.structs.replace(report, text="", path=None)


def key_speaker(name: str | None) -> str | None:
    """Return a name as it is looked up: in any case, with any spacing.

    >>> key_speaker("Sabrina  SINGH")
    'sabrina singh'
    """
    return None if name is None else clean_text(" ".join(name.split())).casefold()


def key_preference(report: Report) -> str:
    """Return text that sorts readings of the same text: the one that tells most comes first."""
    missing = sum(
        not value for value in (report.title, report.outlet, report.url, report.byline, report.lang)
    )
    return f"{_DATE_SOURCES.index(report.published.source)}{missing}"
