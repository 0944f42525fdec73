"""Forward-looking statements: their windows, the conditions they hang on, what became of them.

One forecast a claim: what two outlets copied is one expectation. The window is the first time the
words put ahead of their saying; "not before Friday" opens at its start and has no end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from onrecord.ids import make_id
from onrecord.periods import Period
from onrecord.reconcile.claims import Comparing
from onrecord.reconcile.contexts import find_sentence
from onrecord.reconcile.facts import Said, StoryFacts, read_period
from onrecord.reconcile.outcomes import Lookback, widen_content
from onrecord.reconcile.words import forward_wordings, load_data
from onrecord.records import Forecast, Outcome, Span, Time

_FORWARD_STANCES = frozenset({"predicts", "promises", "warns"})
_NOT_BEFORE = re.compile(r"\b(?:before|until|till)\s+$", re.IGNORECASE)


def make_forecasts(facts: StoryFacts, comparing: Comparing) -> tuple[Forecast, ...]:
    """Return the forward-looking statements of one story, in order of place.

    Args:
        facts: the story's facts.
        comparing: its statements compared; of one claim the first statement stands for all.

    Returns:
        Each with its window as EDTF where its words give one, the span of its condition, and its
        outcome as of the story's latest report.
    """
    firsts = {claim.statements[0] for claim in comparing.claims}
    ahead = [said for said in facts.said if _looks_forward(facts, said)]
    inner = _list_outer(ahead)
    kept = [said for said in ahead if said.id in firsts and said.id not in inner]
    last = read_period(facts.story.last)
    lookback = Lookback(facts, comparing)
    return tuple(_make_forecast(facts, lookback, said, last) for said in kept)


def _list_outer(ahead: Sequence[Said]) -> set[str]:
    """Return the ids of statements that only hold another forward-looking statement."""
    outer: set[str] = set()
    by_report: dict[str, list[Said]] = {}
    for said in ahead:
        by_report.setdefault(said.report.id, []).append(said)
    for group in by_report.values():
        for said in group:
            if any(_holds(said, other) for other in group if other is not said):
                outer.add(said.id)
    return outer


def _holds(outer: Said, inner: Said) -> bool:
    return outer.statement.content != inner.statement.content and all(
        any(start <= a and b <= end for start, end in outer.statement.content)
        for a, b in inner.statement.content
    )


def _make_forecast(
    facts: StoryFacts, lookback: Lookback, said: Said, last: Period | None
) -> Forecast:
    window = find_window(facts, said)
    settlement = lookback.find_settlement(said)
    return Forecast(
        id=make_id("forecast", said.id),
        story=facts.story.id,
        statement=said.id,
        window=window,
        outcome=settlement.outcome if settlement else read_outcome(window, said.said, last),
        condition=find_condition(said),
        settled_by=settlement.statement if settlement else None,
    )


def _looks_forward(facts: StoryFacts, said: Said) -> bool:
    statement = said.statement
    if statement.stance in {"denies", "doubts"}:
        return False
    words = " ".join(said.report.text[start:end] for start, end in widen_content(said))
    if forward_wordings().search(words):
        return True
    return statement.stance in _FORWARD_STANCES and find_window(facts, said) is not None


def find_window(facts: StoryFacts, said: Said) -> str | None:
    """Return the EDTF of the first time in a statement's content that lies ahead of its saying."""
    for time in facts.times_in(said.report.id, widen_content(said)):
        if _is_ahead(time, said.said):
            return _open_window(said, time)
    return None


def _is_ahead(time: Time, spoken: Period | None) -> bool:
    period = read_period(time.edtf)
    if period is None:
        return False
    if spoken is None or spoken.start is None or period.end is None:
        return True
    return period.end > spoken.start


def _open_window(said: Said, time: Time) -> str | None:
    """Read "will not sail before Friday" as from Friday on, with no end."""
    text, start = said.report.text, time.span[0]
    first, _ = find_sentence(text, time.span)
    before = text[first:start]
    negative = re.search(r"\b(?:not|never|no|n[’']t)\b", before, re.IGNORECASE)
    if negative and _NOT_BEFORE.search(before) and time.edtf and "/" not in time.edtf:
        return f"{time.edtf}/.."
    return time.edtf


def find_condition(said: Said) -> Span | None:
    """Return the span of the clause a statement hangs on: "if X", "unless X", up to its comma.

    The clause stands in the content, else at the head of the sentence, before the speaker:
    "If X, the ministry said, there would be no limits".
    """
    text = said.report.text
    for start, end in said.statement.content:
        match = next(_list_conditions(text, start, end), None)
        if match:
            return match
    first, last = find_sentence(text, said.statement.content[0])
    while first < last and text[first] in "“\"'‘([ ":
        first += 1
    head = next(_list_conditions(text, first, last), None)
    return head if head and head[0] == first else None


def _list_conditions(text: str, start: int, end: int) -> Iterator[Span]:
    for match in _condition_wordings().finditer(text, start, end):
        yield match.start(), match.start() + len(match.group().rstrip())


def read_outcome(window: str | None, said: Period | None, last: Period | None) -> Outcome:
    """Return how a forecast that nothing has settled stands at the story's latest date.

    ``overdue`` is a window that has passed, ``due`` one whose last day has come or that began after
    the saying and is running; everything else is ``open``.
    """
    period = read_period(window)
    if period is None or last is None or last.start is None:
        return "open"
    if period.end is not None and period.end < last.start:
        return "overdue"
    ends = period.end is not None and last.end is not None and period.end <= last.end
    began = period.start is not None and period.start <= last.start
    later = (
        period.start is not None
        and said is not None
        and said.end is not None
        and period.start > said.end
    )
    return "due" if ends or (began and later) else "open"


@cache
def _condition_wordings() -> re.Pattern[str]:
    table = load_data("forecasts")
    words = "|".join(map(re.escape, table["conditions"]))
    firsts = "|".join(map(re.escape, table["inverted"]))
    return re.compile(rf"\b(?:(?i:{words})|{firsts})\b[^,.;“”\"\n]+")
