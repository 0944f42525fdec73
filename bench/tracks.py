"""Do a story's tracks arrive at what a registry counted? The Gun Violence Archive corpus.

    python bench/tracks.py --data ../shared/data --incidents 300
    python bench/tracks.py --cache /some/folder          # keeps parses between runs

Reports are grouped by the incident they are of. An incident is covered where its killed (injured)
track has a ``current`` with a bound; it is right where ``current`` is exactly the registry's count.
The registry counts everybody, the gunman too. Beside it runs a regex majority: the number named
most often right before "killed", "dead", "injured", … over the incident's reports. Incidents are
taken in the order of a hash of their ids, so that a larger sample contains a smaller one. Speakers
play no part in ``current``; statements are therefore not looked for, which makes this bench fast.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import pickle
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from onrecord.annotate.figures import find_figures
from onrecord.annotate.parses import parse_blocks
from onrecord.annotate.times import find_times
from onrecord.annotate.versions import VERSION
from onrecord.group import Grouping
from onrecord.read.reports import Known, make_report
from onrecord.reconcile import reconcile_stories
from onrecord.records import Annotations, Report, Story, Track

Row = dict[str, Any]
COUNTS = {"killed": "num_killed", "injured": "num_injured"}
_NUMBERS = {
    word: number
    for number, word in enumerate(
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    )
}
_BEFORE = {
    "killed": r"(?:dead|killed|die[ds]?|fatally)",
    "injured": r"(?:injured|wounded|hurt|hospitali[sz]ed)",
}


def load_rows(path: Path) -> list[Row]:
    """Return the rows of a JSON lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def group_rows(
    reports: Sequence[Row], incidents: Sequence[Row], limit: int
) -> dict[str, list[Row]]:
    """Return the reports of each incident the registry counts, a fixed sample of them."""
    counted = {row["incident_uri"] for row in incidents}
    groups: dict[str, list[Row]] = {}
    for row in reports:
        if row["story"] in counted:
            groups.setdefault(row["story"], []).append(row)
    order = sorted(groups, key=lambda id_: hashlib.sha256(id_.encode()).hexdigest())
    return {id_: groups[id_] for id_ in (order[:limit] if limit else order)}


def annotate_row(row: Row, cache: Path | None) -> tuple[Report, Annotations]:
    """Read a report and find its figures; parses and times are kept where a cache is given."""
    report = make_report(
        f"{row['title']}\n\n{row['text']}",
        Known(id=row["id"], title=row["title"], published=row["date"], lang="en"),
    )
    kept = cache / f"{report.hash[:24]}.pickle" if cache else None
    if kept and kept.exists():
        parses, times = pickle.loads(kept.read_bytes())
    else:
        spans = [(i, (b.start, b.end)) for i, b in enumerate(report.blocks) if b.is_report]
        parses = parse_blocks(report.text, spans)
        times = find_times(report, parses)
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(pickle.dumps((parses, times)))
    figures = find_figures(report, parses, times, ())
    return report, Annotations(
        report=report.id, hash=report.hash, version=VERSION, figures=figures, times=times
    )


def make_tracks(facts: Sequence[tuple[Report, Annotations]]) -> tuple[Track, ...]:
    """Return the tracks of one incident's reports taken as one story."""
    by_id = {report.id: (report, notes) for report, notes in facts}
    story = Story(id="incident", title="", reports=tuple(sorted(by_id)))
    return reconcile_stories(by_id, Grouping(stories=(story,))).tracks


def read_count(tracks: Sequence[Track], measure: str) -> tuple[int | None, bool]:
    """Return the exact count a story's main track of a measure reads, and whether it has one."""
    own = [track for track in tracks if track.measure == measure]
    if not own:
        return None, False
    current = max(own, key=lambda track: len(track.points)).current
    if current.low is None and current.high is None:
        return None, False
    exact = current.low is not None and current.low == current.high
    return (int(current.low) if exact and current.low is not None else None), True


def count_majority(rows: Sequence[Row], measure: str) -> int | None:
    """Return what a regex majority reads: the number named most often right before the word."""
    words = "|".join(_NUMBERS)
    pattern = re.compile(
        rf"\b(\d{{1,3}}|{words})\b(?:\s+[a-z]+){{0,3}}?\s+{_BEFORE[measure]}\b", re.IGNORECASE
    )
    found: Counter[int] = Counter()
    for row in rows:
        for match in pattern.finditer(f"{row['title']}\n{row['text']}"):
            word = match.group(1).casefold()
            found[_NUMBERS[word] if word in _NUMBERS else int(word)] += 1
    return min(found, key=lambda number: (-found[number], number)) if found else None


class Tally:
    """Counts covered and right incidents."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.counts: Counter[str] = Counter()

    def add(self, gold: int, covered: bool, right: bool) -> None:
        """Take in one incident."""
        for group in ("all", "above zero") if gold else ("all",):
            self.counts[f"{group} seen"] += 1
            self.counts[f"{group} covered"] += covered
            self.counts[f"{group} right"] += covered and right

    def list_lines(self) -> Iterator[str]:
        """Yield a line for all incidents and one for those whose count is above zero."""
        for group in ("all", "above zero"):
            seen, covered = self.counts[f"{group} seen"], self.counts[f"{group} covered"]
            right = self.counts[f"{group} right"]
            yield (
                f"{self.name:18} {group:10} {seen:5} incidents  "
                f"coverage {covered / max(seen, 1):.3f}  right {right / max(covered, 1):.3f}"
            )


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    default = Path(os.environ.get("ONRECORD_DATA", "../shared/data"))
    parser.add_argument("--data", type=Path, default=default)
    parser.add_argument("--incidents", type=int, default=300, help="how many; 0 for all")
    parser.add_argument("--cache", type=Path, help="a folder for parses, reused by later runs")
    options = parser.parse_args()
    folder = options.data / "ledger"
    incidents = load_rows(folder / "gva-incidents.jsonl")
    gold = {row["incident_uri"]: row for row in incidents}
    groups = group_rows(load_rows(folder / "gva-reports.jsonl"), incidents, options.incidents)
    tallies = {name: (Tally(name), Tally(f"{name}, majority")) for name in COUNTS}
    for id_, rows in groups.items():
        tracks = make_tracks([annotate_row(row, options.cache) for row in rows])
        for measure, column in COUNTS.items():
            wanted = int(gold[id_][column])
            count, covered = read_count(tracks, measure)
            majority = count_majority(rows, measure)
            tallies[measure][0].add(wanted, covered, count == wanted)
            tallies[measure][1].add(wanted, majority is not None, majority == wanted)
    for pair in tallies.values():
        for tally in pair:
            print("\n".join(tally.list_lines()))


if __name__ == "__main__":
    main()
