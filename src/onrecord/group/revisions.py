"""Which reports are versions of one another: one address, or one outlet and nearly one text."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from onrecord.group.copy_index import CopyIndex, PairRow


def find_versions(index: CopyIndex, reports: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Return the pairs, with one of some reports or more, that are versions of one report.

    Args:
        index: where reports and what they share are kept.
        reports: ids of reports.

    Returns:
        Pairs of ids of which the second was published later, in order.
    """
    return order_versions(index, index.read_pairs(reports))


def order_versions(index: CopyIndex, rows: Iterable[PairRow]) -> tuple[tuple[str, str], ...]:
    """Return those of some pairs that are versions, the earlier report first."""
    pairs = [(row.a, row.b) for row in rows if row.is_version]
    entries = index.read_entries({report for pair in pairs for report in pair})
    return tuple(sorted((a, b) if entries[a] < entries[b] else (b, a) for a, b in pairs))
