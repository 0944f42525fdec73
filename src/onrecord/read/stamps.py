"""When a report was published, and how that is known.

Values are EDTF (ISO 8601-2:2019): a date, or a range with an open end where the text only shows
what the report looks back on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from onrecord.read.dates import (
    DATE_LINE_MAX_CHARS,
    FoundDate,
    Order,
    find_dates,
    guess_order,
    is_date,
    load_date_words,
    read_date,
    write_date,
)
from onrecord.records import Block, Dated

_BEFORE_CHARS = 40
_CLAUSE_CHARS = 240
_LABEL = re.compile(
    r"\b(?:(updated|modified|edited|upd)|published|posted|created|issued)\b", re.IGNORECASE
)
_PLACE = re.compile(r"(?:[A-Z][^\n(]{1,50}?)?[,:(]\s*")
_DASH = re.compile(r"\s*(?:\([^()\n]{2,40}\)|\))?\s*(?:[—–―:]|--?\s)")
_CLAUSE = re.compile(r"[.!?][\"”’)]*\s+(?=[\"“‘]?[A-Z])|[,;:\"“”()]|\s[–—-]\s")

REPORT_ROLES = frozenset({"headline", "standfirst", "body", "subhead", "list", "quote", "caption"})


def date_report(text: str, blocks: Sequence[Block], given: str | None = None) -> Dated:
    """Return when a report was published, from the best evidence there is.

    In order: what the container says; the byline or the page's own date stamp; the dateline; the
    embedded posts (published on or after the latest of them); the dates its text looks back on
    (published on or after the latest); else unknown.

    Args:
        text: the report's text.
        blocks: its blocks.
        given: the date the container gives, in any common form.
    """
    edtf = read_date(given) if given else None
    if edtf:
        return Dated(edtf=edtf, source="metadata")
    order = guess_order(text, [(b.start, b.end) for b in blocks])
    stamp = _find_stamp(text, blocks, order)
    if stamp:
        return Dated(edtf=stamp, source="byline")
    return _date_from_evidence(text, blocks, order)


def _find_stamp(text: str, blocks: Sequence[Block], order: Order | None) -> str | None:
    """Return the date at the byline, else on the date lines around the report, else "Today: …"."""
    for wanted in (_is_byline, _is_dateline, _is_today):
        found = [
            date
            for block in blocks
            if wanted(text, block)
            for date in find_dates(text, block.start, block.end, order)
            if date.edtf
        ]
        if found:
            first = [f for f in found if not _is_update(text, f)]
            return (first or found)[0].edtf
    return None


def _is_byline(_: str, block: Block) -> bool:
    return block.role == "byline"


def _is_dateline(_: str, block: Block) -> bool:
    return block.role == "dateline"


def _is_today(text: str, block: Block) -> bool:
    return block.role == "nav" and text[block.start : block.start + 5].lower() == "today"


def _is_update(text: str, found: FoundDate) -> bool:
    """Whether the nearest label before a date, on its line, says that it is that of an update."""
    before = text[max(0, found.span[0] - _BEFORE_CHARS) : found.span[0]].rpartition("\n")[2]
    labels = list(_LABEL.finditer(before))
    return bool(labels) and labels[-1][1] is not None


def _find_dateline(text: str, blocks: Sequence[Block], order: Order | None) -> FoundDate | None:
    """Return the date of "KYIV, Oct 28 (Reuters) -" at the head of the first paragraph."""
    for block in blocks:
        if block.role == "body":
            end = min(block.end, block.start + DATE_LINE_MAX_CHARS)
            for found in find_dates(text, block.start, end, order):
                place, rest = text[block.start : found.span[0]], text[found.span[1] : end]
                if _PLACE.fullmatch(place) and _DASH.match(rest):
                    return found
            break
    return None


def _date_from_evidence(text: str, blocks: Sequence[Block], order: Order | None) -> Dated:
    """Date a report that carries no date of its own: on or after the latest date it knows of."""
    dateline = _find_dateline(text, blocks, order)
    if dateline and dateline.edtf:
        return Dated(edtf=dateline.edtf, source="dateline")
    looked_back = list(_find_past(text, blocks, order))
    latest = max((f.edtf[:10] for f in looked_back if f.edtf), default=None)
    posts = (block.posted for block in blocks if block.role == "embed" and block.posted)
    posted = max((post.partition("/")[0] for post in posts), default=None)
    if dateline and latest:
        return Dated(edtf=f"{_find_next(dateline, latest)}/..", source="dateline")
    low = latest and max([latest, *(_find_next(f, latest) for f in looked_back if not f.edtf)])
    if posted and (not low or posted >= low):
        return Dated(edtf=f"{posted}/..", source="embedded post")
    return Dated(edtf=f"{low}/..", source="text") if low else Dated()


def _find_past(text: str, blocks: Sequence[Block], order: Order | None) -> Iterator[FoundDate]:
    """Yield the dates in the report's own words that are not said to lie ahead."""
    for block in blocks:
        if block.role not in REPORT_ROLES:
            continue
        for found in find_dates(text, block.start, block.end, order):
            whole = found.day is not None or found.edtf is not None
            if whole and "/" not in (found.edtf or "") and not _lies_ahead(text, block, found):
                yield found


def _lies_ahead(text: str, block: Block, found: FoundDate) -> bool:
    """Whether the words around a date, in its clause, speak of the future."""
    before = text[max(block.start, found.span[0] - _CLAUSE_CHARS) : found.span[0]]
    after = text[found.span[1] : min(block.end, found.span[1] + _CLAUSE_CHARS)]
    clause = _CLAUSE.split(before)[-1] + " | " + _CLAUSE.split(after)[0]
    return bool(load_date_words("ahead").search(clause))


def _find_next(found: FoundDate, latest: str) -> str:
    """Return the first day on or after ``latest`` that a date without its year can mean."""
    day = found.day or 1
    for year in range(int(latest[:4]), int(latest[:4]) + 9):
        if is_date(year, found.month, day):
            value = write_date(year, found.month, day)
            if value >= latest:
                return value
    return latest
