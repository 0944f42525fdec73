"""What became of a forecast: a later statement that says it has happened, or that it has not.

Never by the calendar and never by guess. A later statement settles a forecast when it looks back,
holds nearly all words of one of the forecast's clauses, and speaks of the same thing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime
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
MAX_LATER = 200
"""Later statements looked at for each word of a clause, earliest first."""
_Dated = tuple[datetime, int, Gist]
"""When a statement was said, its place in the story, and what it says."""
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
        self._holders: dict[str, list[_Dated]] = {}
        for said in facts.said:
            gist = comparing.gists[said.id]
            if gist.forward or gist.rejects or said.statement.certainty != "certain":
                continue
            if said.said is None or said.said.start is None:
                continue
            dated = (said.said.start, facts.position[said.id], gist)
            for word in gist.words:
                self._holders.setdefault(word, []).append(dated)
        for holders in self._holders.values():
            holders.sort(key=_order)

    def find_settlement(self, said: Said) -> Settlement | None:
        """Return what settled a forecast, None while nothing has.

        Args:
            said: the forward-looking statement.
        """
        if said.said is None or said.said.end is None:
            return None
        forecast = self._comparing.gists[said.id]
        found = [
            dated
            for clause in _list_clauses(self._facts, said)
            for dated in self._list_settling(clause, forecast, said.said.end)
        ]
        if not found:
            return None
        first = min(found, key=_order)[2]
        same = first.negated == forecast.negated
        return Settlement("borne-out" if same else "contradicted", first.id)

    def _list_settling(
        self, clause: frozenset[str], forecast: Gist, after: datetime
    ) -> Iterator[_Dated]:
        """Yield what first settles a clause among the holders of each of its two rarest words.

        One of the two it cannot lack.
        """
        named = [word for word in clause if not word.startswith("@")]
        rarest = sorted(named, key=lambda word: (len(self._holders.get(word, ())), word))
        needed = CLAUSE_COVER * self._comparing.weights.sum(clause)
        for word in rarest[:2]:
            holders = self._holders.get(word, [])
            begin = bisect_right(holders, after, key=lambda dated: dated[0])
            for dated in holders[begin : begin + MAX_LATER]:
                if self._settles(clause, needed, forecast, dated[2]):
                    yield dated
                    break

    def _settles(self, clause: frozenset[str], needed: float, forecast: Gist, later: Gist) -> bool:
        common = clause & later.words
        if len(common) < 2 or self._comparing.weights.sum(common) < needed:
            return False
        if sum(not word.startswith("@") for word in common) < 2:
            return False
        holder = list_words(forecast.said.statement.speaker.name or "")
        toll = any(is_harm(amount.key[0]) for amount in later.amounts)
        return len(common | (holder & later.words)) >= MIN_WORDS or (common == clause and toll)


def _order(dated: _Dated) -> tuple[datetime, int]:
    return dated[:2]


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


@cache
def _forward_words() -> frozenset[str]:
    return list_words(" ".join(load_data("forecasts")["empty"]))
