"""Who carries whom: origins on the left, reports on the right, a line for each that carries one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from onrecord.records import Evidence, Origin, Story
from onrecord.show.web.claims import name_origin
from onrecord.show.web.keys import link_report
from onrecord.show.web.queries import Reader, order_by_date
from onrecord.show.web.registers import Card
from onrecord.show.web.sayings import link_span, quote_spans
from onrecord.show.web.wordings import shorten

MAX_ORIGINS, MAX_REPORTS = 16, 32
PROOFS_SHOWN = 8
ROW, TOP, WIDTH = 30, 34, 760
LEFT, RIGHT = 270, 470


class Proof(NamedTuple):
    """What shows that a report carries an origin: the rule, and the words."""

    rule: str
    outlet: str
    words: str
    link: str


class OriginCard(NamedTuple):
    """An origin with its carriers and the evidence."""

    id: str
    name: str
    kind: str
    known: bool
    carriers: tuple[Card, ...]
    statements: int
    proofs: tuple[Proof, ...]
    more: int


class Node(NamedTuple):
    """A label of the graph."""

    x: int
    y: int
    label: str
    note: str
    link: str
    known: bool


class Edge(NamedTuple):
    """A line of the graph: a cubic curve between two labels."""

    path: str
    words: str
    known: bool


class Graph(NamedTuple):
    """The drawing; ``left_out`` counts what would not fit."""

    width: int
    height: int
    origins: tuple[Node, ...]
    reports: tuple[Node, ...]
    edges: tuple[Edge, ...]
    left_out: int


def order_origins(origins: Sequence[Origin]) -> list[Origin]:
    """Return origins, named ones first, those that most reports carry first among them."""
    return sorted(origins, key=lambda o: (o.kind == "unknown", -len(o.reports), name_origin(o)))


def make_origin_card(reader: Reader, origin: Origin) -> OriginCard:
    """Lay out one origin with its evidence."""
    proofs = tuple(_make_proof(reader, item) for item in origin.evidence[:PROOFS_SHOWN])
    return OriginCard(
        id=origin.id,
        name=name_origin(origin),
        kind=origin.kind,
        known=origin.kind != "unknown",
        carriers=tuple(order_by_date(reader.card(report) for report in origin.reports)),
        statements=len(origin.statements),
        proofs=proofs,
        more=len(origin.evidence) - len(proofs),
    )


def _make_proof(reader: Reader, item: Evidence) -> Proof:
    report = reader.known(item.report).report
    rule, _, other = item.rule.partition("copy of ")
    words = f"copy of {reader.card(other).outlet}" if other else rule
    return Proof(
        rule=words,
        outlet=reader.card(item.report).outlet,
        words=shorten(quote_spans(report, [item.span])),
        link=link_span(item.report, item.span),
    )


def draw_graph(reader: Reader, story: Story, origins: Sequence[Origin]) -> Graph:
    """Return who carries whom as a drawing of two columns.

    Args:
        reader: where to read.
        story: the story.
        origins: its origins, in the order of the left column.
    """
    cards = order_by_date(reader.card(report) for report in story.reports)[:MAX_REPORTS]
    shown = [o for o in origins if {c.id for c in cards}.intersection(o.reports)][:MAX_ORIGINS]
    rows = max(len(shown), len(cards), 1)
    left = _place(len(shown), rows)
    right = dict(zip((card.id for card in cards), _place(len(cards), rows), strict=True))
    return Graph(
        width=WIDTH,
        height=TOP + rows * ROW,
        origins=tuple(_make_origin_node(o, y) for o, y in zip(shown, left, strict=True)),
        reports=tuple(_make_report_node(card, right[card.id]) for card in cards),
        edges=tuple(
            _make_edge(reader, origin, report, y, right[report])
            for origin, y in zip(shown, left, strict=True)
            for report in origin.reports
            if report in right
        ),
        left_out=len(origins) - len(shown) + len(story.reports) - len(cards),
    )


def _place(count: int, rows: int) -> list[int]:
    """Return heights for labels, spread over the drawing."""
    step = rows * ROW / max(count, 1)
    return [round(TOP + step * (number + 0.5)) for number in range(count)]


def _make_origin_node(origin: Origin, y: int) -> Node:
    return Node(
        LEFT - 12,
        y,
        shorten(name_origin(origin), 34),
        f"{name_origin(origin)} ({origin.kind})",
        f"#o-{origin.id}",
        origin.kind != "unknown",
    )


def _make_report_node(card: Card, y: int) -> Node:
    note = f"{card.outlet}: {card.title}"
    return Node(RIGHT + 12, y, shorten(card.outlet, 34), note, link_report(card.id), True)


def _make_edge(reader: Reader, origin: Origin, report: str, y: int, other: int) -> Edge:
    middle = (LEFT + RIGHT) // 2
    rules = sorted({item.rule.partition("copy of ")[0] or "copy" for item in origin.evidence
                    if item.report == report})  # fmt: skip
    proof = f" ({', '.join(rules)})" if rules else ""
    return Edge(
        path=f"M{LEFT} {y}C{middle} {y} {middle} {other} {RIGHT} {other}",
        words=f"{reader.card(report).outlet} carries {name_origin(origin)}{proof}",
        known=origin.kind != "unknown",
    )
