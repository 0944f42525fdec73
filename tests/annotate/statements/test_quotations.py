from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.annotate.statements.quotations import find_quotations, is_title
from tests.annotate.statements.marking import Marked, make_report, state


def quoted(text: str, *, nested: bool = False) -> list[str]:
    report = make_report(text)
    blocks = [(index, (block.start, block.end)) for index, block in enumerate(report.blocks)]
    found = find_quotations(text, blocks)
    return [text[q.span[0] : q.span[1]] for q in found if q.nested == nested]


def spoken(text: str) -> list[str]:
    report = make_report(text)
    statements, _ = state(report)
    return [" … ".join(text[a:b] for a, b in s.content) for s in statements]


def test_marks_of_every_style_pair() -> None:
    assert quoted('“One,” he said. "Two," she said. «Three», they said.') == [
        "One,",
        "Two,",
        "Three",
    ]
    assert quoted("He said ‘the gate is open’ and left.") == ["the gate is open"]
    assert quoted("He said 'the gate is open' and left.") == ["the gate is open"]


def test_apostrophes_are_no_quotations() -> None:
    assert quoted(
        "The troops’ march and Russia's war weren't his idea, rock 'n' roll isn’t either."
    ) in (
        [],
        ["n"],
    )
    assert quoted("It is Ukraine’s defence and the allies’ aid.") == []


def test_a_genitive_inside_single_marks_does_not_close_them() -> None:
    assert quoted("He said ‘the soldiers’ families are safe’ and left.") == [
        "the soldiers’ families are safe"
    ]


def test_quotations_nest() -> None:
    text = "“He told me ‘run now’ and I ran,” Ito said."
    assert quoted(text) == ["He told me ‘run now’ and I ran,"]
    assert quoted(text, nested=True) == ["run now"]


def test_an_unclosed_quotation_goes_on_in_the_next_paragraph() -> None:
    text = "“We saw the wave,” Ito said. “It was tall.\n“Then the lights went out.”"
    report = make_report(text)
    blocks = [(index, (block.start, block.end)) for index, block in enumerate(report.blocks)]
    found = find_quotations(text, blocks)
    assert [(q.closed, q.follows) for q in found] == [(True, False), (False, False), (True, True)]


def test_an_unclosed_mark_stays_in_its_paragraph() -> None:
    assert quoted("He said “we are lost.\nThe next day it rained.") == ["we are lost."]


def test_titles_are_told_by_their_capitals() -> None:
    assert is_title(["Knocking", "on", "the", "Old", "Door"])
    assert not is_title(["We", "will", "not", "leave"])


def test_speech_without_an_attribution_is_found() -> None:
    assert spoken("“We will not leave the valley,” Ana Ruiz said.") == [
        "We will not leave the valley"
    ]


def test_scare_quotes_titles_and_single_words_are_no_speech() -> None:
    assert spoken("The “miracle” cure and the ‘green’ tax were back.") == []
    assert spoken("The band opened with “Knocking on the Old Door” and sang on.") == []
    assert spoken("Her novel “The Salt Roads” won a prize.") == []
    assert spoken("The so-called “peace corridor to the south” was shelled again.") == []


@given(st.text(alphabet="ab .,“”‘’\"'«»\n’s", max_size=80))
def test_spans_are_anchored_whatever_the_marks(text: str) -> None:
    report = make_report(text)
    blocks = [(index, (block.start, block.end)) for index, block in enumerate(report.blocks)]
    for quotation in find_quotations(text, blocks):
        start, end = quotation.span
        left, right = quotation.outer
        assert 0 <= left <= start <= end <= right <= len(text)


def test_many_marks_take_linear_time() -> None:
    text = "“a ‘b ’c " * 20_000
    assert len(quoted(text)) >= 1
    assert len(quoted("'s ’s ‘s " * 20_000)) >= 0


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We are done with all the talks.” — Ian Cole, foreign minister", "Ian Cole"),
        ("- Mia Holt — “It is a disgrace.”", "Mia Holt"),
        ('"We did all that we could" -- captain Bo Ek', "Bo Ek"),
        ("“We are done with all the talks.” — and then he walked out of the room", None),
    ],
)
def test_a_dash_names_who_is_quoted(text: str, speaker: str | None) -> None:
    (statement,) = Marked(text).statements
    assert statement.speaker.name == speaker
