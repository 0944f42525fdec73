from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.read.credits import parse_credit
from onrecord.read.reports import make_report

HEADLINE = "Ferry With 140 Aboard Sinks Off Port Selm"
FIRST = "A ferry carrying 140 people sank off Port Selm on Monday, the coastguard said in a report."
SECOND = (
    "Rescuers pulled 97 people from the water before noon, the coastguard told reporters there."
)


def credits_of(text: str) -> list[tuple[str, tuple[str, ...], str]]:
    report = make_report(text)
    return [(text[slice(*c.span)], c.names, c.kind) for c in report.credits]


@pytest.mark.parametrize(
    ("line", "names", "kind"),
    [
        ("(With inputs from AP)", ("AP",), "inputs"),
        ("(With inputs from agencies)", ("agencies",), "inputs"),
        ("Source: AFP", ("AFP",), "source"),
        ("SOURCE: Al Jazeera and news agencies", ("Al Jazeera", "news agencies"), "source"),
        ("This story was syndicated from The Selm Herald.", ("The Selm Herald",), "feed"),
        ("Originally published on Selm Today.", ("Selm Today",), "feed"),
        ("© 2031 AFP", ("AFP",), "feed"),
        (
            "Associated Press writers Jo Adler and Ann Lee contributed to this report.",
            ("Associated Press",),
            "inputs",
        ),
    ],
)
def test_credit_lines(line: str, names: tuple[str, ...], kind: str) -> None:
    found = credits_of(f"{HEADLINE}\n\n{FIRST}\n\n{SECOND}\n\n{line}")
    assert [(n, k) for _, n, k in found] == [(names, kind)]
    assert found[0][0] in line


@pytest.mark.parametrize(
    ("start", "names"),
    [
        ("PORT SELM (AP) —", ("AP",)),
        ("PORT SELM, May 4 (Reuters) -", ("Reuters",)),
        ("(Reuters) –", ("Reuters",)),
        ("DAYTON, Ohio (WXYZ) —", ("WXYZ",)),
        ("MANILA, Philippines (AP/AFP) --", ("AP", "AFP")),
    ],
)
def test_datelines_stay_in_the_body_and_are_read(start: str, names: tuple[str, ...]) -> None:
    text = f"{HEADLINE}\n\n{start} {FIRST}\n\n{SECOND}"
    assert credits_of(text) == [(start, names, "dateline")]
    assert [block.role for block in make_report(text).blocks] == ["headline", "body", "body"]


def test_a_wire_credit_inside_an_embedded_post() -> None:
    post = f"(Reuters) – {FIRST}\n— Jo Adler (@jo) May 4, 2031"
    assert credits_of(f"{HEADLINE}\n{FIRST} \n{post}\n{SECOND}") == [
        ("(Reuters) –", ("Reuters",), "dateline")
    ]


def test_a_byline_that_names_an_agency_credits_it() -> None:
    found = credits_of(f"{HEADLINE}\n\nBy Jo Adler, Reuters\n\n{FIRST}\n\n{SECOND}")
    assert found == [("Reuters", ("Reuters",), "source")]


@pytest.mark.parametrize(
    "line",
    [
        "First published on November 19, 2031",
        "Sources said that it was Reuters.",
        "Provided by the ministry, the list shows thirty names.",
        "He cited reporting by Reuters on the sinking.",
    ],
)
def test_what_is_no_credit(line: str) -> None:
    assert not parse_credit(line)
    assert not credits_of(f"{HEADLINE}\n\n{FIRST}\n\n{line}\n\n{SECOND}")


@given(st.text(max_size=200))
def test_any_text_is_borne(text: str) -> None:
    for credit in make_report("a " + text).credits:
        assert credit.names
