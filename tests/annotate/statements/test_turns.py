"""Transcripts and interviews: the label of a line speaks it."""

from __future__ import annotations

from tests.annotate.statements.marking import Marked

HEARING = """CHAIR: Good morning. When was the alarm raised?
ADA LUND: At about ten. We had lost 12 boats by then.
CHAIR: And the ministry knew?
ADA LUND: It did. {S|The minister} {C|said} {T|we should wait}.
(LAUGHTER)
MR COLE: (inaudible)"""


def test_each_line_of_a_transcript_is_its_label_speaking() -> None:
    marked = Marked(HEARING)
    lines = [(s.speaker.name, s.mode, s.stance) for s in marked.statements if s.speaker.spans]
    assert lines[:4] == [
        ("CHAIR", "direct", "asks"),
        ("ADA LUND", "direct", "asserts"),
        ("CHAIR", "direct", "asks"),
        ("ADA LUND", "direct", "asserts"),
    ]
    assert "At about ten. We had lost 12 boats by then" in marked.contents()
    assert not any("inaudible" in content for content in marked.contents())


def test_what_somebody_tells_within_a_turn_keeps_its_speaker_and_his_carrier() -> None:
    told = Marked(HEARING).said("we should wait")
    assert told.speaker.name == "the minister"
    assert [carrier.name for carrier in told.via] == ["ADA LUND"]


def test_question_and_answer_name_nobody() -> None:
    marked = Marked("Q: Why did you resign?\nA: Nobody listened.\nQ. And now?\nA. I will write.")
    assert [s.speaker.name for s in marked.statements] == [None] * 4
    assert [s.stance for s in marked.statements] == ["asks", "asserts", "asks", "asserts"]


def test_what_the_model_takes_a_label_for_is_said_once() -> None:
    marked = Marked(
        "RUIZ: Is it shut?\n{S|COLE}{C|:} {T|It is shut}.\nRUIZ: For good?\nCOLE: For good."
    )
    assert marked.contents() == ["Is it shut", "It is shut", "For good", "For good"]
    assert marked.speaker("It is shut") == "COLE"


def test_labels_that_never_come_back_are_no_speakers() -> None:
    assert Marked("Place: Velm harbour.\nDate: Monday.\nNote: The gate was shut.").contents() == []
