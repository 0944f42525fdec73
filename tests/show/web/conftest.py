from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import onrecord
from onrecord.store import Ledger
from tests.show.web.serving import Site, serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

EXAMPLES = Path(__file__).parents[3] / "examples"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--no-first-run", "--disable-dev-shm-usage",
]  # fmt: skip


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of the example stories, its views made; copy it to write to it."""
    path = tmp_path_factory.mktemp("examples") / "desk.db"
    with Ledger.open(path) as ledger:
        for story in ("ferry", "depot"):
            for report in onrecord.read(EXAMPLES / story):
                if isinstance(report, onrecord.Report):
                    ledger.add(report, onrecord.annotate(report))
        ledger.refresh_views()
    return path


@pytest.fixture(scope="session")
def site(examples: Path) -> Iterator[Site]:
    """The example stories, to read."""
    with serve(examples) as running:
        yield running


@pytest.fixture
def judged(examples: Path, tmp_path: Path) -> Iterator[Site]:
    """The example stories, to judge; a copy for each test."""
    path = tmp_path / "desk.db"
    shutil.copy(examples, path)
    with serve(path, judge=True) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; skips where it is not installed."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here; install it with: apt-get install chromium")
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="no Playwright; install it with: pip install playwright"
    )
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh window; what it complains of fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    yield opened
    context.close()
    assert problems == []
