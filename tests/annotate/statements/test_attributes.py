from __future__ import annotations

import pytest

from tests.annotate.statements.marking import Marked

CASES = [
    ("{C|said} {T|the gate was open}", "asserts", "certain", "affirmed"),
    ("{C|said} {T|the gate was not open}", "asserts", "certain", "negated"),
    ("{C|said} {T|there was no evidence of a break-in}", "asserts", "certain", "negated"),
    ("{C|said} {T|the gate may be open}", "asserts", "possible", "affirmed"),
    ("{C|said} {T|the gate was probably open}", "asserts", "probable", "affirmed"),
    ("{C|said} {T|a man who may be armed was seen}", "asserts", "certain", "affirmed"),
    ("{C|suggested} {T|the gate was open}", "asserts", "probable", "affirmed"),
    ("{C|confirmed} {T|the gate was open}", "confirms", "certain", "affirmed"),
    ("{C|did not confirm} {T|the gate was open}", "doubts", "certain", "negated"),
    ("{C|stopped short of confirming} {T|the theft}", "doubts", "certain", "negated"),
    ("{C|refused to say} {T|who had the key}", "doubts", "certain", "negated"),
    ("{C|would neither confirm nor deny} {T|the theft}", "doubts", "certain", "negated"),
    ("{C|denied} {T|leaving the gate open}", "denies", "certain", "negated"),
    ("{C|denied} {T|that the gate had not been locked}", "denies", "certain", "affirmed"),
    ("{C|did not deny} {T|the theft}", "doubts", "certain", "affirmed"),
    ("{C|downplayed} {T|the theft}", "denies", "certain", "negated"),
    ("{C|believes} {T|the gate was open}", "believes", "probable", "affirmed"),
    ("{C|does not believe} {T|the gate was open}", "believes", "probable", "negated"),
    ("{C|warned} {T|that the dam could break}", "warns", "possible", "affirmed"),
    ("{C|predicted} {T|a long winter}", "predicts", "probable", "affirmed"),
    ("{C|urged} {T|people to stay home}", "demands", "certain", "affirmed"),
    ("{C|told} {T|them to leave}", "demands", "certain", "affirmed"),
    ("{C|vowed} {T|to rebuild}", "promises", "certain", "affirmed"),
    ("{C|asked} {T|whether the gate was open}", "asks", "certain", "affirmed"),
    ("{C|reportedly said} {T|the gate was open}", "asserts", "probable", "affirmed"),
]


@pytest.mark.parametrize(("tail", "stance", "certainty", "polarity"), CASES)
def test_a_statement_is_no_surer_than_its_words(
    tail: str, stance: str, certainty: str, polarity: str
) -> None:
    (statement,) = Marked(f"{{S|The guard}} {tail}.").statements
    assert (statement.stance, statement.certainty, statement.polarity) == (
        stance,
        certainty,
        polarity,
    )


@pytest.mark.parametrize(
    ("marked", "mode"),
    [
        ("{S|Ruiz} {C|said} {T|the gate was open}.", "indirect"),
        ("“{T|The gate was open},” {S|Ruiz} {C|said}.", "direct"),
        ("{S|Ruiz} {C|said} {T|the gate was “wide open”}.", "mixed"),
        ("{S|Ruiz} {C|said}: {T|“The gate was open.”}", "direct"),
    ],
)
def test_mode_is_how_much_is_quoted(marked: str, mode: str) -> None:
    assert Marked(marked).statements[0].mode == mode


def test_two_parts_of_one_quotation_are_direct() -> None:
    marked = Marked("“{T|The gate},” {S|Ruiz} {C|said}, “{T|was open}.”")
    assert marked.statements[0].mode == "direct"
