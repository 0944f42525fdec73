"""Count in how many news reports each term stands, for ``src/onrecord/group/background.tsv``.

    python bench/count_background.py --data ../shared/data > src/onrecord/group/background.tsv

Input: the training articles of PolNeAR 1.0 (Newell et al., LREC 2018; 840 articles of seven US
outlets). Only counts of single terms are written, of those that five articles or more contain.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from pathlib import Path

from onrecord.group.traits import CHANNELS, Channel, find_traits
from onrecord.ids import hash_text
from onrecord.records import Report

MIN_REPORTS = 5


def count_terms(path: Path) -> tuple[int, dict[Channel, Counter[str]]]:
    """Return the number of articles and, for each channel, in how many each term stands."""
    counts: dict[Channel, Counter[str]] = {channel: Counter() for channel in CHANNELS}
    articles = 0
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            text = row["text"]
            report = Report(id=row["id"], hash=hash_text(text), text=text, title=row.get("title"))
            for channel, terms in find_traits(report).counts.items():
                counts[channel].update(terms.keys())
            articles += 1
    return articles, counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default=os.environ.get("ONRECORD_DATA", "../shared/data"))
    folder = Path(parser.parse_args().data)
    articles, counts = count_terms(folder / "attribution" / "polnear-train.jsonl")
    print("# In how many of some thousand news reports a term stands: channel, term, reports.")
    print("# Counted by bench/count_background.py over the training articles of PolNeAR 1.0")
    print("# (Newell et al., LREC 2018); single terms and counts only.")
    print(f"reports\t\t{articles}")
    for channel in CHANNELS:
        for term, count in sorted(counts[channel].items()):
            if count >= MIN_REPORTS:
                print(f"{channel}\t{term}\t{count}")


if __name__ == "__main__":
    main()
