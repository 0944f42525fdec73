"""What does it cost to bring the views of a ledger up to date: from nothing, by a day, by a report?

    python bench/refreshing.py desk.db                 # a ledger that `onrecord build` made
    python bench/refreshing.py desk.db --day 100

The reports of the ledger are put into a new one, all but the latest; their views are made from
nothing. Then a day's worth joins at once, then three reports one by one, each in a ledger opened
anew. Whole refreshes are timed: stories, copies, origins, entities, claims, relations, tracks and
forecasts. Seconds are CPU time; memory is the peak of the process.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from onrecord.records import Story
from onrecord.store import Fact, Ledger

ONE_BY_ONE = 3
VIEWS = ("stories", "copies", "origins", "entities", "claims", "relations", "tracks", "forecasts")


def join(path: Path, facts: Sequence[Fact]) -> float:
    """Add reports to a ledger opened anew; return the CPU seconds of making its views current."""
    with Ledger.open(path) as ledger:
        ledger.add_many(facts)
        start = time.process_time()
        ledger.refresh_views()
        return time.process_time() - start


def describe(path: Path) -> str:
    """Return how much there is of each view, and how long the longest story is."""
    with Ledger.open(path, read_only=True) as ledger:
        stories = [story for story in ledger.view("stories") if isinstance(story, Story)]
        longest = max((len(story.reports) for story in stories), default=0)
        counts = ", ".join(f"{ledger.view_count(kind):,} {kind}" for kind in VIEWS)  # type: ignore[arg-type]
    return f"{counts}; longest story {longest:,} reports"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--day", type=int, default=100, help="reports that join at once")
    args = parser.parse_args()
    with Ledger.open(args.ledger, read_only=True) as ledger:
        facts = list(ledger.facts())
    first = facts[: -(args.day + ONE_BY_ONE)]
    day = facts[len(first) : -ONE_BY_ONE]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        seconds = join(path, first)
        print(f"from nothing: {len(first):,} reports, {seconds:.1f} s, "
              f"{1000 * seconds / len(first):.1f} ms a report")  # fmt: skip
        seconds = join(path, day)
        print(f"a day joins: {len(day):,} reports, {seconds:.2f} s, "
              f"{1000 * seconds / len(day):.1f} ms a report")  # fmt: skip
        for fact in facts[-ONE_BY_ONE:]:
            print(f"one report joins: {join(path, [fact]):.2f} s")
        print(describe(path))
        size = path.stat().st_size / len(facts) / 1000
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{size:.0f} kB a report on disk; peak memory {peak:.0f} MB, all reports in it")


if __name__ == "__main__":
    main()
