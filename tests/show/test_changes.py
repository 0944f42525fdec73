"""What is new since a moment: nothing known before, everything that came after, each cited."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from onrecord.errors import InputError, NotFoundError
from onrecord.show.changes import find_changes
from onrecord.show.earlier import find_new_reports, read_since
from onrecord.show.news import Change, render_changes
from onrecord.store import Ledger, make_judgement
from tests.reconcile.building import Draft
from tests.store.facts import FERRY, FERRY_LATER, MARKET, make_fact


def draft_first() -> Draft:
    words = "12 people died when a helicopter was shot down near Tesk"
    plan = "the road will reopen within days"
    draft = Draft("a", "2025-05-06", f"Rebels said {words}. The mayor said {plan}.", "Valley Post")
    draft.say("Rebels", words, kind="group").count("12", 12, 12)
    return draft.say("The mayor", plan).time("within days", "2025-05-06/2025-05-13")


def draft_second() -> Draft:
    words = "a helicopter was shot down near Tesk"
    text = f"The army denied that {words}. 15 people died and 40 were hurt."
    draft = Draft("b", "2025-05-20", text, "Hill Times")
    draft.say("The army", words, "denies", kind="organisation", cue="denied")
    return draft.count("15", 15, 15).count("40", 40, 40, "injured")


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with Ledger.open(":memory:") as ledger:
        ledger.add_many([draft_second().fact(), draft_first().fact()])
        ledger.judge(make_judgement("same", ["a", "b"], "ana", "2025-05-20T10:00:00Z"))
        yield ledger


def list_changes(ledger: Ledger, since: str, story: str | None = None) -> list[Change]:
    found = find_changes(ledger, read_since(since), story)
    return [change for _, changes in found for change in changes]


def find(changes: list[Change], kind: str) -> list[Change]:
    return [change for change in changes if change.kind == kind]


def test_a_figure_that_moved_says_from_to_who_and_where(ledger: Ledger) -> None:
    (moved,) = find(list_changes(ledger, "2025-05-07"), "figure moved")
    assert (moved.was, moved.now) == ("12", "15")
    assert moved.text == "killed: 12 → 15 (Hill Times)"
    (citation,) = moved.citations
    assert (citation.report, citation.quote, citation.date) == ("b", "15", "2025-05-20")
    assert moved.ids[1] == draft_second().figures[0].id


def test_the_first_word_on_a_measure(ledger: Ledger) -> None:
    (first,) = find(list_changes(ledger, "2025-05-07"), "first word")
    assert first.text == "injured: 40 (Hill Times)"


def test_a_denial_cites_both_sides(ledger: Ledger) -> None:
    (denial,) = find(list_changes(ledger, "2025-05-07"), "denial")
    assert [citation.report for citation in denial.citations] == ["b", "a"]
    assert "The army denies" in denial.text


def test_a_forecast_that_became_overdue(ledger: Ledger) -> None:
    (late,) = find(list_changes(ledger, "2025-05-07"), "forecast overdue")
    assert late.now == "overdue"
    assert late.was != "overdue"
    assert late.citations[0].quote == "the road will reopen within days"


def test_reports_are_named_and_stories_are_new_only_once(ledger: Ledger) -> None:
    later = list_changes(ledger, "2025-05-07")
    assert [change.ids for change in find(later, "report added")] == [("b",)]
    assert find(later, "new story") == []
    everything = list_changes(ledger, "2025-05")
    assert len(find(everything, "new story")) == 1
    assert [change.ids for change in find(everything, "report added")] == [("a",), ("b",)]


def test_nothing_is_new_after_the_last_report(ledger: Ledger) -> None:
    assert list_changes(ledger, "2025-05-21") == []


def test_citations_quote_the_very_characters(ledger: Ledger) -> None:
    for change in list_changes(ledger, "2020"):
        assert change.citations
        for citation in change.citations:
            assert ledger.report(citation.report).text[slice(*citation.span)] == citation.quote


def test_the_order_of_arrival_changes_nothing(ledger: Ledger) -> None:
    with Ledger.open(":memory:") as other:
        other.add_many([draft_first().fact(), draft_second().fact()])
        other.judge(make_judgement("same", ["a", "b"], "ana", "2025-05-20T10:00:00Z"))
        for since in ("2025-05-07", "2020"):
            assert list_changes(other, since) == list_changes(ledger, since)


def test_one_story_is_chosen_by_id(ledger: Ledger) -> None:
    ledger.add(*make_fact("market", MARKET, "2025-05-20"))
    stories = {change.story for change in list_changes(ledger, "2025-05-07")}
    assert len(stories) == 2
    for story in stories:
        assert {change.story for change in list_changes(ledger, "2025-05-07", story)} == {story}
    with pytest.raises(NotFoundError):
        list_changes(ledger, "2025-05-07", "nothing")


def test_a_revision_is_held_against_the_revision_before() -> None:
    with Ledger.open(":memory:") as ledger:
        ledger.add(*make_fact("f", FERRY, "2024-10-29"))
        ledger.add(*make_fact("f", FERRY_LATER, "2024-10-30"))
        changes = list_changes(ledger, "2024-10-30")
    (revised,) = find(changes, "report revised")
    assert revised.was == "revision 1"
    (moved,) = find(changes, "figure moved")
    assert (moved.was, moved.now) == ("12", "15")


def test_dates_decide_what_is_new_and_doubt_counts_as_new() -> None:
    dates = {"day": "2025-03-04", "hour": "2025-03-04T18:00", "month": "2025-03", "none": None}
    with Ledger.open(":memory:") as ledger:
        for name, date in dates.items():
            ledger.add(*make_fact(name, f"Head {name}\nAna said: words of {name}.", date))
        since = read_since("2025-03-04T12:00")
        assert set(find_new_reports(ledger, since)) == {"day", "hour", "month", "none"}
        assert set(find_new_reports(ledger, read_since("2025-03-05"))) == {"month", "none"}
        assert set(find_new_reports(ledger, read_since("9000"))) == set()
        assert len(find_new_reports(ledger, read_since("2025-03-05", added=True))) == 4
        assert find_new_reports(ledger, read_since("9000", added=True)) == {}


@pytest.mark.parametrize("junk", ["", "soon", "../2025", "2025-13-40", "\ud800", "x" * 9999])
def test_a_moment_that_is_no_date_is_refused(junk: str) -> None:
    with pytest.raises(InputError):
        read_since(junk)


def test_hostile_words_reach_the_terminal_as_plain_lines() -> None:
    text = "He\x1b[31mad\nAna\u202e said: \x07 9 people \ud800 died."
    report, notes = make_fact("bad", text, "2025-01-01")
    with Ledger.open(":memory:") as ledger:
        ledger.add(report, notes)
        for story, changes in find_changes(ledger, read_since("2020")):
            shown = render_changes(story, changes).decode()
    assert "9" in shown
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)
