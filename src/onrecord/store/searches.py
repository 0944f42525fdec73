"""Searching: words of people into SQLite's query language, and rows into hits."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from typing import Any

from onrecord.records import Report, Span
from onrecord.store.encodings import clean_text

BLOCKS_A_REPORT = 1 << 24
"""Room for blocks between two rowids of ``passage_search``."""
MAX_TERMS = 32
SPARE = 4
"""How many times the rows asked for are looked at first, since not all of them are current."""
MAX_TERM_CHARS = 200
QUOTE_CHARS = 320
"""A longer passage is cut to about this much around the first word found."""

_TERM = re.compile(r'"([^"]*)"?|([^\s"]+)')
_CURLY = str.maketrans("“”„«»", '"""""')


def write_match(query: str) -> str | None:
    r"""Return a query as an FTS5 expression that cannot fail, or None where it holds no word.

    Words and quoted phrases must all be there; a word that ends in ``*`` stands for its beginnings.

    >>> write_match('troops "North Korea" evacu* OR')
    '"troops" "North Korea" "evacu"* "OR"'
    >>> write_match('"*') is None
    True
    """
    terms = []
    for phrase, word in _TERM.findall(clean_text(query).translate(_CURLY)):
        term = (phrase or word.rstrip("*"))[:MAX_TERM_CHARS]
        if any(char.isalnum() for char in term):
            terms.append(f'"{term}"' + "*" * word.endswith("*"))
    return " ".join(terms[:MAX_TERMS]) or None


def list_passages(seq: int, report: Report) -> Iterator[tuple[int, str]]:
    """Yield (rowid, text) of each passage to be found: blocks that are report, not furniture."""
    if not report.blocks:
        yield seq * BLOCKS_A_REPORT, clean_text(report.text)
    for index, block in enumerate(report.blocks[:BLOCKS_A_REPORT]):
        if block.is_report:
            text = clean_text(report.text[block.start : block.end])
            yield seq * BLOCKS_A_REPORT + index, text


def find_passage(report: Report, index: int, query: str) -> Span:
    """Return the span to show of a passage: all of it, or the part around the first word found."""
    if not report.blocks:
        start, end = 0, len(report.text)
    else:
        start, end = report.blocks[index].start, report.blocks[index].end
    if end - start <= QUOTE_CHARS:
        return start, end
    return _cut_span(report.text, (start, end), _find_word(report.text, (start, end), query))


def _find_word(text: str, span: Span, query: str) -> int:
    """Return where the first word of a query stands; the start where it stands in another form."""
    places = (
        found.start()
        for word in re.findall(r"\w+", query)[:MAX_TERMS]
        if (found := re.compile(rf"\b{re.escape(word)}", re.IGNORECASE).search(text, *span))
    )
    return min(places, default=span[0])


def _cut_span(text: str, span: Span, place: int) -> Span:
    """Return about :data:`QUOTE_CHARS` around a place, cut between words where there are any."""
    start = max(span[0], place - QUOTE_CHARS // 3)
    end = min(span[1], start + QUOTE_CHARS)
    if start > span[0]:
        start = text.find(" ", start, place) + 1 or start
    if end < span[1]:
        cut = text.rfind(" ", place, end)
        end = cut if cut > place else end
    return start, end


def search_statements(
    connection: sqlite3.Connection, match: str, limit: int
) -> list[tuple[str, int]]:
    """Return (report id, ordinal) of the current statements that match, best first."""
    return _search_widening(
        connection,
        "WITH best AS (SELECT rowid, rank FROM statement_search "
        "WHERE statement_search MATCH :match AND rank MATCH 'bm25(2.0, 1.0)' "
        "ORDER BY rank LIMIT :width) "
        "SELECT c.id, s.ordinal FROM best JOIN statements s ON s.seq = best.rowid "
        "JOIN current c ON c.annotations = s.annotations "
        "ORDER BY best.rank, c.dated, c.id, s.ordinal LIMIT :limit",
        "SELECT count(*) FROM (SELECT 1 FROM statement_search WHERE statement_search MATCH :match "
        "LIMIT :width)",
        {"match": match, "limit": limit},
    )


def search_passages(
    connection: sqlite3.Connection, match: str, limit: int
) -> list[tuple[str, int]]:
    """Return (report id, block index) of the current passages that match, best first."""
    return _search_widening(
        connection,
        "WITH best AS (SELECT rowid, rank FROM passage_search WHERE passage_search MATCH :match "
        "ORDER BY rank LIMIT :width) "
        "SELECT c.id, best.rowid % :room FROM best JOIN current c ON c.report = best.rowid / :room "
        "ORDER BY best.rank, c.dated, c.id, best.rowid LIMIT :limit",
        "SELECT count(*) FROM (SELECT 1 FROM passage_search WHERE passage_search MATCH :match "
        "LIMIT :width)",
        {"match": match, "limit": limit, "room": BLOCKS_A_REPORT},
    )


def _search_widening(
    connection: sqlite3.Connection, sql: str, count_sql: str, values: dict[str, Any]
) -> list[tuple[str, int]]:
    """Return the best that are current, looking at more only where too many of the best are not.

    The index also holds earlier revisions and older annotations; sorting all that match, to leave
    those out, would cost what a common word costs.
    """
    width = values["limit"] * SPARE
    while True:
        rows = connection.execute(sql, values | {"width": width}).fetchall()
        if len(rows) == values["limit"]:
            return rows
        (matches,) = connection.execute(count_sql, values | {"width": width}).fetchone()
        if matches < width:
            return rows
        width *= SPARE * SPARE
