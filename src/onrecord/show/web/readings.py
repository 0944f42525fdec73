"""The reading view: a report's text cut where its entries begin and end, so that each can be seen.

The text itself is never changed: the pieces joined are the report's text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from onrecord.records import Block, Report, Span
from onrecord.show.citations import name_outlet
from onrecord.show.web.copying import Passage
from onrecord.show.web.keys import key_id
from onrecord.show.web.queries import Known
from onrecord.show.wordings import (
    STANCE_VERBS,
    describe_chain,
    describe_date,
    describe_figure,
    describe_speaker,
)

LAYERS = {
    "st": "statements",
    "fi": "figures",
    "ti": "times",
    "me": "names",
    "cp": "copies",
    "fu": "page furniture",
}
"""What a reader can show and hide, by the class that marks it."""


class Mark(NamedTuple):
    """Some characters of the text that an entry is anchored to."""

    span: Span
    layer: str
    title: str
    anchor: str = ""
    selected: bool = False


class Piece(NamedTuple):
    """Characters that the same entries hold; ``anchors`` are of entries that begin here."""

    text: str
    layers: tuple[str, ...]
    title: str
    anchors: tuple[str, ...]
    selected: bool
    copies: tuple[Passage, ...]


class Part(NamedTuple):
    """A block, or the characters between two."""

    role: str
    furniture: bool
    repeat: bool
    note: str
    pieces: tuple[Piece, ...]


def cut_report(
    known: Known, passages: Sequence[Passage], selected: Sequence[Span] = ()
) -> list[Part]:
    """Return a report cut into blocks and pieces.

    Args:
        known: the report with its entries.
        passages: what it shares with others.
        selected: what is to be seen at once.
    """
    marks = [
        *list_marks(known),
        *(Mark(p.span, "cp", p.title, selected=False) for p in passages),
        *(Mark(span, "sel", "", selected=True) for span in selected),
    ]
    begins: dict[int, list[Passage]] = {}
    for passage in passages:
        begins.setdefault(passage.span[0], []).append(passage)
    return [
        _make_part(known.report, span, block, marks, begins)
        for span, block in _list_spans(known.report)
    ]


def list_marks(known: Known) -> Iterator[Mark]:
    """Yield every span that an entry of a report is anchored to."""
    for item in known.notes.statements:
        title = " ".join(
            part
            for part in (
                describe_speaker(item.speaker),
                STANCE_VERBS[item.stance],
                f"({item.certainty})" if item.certainty != "certain" else "",
                describe_chain(item),
            )
            if part
        )
        yield from _mark(item.content, "st", title, item.id)
    for figure in known.notes.figures:
        measure = f", {figure.measure}" if figure.measure else ""
        title = f"figure: {describe_figure(figure)}{measure}"
        yield from _mark([figure.span], "fi", title, figure.id)
    for time in known.notes.times:
        yield from _mark([time.span], "ti", f"{time.kind}: {describe_date(time.edtf)}")
    for mention in known.notes.mentions:
        yield from _mark(mention.spans, "me", f"{mention.kind}: {mention.name}")


def _mark(spans: Iterable[Span], layer: str, title: str, entry: str = "") -> Iterator[Mark]:
    anchor = f"e-{key_id(entry)}" if entry else ""
    for number, span in enumerate(spans):
        yield Mark(span, layer, title, "" if number else anchor)


def _list_spans(report: Report) -> Iterator[tuple[Span, Block | None]]:
    """Yield the blocks, and what lies between them where it is more than white space."""
    last = 0
    for block in sorted(report.blocks, key=lambda block: block.start):
        start = max(last, block.start)
        if report.text[last:start].strip():
            yield (last, start), None
        if start < block.end:
            yield (start, block.end), block
            last = block.end
    if report.text[last:].strip() or not report.blocks:
        yield (last, len(report.text)), None


def _make_part(
    report: Report,
    span: Span,
    block: Block | None,
    marks: Sequence[Mark],
    begins: dict[int, list[Passage]],
) -> Part:
    inside = [mark for mark in marks if mark.span[0] < span[1] and span[0] < mark.span[1]]
    edges = {span[0], span[1]}
    for mark in inside:
        edges.update(edge for edge in mark.span if span[0] < edge < span[1])
    places = sorted(edges)
    return Part(
        role=block.role if block else "between",
        furniture=block is None or not block.is_report,
        repeat=block is not None and block.repeat_of is not None,
        note=_describe_block(block),
        pieces=tuple(
            _make_piece(report, (start, end), inside, begins) for start, end in pairwise(places)
        ),
    )


def _describe_block(block: Block | None) -> str:
    if block is None:
        return "outside of any paragraph"
    if block.repeat_of is not None:
        return "repeats an earlier paragraph"
    author = f", by {block.author}" if block.author else ""
    return f"{block.role}{author}"


def _make_piece(
    report: Report, span: Span, marks: Sequence[Mark], begins: dict[int, list[Passage]]
) -> Piece:
    over = [mark for mark in marks if mark.span[0] <= span[0] and span[1] <= mark.span[1]]
    titles = dict.fromkeys(mark.title for mark in over if mark.title)
    return Piece(
        text=report.text[span[0] : span[1]],
        layers=tuple(layer for layer in LAYERS if any(mark.layer == layer for mark in over)),
        title="\n".join(titles),
        anchors=tuple(m.anchor for m in over if m.anchor and m.span[0] == span[0]),
        selected=any(mark.selected for mark in over),
        copies=tuple(begins.get(span[0], ())),
    )


def title_report(report: Report) -> str:
    """Return what a report is called on its own page."""
    return report.title or name_outlet(report)
