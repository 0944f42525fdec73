from __future__ import annotations

import gzip
import ipaddress
import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from onrecord.errors import RefusedError
from onrecord.read import FetchOptions, ReadOptions, read, urls
from onrecord.read.urls import Fetcher, check_url, is_public, resolve_host
from onrecord.records import Refusal, Report

PAGE = (
    "<html><head><title>Ferry sinks off Marlow Point</title></head><body><article>"
    "<h1>Ferry sinks off Marlow Point</h1><p>At least 12 people drowned, the coast guard said.</p>"
    "<p>“Nine are still missing,” harbour master Ines Vidal told reporters.</p>"
    "</article></body></html>"
)
FEED = (
    "<rss version='2.0'><channel><title>Wire</title><item><title>Port reopens</title>"
    "<link>https://example.org/port</link><description>"
    "The port reopened on Tuesday, officials said.</description></item></channel></rss>"
)
ROBOTS = """User-agent: *
Disallow: /

User-agent: onrecord
Disallow: /private
Disallow: /no-onrecord
"""


class Site(BaseHTTPRequestHandler):
    """A site with every kind of bad manners."""

    protocol_version = "HTTP/1.1"
    asked: list[tuple[str, str]]

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["User-Agent"]))
        name = self.path.strip("/").replace("-", "_").replace(".", "_").split("?")[0]
        getattr(self, f"get_{name}", self.get_missing)()

    def send(self, body: bytes, content_type: str = "text/html", **headers: str) -> None:
        self.send_response(200)
        for name, value in {"Content-Type": content_type, **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def redirect(self, target: str) -> None:
        self.send_response(302)
        self.send_header("Location", target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def get_missing(self) -> None:
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def get_robots_txt(self) -> None:
        self.send(ROBOTS.encode(), "text/plain")

    def get_page(self) -> None:
        self.send(PAGE.encode())

    get_private = get_no_onrecord = get_page

    def get_latin(self) -> None:
        self.send(PAGE.encode("cp1252"), "text/html; charset=iso-8859-1")

    def get_packed(self) -> None:
        self.send(gzip.compress(PAGE.encode()), Content_Encoding="gzip")

    def get_bomb(self) -> None:
        self.send(gzip.compress(b"0" * 30_000_000), Content_Encoding="gzip")

    def get_feed(self) -> None:
        self.send(FEED.encode(), "application/rss+xml")

    def get_rows(self) -> None:
        rows = (
            json.dumps({"text": f"The port reopened on day {n}, officials said."}) for n in range(2)
        )
        self.send("\n".join(rows).encode(), "application/x-ndjson")

    def get_text(self) -> None:
        self.send(b"The port reopened on Tuesday, officials said.", "text/plain")

    def get_untyped(self) -> None:
        self.send(PAGE.encode(), "application/octet-stream")

    def get_photo(self) -> None:
        self.send(b"\xff\xd8\xff", "image/jpeg")

    def get_empty(self) -> None:
        self.send(b"")

    def get_moved(self) -> None:
        self.redirect("/page")

    def get_round(self) -> None:
        self.redirect("/round")

    def get_to_file(self) -> None:
        self.redirect("file:///etc/hosts")

    def get_to_metadata(self) -> None:
        self.redirect("http://169.254.169.254/latest/")

    def get_to_private(self) -> None:
        self.redirect("/private")

    def get_endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.close_connection = True
        for _ in range(10_000):
            self.wfile.write(b"<p>more</p>" * 10_000)

    def get_slow(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.close_connection = True
        for _ in range(100):
            self.wfile.write(b".")
            time.sleep(0.05)

    def get_cut(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "5000")
        self.end_headers()
        self.wfile.write(b"<p>half")
        self.close_connection = True

    def get_garbage(self) -> None:
        self.wfile.write(b"no HTTP at all\r\n\r\n")
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass

    def handle(self) -> None:
        with suppress(ConnectionError):  # the client hangs up, as it should
            super().handle()


class Base:
    """A running site."""

    def __init__(self, url: str, asked: list[tuple[str, str]]) -> None:
        self.url = url
        self.asked = asked


def serve(handler: type[Site]) -> Iterator[Base]:
    asked: list[tuple[str, str]] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Asked", (handler,), {"asked": asked}))
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield Base(f"http://127.0.0.1:{server.server_port}", asked)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def site() -> Iterator[Base]:
    yield from serve(Site)


def fetch(url: str, **settings: object) -> list[Report | Refusal]:
    fetching = FetchOptions(**{"allow_private": True, "timeout_seconds": 5.0, **settings})  # type: ignore[arg-type]  # by name
    return list(read(url, options=ReadOptions(fetch=fetching)))


def reason(url: str, **settings: object) -> str:
    (found,) = fetch(url, **settings)
    assert isinstance(found, Refusal), found
    assert found.path == url
    return found.reason


@pytest.mark.parametrize("name", ["page", "packed", "moved", "untyped", "latin"])
def test_a_page_is_a_report(site: Base, name: str) -> None:
    (report,) = fetch(f"{site.url}/{name}")
    assert isinstance(report, Report)
    assert "“Nine are still missing,” harbour master" in report.text
    assert report.path == f"{site.url}/{name}"
    assert report.url == f"{site.url}/{'page' if name == 'moved' else name}"


def test_feeds_rows_and_text(site: Base) -> None:
    assert [getattr(one, "url", "") for one in fetch(f"{site.url}/feed")] == [
        "https://example.org/port"
    ]
    assert len([one for one in fetch(f"{site.url}/rows") if isinstance(one, Report)]) == 2
    (report,) = fetch(f"{site.url}/text")
    assert isinstance(report, Report)


def test_private_addresses_are_refused_unless_allowed(site: Base) -> None:
    assert reason(f"{site.url}/page", allow_private=False) == "fetch-refused"
    assert (
        reason(f"{site.url}/page".replace("127.0.0.1", "localhost"), allow_private=False)
        == "fetch-refused"
    )
    assert site.asked == []


def test_every_redirect_is_vetted(site: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    here = ipaddress.ip_address("127.0.0.1")
    monkeypatch.setattr(urls, "is_public", lambda it: it == here or is_public(it))
    settings = {"allow_private": False}
    assert isinstance(fetch(f"{site.url}/page", **settings)[0], Report)
    assert reason(f"{site.url}/to-metadata", **settings) == "fetch-refused"
    assert reason(f"{site.url}/to-file", **settings) == "fetch-refused"


def test_a_name_is_resolved_once_and_connected_to_where_it_was_vetted(
    site: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(site.url.rpartition(":")[2])
    answers = iter(["127.0.0.1", "10.0.0.1"])
    real = socket.getaddrinfo

    def rebind(host: str, *arguments: object, **settings: object) -> object:
        if host != "news.example":
            return real(host, *arguments, **settings)  # type: ignore[arg-type]  # passed through
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    here = ipaddress.ip_address("127.0.0.1")
    monkeypatch.setattr(socket, "getaddrinfo", rebind)
    monkeypatch.setattr(urls, "is_public", lambda it: it == here or is_public(it))
    url = f"http://news.example:{port}/page"
    settings = {"allow_private": False, "ignore_robots": True}
    assert isinstance(fetch(url, **settings)[0], Report)
    assert reason(url, **settings) == "fetch-refused"


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    infos = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (it, 80))
        for it in ("93.184.216.34", "10.1.1.1")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: infos)
    with pytest.raises(RefusedError, match=r"10\.1\.1\.1"):
        resolve_host("news.example", 80, allow_private=False)
    assert len(resolve_host("news.example", 80, allow_private=True)) == 2


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.9.9", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::",
        "::1", "fe80::1", "fc00::1", "fd00::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1", "2001:0:0:0:0:0:80ff:fffe",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8"]
)
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/", "file:///etc/hosts", "http://", "http://a:b@example.org/",
        "http://[::1", "http://user@example.org/", "https:///x",
    ],
)  # fmt: skip
def test_what_is_no_plain_web_address(url: str) -> None:
    with pytest.raises(RefusedError) as caught:
        check_url(url)
    assert caught.value.refusal.reason == "fetch-refused"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("nowhere", "fetch-failed"), ("round", "fetch-failed"), ("cut", "fetch-failed"),
        ("garbage", "fetch-failed"), ("photo", "not-text"), ("empty", "empty"),
        ("bomb", "compression-bomb too-large"), ("private", "robots"), ("no-onrecord", "robots"),
        ("to-private", "robots"),
    ],
)  # fmt: skip
def test_what_cannot_be_fetched_is_a_refusal(site: Base, name: str, wanted: str) -> None:
    assert reason(f"{site.url}/{name}") in wanted.split()


def test_an_endless_body_ends_at_the_limit(site: Base) -> None:
    assert reason(f"{site.url}/endless", max_bytes=500_000) == "too-large"


def test_a_slow_body_ends_at_the_deadline(site: Base) -> None:
    start = time.monotonic()
    assert reason(f"{site.url}/slow", timeout_seconds=0.3) == "fetch-failed"
    assert time.monotonic() - start < 2


def test_nobody_there() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/page"
    assert reason(url) == "fetch-failed"


def test_an_honest_name_is_given_and_robots_read_once(site: Base) -> None:
    options = FetchOptions(allow_private=True)
    fetcher = Fetcher(options)
    for name in ("page", "moved", "text"):
        fetcher.fetch(f"{site.url}/{name}")
    assert [path for path, _ in site.asked].count("/robots.txt") == 1
    assert {agent for _, agent in site.asked} == {options.user_agent}
    assert options.user_agent.startswith("onrecord/")


def test_robots_are_ignored_only_when_told(site: Base) -> None:
    (report,) = fetch(f"{site.url}/private", ignore_robots=True)
    assert isinstance(report, Report)
    assert "/robots.txt" not in dict(site.asked)


def answer(status: int) -> Callable[[Site], None]:
    def send(self: Site) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    return send


@pytest.mark.parametrize(
    ("status", "allowed"), [(404, True), (403, True), (500, False), (503, False)]
)
def test_a_site_without_rules_is_open_one_that_cannot_tell_is_not(
    status: int, allowed: bool
) -> None:
    for base in serve(type("Ruleless", (Site,), {"get_robots_txt": answer(status)})):
        found = fetch(f"{base.url}/page")[0]
        assert isinstance(found, Report) is allowed
        assert allowed or getattr(found, "reason", "") == "robots"


def test_robots_that_never_answer_mean_no() -> None:
    for base in serve(type("Silent", (Site,), {"get_robots_txt": Site.get_slow})):
        assert reason(f"{base.url}/page", timeout_seconds=0.3) in {"robots", "fetch-failed"}


def test_proxies_of_the_environment_are_not_used(
    site: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert isinstance(fetch(f"{site.url}/page")[0], Report)
