"""REST over a ledger: every kind of entry by page and by id, searches, changes, charts, exports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from onrecord.records import Track
from onrecord.show.rows import encode_json
from onrecord.show.web.answers import answer, answer_json, answer_page
from onrecord.show.web.desks import Desk
from onrecord.show.web.drawings import specify_track
from onrecord.show.web.entries import (
    FARTHEST,
    Choice,
    FactKind,
    find_fact,
    list_facts,
    list_view,
    make_card_row,
)
from onrecord.show.web.exporting import ExportKind, stream_export
from onrecord.show.web.judging import Draft, draft_judgement, record_judgement
from onrecord.show.web.keys import join_query, read_key
from onrecord.show.web.moments import MOMENT, read_moment
from onrecord.show.web.news import list_news
from onrecord.show.web.problems import RequestError
from onrecord.show.web.queries import Reader
from onrecord.show.web.registers import Card
from onrecord.show.web.schemas import describe_answer, describe_page, refer
from onrecord.show.web.stories import select_stories
from onrecord.store import ViewKind
from onrecord.store.exports import make_plain
from onrecord.store.views import RECORD_TYPES

OF_STORIES: tuple[ViewKind, ...] = (
    "copies", "origins", "claims", "relations", "tracks", "forecasts",
)  # fmt: skip
"""Kinds that can be asked for story by story."""
FACTS: dict[FactKind, str] = {
    "statements": "AnchoredStatement", "figures": "AnchoredFigure", "times": "AnchoredTime",
}  # fmt: skip

Key = Annotated[str, Path(max_length=700, description="an id; see /api for ids with slashes")]
Id = Annotated[str, Query(max_length=1000)]
Offset = Annotated[int, Query(ge=0, le=100_000_000)]
Limit = Annotated[int, Query(ge=1, le=500)]
Words = Annotated[str, Query(max_length=300)]
Near = Annotated[int, Query(ge=0, le=FARTHEST)]
Moment = Annotated[str, Query(max_length=40, pattern=MOMENT)]
Revision = Annotated[int | None, Query(ge=1, le=1_000_000)]
Item = dict[str, Any]


def make_api(desk: Desk) -> APIRouter:
    """Return the routes of the API."""
    router = APIRouter(prefix="/api")
    _add_overview(router, desk)
    _add_reports(router, desk)
    for kind in FACTS:
        _add_facts(router, desk, kind)
    _add_stories(router, desk)
    for view in RECORD_TYPES:
        _add_view(router, desk, view)
    _add_tracks(router, desk)
    _add_judgements(router, desk)
    _add_exports(router, desk)
    return router


def make_page(
    request: Request, items: Sequence[Any], bounds: tuple[int, int], total: int | None, more: bool
) -> Item:
    """Return a page of entries with the address of the next."""
    offset, limit = bounds
    query = {**request.query_params, "offset": offset + limit, "limit": limit}
    following = join_query(request.url.path, **query) if more else None
    return {"items": items, "total": total, "offset": offset, "limit": limit, "next": following}


def _add_overview(router: APIRouter, desk: Desk) -> None:
    @router.get("", include_in_schema=False)
    async def show_api(request: Request) -> Response:
        routes = [
            (path, next(iter(ways.values())))
            for path, ways in request.app.openapi()["paths"].items()
        ]
        return await answer_page(request, desk, "api.html.j2", lambda _: {"routes": routes})

    @router.get("/counts", responses=describe_answer({"type": "object"}))
    async def count_entries(request: Request) -> Response:
        """How many reports, statements, figures, … there are."""

        def make(reader: Reader) -> Item:
            views = {str(kind): reader.ledger.view_count(kind) for kind in RECORD_TYPES}
            return {**reader.ledger.counts(), **views}

        return await answer_json(request, desk, make)

    @router.get("/search", responses=describe_page(refer("Hit")))
    async def search(
        request: Request, q: Words, limit: Annotated[int, Query(ge=1, le=1000)] = 20
    ) -> Response:
        """Statements, then passages, that hold all words, best first."""

        def make(reader: Reader) -> Item:
            hits = reader.ledger.search(q, limit)
            return make_page(request, hits, (0, limit), len(hits), more=False)

        return await answer_json(request, desk, make)


def _add_reports(router: APIRouter, desk: Desk) -> None:
    @router.get("/reports", responses=describe_page(refer("ReportCard")))
    async def list_reports(
        request: Request, story: Id = "", offset: Offset = 0, limit: Limit = 50
    ) -> Response:
        """Reports by date of publication, undated ones last; or those of one story."""

        def make(reader: Reader) -> Item:
            cards: list[Card] = (
                [reader.card(report) for report in reader.story(story).reports]
                if story
                else list(reader.register.reports.values())
            )
            items = [make_card_row(card) for card in cards[offset : offset + limit]]
            more = offset + limit < len(cards)
            return make_page(request, items, (offset, limit), len(cards), more)

        return await answer_json(request, desk, make)

    @router.get("/reports/{key}", responses=describe_answer(refer("Report")))
    async def get_report(request: Request, key: Key, revision: Revision = None) -> Response:
        """One report, with its text; the latest revision by default."""
        return await answer_json(
            request, desk, lambda reader: make_plain(reader.ledger.report(read_key(key), revision))
        )

    @router.get("/reports/{key}/annotations", responses=describe_answer(refer("Annotations")))
    async def get_annotations(request: Request, key: Key, revision: Revision = None) -> Response:
        """All that was found in one report."""
        return await answer_json(
            request, desk, lambda reader: make_plain(reader.ledger.fact(read_key(key), revision)[1])
        )

    @router.get("/reports/{key}/copies", responses=describe_page(refer("Copy")))
    async def list_copies(request: Request, key: Key) -> Response:
        """The passages that a report shares with others."""

        def make(reader: Reader) -> Item:
            found = reader.copies(reader.known(read_key(key)).report.id)
            plain = [make_plain(copy) for copy in found]
            return make_page(request, plain, (0, max(len(plain), 1)), len(plain), more=False)

        return await answer_json(request, desk, make)


def _add_facts(router: APIRouter, desk: Desk, kind: FactKind) -> None:
    responses = describe_page(refer(FACTS[kind]))

    @router.get(f"/{kind}", responses=responses, name=f"list_{kind}")
    async def list_entries(
        request: Request, report: Id = "", story: Id = "", offset: Near = 0, limit: Limit = 50
    ) -> Response:
        """Entries in order of date and place; of one report or story where it is named."""
        choice = Choice(report or None, story or None, None)
        return await _answer_facts(request, desk, (kind, choice), offset, limit)

    if kind == "times":
        return

    @router.get(
        f"/{kind}/{{key}}", responses=describe_answer(refer(FACTS[kind])), name=f"get_{kind}"
    )
    async def get_entry(request: Request, key: Key) -> Response:
        """One entry with its exact words and where they stand."""
        return await answer_json(
            request, desk, lambda reader: find_fact(reader, kind, read_key(key))
        )

    if kind == "statements":

        @router.get("/speakers/statements", responses=responses)
        async def list_by_speaker(
            request: Request, name: Words, story: Id = "", offset: Near = 0, limit: Limit = 50
        ) -> Response:
            """What somebody of that name says, by time."""
            choice = Choice(None, story or None, name)
            return await _answer_facts(request, desk, (kind, choice), offset, limit)


async def _answer_facts(
    request: Request, desk: Desk, what: tuple[FactKind, Choice], offset: int, limit: int
) -> Response:
    def make(reader: Reader) -> Item:
        items, more = list_facts(reader, *what, offset, limit)
        return make_page(request, items, (offset, limit), None, more)

    return await answer_json(request, desk, make)


def _add_stories(router: APIRouter, desk: Desk) -> None:
    @router.get("/stories", responses=describe_page(refer("Story")))
    async def list_stories(
        request: Request, q: Words = "", since: Moment = "", offset: Offset = 0, limit: Limit = 50
    ) -> Response:
        """Stories, the one last reported on first.

        With q, those whose title holds all words; with since, those with reports added since.
        """
        moment = read_moment(since)

        def make(reader: Reader) -> Item:
            cards = select_stories(reader.register, q, moment)
            items = [make_plain(card.story) for card in cards[offset : offset + limit]]
            more = offset + limit < len(cards)
            return make_page(request, items, (offset, limit), len(cards), more)

        return await answer_json(request, desk, make)

    @router.get(
        "/stories/{key}/changes",
        responses=describe_answer({"type": "array", "items": refer("Change")}),
    )
    async def list_changes(request: Request, key: Key, since: Moment) -> Response:
        """What reports added since a moment changed in a story, with the characters behind it."""
        moment = read_moment(since)
        if moment is None:
            raise RequestError(422, "since: write a date, or a date and time")
        return await answer_json(
            request, desk, lambda reader: list_news(reader, read_key(key), moment)
        )


def _add_view(router: APIRouter, desk: Desk, kind: ViewKind) -> None:
    name = RECORD_TYPES[kind].__name__

    def make_list(
        story: str, offset: int, limit: int, request: Request
    ) -> Callable[[Reader], Item]:
        def make(reader: Reader) -> Item:
            items = list_view(reader, kind, story or None, offset, limit)
            total = reader.ledger.view_count(kind, story or None)
            return make_page(request, items, (offset, limit), total, offset + limit < total)

        return make

    if kind in OF_STORIES:

        @router.get(f"/{kind}", responses=describe_page(refer(name)), name=f"list_{kind}")
        async def list_of_story(
            request: Request, story: Id = "", offset: Offset = 0, limit: Limit = 50
        ) -> Response:
            """Entries in the order of the export; of one story where it is named."""
            return await answer_json(request, desk, make_list(story, offset, limit, request))

    elif kind != "stories":

        @router.get(f"/{kind}", responses=describe_page(refer(name)), name=f"list_{kind}")
        async def list_all(request: Request, offset: Offset = 0, limit: Limit = 50) -> Response:
            """Entries in the order of the export."""
            return await answer_json(request, desk, make_list("", offset, limit, request))

    @router.get(f"/{kind}/{{key}}", responses=describe_answer(refer(name)), name=f"get_{kind}")
    async def get_entry(request: Request, key: Key) -> Response:
        """One entry."""
        return await answer_json(
            request, desk, lambda reader: make_plain(reader.ledger.view_entry(kind, read_key(key)))
        )


def _add_tracks(router: APIRouter, desk: Desk) -> None:
    @router.get("/tracks/{key}/chart", responses=describe_answer({"type": "object"}))
    async def get_chart(request: Request, key: Key) -> Response:
        """The Vega-Lite specification of a track, as pages and briefings draw it."""
        return await answer_json(
            request,
            desk,
            lambda reader: specify_track(reader, reader.entry("tracks", read_key(key), Track)),
        )

    @router.get(
        "/tracks/{key}/chart.svg", responses=describe_answer({"type": "string"}, "image/svg+xml")
    )
    async def draw_chart(request: Request, key: Key) -> Response:
        """A track as a picture."""

        def make(reader: Reader) -> tuple[bytes, bool]:
            chart = desk.drawings.draw_track(
                reader.entry("tracks", read_key(key), Track), wait=True
            )
            if chart.svg is None:
                raise RequestError(503, "charts cannot be drawn here, or not now")
            return chart.svg.encode("utf-8", "replace"), True

        return await answer(request, desk, make, "image/svg+xml")


def _add_judgements(router: APIRouter, desk: Desk) -> None:
    @router.get("/judgements", responses=describe_page(refer("Judgement")))
    async def list_judgements(request: Request, offset: Offset = 0, limit: Limit = 50) -> Response:
        """Every decision by time, undone ones and undos included."""

        def make(reader: Reader) -> Item:
            known = reader.ledger.judgements()
            items = [make_plain(item) for item in known[offset : offset + limit]]
            more = offset + limit < len(known)
            return make_page(request, items, (offset, limit), len(known), more)

        return await answer_json(request, desk, make)

    if not desk.settings.judge:
        return

    responses = describe_answer({"type": "object"})
    responses[201] = {
        "description": "recorded",
        "content": {"application/json": {"schema": refer("Judgement")}},
    }

    @router.post("/judgements", status_code=201, responses=responses)
    async def judge(draft: Draft, request: Request) -> Response:
        """Record a decision; nothing is rewritten, and undo takes it back."""
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            raise RequestError(415, "send application/json")
        judgement = draft_judgement(draft)
        await record_judgement(desk, judgement)
        return Response(encode_json(judgement), 201, media_type="application/json")


def _add_exports(router: APIRouter, desk: Desk) -> None:
    lines = {"type": "string", "description": "a JSON object a line"}

    @router.get("/export/{kind}", responses=describe_answer(lines, "application/x-ndjson"))
    async def export(kind: ExportKind) -> Response:
        """All entries of one kind, a line each, in the order of the export command."""
        return await stream_export(desk, kind)
