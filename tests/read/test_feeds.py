from __future__ import annotations

import json
from pathlib import Path

import pytest

from onrecord.read import read
from onrecord.records import Refusal, Report

RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour Wire</title><link>https://example.org/</link>
<item>
  <title>Ferry sinks off Marlow Point</title><link>https://example.org/ferry</link>
  <source url="https://gazette.example/feed">The Marlow Gazette</source>
  <dc:creator>Dana Osei</dc:creator><pubDate>Mon, 03 Mar 2025 14:05:00 GMT</pubDate>
  <description>Short summary.</description>
  <content:encoded><![CDATA[<p>At least 12 people drowned, the coast guard of Saint-Brévin said.</p>
  <blockquote class="twitter-tweet"><p lang="en">We are still searching.</p>&mdash; Coast Guard
  (@coast) <a href="https://twitter.com/coast/status/1">March 3, 2025</a></blockquote>
  <p>Nine are <a href="/m">missing</a>.</p>]]></content:encoded>
</item>
<item><title>Port &amp; pier closed</title><guid isPermaLink="false">tag:example.org,2</guid>
  <description>&lt;p&gt;The port was closed on Monday evening.&lt;/p&gt;</description></item>
<item><title>Nothing in it</title><link>https://example.org/none</link></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Wire</title>
<entry><title>Port reopens</title><link href="https://example.org/port"/><id>urn:1</id>
<published>2025-03-04T09:00:00Z</published><updated>2025-03-05T09:00:00Z</updated>
<author><name>Ines Vidal</name></author>
<content type="html">&lt;p&gt;The port reopened on Tuesday, officials said.&lt;/p&gt;</content>
</entry></feed>"""

BOMB = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaaaaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<rss version="2.0"><channel><title>&c;</title><item><title>&c;</title></item></channel></rss>"""


def read_feed(tmp_path: Path, xml: str, encoding: str = "utf-8") -> list[Report | Refusal]:
    file = tmp_path / "feed.xml"
    file.write_bytes(xml.encode(encoding))
    return list(read(file))


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "utf-16"])
def test_rss(tmp_path: Path, encoding: str) -> None:
    first, second, third = read_feed(tmp_path, RSS.format(encoding=encoding), encoding)
    assert isinstance(first, Report)
    assert first.text == (
        "Ferry sinks off Marlow Point\n\n"
        "At least 12 people drowned, the coast guard of Saint-Brévin said.\n\n"
        "We are still searching.\n— Coast Guard (@coast) March 3, 2025\n\n"
        "Nine are missing."
    )
    assert first.url == "https://example.org/ferry"
    assert first.outlet == "The Marlow Gazette"
    assert first.byline == ("Dana Osei",)
    assert (first.published.edtf, first.published.source) == ("2025-03-03T14:05:00Z", "metadata")
    post = next(block for block in first.blocks if block.role == "embed")
    assert (post.author, post.handle, post.posted) == ("Coast Guard", "coast", "2025-03-03")
    assert isinstance(second, Report)
    assert (second.id, second.title) == ("tag:example.org,2", "Port & pier closed")
    assert second.outlet == "Harbour Wire"
    assert isinstance(third, Refusal)
    assert third.path.endswith("feed.xml#3")
    assert third.reason in {"empty", "no-article"}


def test_atom(tmp_path: Path) -> None:
    (report,) = read_feed(tmp_path, ATOM)
    assert isinstance(report, Report)
    assert report.byline == ("Ines Vidal",)
    assert (report.published.edtf or "").startswith("2025-03-04T09:00")
    assert report.text.startswith("Port reopens\n\nThe port reopened on Tuesday")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entity_bomb_is_refused_unexpanded(tmp_path: Path, encoding: str) -> None:
    (refusal,) = read_feed(tmp_path, BOMB, encoding)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "hostile-xml"


def test_external_entities_are_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden words", "utf-8")
    xml = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]>' + RSS.format(encoding="utf-8")
    (refusal,) = read_feed(tmp_path, xml)
    assert isinstance(refusal, Refusal)
    assert "hidden" not in json.dumps(refusal.detail)


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        ("<catalog><book/></catalog>", "not-a-feed"),
        ("<rss version='2.0'><channel><title>Nothing</title></channel></rss>", "empty"),
        ("<rss version='2.0'><channel>" + "<a>" * 100_000, "too-deep"),
        ("no markup at all", "not-a-feed"),
    ],
)
def test_what_is_no_feed_is_refused(tmp_path: Path, xml: str, reason: str) -> None:
    (refusal,) = read_feed(tmp_path, xml)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == reason


def test_a_feed_cut_short_gives_what_it_has(tmp_path: Path) -> None:
    xml = RSS.format(encoding="utf-8")
    found = read_feed(tmp_path, xml[: xml.index("<item><title>Nothing")])
    assert [type(one) for one in found] == [Report, Report]
