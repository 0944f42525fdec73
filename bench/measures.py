"""Killed and injured as single reports state them, against the registry of the incidents.

    python -m bench.measures --data PATH [--every 7]

For each report of the Gun Violence Archive corpus whose incident the registry holds: the count it
states for each measure, beside a regular-expression baseline run on the same text. A report states
the exact count of the measure that it numbers most often, the earliest on a tie; where it numbers
none, the people it mentions one by one count as one; a report with neither is not covered. Those
shot and not killed are injured, for the registry and so here, where injuries are not numbered.

Figures: coverage, precision over covered reports, and both together, in percent. The registry is
the truth as it came to be known: a report printed early can be right when printed and differ.
"""

import argparse
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.annotate.figures import find_figures
from onrecord.annotate.parses import parse_blocks
from onrecord.ids import hash_text
from onrecord.records import Figure, Report, Span

MEASURES = ("killed", "injured")
WORDS = {
    word: number
    for number, word in enumerate(
        [
            "no",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ]
    )
} | {"a": 1, "an": 1}

_NUMBER = rf"(?P<n>\d{{1,3}}|{'|'.join(WORDS)})"
_PEOPLE = r"(?:\s+(?:other|more|people|persons|men|women|teens?|victims|man|woman|boy|girl))*"
_WERE = r"\s+(?:(?:was|were)\s+)?"
_AFTER = {
    "killed": rf"{_WERE}(?:shot\s+(?:dead|to\s+death)|fatally\s+shot|killed|dead|died)",
    "injured": rf"{_WERE}(?:injured|wounded|hurt|hospitalized)",
}
BASELINE = {
    measure: re.compile(rf"\b{_NUMBER}{_PEOPLE}{after}\b", re.IGNORECASE)
    for measure, after in _AFTER.items()
}

Counts = dict[str, int | None]
Reader = Callable[[str], Counts]


@dataclass
class Tally:
    """Reports seen, covered by an answer, and answered as the registry has it."""

    reports: int = 0
    covered: int = 0
    right: int = 0

    def __str__(self) -> str:
        coverage = 100 * self.covered / max(self.reports, 1)
        precision = 100 * self.right / max(self.covered, 1)
        overall = 100 * self.right / max(self.reports, 1)
        return f"coverage {coverage:5.1f}  precision {precision:5.1f}  right {overall:5.1f}"


def load_cases(folder: Path, every: int) -> Iterator[tuple[str, dict[str, int]]]:
    """Yield the text of each report and the registry's counts of its incident."""
    incidents = {row["incident_uri"]: row for row in read_rows(folder / "gva-incidents.jsonl")}
    rows = [row for row in read_rows(folder / "gva-reports.jsonl") if row["story"] in incidents]
    for row in rows[::every]:
        incident = incidents[row["story"]]
        counts = {measure: int(incident[f"num_{measure}"]) for measure in MEASURES}
        yield f"{row['title']}\n\n{row['text']}", counts


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a JSONL file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def split_lines(text: str) -> list[tuple[int, Span]]:
    """Return every line that is not blank as a block."""
    spans = (line.span() for line in re.finditer(r"[^\n]+", text) if line.group().strip())
    return list(enumerate(spans))


def read_onrecord(text: str) -> Counts:
    """Return the counts that onrecord's figures state."""
    report = Report(id="bench", hash=hash_text(text), text=text)
    return state_counts(find_figures(report, parse_blocks(text, split_lines(text)), (), ()))


def state_counts(figures: Sequence[Figure]) -> Counts:
    """Return the count a report states for each measure."""
    killed, injured, shot = (state_count(figures, key) for key in ("killed", "injured", "shot"))
    if shot is not None and (injured is None or injured + (killed or 0) < shot):
        injured = max(0, shot - (killed or 0))
    return {"killed": killed, "injured": injured}


def state_count(figures: Sequence[Figure], measure: str) -> int | None:
    """Return the most frequent exact count of a measure, numbered ones before single people."""
    stated = [
        int(figure.low)
        for figure in figures
        if figure.measure == measure
        and figure.part_of is None
        and figure.low is not None
        and is_exact(figure)
    ]
    return pick([count for count in stated if count != 1] or stated)


def is_exact(figure: Figure) -> bool:
    """Return whether a figure counts an exact number of people."""
    is_count = figure.unit == "person" and figure.low == figure.high
    return is_count and figure.qualifier in {"exact", "about"}


def read_baseline(text: str) -> Counts:
    """Return the counts that numbers beside words of death and injury state."""
    counts: Counts = {}
    for measure, pattern in BASELINE.items():
        found = [match.group("n").lower() for match in pattern.finditer(text)]
        counts[measure] = pick([WORDS[n] if n in WORDS else int(n) for n in found])
    return counts


def pick(stated: Sequence[int]) -> int | None:
    """Return the most frequent number, the earliest of those as frequent."""
    return Counter(stated).most_common(1)[0][0] if stated else None


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("ONRECORD_DATA", "../shared/data")
    options.add_argument("--data", type=Path, default=Path(default))
    options.add_argument("--every", type=int, default=1, help="read every n-th report only")
    arguments = options.parse_args()
    readers: dict[str, Reader] = {"onrecord": read_onrecord, "regex": read_baseline}
    tallies = {(name, measure): Tally() for name in readers for measure in MEASURES}
    for text, truth in load_cases(arguments.data / "ledger", arguments.every):
        for name, read in readers.items():
            counts = read(text)
            for measure in MEASURES:
                tally = tallies[name, measure]
                tally.reports += 1
                tally.covered += counts[measure] is not None
                tally.right += counts[measure] == truth[measure]
    for (name, measure), tally in tallies.items():
        print(f"{name:10} {measure:8} {tally}  ({tally.reports} reports)")


if __name__ == "__main__":
    main()
