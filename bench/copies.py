"""Are copies found, and their origins with them?

    python -m bench.copies --data ../shared/data             # census and Spotify sets
    python -m bench.copies --peers                           # beside rensa, datasketch and simhash

Copies: the pairs of reports of which one holds half or more of the other's five-word runs, counted
here over all pairs of raw texts; onrecord's answer is the ``share`` of its copy rows. Origins: the
credits of every report that rests on one agency are masked, one report at a time, and its origin is
to be recovered from the reports it shares text with.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import os
import re
import sys
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import msgspec

from onrecord.group import Grouping, group_reports
from onrecord.group.copies import index_reports
from onrecord.group.memory_index import MemoryCopyIndex
from onrecord.group.origins import find_story_origins
from onrecord.group.sheets import Credits, Sheet, Unit
from onrecord.group.stories import order_reports
from onrecord.read.reports import Known, make_report
from onrecord.records import Origin, Report

Pair = tuple[str, str]
SETS = ("census", "spotify")
RUN_WORDS = 5
LEAST = 0.5


def load_reports(path: Path) -> list[Report]:
    """Return the articles of a set; its paragraphs are divided by ``###``."""
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [
        make_report(
            row["text"].replace(" ### ", "\n"),
            Known(id=row["id"], outlet=row["publisher"], published=row["scrape_time"]),
        )
        for row in rows
    ]


def list_runs(text: str) -> set[tuple[str, ...]]:
    """Return the five-word runs of a raw text."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[n : n + RUN_WORDS]) for n in range(len(words) - RUN_WORDS + 1)}


def find_contained(reports: Sequence[Report]) -> set[Pair]:
    """Return every pair of which the shorter text is half in the other: all pairs are compared."""
    runs = {report.id: list_runs(report.text) for report in reports}
    return {
        (a, b)
        for a, b in itertools.combinations(sorted(runs), 2)
        if len(runs[a] & runs[b]) >= LEAST * max(1, min(len(runs[a]), len(runs[b])))
    }


def print_scores(name: str, method: str, found: set[Pair], gold: set[Pair]) -> None:
    right = len(found & gold)
    precision = right / len(found) if found else 1.0
    print(
        f"{name:8} {method:30} precision {precision:.3f}  recall {right / len(gold):.3f}  "
        f"({len(found)} pairs, {len(gold)} in truth)"
    )


def measure_origins(name: str, reports: Sequence[Report], grouping: Grouping) -> None:
    """Mask the credits of one report after the other and see what its origin is taken to be."""
    stories = {report: story.id for story in grouping.stories for report in story.reports}
    members = {story.id: story.reports for story in grouping.stories}
    facts = [(report, None) for report in order_reports(reports)]
    index = index_reports(facts, stories)
    carried = {i for c in grouping.copies if c.share >= LEAST for i in (c.a, c.b)}
    right = total = alone = 0
    for report, _ in facts:
        credited = find_credited(index.read_sheets([report.id])[report.id])
        if credited is None:
            continue
        if report.id not in carried:
            alone += 1
            continue
        masked = Masked(index, report.id)
        found = find_main(find_story_origins(masked, members[stories[report.id]]), report)
        total += 1
        right += found == credited
        if found != credited:
            print(f"  {report.id} {report.outlet}: {credited} taken for {found}")
    print(
        f"{name:8} origins: {right} of {total} recovered from copies "
        f"({right / max(1, total):.2f}); {alone} more credited reports share no text"
    )


def find_credited(sheet: Sheet) -> str | None:
    """Return the one agency a report as a whole credits, None where there is none or several."""
    names = {c.name for c in sheet.claims if c.scope is None and c.kind == "wire"}
    return names.pop() if len(names) == 1 else None


class Masked:
    """An index in which one report has no credit lines, datelines, bylines or outlet."""

    def __init__(self, index: MemoryCopyIndex, report: str) -> None:
        self._index, self._report = index, report

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)

    def read_sheets(self, reports: Collection[str]) -> dict[str, Sheet]:
        """Return the sheets of reports, one of them masked."""
        sheets = self._index.read_sheets(reports)
        if self._report in sheets:
            sheets[self._report] = mask_credits(sheets[self._report])
        return sheets


def mask_credits(sheet: Sheet) -> Sheet:
    """Return a sheet that keeps only the credits read in sentences."""
    claims = tuple(claim for claim in sheet.claims if claim.is_sentence)
    known = Credits(claims)
    units = tuple(Unit(u.span, u.words, known.choose(u.span)) for u in sheet.units)
    return msgspec.structs.replace(sheet, outlet=None, claims=claims, units=units)


def find_main(origins: Sequence[Origin], report: Report) -> str | None:
    """Return the name of the origin that has most of a report's characters."""
    chars: Counter[str | None] = Counter()
    for origin in origins:
        for place, (start, end) in origin.passages:
            if place == report.id:
                chars[origin.name] += end - start
    return chars.most_common(1)[0][0] if chars else None


def run_peers(name: str, reports: Sequence[Report], gold: set[Pair]) -> None:
    try:
        from bench.bench_peers import copies as peers
    except ImportError:
        print(f"{name:8} peers: datasketch or simhash is not installed")
        return
    texts = {report.id: report.text for report in reports}
    for method, finder, settings in peers.list_runs():
        tried = [(setting, finder(texts, setting)) for setting in settings]
        best, found = max(tried, key=lambda t: len(t[1] & gold) / max(1, len(t[1] | gold)))
        print_scores(name, f"{method} (its best {best})", found, gold)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default=os.environ.get("ONRECORD_DATA", "../shared/data"))
    parser.add_argument("--sets", nargs="+", default=list(SETS))
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--origins", action="store_true", help="mask credits one by one")
    args = parser.parse_args()
    for name in args.sets:
        reports = load_reports(Path(args.data) / "copies" / f"{name}_articles.csv")
        gold = find_contained(reports)
        grouping = group_reports([(report, None) for report in reports])
        found = {(copy.a, copy.b) for copy in grouping.copies if copy.share >= LEAST}
        print_scores(name, "onrecord", found, gold)
        kinds = Counter(copy.kind for copy in grouping.copies)
        ways = Counter(copy.direction for copy in grouping.copies)
        print(f"{name:8} rows {dict(kinds)}, directions {dict(ways)}")
        if args.peers:
            run_peers(name, reports, gold)
        if args.origins:
            measure_origins(name, reports, grouping)


if __name__ == "__main__":
    main()
