from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.errors import RefusedError
from onrecord.read import read
from onrecord.read.html import read_html
from onrecord.read.reports import Known
from onrecord.records import Refusal, Report

LONG = (
    "At least 12 people drowned when a ferry sank off Marlow Point on Monday, officials said.",
    "Rescue teams searched the bay through the night with two helicopters and eleven boats.",
    "The operator of the ferry, Bay Lines, said that it was checking the list of passengers.",
    "Divers had reached the upper deck by dawn, according to a spokesman of the navy.",
)


def make_page(body: str, head: str = "") -> str:
    return (
        "<!DOCTYPE html><html lang='en'><head><title>Ferry sinks off Marlow Point | Gazette</title>"
        f"{head}</head><body><nav><a href='/'>Home</a><a href='/x'>World</a></nav><article>"
        f"<h1>Ferry sinks off Marlow Point</h1>{body}</article>"
        "<footer><p>© The Marlow Gazette. All rights reserved.</p></footer></body></html>"
    )


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def roles(markup: str) -> list[tuple[str, str]]:
    """Return (role, text) of the blocks whose role the markup tells."""
    text, known = read_html(markup)
    return [(role, text[start:end]) for (start, end), role in known.roles]


def test_structure_is_kept() -> None:
    body = (
        paragraphs(*LONG[:2])
        + "<h2>What is known</h2><ul><li>12 dead</li><li>Nine missing</li></ul>"
        + f"<blockquote><p>“We are still looking,” {'she said. ' * 9}</p></blockquote>"
        + paragraphs(*LONG[2:])
    )
    text, _ = read_html(make_page(body))
    assert text.split("\n\n") == [
        "Ferry sinks off Marlow Point", *LONG[:2], "What is known", "12 dead\nNine missing",
        "“We are still looking,” " + ("she said. " * 9).strip(), *LONG[2:],
    ]  # fmt: skip
    told = roles(make_page(body))
    assert [role for role, _ in told] == ["headline", "subhead", "list", "list", "quote"]
    assert told[2] == ("list", "12 dead")


def test_inline_markup_neither_joins_nor_splits_words() -> None:
    marked = (
        LONG[0].replace("12 people", "<b>12</b>&nbsp;pe<i>op</i>le").replace("ferry", "fer&shy;ry")
    )
    text, _ = read_html(make_page(paragraphs(marked, *LONG[1:])))
    assert LONG[0] in text.split("\n\n")


def test_the_time_of_a_sentence_is_a_word_of_it() -> None:
    marked = LONG[0].replace("Monday", "<time datetime='2025-03-03'>Monday</time>")
    text, _ = read_html(make_page(paragraphs(marked, *LONG[1:])))
    assert LONG[0] in text


def test_links_are_spans_of_the_text() -> None:
    marked = LONG[1].replace("two helicopters", "<a href='/h'> two\n helicopters </a>")
    text, known = read_html(make_page(paragraphs(LONG[0], marked, *LONG[2:])))
    assert [text[start:end] for start, end in known.link_chars] == ["two helicopters"]


def test_furniture_stays_out() -> None:
    body = (
        paragraphs(LONG[0])
        + "<div class='share-bar'><a href='#'>Share on Facebook</a><a href='#'>Tweet this</a></div>"
        + paragraphs(LONG[1], "<a href='/other'>Read also: Mayor opens a new bridge</a>")
        + paragraphs(*LONG[2:])
        + "<aside><h3>Related</h3><a href='/r'>Ten ferries that sank</a></aside>"
        + "<div class='newsletter'><p>Sign up to our newsletter</p></div>"
        + "<script>var a = 'words that no one reads in the browser';</script>"
    )
    text, _ = read_html(make_page(body))
    assert text.split("\n\n") == ["Ferry sinks off Marlow Point", *LONG]


TWEET = (
    "<div class='embed-wrapper'><blockquote class='twitter-tweet'><p lang='en' dir='ltr'>"
    "All 40 crew are safe. <a href='https://t.co/x'>pic.twitter.com/x</a></p>"
    "&mdash; Bay Lines (@baylines) "
    "<a href='https://twitter.com/baylines/status/1?ref_src=x'>March 3, 2025</a></blockquote>"
    "<script async src='https://platform.twitter.com/widgets.js'></script></div>"
)
BLUESKY = (
    "<blockquote class='bluesky-embed'><p>All 40 crew are safe.</p>— Bay Lines "
    "(<a href='#'>@baylines.example</a>) <a href='#'>March 3, 2025 at 9:14 AM</a></blockquote>"
)


@pytest.mark.parametrize("embed", [TWEET, BLUESKY])
def test_embedded_posts_keep_place_and_signature(tmp_path: Path, embed: str) -> None:
    page = make_page(paragraphs(*LONG[:2]) + embed + paragraphs(*LONG[2:]))
    text, _ = read_html(page)
    blocks = text.split("\n\n")
    assert blocks[:3] == ["Ferry sinks off Marlow Point", *LONG[:2]]
    assert blocks[3].startswith("All 40 crew are safe.")
    assert blocks[3].split("\n")[1].startswith("— Bay Lines (@baylines")
    assert blocks[4:] == [*LONG[2:]]
    (tmp_path / "a.html").write_text(page, "utf-8")
    (report,) = read(tmp_path / "a.html")
    assert isinstance(report, Report)
    post = next(block for block in report.blocks if block.role == "embed")
    assert (post.author, (post.posted or "")[:10]) == ("Bay Lines", "2025-03-03")


def test_captions_of_the_article_are_set_in_their_places_and_those_of_teasers_are_not() -> None:
    figure = "<figure><img src='{0}.jpg'><figcaption>{1}</figcaption></figure>"
    body = (
        figure.format("a", "The ferry in harbour, in 2019.")
        + paragraphs(*LONG[:2])
        + figure.format("b", "Rescuers at Marlow Point on Monday.")
        + paragraphs(*LONG[2:])
    )
    teaser = "<aside>" + figure.format("c", "Mayor Vidal opens a bridge.") + "</aside>"
    teaser += "<div class='more'>" + figure.format("d", "The cup final, last Sunday.") + "</div>"
    told = roles(make_page(body).replace("</article>", f"</article>{teaser}"))
    captions = [text for role, text in told if role == "caption"]
    assert captions == ["The ferry in harbour, in 2019.", "Rescuers at Marlow Point on Monday."]
    text, _ = read_html(make_page(body))
    assert (
        text.index(captions[0])
        < text.index(LONG[0])
        < text.index(captions[1])
        < text.index(LONG[2])
    )


def test_an_article_cut_into_containers_is_read_whole() -> None:
    more = [
        f"{line} It is the {n}th report of the night from the harbour office."
        for n in (5, 6)
        for line in LONG
    ]
    chunks = [LONG[:2], LONG[2:], more[:4], more[4:]]
    parts = "<div class='ad'>Advertisement</div>".join(
        f"<div class='grid'><div class='body__container'>{paragraphs(*part)}</div></div>"
        for part in chunks
    )
    text, _ = read_html(make_page(f"<div class='chunks'>{parts}</div>"))
    assert text.split("\n\n")[1:] == [*LONG, *more]


@pytest.mark.parametrize(
    ("head", "edtf"),
    [
        (
            "<meta property='article:published_time' content='2025-03-03T14:05:00+01:00'>",
            "2025-03-03T14:05:00+01:00",
        ),
        (
            "<script type='application/ld+json'>{'@graph': [{'@type': 'NewsArticle', "
            "'datePublished': '2025-03-03T14:05:00Z'}]}</script>".replace("'", '"'),
            "2025-03-03T14:05:00Z",
        ),
        ("<meta name='date' content='2025-03-03'>", "2025-03-03"),
        ("<script type='application/ld+json'>{broken" + "[" * 9000 + "</script>", None),
        ("", None),
    ],
)  # fmt: skip
def test_publication_date(tmp_path: Path, head: str, edtf: str | None) -> None:
    (tmp_path / "a.html").write_text(make_page(paragraphs(*LONG), head), "utf-8")
    (report,) = read(tmp_path / "a.html")
    assert isinstance(report, Report)
    assert report.published.edtf == edtf
    assert report.published.source == ("metadata" if edtf else "unknown")


def test_title_byline_and_outlet() -> None:
    head = (
        "<meta property='og:title' content='Ferry sinks off Marlow Point - live'>"
        "<meta property='og:site_name' content='The Marlow Gazette'>"
        "<meta name='author' content='Dana Osei'><link rel='canonical' href='https://example.org/f'>"
    )
    _, known = read_html(make_page(paragraphs(*LONG), head))
    assert known.title == "Ferry sinks off Marlow Point"
    assert known.byline == ("Dana Osei",)
    assert (known.outlet, known.url) == ("The Marlow Gazette", "https://example.org/f")
    _, kept = read_html(make_page(paragraphs(*LONG), head), Known(title="T", url="https://a.b/c"))
    assert (kept.title, kept.url) == ("T", "https://a.b/c")


DEEP = 100_000


@pytest.mark.parametrize(
    "tag", ["div", "b", "blockquote", "ul><li", "table><tr><td", "span", "font"]
)
def test_deep_nesting_is_refused_quickly(tmp_path: Path, tag: str) -> None:
    file = tmp_path / "a.html"
    file.write_text(make_page(f"<{tag}>" * DEEP + paragraphs(*LONG)), "utf-8")
    start = time.monotonic()
    (found,) = read(file)
    assert isinstance(found, Refusal)
    assert found.reason == "too-deep"
    assert time.monotonic() - start < 10


@pytest.mark.parametrize("depth", [300, 1900])
@pytest.mark.parametrize("tag", ["div", "blockquote", "ul><li", "b"])
def test_nesting_of_any_depth_never_crashes(tag: str, depth: int) -> None:
    try:
        text, _ = read_html(make_page(f"<{tag}>" * depth + paragraphs(*LONG)))
    except RefusedError as error:
        text = error.refusal.reason
    assert text in {"too-deep", "no-article"} or LONG[0] in text


@pytest.mark.parametrize(
    "markup",
    [
        "<html>", "<html><body></body></html>", "<html>\0\0</html>", "<!doctype html>",
        "<p></p>", "<",
        "<html><body><script>alert('twelve people drowned in the bay')</script></body></html>",
    ],
)  # fmt: skip
def test_pages_without_an_article_are_refused(markup: str) -> None:
    with pytest.raises(RefusedError) as caught:
        read_html(markup)
    assert caught.value.refusal.reason in {"no-article", "empty"}


_PIECES = st.sampled_from(
    ["<p>", "</p>", "<div class='embed'>", "</div>", "<br>", "<a href=x>", "</a>", "<li>", "<ul>",
     "</ul>", "<blockquote class='twitter-tweet'>", "</blockquote>", "<h2>", "<time>",
     "<figure><figcaption>", "</figcaption>", "<table><tr><td>", "\n", " ", "\0", "<!--", "-->",
     "<script>", "e\u0301🚢", "\u202e שלום", "&nbsp;", "&#0;", "&#xD800;",
     "At least 12 people drowned in the bay. ", "— X (@x) May 1, 2025"]
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(st.lists(_PIECES, max_size=40))
def test_spans_are_true_on_any_markup(pieces: list[str]) -> None:
    try:
        text, known = read_html(make_page("".join(pieces)))
    except RefusedError:
        return
    end = 0
    for (start, stop), _ in known.roles:
        assert end <= start < stop <= len(text)
        assert text[start:stop].strip() == text[start:stop]
        end = stop
    for start, stop in known.link_chars:
        assert 0 <= start < stop <= len(text)
        assert text[start:stop].strip() == text[start:stop]
    text.encode()
