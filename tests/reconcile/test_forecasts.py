"""Forecasts: windows, conditions, and what settles them."""

from __future__ import annotations

from tests.reconcile.building import Draft, reconcile

LATER = Draft("z", "2025-05-20", "Nothing else was said.")


def test_a_window_that_has_passed_is_overdue_and_no_more() -> None:
    draft = Draft("a", "2025-05-06", "The firm said the ship would arrive within days.")
    draft.say("The firm", "the ship would arrive within days")
    draft.time("within days", "2025-05-06/2025-05-13")
    (forecast,) = reconcile(draft, LATER).forecasts
    assert (forecast.outcome, forecast.window) == ("overdue", "2025-05-06/2025-05-13")
    assert forecast.settled_by is None


def test_a_matching_later_statement_bears_it_out() -> None:
    draft = Draft("a", "2025-05-06", "Delmar said lifting of the wreck could begin this weekend.")
    draft.say("Delmar", "lifting of the wreck could begin this weekend")
    draft.time("this weekend", "2025-05-10/2025-05-11")
    later = Draft("b", "2025-05-12", "The mayor said Delmar began lifting the wreck on Saturday.")
    later.say("The mayor", "Delmar began lifting the wreck on Saturday")
    (forecast,) = reconcile(draft, later).forecasts
    assert forecast.outcome == "borne-out"
    assert forecast.settled_by == later.statements[0].id


def test_a_later_denial_in_the_same_words_contradicts_it() -> None:
    draft = Draft("a", "2025-05-06", "Delmar said lifting of the wreck would begin soon.")
    draft.say("Delmar", "lifting of the wreck would begin soon")
    later = Draft("b", "2025-05-12", "The mayor said Delmar never began lifting the wreck.")
    later.say("The mayor", "Delmar never began lifting the wreck")
    (forecast,) = reconcile(draft, later).forecasts
    assert forecast.outcome == "contradicted"


def test_the_condition_before_the_speaker_is_found() -> None:
    text = "If troops engage directly, the ministry said there will be no restrictions on aid."
    draft = Draft("a", "2025-05-06", text)
    draft.say("the ministry", "there will be no restrictions on aid")
    (forecast,) = reconcile(draft, LATER).forecasts
    assert forecast.condition == draft.span("If troops engage directly")
    assert forecast.outcome == "open"


def test_not_before_a_day_opens_then_and_has_no_end() -> None:
    draft = Draft("a", "2025-05-06", "The port said ferries will not sail before Friday.")
    draft.say("The port", "ferries will not sail before Friday").time("Friday", "2025-05-09")
    (forecast,) = reconcile(draft, LATER).forecasts
    assert (forecast.window, forecast.outcome) == ("2025-05-09/..", "due")


def test_what_is_said_of_the_past_is_no_forecast() -> None:
    draft = Draft("a", "2025-05-06", "The port said ferries sailed on Friday.")
    draft.say("The port", "ferries sailed on Friday").time("Friday", "2025-05-02")
    assert reconcile(draft, LATER).forecasts == ()


def test_copies_make_one_forecast() -> None:
    drafts = []
    for name in "ab":
        draft = Draft(name, "2025-05-06", "The mayor said the bridge will reopen in June.")
        drafts.append(draft.say("The mayor", "the bridge will reopen in June"))
    assert len(reconcile(*drafts, LATER).forecasts) == 1
