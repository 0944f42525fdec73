"""The statements that `extract` prints, scored as attributions on PolNeAR dev.

    python -m bench.extract_attribution PATH/polnear-dev.jsonl

Two rows, by the measures of `bench.attribution`: the model's raw attributions over the blocks that
are report, and the statements made of them. A statement's source is where its speaker stands, so
the second row also counts what speakers, chains and filters change.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from bench.attribution import TARGETS, Article, Marked, Scores, add_report, load_articles

import onrecord
from onrecord.annotate.attributions import Attribution, find_attributions
from onrecord.annotate.datelines import skip_dateline
from onrecord.annotate.parses import parse_blocks
from onrecord.annotate.statements import make_statements
from onrecord.annotate.times import find_times
from onrecord.records import Report, Statement


def mark_attributions(found: Sequence[Attribution]) -> list[Marked]:
    """Return raw attributions as the scorer takes them."""
    return [Marked(list(a.source), list(a.cue), list(a.content)) for a in found]


def mark_statements(found: Sequence[Statement]) -> list[Marked]:
    """Return statements as the scorer takes them."""
    return [Marked(list(s.speaker.spans), list(s.cue), list(s.content)) for s in found]


def annotate_report(report: Report) -> tuple[list[Marked], list[Marked]]:
    """Return the raw attributions of a report, and its statements."""
    blocks = [(index, block) for index, block in enumerate(report.blocks) if block.is_report]
    spans = [(index, (block.start, block.end)) for index, block in blocks]
    running = {index: skip_dateline(report, block) for index, block in blocks}
    parses = parse_blocks(report.text, spans, {index: span[0] for index, span in running.items()})
    raw = find_attributions(report.text, list(running.values()))
    statements, _ = make_statements(report, parses, raw, find_times(report, parses))
    return mark_attributions(raw), mark_statements(statements)


def measure(articles: Sequence[Article], reports: Sequence[Report]) -> dict[str, Scores]:
    """Return the scores of raw attributions and of statements over the same articles."""
    rows = {"attributions": Scores(), "statements": Scores()}
    for article, report in zip(articles, reports, strict=True):
        for scores, marks in zip(rows.values(), annotate_report(report), strict=True):
            add_report(scores, article.text, article.marks, marks)
    return rows


def main() -> None:
    """Print both rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="polnear-dev.jsonl")
    options = parser.parse_args()
    reports = [report for report in onrecord.read(options.data) if isinstance(report, Report)]
    rows = measure(load_articles(options.data), reports)
    print(" | ".join(["", *TARGETS, "detect precision", "detect recall"]))
    for label, scores in rows.items():
        detect = scores.tallies["detect"]
        rates = [detect.right / max(n, 1) for n in (detect.predicted, detect.gold)]
        cells = [*scores.row().values(), *(round(100 * rate, 2) for rate in rates)]
        print(" | ".join([label, *map(str, cells)]))


if __name__ == "__main__":
    main()
