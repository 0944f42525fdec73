from __future__ import annotations

from onrecord.records import Mention
from tests.annotate.statements.marking import make_report, state


def mentions(text: str) -> dict[str, Mention]:
    _, found = state(make_report(text))
    return {mention.name: mention for mention in found}


def test_a_person_is_chained_over_the_report() -> None:
    text = "Mayor Sarah Cole spoke.\nLater Cole left. Ms. Cole was tired."
    mention = mentions(text)["Sarah Cole"]
    assert mention.kind == "person"
    assert mention.role == "Mayor"
    assert [text[a:b] for a, b in mention.spans] == ["Sarah Cole", "Cole", "Cole"]


def test_a_headline_joins_the_chain_of_the_text() -> None:
    text = "# Cole Opens Bridge\nMayor Sarah Cole opened the bridge."
    assert len(mentions(text)["Sarah Cole"].spans) == 2


def test_states_go_by_their_name_and_not_by_adjectives() -> None:
    found = mentions("France and Germany met. French troops left the U.S. on Monday.")
    assert found["France"].kind == "state"
    assert found["United States"].kind == "state"
    assert len(found["France"].spans) == 1


def test_the_only_president_is_meant_by_his_title() -> None:
    text = "President Otto Falk flew home. On Monday the president slept."
    spans = mentions(text)["Otto Falk"].spans
    assert "the president" in [text[a:b] for a, b in spans]


def test_days_and_genitives_are_no_names() -> None:
    found = mentions("The doctor Friday said no. Sarah Cole’s ferry sank.")
    assert "Friday" not in found
    assert "Sarah Cole" in found


def test_an_empty_report_mentions_nothing() -> None:
    assert mentions("") == {}
