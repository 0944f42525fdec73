from __future__ import annotations

import msgspec
import pytest

from onrecord.annotate.statements.outlets import read_medium
from tests.annotate.statements.marking import Marked, make_report, state

CHAINS = [
    ("{T|The pier is gone}, {S|a diver} {C|told} Reuters.", "a diver", ["Reuters"]),
    ("{S|A diver} {C|told} lawmakers {T|the pier is gone}.", "a diver", []),
    (
        "{S|Bloomberg} {C|reported} {T|the pier is gone}, citing two divers.",
        "two divers",
        ["Bloomberg"],
    ),
    (
        "{S|State television}, citing the harbour ministry, {C|reported} {T|the pier is gone}.",
        "harbour ministry",
        ["State television"],
    ),
    (
        "{T|“The pier is gone,”} {S|Ruiz} {C|said}, according to the Associated Press.",
        "Ruiz",
        ["Associated Press"],
    ),
    (
        "{S|Ruiz} {C|said} in an interview with broadcaster NHK that {T|the pier is gone}.",
        "Ruiz",
        ["NHK"],
    ),
    ("{S|Ruiz} {C|said} in a post on Telegram that {T|the pier is gone}.", "Ruiz", ["Telegram"]),
    ("{S|Ruiz}, quoted by Interfax, {C|said} {T|the pier is gone}.", "Ruiz", ["Interfax"]),
    (
        "{S|Intelligence shared with lawmakers} {C|shows} {T|a second pier}.",
        "intelligence shared with lawmakers",
        ["lawmakers"],
    ),
    (
        "{S|A memo seen by Reuters} {C|shows} {T|a second pier}.",
        "a memo seen by Reuters",
        ["Reuters"],
    ),
    ("{S|Ruiz} {C|said} at a news conference {T|the pier is gone}.", "Ruiz", []),
]


@pytest.mark.parametrize(("marked", "speaker", "via"), CHAINS)
def test_the_chain_is_read_from_the_words_around_the_content(
    marked: str, speaker: str, via: list[str]
) -> None:
    (statement,) = Marked(marked).statements
    assert (statement.speaker.name or "").removeprefix("the ") == speaker
    assert [carrier.name for carrier in statement.via] == via


def test_what_is_said_inside_a_saying_comes_through_its_speaker() -> None:
    marked = Marked(
        "{S1|Otto Falk} {C1|said} {T1|that {S2|Ana Ruiz} {C2|had warned} of {T2|a second wave}}."
    )
    outer, inner = marked.statements
    assert (outer.speaker.name, outer.via) == ("Otto Falk", ())
    assert inner.speaker.name == "Ana Ruiz"
    assert [carrier.name for carrier in inner.via] == ["Otto Falk"]


def test_a_mediums_saying_that_is_only_a_link_is_not_a_second_statement() -> None:
    marked = Marked(
        "{T1|{T2|“The pier is gone,”}} {S1|Ruiz} {C1|said}, "
        "{C2|according to} {S2|the Associated Press}."
    )
    (statement,) = marked.statements
    assert statement.speaker.name == "Ruiz"
    assert [carrier.name for carrier in statement.via] == ["Associated Press"]


def test_carriers_have_their_place() -> None:
    marked = Marked("{S|Ruiz} {C|told} the Associated Press {T|the pier is gone}.")
    (carrier,) = marked.statements[0].via
    assert marked.words(carrier.spans) == "Associated Press"
    assert marked.words(carrier.cue) == "told"
    assert carrier.kind == "organisation"


@pytest.mark.parametrize(
    ("phrase", "medium"),
    [
        ("the Associated Press", "Associated Press"),
        ("South Korea's Yonhap news agency", "Yonhap"),
        ("local media", "local media"),
        ("Times of Elsewhere", "Times of Elsewhere"),
        ("AFP journalists", "AFP"),
        ("Channel 12", "Channel 12"),
        ("lawmakers", None),
        ("a crowd of supporters", None),
        ("Sarah Cole", None),
        ("", None),
    ],
)
def test_media_are_told_from_everybody_else(phrase: str, medium: str | None) -> None:
    assert read_medium(phrase) == medium


def test_an_outlet_that_no_list_knows_carries_its_own_report() -> None:
    marked = "{S|Ana Ruiz} {C|told} Quaywatch {T|the ramp had failed}."
    text = Marked(marked).text
    report = msgspec.structs.replace(make_report(text), outlet="Quaywatch")
    (statement,), _ = state(report, Marked(marked).attributions)
    assert [carrier.name for carrier in statement.via] == ["Quaywatch"]


def test_a_numbered_channel_is_a_medium() -> None:
    marked = Marked("{S|Ana Ruiz} {C|told} Channel Nine {T|the ramp had failed}.")
    assert [carrier.name for carrier in marked.statements[0].via] == ["Channel Nine"]


def test_who_may_not_speak_to_the_press_is_not_carried_by_it() -> None:
    marked = Marked(
        "{S|A deckhand}, told not to speak to the press, {C|said} {T|the ramp had failed}."
    )
    assert marked.statements[0].via == ()


@pytest.mark.parametrize(
    ("marked", "speaker", "via", "content"),
    [
        (
            "{S|State media} {C|quoted} {T|Premier Otto Falk as saying talks would go on}.",
            "Otto Falk",
            ["State media"],
            "talks would go on",
        ),
        (
            "{S|The Velm Post} {C|cited} {T|two officials as saying the deal was dead}.",
            "two officials",
            ["Velm Post"],
            "the deal was dead",
        ),
        (
            "Otto Falk left. {T|He} {C|was quoted} by {S|Velm TV} {T|as saying the gate was open}.",
            "Otto Falk",
            ["Velm TV"],
            "the gate was open",
        ),
    ],
)
def test_whom_a_medium_quotes_as_saying_something_says_it(
    marked: str, speaker: str, via: list[str], content: str
) -> None:
    found = Marked(marked).said(content)
    assert (found.speaker.name, [carrier.name for carrier in found.via]) == (speaker, via)
