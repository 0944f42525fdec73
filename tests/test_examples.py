"""The example stories, end to end, against what a careful reader finds in them."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import onrecord
from onrecord.records import Annotations, Report, Span, Statement

EXAMPLES = Path(__file__).parent.parent / "examples"
STORIES = ["ferry", "depot"]
Facts = dict[str, tuple[Report, Annotations]]


def load_gold(story: str) -> dict[str, Any]:
    return tomllib.loads((EXAMPLES / story / "gold.toml").read_text("utf-8"))


def list_gold(kind: str) -> list[Any]:
    return [
        pytest.param(entry, id=f"{entry['report']}: {next(reversed(entry.values()))!s}")
        for story in STORIES
        for entry in load_gold(story)[kind]
    ]


@pytest.fixture(scope="module")
def facts() -> Facts:
    found: Facts = {}
    for story in STORIES:
        for report in onrecord.read(EXAMPLES / story):
            assert isinstance(report, Report), report
            found[Path(report.path or "").name] = (report, onrecord.annotate(report))
    return found


def cut(report: Report, spans: tuple[Span, ...]) -> str:
    return " ".join(report.text[start:end] for start, end in spans)


def matches_gold(item: Statement, entry: dict[str, Any]) -> bool:
    return (
        entry.get("speaker", "").casefold() in (item.speaker.name or "").casefold()
        and item.speaker.anonymous == entry.get("anonymous", False)
        and item.mode == entry.get("mode", item.mode)
        and item.stance == entry.get("stance", item.stance)
        and ("via" not in entry or any(entry["via"] in carrier.name for carrier in item.via))
    )


@pytest.mark.parametrize("entry", list_gold("statements"))
def test_statement_is_found(facts: Facts, entry: dict[str, Any]) -> None:
    report, notes = facts[entry["report"]]
    holding = [item for item in notes.statements if entry["quote"] in cut(report, item.content)]
    assert holding, "no statement holds these words"
    assert [item for item in holding if matches_gold(item, entry)], holding


@pytest.mark.parametrize("entry", list_gold("figures"))
def test_figure_is_found(facts: Facts, entry: dict[str, Any]) -> None:
    report, notes = facts[entry["report"]]
    low, high = entry.get("low"), entry.get("high")
    bounds = (low and Decimal(low), high and Decimal(high), entry["qualifier"])
    alike = [item for item in notes.figures if (item.low, item.high, item.qualifier) == bounds]
    words = [report.text[slice(*item.span)] for item in alike]
    assert any(word in entry["figure"] or entry["figure"] in word for word in words)
    if "measure" in entry:
        assert entry["measure"] in {item.measure for item in alike}
    if "change" in entry:
        assert entry["change"] in {item.change for item in alike}


@pytest.mark.parametrize("entry", list_gold("times"))
def test_time_is_found(facts: Facts, entry: dict[str, Any]) -> None:
    report, notes = facts[entry["report"]]
    values = [item.edtf for item in notes.times if report.text[slice(*item.span)] in entry["time"]]
    assert any(value and value.startswith(entry["edtf"]) for value in values), values


@pytest.mark.parametrize("story", STORIES)
def test_reports_are_dated_and_credited(facts: Facts, story: str) -> None:
    for name, gold in load_gold(story)["reports"].items():
        report, _ = facts[name]
        assert (report.published.edtf or "").startswith(gold["published"]), name
        assert report.published.source == gold["from"], name
        assert list(report.byline) == gold.get("byline", list(report.byline)), name
        assert report.outlet == gold.get("outlet", report.outlet), name
        if "credit" in gold:
            assert gold["credit"] in {n for credit in report.credits for n in credit.names}, name


@pytest.mark.parametrize("story", STORIES)
def test_furniture_says_nothing(facts: Facts, story: str) -> None:
    for name, phrases in load_gold(story)["furniture"].items():
        report, notes = facts[name]
        spans = [span for item in notes.statements for span in item.content]
        spans += [item.span for item in notes.figures] + [item.span for item in notes.times]
        for phrase in phrases:
            start = report.text.find(phrase)
            end = start + len(phrase)
            assert not [span for span in spans if start >= 0 and span[0] < end and start < span[1]]


def test_every_anchor_is_true(facts: Facts) -> None:
    for report, notes in facts.values():
        for item in notes.statements:
            for start, end in (*item.content, *item.cue, *item.speaker.spans):
                assert 0 <= start < end <= len(report.text)
                assert report.text[start:end].strip() == report.text[start:end]


def test_each_story_is_one_and_copies_have_the_wire_as_origin(facts: Facts) -> None:
    with onrecord.Ledger.open(":memory:") as ledger:
        ledger.add_many(facts.values())
        stories = list(ledger.export("stories"))
        assert sorted(len(story["reports"]) for story in stories) == [6, 8]
        ids = {name: report.id for name, (report, _) in facts.items()}
        origins = list(ledger.export("origins"))
        copies = {frozenset((row["a"], row["b"])) for row in ledger.export("copies")}
        for story in STORIES:
            for entry in load_gold(story)["copies"]:
                pair = {ids[entry["a"]], ids[entry["b"]]}
                assert frozenset(pair) in copies
                carried = [o for o in origins if o["name"] == entry["origin"]]
                assert any(pair <= set(origin["reports"]) for origin in carried)
