"""What is kept of reports so that others can be joined to them.

:class:`CopyIndex` is what :mod:`onrecord.group.copy_updates` and :mod:`onrecord.group.origins` ask
for. It is kept in memory here, and in a ledger by :mod:`onrecord.store.copy_tables`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from onrecord.group.keys import Keys
from onrecord.group.sheets import Sheet
from onrecord.group.texts import Text


class Entry(NamedTuple):
    """A report as its neighbours see it; entries sort by publication.

    Attributes:
        rank: its place in the order of publication (:func:`~onrecord.group.ranks.rank_report`).
        report: its id.
        story: the id of its story.
        size: how many passage keys it has.
        sentences: how many sentences it has to compare.
    """

    rank: int
    report: str
    story: str
    size: int
    sentences: int


def make_entry(text: Text, story: str) -> Entry:
    """Return the entry of a report in a story."""
    return Entry(text.sheet.rank, text.id, story, text.size, len(text.sentences))


class PairRow(NamedTuple):
    """What is kept of two reports that share something; ``a < b`` by id.

    Attributes:
        a: id of the one report.
        b: id of the other.
        reach: on what grounds they are compared (:mod:`onrecord.group.reach`).
        is_version: one is a later version of the other.
        match: the packed :class:`~onrecord.group.pairs.Match`.
        standing: one byte for each passage of the match, 1 where it stands as a copy.
        ties: what ties their blocks, packed; empty where nothing does.
    """

    a: str
    b: str
    reach: int
    is_version: bool
    match: bytes
    standing: bytes
    ties: bytes


class TieRow(NamedTuple):
    """The part of a pair that origins need."""

    a: str
    b: str
    ties: bytes


class CopyIndex(Protocol):
    """Digests, keys and pairs of reports; every method takes and gives many at once."""

    def read_entries(self, reports: Collection[str]) -> dict[str, Entry]:
        """Return the entries of those reports that are kept."""
        ...

    def read_texts(self, reports: Collection[str]) -> dict[str, Text]:
        """Return the digests of reports."""
        ...

    def read_sheets(self, reports: Collection[str]) -> dict[str, Sheet]:
        """Return the sheets of reports."""
        ...

    def read_keys(self, reports: Collection[str]) -> dict[str, Keys]:
        """Return the keys of reports."""
        ...

    def read_carriers(
        self, keys: Collection[int], limit: int | None = None
    ) -> dict[int, list[Entry]]:
        """Return the reports that have a key, of each key the first ``limit`` in order."""
        ...

    def read_pairs(self, reports: Collection[str]) -> list[PairRow]:
        """Return every pair with at least one of some reports, each once, in any order."""
        ...

    def read_ties(self, reports: Collection[str]) -> list[TieRow]:
        """Return every pair with ties and at least one of some reports, in any order."""
        ...

    def write_reports(self, texts: Sequence[Text], stories: Mapping[str, str]) -> None:
        """Keep digests with the stories they are of.

        Those with the same ids are dropped before, with their pairs.
        """
        ...

    def remove_reports(self, reports: Collection[str]) -> None:
        """Drop reports and their pairs."""
        ...

    def move_reports(self, stories: Mapping[str, str]) -> None:
        """Take note of the new story of some reports."""
        ...

    def write_pairs(self, rows: Sequence[PairRow]) -> None:
        """Keep pairs, in place of those of the same two reports."""
        ...

    def remove_pairs(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Drop pairs, by the ids of their reports; some may be gone already."""
        ...
