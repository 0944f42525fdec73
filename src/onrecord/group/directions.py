"""Which of two reports that share a passage had it from the other, where the texts show it."""

from __future__ import annotations

from onrecord.group.agencies import find_agency, is_same_outlet
from onrecord.group.credits import CreditClaim
from onrecord.group.dates import is_before
from onrecord.group.texts import Text
from onrecord.records import Direction, Evidence, Report, Span


def find_direction(
    first: Text, second: Text, a_span: Span, b_span: Span
) -> tuple[Direction, tuple[Evidence, ...]]:
    """Say which way a passage went, and on what evidence.

    A credit in one report that names the other's outlet settles it. A credit that names somebody
    else says both may have it from there, so that the earlier date shows nothing. Without any
    credit the earlier report is the likelier source, where the dates cannot overlap.

    Args:
        first: report ``a``, whose id comes first.
        second: report ``b``.
        a_span: the passage in ``a``.
        b_span: the passage in ``b``.
    """
    a, b = first.report, second.report
    a_claims, b_claims = _list_claims(first, a_span), _list_claims(second, b_span)
    from_a = [claim for claim in b_claims if _names_outlet(claim, a)]
    from_b = [claim for claim in a_claims if _names_outlet(claim, b)]
    if from_a and not from_b:
        return "a to b", tuple(Evidence(report=b.id, span=c.span, rule=c.rule) for c in from_a)
    if from_b and not from_a:
        return "b to a", tuple(Evidence(report=a.id, span=c.span, rule=c.rule) for c in from_b)
    if a_claims or b_claims:
        both = [(a.id, claim) for claim in a_claims] + [(b.id, claim) for claim in b_claims]
        return "unknown", tuple(Evidence(report=i, span=c.span, rule=c.rule) for i, c in both)
    return _order_by_date(a, b, a_span, b_span)


def _list_claims(text: Text, span: Span) -> list[CreditClaim]:
    """Return the credits that cover a span of a report, its outlet's own name aside."""
    return [claim for claim in text.find_claims(span) if not _names_outlet(claim, text.report)]


def _names_outlet(claim: CreditClaim, report: Report) -> bool:
    if is_same_outlet(claim.name, report.outlet):
        return True
    agency = find_agency(report.outlet or "")
    return agency is not None and agency.name == claim.name


def _order_by_date(
    a: Report, b: Report, a_span: Span, b_span: Span
) -> tuple[Direction, tuple[Evidence, ...]]:
    evidence = (
        Evidence(report=a.id, span=a_span, rule=f"published {a.published.edtf}"),
        Evidence(report=b.id, span=b_span, rule=f"published {b.published.edtf}"),
    )
    if is_before(a.published.edtf, b.published.edtf):
        return "a to b", evidence
    if is_before(b.published.edtf, a.published.edtf):
        return "b to a", evidence
    return "unknown", ()
