"""Hostile input: whatever the tokens, spans are sound and the work grows with their number."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import networkx as nx
import pytest
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.annotate.parses import Parse
from onrecord.annotate.times import find_times
from onrecord.annotate.times.grammar import Node, load_grammar
from onrecord.annotate.times.words import load_data
from onrecord.records import Block, Dated, Report, Time

MORE_WORDS = [
    "the",
    "a",
    "an",
    "of",
    "in",
    "on",
    "at",
    "by",
    "last",
    "next",
    "this",
    "that",
    "past",
    "few",
    "every",
    "ago",
    "earlier",
    "later",
    "early",
    "late",
    "until",
    "since",
    "within",
    "2",
    "3",
    "12",
    "28",
    "31",
    "99",
    "05",
    "1999",
    "2024",
    "3000",
    "1600",
    "10:30",
    "25:99",
    "10/28",
    "9/11",
    "1990s",
    "90s",
    "'90s",
    "2024-10-28",
    "28th",
    "41st",
    "q3",
    "fy24",
    "-",
    ",",
    ".",
    "/",
    "(",
    ")",
    "'",
    "’s",
    "'s",
    "half",
    "and",
    "to",
    "old",
    "long",
    "$",
    "%",
    "one",
    "two",
    "hundred",
    "thousand",
    "million",
    "century",
    "end",
    "middle",
    "beginning",
    "quarter",
    "troops",
    "killed",
    "will",
    "was",
]
WORDS = sorted(
    {word for section in load_data("words").values() for word in section if word != "words"}.union(
        MORE_WORDS
    )
)
TAGS = ("NN", "NNS", "NNP", "CD", "DT", "IN", "VBD", "VB", "MD", "JJ", ",", "VBZ", "VBN", "TO")


def make_parse(words: Sequence[str], tags: Sequence[str]) -> tuple[str, Parse]:
    text = " ".join(words)
    starts, at = [], 0
    for word in words:
        starts.append(at)
        at += len(word) + 1
    count = len(words)
    return text, Parse(
        block=0, words=list(words), starts=starts,
        ends=[start + len(word) for start, word in zip(starts, words, strict=True)],
        lemmas=[word.lower() for word in words], tags=list(tags), pos=["NOUN"] * count,
        deps=["dep"] * count, heads=[max(0, index - 1) for index in range(count)],
        sents=[(0, count)] if count else [],
    )  # fmt: skip


def read_words(
    words: Sequence[str], tags: Sequence[str], published: str | None
) -> tuple[str, tuple[Time, ...]]:
    text, parse = make_parse(words, tags)
    report = Report(
        id="r", hash="h", text=text, published=Dated(edtf=published),
        blocks=(Block(start=0, end=len(text), role="body"),),
    )  # fmt: skip
    return text, find_times(report, [parse])


PUBLISHED = st.sampled_from(
    ["2024-10-30", "2024-02-29", "2024", "2024-10", "2023-12-30/2024-01-02", "0001-01-01",
     "9998-12-31", "1999-12-31T23:59", "202X", "2024-21", None]
)  # fmt: skip


def test_no_rule_of_the_grammar_contains_itself() -> None:
    tries = load_grammar().tries

    def list_inner(node: Node) -> set[str]:
        below = [*node.words.values(), *node.rules.values()]
        below += [after for named in node.classes.values() for after in named.values()]
        return {rule for rule, _ in node.rules}.union(*(list_inner(after) for after in below))

    graph = nx.DiGraph((name, inner) for name in tries for inner in list_inner(tries[name]))
    assert nx.is_directed_acyclic_graph(graph), nx.find_cycle(graph)


@settings(max_examples=150, deadline=None)
@given(
    words=st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(TAGS)), max_size=14),
    published=PUBLISHED,
)
def test_any_words_give_sound_spans_and_valid_edtf(
    words: list[tuple[str, str]], published: str | None
) -> None:
    text, times = read_words([word for word, _ in words], [tag for _, tag in words], published)
    end = 0
    for found in times:
        assert end <= found.span[0] < found.span[1] <= len(text)
        end = found.span[1]
        assert found.timex
        if found.edtf is not None:
            parse_edtf(found.edtf)
            first, _, last = found.edtf.partition("/")
            assert ".." in {first, last} or not last or first[:10] <= last[:10] or "X" in first
    assert read_words([w for w, _ in words], [t for _, t in words], published)[1] == times


@pytest.mark.parametrize(
    "pattern",
    [
        "9", "of the", "two hundred and", "Monday ,", "early", "2024 -", "the end of", "9" * 60,
        "two days and", "12:30 on", "every other", "late in the", "first of the", "-", "May",
        "a few days before", "between 2 and", "Oct. 20 -",
    ],
)  # fmt: skip
def test_work_grows_with_the_number_of_tokens(pattern: str) -> None:
    unit = pattern.split()

    def count_calls(count: int) -> int:
        words = [unit[index % len(unit)] for index in range(count)]
        calls = 0

        def note(_frame: object, event: str, _argument: object) -> None:
            nonlocal calls
            calls += event == "call"

        sys.setprofile(note)
        try:
            read_words(words, ["NN"] * count, "2024-10-30")
        finally:
            sys.setprofile(None)
        return calls

    count_calls(60)
    small, large = count_calls(120), count_calls(960)
    assert large < 10 * small
