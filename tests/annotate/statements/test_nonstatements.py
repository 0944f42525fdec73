"""What the model attributes and no editor would: silence, pointers, topics, nobodies, guesses."""

from __future__ import annotations

import pytest

from onrecord.annotate.attributions import Attribution
from tests.annotate.statements.marking import Marked, make_report, state

NOTHING_SAID = [
    "{S|Two deckhands} {C|asked} {T|not to be named}.",
    "{S|The harbour board} {C|declined} {T|to comment}.",
    "{S|The firm's lawyer} {C|did not respond to} {T|a request for comment}.",
    "It took hours for {S|anybody at the council} {C|to say} {T|how many were aboard}.",
    "The board met. {S|Mayor Ana Ruiz} {C|did not confirm} {T|this}.",
    "The toll is 12, {S|Mayor Ana Ruiz} said, {C|citing} {T|mobile phone records}.",
    "# {S|Lady Aurora}{C|:} {T|What we know so far}\nThe ferry sank.",
]


@pytest.mark.parametrize("marked", NOTHING_SAID)
def test_silence_and_pointers_are_no_statements(marked: str) -> None:
    assert Marked(marked).contents() == []


def test_a_headline_names_its_speaker_before_a_colon() -> None:
    marked = Marked("# {S|Pentagon}{C|:} {T|10,000 troops near the border}\nThe sea was calm.")
    assert marked.speaker("10,000") == "Pentagon"


@pytest.mark.parametrize(("score", "kept"), [(0.4, 0), (0.9, 1)])
def test_an_unsure_model_needs_a_cue_that_is_known(score: float, kept: int) -> None:
    text = "The council is monitoring the tide closely."
    found = Attribution(source=((0, 11),), cue=((12, 25),), content=((26, 42),), score=score)
    assert len(state(make_report(text), [found])[0]) == kept


ANONYMOUS = [
    "{S|Two deckhands}, who asked not to be named, {C|said} {T|the seal was leaking}.",
    "{S|A deckhand} {C|said} on condition of anonymity {T|that the seal was leaking}.",
    "{S|A deckhand} {C|said} {T|the seal was leaking}. He declined to be named.",
]


@pytest.mark.parametrize("marked", ANONYMOUS)
def test_who_keeps_his_name_back_is_anonymous(marked: str) -> None:
    (statement,) = Marked(marked).statements
    assert statement.speaker.anonymous
    assert statement.speaker.affiliation is None
    assert statement.via == ()


def test_a_named_speaker_stays_named_beside_an_anonymous_one() -> None:
    marked = Marked(
        "{S|Ana Ruiz} {C|said} {T|the quay was shut}, and an aide spoke on condition of anonymity."
    )
    assert not marked.said("the quay").speaker.anonymous


@pytest.mark.parametrize("source", ["", "{S|\u200b}", "{S|\u00a0}"])
def test_a_headlines_colon_with_nobody_before_it_is_no_statement(source: str) -> None:
    marked = f"# Ferry {source}{{C|:}} {{T|The owners knew the seal was leaking}}\nThe ferry sank."
    assert Marked(marked).contents() == []


def test_an_office_before_a_headlines_colon_speaks_unless_a_question_follows() -> None:
    spoken = Marked("# {S|Minister}{C|:} {T|no talks before spring}\nThe sea was calm.")
    assert spoken.contents() == ["no talks before spring"]
    topic = Marked("# {S|Minister}{C|:} {T|what we know so far}\nThe sea was calm.")
    assert topic.contents() == []


def test_the_mood_of_a_headline_is_nobodys_belief() -> None:
    marked = Marked("# {T|Ferry toll rises}, {C|hopes} {T|fade for missing}\nThe ferry sank.")
    assert marked.contents() == []
    held = Marked("# {S|Minister} {C|hopes} {T|the gate will open}\nThe gate was shut.")
    assert held.contents() == ["the gate will open"]
