"""Chains: speaker and carriers of attributions, against sentences written and labelled by hand.

Each row of the gold file is a sentence with one attribution (spans of source, cue and content),
the speaker and the carriers from him outwards. The attribution is given, so that the chain is
measured by itself; a row is *exact* when its whole list of carriers and its speaker are right. A
reading without any chain ("no carriers, the source speaks") stands beside it as the baseline.

Run: ``python bench/chains.py [--misses]``.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.annotate.attributions import Attribution
from onrecord.annotate.parses import parse_blocks
from onrecord.annotate.statements import make_statements
from onrecord.annotate.statements.readings import overlaps
from onrecord.ids import hash_text
from onrecord.records import Block, Report, Statement

GOLD = Path(__file__).parent / "gold" / "chains.jsonl"


@dataclass(frozen=True)
class Outcome:
    """One row with what was found for it."""

    row: dict[str, Any]
    speaker: str | None
    via: tuple[str, ...]

    @property
    def via_right(self) -> bool:
        """Whether the carriers are those wanted, in order."""
        return [plain(name) for name in self.via] == [plain(name) for name in self.row["via"]]

    @property
    def speaker_right(self) -> bool:
        """Whether the speaker is the one wanted."""
        return plain(self.speaker) == plain(self.row["speaker"])


def plain(name: str | None) -> str | None:
    """Return a name without case, article and genitive marks, as it is compared."""
    if name is None:
        return None
    words = name.lower().replace("’", "'").split()
    return " ".join(words[1:] if words and words[0] in ("the", "a", "an") else words)


def read_statement(row: dict[str, Any]) -> Statement | None:
    text = row["text"]
    report = Report(
        id="row",
        hash=hash_text(text),
        text=text,
        blocks=(Block(start=0, end=len(text), role="body"),),
    )
    attribution = Attribution(
        source=tuple(map(tuple, row["source"])),
        cue=tuple(map(tuple, row["cue"])),
        content=tuple(map(tuple, row["content"])),
        score=1.0,
    )
    parses = parse_blocks(text, [(0, (0, len(text)))])
    statements, _ = make_statements(report, parses, [attribution], [])
    wanted = row["content"][0]
    return next((s for s in statements if overlaps(s.content[0], wanted)), None)


def measure_rows(rows: Sequence[dict[str, Any]]) -> list[Outcome]:
    outcomes = []
    for row in rows:
        found = read_statement(row)
        via = tuple(carrier.name for carrier in found.via) if found else ()
        outcomes.append(Outcome(row, found.speaker.name if found else None, via))
    return outcomes


def print_figures(outcomes: Sequence[Outcome]) -> None:
    total = len(outcomes)
    chained = [outcome for outcome in outcomes if outcome.row["via"]]
    bare = [outcome for outcome in outcomes if not outcome.row["via"]]
    exact = sum(outcome.via_right and outcome.speaker_right for outcome in outcomes)
    print(f"rows {total} (with a chain {len(chained)}, without {len(bare)})")
    print(f"exact (speaker and chain)   {100 * exact / total:5.1f} %")
    share = sum(o.via_right for o in chained) / len(chained)
    print(f"chain, rows with one        {100 * share:5.1f} %")
    print(f"no chain, rows without one  {100 * sum(o.via_right for o in bare) / len(bare):5.1f} %")
    print(
        f"speaker                     {100 * sum(o.speaker_right for o in outcomes) / total:5.1f} %"
    )
    print(f"baseline: no chain at all   {100 * len(bare) / total:5.1f} % of chains exact")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--misses", action="store_true", help="print the rows that are not exact")
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.gold.read_text("utf-8").splitlines()]
    outcomes = measure_rows(rows)
    print_figures(outcomes)
    for outcome in outcomes:
        if options.misses and not (outcome.via_right and outcome.speaker_right):
            print(f"- {outcome.row['text']}")
            print(f"    wanted {outcome.row['speaker']!r} via {outcome.row['via']}")
            print(f"    found  {outcome.speaker!r} via {list(outcome.via)}")


if __name__ == "__main__":
    main()
