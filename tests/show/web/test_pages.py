"""Pages over HTTP: what they say, how they are kept, and what is answered where nothing is."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from onrecord.errors import InputError
from onrecord.records import Relation, Story, Track
from onrecord.show.web.apps import create_app
from onrecord.show.web.settings import ServeSettings
from onrecord.store import Ledger
from tests.show.web.serving import Site, build, serve
from tests.store.facts import FERRY, FERRY_LATER, make_fact
from tests.store.servers import share_server, stop_shared_server

MARKED = re.compile(r'<span class="p [^"]*sel[^"]*"[^>]*>([^<]*)</span>')


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return build(tmp_path / "small.db", [make_fact()])


def find_story(site: Site, words: str) -> Story:
    found = site.get(f"/api/stories?q={words}").json()["items"][0]
    return Story(id=found["id"], title=found["title"], reports=tuple(found["reports"]))


def test_stories_are_listed_with_origins_first(site: Site) -> None:
    text = site.get("/").text
    assert text.index("Fuel Depot Blasts") < text.index("Sandhaven ferry")
    assert re.search(r"<strong>\d+ origins</strong>, 8 reports, 8 outlets", text)


def test_stories_are_found_by_the_words_of_their_title(site: Site) -> None:
    text = site.get("/?q=ferry+toll").text
    assert "Sandhaven ferry" in text
    assert "Fuel Depot" not in text


def test_figures_keep_their_qualifiers(site: Site) -> None:
    story = find_story(site, "ferry")
    text = site.get(f"/story/{story.id}/figures").text
    assert "at least 12" in text
    assert "more than 200" in text
    assert "latest reading, not a verdict" in text


def test_the_table_of_a_track_has_every_value(site: Site, examples: Path) -> None:
    with Ledger.open(examples, read_only=True) as ledger:
        tracks = [item for item in ledger.view("tracks") if isinstance(item, Track)]
    for track in tracks:
        text = site.get(f"/track/{track.id}").text
        assert text.count('class="src" href="/figure/') == len(track.points)


def test_disputes_show_both_sides_with_their_support(site: Site, examples: Path) -> None:
    with Ledger.open(examples, read_only=True) as ledger:
        relations = [item for item in ledger.view("relations") if isinstance(item, Relation)]
    story = find_story(site, "depot")
    kinds = [r for r in relations if r.story == story.id and r.kind in {"denies", "doubts"}]
    text = site.get(f"/story/{story.id}/disputes").text
    assert kinds
    assert text.count('class="dispute') == len(kinds)
    assert text.count('class="half"') == 2 * len(kinds)


def test_every_statement_opens_at_its_own_characters(site: Site, examples: Path) -> None:
    with Ledger.open(examples, read_only=True) as ledger:
        facts = list(ledger.facts())
    for report, notes in facts[:4]:
        for statement in notes.statements:
            answer = site.get(f"/statement/{statement.id}", follow_redirects=True)
            marked = "".join(MARKED.findall(answer.text))
            words = "".join(report.text[start:end] for start, end in statement.content)
            assert unescape(marked) == words


def unescape(text: str) -> str:
    for escaped, plain in (("&#39;", "'"), ("&#34;", '"'), ("&lt;", "<"), ("&amp;", "&")):
        text = text.replace(escaped, plain)
    return text


def test_an_entry_of_an_earlier_revision_says_so(small: Path) -> None:
    with Ledger.open(small) as ledger:
        old = next(ledger.statements())[1].id
        ledger.add(*make_fact(text=FERRY_LATER))
    with serve(small) as site:
        answer = site.get(f"/statement/{old}")
        assert "revision=1" in answer.headers["location"]
        text = site.get(answer.headers["location"]).text
        assert "has been revised since" in text
        assert "12 people died" in "".join(MARKED.findall(text))
        mismatched = site.get(f"/report/ferry?entry={old}")
        assert mismatched.status_code == 404
        assert "does not match this text" in mismatched.text


def test_a_text_that_was_tampered_with_is_not_shown(small: Path) -> None:
    with Ledger.open(small) as ledger:
        ledger.refresh_views()
        entry = next(ledger.statements())[1].id
    with closing(sqlite3.connect(small)) as connection, connection:
        connection.execute("DROP TRIGGER texts_keep")
        connection.execute("UPDATE texts SET text = ?", (FERRY.replace("12", "99").encode(),))
    with serve(small, wait=False) as site:
        answer = site.get(f"/statement/{entry}")
        assert answer.status_code == 409
        assert "has been changed since" in answer.text


def test_what_is_nowhere_is_not_found(site: Site) -> None:
    for path in ("/statement/nothing", "/story/nothing", "/report/~%21", "/claim/x", "/nowhere"):
        answer = site.get(path)
        assert answer.status_code == 404, path
        assert "<h1>Not Found</h1>" in answer.text


def test_mistaken_parameters_are_explained(site: Site) -> None:
    for path in ("/?offset=-1", "/?since=soon", "/?sort=best", "/?q=" + "a" * 301):
        assert site.get(path).status_code == 422, path
    report = find_story(site, "ferry").reports[0]
    assert site.get(f"/report/{report}?span=9-3").status_code == 404
    assert site.get(f"/report/{report}?revision=7").status_code == 404


def test_a_page_that_has_not_changed_is_not_sent_again(small: Path) -> None:
    with serve(small) as site:
        first = site.get("/")
        again = site.get("/", headers={"If-None-Match": first.headers["etag"]})
        assert again.status_code == 304
        assert again.content == b""
        with Ledger.open(small) as ledger:
            ledger.add(*make_fact("market", "Fire at the market\nRui Melo said: it is out."))
            assert site.desk.refresher.catch_up(ledger.state(), 60)
        changed = site.get("/", headers={"If-None-Match": first.headers["etag"]})
        assert changed.status_code == 200
        assert "Fire at the market" in changed.text


def test_new_reports_are_marked_since_a_moment(small: Path) -> None:
    with serve(small) as site:
        assert '<span class="new">1 new</span>' in site.get("/?since=2000-01-01").text
        assert "No story here for this filter" in site.get("/?since=2999-01-01").text
        story = find_story(site, "ferry")
        assert "1 report new" in site.get(f"/story/{story.id}?since=2000-01-01").text


def test_a_report_of_any_id_has_an_address(tmp_path: Path) -> None:
    ids = ["../../etc/passwd", "a/b?c#d", "..", "%2e%2e", "a\r\nSet-Cookie: x=1", "ü"]
    facts = [make_fact(name, f"{FERRY} {number}") for number, name in enumerate(ids)]
    with serve(build(tmp_path / "ids.db", facts)) as site:
        for item in site.get("/api/reports").json()["items"]:
            answer = site.get(item["link"])
            assert answer.status_code == 200
            assert "set-cookie" not in answer.headers
        statements = site.get("/api/statements").json()["items"]
        assert {row["report"] for row in statements} == set(ids)
        for row in statements:
            assert site.get(row["link"]).headers["location"].startswith("/report/")


def test_speakers_have_all_they_said_by_time(site: Site) -> None:
    text = site.get("/speaker?name=Irena+Valk").text
    days = [text.index(day) for day in ("4 March 2025", "5 March 2025", "9 March 2025")]
    assert days == sorted(days)
    assert "Hope is fading" in text
    assert site.get("/speaker?name=Nobody+At+All").status_code == 404


def test_forecasts_say_what_became_of_them(site: Site) -> None:
    text = site.get(f"/story/{find_story(site, 'ferry').id}/forecasts").text
    assert "borne out" in text
    assert "settled by" in text


def test_a_ledger_that_may_not_be_written_is_served_from_a_copy(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = small.read_bytes()
    monkeypatch.setattr("onrecord.show.web.workplaces.os.access", lambda *_: False)
    with serve(small) as site:
        text = site.get("/").text
        copy = Path(site.desk.path)
        assert copy.exists()
    assert "Ferry sinks off the cape" in text
    assert "this is a copy of it" in text
    assert small.read_bytes() == before
    assert not copy.exists()
    with pytest.raises(InputError, match="judge"):
        create_app(ServeSettings(ledger=str(small), judge=True))


def test_a_ledger_on_a_server_is_served_as_one_in_a_file() -> None:
    try:
        place = share_server().make_place()
        with Ledger.open(place) as ledger:
            ledger.add_many([make_fact()])
        with serve(place, judge=True) as site:
            assert "Ferry sinks off the cape" in site.get("/").text
            row = site.get("/api/statements").json()["items"][0]
            assert "12 people died" in site.get(row["link"], follow_redirects=True).text
            body = {"verb": "reject", "target": [row["id"]], "author": "Ana Lopes"}
            assert site.client.post("/api/judgements", json=body).status_code == 201
    finally:
        stop_shared_server()
