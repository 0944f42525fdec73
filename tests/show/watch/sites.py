"""A site that answers as it is told to, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


@dataclass(slots=True)
class Reply:
    """One answer; ``length`` is what it claims to hold where that is not what it holds."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None


@dataclass(slots=True)
class Request:
    """One question."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Site:
    """Replies by path: the first of a list until it is the last, which stays."""

    def __init__(self) -> None:
        self.replies: dict[str, list[Reply]] = {}
        self.requests: list[Request] = []
        self.asked = Event()
        self.url = ""

    def put(self, path: str, *replies: Reply | str) -> None:
        self.replies[path] = [
            reply if isinstance(reply, Reply) else Reply(reply.encode()) for reply in replies
        ]

    def list_requests(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    def answer(self, request: Request) -> Reply:
        self.requests.append(request)
        if request.path != "/robots.txt":
            self.asked.set()
        replies = self.replies.get(request.path, [Reply(status=404)])
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        etag = reply.headers.get("ETag")
        if etag is not None and request.headers.get("if-none-match") == etag:
            return Reply(status=304)
        return reply


@contextmanager
def open_site() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.reply()

        def do_POST(self) -> None:
            self.reply()

        def reply(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, self.path, headers, self.rfile.read(size))
            reply = site.answer(request)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.status != 304:
                size = len(reply.body) if reply.length is None else reply.length
                self.send_header("Content-Length", str(size))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(reply.body)
            self.close_connection = True

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def make_feed(*entries: tuple[str, str], name: str = "The Post") -> str:
    """Return a feed of entries: the last part of each link, and its text."""
    items = "".join(
        f"<item><title>{text[:40]}</title><link>https://example.org/{link}</link>"
        f"<pubDate>Tue, 04 Mar 2025 10:00:00 GMT</pubDate>"
        f"<description>{text}</description></item>"
        for link, text in entries
    )
    return f"<rss version='2.0'><channel><title>{name}</title>{items}</channel></rss>"
