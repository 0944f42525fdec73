"""The facts of one story laid out for comparing: who said what, where, when, from which origin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property, lru_cache, wraps

import msgspec

from onrecord.ids import make_id
from onrecord.periods import Period
from onrecord.periods import read_period as parse_period
from onrecord.records import (
    Annotations,
    Figure,
    Judgement,
    Origin,
    Report,
    Span,
    Statement,
    Story,
    Time,
)

Fact = tuple[Report, Annotations]


@lru_cache(maxsize=1 << 16)
def read_period(edtf: str | None) -> Period | None:
    """Return the period of an EDTF value, kept: a story repeats its dates."""
    return parse_period(edtf)


@dataclass(frozen=True)
class Said:
    """A statement where it stands."""

    report: Report
    statement: Statement
    origin: str

    @property
    def id(self) -> str:
        """The statement's id."""
        return self.statement.id

    @cached_property
    def content(self) -> str:
        """The words of the content, its parts joined by a space."""
        text, spans = self.report.text, self.statement.content
        if len(spans) == 1:
            return text[spans[0][0] : spans[0][1]]
        return " ".join(text[start:end] for start, end in spans)

    @cached_property
    def said(self) -> Period | None:
        """When it was said, else when it was published: it was said by then."""
        return read_period(self.statement.said.edtf) or read_period(self.report.published.edtf)


@dataclass(frozen=True)
class Counted:
    """A figure where it stands; ``said`` is None in the outlet's own voice."""

    report: Report
    figure: Figure
    said: Said | None
    origin: str

    @cached_property
    def words(self) -> str:
        """The figure as it is worded."""
        start, end = self.figure.span
        return self.report.text[start:end]

    @cached_property
    def as_of_edtf(self) -> str | None:
        """As of when it holds, by the closest word on it: figure, statement, report."""
        stated = self.said.statement.said.edtf if self.said else None
        return self.figure.as_of.edtf or stated or self.report.published.edtf

    @cached_property
    def as_of(self) -> Period | None:
        """The period :attr:`as_of_edtf` allows."""
        return read_period(self.as_of_edtf)


def judge_once(judge: Callable[[Counted], bool]) -> Callable[[Counted], bool]:
    """Keep what is found of a figure with it: comparing and reading ask the same of each."""
    name = judge.__name__

    @wraps(judge)
    def remember(item: Counted) -> bool:
        known: bool | None = item.__dict__.get(name)
        if known is None:
            known = item.__dict__[name] = judge(item)
        return known

    return remember


@dataclass(frozen=True)
class StoryFacts:
    """Everything of one story, each list in order of report date, report id and place."""

    story: Story
    reports: tuple[Report, ...]
    said: tuple[Said, ...]
    counted: tuple[Counted, ...]
    times: Mapping[str, tuple[Time, ...]]
    judgements: tuple[Judgement, ...] = ()
    figures_of: Mapping[str, tuple[Counted, ...]] = field(default_factory=dict)
    """The figures in each statement, by statement id."""

    @cached_property
    def position(self) -> dict[str, int]:
        """The place of each statement in the order of the story, by statement id."""
        return {said.id: index for index, said in enumerate(self.said)}

    def times_in(self, report: str, spans: Sequence[Span]) -> Iterator[Time]:
        """Yield the times of a report that lie inside some spans."""
        for time in self.times[report]:
            if any(start <= time.span[0] and time.span[1] <= end for start, end in spans):
                yield time


class OriginLookup:
    """Looks up the origin of a statement or a span; one not known stands for its report alone."""

    def __init__(self, origins: Iterable[Origin]) -> None:
        """Index some origins, or their parts that lie in one story; their order plays no part."""
        self._statements: dict[str, str] = {}
        self._passages: dict[str, list[tuple[Span, str]]] = {}
        for origin in sorted(origins, key=lambda origin: origin.id):
            for statement in origin.statements:
                self._statements.setdefault(statement, origin.id)
            for report, span in origin.passages:
                self._passages.setdefault(report, []).append((span, origin.id))

    def of_statement(self, statement: str, report: str) -> str:
        """Return the id of the origin of a statement of a report."""
        return self._statements.get(statement) or name_unknown_origin(report)

    def of_span(self, report: str, span: Span) -> str:
        """Return the id of the origin whose narrowest passage holds a span of a report."""
        holding = [
            (end - start, origin)
            for (start, end), origin in self._passages.get(report, ())
            if start <= span[0] and span[1] <= end
        ]
        return min(holding)[1] if holding else name_unknown_origin(report)


def index_story(
    story: Story,
    facts: Mapping[str, Fact],
    origins: OriginLookup,
    judgements: Sequence[Judgement] = (),
) -> StoryFacts:
    """Lay out the facts of one story as people judge them; the facts themselves stay as they are.

    What a person rejected is left out; a figure that a person corrected has the number given.

    Args:
        story: the story; its reports must be among the facts.
        facts: report and annotations by report id.
        origins: where the statements' and passages' origins are looked up.
        judgements: people's decisions that stand, oldest first.
    """
    rejected = {target for item in judgements if item.verb == "reject" for target in item.targets}
    corrected = _list_corrected(judgements)
    said: list[Said] = []
    counted: list[Counted] = []
    for id_ in story.reports:
        report, notes = facts[id_]
        own = [
            Said(report, item, origins.of_statement(item.id, id_))
            for item in notes.statements
            if item.id not in rejected
        ]
        said += own
        by_id = {item.id: item for item in own}
        counted += [
            Counted(
                report,
                correct_figure(item, corrected),
                by_id.get(item.statement or ""),
                origins.of_span(id_, item.span),
            )
            for item in notes.figures
            if item.id not in rejected and (item.statement or "") not in rejected
        ]
    return StoryFacts(
        story=story,
        reports=tuple(facts[id_][0] for id_ in story.reports),
        said=tuple(said),
        counted=tuple(counted),
        times={id_: facts[id_][1].times for id_ in story.reports},
        judgements=tuple(judgements),
        figures_of=_group_figures(counted),
    )


def _list_corrected(judgements: Sequence[Judgement]) -> dict[str, str]:
    """Return what people gave instead of entries, by entry id; the latest decision counts."""
    return {
        target: item.value or ""
        for item in judgements
        if item.verb == "correct"
        for target in item.targets
    }


def correct_figure(figure: Figure, corrected: Mapping[str, str]) -> Figure:
    """Return a figure with the number a person gave for it; what is no number changes nothing."""
    try:
        value = Decimal(corrected.get(figure.id, "").replace(",", ""))
    except InvalidOperation:
        return figure
    if not value.is_finite():
        return figure
    return msgspec.structs.replace(figure, low=value, high=value, qualifier="exact")


def _group_figures(counted: Sequence[Counted]) -> dict[str, tuple[Counted, ...]]:
    groups: dict[str, list[Counted]] = {}
    for item in counted:
        if item.said is not None:
            groups.setdefault(item.said.id, []).append(item)
    return {id_: tuple(items) for id_, items in groups.items()}


def name_unknown_origin(report: str) -> str:
    """Return the id that stands for the unknown origin of one report's words."""
    return make_id("unknown origin", report)
