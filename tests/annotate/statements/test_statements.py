from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.annotate.attributions import Attribution
from onrecord.records import Block, Time
from tests.annotate.statements.marking import Marked, make_report, state


def test_a_statement_has_its_parts_without_marks_and_edge_punctuation() -> None:
    marked = Marked("{T|“The ferry is lost,”} {S|captain Ana Ruiz} {C|said}.")
    (statement,) = marked.statements
    assert marked.words(statement.content) == "The ferry is lost"
    assert marked.words(statement.cue) == "said"
    assert marked.words(statement.speaker.spans) == "captain Ana Ruiz"
    assert statement.mode == "direct"
    assert statement.confidence == 0.8


def test_the_full_stop_of_an_abbreviation_stays() -> None:
    marked = Marked("{S|Ruiz} {C|said} {T|the boat was built in the U.S.}")
    assert marked.contents() == ["the boat was built in the U.S."]


def test_furniture_says_nothing() -> None:
    text = "Ruiz said the gate was open. “Read this next,” says Ito."
    blocks = [Block(start=0, end=28, role="body"), Block(start=29, end=len(text), role="promo")]
    promo = Attribution(source=((54, 57),), cue=((49, 53),), content=((30, 46),), score=0.9)
    statements, _ = state(make_report(text, blocks), [promo])
    assert statements == ()


def test_empty_contents_and_repeats_are_dropped() -> None:
    one = Attribution(source=((0, 4),), cue=((5, 9),), content=((10, 27),), score=0.9)
    empty = Attribution(source=((0, 4),), cue=((5, 9),), content=((27, 28),), score=0.9)
    statements, _ = state(make_report("Ruiz said the gate was open."), [one, one, empty])
    assert len(statements) == 1


def test_an_embedded_post_is_its_authors_word() -> None:
    text = "Dockers walked out at noon https://t.co/abc\n— Port News (@portnews) May 2, 2031"
    block = Block(
        start=0,
        end=len(text),
        role="embed",
        author="Port News",
        handle="portnews",
        posted="2031-05-02",
    )
    statements, _ = state(make_report(text, [block]))
    (statement,) = statements
    assert text[slice(*statement.content[0])] == "Dockers walked out at noon"
    assert statement.speaker.name == "Port News"
    assert statement.mode == "direct"
    assert statement.said.edtf == "2031-05-02"


def test_attributions_inside_a_post_come_through_its_author_and_wire() -> None:
    text = (
        "(Reuters) – The port is shut, the harbour ministry said on Tuesday.\n"
        "— Ida Falk (@idafalk) May 2, 2031"
    )
    block = Block(start=0, end=len(text), role="embed", author="Ida Falk", posted="2031-05-02")
    start = text.index("The port")
    said = text.index("said")
    source = text.index("the harbour")
    inner = Attribution(
        source=((source, said - 1),),
        cue=((said, said + 4),),
        content=((start, source - 2),),
        score=0.9,
    )
    statements, _ = state(make_report(text, [block]), [inner])
    found = next(s for s in statements if s.cue == ((said, said + 4),))
    assert [carrier.name for carrier in found.via] == ["Reuters", "Ida Falk"]


def test_said_is_the_time_at_the_cue_and_not_one_in_the_content() -> None:
    marked = "{S|Ruiz} {C|said} on Tuesday that {T|the ship would sail on Friday}."
    text = Marked(marked).text
    tuesday, friday = text.index("Tuesday"), text.index("Friday")
    times = [
        Time(span=(tuesday, tuesday + 7), edtf="2031-05-06", timex="2031-05-06", kind="date"),
        Time(span=(friday, friday + 6), edtf="2031-05-09", timex="2031-05-09", kind="date"),
    ]
    assert Marked(marked, times=times).statements[0].said.edtf == "2031-05-06"
    assert Marked("{S|Ruiz} {C|said} {T|so}.").statements[0].said.edtf is None


def test_ids_are_stable_and_differ() -> None:
    marked = "{S|Ruiz} {C|said} {T|one thing}. {S2|Ito} {C2|said} {T2|another}."
    first, again = Marked(marked).statements, Marked(marked).statements
    assert [s.id for s in first] == [s.id for s in again]
    assert len({s.id for s in first}) == 2


# ------------------------------------------------------------ traps


@pytest.mark.parametrize(
    "text",
    [
        "The “experts” in the capital were silent, and the ‘plan’ failed.",
        "They sang “Rivers of the North Wind” as the boat left.",
        "The word “evacuation” was on every wall.",
        "Who would sail in such weather? Nobody on the quay.",
        "# Storm Closes Port As Ferries Turn Back",
    ],
)
def test_nobody_speaks_where_nobody_is_said_to(text: str) -> None:
    statements, _ = state(make_report(text))
    assert statements == ()


def test_a_quotation_without_a_speaker_has_none() -> None:
    text = "The crowd went quiet.\n“It was the longest night of our lives, and nobody came.”"
    statements, _ = state(make_report(text))
    (statement,) = statements
    assert statement.speaker.name is None
    assert statement.speaker.kind == "unknown"


def test_a_quotation_goes_on_with_its_speaker_in_the_next_paragraph() -> None:
    text = (
        "“We saw the wave come over the wall,” Ana Ruiz said. “It was as tall as a house.\n"
        "“Then all the lights went out at once.”"
    )
    statements, _ = state(make_report(text))
    assert [s.speaker.name for s in statements] == ["Ana Ruiz"] * 3


def test_a_colon_leads_in_a_quotation() -> None:
    text = "Ana Ruiz, the harbour master, put it plainly: “No ship will leave this port today.”"
    statements, _ = state(make_report(text))
    assert len(statements) == 1


def test_a_headline_speaks() -> None:
    marked = Marked("# {S|Harbour Ministry} {C|says} {T|port to stay shut}\nThe ministry met.")
    (statement,) = marked.statements
    assert statement.speaker.name == "Harbour Ministry"
    assert statement.speaker.kind == "organisation"


def test_said_to_be_is_hearsay_without_a_speaker() -> None:
    (statement,) = Marked("The ship {C|is said} {T|to be cursed}.").statements
    assert statement.speaker.name is None
    assert statement.certainty == "probable"


def test_a_reported_thought_is_a_belief() -> None:
    (statement,) = Marked("{S|Ruiz} {C|thought} {T|the storm would pass}.").statements
    assert statement.stance == "believes"
    assert statement.certainty == "probable"


@pytest.mark.parametrize(
    "cue", ["did not confirm", "would not confirm", "stopped short of confirming"]
)
def test_what_was_not_confirmed_is_a_doubt(cue: str) -> None:
    (statement,) = Marked(f"{{S|Ruiz}} {{C|{cue}}} {{T|the sinking}}.").statements
    assert (statement.stance, statement.polarity) == ("doubts", "negated")


def test_a_rhetorical_question_in_the_text_is_nobodys_statement() -> None:
    statements, _ = state(make_report("Is the dam safe? The town would like to know."))
    assert statements == ()


# ------------------------------------------------------------ hostile input


@settings(max_examples=40, deadline=None)
@given(
    st.text(alphabet="aB .,“”\"'()@\n\r\x00é😀\u0301\u202e–:", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6),
)
def test_every_span_is_anchored(text: str, raw: list[tuple[int, int]]) -> None:
    spans = [(min(a, b, len(text)), min(max(a, b), len(text))) for a, b in raw]
    attributions = [
        Attribution(source=(a,), cue=(b,), content=(a, b), score=0.5) for a, b in pairwise(spans)
    ]
    statements, mentions = state(make_report(text), attributions)
    for statement in statements:
        for start, end in [*statement.content, *statement.cue, *statement.speaker.spans]:
            assert 0 <= start < end <= len(text)
        assert statement.content
    for mention in mentions:
        assert all(0 <= start < end <= len(text) for start, end in mention.spans)


def test_many_statements_take_linear_time() -> None:
    sentence = "Ana Ruiz said the gate was open and he said so. "
    text = sentence * 3000
    size = len(sentence)
    attributions = [
        Attribution(
            source=((n * size, n * size + 8),),
            cue=((n * size + 9, n * size + 13),),
            content=((n * size + 14, n * size + 31),),
            score=0.9,
        )
        for n in range(3000)
    ]
    statements, _ = state(make_report(text), attributions)
    assert len(statements) == 3000


@pytest.mark.parametrize("stamp", ["13:55 — ", "1.55pm: ", "13.55 – ", "2. ", "4) ", "3/ "])
def test_the_time_or_number_before_an_entry_is_not_what_was_said(stamp: str) -> None:
    marked = Marked(f"{{T|{stamp}Two people were hurt}}, {{S|police}} {{C|say}}.")
    assert marked.contents() == ["Two people were hurt"]


@pytest.mark.parametrize("figure", ["1.25 million people were", "12 people were", "9.30 – 10.15"])
def test_a_figure_that_begins_an_entry_is_said(figure: str) -> None:
    marked = Marked(f"{{T|{figure} hurt}}, {{S|police}} {{C|say}}.")
    assert marked.contents() == [f"{figure} hurt"]


def test_the_number_of_a_thread_is_no_part_of_a_name() -> None:
    marked = Marked("{S|2/ Ana Ruiz} {C|says} {T|the gate is open}.")
    assert marked.speaker("the gate") == "Ana Ruiz"


def test_a_post_and_its_signature_may_share_a_line() -> None:
    text = "The figures were wrong and I knew. — Ian Cole (@iancole) March 4, 2025"
    block = Block(start=0, end=len(text), role="embed", author="Ian Cole", posted="2025-03-04")
    (statement,) = Marked(text, [block]).statements
    assert statement.speaker.name == "Ian Cole"
    assert text[slice(*statement.content[0])] == "The figures were wrong and I knew"


def test_a_name_is_free_of_marks_that_nobody_sees() -> None:
    marked = Marked("“No,” {S|\u202bAna \u200eRuiz\u202c} {C|said} {T|it was}.")
    assert marked.said("it was").speaker.name == "Ana Ruiz"


def test_saying_nothing_is_no_statement() -> None:
    assert Marked("Asked again, {S|Ana Ruiz} {C|said} {T|nothing}.").contents() == []


def test_when_somebody_did_something_else_is_not_when_he_spoke() -> None:
    text = "The gate was open, said Petra Lund, an engineer who saw it in October 2025."
    day = Time(
        span=(text.index("October"), text.index("2025") + 4),
        kind="date",
        edtf="2025-10",
        timex="2025-10",
    )
    marked = Marked(
        "{T|The gate was open}, {C|said} {S|Petra Lund}, an engineer who saw it in October 2025.",
        times=[day],
    )
    assert marked.said("The gate").said.edtf is None


def test_a_participle_without_a_source_has_the_subject_of_its_clause() -> None:
    marked = Marked(
        "The harbour bank shut the gate on Friday, {C|saying} {T|the water would stay high}."
    )
    assert marked.speaker("the water") == "the harbour bank"


def test_what_another_says_by_contrast_is_his_alone() -> None:
    marked = Marked(
        "{S1|The ministry} {C1|warned} {T1|that the gate was open, while {S2|the union} {C2|said} "
        "{T2|it was shut}}."
    )
    assert marked.contents() == ["that the gate was open", "it was shut"]
    assert marked.said("it was shut").via == ()


def test_the_day_of_saying_is_no_part_of_what_is_said() -> None:
    marked = Marked("{S|Rebel fighters} {C|said} {T|Tuesday they had seized the town}.")
    assert marked.contents() == ["they had seized the town"]
    assert Marked("{S|He} {C|said} {T|Tuesday was fine}.").contents() == ["Tuesday was fine"]
