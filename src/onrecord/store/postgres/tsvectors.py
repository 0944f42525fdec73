"""PostgreSQL's full-text index: words as the other engine finds them, stems by the server."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from onrecord.store.rows import Rows
from onrecord.store.searches import MAX_TERM_CHARS, Term

MAX_PART_WORDS = 16_000
"""A TSVECTOR has no places past 16,383."""
MAX_PART_CHARS = 200_000
"""… and no room for more than a megabyte."""
_WORD = re.compile(r"[^\W_]+")
_VECTOR = "to_tsvector('ledger_words', ?)"
_FIND_STATEMENTS = (
    "WITH q AS (SELECT to_tsquery('ledger_words', ?) AS query) "
    "SELECT c.annotations, s.ordinal FROM q, statement_search s "
    "JOIN current c ON c.annotations = s.annotations WHERE s.words @@ q.query "
    "ORDER BY ts_rank('{0.5, 0.5, 0.5, 1.0}', s.words, q.query, 1) DESC, "
    "c.dated, c.id, s.ordinal LIMIT ?"
)
_FIND_PASSAGES = (
    "WITH q AS (SELECT to_tsquery('ledger_words', ?) AS query) "
    "SELECT c.annotations, s.block FROM q, passage_search s "
    "JOIN current c ON c.report = s.report WHERE s.words @@ q.query "
    "ORDER BY ts_rank(s.words, q.query, 1) DESC, c.dated, c.id, s.block, s.part LIMIT ?"
)


class TsvectorIndex:
    """Finds statements and passages; see :class:`onrecord.store.searches.TextIndex`.

    Words are told apart here and not by the server, whose idea of them depends on its locale, and
    which takes "and/or" for a file.
    """

    def add_passages(self, rows: Rows, passages: Iterable[tuple[int, int, str]]) -> None:
        """See :meth:`TextIndex.add_passages`."""
        rows.execute_many(
            f"INSERT INTO passage_search (report, block, part, words) VALUES (?, ?, ?, {_VECTOR})",
            (
                (report, block, part, words)
                for report, block, text in passages
                for part, words in enumerate(part_words(text))
            ),
        )

    def add_statements(self, rows: Rows, texts: Sequence[tuple[int, int, str, str]]) -> None:
        """See :meth:`TextIndex.add_statements`."""
        rows.execute_many(
            "INSERT INTO statement_search (annotations, ordinal, words) VALUES "
            f"(?, ?, setweight({_VECTOR}, 'A') || {_VECTOR})",
            (
                (annotations, ordinal, next(part_words(speaker)), next(part_words(content)))
                for annotations, ordinal, speaker, content in texts
            ),
        )

    def find_statements(
        self, rows: Rows, terms: Sequence[Term], limit: int
    ) -> list[tuple[int, int]]:
        """See :meth:`TextIndex.find_statements`."""
        found = rows.execute(_FIND_STATEMENTS, (write_query(terms), limit))
        return [(annotations, ordinal) for annotations, ordinal in found]

    def find_passages(self, rows: Rows, terms: Sequence[Term], limit: int) -> list[tuple[int, int]]:
        """See :meth:`TextIndex.find_passages`."""
        found = rows.execute(_FIND_PASSAGES, (write_query(terms), limit))
        return list(dict.fromkeys((annotations, block) for annotations, block in found))

    def count_statements(self, rows: Rows) -> int:
        """See :meth:`TextIndex.count_statements`."""
        ((count,),) = rows.execute("SELECT count(*) FROM statement_search")
        return int(count)


def list_words(text: str) -> list[str]:
    """Return the words of a text without case and accents: runs of letters and digits.

    >>> list_words("Zé's 3,000 and/or Ana_Lopes\u2019")
    ['ze', 's', '3', '000', 'and', 'or', 'ana', 'lopes']
    """
    folded = text.casefold()
    if not folded.isascii():
        apart = unicodedata.normalize("NFKD", folded)
        folded = "".join(char for char in apart if unicodedata.category(char) != "Mn")
    return [word[:MAX_TERM_CHARS] for word in _WORD.findall(folded)]


def part_words(text: str) -> Iterator[str]:
    """Yield the words of a text, a blank between them, in as many parts as there have to be."""
    part: list[str] = []
    chars = 0
    for word in list_words(text):
        if len(part) >= MAX_PART_WORDS or chars + len(word) > MAX_PART_CHARS:
            yield " ".join(part)
            part, chars = [], 0
        part.append(word)
        chars += len(word) + 1
    yield " ".join(part)


def write_query(terms: Sequence[Term]) -> str:
    """Return terms as the text of a TSQUERY that cannot fail.

    >>> write_query([Term("North Korea", False), Term("evacu", True)])
    "'north' <-> 'korea' & 'evacu':*"
    """
    written = []
    for words, is_prefix in terms:
        quoted = [f"'{word}'" for word in list_words(words)]
        if quoted:
            quoted[-1] += ":*" * is_prefix
            written.append(" <-> ".join(quoted))
    return " & ".join(written)
