"""What a report says about where its parts are from: blocks, credits and statements, no words.

A sheet is all that origins need of a report. It is small, so that the sheets of a story of a
thousand reports are read at once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property

import msgspec

from onrecord.group.agencies import find_agency, is_same_outlet
from onrecord.group.credits import CreditClaim, find_credit_claims
from onrecord.group.ranks import rank_report
from onrecord.group.tokens import Tokens, list_report_blocks
from onrecord.records import Annotations, Carrier, Evidence, OriginKind, Report, Span, Statement


class Source(msgspec.Struct, frozen=True, order=True, array_like=True):
    """What an origin is known by; ``anchor`` (report, place) tells the nameless apart."""

    kind: OriginKind
    name: str = ""
    anchor: tuple[str, int] = ("", 0)


class Unit(msgspec.Struct, frozen=True, array_like=True):
    """A block of a report.

    Attributes:
        span: where it stands.
        words: how many counted words it has.
        claim: which credit covers it, where there is one and only one; else -1.
    """

    span: Span
    words: int
    claim: int = -1


class Voice(msgspec.Struct, frozen=True, array_like=True):
    """A statement, with the source that its own chain or sentence names, and what names it."""

    id: str
    span: Span
    source: Source | None = None
    proof: Span = (0, 0)
    rule: str = ""


class Credits:
    """The credits of a report, to be asked which of them cover a span."""

    def __init__(self, claims: Sequence[CreditClaim]) -> None:
        self._claims = claims
        self._starts = [c.scope[0] for c in claims if c.is_sentence and c.scope]

    def find(self, span: Span) -> list[int]:
        """Return the places of the credits that cover a span, the narrowest first."""
        first = max(0, bisect_left(self._starts, span[0]) - 1)
        last = bisect_left(self._starts, span[1])
        near = [*range(first, last), *range(len(self._starts), len(self._claims))]
        return [place for place in near if self._claims[place].covers(span)]

    def list_covering(self, span: Span) -> list[CreditClaim]:
        """Return the credits that cover a span, the narrowest first."""
        return [self._claims[place] for place in self.find(span)]

    def choose(self, span: Span) -> int:
        """Return the place of the one that holds for a span, -1 where none does or several differ.

        A credit for the part in question goes before one for the whole report, and an agency's
        dateline before lines that name everybody who touched the text.
        """
        claims, covering = self._claims, self.find(span)
        inner = [place for place in covering if claims[place].scope is not None]
        if inner:
            return inner[0]
        datelines = [place for place in covering if claims[place].rule.endswith("dateline")]
        names = {(claims[place].kind, claims[place].name) for place in datelines or covering}
        return (datelines or covering)[0] if len(names) == 1 else -1


class Sheet(msgspec.Struct, frozen=True, array_like=True, dict=True):
    """The blocks, credits and statements of one report.

    ``claims`` holds credits read in sentences first, in order, and then the rest.
    """

    report: str
    hash: str
    outlet: str | None
    url: str | None
    published: str | None
    rank: int
    units: tuple[Unit, ...] = ()
    claims: tuple[CreditClaim, ...] = ()
    voices: tuple[Voice, ...] = ()

    def find_claims(self, span: Span) -> list[CreditClaim]:
        """Return the credits that cover a span, the narrowest first."""
        return self._credits.list_covering(span)

    @cached_property
    def _credits(self) -> Credits:
        return Credits(self.claims)

    def make_source(self, claim: CreditClaim) -> Source:
        """Return what an origin that a credit names is known by."""
        return _make_source(claim, self.report)

    def cite(self, claim: CreditClaim) -> Evidence:
        """Return a credit as evidence."""
        return Evidence(report=self.report, span=claim.span, rule=claim.rule)


def make_sheet(report: Report, notes: Annotations | None, tokens: Tokens) -> Sheet:
    """Read the blocks, credits and statements of a report."""
    claims = find_credit_claims(report)
    credits_ = Credits(claims)
    spans = [(block.start, block.end) for block in list_report_blocks(report)]
    statements = notes.statements if notes is not None else ()
    return Sheet(
        report=report.id,
        hash=report.hash,
        outlet=report.outlet,
        url=report.url,
        published=report.published.edtf,
        rank=rank_report(report.published.edtf, report.id),
        units=tuple(_make_unit(span, tokens, credits_) for span in spans),
        claims=claims,
        voices=tuple(_make_voice(statement, report, credits_) for statement in statements),
    )


def _make_unit(span: Span, tokens: Tokens, credits_: Credits) -> Unit:
    first, last = tokens.locate(span)
    return Unit(span, last - first, credits_.choose(span))


def _make_voice(statement: Statement, report: Report, credits_: Credits) -> Voice:
    """Read a statement's own source: from its chain, else from its sentence's credit."""
    span = _span_content(statement)
    found = _read_chain(statement, report)
    if found is not None:
        return Voice(statement.id, span, *found)
    for claim in credits_.list_covering(span):
        if claim.scope is not None:
            return Voice(statement.id, span, _make_source(claim, report.id), claim.span, claim.rule)
    return Voice(statement.id, span)


def _make_source(claim: CreditClaim, report: str) -> Source:
    if claim.name is None:
        return Source(claim.kind, anchor=(report, claim.span[0]))
    return Source(claim.kind, claim.name)


def _span_content(statement: Statement) -> Span:
    if not statement.content:
        return (0, 0)
    return statement.content[0][0], statement.content[-1][1]


def _read_chain(statement: Statement, report: Report) -> tuple[Source, Span, str] | None:
    """Return the outlet nearest to the speaker in a statement's chain, with what names it."""
    links: list[Carrier] = list(statement.via)
    speaker = statement.speaker
    if speaker.name and speaker.spans:
        links.append(Carrier(name=speaker.name, spans=speaker.spans, cue=statement.cue))
    for link in links:
        agency = find_agency(link.name)
        if agency is None or not link.spans:
            continue
        if is_same_outlet(link.name, report.outlet):
            own = Source("own reporting", report.outlet or "")
            return own, link.spans[0], "told this outlet"
        return Source(agency.kind, agency.name), link.spans[0], "named in the chain"
    return None
