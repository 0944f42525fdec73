"""Small reports with true annotations, made of plain lines."""

from __future__ import annotations

import re
from decimal import Decimal

from onrecord.ids import hash_text, make_id
from onrecord.records import (
    Annotations,
    Block,
    Dated,
    Figure,
    Mention,
    Report,
    Speaker,
    Statement,
    Time,
    When,
)
from onrecord.store import Fact

_NUMBER = re.compile(r"(?<!\S)[0-9]+(?!\S)")
FERRY = (
    "Ferry sinks off the cape\n"
    "Ana Lopes said: 12 people died on the Estrela.\n"
    "The coast guard said rescue boats searched all night."
)
FERRY_LATER = FERRY.replace("12 people", "15 people")
MARKET = "Fire at the market\nRui Melo said: the fire is out and 3 stalls are lost."


def make_report(
    name: str = "ferry", text: str = FERRY, published: str | None = "2024-10-29", **fields: object
) -> Report:
    """Make a report with one block a line, the first a headline."""
    blocks, place = [], 0
    for number, line in enumerate(text.split("\n")):
        if line:
            role = "body" if number else "headline"
            blocks.append(Block(start=place, end=place + len(line), role=role))  # type: ignore[arg-type]  # one of two roles
        place += len(line) + 1
    values: dict[str, object] = {
        "id": name,
        "hash": hash_text(text),
        "text": text,
        "title": text.partition("\n")[0],
        "outlet": "Cape Courier",
        "published": Dated(edtf=published, source="metadata" if published else "unknown"),
        "blocks": tuple(blocks),
    }
    return Report(**{**values, **fields})  # type: ignore[arg-type]  # test values by name


def annotate(report: Report, version: str = "1") -> Annotations:
    """Make a statement of each "X said …" line and a figure of each whole number."""
    statements, figures, place = [], [], 0
    for number, line in enumerate(report.text.split("\n")):
        name, said, words = line.partition(" said")
        if words.strip(": "):
            start = place + len(name) + len(said) + len(words) - len(words.lstrip(": "))
            statements.append(
                _make_statement(report, version, name, (start, place + len(line)), number)
            )
        for word in _NUMBER.finditer(line):
            span = (place + word.start(), place + word.end())
            figures.append(_make_figure(report, version, span))
        place += len(line) + 1
    mentions = tuple(
        Mention(name=s.speaker.name or "?", kind="person", spans=s.speaker.spans)
        for s in statements
    )
    times = tuple(
        Time(span=figure.span, edtf="2024-10", timex="2024-10", kind="date") for figure in figures
    )
    return Annotations(
        report=report.id,
        hash=report.hash,
        version=version,
        statements=tuple(statements),
        figures=tuple(figures),
        times=times,
        mentions=mentions,
    )


def make_fact(
    name: str = "ferry", text: str = FERRY, published: str | None = "2024-10-29", **fields: object
) -> Fact:
    """Make a report with its annotations."""
    report = make_report(name, text, published, **fields)
    return report, annotate(report)


def _make_statement(
    report: Report, version: str, name: str, content: tuple[int, int], block: int
) -> Statement:
    start = report.text.rindex(name, 0, content[0])
    return Statement(
        id=make_id("statement", report.hash, content, version),
        speaker=Speaker(name=name, kind="person", spans=((start, start + len(name)),)),
        cue=((start + len(name) + 1, start + len(name) + 5),),
        content=(content,),
        mode="indirect",
        said=When(edtf=report.published.edtf),
        block=block,
    )


def _make_figure(report: Report, version: str, span: tuple[int, int]) -> Figure:
    value = Decimal(report.text[span[0] : span[1]])
    return Figure(
        id=make_id("figure", report.hash, span, version),
        span=span,
        low=value,
        high=value,
        qualifier="exact",
        measure="killed",
    )
