"""Figures: numbers with the bounds their words give, what they count, and on whose word.

One pass over the tokens of each parse. A number is read (:mod:`.numerals`), given unit, range and
qualifier (:mod:`.drafts`), dropped where it counts nothing (:mod:`.identifiers`), and then told
what it counts (:mod:`.counted`), what it measures (:mod:`.measures`) and which way it went
(:mod:`.changes`). People without a number, in events that count victims, come from
:mod:`.victims`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import cast

from onrecord.annotate.figures.atoms import Atoms, cut_atoms
from onrecord.annotate.figures.changes import Change, find_change, find_factors
from onrecord.annotate.figures.clauses import Clauses
from onrecord.annotate.figures.counted import Counted, find_counted, find_place, words_of
from onrecord.annotate.figures.drafts import Draft, apply_qualifier, read_drafts
from onrecord.annotate.figures.holders import Holders
from onrecord.annotate.figures.measures import (
    counts_persons,
    find_measure,
    find_unit_measure,
    is_harm,
)
from onrecord.annotate.figures.numerals import Convention, Numeral
from onrecord.annotate.figures.qualifiers import find_after, find_before, find_status
from onrecord.annotate.figures.units import find_rate
from onrecord.annotate.figures.victims import Victim, find_victims
from onrecord.annotate.figures.wholes import Found, link_alternatives, link_subsets, link_wholes
from onrecord.annotate.parses import Parse
from onrecord.annotate.versions import VERSION
from onrecord.ids import make_id
from onrecord.records import Figure, FigureStatus, Report, Span, Statement, Time

MAX_COUNTED_GAP = 1
"""Tokens between a number and the noun it counts for the figure's span to take the noun in."""


def find_figures(
    report: Report,
    parses: Sequence[Parse],
    times: Sequence[Time],
    statements: Sequence[Statement],
    convention: Convention = "words",
) -> tuple[Figure, ...]:
    """Find the figures of one report.

    Args:
        report: the report.
        parses: the parses of its blocks that are report.
        times: its time expressions; a number inside one is no figure unless it counts.
        statements: its statements; a figure belongs to the innermost that contains it.
        convention: how "dozens" and "several" are read.

    Returns:
        The figures in order of place.
    """
    holders = Holders(report, times, statements)
    figures: list[Figure] = []
    for parse in parses:
        if len(parse):
            figures.extend(_find_in_parse(report, parse, holders, convention))
    return tuple(sorted(figures, key=lambda figure: figure.span))


def _find_in_parse(
    report: Report, parse: Parse, holders: Holders, convention: Convention
) -> Iterator[Figure]:
    atoms, clauses = cut_atoms(parse), Clauses(parse)
    times = holders.times_in(parse.starts[0], parse.ends[-1])
    drafts = read_drafts(atoms, clauses, times, convention)
    founds = [found for draft in drafts if (found := _interpret(atoms, clauses, draft))]
    for ratio in link_wholes(atoms, founds):
        founds.remove(ratio)
    link_subsets(atoms, founds)
    link_alternatives(atoms, founds)
    founds.extend(_find_multiples(atoms, clauses, founds))
    taken = frozenset(token for found in founds for token in range(*_taken_by(found)))
    founds.extend(_from_victim(atoms, victim) for victim in find_victims(clauses, taken))
    ids: dict[int, str] = {}
    writer = _Writer(report, atoms, clauses, holders)
    for found in founds:
        ids[id(found)] = writer.make_id(found)
    for found in founds:
        yield writer.make_figure(found, ids)


def _taken_by(found: Found) -> tuple[int, int]:
    """Return the tokens a count takes up; what an age or a price stands before is still free."""
    if found.counted is None or found.draft.unit is not None or found.counted.first < found.last:
        return found.first, found.last
    return found.first, found.counted.last


def _interpret(atoms: Atoms, clauses: Clauses, draft: Draft) -> Found | None:
    """Tell what a number counts and measures; None where a loose one counts no people."""
    first = atoms.tokens[draft.number_first]
    last = atoms.tokens[draft.number_last - 1] + 1
    kind = draft.unit_kind
    counted = find_counted(clauses, first, last, kind)
    is_beside = counted is not None and counted.first >= last
    head = counted.head if counted is not None and is_beside else None
    found = Found(
        draft,
        first,
        last,
        counted,
        change=find_change(clauses, atoms.tokens[draft.first], first, last, kind),
    )
    if draft.unit is not None:
        if draft.numeral.kind == "loose":
            return None
        found.unit = draft.unit.name
        found.measure = "money" if kind == "money" else find_unit_measure(found.unit)
        return found
    if draft.numeral.kind == "share":
        return found
    end = counted.last if counted is not None and is_beside else last
    found.measure = find_measure(clauses, first, end, head)
    is_people = head is not None and clauses.is_people(head)
    if is_people or counts_persons(found.measure):
        found.unit = "person"
    if draft.numeral.kind == "loose" and not (
        is_people if head is not None else is_harm(found.measure)
    ):
        return None
    _widen(atoms, clauses, found)
    return found


def _widen(atoms: Atoms, clauses: Clauses, found: Found) -> None:
    """Take in what follows the noun: a qualifier, or what the count is a rate of."""
    if found.counted is None or found.counted.first < found.last:
        return
    end = atoms.firsts[found.counted.last]
    rate = find_rate(atoms, end)
    if rate is not None:
        found.unit = f"{found.unit or clauses.parse.lemmas[found.counted.head]} per {rate[0]}"
    after = find_after(atoms, end)
    if after is not None and found.draft.qualifier != "between":
        found.draft = replace(apply_qualifier(found.draft, after.qualifier), last=after.last)


def _find_multiples(atoms: Atoms, clauses: Clauses, founds: Sequence[Found]) -> Iterator[Found]:
    """Yield "doubled" and "halved" where no number says to what."""
    starts = {found.first for found in founds}
    for token, factor, change in find_factors(clauses):
        near = range(token + 1, token + 6)
        if any(
            clauses.parse.words[index - 1].lower() in {"to", "from"} or index == token + 1
            for index in near
            if index in starts
        ):
            continue
        first = atoms.firsts[token]
        numeral = Numeral(first, first + 1, factor, factor, "words")
        before = find_before(atoms, first)
        start = before.first if before else first
        draft = Draft(numeral, None, factor, factor, "exact", start, first + 1, first, first + 1)
        if before is not None:
            draft = apply_qualifier(draft, before.qualifier)
        found = Found(draft, token, token + 1, unit="time", change=change)
        subject = clauses.find_child(token, "nsubj", "nsubjpass")
        if subject is not None and clauses.is_noun(subject):
            found.counted = Counted(*clauses.phrase_of(subject), subject)
        yield found


def _from_victim(atoms: Atoms, victim: Victim) -> Found:
    first, last = atoms.firsts[victim.first], atoms.firsts[victim.last]
    numeral = Numeral(first, last, victim.value, victim.value, "words")
    draft = Draft(numeral, None, victim.value, victim.value, "exact", first, last, first, last)
    return Found(draft, victim.first, victim.last, measure=victim.measure, unit="person")


class _Writer:
    """Turns what was found in one parse into records."""

    def __init__(self, report: Report, atoms: Atoms, clauses: Clauses, holders: Holders) -> None:
        self.report = report
        self.atoms = atoms
        self.clauses = clauses
        self.holders = holders
        self._status: dict[tuple[int, int], FigureStatus] = {}

    def span_of(self, found: Found) -> Span:
        """Return the span of a figure: qualifiers, number, unit and the noun beside it."""
        parse, counted = self.clauses.parse, found.counted
        end = self.atoms.ends[found.draft.last - 1]
        if found.of is not None:
            end = max(end, parse.ends[found.last - 1])
        if counted is not None and 0 <= counted.first - found.last <= MAX_COUNTED_GAP:
            between = parse.words[found.last : counted.first]
            if all(word in {"-", "more", "other", "of"} for word in between):
                end = max(end, parse.ends[counted.last - 1])
        return self.atoms.starts[found.draft.first], end

    def find_status(self, sentence: tuple[int, int]) -> FigureStatus:
        """Return how final a sentence says its figures are, read once a sentence."""
        if sentence not in self._status:
            first, last = (self.atoms.firsts[token] for token in sentence)
            self._status[sentence] = find_status(self.atoms, first, last)
        return self._status[sentence]

    def make_id(self, found: Found) -> str:
        """Return the id of a figure: report, span and bounds make it what it is."""
        draft = found.draft
        low = None if draft.low is None else str(draft.low)
        high = None if draft.high is None else str(draft.high)
        return make_id(
            "figure", self.report.id, self.report.hash, self.span_of(found), low, high, VERSION
        )

    def make_figure(self, found: Found, ids: dict[int, str]) -> Figure:
        """Return the record of a figure."""
        parse, draft = self.clauses.parse, found.draft
        span = self.span_of(found)
        counted = found.counted
        statement = self.holders.find_statement(span)
        sentence = self.clauses.sentence_of(found.first)
        return Figure(
            id=self.make_id(found),
            span=span,
            low=_tidy(draft.low),
            high=_tidy(draft.high),
            qualifier=draft.qualifier,
            unit=found.unit,
            measure=found.measure,
            counted=words_of(self.clauses, counted.first, counted.last) if counted else None,
            counted_span=parse.span(counted.first, counted.last) if counted else None,
            place=find_place(self.clauses, found.first),
            of=_tidy(found.of),
            change=cast(Change | None, found.change),
            part_of=ids.get(id(found.part_of)) if found.part_of else None,
            status=self.find_status(sentence),
            statement=statement.id if statement else None,
            as_of=self.holders.find_as_of(span, parse.span(*sentence), statement),
        )


def _tidy(value: Decimal | None) -> Decimal | None:
    """Write a value plainly: no exponent, no trailing zeros."""
    if value is None:
        return None
    if value == value.to_integral_value():
        return Decimal(f"{value:.0f}")
    return value.normalize()
