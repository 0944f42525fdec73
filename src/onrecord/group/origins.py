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
from onrecord.group.copy_index import CopyIndex
from onrecord.group.families import find_family_notes
from onrecord.group.sheets import Sheet, Source
from onrecord.group.ties import Join, unpack_ties
from onrecord.records import Evidence, Origin, Span

__all__ = ["find_story_origins", "merge_origins"]

MOSTLY = 0.8
"""Where so much of a report has one origin, its headline and its stray lines have it too."""


@dataclass(slots=True)
class Part:
    """A block of a report of the story, and what ties it to others.

    Attributes:
        number: its place among all blocks of the story.
        sheet: the report it belongs to.
        span: where it stands.
        words: how many counted words it has.
        ties: by the number of another block of the story, the copies that lie in both.
        foreign: what ties it to credited blocks of other stories, with their source and credit.
        source: its origin, once settled.
        evidence: what its origin rests on.
    """

    number: int
    sheet: Sheet
    span: Span
    words: int
    ties: dict[int, list[Join]] = field(default_factory=dict)
    foreign: list[tuple[Source, Evidence, Join]] = field(default_factory=list)
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
    sheets = index.read_sheets(reports)
    parts = _list_parts([sheets[report] for report in reports])
    _tie_parts(index, parts)
    _settle_credited(parts)
    _settle_carried(parts)
    _settle_cited(parts, [sheets[report] for report in reports])
    _settle_tied(parts)
    for _, group in groupby(parts, key=lambda part: part.sheet.report):
        _settle_rest(list(group))
    return _collect([sheets[report] for report in reports], parts)


def _collect(sheets: Sequence[Sheet], parts: Iterable[Part]) -> tuple[Origin, ...]:
    collection = Collection()
    homes: dict[str, list[Home]] = defaultdict(list)
    for part in parts:
        home = (part.span, part.source or Source("unknown"))
        homes[part.sheet.report].append(home)
        collection.add_block(part.sheet.report, home, part.evidence)
    for source, note in find_family_notes(sheets, homes):
        collection.evidence[source][note] = None
    for sheet in sheets:
        for voice in sheet.voices:
            collection.add_statement(sheet.report, voice, homes.get(sheet.report, ()))
    return collection.list_origins()


def _list_parts(sheets: Iterable[Sheet]) -> list[Part]:
    units = ((sheet, unit) for sheet in sheets for unit in sheet.units)
    return [Part(number, sheet, u.span, u.words) for number, (sheet, u) in enumerate(units)]


def _tie_parts(index: CopyIndex, parts: Sequence[Part]) -> None:
    """Take up what ties the blocks to one another and to credited blocks of other stories."""
    firsts: dict[str, int] = {}
    for part in parts:
        firsts.setdefault(part.sheet.report, part.number)
    rows = sorted(index.read_ties(firsts.keys()))
    others = {report for row in rows for report in row[:2]} - firsts.keys()
    foreign = index.read_sheets(others)
    for a, b, data in rows:
        for join in unpack_ties(a, b, data):
            ends = [firsts[r] + place if r in firsts else None for r, place in (join.a, join.b)]
            if None not in ends:
                first, second = (parts[number] for number in ends if number is not None)
                first.ties.setdefault(second.number, []).append(join)
                second.ties.setdefault(first.number, []).append(join)
            elif ends[0] is not None:
                _tie_foreign(parts[ends[0]], foreign[b], join.b[1], join)
            elif ends[1] is not None:
                _tie_foreign(parts[ends[1]], foreign[a], join.a[1], join)


def _tie_foreign(part: Part, sheet: Sheet, place: int, join: Join) -> None:
    claim = sheet.units[place].claim
    if claim >= 0:
        credit = sheet.claims[claim]
        part.foreign.append((sheet.make_source(credit), sheet.cite(credit), join))


def _settle_credited(parts: Sequence[Part]) -> None:
    for sheet, group in groupby(parts, key=lambda part: part.sheet):
        for part, unit in zip(group, sheet.units, strict=True):
            if unit.claim >= 0:
                claim = sheet.claims[unit.claim]
                part.source = sheet.make_source(claim)
                part.evidence.append(sheet.cite(claim))


def _settle_carried(parts: Sequence[Part]) -> None:
    """Give uncredited blocks the origin of the credited block they are tied to, nearest first."""
    waiting = [part.number for part in parts if part.source is not None and part.ties]
    waiting = _carry(parts, waiting)
    for part in parts:
        if part.source is None and part.foreign:
            source, credit, _ = part.foreign[0]
            joins = [
                join for other, cited, join in part.foreign if (other, cited) == (source, credit)
            ]
            part.source, part.evidence = source, [credit, *_prove(joins)]
            waiting.append(part.number)
    while waiting:
        waiting = _carry(parts, waiting)


def _carry(parts: Sequence[Part], waiting: Iterable[int]) -> list[int]:
    """Settle the neighbours of settled blocks; return their numbers."""
    found: dict[int, int] = {}
    for number in sorted(waiting):
        for other in sorted(parts[number].ties):
            if parts[other].source is None and other not in found:
                found[other] = number
    for other, number in found.items():
        parts[other].source = parts[number].source
        parts[other].evidence = parts[number].evidence[:1] + _prove(parts[other].ties[number])
    return list(found)


def _prove(joins: Iterable[Join]) -> list[Evidence]:
    return [evidence for join in joins for evidence in join.prove()]


def _settle_cited(parts: Iterable[Part], sheets: Iterable[Sheet]) -> None:
    """Give an outlet's own report that outlet as its origin where others credit it."""
    cited: dict[str, Evidence] = {}
    for sheet in sheets:
        for claim in sheet.claims:
            if claim.name and claim.kind in {"wire", "outlet"}:
                cited.setdefault(claim.name, sheet.cite(claim))
    for part in parts:
        agency = find_agency(part.sheet.outlet or "")
        if part.source is None and not part.ties and agency is not None and agency.name in cited:
            part.source = Source(agency.kind, agency.name)
            part.evidence.append(cited[agency.name])


def _settle_tied(parts: Sequence[Part]) -> None:
    """Give each group of tied blocks that nobody credits one unknown origin."""
    for start in parts:
        if start.source is not None or not start.ties:
            continue
        source = Source("unknown", anchor=(start.sheet.report, start.span[0]))
        waiting = [start]
        while waiting:
            part = waiting.pop()
            if part.source is None:
                part.source = source
                for other, joins in sorted(part.ties.items()):
                    part.evidence += _prove(joins)
                    waiting.append(parts[other])


def _settle_rest(parts: Sequence[Part]) -> None:
    """Settle what is left of one report: as most of it is, or else unknown, once."""
    words: Counter[Source] = Counter()
    for part in parts:
        if part.source is not None:
            words[part.source] += part.words
    source = Source("unknown", anchor=(parts[0].sheet.report, 0))
    if words:
        best, count = max(words.items(), key=lambda item: (item[1], item[0]))
        if count >= MOSTLY * sum(part.words for part in parts):
            source = best
    for part in parts:
        part.source = part.source or source
