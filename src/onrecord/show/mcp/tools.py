"""The tools: questions about a ledger that a model may ask. None of them changes anything."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

from pydantic import Field

from onrecord.records import Claim, Origin, Relation, Story, Track
from onrecord.show.changes import find_changes
from onrecord.show.earlier import read_since
from onrecord.show.mcp.answers import (
    NOTICE,
    ChangeList,
    ClaimAnswer,
    ClaimList,
    HitList,
    StatementPage,
    StoryList,
    StoryPage,
    TrackList,
)
from onrecord.show.mcp.lookups import (
    find_next,
    find_story,
    list_holding,
    list_page,
    list_view,
)
from onrecord.show.mcp.writers import Writer
from onrecord.show.rows import mend_surrogates
from onrecord.store import Ledger

CONTEXT_CHARS = 300
SEARCH_SPARE = 10
"""How many times the hits asked for are looked at where a speaker or story narrows them."""
CONTESTED = frozenset({"denies", "doubts", "conflicts"})

StoryId = Annotated[str, Field(description="Id of a story, as list_stories gives it.")]
Offset = Annotated[int, Field(ge=0, description="Where to begin.")]
Limit = Annotated[int, Field(ge=1, le=50, description="The most to return.")]


class Tools:
    """What a model may ask of one ledger; the docstrings are what it is told."""

    def __init__(self, ledger: Ledger, base: str = "") -> None:
        """Keep the ledger, and the address of its pages."""
        self._ledger = ledger
        self._writer = Writer(ledger, base)

    def list_stories(
        self,
        query: Annotated[str, Field(description="Words that the title holds; empty: any.")] = "",
        offset: Offset = 0,
        limit: Limit = 20,
    ) -> StoryList:
        """List the stories (developing events) of the ledger, the latest first.

        Start here, then ask for the claims, tracks or changes of a story by its id.
        """
        words = query.casefold().split()
        found = [
            story
            for story in list_view(self._ledger, "stories", None, Story)
            if all(word in story.title.casefold() for word in words)
        ]
        found.sort(key=lambda story: (story.last or "", story.id), reverse=True)
        page = found[offset : offset + limit]
        return StoryList(
            notice=NOTICE,
            total=len(found),
            stories=[self._writer.write_story(story) for story in page],
            next_offset=find_next(offset, page, len(found)),
        )

    def get_story(self, story: StoryId, offset: Offset = 0, limit: Limit = 20) -> StoryPage:
        """Return one story: its reports by date, its origins, and how many claims it has.

        An origin is where a passage first came from; ten papers that carry one wire report are one
        origin. offset and limit page through the reports.
        """
        found = find_story(self._ledger, story)
        page = found.reports[offset : offset + limit]
        origins = list_view(self._ledger, "origins", story, Origin)
        return StoryPage(
            notice=NOTICE,
            story=self._writer.write_story(found),
            claim_count=self._ledger.view_count("claims", story),
            track_count=self._ledger.view_count("tracks", story),
            forecast_count=self._ledger.view_count("forecasts", story),
            origins=[self._writer.write_origin(origin) for origin in islice(origins, 50)],
            reports=[self._writer.cite_headline(report) for report in page],
            next_offset=find_next(offset, page, len(found.reports)),
        )

    def search_statements(
        self,
        query: Annotated[str, Field(description='Words, "phrases", beginnings as evacu*.')],
        speaker: Annotated[str, Field(description="Only by speakers of this name.")] = "",
        story: Annotated[str, Field(description="Only in this story (id).")] = "",
        limit: Limit = 20,
    ) -> HitList:
        """Find statements, then passages, that hold all words of a query, best first."""
        reports = set(find_story(self._ledger, story).reports) if story else set()
        wanted = limit + 1
        depth = wanted * SEARCH_SPARE if speaker or story else wanted
        hits = [
            hit
            for hit in self._ledger.search(query, depth)
            if (not story or hit.report in reports)
            and (not speaker or speaker.casefold() in (hit.speaker or "").casefold())
        ]
        return HitList(
            notice=NOTICE,
            hits=[self._writer.write_hit(hit) for hit in hits[:limit]],
            more=len(hits) > limit,
        )

    def get_claims(
        self,
        story: StoryId,
        contested: Annotated[bool, Field(description="Only denied or doubted ones.")] = False,
        offset: Offset = 0,
        limit: Limit = 10,
    ) -> ClaimList:
        """Return the claims of a story: who says it, on how many origins it rests, who denies it.

        A claim with one origin is one source, however many outlets carry it. Nothing here says what
        is true.
        """
        find_story(self._ledger, story)
        if contested:
            claims = self._list_contested(story)
            total, page = len(claims), claims[offset : offset + limit]
        else:
            total = self._ledger.view_count("claims", story)
            page = list_page(self._ledger, "claims", story, Claim, (offset, limit))
        return ClaimList(
            notice=NOTICE,
            story=story,
            total=total,
            claims=[self._write_claim(claim) for claim in page],
            next_offset=find_next(offset, page, total),
        )

    def get_tracks(
        self,
        story: StoryId,
        measure: Annotated[str, Field(description="As killed, injured, troops; empty: any.")] = "",
        offset: Offset = 0,
        limit: Annotated[int, Field(ge=1, le=20, description="The most to return.")] = 5,
    ) -> TrackList:
        """Return the figures of a story over time: each value, its qualifier, and whose word it is.

        Keep the qualifiers: "at least 12" is not 12.
        """
        find_story(self._ledger, story)
        tracks = [
            track
            for track in list_view(self._ledger, "tracks", story, Track)
            if measure in {"", track.measure}
        ]
        page = tracks[offset : offset + limit]
        return TrackList(
            notice=NOTICE,
            story=story,
            total=len(tracks),
            tracks=[self._writer.write_track(track) for track in page],
            next_offset=find_next(offset, page, len(tracks)),
        )

    def get_changes(
        self,
        since: Annotated[str, Field(description="2025-03-05 or 2025-03-05T14:30.")],
        story: Annotated[str, Field(description="Only this story (id); empty: all.")] = "",
        by_arrival: Annotated[
            bool, Field(description="Count reports by when they came into the ledger (UTC).")
        ] = False,
        offset: Offset = 0,
        limit: Limit = 30,
    ) -> ChangeList:
        """Return what is new since a moment: first words, moved figures, denials, new origins."""
        moment = read_since(since, added=by_arrival)
        news = find_changes(self._ledger, moment, story or None)
        changes = (change for _, found in news for change in found)
        page = list(islice(changes, offset, offset + limit + 1))
        return ChangeList(
            notice=NOTICE,
            changes=[self._writer.write_change(change) for change in page[:limit]],
            next_offset=offset + limit if len(page) > limit else None,
        )

    def get_statement(
        self, statement: Annotated[str, Field(description="Id of a statement.")]
    ) -> StatementPage:
        """Return one statement with the words around it, and the claims it belongs to."""
        report, found = self._ledger.statement(statement)
        start = min(start for start, _ in found.content)
        end = max(end for _, end in found.content)
        return StatementPage(
            notice=NOTICE,
            statement=self._writer.write_statement(report, found),
            before=mend_surrogates(report.text[max(0, start - CONTEXT_CHARS) : start]),
            after=mend_surrogates(report.text[end : end + CONTEXT_CHARS]),
            claims=[claim.id for claim in list_holding(self._ledger, "claims", statement, Claim)],
        )

    def _list_contested(self, story: str) -> list[Claim]:
        relations = list_view(self._ledger, "relations", story, Relation)
        met = {end for r in relations if r.kind in CONTESTED for end in (r.a, r.b)}
        claims = list_view(self._ledger, "claims", story, Claim)
        return [claim for claim in claims if met & {claim.id, *claim.statements}]

    def _write_claim(self, claim: Claim) -> ClaimAnswer:
        relations = list_holding(self._ledger, "relations", claim.id, Relation)
        return self._writer.write_claim(claim, relations)
