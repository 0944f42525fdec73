"""Origins: where each part of each report first came from, as far as the reports show it.

The unit is a block of a report. A block has the origin that the narrowest credit covering it names;
an uncredited block that another report also carries has that block's origin; a report of an outlet
that others credit has that outlet's; what remains is unknown, once for all the reports that carry
it. Statements take the origin of the words they stand in, unless their own chain names an outlet
("X told AP, Reuters reported": AP).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.group.agencies import find_agency, is_same_outlet
from onrecord.group.credits import CreditClaim
from onrecord.group.texts import Text
from onrecord.group.units import Source, Unit, find_unit, group_by_report, list_units, tie_units
from onrecord.ids import make_id
from onrecord.records import Carrier, Copy, Evidence, Origin, Span, Statement

MOSTLY = 0.8
"""Where so much of a report has one origin, its headline and its stray lines have it too."""


def find_origins(
    texts: Sequence[Text], copies: Sequence[Copy], stories: Mapping[str, str]
) -> tuple[Origin, ...]:
    """Find the origin of every block and every statement.

    Args:
        texts: the reports in order of publication.
        copies: what they share.
        stories: the story of each report, by report id.

    Returns:
        Origins ordered by kind and name. Every statement is in exactly one.
    """
    units = list_units(texts)
    tie_units(units, copies)
    _settle_credited(units)
    _settle_carried(units)
    _settle_cited(units, texts, stories)
    _settle_tied(units)
    grouped = group_by_report(units)
    for own in grouped.values():
        _settle_rest(own)
    collection = _Collection()
    for unit in units:
        collection.add_unit(unit)
    for text in texts:
        for statement in text.statements:
            collection.add_statement(text, statement, grouped.get(text.report.id, ()))
    return collection.list_origins()


def _settle_credited(units: Iterable[Unit]) -> None:
    for unit in units:
        if unit.claim is not None:
            unit.source = _make_source(unit.claim, unit.text)
            unit.evidence.append(_cite(unit.text, unit.claim))


def _make_source(claim: CreditClaim, text: Text) -> Source:
    if claim.name is None:
        return Source(claim.kind, anchor=(text.report.id, claim.span[0]))
    return Source(claim.kind, claim.name)


def _cite(text: Text, claim: CreditClaim) -> Evidence:
    return Evidence(report=text.report.id, span=claim.span, rule=claim.rule)


def _settle_carried(units: Sequence[Unit]) -> None:
    """Give uncredited blocks the origin of the credited block they are tied to, nearest first."""
    waiting = [unit.number for unit in units if unit.source is not None and unit.ties]
    while waiting:
        found: dict[int, int] = {}
        for number in waiting:
            for other in sorted(units[number].ties):
                if units[other].source is None and other not in found:
                    found[other] = number
        for other, number in found.items():
            units[other].source = units[number].source
            proof = _prove_ties(units[other].ties[number])
            units[other].evidence = units[number].evidence[:1] + proof
        waiting = sorted(found)


def _prove_ties(copies: Iterable[Copy]) -> list[Evidence]:
    proof: list[Evidence] = []
    for copy in copies:
        proof.append(Evidence(report=copy.a, span=copy.a_span, rule=f"{copy.kind} of {copy.b}"))
        proof.append(Evidence(report=copy.b, span=copy.b_span, rule=f"{copy.kind} of {copy.a}"))
    return proof


def _settle_cited(units: Iterable[Unit], texts: Iterable[Text], stories: Mapping[str, str]) -> None:
    """Give an outlet's own report that outlet as its origin where others credit it in the story."""
    cited: dict[tuple[str, str], Evidence] = {}
    for text in texts:
        for claim in text.claims:
            if claim.name and claim.kind in {"wire", "outlet"}:
                place = (stories.get(text.report.id, ""), claim.name)
                cited.setdefault(place, _cite(text, claim))
    for unit in units:
        agency = find_agency(unit.text.report.outlet or "")
        if unit.source is None and not unit.ties and agency is not None:
            evidence = cited.get((stories.get(unit.report, ""), agency.name))
            if evidence is not None:
                unit.source = Source(agency.kind, agency.name)
                unit.evidence.append(evidence)


def _settle_tied(units: Sequence[Unit]) -> None:
    """Give each group of tied blocks that nobody credits one unknown origin."""
    for start in units:
        if start.source is not None or not start.ties:
            continue
        source = Source("unknown", anchor=(start.report, start.span[0]))
        waiting = [start]
        while waiting:
            unit = waiting.pop()
            if unit.source is None:
                unit.source = source
                for other, copies in sorted(unit.ties.items()):
                    unit.evidence += _prove_ties(copies)
                    waiting.append(units[other])


def _settle_rest(units: Sequence[Unit]) -> None:
    """Settle what is left of one report: as most of it is, or else unknown, once."""
    words: Counter[Source] = Counter()
    for unit in units:
        if unit.source is not None:
            words[unit.source] += unit.words
    source = Source("unknown", anchor=(units[0].report, 0))
    if words:
        best, count = max(words.items(), key=lambda item: (item[1], item[0]))
        if count >= MOSTLY * sum(unit.words for unit in units):
            source = best
    for unit in units:
        unit.source = unit.source or source


@dataclass(slots=True)
class _Collection:
    """What belongs to each source: passages, statements and the evidence for both."""

    passages: dict[Source, dict[tuple[str, Span], None]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    statements: dict[Source, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    evidence: dict[Source, dict[Evidence, None]] = field(default_factory=lambda: defaultdict(dict))

    def add_unit(self, unit: Unit) -> None:
        """Enter a block under its source."""
        if unit.source is not None:
            self.passages[unit.source][unit.report, unit.span] = None
            self.evidence[unit.source] |= dict.fromkeys(unit.evidence)

    def add_statement(self, text: Text, statement: Statement, units: Sequence[Unit]) -> None:
        """Enter a statement: by its own chain, else by its sentence's credit, else by its block."""
        found = _read_chain(text, statement) or _read_sentence(text, statement)
        if found is not None:
            source, evidence = found
            self.evidence[source][evidence] = None
            self.passages[source][text.report.id, _span_content(statement)] = None
        else:
            source = _find_home(text, statement, units)
        self.statements[source][statement.id] = None

    def list_origins(self) -> tuple[Origin, ...]:
        """Return an origin for every source, in order of kind and name."""
        sources = sorted(self.passages.keys() | self.statements.keys())
        return tuple(self._make_origin(source) for source in sources)

    def _make_origin(self, source: Source) -> Origin:
        passages = tuple(sorted(self.passages[source]))
        parts = [source.kind, source.name.casefold()] if source.name else [*source.anchor]
        return Origin(
            id=make_id("origin", *parts),
            kind=source.kind,
            name=source.name or None,
            reports=tuple(dict.fromkeys(report for report, _ in passages)),
            passages=passages,
            statements=tuple(self.statements[source]),
            evidence=tuple(self.evidence[source]),
        )


def _span_content(statement: Statement) -> Span:
    if not statement.content:
        return (0, 0)
    return statement.content[0][0], statement.content[-1][1]


def _find_home(text: Text, statement: Statement, units: Sequence[Unit]) -> Source:
    start, _ = _span_content(statement)
    home = find_unit(units, start)
    if home is not None and home.source is not None:
        return home.source
    return Source("unknown", anchor=(text.report.id, 0))


def _read_sentence(text: Text, statement: Statement) -> tuple[Source, Evidence] | None:
    span = _span_content(statement)
    for claim in text.find_claims(span):
        if claim.scope is not None:
            return _make_source(claim, text), _cite(text, claim)
    return None


def _read_chain(text: Text, statement: Statement) -> tuple[Source, Evidence] | None:
    """Return the outlet nearest to the speaker in a statement's chain, with what names it."""
    links: list[Carrier] = list(statement.via)
    speaker = statement.speaker
    if speaker.name and speaker.spans:
        links.append(Carrier(name=speaker.name, spans=speaker.spans, cue=statement.cue))
    for link in links:
        agency = find_agency(link.name)
        if agency is None or not link.spans:
            continue
        own = is_same_outlet(link.name, text.report.outlet)
        source = Source("own reporting", text.report.outlet or "")
        rule = "told this outlet" if own else "named in the chain"
        evidence = Evidence(report=text.report.id, span=link.spans[0], rule=rule)
        return (source if own else Source(agency.kind, agency.name)), evidence
    return None
