"""Times against two other systems, on the Recognizers date-time cases and on our own sentences.

Command::

    python bench/times.py [--data DIR] [--peer-python PYTHON] [--errors N]

``--peer-python`` is an interpreter that has ``dateparser`` and ``recognizers-text-suite``; without
it they are taken from this one, and "not installed" is printed where they are absent.

Printed for every system: precision, recall and F1 of spans (relaxed: any overlap; strict: equal
once prepositions and articles at the edges are off, since the data sets disagree on those) and of
values (an overlapping span with the right value), and tokens a second for onrecord.

Values are compared as what they mean: first and last day, clock time, or the TIMEX3 duration. The
Recognizers cases are kept in its own conventions (chat, not news; both the last and the next Friday
are right), so they show coverage; ``bench/gold/times.jsonl`` is written for news by TimeML rules.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

GOLD = Path(__file__).parent / "gold" / "times.jsonl"
PEERS = ("dateparser", "recognizers")
_EDGES = re.compile(
    r"^(?:(?:on|in|at|from|by|since|until|till|between|before|after|for|of|the|a|an|during|within|starting"
    r"|over|to|through|around|about|throughout)\s+)+|[\s.,]+$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Found:
    """One expression: its span and every value it is taken to mean."""

    start: int
    end: int
    values: frozenset[str]


@dataclass(slots=True)
class Case:
    """A text with its reference date and the expressions in it."""

    text: str
    today: str
    gold: list[Found]


@dataclass(slots=True)
class Score:
    """Counts of one system on one set."""

    gold: int = 0
    found: int = 0
    relaxed: int = 0
    strict: int = 0
    value: int = 0
    misses: list[str] = field(default_factory=list)

    def print(self, name: str) -> None:
        """Print the figures of one system on one line."""
        cells = "  ".join(
            f"{key} P {_ratio(hits, self.found):.3f} R {_ratio(hits, self.gold):.3f} "
            f"F1 {_ratio(2 * hits, self.found + self.gold):.3f}"
            for key, hits in (
                ("relaxed", self.relaxed),
                ("strict", self.strict),
                ("value", self.value),
            )
        )
        print(f"  {name:12} {cells}")


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


# ---------------------------------------------------------------- data


def read_recognizers(data: Path) -> list[Case]:
    path = data / "times" / "recognizers-DateTimeModel.json"
    rows = json.loads(path.read_text(encoding="utf-8-sig"))
    cases = []
    for row in rows:
        results = row["Results"]
        if "Context" not in row or any("Start" not in result for result in results):
            continue
        gold = [_read_result(result, result["End"] + 1) for result in results]
        cases.append(Case(row["Input"], row["Context"]["ReferenceDateTime"][:10], gold))
    return cases


def _read_result(result: dict[str, Any], end: int) -> Found:
    values = (result.get("Resolution") or {}).get("values") or []
    return Found(result["Start"], end, frozenset(v for row in values for v in _read_value(row)))


def _read_value(row: dict[str, str]) -> Iterable[str]:
    kind = row.get("type", "")
    if kind in {"duration", "set"} and "timex" in row:
        yield row["timex"]
    elif "start" in row and "end" in row:
        yield from _write_range(kind, row["start"], row["end"])
    elif "value" in row and "timex" in row:
        yield row["value"].replace(" ", "T")[:16]
        yield row["timex"]
    elif "start" in row or "end" in row:
        yield row.get("start", row.get("end", "")).replace(" ", "T")[:16]
    elif "timex" in row:
        yield row["timex"]


def _write_range(kind: str, start: str, end: str) -> Iterable[str]:
    if kind == "daterange":
        last = datetime.fromisoformat(end) - timedelta(days=1)
        yield f"{start}/{last:%Y-%m-%d}"
    else:
        yield start.replace(" ", "T")[:10]


def read_gold() -> list[Case]:
    cases = []
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        at, gold = 0, []
        for item in row["times"]:
            at = row["text"].index(item["text"], at)
            end = at + len(item["text"])
            gold.append(
                Found(at, end, frozenset([_own_value(item["edtf"], item["timex"], item["kind"])]))
            )
            at = end
        cases.append(Case(row["text"], row["published"], gold))
    return cases


# ---------------------------------------------------------------- systems


def _own_value(edtf: str | None, timex: str, kind: str) -> str:
    from onrecord.annotate.times.edtfs import read_bounds

    if kind in {"duration", "set"} or timex.endswith("_REF"):
        return timex
    bounds = read_bounds(edtf)
    if kind == "time" and edtf and "T" in edtf:
        return edtf[:16]
    if bounds is None:
        return edtf or timex
    first, last = (day.isoformat() for day in bounds)
    return first if first == last else f"{first}/{last}"


def _own_values(edtf: str | None, timex: str, kind: str) -> frozenset[str]:
    """Return every way the other systems may write one of our values."""
    values = {_own_value(edtf, timex, kind), _own_value(edtf, timex, "date"), timex}
    if kind == "time" and ":" in timex:
        values.add(f"{timex.split('T')[1][:5]}:00")
    return frozenset(values)


def run_onrecord(cases: Sequence[Case]) -> list[list[Found]]:
    from onrecord.annotate.parses import parse_blocks
    from onrecord.annotate.times import find_times
    from onrecord.records import Block, Dated, Report

    out, tokens, seconds = [], 0, 0.0
    for case in cases:
        report = Report(
            id="", hash="", text=case.text, published=Dated(edtf=case.today),
            blocks=(Block(start=0, end=len(case.text), role="body"),),
        )  # fmt: skip
        parses = parse_blocks(case.text, [(0, (0, len(case.text)))])
        began = time.process_time()
        found = find_times(report, parses)
        seconds += time.process_time() - began
        tokens += sum(len(parse) for parse in parses)
        out.append([Found(*t.span, _own_values(t.edtf, t.timex or "", t.kind)) for t in found])
    print(f"  onrecord: {tokens / max(seconds, 1e-9):,.0f} tokens/s of CPU in find_times")
    return out


def run_dateparser(cases: Sequence[Case]) -> list[list[Found]]:
    search = importlib.import_module("dateparser.search")
    out = []
    for case in cases:
        settings = {"RELATIVE_BASE": datetime.fromisoformat(case.today)}
        hits = search.search_dates(case.text, languages=["en"], settings=settings) or []
        at, found = 0, []
        for text, day in hits:
            start = case.text.find(text, at)
            if start < 0:
                continue
            at = start + len(text)
            values = {day.date().isoformat(), day.isoformat()[:16]}
            found.append(Found(start, at, frozenset(values)))
        out.append(found)
    return out


def run_recognizers(cases: Sequence[Case]) -> list[list[Found]]:
    suite = importlib.import_module("recognizers_date_time")
    culture = importlib.import_module("recognizers_text").Culture.English
    out = []
    for case in cases:
        today = datetime.fromisoformat(case.today)
        try:
            hits = suite.recognize_datetime(case.text, culture, reference=today)
        except Exception:
            hits = []
        out.append([
            Found(
                hit.start, hit.end + 1,
                frozenset(v for row in _values_of(hit) for v in _read_value(row)),
            )
            for hit in hits
        ])  # fmt: skip
    return out


def _values_of(hit: Any) -> list[dict[str, str]]:
    return (hit.resolution or {}).get("values") or []


RUNNERS: dict[str, Callable[[Sequence[Case]], list[list[Found]]]] = {
    "dateparser": run_dateparser,
    "recognizers": run_recognizers,
}


def run_peer(name: str, cases: Sequence[Case], python: str | None) -> list[list[Found]] | None:
    if python is None:
        try:
            return RUNNERS[name](cases)
        except ImportError:
            return None
    rows = json.dumps([[case.text, case.today] for case in cases])
    command = [python, __file__, "--serve", name]
    done = subprocess.run(command, input=rows, capture_output=True, text=True, check=False)
    if done.returncode:
        return None
    return [
        [Found(start, end, frozenset(values)) for start, end, values in row]
        for row in json.loads(done.stdout)
    ]


def serve(name: str) -> None:
    cases = [Case(text, today, []) for text, today in json.load(sys.stdin)]
    rows = [[[f.start, f.end, sorted(f.values)] for f in row] for row in RUNNERS[name](cases)]
    print(json.dumps(rows))


# ---------------------------------------------------------------- scoring


def score(cases: Sequence[Case], predictions: Sequence[Sequence[Found]]) -> Score:
    total = Score()
    for case, found in zip(cases, predictions, strict=True):
        total.gold += len(case.gold)
        total.found += len(found)
        free = list(found)
        for gold in case.gold:
            hit = next((f for f in free if f.start < gold.end and gold.start < f.end), None)
            if hit is None:
                total.misses.append(_describe(case, gold, None))
                continue
            free.remove(hit)
            total.relaxed += 1
            strict = _trim(case.text, gold) == _trim(case.text, hit)
            right = not gold.values.isdisjoint(hit.values)
            total.strict += strict
            total.value += right
            if not (strict and right):
                total.misses.append(_describe(case, gold, hit))
        total.misses.extend(_describe(case, None, hit) for hit in free)
    return total


def _trim(text: str, found: Found) -> str:
    return _EDGES.sub("", _EDGES.sub("", text[found.start : found.end])).lower()


def _describe(case: Case, gold: Found | None, hit: Found | None) -> str:
    def write(found: Found | None) -> str:
        if found is None:
            return "nothing"
        return f"{case.text[found.start : found.end]!r} {sorted(found.values)}"

    return f"{case.text[:120]!r} ({case.today}): expected {write(gold)}, found {write(hit)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    default = os.environ.get("ONRECORD_DATA", "../shared/data")
    parser.add_argument("--data", type=Path, default=Path(default))
    parser.add_argument("--peer-python", help="interpreter that has the peers")
    parser.add_argument("--errors", type=int, default=0, help="how many of our misses to print")
    parser.add_argument("--serve", choices=PEERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve)
        return
    for title, cases in (
        ("Recognizers date-time cases", read_recognizers(options.data)),
        ("own sentences", read_gold() if GOLD.exists() else []),
    ):
        print(f"{title}: {len(cases)} texts, {sum(len(case.gold) for case in cases)} expressions")
        own = score(cases, run_onrecord(cases))
        own.print("onrecord")
        for name in PEERS:
            found = run_peer(name, cases, options.peer_python)
            if found is None:
                print(f"  {name:12} not installed")
            else:
                score(cases, found).print(name)
        print("\n".join(own.misses[: options.errors]))


if __name__ == "__main__":
    main()
