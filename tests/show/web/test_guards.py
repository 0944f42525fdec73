"""Who may ask, how, and what every answer carries."""

from __future__ import annotations

import socket
from pathlib import Path

import httpx
import pytest
from starlette.datastructures import Headers

from onrecord.errors import InputError
from onrecord.show.web.guards import is_same_origin
from onrecord.show.web.settings import ServeSettings, check_settings
from tests.show.web.serving import Site, build, serve
from tests.store.facts import make_fact

TOKEN = "correct-horse-battery"


def test_every_answer_forbids_scripts_of_others(site: Site) -> None:
    for path in ("/", "/api/stories", "/static/onrecord.css", "/nowhere", "/api/export/claims"):
        headers = site.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in headers


def test_another_name_is_refused_on_loopback(site: Site) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost@evil.example", ""):
        assert site.get("/", headers={"Host": host}).status_code in {400, 421}, host
    for host in ("localhost", "127.0.0.1:99", "[::1]:8017", "LOCALHOST"):
        assert site.get("/", headers={"Host": host}).status_code == 200, host


def test_nothing_is_served_to_a_network_without_a_token() -> None:
    for host in ("0.0.0.0", "::", "192.0.2.1", "desk.example"):
        with pytest.raises(InputError, match="token"):
            check_settings(ServeSettings(ledger="x.db", host=host))
        check_settings(ServeSettings(ledger="x.db", host=host, token=TOKEN))
    with pytest.raises(InputError, match="16"):
        check_settings(ServeSettings(ledger="x.db", token="short"))


def test_a_token_is_asked_of_everybody(tmp_path: Path) -> None:
    ledger = build(tmp_path / "desk.db", [make_fact()])
    with serve(ledger, token=TOKEN) as site:
        for path in ("/", "/api/stories", "/static/onrecord.css"):
            refused = site.get(path)
            assert refused.status_code == 401
            assert refused.headers["www-authenticate"].startswith("Basic")
            assert site.get(path, auth=("anybody", TOKEN)).status_code == 200
            bearer = {"Authorization": f"Bearer {TOKEN}"}
            assert site.get(path, headers=bearer).status_code == 200
        for wrong in ("Bearer x", "Basic !!", "Basic eA==", "Digest x", f"Bearer {TOKEN}x"):
            assert site.get("/", headers={"Authorization": wrong}).status_code == 401


def test_oversized_and_malformed_requests_are_refused(judged: Site) -> None:
    assert judged.get("/?q=" + "a" * 17000).status_code == 414
    long = judged.client.post("/judge", content=b"x" * 70_000)
    assert long.status_code == 413
    chunked = judged.client.post(
        "/judge",
        content=iter([b"x" * 40_000] * 3),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert chunked.status_code == 413
    assert judged.client.post("/api/judgements", content=b"{").status_code == 422
    assert judged.client.post("/judge", data={"verb": "same"}).status_code == 422
    assert judged.client.request("BREW", "/").status_code in {403, 405}


def test_what_is_no_http_ends_in_a_clean_refusal(site: Site) -> None:
    port = httpx.URL(site.url).port or 0
    for line in (b"GET / HTTP/9.9\r\n\r\n", b"\0\xff\r\n\r\n", b"GET /\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(line)
            assert connection.recv(100).startswith(b"HTTP/1.1 4")


def test_paths_lead_nowhere_else(site: Site) -> None:
    port = httpx.URL(site.url).port or 0
    for path in ("/static/../../../etc/passwd", "/static/..%2f..%2fapps.py", "//etc/passwd"):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(
                f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
            )
            assert connection.recv(13) in {b"HTTP/1.1 404 ", b"HTTP/1.1 422 "}, path


def test_head_is_answered_without_a_body(site: Site) -> None:
    answer = site.client.head("/")
    assert answer.status_code == 200
    assert answer.content == b""
    assert answer.headers["etag"]


@pytest.mark.parametrize(
    ("headers", "own"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"origin": "http://localhost:8017"}, True),
        ({"origin": "http://evil.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": "http://["}, False),
    ],
)
def test_forms_of_other_sites_are_told_apart(headers: dict[str, str], own: bool) -> None:
    assert is_same_origin(Headers({"host": "localhost:8017", **headers})) is own
