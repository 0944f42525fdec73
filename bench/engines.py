"""The grouping job on two distributed engines: the same functions and reports, the same answer.

    .venv/bin/python -m bench.engines --sizes 10000 --engines ray spark

Needs ``ray[data]`` and ``pyspark`` (with Java 17), of which the project installs only the one it
keeps. Reports made by ``bench/scale_group.py`` are written as Parquet. The job: map reports to
their fingerprints; shuffle by fingerprint, so that its carriers meet; pair those that were
published within a time window; shuffle by pair and count what each shares. Each engine runs in a
process of its own and must give the same pairs. Printed: seconds to start, seconds of the job, and
the peak of the memory of all its processes, as the system counts what is not shared (PSS).
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as arrow  # type: ignore[import-untyped]  # ships no types
from pyarrow import compute, parquet

from onrecord.group.fingerprints import select_fingerprints
from onrecord.group.tokens import tokenize_report
from onrecord.records import Report

FILE_REPORTS = 2_000
WINDOW_DAYS = 60
MAX_CARRIERS = 200
PARTITIONS = 16
WORKERS = 2
CARRIERS = arrow.schema(
    [("fingerprint", arrow.int64()), ("report", arrow.int32()), ("day", arrow.int32())]
)
PAIRS = arrow.schema([("a", arrow.int32()), ("b", arrow.int32()), ("shared", arrow.int64())])


def write_reports(folder: Path, count: int) -> None:
    """Write made-up reports, some thousands a file."""
    from bench.scale_group import Newsroom

    reports = Newsroom(7).make_reports(count)
    for number in range(0, count, FILE_REPORTS):
        records = [msgspec.json.encode(report) for report in islice(reports, FILE_REPORTS)]
        table = arrow.table({"record": arrow.array(records, arrow.binary())})
        parquet.write_table(table, folder / f"{number:07}.parquet", row_group_size=500)


def find_carriers(table: arrow.Table) -> arrow.Table:
    """Map reports to a row a fingerprint."""
    values, owners, days = [], [], []
    for record in table.column("record").to_pylist():
        report = msgspec.json.decode(record, type=Report)
        kept = np.unique(select_fingerprints(tokenize_report(report).hashes)[0]).view(np.int64)
        day = datetime.date.fromisoformat(report.published.edtf or "").toordinal()
        values.append(kept)
        owners.append(np.full(len(kept), int(report.id), dtype=np.int32))
        days.append(np.full(len(kept), day, dtype=np.int32))
    columns = [np.concatenate(part) for part in (values, owners, days)]
    return arrow.table(columns, schema=CARRIERS)


def pair_carriers(table: arrow.Table) -> arrow.Table:
    """Pair the reports that carry one fingerprint; all its rows are in this table."""
    if not table.num_rows:
        return PAIRS.empty_table()
    table = table.sort_by([("fingerprint", "ascending"), ("report", "ascending")])
    fingerprints, reports, days = (table.column(n).to_numpy() for n in CARRIERS.names)
    borders = np.flatnonzero(np.diff(fingerprints)) + 1
    pairs: list[tuple[int, int]] = []
    for first, last in zip([0, *borders], [*borders, len(fingerprints)], strict=True):
        stop = min(last, first + MAX_CARRIERS)
        for place in range(first, stop - 1):
            near = abs(days[place + 1 : stop] - days[place]) <= WINDOW_DAYS
            pairs += [(reports[place], other) for other in reports[place + 1 : stop][near]]
    ends = np.array(pairs, dtype=np.int32).reshape(-1, 2)
    ones = np.ones(len(ends), dtype=np.int64)
    return count_pairs(arrow.table([ends[:, 0], ends[:, 1], ones], schema=PAIRS))


def count_pairs(table: arrow.Table) -> arrow.Table:
    """Add up what each pair shares."""
    summed = table.group_by(["a", "b"]).aggregate([("shared", "sum")])
    return summed.rename_columns(["a", "b", "shared"]).select(PAIRS.names).cast(PAIRS)


def run_ray(folder: Path, started: float) -> tuple[float, arrow.Table]:
    import logging

    import ray
    import ray.data

    ray.init(num_cpus=WORKERS, include_dashboard=False, log_to_driver=False)
    ray.data.DataContext.get_current().enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    ready = time.monotonic() - started
    whole: dict[str, Any] = {"batch_format": "pyarrow", "batch_size": None}
    pairs = (
        ray.data.read_parquet(str(folder))
        .map_batches(find_carriers, **whole)
        .repartition(PARTITIONS, keys=["fingerprint"])
        .map_batches(pair_carriers, **whole)
        .repartition(PARTITIONS, keys=["a", "b"])
        .map_batches(count_pairs, **whole)
    )
    return ready, arrow.concat_tables(ray.get(pairs.to_arrow_refs()))


def run_spark(folder: Path, started: float) -> tuple[float, arrow.Table]:
    from pyspark.sql import SparkSession  # type: ignore[import-not-found]  # not in this project

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master(f"local[{WORKERS}]")
    options = {"ui.enabled": "false", "driver.memory": "3g", "sql.adaptive.enabled": "false"}
    for key, value in options.items():
        builder = builder.config(f"spark.{key}", value)
    session = builder.getOrCreate()
    session.range(1).count()
    ready = time.monotonic() - started
    carriers = "fingerprint long, report int, day int"
    counted = "a int, b int, shared long"
    pairs = (
        session.read.parquet(str(folder))
        .mapInArrow(_by_partition(find_carriers), carriers)
        .repartition(PARTITIONS, "fingerprint")
        .mapInArrow(_by_partition(pair_carriers), counted)
        .repartition(PARTITIONS, "a", "b")
        .mapInArrow(_by_partition(count_pairs), counted)
    )
    return ready, pairs.toArrow()


def _by_partition(
    function: Callable[[arrow.Table], arrow.Table],
) -> Callable[[Iterator[arrow.RecordBatch]], Iterator[arrow.RecordBatch]]:
    def run(batches: Iterator[arrow.RecordBatch]) -> Iterator[arrow.RecordBatch]:
        held = list(batches)
        if held:
            yield from function(arrow.Table.from_batches(held)).to_batches()

    return run


ENGINES = {"ray": run_ray, "spark": run_spark}


def measure(engine: str, folder: Path) -> dict[str, Any]:
    """Run the job on one engine in this process."""
    peak = _watch_memory()
    started = time.monotonic()
    ready, pairs = ENGINES[engine](folder, started)
    seconds = time.monotonic() - started
    order = compute.sort_indices(pairs, [("a", "ascending"), ("b", "ascending")])
    digest = hashlib.sha256(str(pairs.take(order).to_pydict()).encode()).hexdigest()
    return {
        "engine": engine, "start": ready, "job": seconds - ready, "peak_mb": peak[0],
        "pairs": pairs.num_rows, "digest": digest[:12],
    }  # fmt: skip


def _watch_memory() -> list[float]:
    peak = [0.0]

    def watch() -> None:
        while True:
            peak[0] = max(peak[0], sum(map(_read_pss, _list_session())) / 1024)
            time.sleep(0.5)

    threading.Thread(target=watch, daemon=True).start()
    return peak


def _list_session() -> list[Path]:
    """Return the processes that this one started and theirs, by way of a mark they inherit."""
    mark = f"ONRECORD_BENCH={os.getpid()}".encode()
    found = [Path("/proc/self")]
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (place / "environ").read_bytes():
                found.append(place)
        except OSError:
            continue
    return found


def _read_pss(place: Path) -> int:
    try:
        for line in (place / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000])
    parser.add_argument("--engines", nargs="+", choices=list(ENGINES), default=list(ENGINES))
    parser.add_argument("--child", nargs=2, metavar=("ENGINE", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        os.environ["ONRECORD_BENCH"] = str(os.getpid())
        print(json.dumps(measure(options.child[0], Path(options.child[1]))))
        return
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            write_reports(Path(folder), size)
            for engine in options.engines:
                command = [sys.executable, "-m", "bench.engines", "--child", engine, folder]
                done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
                print(size, done.stdout.splitlines()[-1], flush=True)


if __name__ == "__main__":
    main()
