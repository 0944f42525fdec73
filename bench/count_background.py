"""Count in how many news reports each term stands, for ``src/onrecord/group/background.tsv``.

    python bench/count_background.py --data ../shared/data > src/onrecord/group/background.tsv

Input: the training and development articles of PolNeAR 1.0 (Newell et al., LREC 2018; 924 articles
of seven US outlets) and the article bodies of article-extraction-benchmark (181 pages of the web;
MIT). No set that stories are measured on is counted. Only counts of single terms are written, of
those that two articles or more contain.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from onrecord.group.traits import CHANNELS, Channel, find_traits
from onrecord.ids import hash_text
from onrecord.records import Report

MIN_REPORTS = 2


def list_reports(data: Path) -> Iterator[Report]:
    """Yield the articles that are counted."""
    for part in ("train", "dev"):
        with (data / "attribution" / f"polnear-{part}.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                yield _make_report(row["text"], row.get("title"))
    pages = json.loads((data / "html" / "aeb-ground-truth.json").read_text("utf-8"))
    for page in pages.values():
        if page["articleBody"].strip():
            yield _make_report(page["articleBody"], None)


def _make_report(text: str, title: str | None) -> Report:
    digest = hash_text(text)
    return Report(id=digest, hash=digest, text=text, title=title)


def count_terms(reports: Iterable[Report]) -> tuple[int, dict[Channel, Counter[str]]]:
    """Return the number of reports and, for each channel, in how many each term stands."""
    counts: dict[Channel, Counter[str]] = {channel: Counter() for channel in CHANNELS}
    number = 0
    for report in reports:
        number += 1
        for channel, terms in find_traits(report).items():
            counts[channel].update(terms.keys())
    return number, counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default=os.environ.get("ONRECORD_DATA", "../shared/data"))
    reports, counts = count_terms(list_reports(Path(parser.parse_args().data)))
    print("# In how many of some thousand news reports a term stands: channel, term, reports.")
    print("# Counted by bench/count_background.py over PolNeAR 1.0 (training and development")
    print("# articles; Newell et al., LREC 2018) and the article bodies of")
    print("# article-extraction-benchmark (MIT); single terms and counts only.")
    print(f"reports\t\t{reports}")
    for channel in CHANNELS:
        for term, count in sorted(counts[channel].items()):
            if count >= MIN_REPORTS:
                print(f"{channel}\t{term}\t{count}")


if __name__ == "__main__":
    main()
