"""Searching, whatever the index: words of people into terms, reports into passages to be found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from onrecord.records import Annotations, Report, Span
from onrecord.store.encodings import clean_text
from onrecord.store.exports import quote_spans
from onrecord.store.rows import Rows

MAX_BLOCKS = 1 << 24
"""No more blocks of one report are indexed."""
MAX_TERMS = 32
MAX_TERM_CHARS = 200
QUOTE_CHARS = 320
"""A longer passage is cut to about this much around the first word found."""

_TERM = re.compile(r'"([^"]*)"?|([^\s"]+)')
_CURLY = str.maketrans("“”„«»", '"""""')


class Term(NamedTuple):
    """What a report must hold: words one after the other, the last perhaps only begun."""

    words: str
    is_prefix: bool


class TextIndex(Protocol):
    """The full-text index of a database; the caller holds the transaction."""

    def add_passages(self, rows: Rows, passages: Iterable[tuple[int, int, str]]) -> None:
        """Index passages: row of the report, block, text."""
        ...

    def add_statements(self, rows: Rows, texts: Sequence[tuple[int, int, str, str]]) -> None:
        """Index statements: row of the annotations, place among them, speaker, content."""
        ...

    def find_statements(
        self, rows: Rows, terms: Sequence[Term], limit: int
    ) -> list[tuple[int, int]]:
        """Return (row of annotations, ordinal) of current statements with all terms, best first."""
        ...

    def find_passages(self, rows: Rows, terms: Sequence[Term], limit: int) -> list[tuple[int, int]]:
        """Return (row of annotations, block) of current passages with all terms, best first."""
        ...

    def count_statements(self, rows: Rows) -> int:
        """Return how many statements are indexed."""
        ...


def parse_query(query: str) -> list[Term]:
    r"""Return the terms of a query; none where it holds no word.

    Words and quoted phrases must all be there; a word that ends in ``*`` stands for its beginnings.

    >>> [term.words for term in parse_query('troops "North Korea" evacu* OR')]
    ['troops', 'North Korea', 'evacu', 'OR']
    >>> parse_query('"*')
    []
    """
    terms = []
    for phrase, word in _TERM.findall(clean_text(query).translate(_CURLY)):
        words = (phrase or word.rstrip("*"))[:MAX_TERM_CHARS]
        if any(char.isalnum() for char in words):
            terms.append(Term(words, word.endswith("*")))
    return terms[:MAX_TERMS]


def list_passages(report: Report) -> Iterator[tuple[int, str]]:
    """Yield (block, text) of each passage to be found: blocks that are report, not furniture."""
    if not report.blocks:
        yield 0, clean_text(report.text)
    for index, block in enumerate(report.blocks[:MAX_BLOCKS]):
        if block.is_report:
            yield index, clean_text(report.text[block.start : block.end])


def list_statement_texts(report: Report, notes: Annotations) -> Iterator[tuple[int, str, str]]:
    """Yield (ordinal, speaker, content) of each statement to be found."""
    for ordinal, statement in enumerate(notes.statements):
        content = quote_spans(report, statement.content)
        yield ordinal, clean_text(statement.speaker.name or ""), clean_text(content)


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
