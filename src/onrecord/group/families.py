"""Owners that several outlets share: shown beside the support, never used to merge two origins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from onrecord.group.agencies import find_family
from onrecord.group.sheets import Sheet, Source
from onrecord.records import Evidence, OriginKind, Span

_OWN_VOICE: frozenset[OriginKind] = frozenset({"outlet", "own reporting", "unknown"})
"""What an agency wrote is no less independent for being printed by two papers of one owner."""
_MAX_NAMED = 3


def find_family_notes(
    sheets: Iterable[Sheet], homes: Mapping[str, Sequence[tuple[Span, Source]]]
) -> list[tuple[Source, Evidence]]:
    """Return notes for origins that rest on outlets of one owner.

    Args:
        sheets: the reports of a story in order.
        homes: the blocks of each with their sources.
    """
    families: dict[str, list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        family = find_family(sheet.outlet)
        if family is not None:
            families[family].append(sheet)
    notes: list[tuple[Source, Evidence]] = []
    for family, members in families.items():
        outlets = sorted({str(sheet.outlet) for sheet in members})
        if len(outlets) > 1:
            for sheet in members:
                notes += _note(sheet, family, outlets, homes.get(sheet.report, ()))
    return notes


def _note(
    sheet: Sheet, family: str, outlets: Sequence[str], homes: Sequence[tuple[Span, Source]]
) -> list[tuple[Source, Evidence]]:
    others = [outlet for outlet in outlets if outlet != sheet.outlet][:_MAX_NAMED]
    rule = f"{sheet.outlet} is owned by {family}, as {' and '.join(others)}"
    first: dict[Source, Span] = {}
    for span, source in homes:
        if source.kind in _OWN_VOICE:
            first.setdefault(source, span)
    return [
        (source, Evidence(report=sheet.report, span=span, rule=rule))
        for source, span in first.items()
    ]
