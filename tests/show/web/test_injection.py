"""Reports are hostile: whatever stands in one, nothing of it runs in the browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from onrecord.records import Block, Credit
from tests.show.web.serving import Site, build, serve
from tests.store.facts import make_fact

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ATTACKS = [
    "<script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    "<svg onload=window.hit=1><script>window.hit=1</script></svg>",
    '"><script>window.hit=1</script>',
    "' onmouseover='window.hit=1",
    "javascript:window.hit=1//",
    "</title></style></textarea></svg><script>window.hit=1</script>",
    "<a href=javascript:window.hit=1>x</a>",
    "{{ 7*7 }}{% for x in y %}${7*7}",
    "<base href=//evil.example><link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "]]><![CDATA[<script>window.hit=1</script>",
    "\u202egnp.exe\u2066 \u0000 \ud800 \u2028 \ufeff",
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every attack in every field that a report has."""
    folder = tmp_path_factory.mktemp("hostile")
    facts = []
    for number, attack in enumerate(ATTACKS):
        line = attack.replace("\n", " ")
        text = (
            f"Blast at the depot {line}\n{line} said: 12 people died in the blast {line}\n"
            f"Ana Lopes said: {line} 14 people died in the blast"
        )
        facts.append(
            make_fact(
                f"r{number}{attack[:40]}".replace("\0", "").replace("\ud800", ""),
                text,
                "2024-10-29",
                title=f"Blast at the depot {line}",
                outlet=line,
                byline=(line,),
                url="javascript:window.hit=1" if number % 2 else f"https://{line}",
                path=f"/{line}",
                lang='en" onload="window.hit=1',
                credits=(Credit(span=(0, 5), names=(line,), kind="source"),),
            )
        )
    return build(folder / "desk.db", facts)


@pytest.fixture(scope="module")
def hostile_site(hostile: Path) -> Iterator[Site]:
    with serve(hostile, judge=True) as site:
        yield site


def list_addresses(site: Site) -> list[str]:
    paths = ["/", "/speakers", "/search?q=blast", "/judgements", f"/search?q={ATTACKS[0]}"]
    stories = [item["id"] for item in site.get("/api/stories").json()["items"]]
    for story in stories[:3]:
        sections = ("claims", "figures", "timeline", "origins", "disputes")
        paths += [f"/story/{story}", *(f"/story/{story}/{name}" for name in sections)]
    paths += [item["link"] for item in site.get("/api/reports").json()["items"]]
    rows = site.get("/api/statements?limit=60").json()["items"]
    paths += [row["link"] for row in rows]
    paths += [f"/track/{item['id']}" for item in site.get("/api/tracks").json()["items"]]
    return paths


def test_nothing_in_a_report_runs(browser: Browser, hostile_site: Site) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    blocked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: blocked.append(said.text))
    for path in list_addresses(hostile_site):
        page.goto(hostile_site.url + path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.hit") is None, path
        assert page.evaluate("document.querySelectorAll('main script, main img').length") == 0
        assert page.evaluate("document.querySelectorAll('base, [onerror], [onload]').length") == 0
        links = page.evaluate(
            "[...document.querySelectorAll('a')]"
            ".map(a => new URL(a.getAttribute('href'), location).protocol)"
        )
        assert set(links) <= {"http:", "https:"}, path
        assert "49" not in page.title()
    context.close()
    assert {url for url in asked if not url.startswith(hostile_site.url)} == set()
    assert [line for line in blocked if "Content Security Policy" in line] == []


def test_hovering_and_clicking_run_nothing_either(browser: Browser, hostile_site: Site) -> None:
    context = browser.new_context()
    page = context.new_page()
    link = hostile_site.get("/api/reports").json()["items"][4]["link"]
    page.goto(hostile_site.url + link)
    for piece in page.locator(".p").all()[:8]:
        piece.hover()
    assert page.evaluate("window.hit") is None
    context.close()


def test_no_header_is_made_of_a_report(hostile_site: Site) -> None:
    for path in list_addresses(hostile_site):
        answer = hostile_site.get(path)
        assert answer.status_code in {200, 303}, path
        for name, value in answer.headers.items():
            assert "hit" not in value or name == "location", name
            assert "<" not in value


def test_exports_stay_json_whatever_they_hold(hostile_site: Site) -> None:
    for kind in ("reports", "statements", "claims", "tracks"):
        for line in hostile_site.get(f"/api/export/{kind}").text.split("\n")[:-1]:
            assert isinstance(json.loads(line), dict)


def test_blocks_of_odd_shape_are_shown_whole(tmp_path: Path) -> None:
    text = "Head\n\n\n  Body one.\nNav | Nav\nBody two."
    blocks = (
        Block(start=0, end=4, role="headline"),
        Block(start=9, end=18, role="body"),
        Block(start=29, end=38, role="body"),
    )
    fact = make_fact("odd", text, blocks=blocks)
    with serve(build(tmp_path / "desk.db", [fact])) as site:
        page = site.get("/report/odd").text
    for words in ("Head", "Body one.", "Nav | Nav", "Body two."):
        assert words in page
