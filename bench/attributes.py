"""Mode, stance, certainty and polarity against sentences written and labelled by hand.

Each row of the gold file is a sentence with one attribution (spans of cue and content) and its
four labels, given by the definitions in ``onrecord.annotate.statements.attributes``; labels that
the first outputs contested were read a second time. The baseline gives every statement the
commonest label (indirect, asserts, certain, affirmed).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from onrecord.annotate.parses import parse_blocks
from onrecord.annotate.statements.attributes import Attributes, judge_statement
from onrecord.annotate.statements.edges import trim_spans
from onrecord.annotate.statements.quotations import find_quotations
from onrecord.annotate.statements.readings import Reading
from onrecord.ids import hash_text
from onrecord.records import Block, Report

GOLD = Path(__file__).parent / "gold" / "attributes.jsonl"
NAMES = ("mode", "stance", "certainty", "polarity")
COMMONEST = {
    "mode": "indirect",
    "stance": "asserts",
    "certainty": "certain",
    "polarity": "affirmed",
}


def judge_row(row: dict[str, Any]) -> Attributes:
    """Return the attributes found for a row's cue and content."""
    text = row["text"]
    whole = (0, len(text))
    report = Report(
        id="row",
        hash=hash_text(text),
        text=text,
        blocks=(Block(start=0, end=len(text), role="body"),),
    )
    reading = Reading(report, parse_blocks(text, [(0, whole)]))
    quotations = find_quotations(text, [(0, whole)])
    cue = [tuple(span) for span in row["cue"]]
    return judge_statement(reading, cue, trim_spans(text, map(tuple, row["content"])), quotations)


def print_figures(rows: Sequence[dict[str, Any]], found: Sequence[Attributes]) -> None:
    right: Counter[str] = Counter()
    base: Counter[str] = Counter()
    for row, statement in zip(rows, found, strict=True):
        hits = [name for name in NAMES if getattr(statement, name) == row[name]]
        right.update(hits)
        right["all four"] += len(hits) == len(NAMES)
        guesses = [name for name in NAMES if COMMONEST[name] == row[name]]
        base.update(guesses)
        base["all four"] += len(guesses) == len(NAMES)
    print(f"{len(rows)} sentences          found   commonest label")
    for name in (*NAMES, "all four"):
        print(
            f"{name:20} {100 * right[name] / len(rows):8.1f} {100 * base[name] / len(rows):12.1f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--misses", action="store_true", help="print what is labelled otherwise")
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.gold.read_text("utf-8").splitlines()]
    found = [judge_row(row) for row in rows]
    print_figures(rows, found)
    for row, statement in zip(rows, found, strict=True):
        wrong = [n for n in NAMES if getattr(statement, n) != row[n]]
        if options.misses and wrong:
            got = {n: getattr(statement, n, None) for n in wrong}
            print(f"- {row['text']}\n    wanted { {n: row[n] for n in wrong} } found {got}")


if __name__ == "__main__":
    main()
