"""SQLite's full-text index: FTS5, with the text itself kept once, elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onrecord.store.rows import Rows, mark_places
from onrecord.store.searches import MAX_BLOCKS, Term

SPARE = 4
"""How many times the rows asked for are looked at first, since not all of them are current."""
_FIND_STATEMENTS = (
    "WITH best AS (SELECT rowid, rank FROM statement_search "
    "WHERE statement_search MATCH ? AND rank MATCH 'bm25(2.0, 1.0)' "
    "ORDER BY rank LIMIT ?) "
    "SELECT c.annotations, s.ordinal FROM best JOIN statements s ON s.seq = best.rowid "
    "JOIN current c ON c.annotations = s.annotations "
    "ORDER BY best.rank, c.dated, c.id, s.ordinal LIMIT ?"
)
_FIND_PASSAGES = (
    "WITH best AS (SELECT rowid, rank FROM passage_search WHERE passage_search MATCH ? "
    "ORDER BY rank LIMIT ?) "
    f"SELECT c.annotations, best.rowid % {MAX_BLOCKS} "
    f"FROM best JOIN current c ON c.report = best.rowid / {MAX_BLOCKS} "
    "ORDER BY best.rank, c.dated, c.id, best.rowid LIMIT ?"
)
_COUNT_STATEMENTS = (
    "SELECT count(*) FROM (SELECT 1 FROM statement_search WHERE statement_search MATCH ? LIMIT ?)"
)
_COUNT_PASSAGES = (
    "SELECT count(*) FROM (SELECT 1 FROM passage_search WHERE passage_search MATCH ? LIMIT ?)"
)


class Fts5Index:
    """Finds statements and passages; see :class:`onrecord.store.searches.TextIndex`.

    The rowid of a statement is its row; that of a passage has the report's row and the block in it.
    """

    def add_passages(self, rows: Rows, passages: Iterable[tuple[int, int, str]]) -> None:
        """See :meth:`TextIndex.add_passages`."""
        rows.execute_many(
            "INSERT INTO passage_search (rowid, text) VALUES (?, ?)",
            ((report * MAX_BLOCKS + block, text) for report, block, text in passages),
        )

    def add_statements(self, rows: Rows, texts: Sequence[tuple[int, int, str, str]]) -> None:
        """See :meth:`TextIndex.add_statements`."""
        owners = list(dict.fromkeys(annotations for annotations, *_ in texts))
        found = rows.execute(
            "SELECT annotations, ordinal, seq FROM statements "
            f"WHERE annotations IN ({mark_places(owners)})",
            owners,
        )
        seqs = {(annotations, ordinal): seq for annotations, ordinal, seq in found}
        rows.execute_many(
            "INSERT INTO statement_search (rowid, speaker, content) VALUES (?, ?, ?)",
            ((seqs[owner, ordinal], *text) for owner, ordinal, *text in texts),
        )

    def find_statements(
        self, rows: Rows, terms: Sequence[Term], limit: int
    ) -> list[tuple[int, int]]:
        """See :meth:`TextIndex.find_statements`."""
        return _search_widening(rows, (_FIND_STATEMENTS, _COUNT_STATEMENTS), terms, limit)

    def find_passages(self, rows: Rows, terms: Sequence[Term], limit: int) -> list[tuple[int, int]]:
        """See :meth:`TextIndex.find_passages`."""
        return _search_widening(rows, (_FIND_PASSAGES, _COUNT_PASSAGES), terms, limit)

    def count_statements(self, rows: Rows) -> int:
        """See :meth:`TextIndex.count_statements`."""
        ((count,),) = rows.execute("SELECT count(*) FROM statement_search_docsize")
        return int(count)


def write_match(terms: Sequence[Term]) -> str:
    """Return terms as an FTS5 expression that cannot fail.

    >>> write_match([Term("North Korea", False), Term("evacu", True)])
    '"North Korea" "evacu"*'
    """
    return " ".join(f'"{term.words}"' + "*" * term.is_prefix for term in terms)


def _search_widening(
    rows: Rows, queries: tuple[str, str], terms: Sequence[Term], limit: int
) -> list[tuple[int, int]]:
    """Return the best that are current, looking at more only where too many of the best are not.

    The index also holds earlier revisions and older annotations; sorting all that match, to leave
    those out, would cost what a common word costs.
    """
    match, width = write_match(terms), limit * SPARE
    find, count = queries
    while True:
        found = rows.execute(find, (match, width, limit))
        if len(found) == limit:
            break
        ((matches,),) = rows.execute(count, (match, width))
        if matches < width:
            break
        width *= SPARE * SPARE
    return [(annotations, place) for annotations, place in found]
