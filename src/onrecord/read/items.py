"""Items: the cheap, picklable units of reading that a parallel runner hands to its workers."""

from __future__ import annotations

from typing import Literal

from onrecord.read.reports import Known
from onrecord.records import Record, Refusal

Kind = Literal["text", "html", "row", "feed", "jsonl", "json", "warc", "wacz", "url"]
"""What bytes hold; ``jsonl``, ``json``, ``warc`` and ``wacz`` hold records, an item each."""


class Item(Record, frozen=True):
    """One thing to read: a file, a URL, or one record of a container.

    ``data`` is the record's bytes where it is not a ``file`` of its own. ``refusal`` is set where
    listing already found that it cannot be read.
    """

    path: str
    kind: Kind = "text"
    file: str | None = None
    data: bytes | None = None
    charset: str | None = None
    known: Known = Known()
    refusal: Refusal | None = None
