"""The whole pass over one report: every anchor true and the same output again, on any text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from onrecord.read.reports import make_report
from onrecord.store.checks import check_fact

SENTENCES = [
    "“We lost 12 boats,” harbour master Ada Lund said on Tuesday.",
    "The ministry denied that more than 1,200 people had been moved.",
    "Two officials, who asked not to be named, told Northwire that talks would end within days.",
    "The toll rose from 250 to 340, according to the health department.",
    "Read also: Ten things to know",
    "— Ada Lund (@adalund) March 4, 2025",
    "By Ada Lund - March 4, 2025, 1:43 am",
    "(With inputs from Northwire)",
    "“It began at 10:30 p.m. last Friday and",
    "She did not confirm it.",
]
NOISE = [
    "\U0001f6f3\ufe0f",
    "e\u0301\u0323",
    "\u202eabc\u202c",
    "\u05e9\u05dc\u05d5\u05dd",
    "\x00",
    "\ud800",
    "“",
    "’",
    "(",
    "…",
]
BREAKS = [" ", "\n", "\r\n", "\n\n", "\r\n\r\n", "\u2028", "\t"]

TEXTS = st.lists(
    st.tuples(st.sampled_from(SENTENCES + NOISE), st.sampled_from(BREAKS + NOISE)), min_size=1
).map(lambda parts: "A harbour story " + "".join(words + gap for words, gap in parts))


@settings(max_examples=60)
@given(TEXTS)
def test_every_anchor_is_true_on_any_text(text: str) -> None:
    report = make_report(text)
    notes = onrecord.annotate(report)
    assert report.text == text
    check_fact(report, notes)
    furniture = [(block.start, block.end) for block in report.blocks if not block.is_report]
    for statement in notes.statements:
        for start, end in (*statement.content, *statement.cue):
            assert text[start:end].strip()
            assert not any(first < end and start < last for first, last in furniture)


def test_a_report_is_annotated_the_same_beside_others() -> None:
    report = make_report("\n\n".join(SENTENCES))
    alone = onrecord.annotate(report)
    onrecord.annotate(make_report("Another story. “No,” said Bo Ek."))
    assert onrecord.annotate(report) == alone
    assert alone.statements


def test_a_language_without_a_model_has_no_entries() -> None:
    text = "Der Minister sagte am Dienstag, dass zwölf Menschen gestorben seien. " * 8
    notes = onrecord.annotate(make_report(text))
    assert (notes.statements, notes.figures, notes.times) == ((), (), ())
