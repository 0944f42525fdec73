"""Are the same reports the same entries through ``batch`` and ``import`` as through ``build``?

    .venv/bin/python -m bench.batch_same                        # 1,000 made-up web pages
    .venv/bin/python -m bench.batch_same ../shared/data/seeds examples/ferry
    .venv/bin/python -m bench.batch_same --pages 200

Each PATH is built into a ledger; and it is read by a batch with two local workers, in shares small
enough that there are several, whose output is imported into another ledger. Every entry of every
kind is compared as a whole, in both ledgers; copies, origins and stories also as the batch itself
wrote them, since it groups in parts. An entry that differs counts as missing and as extra. Exit
code 1 if there is one.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.scale import write_pages
from pyarrow import parquet  # type: ignore[import-untyped]  # ships no types

from onrecord.scale.batches import BatchOptions, run_batch
from onrecord.scale.builds import build_ledger
from onrecord.scale.engines import LocalEngine
from onrecord.scale.imports import import_batch
from onrecord.store import Ledger
from onrecord.store.columns import make_schema, make_table

GROUPED = ("copies", "origins", "stories")
KINDS = ("reports", "statements", "figures", "times", *GROUPED)
WORKERS = 2
SHARES = 8
SHOWN = 3


def count_rows(rows: Iterable[dict[str, Any]]) -> Counter[str]:
    """Return how often each row occurs, whatever the order."""
    return Counter(json.dumps(row, sort_keys=True, default=str) for row in rows)


def read_ledger(ledger: Ledger) -> dict[str, Counter[str]]:
    """Return all entries of a ledger as Parquet has them, by kind, and its refusals."""
    tables = {kind: make_table(ledger.export(kind), make_schema(kind)) for kind in KINDS}
    found = {kind: count_rows(table.to_pylist()) for kind, table in tables.items()}
    return found | {"refusals": Counter(map(repr, ledger.refusals()))}


def compare(title: str, built: dict[str, Counter[str]], other: dict[str, Counter[str]]) -> int:
    """Print how many entries of each kind there are, and the differences; return how many."""
    differences = 0
    for kind, rows in other.items():
        missing, extra = built[kind] - rows, rows - built[kind]
        differences += missing.total() + extra.total()
        count = built[kind].total()
        print(f"  {title:8} {kind:10} {count:8,}  missing {missing.total()}  extra {extra.total()}")
        for sign, found in (("-", missing), ("+", extra)):
            for row in sorted(found)[:SHOWN]:
                print(f"    {sign} {row[:400]}")
    return differences


def compare_path(path: Path, folder: Path) -> int:
    """Take one input both ways; return how many entries differ."""
    with Ledger.open(str(folder / "built.db")) as ledger:
        summary = build_ledger([path], ledger)
        ledger.refresh_views()
        built = read_ledger(ledger)
    print(f"{path}: {summary.read} read, {summary.refused} refused", flush=True)
    parts = folder / "parts"
    options = BatchOptions(share_reports=max(2, summary.read // SHARES))
    done = run_batch([path], str(parts), LocalEngine(WORKERS), options)
    with Ledger.open(str(folder / "imported.db")) as ledger:
        import_batch(str(parts), ledger)
        ledger.refresh_views()
        differences = compare("imported", built, read_ledger(ledger))
    grouped = {kind: count_rows(parquet.read_table(parts / kind).to_pylist()) for kind in GROUPED}
    differences += compare("batch", built, grouped)
    print(f"  {done.shares} shares, {differences} differences", flush=True)
    return differences


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    parser.add_argument("--pages", type=int, default=1_000, help="how many pages where no PATH is")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        pages = Path(work) / "pages.jsonl"
        paths = options.paths or [write_pages(pages, options.pages)]
        differences = 0
        for number, path in enumerate(paths):
            folder = Path(work) / str(number)
            folder.mkdir()
            differences += compare_path(path, folder)
    sys.exit(bool(differences))


if __name__ == "__main__":
    main()
