"""Who is heard: a speaker as resolved, with what later sources are matched on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.annotate.statements.mentions import Chain
from onrecord.annotate.statements.name_lists import Sex
from onrecord.annotate.statements.namings import Naming
from onrecord.records import Span, Speaker, SpeakerKind

_MENTION_TO_SPEAKER: dict[str, SpeakerKind] = {
    "person": "person", "organisation": "organisation", "state": "state", "place": "state",
    "group": "group", "other": "unknown",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heard:
    """A speaker as resolved, with what later sources are matched on."""

    speaker: Speaker
    identity: str
    position: int = 0
    block: int = 0
    head: str | None = None
    plural: bool = False
    sex: Sex | None = None
    chain: int | None = None


def hear_chain(chain: Chain, naming: Naming | None = None) -> Heard:
    """Return a person or organisation that the report names as the speaker.

    Args:
        chain: the mentions of whom is heard.
        naming: how the source itself puts it; it fills in what the chain lacks.
    """
    kind = _MENTION_TO_SPEAKER[chain.kind]
    if naming and chain.kind not in ("person", "place"):
        kind = naming.kind if naming.kind != "person" else kind
    speaker = Speaker(
        name=chain.name,
        role=chain.role or (naming.role if naming else None),
        affiliation=chain.affiliation or (naming.affiliation if naming else None),
        kind=kind,
    )
    plural = kind == "group"
    return Heard(speaker, f"chain {chain.number}", plural=plural, sex=chain.sex, chain=chain.number)


def replace_spans(speaker: Speaker, spans: Sequence[Span]) -> Speaker:
    """Return the speaker standing at other spans."""
    return Speaker(
        name=speaker.name,
        role=speaker.role,
        affiliation=speaker.affiliation,
        kind=speaker.kind,
        anonymous=speaker.anonymous,
        spans=tuple(spans),
    )
