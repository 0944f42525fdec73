from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.errors import RefusedError
from onrecord.ids import hash_text, make_id
from onrecord.read.reports import Known, make_report

TEXT = (
    "Ferry With 140 Aboard Sinks Off Port Selm\r\n\r\n"
    "A ferry carrying 140 people sank off Port Selm on Monday, the coastguard said.\0\r\n\r\n"
    "Rescuers pulled 97 people from the water before noon, the coastguard told reporters there.\r\n"
)


def test_the_text_is_kept_exactly() -> None:
    report = make_report(TEXT)
    assert report.text == TEXT
    assert report.hash == hash_text(TEXT)
    assert report.title == "Ferry With 140 Aboard Sinks Off Port Selm"
    assert report.lang == "en"


def test_ids_come_from_the_input_then_the_url_then_the_text() -> None:
    url = "https://www.example.org/ferry"
    assert make_report(TEXT, Known(id="x1", url=url)).id == "x1"
    assert make_report(TEXT, Known(url=url)).id == make_id("report", url)
    assert make_report(TEXT).id == make_id("report", None, hash_text(TEXT))


def test_what_the_container_says_is_kept() -> None:
    known = Known(title="Ferry", byline=("Jo Adler",), outlet="Herald", lang="de", path="a.txt")
    report = make_report(TEXT, known)
    assert (report.title, report.byline, report.outlet) == ("Ferry", ("Jo Adler",), "Herald")
    assert (report.lang, report.path) == ("de", "a.txt")


@pytest.mark.parametrize(
    ("known", "tail", "outlet"),
    [
        (Known(url="https://www.example.org/a"), "", "example.org"),
        (Known(url="http://[bad"), "", None),
        (Known(), "© 2031 Selm Herald. All rights reserved.", "Selm Herald"),
        (Known(), "© 2031 The Associated Press. All rights reserved.", None),
        (Known(), "", None),
    ],
)
def test_the_outlet_is_named_only_where_it_is_explicit(
    known: Known, tail: str, outlet: str | None
) -> None:
    assert make_report(f"{TEXT}\n{tail}", known).outlet == outlet


@pytest.mark.parametrize("text", ["", " \n", "\0\0", "12 – 34", "\u200b"])
def test_a_text_without_letters_is_refused(text: str) -> None:
    with pytest.raises(RefusedError) as caught:
        make_report(text, Known(path="a.txt"))
    assert (caught.value.refusal.reason, caught.value.refusal.path) == ("empty", "a.txt")


def test_the_language_of_a_few_words_is_unknown() -> None:
    assert make_report("Three people died").lang is None


@given(st.text(alphabet=st.characters(), max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text_gives_the_same_report_twice_or_is_refused(text: str) -> None:
    try:
        report = make_report(text)
    except RefusedError:
        assert not any(map(str.isalpha, text))
        return
    assert report.text == text
    assert report == make_report(text)


@pytest.mark.parametrize(
    "unit",
    [
        "word ", "a b\n", "— x (@a) ", "May 1, 2031 ", "By ", "Aa ", "(AP) ", "source: ", "A. ",
        "(((", "© 2031 ", "1/2/2031", "'", "a\r", "with inputs from ", "é", "\ud800a",
    ],
)  # fmt: skip
def test_time_grows_with_the_text_and_no_faster(unit: str) -> None:
    def measure(chars: int) -> float:
        text = "a" + unit * (chars // len(unit))
        started = time.process_time()
        make_report(text)
        return time.process_time() - started

    measure(1_000)
    small = max(measure(20_000), 0.005)
    assert measure(80_000) < 12 * small
