"""Embedded social posts: the signature under a post says whose words it is and of when.

"— Name (@handle) October 30, 2024" is what the embed code of X (Twitter) and its likes leaves in a
text; Instagram leaves "A post shared by Name (@handle) on Oct 30, 2024".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.read.dates import find_dates
from onrecord.records import Span

_HANDLE = re.compile(r"\(@(?P<handle>[\w.]{1,40})(?:@[\w.-]{1,60})?\)")
_DASH = re.compile(r"[—–―]|(?<!\S)--?(?=\s)|(?:post|reel|video|photo) shared by ", re.IGNORECASE)
_NAME_MAX_CHARS = 80
_DATE_MAX_CHARS = 45
_BEFORE_DATE = re.compile(r"[\s,·•|]*(?:on\s+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature of an embedded post. ``posted`` is an EDTF date, None where none is given."""

    span: Span
    author: str
    handle: str
    posted: str | None


def find_signatures(text: str) -> Iterator[Signature]:
    """Yield the signatures of embedded posts in a text, in order."""
    done = 0
    for match in _HANDLE.finditer(text):
        signature = _read_signature(text, match, done)
        if signature:
            done = signature.span[1]
            yield signature


def _read_signature(text: str, match: re.Match[str], done: int) -> Signature | None:
    low = max(done, match.start() - _NAME_MAX_CHARS)
    line = max(text.rfind("\n", low, match.start()), text.rfind("\r", low, match.start())) + 1
    low = max(low, line)
    dashes = list(_DASH.finditer(text, low, match.start()))
    start, name = (dashes[-1].start(), dashes[-1].end()) if dashes else (low, low)
    author = text[name : match.start()].strip()
    end, posted = _read_posted(text, match.end())
    ends_line = (
        text[end : end + 1] in {"", "\n", "\r"} or not text[end : _line_end(text, end)].strip()
    )
    signed = bool(dashes) and (posted is not None or ends_line)
    whole_line = low == line and posted is not None and ends_line
    if not author or not (signed or whole_line):
        return None
    return Signature((start, end), author, match["handle"], posted)


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start, start + 200)
    return end if end >= 0 else min(len(text), start + 200)


def _read_posted(text: str, start: int) -> tuple[int, str | None]:
    """Return where the signature ends and the date that follows the handle, if one does."""
    gap = _BEFORE_DATE.match(text, start)
    low = gap.end() if gap else start
    for found in find_dates(text, low, min(len(text), low + _DATE_MAX_CHARS)):
        if found.span[0] == low and found.edtf:
            return found.span[1], found.edtf
        break
    return start, None
