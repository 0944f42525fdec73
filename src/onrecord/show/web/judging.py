"""Judging: a form's decision into the ledger, where people may judge; nothing is rewritten."""

from __future__ import annotations

import hmac
import re
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from onrecord.errors import NotFoundError
from onrecord.records import Judgement, JudgementVerb
from onrecord.show.web.answers import answer_page
from onrecord.show.web.desks import Desk
from onrecord.show.web.problems import RequestError
from onrecord.show.web.queries import Reader
from onrecord.show.web.sayings import quote_content
from onrecord.show.web.wordings import shorten
from onrecord.store import Ledger, ViewKind, make_judgement
from onrecord.store.judgements import list_active

MAX_TARGETS = 50
WAIT_SECONDS = 3.0
"""How long to wait for the views before showing the page as it was."""
JUDGEMENTS_SHOWN = 200
VIEWS: tuple[ViewKind, ...] = (
    "claims",
    "stories",
    "entities",
    "tracks",
    "relations",
    "forecasts",
    "origins",
    "copies",
)

_PATH = re.compile(r"/[\w~%./-]*", re.ASCII)


class Draft(BaseModel):
    """A decision as it is sent; ``target`` are ids of entries, or of judgements to undo."""

    model_config = ConfigDict(extra="forbid")

    verb: JudgementVerb
    target: list[Annotated[str, Field(max_length=1000)]] = Field(
        min_length=1, max_length=MAX_TARGETS
    )
    author: str = Field(min_length=1, max_length=100)
    note: str = Field("", max_length=2000)
    value: str = Field("", max_length=2000)


class JudgeForm(Draft):
    """A decision as a form sends it: with proof that it is ours, and the page to go back to."""

    key: str = Field(max_length=100)
    back: str = Field("/judgements", max_length=2000)


def make_judging(desk: Desk) -> APIRouter:
    """Return the routes by which people judge."""
    router = APIRouter(include_in_schema=False)

    @router.get("/judgements")
    async def show_judgements(request: Request) -> Response:
        def make(reader: Reader) -> dict[str, Any]:
            known = reader.ledger.judgements()
            standing = {judgement.id for judgement in list_active(known)}
            latest = list(reversed(known))[:JUDGEMENTS_SHOWN]
            lines = [(item, item.id in standing, _name_targets(reader, item)) for item in latest]
            return {"lines": lines, "total": len(known)}

        return await answer_page(request, desk, "judgements.html.j2", make)

    @router.post("/judge")
    async def judge(form: Annotated[JudgeForm, Form()]) -> Response:
        if not hmac.compare_digest(form.key.encode(), desk.settings.form_key.hex().encode()):
            raise RequestError(403, "this form is of an earlier start of the server; reload it")
        judgement = draft_judgement(form)
        await record_judgement(desk, judgement)
        return RedirectResponse(point_back(form.back, judgement.id), 303)

    return router


def point_back(back: str, judgement: str) -> str:
    """Return the page that a form came from, told which judgement was made.

    >>> point_back("/story/a?since=1&judged=b", "c"), point_back("//elsewhere", "c")
    ('/story/a?since=1&judged=c', '/judgements?judged=c')
    """
    parts = urlsplit(back)
    local = back.startswith("/") and not parts.netloc and back[1:2] not in {"/", "\\"}
    path = parts.path if local and _PATH.fullmatch(parts.path) else "/judgements"
    kept = [(k, v) for k, v in parse_qsl(parts.query) if k != "judged"] if local else []
    return f"{path}?{urlencode([*kept, ('judged', judgement)])}"


def draft_judgement(draft: Draft) -> Judgement:
    """Return a judgement made now.

    Raises:
        RequestError: nobody is named.
    """
    if not draft.author.strip():
        raise RequestError(422, "author: write who decides")
    time = datetime.now(UTC).isoformat(timespec="milliseconds")
    value = (draft.value.strip() or None) if draft.verb == "correct" else None
    targets = dict.fromkeys(draft.target)
    return make_judgement(draft.verb, targets, draft.author.strip(), time, draft.note, value)


async def record_judgement(desk: Desk, judgement: Judgement) -> None:
    """Write a judgement, and give the views a moment to follow.

    Raises:
        NotFoundError: a target is no entry of this ledger.
        JudgementError: it is not whole, or undoes what is not there.
    """
    if judgement.verb != "undo":
        await desk.read(lambda reader: _check_targets(reader, judgement))
    await desk.pool.run_apart(lambda: _write(desk, judgement))


def _write(desk: Desk, judgement: Judgement) -> None:
    with Ledger.open(desk.path, create=False) as ledger:
        ledger.judge(judgement)
        state = ledger.state()
    desk.refresher.catch_up(state, WAIT_SECONDS)


def _check_targets(reader: Reader, judgement: Judgement) -> None:
    for target in judgement.targets:
        if find_entry(reader, target) is None:
            raise NotFoundError(f"{target}: no such entry in this ledger")


def find_entry(reader: Reader, entry: str) -> tuple[str, str] | None:
    """Return what an id is of, and in words which entry it is; None where it is of none."""
    if entry in reader.register.reports:
        return "report", shorten(reader.card(entry).title, 90)
    try:
        located = reader.locate(entry)
        return "statement", shorten(quote_content(located.known.report, located.statement), 90)
    except NotFoundError:
        pass
    try:
        report, figure = reader.ledger.figure(entry)
        return "figure", shorten(report.text[slice(*figure.span)], 90)
    except NotFoundError:
        return _find_in_views(reader, entry)


def _find_in_views(reader: Reader, entry: str) -> tuple[str, str] | None:
    for kind in VIEWS:
        try:
            found = reader.ledger.view_entry(kind, entry)
        except NotFoundError:
            continue
        words = (getattr(found, name, None) for name in ("text", "title", "name", "measure"))
        return kind, shorten(next((w for w in words if w), ""), 90)
    return None


def _name_targets(reader: Reader, judgement: Judgement) -> list[tuple[str, str, str]]:
    """Return the targets of a judgement: id, kind, words."""
    named = []
    for target in judgement.targets:
        kind, words = find_entry(reader, target) or ("judgement or earlier entry", "")
        named.append((target, kind, words))
    return named
