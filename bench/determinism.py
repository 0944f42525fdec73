"""Does the same input give the same ledger, whatever the order and the number of workers?

    python bench/determinism.py examples/ferry examples/depot --workers 1 2 4
    python bench/determinism.py ../shared/data/seeds --shuffles 10

Builds a ledger of PATH with each number of workers, through the real models. Then adds the same
reports to new ledgers in as many random orders, some at a time, and makes the views between, as a
desk does. At last people judge — two claims the same, a statement rejected, two entities one — and
take it all back. Every kind of export is compared byte for byte with that of the first build.
Exit code 1 if any differs.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from onrecord.records import Annotations, Claim, Entity, Report
from onrecord.scale.builds import build_ledger
from onrecord.store import EXPORT_KINDS, Ledger
from onrecord.store.judgements import make_judgement

Fact = tuple[Report, Annotations]
TIMES = "2025-05-06T10:00:{:02}Z"


def hash_exports(ledger: Ledger) -> dict[str, str]:
    """Return a hash of each kind of export, in its order."""
    return {
        kind: hashlib.sha256(
            "\n".join(repr(row) for row in ledger.export(kind)).encode("utf-8", "surrogatepass")
        ).hexdigest()
        for kind in EXPORT_KINDS
    }


def add_shuffled(ledger: Ledger, facts: Sequence[Fact], seed: int) -> None:
    """Add reports in a random order, some at a time, making the views now and then."""
    rng = random.Random(seed)
    waiting = list(facts)
    rng.shuffle(waiting)
    while waiting:
        size = rng.randint(1, max(1, len(facts) // 3))
        ledger.add_many(waiting[:size])
        del waiting[:size]
        if rng.random() < 0.5:
            ledger.refresh_views()


def judge_and_undo(ledger: Ledger) -> bool:
    """Judge some entries, then take it all back; tell whether the judgements changed anything."""
    before = hash_exports(ledger)
    claims = [item for item in ledger.view("claims") if isinstance(item, Claim)]
    entities = [item for item in ledger.view("entities") if isinstance(item, Entity)]
    decided = [
        make_judgement("same", [claims[0].id, claims[1].id], "ana", TIMES.format(1)),
        make_judgement("reject", [claims[2].statements[0]], "ana", TIMES.format(2)),
        make_judgement("same", [entities[0].id, entities[1].id], "ana", TIMES.format(3)),
    ]
    for item in decided:
        ledger.judge(item)
    changed = hash_exports(ledger) != before
    undo = make_judgement("undo", [item.id for item in decided], "ana", TIMES.format(9))
    ledger.judge(undo)
    return changed


def compare(name: str, got: dict[str, str], wanted: dict[str, str]) -> bool:
    """Print whether two sets of exports are the same."""
    different = [kind for kind in wanted if got[kind] != wanted[kind]]
    print(f"{name:24} {'identical' if not different else 'DIFFERS: ' + ', '.join(different)}")
    return not different


def run(
    paths: Sequence[str], workers: Sequence[int], shuffles: int, folder: Path
) -> Iterator[bool]:
    """Yield whether each way gave the same as the first build."""
    wanted: dict[str, str] = {}
    facts: list[Fact] = []
    for number in workers:
        with Ledger.open(folder / f"workers-{number}.db") as ledger:
            build_ledger(paths, ledger, workers=number)
            got = hash_exports(ledger)
            wanted, facts = wanted or got, facts or list(ledger.facts())
        yield compare(f"{number} workers", got, wanted)
    for seed in range(shuffles):
        with Ledger.open(folder / f"shuffle-{seed}.db") as ledger:
            add_shuffled(ledger, facts, seed)
            yield compare(f"order {seed}", hash_exports(ledger), wanted)
    with Ledger.open(folder / f"workers-{workers[0]}.db") as ledger:
        if not judge_and_undo(ledger):
            print("judgements changed nothing: nothing was tested")
            yield False
        yield compare("judged and undone", hash_exports(ledger), wanted)


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--shuffles", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        results = list(run(options.paths, options.workers, options.shuffles, Path(folder)))
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
