"""Answers: long quotes are cut and say so, and what a reader would not see is pointed out."""

from __future__ import annotations

import pytest

from onrecord.records import Dated, Report
from onrecord.show.mcp.answers import Source
from onrecord.show.mcp.writers import QUOTE_CHARS, Writer
from onrecord.store import Ledger


def cite(text: str, base: str = "", id_: str = "r1") -> Source:
    report = Report(id=id_, hash="", text=text, outlet="The Post", published=Dated(edtf="2025"))
    with Ledger.open(":memory:") as ledger:
        return Writer(ledger, base).cite(report, [(0, len(text))])


def test_a_long_quote_is_cut_and_its_span_is_whole() -> None:
    source = cite("a" * (QUOTE_CHARS + 1))
    assert (len(source.quote), source.span, source.cut) == (QUOTE_CHARS, (0, QUOTE_CHARS + 1), True)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Ferry sinks\nin storm\u00a0– 12 dead", False),
        ("soft\u00adhyphen, می\u200cخواهم, 👩\u200d🚒", False),
        ("right\u202eleft", True),
        ("zero\u200bwidth", True),
        ("tags \U000e0041\U000e0042", True),
        ("bell\x07", True),
        ("lone \ud800", True),
    ],
)
def test_characters_nobody_sees_are_pointed_out(text: str, hidden: bool) -> None:
    assert cite(text).hidden_characters is hidden


def test_lone_surrogates_do_not_stop_an_answer() -> None:
    assert cite("lone \ud800").model_dump_json()


def test_links_lead_to_the_pages_of_the_ledger() -> None:
    assert cite("a", "http://127.0.0.1:8000/").link == "http://127.0.0.1:8000/report/r1"
    assert cite("a", id_="../a b?c#d").link == "/report/..%2Fa%20b%3Fc%23d"
