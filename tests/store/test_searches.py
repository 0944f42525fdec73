from __future__ import annotations

import sqlite3
from contextlib import closing

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import InputError
from onrecord.store import Ledger
from onrecord.store.fts5 import write_match
from onrecord.store.searches import QUOTE_CHARS, find_passage, parse_query
from onrecord.store.sieves import sift_facts
from tests.store.facts import make_fact, make_report


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


WORDS = [
    "Ana",
    "Valk",
    "said",
    "says",
    "bridge",
    "the",
    "bridges",
    "close*",
    '"bridge will"',
    "élan",
]
TEXTS = [
    "Bridge closed\n\nIrena Valk said the bridge will close on Monday.\n",
    "Elan hotel\n\nAna Ruiz said no bridge was closed.\n\nThe hotel is open, says its owner.\n",
    "Nothing new\n\nThe road is open.\n",
]


@given(query=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join))
def test_sifting_keeps_what_a_search_in_a_ledger_finds(query: str) -> None:
    facts = [make_fact(f"r{n}", text) for n, text in enumerate(TEXTS)]
    with Ledger.open(":memory:") as ledger:
        ledger.add_many(facts)
        found = {hit.report for hit in ledger.search(query, limit=100)}
    assert {report.id for report, _ in sift_facts(facts, query)} == found


def test_a_query_without_a_word_is_an_error() -> None:
    with pytest.raises(InputError, match="no word"):
        sift_facts([make_fact()], '"*')
