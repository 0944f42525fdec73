"""What changed between two revisions of a report: its statements and its figures."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from difflib import SequenceMatcher

from onrecord.records import Figure, Qualifier, Record, Report, Statement
from onrecord.store.exports import quote_spans
from onrecord.store.orders import key_speaker
from onrecord.store.views import Fact

ALIKE = 0.6
"""The share of words in common from which one statement is another of its speaker, reworded."""
MAX_COMPARED = 200
"""Statements of one speaker past this many are not compared with each other word by word."""


Quoted = tuple[Statement, str]


class StatementChange(Record, frozen=True, kw_only=True):
    """A statement that came, went, or was reworded; ``None`` where there was or is none."""

    speaker: str | None
    before: str | None
    after: str | None
    before_id: str | None = None
    after_id: str | None = None

    def describe(self) -> str:
        """Return the change in words."""
        who = self.speaker or "unnamed"
        if self.before is None:
            return f"new: {who}: {self.after}"
        if self.after is None:
            return f"gone: {who}: {self.before}"
        return f"reworded: {who}: {self.before} → {self.after}"


class FigureChange(Record, frozen=True, kw_only=True):
    """A figure that came, went, or moved; ``None`` where there was or is none."""

    what: str
    before: str | None
    after: str | None
    moved: str = "changed"
    before_id: str | None = None
    after_id: str | None = None

    def describe(self) -> str:
        """Return the change in words, as "killed: raised from 12 to 15"."""
        if self.before is None:
            return f"{self.what}: new: {self.after}"
        if self.after is None:
            return f"{self.what}: no longer given: {self.before}"
        return f"{self.what}: {self.moved} from {self.before} to {self.after}"


class RevisionDiff(Record, frozen=True, kw_only=True):
    """All that changed between two revisions, in order of place."""

    statements: tuple[StatementChange, ...]
    figures: tuple[FigureChange, ...]
    title: tuple[str | None, str | None] | None = None

    def describe(self) -> list[str]:
        """Return one line a change, figures first."""
        titles = [f"title: {self.title[0]} → {self.title[1]}"] if self.title else []
        figures = [change.describe() for change in self.figures]
        return [*titles, *figures, *(change.describe() for change in self.statements)]


def compare_revisions(before: Fact, after: Fact) -> RevisionDiff:
    """Return what changed from one revision of a report to another.

    Args:
        before: the earlier revision with its annotations.
        after: the later one.
    """
    titles = (before[0].title, after[0].title)
    return RevisionDiff(
        statements=tuple(_compare_statements(before, after)),
        figures=tuple(_compare_figures(before, after)),
        title=titles if titles[0] != titles[1] else None,
    )


def _compare_statements(before: Fact, after: Fact) -> list[StatementChange]:
    old = [(s, _quote(before[0], s)) for s in before[1].statements]
    new = [(s, _quote(after[0], s)) for s in after[1].statements]
    old, new = _drop_shared(old, new)
    changes = []
    for statement, words in new:
        match = _find_alike(old, statement, words)
        if match is not None:
            old.remove(match)
        changes.append(_change_statement(match, (statement, words)))
    return [*changes, *(_change_statement(entry, None) for entry in old)]


def _drop_shared(old: list[Quoted], new: list[Quoted]) -> tuple[list[Quoted], list[Quoted]]:
    """Leave out what both revisions say in the same words, once for each time it is said."""
    left: dict[tuple[str | None, str], list[Quoted]] = {}
    for entry in old:
        left.setdefault(_key_statement(entry), []).append(entry)
    rest = []
    for entry in new:
        same = left.get(_key_statement(entry))
        if same:
            same.pop(0)
        else:
            rest.append(entry)
    remaining = {id(entry) for entries in left.values() for entry in entries}
    return [entry for entry in old if id(entry) in remaining], rest


def _find_alike(old: Iterable[Quoted], statement: Statement, words: str) -> Quoted | None:
    """Return the statement of the same speaker with the most words in common, if enough."""
    speaker = key_speaker(statement.speaker.name)
    rivals = [entry for entry in old if key_speaker(entry[0].speaker.name) == speaker]
    scored = [(_compare_words(entry[1], words), entry) for entry in rivals[:MAX_COMPARED]]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= ALIKE else None


def _compare_words(first: str, second: str) -> float:
    return SequenceMatcher(None, first.casefold().split(), second.casefold().split()).ratio()


def _key_statement(entry: Quoted) -> tuple[str | None, str]:
    return key_speaker(entry[0].speaker.name), " ".join(entry[1].casefold().split())


def _change_statement(old: Quoted | None, new: Quoted | None) -> StatementChange:
    shown = new or old
    return StatementChange(
        speaker=shown[0].speaker.name if shown else None,
        before=old[1] if old else None,
        after=new[1] if new else None,
        before_id=old[0].id if old else None,
        after_id=new[0].id if new else None,
    )


def _quote(report: Report, statement: Statement) -> str:
    return quote_spans(report, statement.content)


def _compare_figures(before: Fact, after: Fact) -> list[FigureChange]:
    """Pair the figures of one measure; those that read the same on both sides cancel out."""
    old = _group_figures(before[1].figures)
    new = _group_figures(after[1].figures)
    changes = []
    for what in [*new, *(what for what in old if what not in new)]:
        gone, came = _cancel(old.get(what, []), new.get(what, []))
        pairs = max(len(gone), len(came))
        for index in range(pairs):
            earlier = gone[index] if index < len(gone) else None
            later = came[index] if index < len(came) else None
            changes.append(_change_figure(what, earlier, later))
    return changes


def _group_figures(figures: Iterable[Figure]) -> dict[str, list[Figure]]:
    groups: dict[str, list[Figure]] = {}
    for figure in figures:
        groups.setdefault(_name_measure(figure), []).append(figure)
    return groups


def _name_measure(figure: Figure) -> str:
    what = figure.measure or figure.counted or figure.unit or "number"
    return f"{what} ({figure.place})" if figure.place else what


def _cancel(old: list[Figure], new: list[Figure]) -> tuple[list[Figure], list[Figure]]:
    """Leave out values both sides give, however often: a toll is often repeated in one text."""
    kept = {describe_value(figure) for figure in old} & {describe_value(figure) for figure in new}
    return _keep_distinct(old, kept), _keep_distinct(new, kept)


def _keep_distinct(figures: list[Figure], dropped: Iterable[str]) -> list[Figure]:
    distinct: dict[str, Figure] = {}
    for figure in figures:
        if (value := describe_value(figure)) not in dropped:
            distinct.setdefault(value, figure)
    return list(distinct.values())


def _change_figure(what: str, old: Figure | None, new: Figure | None) -> FigureChange:
    return FigureChange(
        what=what,
        before=describe_value(old) if old else None,
        after=describe_value(new) if new else None,
        moved=_name_move(old, new) if old and new else "changed",
        before_id=old.id if old else None,
        after_id=new.id if new else None,
    )


def _name_move(old: Figure, new: Figure) -> str:
    """Say "raised" or "lowered" only where every bound both give moved that way."""
    moves = {
        (later > earlier) - (later < earlier)
        for earlier, later in ((old.low, new.low), (old.high, new.high))
        if earlier is not None and later is not None
    } - {0}
    return {1: "raised", -1: "lowered"}[moves.pop()] if len(moves) == 1 else "changed"


def describe_value(figure: Figure) -> str:
    """Return a figure's value in words, as "at least 3000" or "10 to 12"."""
    low, high = _write_number(figure.low), _write_number(figure.high)
    about = "about " * (figure.qualifier == "about")
    if figure.low == figure.high:
        return about + low
    if figure.high is None:
        return _OPEN_ABOVE.get(figure.qualifier, "at least ") + low
    if figure.low is None:
        return _OPEN_BELOW.get(figure.qualifier, "at most ") + high
    return f"{about}{low} to {high}"


_OPEN_ABOVE: dict[Qualifier, str] = {"more_than": "more than "}
_OPEN_BELOW: dict[Qualifier, str] = {"less_than": "less than ", "up_to": "up to "}


def _write_number(value: Decimal | None) -> str:
    return "unknown" if value is None else f"{value.normalize():f}"
