"""The reading view: pieces that joined are the text, each with the entries that hold it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onrecord.records import Annotations, Block, Mention, Report, Time
from onrecord.show.web.copying import Passage
from onrecord.show.web.queries import index_fact
from onrecord.show.web.readings import Part, cut_report
from tests.store.facts import make_fact, make_report

TEXT = "Alpha beta gamma\n\ndelta epsilon\nzeta eta theta iota"
SPANS = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(
    lambda pair: (min(pair), max(pair))
)


def join(parts: list[Part]) -> str:
    return "".join(piece.text for part in parts for piece in part.pieces)


@given(st.lists(SPANS, max_size=8), st.lists(SPANS, max_size=4), st.lists(SPANS, max_size=4))
def test_no_character_is_lost_or_doubled(
    times: list[tuple[int, int]], blocks: list[tuple[int, int]], selected: list[tuple[int, int]]
) -> None:
    report = make_report("r", TEXT, blocks=make_blocks(blocks))
    notes = Annotations(
        report="r",
        hash=report.hash,
        version="1",
        times=tuple(
            Time(span=span, edtf=None, timex=None, kind="date")
            for span in times
            if span[0] < span[1]
        ),
    )
    parts = cut_report(index_fact(report, notes), [], [s for s in selected if s[0] < s[1]])
    assert join(parts).split() == TEXT.split()


def make_blocks(spans: list[tuple[int, int]]) -> tuple[Block, ...]:
    """Return blocks that do not overlap."""
    made: list[Block] = []
    for start, end in sorted(spans):
        if end > start and (not made or start >= made[-1].end):
            made.append(Block(start=start, end=end, role="body"))
    return tuple(made)


def test_overlapping_entries_are_all_on_their_characters() -> None:
    report = make_report("r", TEXT)
    notes = Annotations(
        report="r",
        hash=report.hash,
        version="1",
        times=(Time(span=(0, 10), edtf="2024", timex="2024", kind="date"),),
        mentions=(Mention(name="Beta", kind="place", spans=((6, 16),)),),
    )
    (first, *_) = cut_report(index_fact(report, notes), [], [(3, 8)])
    layers = {piece.text: (piece.layers, piece.selected) for piece in first.pieces}
    assert layers["Alp"] == (("ti",), False)
    assert layers["ha "] == (("ti",), True)
    assert layers["be"] == (("ti", "me"), True)
    assert layers["ta"] == (("ti", "me"), False)
    assert layers[" gamma"] == (("me",), False)


def test_a_copy_is_marked_where_it_begins() -> None:
    fact = make_fact("r", TEXT)
    passage = Passage((6, 10), "copy", "also in", ())
    parts = cut_report(index_fact(*fact), [passage])
    marked = [piece for part in parts for piece in part.pieces if piece.copies]
    assert [piece.text for piece in marked] == ["beta"]


def test_furniture_is_told_from_report() -> None:
    blocks = (
        Block(start=0, end=16, role="headline"),
        Block(start=18, end=31, role="promo"),
        Block(start=32, end=len(TEXT), role="body", repeat_of=0),
    )
    report: Report = make_report("r", TEXT, blocks=blocks)
    notes = Annotations(report="r", hash=report.hash, version="1")
    parts = cut_report(index_fact(report, notes), [])
    assert [(part.furniture, part.repeat) for part in parts] == [
        (False, False),
        (True, False),
        (True, True),
    ]
