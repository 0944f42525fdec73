"""What reconciling costs: by the size of a story, for one report more, and as a share of a build.

    python bench/reconcile_cost.py
    python bench/reconcile_cost.py --ledger some.db      # a ledger's reports taken as one story

Made-up reports of one storm, each of some sentences: a rising toll that sources put apart, denials,
plans, conditions. All are forced into one story. Reading and annotating them is timed too: a build
takes at least that, so the share printed is an upper bound. Cold is a fresh process, whose caches
are empty; warm is a process that has reconciled the story before and is given one report more.
Times are of the process's CPU.
"""

from __future__ import annotations

import argparse
import gc
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

import onrecord
from onrecord.read.reports import Known, make_report
from onrecord.reconcile import make_entities, reconcile_story
from onrecord.records import Annotations, Report, Story
from onrecord.store import Ledger

Fact = tuple[Report, Annotations]
SIZES = (10, 100, 1000)
OUTLETS = ("Sandhaven Post", "Harbour Wire", "The Valley Courier", "Channel Nine", "Delta Record")
HOLDERS = (
    "Mayor Ana Reiter", "the civil defence agency", "Governor Tomas Brandl", "chief Irena Valk",
    "the health ministry", "a rescue official", "spokesman Jon Sarr", "hospital director Mira Lenz",
    "the coast guard", "minister Pavel Orlin", "the Red Cross", "two officials",
)  # fmt: skip
TOWNS = ("Sandhaven", "Marrow Bay", "Eastholm", "Corvin", "Dunmouth", "Littleford")
WORKS = ("bridge", "dam", "harbour", "hospital", "power station", "school", "railway", "airport")
DEEDS = ("reopen", "close", "be rebuilt", "be inspected", "be evacuated", "be sealed off")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def write_sentence(rng: random.Random, day: int) -> str:
    """Return one sentence of a report of the storm's n-th day."""
    who, town, work = rng.choice(HOLDERS), rng.choice(TOWNS), rng.choice(WORKS)
    toll = 4 + day * 2 + rng.randrange(3)
    kinds = (
        f"At least {toll} people were killed in {town}, {who} said.",
        f"{who[0].upper()}{who[1:]} said {toll * 5} people had been injured since the storm began.",
        f"About {toll * 100} families were evacuated from {town}, according to {who}.",
        f"{who[0].upper()}{who[1:]} denied that the {work} in {town} had collapsed.",
        f"{who[0].upper()}{who[1:]} said the {work} in {town} had collapsed during the night.",
        f'"The {work} will {rng.choice(DEEDS)} on {rng.choice(DAYS)}," {who} said.',
        f"If the water rises again, {who} said, the {work} in {town} would {rng.choice(DEEDS)}.",
        f"Crews from {rng.choice(TOWNS)} reached the {work} in {town} with {toll} boats.",
        f"{who[0].upper()}{who[1:]} told Harbour Wire that repairs to the {work} would cost "
        f"${toll} million.",
    )
    return rng.choice(kinds)


def write_reports(number: int) -> Iterator[Fact]:
    """Yield made-up reports of one storm, annotated."""
    rng = random.Random(7)
    for index in range(number):
        day = index * 20 // number
        lines = [f"Storm toll rises in {rng.choice(TOWNS)}"]
        lines += [write_sentence(rng, day) for _ in range(rng.randrange(5, 11))]
        known = Known(
            id=f"r{index:05}",
            outlet=OUTLETS[index % len(OUTLETS)],
            published=f"2025-05-{day + 6:02}",
            lang="en",
        )
        report = make_report("\n\n".join(lines), known)
        yield report, onrecord.annotate(report)


def make_story(facts: Sequence[Fact]) -> Story:
    """Return all reports as one story."""
    ordered = sorted((report.published.edtf or "", report.id) for report, _ in facts)
    return Story(
        id="one",
        title="",
        reports=tuple(id_ for _, id_ in ordered),
        first=ordered[0][0] or None,
        last=ordered[-1][0] or None,
    )


def time_story(facts: Sequence[Fact]) -> float:
    """Return the seconds it takes to reconcile some reports as one story."""
    story, by_id = make_story(facts), {fact[0].id: fact for fact in facts}
    gc.collect()
    start = time.process_time()
    reconcile_story(story, by_id, ())
    return time.process_time() - start


def time_cold(kept: Path, number: int) -> float:
    """Return the same, of the first reports of a file, in a process that has read nothing yet."""
    command = [sys.executable, __file__, "--cold", str(kept), str(number)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def load_facts(kept: Path) -> list[Fact]:
    """Return the facts of a file."""
    return msgspec.json.decode(kept.read_bytes(), type=list[Fact])


def measure(facts: Sequence[Fact], build_seconds: float | None, folder: Path) -> None:
    """Print what reconciling some facts costs."""
    kept = folder / "facts.json"
    kept.write_bytes(msgspec.json.encode(facts))
    sizes = [size for size in SIZES if size <= len(facts)]
    before = 0.0
    for size in sizes:
        cold = time_cold(kept, size)
        growth = f"  ×{cold / before:.1f}" if before else ""
        print(f"{size:6} reports  cold {cold:.3f} s{growth}")
        before = cold
    whole = facts[: sizes[-1]]
    time_story(whole[:-1])
    print(f"one report more in {len(whole):,}  cold {before:.3f} s  warm {time_story(whole):.3f} s")
    start = time.process_time()
    make_entities({fact[0].id: fact for fact in whole})
    entities = time.process_time() - start
    print(f"entities of all of them {entities:.3f} s")
    if build_seconds:
        share = (before + entities) / build_seconds
        print(f"reading and annotating them {build_seconds:.1f} s; reconciling adds {share:.1%}")


def main() -> None:
    """Run the bench."""
    if sys.argv[1:2] == ["--cold"]:
        print(time_story(load_facts(Path(sys.argv[2]))[: int(sys.argv[3])]))
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--reports", type=int, default=SIZES[-1])
    parser.add_argument("--ledger", help="take a ledger's reports instead of made-up ones")
    options = parser.parse_args()
    build_seconds = None
    if options.ledger:
        with Ledger.open(options.ledger, read_only=True) as ledger:
            facts = list(ledger.facts())
    else:
        start = time.process_time()
        facts = list(write_reports(options.reports))
        build_seconds = time.process_time() - start
    with tempfile.TemporaryDirectory() as folder:
        measure(facts, build_seconds, Path(folder))


if __name__ == "__main__":
    main()
