"""What went wrong, for programs (RFC 9457 problem details) and for people (a page)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from onrecord.errors import (
    AnchorError,
    InputError,
    JudgementError,
    LedgerError,
    LockedError,
    NotFoundError,
    OnrecordError,
)
from onrecord.show.rows import encode_json
from onrecord.show.web.templating import render_page

PROBLEM_TYPE = "application/problem+json"
_STATUSES: tuple[tuple[type[OnrecordError], int], ...] = (
    (NotFoundError, 404),
    (JudgementError, 409),
    (AnchorError, 409),
    (InputError, 400),
    (LockedError, 503),
    (LedgerError, 503),
)


class RequestError(Exception):
    """A request that is refused: its status, and what to do instead."""

    def __init__(self, status: int, detail: str) -> None:
        """Keep status and text."""
        super().__init__(detail)
        self.status = status
        self.detail = detail


def make_problem(status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """Return problem details as JSON."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    return Response(encode_json(body), status, headers, PROBLEM_TYPE)


def answer_problem(request: Request, status: int, detail: str) -> Response:
    """Return a problem in the form that the asker reads."""
    headers = {"Retry-After": "2"} if status == 503 else {}
    if request.url.path.startswith("/api"):
        return make_problem(status, detail, headers)
    title = HTTPStatus(status).phrase
    body = render_page("problem.html.j2", title=title, detail=detail, status=status)
    return Response(body, status, headers, "text/html; charset=utf-8")


def add_handlers(app: FastAPI) -> None:
    """Turn every error into an answer."""
    app.add_exception_handler(RequestError, _answer_request_error)
    app.add_exception_handler(OnrecordError, _answer_own_error)
    app.add_exception_handler(HTTPException, _answer_http_error)
    app.add_exception_handler(RequestValidationError, _answer_validation_error)


def _answer_request_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestError)
    return answer_problem(request, error.status, error.detail)


def _answer_own_error(request: Request, error: Exception) -> Response:
    status = next((code for kind, code in _STATUSES if isinstance(error, kind)), 500)
    return answer_problem(request, status, str(error))


def _answer_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = "there is nothing at this address" if error.status_code == 404 else error.detail
    answer = answer_problem(request, error.status_code, str(detail))
    answer.headers.update(error.headers or {})
    return answer


def _answer_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return answer_problem(request, 422, "; ".join(map(_describe, error.errors())))


def _describe(problem: dict[str, Any]) -> str:
    place = " ".join(str(part) for part in problem["loc"][1:]) or "request"
    return f"{place}: {problem['msg']}"
