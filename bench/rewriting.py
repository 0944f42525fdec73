"""Is light rewriting found, and coverage of the same event not mistaken for it?

    python bench/rewriting.py --data ../shared/data

``gold/rewrites.jsonl`` was written for this project: 31 invented events, each with an agency text,
two or three light rewritings of it (synonyms, reordered clauses, trimmed paragraphs; those numbered
3 are the freest) and two independent reports. Each rewriting is grouped with its source and the two
independent reports; the 300 pairs of BASIL's triples (three outlets on one event) are negatives
too. A pair counts as found where the copies and rewrites listed cover a third of either report.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from onrecord.group import group_reports
from onrecord.read.reports import Known, make_report
from onrecord.records import Copy, Report

Pair = tuple[str, str]
COVER = 1 / 3


def find_pairs(reports: Sequence[Report], kinds: Iterable[str]) -> set[Pair]:
    """Return the pairs of reports, by id, that grouping lists as copies of the given kinds."""
    wanted = set(kinds)
    grouping = group_reports([(report, None) for report in reports])
    rows: dict[Pair, list[Copy]] = defaultdict(list)
    for copy in grouping.copies:
        if copy.kind in wanted:
            rows[copy.a, copy.b].append(copy)
    lengths = {report.id: len(report.text) for report in reports}
    return {pair for pair, copies in rows.items() if _cover(copies, pair, lengths) >= COVER}


def _cover(copies: Sequence[Copy], pair: Pair, lengths: dict[str, int]) -> float:
    first = {place for copy in copies for place in range(*copy.a_span)}
    second = {place for copy in copies for place in range(*copy.b_span)}
    return max(len(first) / lengths[pair[0]], len(second) / lengths[pair[1]])


def load_gold(path: Path) -> dict[int, list[tuple[str, Report]]]:
    """Return the reports of each event with their roles."""
    events: dict[int, list[tuple[str, Report]]] = defaultdict(list)
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        events[row["event"]].append((row["role"], make_report(row["text"], Known(id=row["id"]))))
    return events


def measure_gold(events: dict[int, list[tuple[str, Report]]]) -> None:
    kinds = {"copy or rewrite": ("copy", "rewrite"), "rewrite alone": ("rewrite",)}
    for name, wanted in kinds.items():
        found, tried, false = [0, 0], [0, 0], set[Pair]()
        for members in events.values():
            source = next(report for role, report in members if role == "source")
            others = [report for role, report in members if role == "independent"]
            for rewrite in (report for role, report in members if role == "rewrite"):
                pairs = find_pairs([source, rewrite, *others], wanted)
                free = rewrite.id.endswith("-3")
                hit = _sort(source.id, rewrite.id) in pairs
                found[free] += hit
                tried[free] += 1
                false |= pairs - {_sort(source.id, rewrite.id)}
        negatives = sum(_count_negatives(members) for members in events.values())
        print(
            f"{name}: light {found[0]} of {tried[0]}, freest {found[1]} of {tried[1]}; "
            f"independent pairs taken for copies: {len(false)} of {negatives}"
        )


def _count_negatives(members: Sequence[tuple[str, Report]]) -> int:
    others = sum(role == "independent" for role, _ in members)
    rest = len(members) - others
    return others * rest + others * (others - 1) // 2


def _sort(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


def measure_basil(path: Path) -> None:
    rows = json.loads(path.read_text("utf-8"))
    events: dict[str, list[Report]] = defaultdict(list)
    for number, row in enumerate(rows):
        known = Known(id=f"{number:03d}", title=row["title"], published=row["date"])
        events[row["story"]].append(make_report(row["text"], known))
    pairs = sum(len(list(itertools.combinations(group, 2))) for group in events.values())
    for kinds in (("rewrite",), ("copy", "rewrite")):
        found = [pair for group in events.values() for pair in find_pairs(group, kinds)]
        print(f"BASIL pairs of one event taken for {' or '.join(kinds)}: {len(found)} of {pairs}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default=os.environ.get("ONRECORD_DATA", "../shared/data"))
    args = parser.parse_args()
    measure_gold(load_gold(Path(__file__).parent / "gold" / "rewrites.jsonl"))
    measure_basil(Path(args.data) / "stories" / "basil.json")


if __name__ == "__main__":
    main()
