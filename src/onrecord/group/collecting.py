"""What belongs to each origin: passages, statements and the evidence for both."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from onrecord.group.sheets import Source, Voice
from onrecord.ids import make_id
from onrecord.records import Evidence, Origin, Span

Home = tuple[Span, Source]
"""A block and its source."""


@dataclass(slots=True)
class Collection:
    """Origins in the making, by what they are known by."""

    passages: dict[Source, dict[tuple[str, Span], None]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    statements: dict[Source, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    evidence: dict[Source, dict[Evidence, None]] = field(default_factory=lambda: defaultdict(dict))

    def add_block(self, report: str, home: Home, evidence: Iterable[Evidence]) -> None:
        """Enter a block under its source."""
        span, source = home
        self.passages[source][report, span] = None
        self.evidence[source] |= dict.fromkeys(evidence)

    def add_statement(self, report: str, voice: Voice, homes: Sequence[Home]) -> None:
        """Enter a statement: by its own source, else by its block."""
        source = voice.source
        if source is not None:
            proof = Evidence(report=report, span=voice.proof, rule=voice.rule)
            self.evidence[source][proof] = None
            self.passages[source][report, voice.span] = None
        else:
            source = _find_home(report, voice.span[0], homes)
        self.statements[source][voice.id] = None

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


def _find_home(report: str, place: int, homes: Sequence[Home]) -> Source:
    number = bisect_right(homes, place, key=lambda home: home[0][0]) - 1
    if number >= 0 and place < homes[number][0][1]:
        return homes[number][1]
    return Source("unknown", anchor=(report, 0))


def merge_origins(parts: Iterable[Origin]) -> tuple[Origin, ...]:
    """Join the parts of each origin, as stories keep them, in whatever order they come.

    Returns:
        One origin for every id, ordered by kind, name and id.
    """
    grouped: dict[str, list[Origin]] = defaultdict(list)
    for part in parts:
        grouped[part.id].append(part)
    whole = [_merge(group) for group in grouped.values()]
    return tuple(sorted(whole, key=lambda origin: (origin.kind, origin.name or "", origin.id)))


def _merge(parts: Sequence[Origin]) -> Origin:
    if len(parts) == 1:
        return parts[0]
    ordered = sorted(parts, key=lambda part: (part.passages, part.statements))
    passages = sorted({passage for part in ordered for passage in part.passages})
    return Origin(
        id=ordered[0].id,
        kind=ordered[0].kind,
        name=min((part.name for part in ordered if part.name), default=None),
        reports=tuple(dict.fromkeys(report for report, _ in passages)),
        passages=tuple(passages),
        statements=tuple(dict.fromkeys(s for part in ordered for s in part.statements)),
        evidence=tuple(dict.fromkeys(e for part in ordered for e in part.evidence)),
    )
