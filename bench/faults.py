"""Kill a build with SIGKILL at random moments, resume it, and compare with an unbroken build.

    python bench/faults.py PATH... --kills 20 --workers 2

Each round starts a build of PATH into a ledger of its own, kills the whole process group after a
random share of the time the unbroken build took, resumes the build to its end, checks the ledger,
and compares every export byte for byte. Prints a line a round, and how many were identical.
``--light`` annotates with one statement and one figure a line, to test the ledger and the runner
without the models. Exit code 1 if any round differs.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

import msgspec

from onrecord.ids import make_id
from onrecord.records import Annotations, Figure, Report, Speaker, Statement
from onrecord.scale.builds import build_ledger
from onrecord.scale.jobs import Job
from onrecord.store import EXPORT_KINDS, Ledger


def annotate_lightly(report: Report) -> Annotations:
    """Make each block a statement of nobody, and its length a figure."""
    statements, figures = [], []
    for block in report.blocks:
        span = (block.start, block.end)
        statements.append(
            Statement(
                id=make_id("statement", report.hash, span),
                speaker=Speaker(),
                cue=(),
                content=(span,),
                mode="direct",
            )
        )
        length = Decimal(block.end - block.start)
        figures.append(
            Figure(
                id=make_id("figure", report.hash, span),
                span=span,
                low=length,
                high=length,
                qualifier="exact",
            )
        )
    return Annotations(
        report=report.id,
        hash=report.hash,
        version="light",
        statements=tuple(statements),
        figures=tuple(figures),
    )


def build(options: argparse.Namespace, path: Path) -> None:
    job = Job(annotate=annotate_lightly, version="light") if options.light else Job()
    with Ledger.open(path) as ledger:
        build_ledger(options.paths, ledger, workers=options.workers, job=job)


def digest(path: Path, kinds: tuple[str, ...]) -> tuple[str, int]:
    """Return a hash of all exports, and how many reports there are."""
    encoder = msgspec.json.Encoder(decimal_format="number")
    whole = hashlib.sha256()
    with Ledger.open(path, create=False) as ledger:
        result = ledger.check()
        if not result.clean:
            return f"check found {dict(result.counts)}", result.reports
        for kind in kinds:
            for row in ledger.export(kind):
                whole.update(encoder.encode(row))
        return whole.hexdigest(), result.reports


def run(path: Path, seconds: float | None) -> bool:
    """Run a build in a process group of its own; kill it after so long. True if it was killed."""
    command = [sys.executable, *sys.argv, "--child", str(path)]
    with subprocess.Popen(command, start_new_session=True) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return True
    if process.returncode:
        raise SystemExit(f"the build itself failed: exit code {process.returncode}")
    return False


def compare(options: argparse.Namespace, folder: Path) -> int:
    kinds = EXPORT_KINDS if options.views else EXPORT_KINDS[:4]
    started = time.monotonic()
    run(folder / "whole.db", None)
    whole_seconds = time.monotonic() - started
    expected, reports = digest(folder / "whole.db", kinds)
    print(f"unbroken: {reports} reports in {whole_seconds:.1f} s")
    chance = random.Random(options.seed)
    same = 0
    for number in range(1, options.kills + 1):
        path = folder / f"{number}.db"
        moment = chance.uniform(0.02, 0.98) * whole_seconds
        killed = run(path, moment)
        left = 0
        if path.exists() and path.stat().st_size:
            with Ledger.open(path) as ledger:
                left = ledger.counts()["reports"]
        run(path, None)
        found, _ = digest(path, kinds)
        same += found == expected
        how = f"killed at {moment:.1f} s" if killed else "ended before it was killed"
        verdict = "identical" if found == expected else f"DIFFERS {found}"
        print(f"{number}: {how}, {left} of {reports} reports in; resumed: {verdict}", flush=True)
    print(f"{same} of {options.kills} identical")
    return int(same < options.kills)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="+", metavar="PATH")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--light", action="store_true", help="annotate without models")
    parser.add_argument("--views", action="store_true", help="compare stories, tracks, … too")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        build(options, options.child)
        return
    with tempfile.TemporaryDirectory() as folder:
        raise SystemExit(compare(options, Path(folder)))


if __name__ == "__main__":
    main()
