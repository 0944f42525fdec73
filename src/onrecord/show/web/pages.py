"""The pages: addresses, and what each shows."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from onrecord.errors import NotFoundError
from onrecord.records import Claim, Track
from onrecord.show.web.answers import answer_page
from onrecord.show.web.claims import ClaimDesk
from onrecord.show.web.desks import Desk
from onrecord.show.web.dossiers import SECTIONS, Dossier
from onrecord.show.web.keys import read_key
from onrecord.show.web.moments import find_new, read_moment
from onrecord.show.web.news import list_news
from onrecord.show.web.queries import Reader
from onrecord.show.web.reading_pages import find_place, make_reading
from onrecord.show.web.sayings import link_span
from onrecord.show.web.speakers import REPORTS_SHOWN, make_speaker_page
from onrecord.show.web.stories import STORIES_SHOWN, Sort, list_stories
from onrecord.show.web.templating import name_asset, read_asset
from onrecord.show.web.tracks import make_track_card

Words = Annotated[str, Query(max_length=300)]
Offset = Annotated[int, Query(ge=0, le=100_000_000)]
Moment = Annotated[str, Query(max_length=40)]
Number = Annotated[int | None, Query(ge=1, le=1_000_000)]
Asset = Literal["onrecord.css", "charts.css", "onrecord.js", "icon.svg"]
ASSETS: dict[Asset, str] = {
    "onrecord.css": "text/css", "charts.css": "text/css", "onrecord.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}  # fmt: skip
HITS_SHOWN = 50
TRACK_ROWS = 200


def make_pages(desk: Desk) -> APIRouter:
    """Return the routes of the pages."""
    router = APIRouter(include_in_schema=False)
    _add_lists(router, desk)
    _add_charts(router, desk)
    _add_story(router, desk)
    _add_entries(router, desk)
    _add_assets(router)
    return router


def _add_lists(router: APIRouter, desk: Desk) -> None:
    @router.get("/")
    async def show_stories(
        request: Request,
        q: Words = "",
        since: Moment = "",
        sort: Sort = "latest",
        offset: Offset = 0,
    ) -> Response:
        moment = read_moment(since)

        def make(reader: Reader) -> dict[str, Any]:
            found = list_stories(reader, q, moment, sort, offset)
            counts = reader.ledger.counts()
            return {
                "found": found, "counts": counts, "q": q, "since": since, "sort": sort,
                "limit": STORIES_SHOWN, "all_stories": len(reader.register.stories),
            }  # fmt: skip

        return await answer_page(request, desk, "stories.html.j2", make)

    @router.get("/search")
    async def search(request: Request, q: Words = "") -> Response:
        def make(reader: Reader) -> dict[str, Any]:
            hits = reader.ledger.search(q, HITS_SHOWN + 1)
            found = [(hit, reader.story_of(hit.report)) for hit in hits[:HITS_SHOWN]]
            return {"q": q, "hits": found, "more": len(hits) > HITS_SHOWN}

        return await answer_page(request, desk, "search.html.j2", make)

    @router.get("/speakers")
    async def show_speakers(request: Request, q: Words = "", offset: Offset = 0) -> Response:
        def make(reader: Reader) -> dict[str, Any]:
            wanted = q.casefold().split()
            found = [
                card
                for card in reader.register.speakers
                if all(word in card.name.casefold() for word in wanted)
            ]
            shown = found[offset : offset + 60]
            return {"q": q, "offset": offset, "speakers": shown, "total": len(found), "limit": 60}

        return await answer_page(request, desk, "speakers.html.j2", make)

    @router.get("/speaker")
    async def show_speaker(request: Request, name: Words, offset: Offset = 0) -> Response:
        def make(reader: Reader) -> dict[str, Any]:
            page = make_speaker_page(reader, name, offset)
            return {"page": page, "asked": name, "limit": REPORTS_SHOWN}

        return await answer_page(request, desk, "speaker.html.j2", make)


def _add_story(router: APIRouter, desk: Desk) -> None:
    def frame_story(reader: Reader, key: str, since: str) -> dict[str, Any]:
        story = reader.story(read_key(key))
        moment = read_moment(since)
        new = find_new(reader.register, story, moment)
        return {
            "story": story,
            "outlets": len({reader.card(report).outlet for report in story.reports}),
            "origins": len(reader.origins(story.id)),
            "since": since,
            "new": new,
            "sections": SECTIONS,
        }

    @router.get("/story/{key}")
    async def show_story(request: Request, key: str, since: Moment = "") -> Response:
        def make(reader: Reader) -> dict[str, Any]:
            values = frame_story(reader, key, since)
            dossier = Dossier(reader, values["story"], desk.drawings, values["new"])
            parts = dossier.make_overview()
            pending = any(part.pending for part in parts.values())
            fresh = [reader.card(report) for report in sorted(values["new"])]
            return {**values, "parts": parts, "pending": pending, "fresh": fresh}

        return await answer_page(request, desk, "story.html.j2", make)

    @router.get("/story/{key}/changes")
    async def show_changes(request: Request, key: str, since: Moment = "") -> Response:
        moment = read_moment(since)

        def make(reader: Reader) -> dict[str, Any]:
            values = frame_story(reader, key, since)
            changes = list_news(reader, values["story"].id, moment) if moment else ()
            return {**values, "changes": changes, "link_span": link_span}

        return await answer_page(request, desk, "changes.html.j2", make)

    @router.get("/story/{key}/{section}")
    async def show_section(
        request: Request, key: str, section: str, since: Moment = "", offset: Offset = 0
    ) -> Response:
        def make(reader: Reader) -> dict[str, Any]:
            if section not in SECTIONS:
                raise NotFoundError(f"{section}: a story has {', '.join(SECTIONS)}")
            values = frame_story(reader, key, since)
            dossier = Dossier(reader, values["story"], desk.drawings, values["new"])
            part = dossier.make_section(section, offset)
            return {**values, "part": part, "pending": part.pending}

        return await answer_page(request, desk, "section.html.j2", make)


def _add_entries(router: APIRouter, desk: Desk) -> None:
    @router.get("/report/{key}")
    async def show_report(
        request: Request,
        key: str,
        revision: Number = None,
        entry: Annotated[str, Query(max_length=300)] = "",
        span: Annotated[str, Query(pattern=r"^(\d{1,9}-\d{1,9})?$")] = "",
    ) -> Response:
        def make(reader: Reader) -> dict[str, Any]:
            return make_reading(reader, read_key(key), revision, read_key(entry), span)

        return await answer_page(request, desk, "report.html.j2", make)

    @router.get("/statement/{key}")
    async def open_statement(key: str) -> Response:
        place = await desk.read(lambda reader: find_place(reader, "statement", read_key(key)))
        return RedirectResponse(place, 303)

    @router.get("/figure/{key}")
    async def open_figure(key: str) -> Response:
        place = await desk.read(lambda reader: find_place(reader, "figure", read_key(key)))
        return RedirectResponse(place, 303)

    @router.get("/claim/{key}")
    async def show_claim(request: Request, key: str) -> Response:
        def make(reader: Reader) -> dict[str, Any]:
            claim = reader.entry("claims", read_key(key), Claim)
            card = ClaimDesk(reader, claim.story).make_card(claim)
            return {"card": card, "story": reader.story(claim.story)}

        return await answer_page(request, desk, "claim.html.j2", make)


def _add_charts(router: APIRouter, desk: Desk) -> None:
    @router.get("/story/{key}/timeline/chart")
    async def show_timeline(request: Request, key: str) -> Response:
        def make(reader: Reader) -> dict[str, Any]:
            story = reader.story(read_key(key))
            chart = desk.drawings.draw_timeline(story, reader.state, wait=True)
            return {"chart": chart, "pending": chart.pending}

        return await answer_page(request, desk, "chart.html.j2", make)

    @router.get("/track/{key}")
    async def show_track(request: Request, key: str) -> Response:
        return await answer_page(request, desk, "track.html.j2", _make_track(desk, key, TRACK_ROWS))

    @router.get("/track/{key}/chart")
    async def show_chart(request: Request, key: str) -> Response:
        return await answer_page(request, desk, "chart.html.j2", _make_track(desk, key, 0))


def _make_track(desk: Desk, key: str, rows: int) -> Any:
    def make(reader: Reader) -> dict[str, Any]:
        track = reader.entry("tracks", read_key(key), Track)
        chart = desk.drawings.draw_track(track, wait=True)
        card = make_track_card(reader, track, desk.drawings, frozenset(), rows)
        story = reader.story(track.story)
        return {"card": card, "story": story, "chart": chart, "pending": chart.pending}

    return make


def _add_assets(router: APIRouter) -> None:
    @router.get("/static/{name}")
    async def send_asset(name: Asset) -> Response:
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(read_asset(name), headers=headers, media_type=ASSETS[name])

    @router.get("/favicon.ico")
    async def send_icon() -> Response:
        return RedirectResponse(name_asset("icon.svg"), 303)
