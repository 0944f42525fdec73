"""What every request must pass, and what every answer carries, whatever is asked for."""

from __future__ import annotations

import base64
import binascii
import hmac
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.show.web.problems import make_problem
from onrecord.show.web.settings import ServeSettings

MAX_BODY_BYTES = 64 * 1024
MAX_TARGET_CHARS = 16 * 1024
SAFE_METHODS = frozenset({"GET", "HEAD"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""Not ``no-referrer``: with it, browsers hide where a form came from."""


class Guard:
    """Refuses what may not be asked, and puts the security headers on every answer."""

    def __init__(self, app: ASGIApp, settings: ServeSettings) -> None:
        """Stand before an app."""
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        headers = Headers(scope=scope)
        refused = self._find_reason(scope, headers)
        if refused is not None:
            status, detail, extra = refused
            await make_problem(status, detail, extra)(scope, receive, send_guarded)
            return
        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}  # the server itself leaves out the body
        await self._app(scope, _LimitedBody(receive), send_guarded)

    def _find_reason(
        self, scope: Scope, headers: Headers
    ) -> tuple[int, str, dict[str, str]] | None:
        """Return status, text and headers of a refusal."""
        names = self._settings.allowed_names
        if names and read_host(headers.get("host", "")) not in names:
            return 421, "this server goes by another name; see: onrecord serve --name", {}
        if len(scope["raw_path"]) + len(scope["query_string"]) > MAX_TARGET_CHARS:
            return 414, f"an address has at most {MAX_TARGET_CHARS} characters", {}
        if self._settings.token and not has_token(headers, self._settings.token):
            challenge = 'Basic realm="onrecord", charset="UTF-8"'
            return 401, "give the token, as password or bearer", {"WWW-Authenticate": challenge}
        if _is_too_long(headers.get("content-length")):
            return 413, f"a request holds at most {MAX_BODY_BYTES} bytes", {"Connection": "close"}
        if scope["method"] not in SAFE_METHODS and not is_same_origin(headers):
            return 403, "this request comes from another site", {}
        return None


class _LimitedBody:
    """Stops reading a body that never said how long it is."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._size = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._size += len(message.get("body", b""))
        if self._size > MAX_BODY_BYTES:
            raise HTTPException(413, f"a request holds at most {MAX_BODY_BYTES} bytes")
        return message


def _is_too_long(length: str | None) -> bool:
    return length is not None and (not length.isdecimal() or int(length[:20]) > MAX_BODY_BYTES)


def read_host(host: str) -> str:
    """Return the name that a request asks for, without the port.

    >>> read_host("localhost:8017"), read_host("[::1]:8017"), read_host("a@b:1")
    ('localhost', '::1', '')
    """
    try:
        parts = urlsplit(f"//{host}")
        return (parts.hostname or "") if parts.netloc and "@" not in host else ""
    except ValueError:
        return ""


def has_token(headers: Headers, token: str) -> bool:
    """Tell whether a request carries the token, as bearer or as the password of any name."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.casefold() == "bearer":
        given = value.strip()
    elif scheme.casefold() == "basic":
        given = _read_password(value)
    else:
        return False
    return hmac.compare_digest(given.encode("utf-8", "replace"), token.encode("utf-8"))


def _read_password(value: str) -> str:
    try:
        decoded = base64.b64decode(value.strip(), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
    return decoded.partition(":")[2]


def is_same_origin(headers: Headers) -> bool:
    """Tell whether a request that changes something comes from these pages, or from no page.

    Browsers say it in Sec-Fetch-Site, older ones in Origin; programs that are no browser say
    nothing, and cannot be made to ask by another site.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2] == headers.get("host", "")
