"""Judging over HTTP: only where it is allowed, only from these pages, always reversible."""

from __future__ import annotations

import re

import httpx
import pytest

from onrecord.show.web.judging import point_back
from tests.show.web.serving import Site


def read_key(site: Site) -> str:
    story = site.get("/api/stories").json()["items"][0]["id"]
    found = re.search(r'name="key" value="([0-9a-f]+)"', site.get(f"/story/{story}").text)
    assert found is not None
    return found[1]


def decide(site: Site, verb: str, *targets: str, **fields: str) -> httpx.Response:
    data = {"key": read_key(site), "verb": verb, "target": list(targets), "author": "Ana Lopes"}
    return site.client.post("/judge", data={**data, **fields})


def pick_statement(site: Site) -> str:
    found: str = site.get("/api/statements?limit=1").json()["items"][0]["id"]
    return found


def test_nothing_can_be_judged_where_it_is_not_allowed(site: Site) -> None:
    assert site.client.post("/judge", data={"verb": "reject"}).status_code in {404, 405}
    assert site.client.post("/api/judgements", json={}).status_code == 405
    assert "/judge" not in site.get("/").text


def test_a_decision_is_recorded_with_its_author_and_taken_back(judged: Site) -> None:
    statement = pick_statement(judged)
    answer = decide(judged, "reject", statement, note="satire", back="/speakers?q=a")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/speakers?q=a&judged=")
    logged = judged.get("/api/judgements").json()["items"]
    assert [(item["verb"], item["author"], item["note"]) for item in logged] == [
        ("reject", "Ana Lopes", "satire")
    ]
    assert "satire" in judged.get("/judgements").text
    decide(judged, "undo", logged[0]["id"])
    again = decide(judged, "undo", logged[0]["id"])
    assert again.status_code == 409
    assert judged.get("/api/judgements").json()["total"] == 2
    assert "undone" in judged.get("/judgements").text


def test_a_rejected_statement_leaves_the_views_and_stays_readable(judged: Site) -> None:
    statement = pick_statement(judged)
    count = judged.get("/api/counts").json()["claims"]
    decide(judged, "reject", statement)
    assert judged.get("/api/counts").json()["claims"] <= count
    assert judged.get(f"/statement/{statement}").status_code == 303


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"key": "0" * 64}, 403),
        ({"author": "  "}, 422),
        ({"author": ""}, 422),
        ({"verb": "delete"}, 422),
        ({"target": "no-such-entry"}, 404),
        ({"verb": "same"}, 409),
        ({"verb": "correct"}, 409),
        ({"verb": "undo"}, 409),
        ({"note": "x" * 2001}, 422),
        ({"more": "x"}, 422),
    ],
)
def test_what_is_not_whole_is_refused(judged: Site, changes: dict[str, str], status: int) -> None:
    fields = {"key": read_key(judged), "verb": "reject", "target": pick_statement(judged)}
    data = {**fields, "author": "Ana", **changes}
    assert judged.client.post("/judge", data=data).status_code == status
    assert judged.get("/api/judgements").json()["total"] == 0


def test_a_form_of_another_site_is_refused(judged: Site) -> None:
    data = {"key": read_key(judged), "verb": "reject", "target": pick_statement(judged)}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}):
        answer = judged.client.post("/judge", data={**data, "author": "x"}, headers=headers)
        assert answer.status_code == 403


def test_the_api_takes_json_alone(judged: Site) -> None:
    body = {"verb": "reject", "target": [pick_statement(judged)], "author": "Ana Lopes"}
    made = judged.client.post("/api/judgements", json=body)
    assert made.status_code == 201
    assert made.json()["author"] == "Ana Lopes"
    plain = judged.client.post(
        "/api/judgements", content=made.request.content, headers={"Content-Type": "text/plain"}
    )
    assert plain.status_code in {415, 422}


@pytest.mark.parametrize(
    "back", ["https://evil.example", "//evil.example", "/\\evil", "javascript:x", "/a<b>", ""]
)
def test_no_form_leads_away(back: str) -> None:
    assert point_back(back, "j") == "/judgements?judged=j"
