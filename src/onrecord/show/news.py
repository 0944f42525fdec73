"""News of a story: one record a change, and lines that a person reads in a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from onrecord.records import Record, Story
from onrecord.show.citations import Citation
from onrecord.show.wordings import describe_date

ChangeKind = Literal[
    "new story", "first word", "figure moved", "value added", "denial", "doubt", "conflict",
    "forecast made", "forecast due", "forecast overdue", "forecast settled", "origin added",
    "report added", "report revised",
]  # fmt: skip
QUOTE_CHARS = 160
"""How much of a quote is shown where it is only a reminder of the entry."""


class Change(Record, frozen=True, kw_only=True):
    """One thing that is new in a story.

    ``ids`` are the entries it is about: a track, relation, forecast, origin, report or story, then
    the statements and figures that make it so. ``was`` and ``now`` say what a reading, an outcome
    or a revision changed from and to.
    """

    kind: ChangeKind
    story: str
    text: str
    ids: tuple[str, ...]
    was: str | None = None
    now: str | None = None
    citations: tuple[Citation, ...] = ()


def render_changes(story: Story, changes: Iterable[Change]) -> bytes:
    """Return what is new in one story for a person to read; control characters are dropped."""
    lines = [f"{_clean(story.title)} [{story.id}]"]
    for change in changes:
        lines.append(f"  {change.kind}: {_clean(change.text)}")
        for citation in change.citations:
            start, end = citation.span
            place = f"{citation.outlet}, {describe_date(citation.date)}, characters {start}–{end}"
            lines.append(f"      {_clean(place)}: “{shorten_quote(_clean(citation.quote))}”")
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def _clean(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))


def shorten_quote(text: str) -> str:
    """Return a quote on one line, cut where it is long."""
    words = " ".join(text.split())
    return words if len(words) <= QUOTE_CHARS else words[:QUOTE_CHARS] + "…"
