"""What an editor does, in a real browser: find, open, follow, judge, take back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pytest

from tests.show.web.serving import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SELECTED = "#at"


def open_story(page: Page, site: Site, words: str) -> None:
    page.goto(site.url)
    page.get_by_label("words in the title").fill(words)
    page.get_by_role("button", name="Show").click()
    page.locator(".stories h2 a").first.click()


def test_a_story_shows_a_denial_beside_what_it_denies(page: Page, site: Site) -> None:
    open_story(page, site, "depot")
    pair = page.locator(".dispute").filter(has_text="denied by").first
    said, against = pair.locator(".half").all()
    assert "destroyed 11,000 tonnes of fuel" in said.inner_text()
    assert "Defence Ministry" in against.inner_text()
    assert "1 origin, 2 reports" in against.inner_text()


def test_a_citation_opens_the_report_at_the_very_characters(page: Page, site: Site) -> None:
    open_story(page, site, "depot")
    page.locator(".dispute .half").first.locator(".src").first.click()
    assert page.url.endswith("#at")
    assert page.locator(SELECTED).is_visible()
    box = page.locator(SELECTED).bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= 900
    marked = "".join(page.locator(".p.sel").all_inner_texts())
    assert marked in page.locator(".opened").inner_text()


def test_a_chart_leads_to_its_source(page: Page, site: Site) -> None:
    open_story(page, site, "ferry")
    page.locator("#figures svg.chart a").first.wait_for(state="attached")
    target = page.locator("#figures svg.chart a").first.get_attribute("href")
    assert target is not None
    page.goto(site.url + target)
    assert page.locator(SELECTED).is_visible()


def test_the_timeline_is_drawn_and_listed(page: Page, site: Site) -> None:
    open_story(page, site, "ferry")
    page.locator(".sections").get_by_role("link", name="timeline").click()
    page.locator("figure.wider svg.chart").wait_for()
    assert page.locator(".day").count() == 4
    assert page.locator(".elsewhen").first.inner_text().startswith("Tomas Brandl")


def test_a_copy_leads_to_its_other_end_and_back(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/search?q=hope+fading")
    page.locator(".hits blockquote a").first.click()
    first = page.url
    there = page.locator(".chip a").first
    words = there.inner_text()
    there.click()
    assert page.url != first
    assert page.locator(".outlet").inner_text() in words
    assert page.locator(SELECTED).is_visible()


def test_layers_are_hidden_without_a_script(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/search?q=ferry+overloaded")
    page.locator(".hits blockquote a").first.click()
    furniture = page.locator(".b.fu").first
    assert furniture.is_visible()
    page.get_by_label("page furniture").uncheck()
    assert not furniture.is_visible()
    context.close()


def test_everything_is_reached_without_a_script(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    open_story(page, site, "ferry")
    for section in ("claims", "figures", "timeline", "forecasts", "origins", "places"):
        page.locator(".sections").get_by_role("link", name=section).click()
        assert page.locator("h2").count()
    context.close()


def test_judge_with_the_keyboard_alone_and_undo(page: Page, judged: Site) -> None:
    open_story(page, judged, "depot")
    page.get_by_label("as", exact=False).last.fill("Ana Lopes")
    page.keyboard.press("Escape")
    quote = page.locator(".dispute .half blockquote").first.inner_text()
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("r")
    page.locator(".notice.done").wait_for()
    assert page.locator("blockquote").filter(has_text=quote).count() == 0
    page.goto(f"{judged.url}/judgements")
    assert "reject by Ana Lopes" in page.locator(".judgements li").first.inner_text()
    page.go_back()
    page.locator("body").click(position={"x": 2, "y": 400})
    page.keyboard.press("u")
    page.locator(".notice.done").wait_for()
    open_story(page, judged, "depot")
    assert page.locator("blockquote").filter(has_text=quote).count() > 0


def test_two_statements_are_joined_and_parted(page: Page, judged: Site) -> None:
    open_story(page, judged, "ferry")
    page.locator(".sections").get_by_role("link", name="claims").click()
    before = page.locator(".pager span").inner_text()
    for card in page.locator(".claim").all()[-2:]:
        card.locator(".pick input").first.check()
    page.locator("#judge [name=author]").fill("Ana Lopes")
    page.get_by_role("button", name="same s", exact=True).click()
    page.locator(".notice.done").wait_for()
    assert page.locator(".pager span").inner_text() != before
    page.get_by_role("button", name="Undo it").click()
    page.locator(".notice.done").wait_for()
    assert page.locator(".pager span").inner_text() == before


def test_only_keys_are_needed_to_reach_a_source(page: Page, site: Site) -> None:
    page.goto(site.url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("j")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".storyhead").wait_for()
    page.keyboard.press("j")
    for _ in range(12):
        page.keyboard.press("Tab")
        if "src" in page.evaluate("document.activeElement.className"):
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    page.locator(SELECTED).wait_for()


def test_the_last_visit_is_remembered_by_the_browser_alone(page: Page, site: Site) -> None:
    page.goto(site.url)
    assert not page.locator("[data-last-visit]").is_visible()
    page.evaluate("localStorage.setItem('onrecord-visit', '2000-01-01T00:00:00Z')")
    later = page.context.new_page()
    later.goto(site.url)
    assert later.locator(".stories .new").count() == 2
    later.locator("[data-last-visit]").click()
    assert "reports that came into the ledger since" in later.locator("main").inner_text()
    later.go_back()
    assert later.locator(".stories .new").count() == 2
    assert page.context.cookies() == []


PAGES = [
    "/", "/search?q=ferry", "/speakers", "/speaker?name=Irena+Valk", "/api", "/judgements",
    "/story/{story}", "/story/{story}/disputes", "/story/{story}/claims", "/story/{story}/figures",
    "/story/{story}/timeline", "/story/{story}/forecasts", "/story/{story}/origins",
    "/story/{story}/places", "/story/{story}/changes?since=2000-01-01", "/claim/{claim}",
    "/track/{track}", "/statement/{statement}", "/nowhere",
]  # fmt: skip


def fill_in(site: Site, path: str) -> str:
    """Return a page's address, with entries of the ledger put in."""
    story = site.get("/api/stories").json()["items"][0]["id"]
    names = {"story": story}
    for kind in ("claim", "track", "statement"):
        query = f"/api/{kind}s?story={story}&limit=1"
        names[kind] = site.get(query).json()["items"][0]["id"]
    return site.url + path.format(**names)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_is_accessible(
    browser: Browser, judged: Site, width: int, scheme: Literal["light", "dark"]
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    found: list[str] = []
    for path in PAGES:
        page.goto(fill_in(judged, path))
        results = axe.run(page).response["violations"]
        found += [f"{path}: {describe(item)}" for item in results if is_grave(item)]
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found += [f"{path}: wider than the window"] if wide else []
    context.close()
    assert found == []


def is_grave(violation: dict[str, Any]) -> bool:
    return violation["impact"] in {"serious", "critical"}


def describe(violation: dict[str, Any]) -> str:
    places = [str(node["target"]) for node in violation["nodes"][:3]]
    return f"{violation['id']} at {', '.join(places)}"
