"""Which reports are later versions of one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from onrecord.group.agencies import is_same_outlet
from onrecord.records import Copy, Report

REVISION_SHARE = 0.7
"""Two reports of one outlet that share so much of the shorter one's runs are versions of one."""


def find_revisions(
    reports: Iterable[Report], copies: Iterable[Copy]
) -> tuple[tuple[str, str], ...]:
    """Return pairs of reports, by id, of which the second is a later version of the first.

    Two reports are versions of one where they have one address, or one outlet and nearly one text.

    Args:
        reports: the reports in order of publication.
        copies: what they share.
    """
    known = {report.id: report for report in reports}
    order = {report: number for number, report in enumerate(known)}
    pairs = {
        (copy.a, copy.b)
        for copy in copies
        if copy.share >= REVISION_SHARE and _is_same_place(known, copy)
    }
    by_url: dict[str, str] = {}
    for report in known.values():
        if report.url:
            earlier = by_url.get(report.url)
            if earlier is not None:
                pairs.add((earlier, report.id))
            by_url[report.url] = report.id
    ordered = {(a, b) if order[a] < order[b] else (b, a) for a, b in pairs}
    return tuple(sorted(ordered))


def _is_same_place(reports: Mapping[str, Report], copy: Copy) -> bool:
    return is_same_outlet(reports[copy.a].outlet, reports[copy.b].outlet)
