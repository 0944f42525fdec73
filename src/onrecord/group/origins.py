"""Origins: where each part of each report first came from, as far as the reports show it.

The unit is a block of a report. A block has the origin that the narrowest credit covering it names;
an uncredited block that another report of the story also carries has that block's origin, and what
a report of another story carries has the credit that covers it there, if any; a report of an outlet
that others credit has that outlet's; what remains is unknown, once for all the reports of the story
that carry it. Statements take the origin of the words they stand in, unless their own chain names
an outlet ("X told AP, Reuters reported": AP).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from onrecord.group.agencies import find_agency
from onrecord.group.collecting import Collection, Home, merge_origins
from onrecord.group.copy_index import CopyIndex, TieRow
from onrecord.group.families import find_family_notes
from onrecord.group.sheets import Sheet, Source, Unit
from onrecord.group.ties import Joins
from onrecord.records import Evidence, Origin

__all__ = ["find_story_origins", "merge_origins"]

MOSTLY = 0.8
"""Where so much of a report has one origin, its headline and its stray lines have it too."""


@dataclass(slots=True)
class Part:
    """A block of a report.

    Attributes:
        number: its place among all blocks at hand; those of other stories come last.
        sheet: the report it belongs to.
        unit: the block.
        source: its origin, once settled.
        evidence: what its origin rests on.
    """

    number: int
    sheet: Sheet
    unit: Unit
    source: Source | None = None
    evidence: list[Evidence] = field(default_factory=list)


def find_story_origins(index: CopyIndex, reports: Sequence[str]) -> tuple[Origin, ...]:
    """Find the origin of every block and every statement of one story.

    Args:
        index: where reports and what they share are kept.
        reports: ids of the reports of the story, in order of publication.

    Returns:
        Origins ordered by kind and name, or the part of each that lies in the story. Every
        statement is in exactly one.
    """
    known = index.read_sheets(reports)
    sheets = [known[report] for report in reports]
    rows = sorted(index.read_ties(reports))
    others = sorted({report for row in rows for report in row[:2]} - known.keys())
    foreign = index.read_sheets(others)
    parts = _list_parts([*sheets, *(foreign[report] for report in others)])
    story = _Story(parts, sum(len(sheet.units) for sheet in sheets), rows)
    story.settle(sheets)
    return _collect(sheets, parts[: story.size])


def _list_parts(sheets: Iterable[Sheet]) -> list[Part]:
    units = ((sheet, unit) for sheet in sheets for unit in sheet.units)
    return [Part(number, sheet, unit) for number, (sheet, unit) in enumerate(units)]


class _Story:
    """The blocks of a story, being settled; behind them those of other stories tied to them."""

    def __init__(self, parts: Sequence[Part], size: int, rows: Sequence[TieRow]) -> None:
        """Take up the blocks.

        Args:
            parts: all blocks.
            size: how many of them are of the story.
            rows: what ties them.
        """
        self.size = size
        self._parts = parts
        firsts: dict[str, int] = {}
        for part in parts:
            firsts.setdefault(part.sheet.report, part.number)
        self._joins = Joins(rows, firsts)

    def settle(self, sheets: Iterable[Sheet]) -> None:
        """Find the origin of every block."""
        for part in self._parts:
            if part.unit.claim >= 0:
                claim = part.sheet.claims[part.unit.claim]
                part.source = part.sheet.make_source(claim)
                part.evidence.append(part.sheet.cite(claim))
        self._settle_carried()
        self._settle_cited(sheets)
        self._settle_tied()
        own = self._parts[: self.size]
        for _, group in groupby(own, key=lambda part: part.sheet.report):
            _settle_rest(list(group))

    def _settle_carried(self) -> None:
        """Give uncredited blocks the origin of the credited block they are tied to, nearest first.

        What is carried by reports of the story goes on from one to the next; of another story a
        block's own credit counts, once.
        """
        credited = [part.number for part in self._parts if part.source is not None]
        waiting = self._carry([number for number in credited if number < self.size])
        waiting += self._carry([number for number in credited if number >= self.size])
        while waiting:
            waiting = self._carry(waiting)

    def _carry(self, waiting: Iterable[int]) -> list[int]:
        """Settle the neighbours in the story of settled blocks; return their numbers."""
        found: list[int] = []
        before: dict[int, tuple[int, int]] = {}
        for number in sorted(waiting):
            for other, tie in self._joins.list_tied(number):
                if other < self.size and self._parts[other].source is None:
                    before.setdefault(other, (number, tie))
        for other, (number, tie) in before.items():
            part, source = self._parts[other], self._parts[number]
            part.source = source.source
            part.evidence = [*source.evidence[:1], *self._joins.prove(tie)]
            found.append(other)
        return found

    def _settle_cited(self, sheets: Iterable[Sheet]) -> None:
        """Give an outlet's own report that outlet as its origin where others credit it."""
        cited: dict[str, Evidence] = {}
        for sheet in sheets:
            for claim in sheet.claims:
                if claim.name and claim.kind in {"wire", "outlet"}:
                    cited.setdefault(claim.name, sheet.cite(claim))
        for part in self._parts[: self.size]:
            agency = find_agency(part.sheet.outlet or "")
            if part.source is not None or agency is None or agency.name not in cited:
                continue
            if not self._joins.list_tied(part.number):
                part.source = Source(agency.kind, agency.name)
                part.evidence.append(cited[agency.name])

    def _settle_tied(self) -> None:
        """Give each group of tied blocks that nobody credits one unknown origin."""
        for start in self._parts[: self.size]:
            if start.source is None and self._has_tied(start):
                start.source = Source("unknown", anchor=(start.sheet.report, start.unit.span[0]))
                waiting = [start.number]
                while waiting:
                    waiting = self._group(waiting)

    def _has_tied(self, part: Part) -> bool:
        return any(other < self.size for other, _ in self._joins.list_tied(part.number))

    def _group(self, waiting: Iterable[int]) -> list[int]:
        """Give the neighbours of blocks the same unknown origin; return their numbers."""
        found: list[int] = []
        for number in sorted(waiting):
            for other, tie in self._joins.list_tied(number):
                part = self._parts[other]
                if other < self.size and part.source is None:
                    part.source = self._parts[number].source
                    part.evidence += self._joins.prove(tie)
                    found.append(other)
        return found


def _collect(sheets: Sequence[Sheet], parts: Iterable[Part]) -> tuple[Origin, ...]:
    collection = Collection()
    homes: dict[str, list[Home]] = defaultdict(list)
    for part in parts:
        home = (part.unit.span, part.source or Source("unknown"))
        homes[part.sheet.report].append(home)
        collection.add_block(part.sheet.report, home, part.evidence)
    for source, note in find_family_notes(sheets, homes):
        collection.evidence[source][note] = None
    for sheet in sheets:
        for voice in sheet.voices:
            collection.add_statement(sheet.report, voice, homes.get(sheet.report, ()))
    return collection.list_origins()


def _settle_rest(parts: Sequence[Part]) -> None:
    """Settle what is left of one report: as most of it is, or else unknown, once."""
    words: Counter[Source] = Counter()
    for part in parts:
        if part.source is not None:
            words[part.source] += part.unit.words
    source = Source("unknown", anchor=(parts[0].sheet.report, 0))
    if words:
        best, count = max(words.items(), key=lambda item: (item[1], item[0]))
        if count >= MOSTLY * sum(part.unit.words for part in parts):
            source = best
    for part in parts:
        part.source = part.source or source
