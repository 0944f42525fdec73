"""Do the reports of one event come together, and look-alike events stay apart?

    python -m bench.stories --data ../shared/data            # BASIL, ECB+ and the GVA reports
    python -m bench.stories --sensitivity                    # how much the one setting matters
    python -m bench.stories --peers                          # beside two scikit-learn baselines

One default setting for every set. Peers run on the same texts with *their* best threshold for each
set: a TF-IDF centroid stream in order of date, and offline average-link over TF-IDF cosines.
Measures: B-cubed F1 (Bagga and Baldwin 1998) and pairwise F1; singletons alone score high on the
first, so read both. ECB+ has no dates and is grouped without. How rare a term is is counted over
none of these sets (``count_background.py``). CPU time a report is that of one batch in memory.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from onrecord.group.stories import find_stories
from onrecord.group.story_updates import JOIN
from onrecord.read.reports import Known, make_report
from onrecord.records import Judgement, Report

Row = dict[str, Any]
Labels = Sequence[str]
SETS = {
    "BASIL": "stories/basil.json",
    "ECB+": "stories/ecbplus.json",
    "GVA": "ledger/gva-reports.jsonl",
}
UNDATED = {"ECB+"}


def load_rows(path: Path) -> list[Row]:
    """Return the rows of a JSON array or of JSON lines, each with an id of its own."""
    text = path.read_text("utf-8")
    rows: list[Row] = json.loads(text) if text.startswith("[") else _read_lines(text)
    for number, row in enumerate(rows):
        row["id"] = f"{row['id']}#{number:05d}"
    return rows


def _read_lines(text: str) -> list[Row]:
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def build_reports(rows: Sequence[Row], *, dated: bool) -> list[Report]:
    """Return the rows as the reader would have read them."""
    return [
        make_report(
            row["text"],
            Known(
                id=row["id"],
                title=row["title"] or None,
                published=row["date"] if dated else None,
                url=row.get("url") or None,
            ),
        )
        for row in rows
    ]


def measure_bcubed(predicted: Labels, gold: Labels) -> float:
    """Return B-cubed F1."""
    both = Counter(zip(predicted, gold, strict=True))
    sizes, truth = Counter(predicted), Counter(gold)
    precision = sum(n * n / sizes[a] for (a, _), n in both.items()) / len(gold)
    recall = sum(n * n / truth[b] for (_, b), n in both.items()) / len(gold)
    return 2 * precision * recall / (precision + recall)


def measure_pairs(predicted: Labels, gold: Labels) -> float:
    """Return F1 over pairs of reports put together."""

    def count(labels: Counter[Any]) -> int:
        return sum(n * (n - 1) // 2 for n in labels.values())

    both = count(Counter(zip(predicted, gold, strict=True)))
    return 2 * both / max(1, count(Counter(predicted)) + count(Counter(gold)))


def print_scores(name: str, method: str, predicted: Labels, gold: Labels) -> None:
    print(
        f"{name:6} {method:34} B-cubed {measure_bcubed(predicted, gold):.3f}  "
        f"pairs {measure_pairs(predicted, gold):.3f}  stories {len(set(predicted))}",
        flush=True,
    )


def label_reports(
    reports: Sequence[Report], join: float, judgements: Sequence[Judgement] = ()
) -> list[str]:
    """Return the story of each report."""
    story_of = {
        report: story.id
        for story in find_stories(reports, judgements, join)
        for report in story.reports
    }
    return [story_of[report.id] for report in reports]


def run_peers(name: str, rows: Sequence[Row], gold: Labels) -> None:
    """Print what the baselines reach at the threshold that is best for this very set."""
    try:
        from bench.bench_peers import stories as peers
    except ImportError:
        print(f"{name:6} peers: scikit-learn is not installed")
        return
    texts = [f"{row['title']} {row['title']} {row['text']}" for row in rows]
    order = sorted(range(len(rows)), key=lambda n: (rows[n]["date"], rows[n]["id"]))
    for method, run, thresholds in peers.list_runs(texts, order):
        tried = [(threshold, run(threshold)) for threshold in thresholds]
        best, labels = max(
            tried, key=lambda t: measure_bcubed(t[1], gold) + measure_pairs(t[1], gold)
        )
        print_scores(name, f"{method} (its best {best:.2f})", labels, gold)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default=os.environ.get("ONRECORD_DATA", "../shared/data"))
    parser.add_argument("--sets", nargs="+", default=list(SETS))
    parser.add_argument("--sensitivity", action="store_true")
    parser.add_argument("--peers", action="store_true")
    args = parser.parse_args()
    for name in args.sets:
        rows = load_rows(Path(args.data) / SETS[name])
        gold = [row["story"] for row in rows]
        reports = build_reports(rows, dated=name not in UNDATED)
        start = time.process_time()
        labels = label_reports(reports, JOIN)
        seconds = time.process_time() - start
        print_scores(name, f"onrecord ({1000 * seconds / len(rows):.1f} ms a report)", labels, gold)
        if args.sensitivity:
            for join in (-1.0, -0.5, 0.5, 1.0):
                labels = label_reports(reports, join)
                print_scores(name, f"onrecord, join at {join:+.1f}", labels, gold)
        if args.peers:
            run_peers(name, rows, gold)


if __name__ == "__main__":
    main()
