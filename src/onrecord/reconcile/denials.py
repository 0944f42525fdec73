"""Denials that name what they reject by its speaker: "downplayed Rutte's remarks"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from onrecord.reconcile.comparisons import Verdict
from onrecord.reconcile.facts import StoryFacts
from onrecord.reconcile.gists import Gist
from onrecord.reconcile.words import load_data
from onrecord.records import RelationKind

MAX_REFERRED = 2
"""How many statements before a denial are taken to be the remarks it names."""


def find_referred(
    facts: StoryFacts, gists: Mapping[str, Gist]
) -> Iterator[tuple[Gist, Gist, Verdict]]:
    """Yield the statements that a denial rejects by naming their speaker, nearest first.

    Args:
        facts: the story's facts; a denial names remarks of its own report.
        gists: the gists of its statements.
    """
    before: dict[str, list[Gist]] = {}
    for said in facts.said:
        gist = gists[said.id]
        earlier = before.setdefault(said.report.id, [])
        if gist.rejects:
            yield from _refer(gist, earlier)
        earlier.append(gist)


def _refer(denial: Gist, earlier: list[Gist]) -> Iterator[tuple[Gist, Gist, Verdict]]:
    match = _naming().fullmatch(denial.said.content.strip())
    if match is None:
        yield from _refer_to_figure(denial, earlier)
        return
    name = match.group(1).casefold()
    named = [
        gist
        for gist in earlier
        if not gist.rejects and gist.holder.split()[-1:] == name.split()[-1:] and gist.words
    ]
    kind: RelationKind = "doubts" if denial.doubts else "denies"
    for gist in named[: -MAX_REFERRED - 1 : -1]:
        reasons = (f"names the speaker: {match.group(1)}",)
        yield denial, gist, Verdict(kind, True, reasons, (denial.evidence, gist.evidence))


def _refer_to_figure(denial: Gist, earlier: list[Gist]) -> Iterator[tuple[Gist, Gist, Verdict]]:
    """Yield what "so large a figure" speaks of: the figure another holder gave just before."""
    if denial.amounts or not _figure_naming().search(denial.said.content):
        return
    for gist in reversed(earlier):
        if gist.amounts and not gist.rejects and gist.holder != denial.holder:
            kind: RelationKind = "doubts" if denial.doubts else "denies"
            evidence = (denial.evidence, gist.amounts[-1].evidence)
            yield denial, gist, Verdict(kind, True, ("speaks of the figure before",), evidence)
            return


@cache
def _figure_naming() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:so (?:large|high|small|low|great) an?|the|that|this|those|such|these)"
        r" (?:figures?|numbers?|tolls?|estimates?)\b",
        re.IGNORECASE,
    )


@cache
def _naming() -> re.Pattern[str]:
    names = "|".join(f"{re.escape(name)}s?" for name in load_data("denials")["names"])
    return re.compile(rf"(?:the\s+)?([A-Z][\w.-]*(?:\s[A-Z][\w.-]*){{0,3}})['’]s?\s+(?:{names})")
