"""Small stories made of records, so that reconciling is tested on its own."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from onrecord.group import Grouping
from onrecord.ids import hash_text, make_id
from onrecord.reconcile import Reconciliation, reconcile_stories
from onrecord.records import (
    Annotations,
    Block,
    Dated,
    Figure,
    Judgement,
    Mention,
    Qualifier,
    Report,
    Speaker,
    SpeakerKind,
    Stance,
    Statement,
    Story,
    Time,
    When,
)

Fact = tuple[Report, Annotations]


class Draft:
    """One report being written: a text, and marks on it by the words they stand on."""

    def __init__(self, name: str, day: str, text: str, outlet: str | None = None) -> None:
        self.name = name
        self.day = day
        self.text = text
        self.outlet = outlet or name
        self.statements: list[Statement] = []
        self.figures: list[Figure] = []
        self.times: list[Time] = []
        self.mentions: list[Mention] = []

    def span(self, words: str) -> tuple[int, int]:
        """Return where words stand; they must stand there."""
        start = self.text.index(words)
        return start, start + len(words)

    def say(
        self,
        speaker: str | None,
        words: str,
        stance: Stance = "asserts",
        *,
        anonymous: bool = False,
        kind: SpeakerKind = "person",
        cue: str | None = None,
        certainty: Any = "certain",
    ) -> Draft:
        """Mark a statement by its content."""
        self.statements.append(
            Statement(
                id=make_id("statement", self.name, words, speaker),
                speaker=Speaker(name=speaker, kind=kind, anonymous=anonymous),
                cue=(self.span(cue),) if cue else (),
                content=(self.span(words),),
                mode="indirect",
                stance=stance,
                certainty=certainty,
                polarity="negated" if stance in {"denies", "doubts"} else "affirmed",
            )
        )
        return self

    def count(
        self,
        words: str,
        low: int | None,
        high: int | None,
        measure: str | None = "killed",
        qualifier: Qualifier = "exact",
        **more: Any,
    ) -> Draft:
        """Mark a figure; it belongs to the last statement that holds it."""
        span = self.span(words)
        holding = [
            item.id
            for item in self.statements
            if any(start <= span[0] and span[1] <= end for start, end in item.content)
        ]
        as_of = more.pop("as_of", self.day)
        more.setdefault("unit", "person")
        self.figures.append(
            Figure(
                id=make_id("figure", self.name, words, low, high),
                span=span,
                low=None if low is None else Decimal(low),
                high=None if high is None else Decimal(high),
                qualifier=qualifier,
                measure=measure,
                statement=holding[-1] if holding else None,
                as_of=When(edtf=as_of),
                **more,
            )
        )
        return self

    def time(self, words: str, edtf: str) -> Draft:
        """Mark a time expression."""
        self.times.append(Time(span=self.span(words), edtf=edtf, timex=None, kind="date"))
        return self

    def mention(self, name: str, kind: Any = "person", role: str | None = None) -> Draft:
        """Mark a name."""
        self.mentions.append(Mention(name=name, kind=kind, spans=(self.span(name),), role=role))
        return self

    def fact(self) -> Fact:
        """Return the report and what is marked on it."""
        digest = hash_text(self.text)
        report = Report(
            id=self.name,
            hash=digest,
            text=self.text,
            outlet=self.outlet,
            published=Dated(edtf=self.day, source="metadata"),
            blocks=(Block(start=0, end=len(self.text), role="body"),),
        )
        return report, Annotations(
            report=self.name,
            hash=digest,
            version="test",
            statements=tuple(self.statements),
            figures=tuple(sorted(self.figures, key=lambda figure: figure.span)),
            times=tuple(self.times),
            mentions=tuple(self.mentions),
        )


def reconcile(*drafts: Draft, judgements: Sequence[Judgement] = ()) -> Reconciliation:
    """Reconcile drafts as one story."""
    facts = {draft.name: draft.fact() for draft in drafts}
    ordered = sorted(drafts, key=lambda draft: (draft.day, draft.name))
    story = Story(
        id="story",
        title="A story",
        reports=tuple(draft.name for draft in ordered),
        first=ordered[0].day,
        last=ordered[-1].day,
    )
    return reconcile_stories(facts, Grouping(stories=(story,)), judgements)


def judge(verb: Any, *targets: str, value: str | None = None) -> Judgement:
    """Return a judgement."""
    return Judgement(
        id=make_id("judgement", verb, *targets),
        verb=verb,
        targets=targets,
        author="ana",
        time="2025-05-06T10:00:00Z",
        value=value,
    )
