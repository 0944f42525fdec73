"""Which of two reports that share a passage had it from the other, where the texts show it."""

from __future__ import annotations

from onrecord.group.agencies import find_agency, is_same_outlet
from onrecord.group.credits import CreditClaim
from onrecord.group.dates import is_before
from onrecord.group.sheets import Sheet
from onrecord.records import Direction, Evidence, Span


def find_direction(
    a: Sheet, b: Sheet, a_span: Span, b_span: Span
) -> tuple[Direction, tuple[Evidence, ...]]:
    """Say which way a passage went, and on what evidence.

    A credit in one report that names the other's outlet settles it. A credit that names somebody
    else says both may have it from there, so that the earlier date shows nothing. Without any
    credit the earlier report is the likelier source, where the dates cannot overlap.

    Args:
        a: the report whose id comes first.
        b: the other.
        a_span: the passage in ``a``.
        b_span: the passage in ``b``.
    """
    a_claims, b_claims = _list_claims(a, a_span), _list_claims(b, b_span)
    from_a = [claim for claim in b_claims if _names_outlet(claim, a)]
    from_b = [claim for claim in a_claims if _names_outlet(claim, b)]
    if from_a and not from_b:
        return "a to b", tuple(b.cite(claim) for claim in from_a)
    if from_b and not from_a:
        return "b to a", tuple(a.cite(claim) for claim in from_b)
    if a_claims or b_claims:
        return "unknown", (*map(a.cite, a_claims), *map(b.cite, b_claims))
    return _order_by_date(a, b, a_span, b_span)


def _list_claims(sheet: Sheet, span: Span) -> list[CreditClaim]:
    """Return the credits that cover a span of a report, its outlet's own name aside."""
    return [claim for claim in sheet.find_claims(span) if not _names_outlet(claim, sheet)]


def _names_outlet(claim: CreditClaim, report: Sheet) -> bool:
    if is_same_outlet(claim.name, report.outlet):
        return True
    agency = find_agency(report.outlet or "")
    return agency is not None and agency.name == claim.name


def _order_by_date(
    a: Sheet, b: Sheet, a_span: Span, b_span: Span
) -> tuple[Direction, tuple[Evidence, ...]]:
    evidence = (
        Evidence(report=a.report, span=a_span, rule=f"published {a.published}"),
        Evidence(report=b.report, span=b_span, rule=f"published {b.published}"),
    )
    if is_before(a.published, b.published):
        return "a to b", evidence
    if is_before(b.published, a.published):
        return "b to a", evidence
    return "unknown", ()
