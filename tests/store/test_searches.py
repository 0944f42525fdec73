from __future__ import annotations

import sqlite3
from contextlib import closing

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from onrecord.store.fts5 import write_match
from onrecord.store.searches import QUOTE_CHARS, find_passage, parse_query
from tests.store.facts import make_report


@given(query=st.text(max_size=80))
def test_every_query_is_one_that_the_database_takes(query: str) -> None:
    terms = parse_query(query)
    if terms:
        match = write_match(terms)
        with closing(sqlite3.connect(":memory:")) as database:
            database.execute("CREATE VIRTUAL TABLE t USING fts5 (x)")
            database.execute("SELECT * FROM t WHERE t MATCH ?", (match,)).fetchall()


def test_a_long_passage_is_cut_around_the_word_found() -> None:
    text = "Headline\n" + "before " * 200 + "evacuated today " + "after " * 200
    report = make_report(text=text)
    start, end = find_passage(report, 1, "Evacuat*")
    quote = text[start:end]
    assert "evacuated today" in quote
    assert len(quote) <= QUOTE_CHARS
    assert quote.split()[0] == "before"
    assert quote.split()[-1] == "after"


def test_a_long_run_without_words_is_cut_all_the_same() -> None:
    report = make_report(text="Headline\n" + "x" * 5000)
    start, end = find_passage(report, 1, "nothing")
    assert 0 < end - start <= QUOTE_CHARS


def test_a_report_without_blocks_is_one_passage() -> None:
    report = msgspec.structs.replace(make_report(), blocks=())
    assert find_passage(report, 0, "x") == (0, len(report.text))
