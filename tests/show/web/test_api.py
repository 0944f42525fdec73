"""REST: pages of entries, ids, exports, problem details, and the schema that describes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from onrecord.store import EXPORT_KINDS, Ledger
from tests.show.web.serving import Site

VIEWS = ("copies", "origins", "claims", "relations", "tracks", "forecasts", "entities", "stories")


def walk(site: Site, path: str) -> list[dict[str, Any]]:
    """Return the entries of all pages."""
    items: list[dict[str, Any]] = []
    following: str | None = path
    while following:
        body = site.get(following).json()
        items += body["items"]
        following = body["next"]
    return items


@pytest.mark.parametrize("kind", [kind for kind in VIEWS if kind != "stories"])
def test_pages_add_up_to_the_export(site: Site, examples: Path, kind: str) -> None:
    with Ledger.open(examples, read_only=True) as ledger:
        expected = [json.loads(json.dumps(row, default=float)) for row in ledger.export(kind)]
    assert walk(site, f"/api/{kind}?limit=7") == expected


@pytest.mark.parametrize("kind", ["statements", "figures", "times"])
def test_facts_have_their_words_and_a_link_to_them(site: Site, examples: Path, kind: str) -> None:
    rows = walk(site, f"/api/{kind}?limit=40")
    with Ledger.open(examples, read_only=True) as ledger:
        assert len(rows) == ledger.counts()[kind]
        texts = {report.id: report.text for report in ledger.reports()}
    for row in rows:
        spans = row.get("content") or [row["span"]]
        words = " … ".join(texts[row["report"]][start:end] for start, end in spans)
        assert row["quote"] == words
        assert row["link"].startswith(("/statement/", "/figure/", "/report/"))


def test_entries_are_chosen_by_story_report_and_speaker(site: Site) -> None:
    story = site.get("/api/stories?q=ferry").json()["items"][0]
    reports = set(story["reports"])
    assert {row["report"] for row in walk(site, f"/api/figures?story={story['id']}")} <= reports
    first = story["reports"][0]
    assert {row["report"] for row in walk(site, f"/api/statements?report={first}")} == {first}
    spoken = walk(site, "/api/speakers/statements?name=irena+valk&limit=3")
    assert {row["speaker"]["name"] for row in spoken} == {"Irena Valk"}
    assert walk(site, f"/api/claims?story={story['id']}&limit=500")
    assert site.get("/api/claims?story=nothing").status_code == 404


@pytest.mark.parametrize("kind", VIEWS)
def test_an_entry_is_found_by_its_id(site: Site, kind: str) -> None:
    entry = site.get(f"/api/{kind}?limit=1").json()["items"][0]
    assert site.get(f"/api/{kind}/{entry['id']}").json() == entry


@pytest.mark.parametrize("kind", [*EXPORT_KINDS, "judgements"])
def test_exports_are_what_the_command_prints(site: Site, examples: Path, kind: str) -> None:
    lines = site.get(f"/api/export/{kind}").text.splitlines()
    with Ledger.open(examples, read_only=True) as ledger:
        expected = [] if kind == "judgements" else [row.get("id") for row in ledger.export(kind)]
    assert [json.loads(line).get("id") for line in lines] == expected


def test_decimals_keep_their_digits_and_their_qualifier(site: Site) -> None:
    story = site.get("/api/stories?q=ferry").json()["items"][0]["id"]
    points = [p for t in walk(site, f"/api/tracks?story={story}") for p in t["points"]]
    first = {"low": 12, "high": None, "qualifier": "at_least"}.items()
    assert any(first <= point.items() for point in points)


def test_mistakes_are_problem_details(site: Site) -> None:
    asked = {
        "/api/claims/nothing": 404,
        "/api/claims?limit=501": 422,
        "/api/claims?offset=x": 422,
        "/api/statements?offset=20001": 422,
        "/api/export/secrets": 422,
        "/api/nowhere": 404,
        "/api/reports/~@@": 404,
        "/api/stories?since=soon": 422,
    }
    for path, status in asked.items():
        answer = site.get(path)
        assert answer.status_code == status, path
        assert answer.headers["content-type"] == "application/problem+json"
        body = answer.json()
        assert body["status"] == status
        assert body["title"]
        assert body["detail"]
    assert site.client.delete("/api/claims").status_code in {403, 405}


def test_an_answer_that_still_holds_is_not_sent_again(site: Site) -> None:
    first = site.get("/api/claims")
    for given in (first.headers["etag"], f'W/{first.headers["etag"]}, "x"', "*"):
        assert site.get("/api/claims", headers={"If-None-Match": given}).status_code == 304
    assert site.get("/api/claims", headers={"If-None-Match": '"x"'}).status_code == 200


def test_changes_of_a_story_cite_the_characters(site: Site) -> None:
    story = site.get("/api/stories?q=depot").json()["items"][0]["id"]
    changes = site.get(f"/api/stories/{story}/changes?since=2000-01-01").json()
    assert changes[0]["kind"] == "new story"
    assert all(change["citations"] for change in changes)
    assert site.get(f"/api/stories/{story}/changes?since=2999-01-01").json() == []


def test_charts_are_specifications_and_pictures(site: Site) -> None:
    track = site.get("/api/tracks?limit=1").json()["items"][0]["id"]
    assert "vega-lite" in site.get(f"/api/tracks/{track}/chart").json()["$schema"]
    picture = site.get(f"/api/tracks/{track}/chart.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.text.startswith("<svg")


def test_the_schema_describes_every_route(site: Site) -> None:
    document = site.get("/api/openapi.json").json()
    text = json.dumps(document)
    names = set(document["components"]["schemas"])
    used = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert used <= names
    for ways in document["paths"].values():
        for way in ways.values():
            assert way["description"]
            assert "404" in way["responses"]
