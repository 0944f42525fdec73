"""The blocks of reports as units of origin, and which blocks of other reports carry them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.group.credits import CreditClaim
from onrecord.group.texts import Text
from onrecord.group.tokens import list_report_blocks
from onrecord.records import Copy, Evidence, OriginKind, Span

COVERED = 0.5
"""A block that another carries to this share has its origin."""


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """What an origin is known by; ``anchor`` (report, place) tells the nameless apart."""

    kind: OriginKind
    name: str = ""
    anchor: tuple[str, int] = ("", 0)


@dataclass(slots=True)
class Unit:
    """A block of a report, its own credit, and the copies that tie it to blocks of other reports.

    Attributes:
        number: its place among all units.
        text: the report it belongs to.
        span: of the block.
        words: how many counted words it has.
        claim: the credit that covers it, where there is one and only one.
        ties: by the number of another unit, the copies that join the two.
        source: its origin, once settled.
        evidence: what its origin rests on.
    """

    number: int
    text: Text
    span: Span
    words: int
    claim: CreditClaim | None = None
    ties: dict[int, list[Copy]] = field(default_factory=dict)
    source: Source | None = None
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def report(self) -> str:
        """Id of the report the block belongs to."""
        return self.text.report.id


def list_units(texts: Sequence[Text]) -> list[Unit]:
    """Return every block that is report, in order, with the credit that covers it."""
    units: list[Unit] = []
    for text in texts:
        for block in list_report_blocks(text.report):
            span = (block.start, block.end)
            first, last = text.tokens.locate(span)
            claim = choose_claim(text, span)
            units.append(Unit(len(units), text, span, last - first, claim))
    return units


def choose_claim(text: Text, span: Span) -> CreditClaim | None:
    """Return the credit that holds for a span, None where there is none or several differ.

    A credit for the part in question goes before one for the whole report, and an agency's dateline
    before lines that name everybody who touched the text.
    """
    claims = text.find_claims(span)
    inner = [claim for claim in claims if claim.scope is not None]
    if inner:
        return inner[0]
    whole = [claim for claim in claims if claim.scope is None]
    datelines = [claim for claim in whole if claim.rule.endswith("dateline")]
    names = {(claim.kind, claim.name) for claim in datelines or whole}
    return (datelines or whole)[0] if len(names) == 1 else None


def tie_units(units: Sequence[Unit], copies: Iterable[Copy]) -> None:
    """Tie blocks of which one carries at least half of the other; quotations tie nothing."""
    of_report: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        of_report[unit.report].append(unit)
    rows: dict[tuple[int, int], list[Copy]] = defaultdict(list)
    for copy in copies:
        if copy.kind == "shared quote":
            continue
        for first in _find_touched(of_report[copy.a], copy.a_span):
            for second in _find_touched(of_report[copy.b], copy.b_span):
                rows[first.number, second.number].append(copy)
    for (a, b), joining in rows.items():
        covered_a = sum(_count_words(units[a], copy.a_span) for copy in joining)
        covered_b = sum(_count_words(units[b], copy.b_span) for copy in joining)
        if covered_a >= COVERED * units[a].words or covered_b >= COVERED * units[b].words:
            units[a].ties[b] = units[b].ties[a] = joining


def _find_touched(units: Sequence[Unit], span: Span) -> list[Unit]:
    first = max(0, bisect_right(units, span[0], key=_get_start) - 1)
    last = bisect_left(units, span[1], key=_get_start)
    return [unit for unit in units[first:last] if span[0] < unit.span[1]]


def find_unit(units: Sequence[Unit], place: int) -> Unit | None:
    """Return the unit of a report's units, in order, that holds a place."""
    index = bisect_right(units, place, key=_get_start) - 1
    return units[index] if index >= 0 and place < units[index].span[1] else None


def _get_start(unit: Unit) -> int:
    return unit.span[0]


def _count_words(unit: Unit, span: Span) -> int:
    part = (max(unit.span[0], span[0]), min(unit.span[1], span[1]))
    first, last = unit.text.tokens.locate(part)
    return last - first


def group_by_report(units: Iterable[Unit]) -> Mapping[str, list[Unit]]:
    """Return the units of each report, in order."""
    grouped: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        grouped[unit.report].append(unit)
    return grouped
