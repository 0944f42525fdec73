"""What is new in stories since a moment: the difference between two views of the same ledger.

The facts known before the moment are grouped and reconciled as if nothing had come since, and the
result is held against the views of all facts. Judgements that stand now apply to both, so that what
differs is the reports alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from onrecord.records import (
    Claim,
    Forecast,
    Origin,
    Point,
    Record,
    Relation,
    Report,
    Span,
    Statement,
    Story,
    Track,
)
from onrecord.show.briefings import StoryView
from onrecord.show.citations import Citations, name_outlet
from onrecord.show.earlier import EarlierFacts, Since, find_new_reports
from onrecord.show.news import QUOTE_CHARS, Change, ChangeKind, shorten_quote
from onrecord.show.views import view_stories
from onrecord.show.wordings import (
    describe_bounds,
    describe_date,
    describe_figure,
    describe_speaker,
    describe_stance,
)
from onrecord.store import Ledger, ViewKind
from onrecord.store.views import compute_views

Views = Mapping[ViewKind, Sequence[Record]]
Entry = TypeVar("Entry", bound=Record)
Key = tuple[str | None, str]
"""Who says what: by it a statement is known again in a later revision of its report."""

_RELATION_KINDS: dict[str, ChangeKind] = {
    "denies": "denial",
    "doubts": "doubt",
    "conflicts": "conflict",
}
_FORECAST_KINDS: dict[str, ChangeKind] = {
    "due": "forecast due",
    "overdue": "forecast overdue",
    "borne-out": "forecast settled",
    "contradicted": "forecast settled",
}


def find_changes(
    ledger: Ledger, since: Since, story: str | None = None
) -> Iterator[tuple[Story, tuple[Change, ...]]]:
    """Yield what is new in each story that has something new, the largest story first.

    Args:
        ledger: where the reports are.
        since: the moment, and whether reports count by publication or by when they were added.
        story: only this one.

    Raises:
        NotFoundError: the ledger has no story of that id.
    """
    return list_changes(ledger, find_new_reports(ledger, since), story)


def list_changes(
    ledger: Ledger, new: Mapping[str, int | None], story: str | None = None
) -> Iterator[tuple[Story, tuple[Change, ...]]]:
    """Yield what some reports add to each story that holds one of them, the largest story first.

    Args:
        ledger: where the reports are.
        new: ids of the reports that are new, each with the number of the revision that was known
            before, None where none was.
        story: only this one.

    Raises:
        NotFoundError: the ledger has no story of that id.
    """
    for view in view_stories(ledger, story, holding=new.keys()):
        earlier = EarlierFacts(ledger, view.story.reports, new)
        before = compute_views(earlier, earlier.ids, ledger.judgements())
        yield view.story, _Comparison(view, earlier, before, new).list_changes()


class _Comparison:
    """Holds one story against what was known of it."""

    def __init__(
        self,
        view: StoryView,
        earlier: EarlierFacts,
        before: Views,
        new: Mapping[str, int | None],
    ) -> None:
        self.view = view
        self.before = before
        self.known = set(earlier.ids)
        self.new = {id_: new[id_] for id_ in view.story.reports if id_ in new}
        self.reports = {id_: report for id_, (report, _) in view.facts.items()}
        self.citations = Citations(self.reports)
        self.statements: dict[str, tuple[Report, Statement]] = {}
        self.spans: dict[str, Span] = {}
        for report, notes in view.facts.values():
            for item in notes.statements:
                self.statements.setdefault(item.id, (report, item))
            self.spans |= {figure.id: figure.span for figure in notes.figures}
        self.keys = {id_: _key(*pair) for id_, pair in self.statements.items()}
        self.keys_before = {
            item.id: _key(report, item)
            for report, notes in earlier.facts()
            for item in notes.statements
        }

    def list_changes(self) -> tuple[Change, ...]:
        return (
            *self._compare_story(),
            *self._compare_tracks(),
            *self._compare_relations(),
            *self._compare_forecasts(),
            *self._compare_origins(),
            *map(self._describe_report, self.new),
        )

    # ------------------------------------------------------------ stories and reports

    def _compare_story(self) -> Iterator[Change]:
        if not self.known:
            first = self.view.story.reports[0]
            yield self._make("new story", self.view.story.title, (self.view.story.id,), [first])

    def _describe_report(self, id_: str) -> Change:
        report = self.reports[id_]
        text = f"{name_outlet(report)}: {report.title or report.path or id_}"
        if self.new[id_] is None:
            return self._make("report added", text, (id_,), [id_])
        return self._make("report revised", text, (id_,), [id_], was=f"revision {self.new[id_]}")

    # ------------------------------------------------------------ tracks

    def _compare_tracks(self) -> Iterator[Change]:
        known = [track for track in _pick(self.before["tracks"], Track) if track.points]
        figures = {point.figure for track in known for point in track.points}
        for track in self.view.tracks:
            points = (point for point in track.points if point.report in self.new)
            fresh = [point for point in points if point.figure not in figures]
            if not fresh:
                continue
            earlier = _match_track(track, known)
            if earlier is None:
                yield self._describe_points("first word", track, fresh[:1])
            else:
                yield from self._compare_points(track, earlier, fresh)

    def _compare_points(self, track: Track, earlier: Track, fresh: list[Point]) -> Iterator[Change]:
        was, now = _describe_current(earlier), _describe_current(track)
        movers: list[Point] = []
        if was != now:
            movers = [point for point in fresh if point.figure in track.current.points] or fresh[
                -1:
            ]
            yield self._describe_points("figure moved", track, movers, was=was, now=now)
        seen = {describe_figure(point) for point in (*earlier.points, *movers)}
        for point in fresh:
            value = describe_figure(point)
            if value not in seen:
                seen.add(value)
                yield self._describe_points("value added", track, [point])

    def _describe_points(
        self,
        kind: ChangeKind,
        track: Track,
        points: list[Point],
        was: str | None = None,
        now: str | None = None,
    ) -> Change:
        names = (track.measure, track.unit if track.unit != "person" else None)
        heading = ", ".join(part for part in (*names, track.whom, track.place) if part)
        move = f"{was} → {now}" if was else describe_figure(points[0])
        who = dict.fromkeys(
            point.speaker or name_outlet(self.reports[point.report]) for point in points
        )
        cited = [self.citations.cite(p.report, [self.spans[p.figure]]) for p in points]
        return Change(
            kind=kind,
            story=self.view.story.id,
            text=f"{heading}: {move} ({', '.join(who)})",
            ids=(track.id, *(point.figure for point in points)),
            was=was,
            now=now or describe_figure(points[0]),
            citations=tuple(cited),
        )

    # ------------------------------------------------------------ relations

    def _compare_relations(self) -> Iterator[Change]:
        claims = {claim.id: claim for claim in _pick(self.before["claims"], Claim)}
        known: set[tuple[str, Key, Key]] = set()
        for relation in _pick(self.before["relations"], Relation):
            known |= _list_pairs(relation, claims, self.keys_before)
        claims = {claim.id: claim for claim in self.view.claims}
        for relation in self.view.relations:
            kind = _RELATION_KINDS.get(relation.kind)
            if kind and not _list_pairs(relation, claims, self.keys) & known:
                yield self._describe_relation(kind, relation, claims)

    def _describe_relation(
        self, kind: ChangeKind, relation: Relation, claims: Mapping[str, Claim]
    ) -> Change:
        first = self._pick_statement(_list_members(relation.a, claims))
        second = self._pick_statement(_list_members(relation.b, claims))
        text = f"{self._word(first)} – {relation.kind} – {self._word(second)}"
        return self._describe_statements(kind, text, (relation.id, first, second))

    def _pick_statement(self, ids: Sequence[str]) -> str:
        """Return the first that a new report makes, else the first."""
        return next((id_ for id_ in ids if self.statements[id_][0].id in self.new), ids[0])

    # ------------------------------------------------------------ forecasts

    def _compare_forecasts(self) -> Iterator[Change]:
        known = {
            self.keys_before[item.statement]: item.outcome
            for item in _pick(self.before["forecasts"], Forecast)
        }
        for forecast in self.view.forecasts:
            was = known.get(self.keys[forecast.statement])
            kind = _FORECAST_KINDS.get(forecast.outcome)
            if kind is None and was is None:
                kind = "forecast made"
            if kind and was != forecast.outcome:
                yield self._describe_forecast(kind, forecast, was)

    def _describe_forecast(self, kind: ChangeKind, forecast: Forecast, was: str | None) -> Change:
        window = f", {describe_date(forecast.window)}" if forecast.window else ""
        settling = (forecast.settled_by,) if forecast.settled_by else ()
        text = f"{self._word(forecast.statement)}{window}: {forecast.outcome}"
        ids = (forecast.id, *settling, forecast.statement)
        return self._describe_statements(kind, text, ids, was=was, now=forecast.outcome)

    # ------------------------------------------------------------ origins

    def _compare_origins(self) -> Iterator[Change]:
        known = _pick(self.before["origins"], Origin)
        names = {(origin.kind, origin.name) for origin in known if origin.name}
        passages = {passage for origin in known for passage in origin.passages}
        for origin in self.view.origins:
            carriers = [id_ for id_ in origin.reports if id_ in self.new]
            if not carriers or (origin.kind, origin.name) in names:
                continue
            if not passages.intersection(origin.passages):
                yield self._describe_origin(origin, carriers)

    def _describe_origin(self, origin: Origin, carriers: list[str]) -> Change:
        """Return a new origin, citing what shows it in each report, else the headline."""
        proofs = {item.report: item.span for item in reversed(origin.evidence)}
        cited = [
            self.citations.cite(id_, [proofs.get(id_) or _find_headline(self.reports[id_])])
            for id_ in carriers
        ]
        outlets = dict.fromkeys(name_outlet(self.reports[id_]) for id_ in carriers)
        name = origin.name or f"{origin.kind} origin"
        return Change(
            kind="origin added",
            story=self.view.story.id,
            text=f"{name}, carried by {', '.join(outlets)}",
            ids=(origin.id, *carriers),
            citations=tuple(cited),
        )

    # ------------------------------------------------------------ wording

    def _make(
        self,
        kind: ChangeKind,
        text: str,
        ids: tuple[str, ...],
        reports: Iterable[str],
        was: str | None = None,
    ) -> Change:
        """Return a change that is about whole reports, citing the headline of each."""
        cited = [self.citations.cite(id_, [_find_headline(self.reports[id_])]) for id_ in reports]
        story = self.view.story.id
        return Change(kind=kind, story=story, text=text, ids=ids, was=was, citations=tuple(cited))

    def _describe_statements(
        self,
        kind: ChangeKind,
        text: str,
        ids: tuple[str, ...],
        was: str | None = None,
        now: str | None = None,
    ) -> Change:
        """Return a change that is about statements, which follow the entry's own id."""
        cited = []
        for id_ in ids[1:]:
            report, statement = self.statements[id_]
            cited.append(self.citations.cite(report.id, statement.content))
        return Change(
            kind=kind,
            story=self.view.story.id,
            text=text,
            ids=ids,
            was=was,
            now=now,
            citations=tuple(cited),
        )

    def _word(self, id_: str) -> str:
        report, statement = self.statements[id_]
        who = describe_speaker(statement.speaker)
        quote = shorten_quote(" … ".join(report.text[a:b] for a, b in statement.content))
        return f"{who} {describe_stance(statement.stance, statement.certainty)} “{quote}”"


def _pick(records: Iterable[Record], kind: type[Entry]) -> list[Entry]:
    return [record for record in records if isinstance(record, kind)]


def _key(report: Report, statement: Statement) -> Key:
    words = " ".join(report.text[start:end] for start, end in statement.content)
    return statement.speaker.name, " ".join(words.casefold().split())


def _list_members(entry: str, claims: Mapping[str, Claim]) -> tuple[str, ...]:
    """Return the statements of a claim, or the one statement that is related by itself."""
    return claims[entry].statements if entry in claims else (entry,)


def _list_pairs(
    relation: Relation, claims: Mapping[str, Claim], keys: Mapping[str, Key]
) -> set[tuple[str, Key, Key]]:
    """Return every pair of statements that a relation holds between; conflicts run both ways."""
    first = {keys[id_] for id_ in _list_members(relation.a, claims)}
    second = {keys[id_] for id_ in _list_members(relation.b, claims)}
    pairs = {(relation.kind, a, b) for a in first for b in second}
    if relation.kind == "conflicts":
        pairs |= {(kind, b, a) for kind, a, b in pairs}
    return {(str(kind), a, b) for kind, a, b in pairs}


def _match_track(track: Track, known: Iterable[Track]) -> Track | None:
    """Return the track that was known: most figures shared, else the same thing measured."""
    figures = {point.figure for point in track.points}
    best, shared = None, 0
    for other in known:
        count = sum(point.figure in figures for point in other.points)
        if count > shared or (best is None and _name(other) == _name(track)):
            best, shared = other, count
    return best


def _name(track: Track) -> tuple[str | None, ...]:
    return track.measure, track.whom, track.place, track.unit


def _describe_current(track: Track) -> str:
    low, high = track.current.low, track.current.high
    if low is None and high is None:
        return "no reading"
    if high is None:
        return describe_bounds(low, high, "at_least")
    return describe_bounds(low, high, "up_to" if low is None else "exact")


def _find_headline(report: Report) -> Span:
    """Return the span of the headline, else the beginning of the text."""
    blocks = sorted(report.blocks, key=lambda block: (block.role != "headline", block.start))
    span = (blocks[0].start, blocks[0].end) if blocks else (0, len(report.text))
    return span[0], min(span[1], span[0] + QUOTE_CHARS)
