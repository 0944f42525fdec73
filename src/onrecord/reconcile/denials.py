"""Denials: whose words they reject, by the words the two share or by how they name them.

"Denied that X" is compared with what says X; "downplayed Rutte's remarks" means what Rutte said
before in the same report; "so large a figure" the figure before it. "The claim is false" cannot be
resolved from its words and stays unrelated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from onrecord.reconcile.facts import StoryFacts
from onrecord.reconcile.gists import Gist
from onrecord.reconcile.verdicts import MIN_SHARED_WORDS, Verdict, is_one_holder
from onrecord.reconcile.words import Weights, list_words, load_data
from onrecord.records import RelationKind

_QUESTION = re.compile(
    r"(?:about\s+)?(?:who|whom|whose|what|how|whether|why|where|when|which|(?:an?|the)\s+exact)\b",
    re.IGNORECASE,
)
DENIAL_COVER = 0.45
"""How much of a denial's words a claim must hold to be what it denies."""
MAX_BESIDE_DENIED = 3
"""Words a claim may hold beside the one word denied where it is told by naming the denier."""
MIN_ABOUT = 0.15
"""How much of a claim its denial must speak of."""
MAX_REFERRED = 2
"""How many statements before a denial are taken to be the remarks it names."""


def compare_denial(denial: Gist, claim: Gist, weights: Weights) -> Verdict | None:
    """Return whether one statement rejects what another says, None where that cannot be told.

    Args:
        denial: a statement that rejects what its content says.
        claim: one that does not.
        weights: what each word of the story tells.
    """
    if is_one_holder(denial, claim) or _QUESTION.match(denial.content):
        return None
    if (claim.negated and not denial.negated) or (claim.deed and not denial.deed):
        return None
    topic = list_topic(denial)
    common = topic & claim.words
    concerned = list_words(denial.said.statement.speaker.name or "") & claim.words
    if len(claim.words - common) > MAX_BESIDE_DENIED:
        concerned = frozenset()
    if len(common | concerned) < MIN_SHARED_WORDS or not _is_told(common, denial):
        return None
    shared = weights.sum(common)
    if shared < MIN_ABOUT * weights.sum_whole(claim.words):
        return None
    if shared < DENIAL_COVER * weights.sum_whole(topic):
        return None
    kind: RelationKind = "doubts" if denial.doubts else "denies"
    reasons = ("rejects: " + ", ".join(sorted(common)),)
    return Verdict(kind, True, reasons, (denial.evidence, claim.evidence))


def _is_told(common: frozenset[str], denial: Gist) -> bool:
    """Tell whether some common word is more than a name."""
    plain = " ".join(word for word in denial.content.split() if not word[:1].isupper())
    return bool(common & list_words(plain)) or len(common) > MIN_SHARED_WORDS


def list_topic(denial: Gist) -> frozenset[str]:
    """Return the words of a denial that say what is denied."""
    return denial.words - _list_names()


@cache
def _list_names() -> frozenset[str]:
    """Return the words by which a denial names what it denies, and says nothing of it."""
    table = load_data("denials")
    return list_words(" ".join((*table["names"], *table["negators"])))


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
    match = _naming().fullmatch(denial.content.strip())
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
    if denial.amounts or not _figure_naming().search(denial.content):
        return
    for gist in reversed(earlier):
        measured = [amount for amount in gist.amounts if amount.key[0]]
        if measured and not gist.rejects and gist.holder != denial.holder:
            kind: RelationKind = "doubts" if denial.doubts else "denies"
            evidence = (denial.evidence, measured[-1].evidence)
            yield denial, gist, Verdict(kind, True, ("speaks of the figure before",), evidence)
            return


@cache
def _figure_naming() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:so (?:large|high|small|low|great) an?|the|that|this|those|such|these)"
        r" (?:figures?|numbers?|tolls?|estimates?)\b(?!\s+of\b)",
        re.IGNORECASE,
    )


@cache
def _naming() -> re.Pattern[str]:
    names = "|".join(f"{re.escape(name)}s?" for name in load_data("denials")["names"])
    return re.compile(rf"(?:the\s+)?([A-Z][\w.-]*(?:\s[A-Z][\w.-]*){{0,3}})['’]s?\s+(?:{names})")
