"""What grouping in parts costs, in the driver and in its workers, and whether it is the same.

    .venv/bin/python -m bench.group_parts                       # 10,000 and 50,000 reports
    .venv/bin/python -m bench.group_parts --sizes 1000 10000 --compare 1000

Made-up reports without annotations are written as a batch's parts, a thousand in each, by a process
of its own; then another, the driver, groups them with one worker. CPU is that of all phases. Peak
memory is with the pages of mapped files that were touched, which the system takes back when it
needs room; ``own`` is without them. Up to ``--compare`` reports the outcome is also held against
that of ``group_reports`` over all reports at once, entry by entry; exit code 1 if it differs.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from bench.scale_group import Newsroom
from pyarrow import parquet  # type: ignore[import-untyped]  # ships no types

from onrecord.group import group_reports
from onrecord.records import Annotations, Copy, Origin, Record, Report, Story
from onrecord.scale.folders import Folder
from onrecord.scale.group_tasks import GroupOutput, GroupTask, run_task
from onrecord.scale.groups import group_parts
from onrecord.scale.parts import list_parts, write_part
from onrecord.scale.shares import Share

SEED = 7
PART_REPORTS = 1_000
KINDS: dict[str, type[Record]] = {"copies": Copy, "origins": Origin, "stories": Story}


def make_fact(report: Report) -> tuple[Report, Annotations]:
    """Return a report with no entry."""
    return report, Annotations(report=report.id, hash=report.hash, version="")


def write_parts(out: str, count: int) -> None:
    """Write made-up reports as the parts of a batch."""
    reports = iter(Newsroom(SEED).make_reports(count))
    for number in range(-(-count // PART_REPORTS)):
        facts = map(make_fact, islice(reports, PART_REPORTS))
        name = f"{number:06}"
        share = Share(id=name, paths=(name,), places=(name,), mark="")
        write_part(Folder(out), share, "", facts)


class OneWorker:
    """An engine of one process, so that the driver's own cost can be told from the work's."""

    def __init__(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(1, mp_context=spawn)
        self.seconds: dict[str, float] = {}

    def run_tasks(self, tasks: Sequence[GroupTask]) -> list[GroupOutput]:
        """Do tasks one after another, and note how long each phase took."""
        started = time.monotonic()
        written = list(self._pool.map(run_task, tasks))
        self.seconds[tasks[0].phase] = time.monotonic() - started
        return written

    def close(self) -> None:
        """Let the process end, so that what it used is known."""
        self._pool.shutdown()


def watch_own() -> list[float]:
    """Return the peak, kept up to date, of this process's memory but for mapped files, in MB."""
    peak = [0.0]

    def watch() -> None:
        while True:
            lines = Path("/proc/self/status").read_text().splitlines()
            own = next(line for line in lines if line.startswith("RssAnon:"))
            peak[0] = max(peak[0], int(own.split()[1]) / 1024)
            time.sleep(0.05)

    threading.Thread(target=watch, daemon=True).start()
    return peak


def measure(out: str, count: int) -> dict[str, float]:
    """Group the parts in a folder; this process is the driver."""
    own_memory = watch_own()
    engine = OneWorker()
    folder = Folder(out)
    groups = group_parts(folder, list(list_parts(folder).values()), engine)
    engine.close()
    own, work = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return {
        "reports": count,
        "driver CPU ms a report": 1000 * (own.ru_utime + own.ru_stime) / count,
        "workers CPU ms a report": 1000 * (work.ru_utime + work.ru_stime) / count,
        "driver own MB": own_memory[0],
        "driver peak MB": own.ru_maxrss / 1024,
        "worker peak MB": work.ru_maxrss / 1024,
        **{f"{phase} s": seconds for phase, seconds in engine.seconds.items()},
        **groups.counts,
    }


def compare(out: str, count: int) -> dict[str, float]:
    """Return how many entries of each kind differ from those of grouping at once."""
    started = time.process_time()
    grouping = group_reports(map(make_fact, Newsroom(SEED).make_reports(count)))
    seconds = time.process_time() - started
    row: dict[str, float] = {"at once CPU ms a report": 1000 * seconds / count}
    for kind, record in KINDS.items():
        rows = parquet.read_table(Path(out) / kind).to_pylist()
        expected = {msgspec.json.encode(each) for each in getattr(grouping, kind)}
        found = {msgspec.json.encode(msgspec.convert(_list_values(r), record)) for r in rows}
        row[f"{kind} that differ"] = len(expected ^ found)
    return row


def _list_values(value: Any, inside: bool = False) -> Any:
    """Return a row of Parquet with what a record has as an array, which Parquet names, as one."""
    if isinstance(value, dict):
        parts = {key: _list_values(part, inside=True) for key, part in value.items()}
        return list(parts.values()) if inside and set(parts) == {"report", "span"} else parts
    return [_list_values(part, inside=True) for part in value] if isinstance(value, list) else value


def ask(kind: str, out: str, count: int) -> dict[str, float]:
    """Do one thing in a process of its own and print its row."""
    command = [sys.executable, "-m", "bench.group_parts", "--child", kind, out, str(count)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    row: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    if row:
        print("  ".join(f"{name} {value:,.2f}" for name, value in row.items()), flush=True)
    return row


def print_growth(small: dict[str, float], large: dict[str, float]) -> None:
    """Print how costs grow: log(cost ratio) / log(size ratio); 1 is in proportion."""
    ratio = math.log(large["reports"] / small["reports"])
    for name, cost in small.items():
        if name.endswith((" ms a report", " MB", " s")) and cost > 0:
            growth = math.log(large[name] / cost) / ratio + name.endswith("a report")
            print(f"growth of {name:24} {growth:.2f}")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 50_000])
    parser.add_argument("--compare", type=int, default=10_000, help="compare up to this size")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        kind, out, count = options.child
        work = {"write": write_parts, "group": measure, "compare": compare}[kind]
        print(json.dumps(work(out, int(count)) or {}))
        return 0
    rows, differ = [], 0.0
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as out:
            ask("write", out, size)
            rows.append(ask("group", out, size))
            if size <= options.compare:
                found = ask("compare", out, size)
                differ += sum(v for name, v in found.items() if name.endswith("differ"))
    if len(rows) > 1:
        print_growth(rows[0], rows[-1])
    return int(differ > 0)


if __name__ == "__main__":
    sys.exit(main())
