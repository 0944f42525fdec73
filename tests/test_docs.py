"""The documentation is true: generated pages are current, links lead somewhere, names exist."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

import onrecord
from onrecord.cli import main

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bench/*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)#:]+)(?:#[^)]*)?\)")
COMMAND = re.compile(r"^(?:\$ | {4,})(?:\.venv/bin/)?onrecord (\w+)", re.MULTILINE)


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["cli.md", "python.md"])
def test_reference_is_current(generator: ModuleType, name: str) -> None:
    written = (ROOT / "docs" / "reference" / name).read_text("utf-8")
    assert written == generator.PAGES[name](), "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text("utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_in_pages_exist(page: Path) -> None:
    assert set(COMMAND.findall(page.read_text("utf-8"))) <= set(main.commands)


@pytest.mark.parametrize("name", onrecord.__all__)
def test_public_names_are_there(name: str) -> None:
    assert getattr(onrecord, name) is not None


def test_every_dependency_has_a_reason() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    block = project.split("dependencies = [", 1)[1].split("]", 1)[0]
    reasons = (ROOT / "docs" / "explanation" / "dependencies.md").read_text("utf-8")
    for name in re.findall(r'"([A-Za-z0-9-]+)', block):
        assert f"| {name} |" in reasons


def test_requirements_name_no_host() -> None:
    for path in (ROOT / "requirements").iterdir():
        assert "://" not in path.read_text("utf-8")


def test_version_is_one() -> None:
    assert f'version = "{onrecord.__version__}"' in (ROOT / "pyproject.toml").read_text("utf-8")
