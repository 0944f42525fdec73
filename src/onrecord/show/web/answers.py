"""From what was read to an HTTP answer: ETags, what is kept, and pages in their frame."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from fastapi import Request, Response

from onrecord.show.rows import encode_json
from onrecord.show.web.desks import Desk
from onrecord.show.web.problems import RequestError
from onrecord.show.web.queries import Reader
from onrecord.show.web.templating import render_page

HTML = "text/html; charset=utf-8"
JSON = "application/json"
REVALIDATE = "private, no-cache"
"""Browsers may keep an answer and must ask whether it still holds."""

WAITING_SECONDS = 5.0
"""How long a page is given out again that waits for its charts: browsers ask for those apart."""


class Made(NamedTuple):
    """An answer: its ETag, and its body; None where the asker has it already."""

    etag: str
    body: bytes | None
    lasting: bool = True


Make = Callable[[Reader], tuple[bytes, bool]]
"""Makes a body, and tells whether the same state will give the same again."""


async def answer(request: Request, desk: Desk, make: Make, media_type: str) -> Response:
    """Answer a request, from what is kept where it is, or with 304 where nothing has changed."""
    if media_type != HTML and not desk.refresher.ready:
        raise RequestError(503, "the reports are being brought together; ask again in a moment")
    target = f"{request.url.path}?{request.url.query}"
    held = read_etags(request.headers.get("if-none-match"))
    made = await desk.read(lambda reader: _make(desk, reader, target, held, make))
    headers = {"Cache-Control": REVALIDATE if made.lasting else "no-store"}
    if made.lasting:
        headers["ETag"] = made.etag
    if made.body is None:
        return Response(status_code=304, headers=headers)
    return Response(made.body, headers=headers, media_type=media_type)


def _make(desk: Desk, reader: Reader, target: str, held: frozenset[str], make: Make) -> Made:
    etag = desk.make_etag(reader, target)
    if etag in held or "*" in held:
        return Made(etag, None)
    waiting = (etag, int(time.monotonic() / WAITING_SECONDS))
    for key, lasting in ((etag, True), (waiting, False)):
        body = desk.answers.get(key)
        if body is not None:
            return Made(etag, body, lasting)
    body, lasting = make(reader)
    desk.answers.put(etag if lasting else waiting, body)
    return Made(etag, body, lasting)


async def answer_page(
    request: Request, desk: Desk, template: str, make: Callable[[Reader], Mapping[str, Any]]
) -> Response:
    """Answer with a page; one that still waits for charts is made anew next time."""
    frame = make_frame(request, desk)

    def render(reader: Reader) -> tuple[bytes, bool]:
        values = make(reader)
        return render_page(template, **frame, **values), not values.get("pending", False)

    return await answer(request, desk, render, HTML)


def make_frame(request: Request, desk: Desk) -> dict[str, Any]:
    """Return what the frame of every page shows."""
    path = request.url.path
    return {
        "judge": desk.settings.judge,
        "form_key": desk.settings.form_key.hex() if desk.settings.judge else "",
        "ready": desk.refresher.ready,
        "problem": desk.refresher.problem,
        "copied": desk.workplace.is_copy,
        "here": f"{path}?{request.url.query}" if request.url.query else path,
        "judged": request.query_params.get("judged", "")[:64],
        "author": request.query_params.get("author", "")[:100],
    }


async def answer_json(request: Request, desk: Desk, make: Callable[[Reader], Any]) -> Response:
    """Answer with JSON."""
    return await answer(request, desk, lambda reader: (encode_json(make(reader)), True), JSON)


def read_etags(header: str | None) -> frozenset[str]:
    """Return the ETags of If-None-Match; weak ones compare as strong ones do (RFC 9110).

    >>> sorted(read_etags('"a", W/"b"'))
    ['"a"', '"b"']
    """
    given = (header or "").split(",")
    return frozenset(tag.strip().removeprefix("W/") for tag in given if tag.strip())
