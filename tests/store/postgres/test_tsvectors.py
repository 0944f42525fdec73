from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.store import Ledger
from onrecord.store.postgres.tsvectors import MAX_PART_CHARS, MAX_PART_WORDS, part_words
from tests.store.facts import make_fact
from tests.store.servers import Server, share_server

TEXTS = [
    "Headline\nAna Lopes said: the and/or clause of U.S. law, 3,000 pages, was not read.",
    "Headline\nThe coast-guard said boats searched all night near Çeşme and Zürich.",
    "Headline\nRui Melo said: to be or not to be, that is the question. See desk@example.org.",
    "Headline\nIda Brun said 40 homes were emptied at 10.30 p.m.; e-mail: /home/ida/x.txt",
    "Headline\nΟ Νίκος said Αθήνα is calm. Мария said Москва is not. 東京 said nothing at all.",
]
QUERIES = [
    "and/or", "u.s.", '"u.s. law"', "3000", "3,000", '"to be or not to be"', "the", "cesme",
    "ÇEŞME", "zurich", "coast-guard", '"coast guard"', "desk@example.org", "example", "10.30",
    "e-mail", "/home/ida", "x.txt", "Αθήνα", "москва", "Μαρία", "東京", "nights", "search*",
    "quest*", '"is the question"', '"question the is"', "brun emptied", "homes*", "p.m.", "ida's",
]  # fmt: skip


@pytest.fixture(scope="module")
def ledgers() -> Iterator[list[Ledger]]:
    """The same reports in a ledger of either engine."""
    with Ledger.open(share_server().make_place()) as shared, Ledger.open(":memory:") as own:
        for ledger in (shared, own):
            ledger.add_many(make_fact(f"r{number}", text) for number, text in enumerate(TEXTS))
        yield [shared, own]


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_finds_the_same_reports_in_either_engine(ledgers: list[Ledger], query: str) -> None:
    found = [{(hit.kind, hit.id) for hit in ledger.search(query)} for ledger in ledgers]
    assert found[0] == found[1]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=st.text(st.sampled_from("aeé\u0301ßIİ1²½_-'\"*&|!<>():\\\0\ud800 ,.東ﬁ"), max_size=30))
def test_no_query_fails(ledgers: list[Ledger], query: str) -> None:
    assert isinstance(ledgers[0].search(query), list)


def test_parts_fit_and_hold_all_words() -> None:
    words = [f"w{number}" for number in range(MAX_PART_WORDS + 5)] + ["x" * 150] * 3_000
    parts = list(part_words(" ".join(words)))
    assert " ".join(parts).split() == words
    assert all(len(part) <= MAX_PART_CHARS for part in parts)
    assert all(len(part.split()) <= MAX_PART_WORDS for part in parts)
    assert list(part_words("…")) == [""]


def test_the_newest_text_counts_for_a_server_too(server: Server) -> None:
    with Ledger.open(server.make_place()) as ledger:
        ledger.add(*make_fact("a", TEXTS[0], "2024-10-29"))
        ledger.add(*make_fact("a", TEXTS[1], "2024-10-30"))
        assert ledger.search("clause") == []
        assert [hit.report for hit in ledger.search("searched")] == ["a"]
