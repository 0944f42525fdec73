"""Records → answers: each with its quote, span, outlet, date and links."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from urllib.parse import quote as quote_url

from onrecord.periods import read_period
from onrecord.records import Claim, Origin, Point, Relation, Report, Span, Statement, Story, Track
from onrecord.show.citations import Citation, name_outlet
from onrecord.show.mcp.answers import (
    ChangeAnswer,
    ClaimAnswer,
    HitAnswer,
    OriginAnswer,
    PointAnswer,
    RelationAnswer,
    Source,
    StatementAnswer,
    StoryAnswer,
    TrackAnswer,
)
from onrecord.show.news import Change
from onrecord.show.rows import mend_surrogates
from onrecord.show.wordings import describe_figure, describe_reading
from onrecord.store import Hit, Ledger

QUOTE_CHARS = 2_000
STATEMENTS_A_CLAIM = 5
POINTS_A_TRACK = 60
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_HARMLESS = frozenset("\n\t\r\u00ad\u200d\u200c")
"""Line ends, soft hyphens, and the joiners of Persian, Hindi and emoji."""


class Writer:
    """Writes answers about one ledger."""

    def __init__(self, ledger: Ledger, base: str) -> None:
        """Keep where things are.

        Args:
            ledger: what is written about.
            base: address of the ledger's pages, put in front of each link.
        """
        self._ledger = ledger
        self._base = base.rstrip("/")

    def link(self, kind: str, id_: str) -> str:
        """Return the page of an entry."""
        return f"{self._base}/{kind}/{quote_url(id_, safe='')}"

    def cite(self, report: Report, spans: Iterable[Span], link: str | None = None) -> Source:
        """Return the passage from the first to the last of some spans."""
        edges = list(spans)
        span = (min(start for start, _ in edges), max(end for _, end in edges))
        words = report.text[span[0] : span[1]]
        return Source(
            quote=mend_surrogates(words[:QUOTE_CHARS]),
            span=span,
            report=report.id,
            outlet=mend_surrogates(name_outlet(report)),
            published=report.published.edtf,
            url=_mend(report.url),
            link=link or self.link("report", report.id),
            cut=len(words) > QUOTE_CHARS,
            hidden_characters=has_hidden(words),
        )

    def write_statement(self, report: Report, statement: Statement) -> StatementAnswer:
        """Return a statement with where it stands."""
        link = self.link("statement", statement.id)
        return StatementAnswer(
            id=statement.id,
            speaker=_mend(statement.speaker.name),
            role=_mend(statement.speaker.role or statement.speaker.affiliation),
            anonymous=statement.speaker.anonymous,
            stance=statement.stance,
            certainty=statement.certainty,
            polarity=statement.polarity,
            mode=statement.mode,
            via=[mend_surrogates(carrier.name) for carrier in statement.via],
            said=statement.said.edtf,
            source=self.cite(report, statement.content, link),
        )

    def write_story(self, story: Story) -> StoryAnswer:
        """Return a story with the headline of its first report."""
        return StoryAnswer(
            id=story.id,
            title=mend_surrogates(story.title),
            first=story.first,
            last=story.last,
            report_count=len(story.reports),
            link=self.link("story", story.id),
            source=self.cite_headline(story.reports[0]),
        )

    def cite_headline(self, report_id: str) -> Source:
        """Return the headline of a report, else the beginning of its text."""
        report = self._ledger.report(report_id)
        blocks = sorted(report.blocks, key=lambda block: (block.role != "headline", block.start))
        span = (blocks[0].start, blocks[0].end) if blocks else (0, len(report.text))
        return self.cite(report, [span])

    def write_origin(self, origin: Origin) -> OriginAnswer:
        """Return an origin."""
        return OriginAnswer(
            id=origin.id,
            kind=origin.kind,
            name=_mend(origin.name),
            report_count=len(origin.reports),
        )

    def write_hit(self, hit: Hit) -> HitAnswer:
        """Return what a search found."""
        kind = "statement" if hit.kind == "statement" else "report"
        report = self._ledger.report(hit.report)
        return HitAnswer(
            kind=hit.kind,
            id=hit.id,
            speaker=_mend(hit.speaker),
            source=self.cite(report, [hit.span], self.link(kind, hit.id)),
        )

    def write_claim(self, claim: Claim, relations: Iterable[Relation]) -> ClaimAnswer:
        """Return a claim with its first statements and how it stands to others."""
        shown = claim.statements[:STATEMENTS_A_CLAIM]
        return ClaimAnswer(
            id=claim.id,
            speakers=[mend_surrogates(name) for name in claim.speakers],
            support=len(claim.origins),
            statement_count=len(claim.statements),
            statements=[self.write_statement(*self._ledger.statement(id_)) for id_ in shown],
            relations=[_write_relation(claim, relation) for relation in relations],
        )

    def write_track(self, track: Track) -> TrackAnswer:
        """Return a track with its latest values, in order of time."""
        points = sorted(enumerate(track.points), key=lambda pair: (_key_time(pair[1]), pair[0]))
        return TrackAnswer(
            id=track.id,
            measure=track.measure,
            unit=track.unit,
            whom=_mend(track.whom),
            place=_mend(track.place),
            reading=describe_reading(track) or "no reading",
            reasons=list(track.current.reasons),
            point_count=len(points),
            points=[self._write_point(point) for _, point in points[-POINTS_A_TRACK:]],
        )

    def _write_point(self, point: Point) -> PointAnswer:
        report, notes = self._ledger.fact(point.report)
        span = next(figure.span for figure in notes.figures if figure.id == point.figure)
        return PointAnswer(
            words=describe_figure(point),
            low=None if point.low is None else float(point.low),
            high=None if point.high is None else float(point.high),
            qualifier=point.qualifier,
            as_of=point.as_of or point.said or point.reported,
            speaker=mend_surrogates(point.speaker or name_outlet(report)),
            statement=point.statement,
            source=self.cite(report, [span], self.link("figure", point.figure)),
        )

    def write_change(self, change: Change) -> ChangeAnswer:
        """Return something new with the characters it rests on."""
        return ChangeAnswer(
            kind=change.kind,
            story=change.story,
            text=mend_surrogates(change.text),
            was=_mend(change.was),
            now=_mend(change.now),
            ids=list(change.ids),
            sources=[self._write_citation(citation) for citation in change.citations],
        )

    def _write_citation(self, citation: Citation) -> Source:
        return Source(
            quote=mend_surrogates(citation.quote[:QUOTE_CHARS]),
            span=citation.span,
            report=citation.report,
            outlet=mend_surrogates(citation.outlet),
            published=citation.date,
            url=_mend(citation.url),
            link=self.link("report", citation.report),
            cut=len(citation.quote) > QUOTE_CHARS,
            hidden_characters=has_hidden(citation.quote),
        )


def has_hidden(text: str) -> bool:
    r"""Tell whether a text holds characters that no reader would see.

    >>> has_hidden("plain words"), has_hidden("plain\u202e words")
    (False, True)
    """
    return any(
        unicodedata.category(char) in _UNSEEN and char not in _HARMLESS
        for char in text
        if not char.isprintable()
    )


def _write_relation(claim: Claim, relation: Relation) -> RelationAnswer:
    first = relation.a == claim.id
    return RelationAnswer(
        kind=relation.kind,
        direction="to" if first else "from",
        other=relation.b if first else relation.a,
        reasons=list(relation.reasons),
    )


def _key_time(point: Point) -> str:
    period = read_period(point.as_of or point.said or point.reported)
    moment = (period.start or period.end) if period else None
    return moment.isoformat() if moment else ""


def _mend(text: str | None) -> str | None:
    return None if text is None else mend_surrogates(text)
