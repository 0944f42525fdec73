"""What became of a forecast: a later statement that says it has happened, or that it has not.

Never by the calendar and never by guess. A later statement settles a forecast when it looks back,
holds nearly all words of one of the forecast's clauses, and speaks of the same thing.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from onrecord.reconcile.claims import Comparing
from onrecord.reconcile.contexts import find_sentence
from onrecord.reconcile.facts import Said, StoryFacts
from onrecord.reconcile.gists import Gist
from onrecord.reconcile.measuring import is_harm
from onrecord.reconcile.words import forward_wordings, list_words, load_data
from onrecord.records import Outcome, Span

CLAUSE_COVER = 0.75
MIN_WORDS = 3
MAX_LATER = 400
"""Statements looked at for each word of a clause, earliest first."""
_TAIL = re.compile(r"[\s,]*\bwith\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;]|\band that\b|\bbut\b|\band\b|\bif\b|\bunless\b", re.IGNORECASE)


class Settlement(NamedTuple):
    """The outcome of a forecast and the statement that settles it."""

    outcome: Outcome
    statement: str


class Lookback:
    """The statements of a story that look back, found by their words."""

    def __init__(self, facts: StoryFacts, comparing: Comparing) -> None:
        """Index what can settle a forecast: no plan, no denial, nothing merely possible."""
        self._facts = facts
        self._comparing = comparing
        self._holders: dict[str, list[Gist]] = {}
        for said in facts.said:
            gist = comparing.gists[said.id]
            if gist.forward or gist.rejects or said.statement.certainty != "certain":
                continue
            for word in gist.words:
                self._holders.setdefault(word, []).append(gist)

    def find_settlement(self, said: Said) -> Settlement | None:
        """Return what settled a forecast, None while nothing has.

        Args:
            said: the forward-looking statement.
        """
        forecast = self._comparing.gists[said.id]
        found: dict[str, Gist] = {}
        for clause in _list_clauses(self._facts, said):
            for gist in self._list_candidates(clause):
                if _is_later(said, gist.said) and _settles(clause, forecast, gist, self._comparing):
                    found[gist.id] = gist
        if not found:
            return None
        first = min(found, key=self._facts.position.__getitem__)
        same = found[first].negated == forecast.negated
        return Settlement("borne-out" if same else "contradicted", first)

    def _list_candidates(self, clause: frozenset[str]) -> list[Gist]:
        """Return what holds one of a clause's two rarest words, one of which it cannot lack."""
        named = [word for word in clause if not word.startswith("@")]
        rarest = sorted(named, key=lambda word: (len(self._holders.get(word, ())), word))
        return [gist for word in rarest[:2] for gist in self._holders.get(word, ())[:MAX_LATER]]


def _is_later(early: Said, late: Said) -> bool:
    return early.said is not None and late.said is not None and early.said.before(late.said)


def widen_content(said: Said) -> tuple[Span, ...]:
    """Return the content's spans, the last one taking in a "with further arrivals expected"."""
    spans = said.statement.content
    start, end = spans[-1]
    text = said.report.text
    if _TAIL.match(text, end) is None:
        return spans
    stop = find_sentence(text, (start, end))[1]
    if end < stop and _TAIL.match(text, end, stop):
        return (*spans[:-1], (start, stop))
    return spans


def _list_clauses(facts: StoryFacts, said: Said) -> list[frozenset[str]]:
    """Return the content words of each clause of a forecast, times and forward words left out."""
    text, spans = said.report.text, widen_content(said)
    times = {time.span for time in facts.times_in(said.report.id, spans)}
    clauses: list[frozenset[str]] = []
    whole = " ".join(text[start:end] for start, end in spans)
    several = len(_CLAUSE.split(whole)) > 1
    for start, end in spans:
        plain = text[start:end]
        for first, last in sorted(times, reverse=True):
            if start <= first and last <= end:
                plain = plain[: first - start] + " " + plain[last - start :]
        for clause in _CLAUSE.split(plain):
            words = list_words(clause) - _forward_words()
            if len(words) > 1 and (not several or forward_wordings().search(clause)):
                clauses.append(words)
    return clauses


def _settles(clause: frozenset[str], forecast: Gist, later: Gist, comparing: Comparing) -> bool:
    common = clause & later.words
    named = [word for word in common if not word.startswith("@")]
    weights = comparing.weights
    cover = weights.sum(common) / weights.sum(clause)
    if len(named) < 2 or cover < CLAUSE_COVER:
        return False
    holder = list_words(forecast.said.statement.speaker.name or "")
    beside = holder & later.words
    toll = any(is_harm(amount.key[0]) for amount in later.amounts)
    return len(common | beside) >= MIN_WORDS or (common == clause and toll)


@cache
def _forward_words() -> frozenset[str]:
    return list_words(" ".join(load_data("forecasts")["empty"]))
