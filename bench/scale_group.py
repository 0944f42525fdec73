"""Does grouping cost the same a report whether there are a thousand reports or a hundred thousand?

    python bench/scale_group.py                  # 1,000 and 10,000 reports
    python bench/scale_group.py --sizes 1000 10000 100000
    python bench/scale_group.py --join --sizes 1000 10000   # join reports to an archive on disk

Reports are made by a seeded script to be lifelike in what drives cost: stories of very unequal size
that fade over days, wire copy carried whole or cut short with the outlet's own boilerplate around
it, quotations shared by everybody, figures that change, common words with a long tail of names.
Each size runs in a process of its own; memory is what grouping adds to the reports themselves. The
figures to read are seconds and bytes a report, and their ratio from smallest size to largest.

With ``--join`` the index tables are made in a file, and a process of its own then takes in a
hundred more reports, one after the other: stories, copies, and the origins of every story that
changed.
"""

from __future__ import annotations

import argparse
import datetime
import json
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from onrecord.group import group_reports
from onrecord.group.copy_updates import update_copies
from onrecord.group.origins import find_story_origins
from onrecord.group.stories import order_reports
from onrecord.group.story_updates import update_stories
from onrecord.ids import hash_text
from onrecord.records import Block, BlockRole, Credit, Dated, Report
from onrecord.store import copy_tables, story_tables
from onrecord.store.connections import SqliteRows
from onrecord.store.rows import make_tables

_WORDS = tomllib.loads((Path(__file__).parent / "newsroom.toml").read_text("utf-8"))
NOUNS: list[str] = _WORDS["nouns"].split()
VERBS: list[str] = _WORDS["verbs"].split()
ADJECTIVES: list[str] = _WORDS["adjectives"].split()
SYLLABLES: list[str] = _WORDS["syllables"].split()
PEOPLE: list[str] = _WORDS["people"].split()
DAYS: list[str] = _WORDS["days"].split()
BOILERPLATE: list[str] = _WORDS["boilerplate"]
SHAPES: list[str] = _WORDS["shapes"]
JOINED = 100
FILLED_AT_ONCE = 500


class Newsroom:
    """Makes reports, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.outlets = [f"{self.make_name()}-post.example" for _ in range(200)]

    def make_name(self) -> str:
        """Return an invented name."""
        return "".join(self.random.choices(SYLLABLES, k=self.random.randint(2, 4))).capitalize()

    def make_story(self) -> dict[str, list[str]]:
        """Return the vocabulary of one event."""
        pick = self.random
        return {
            "noun": pick.sample(NOUNS, 14),
            "verb": pick.sample(VERBS, 16),
            "adj": pick.sample(ADJECTIVES, 10),
            "place": [self.make_name() for _ in range(2)],
            "town": [self.make_name() for _ in range(4)],
            "name": [f"{self.make_name()} {self.make_name()}" for _ in range(6)],
            "people": pick.sample(PEOPLE, 3),
            "q": [self.make_quote() for _ in range(3)],
        }

    def make_quote(self) -> str:
        """Return something a speaker says."""
        words = self.random.choices(NOUNS + ADJECTIVES + VERBS, k=9)
        return f"We have {words[0]} {words[1]} and no {' '.join(words[2:])} left"

    def make_sentence(self, story: dict[str, list[str]], outlet: str) -> str:
        """Return a sentence of a story."""
        pick, rare = self.random.choice, self.random.random
        nouns = [pick(story["noun"] if rare() < 0.7 else NOUNS) for _ in range(3)]
        verbs = [pick(story["verb"] if rare() < 0.6 else VERBS) for _ in range(3)]
        adjectives = [pick(story["adj"] if rare() < 0.5 else ADJECTIVES) for _ in range(2)]
        return pick(SHAPES).format(
            noun=nouns[0], noun2=nouns[1], noun3=nouns[2], verb=verbs[0], verb2=verbs[1],
            verb3=verbs[2], adj=adjectives[0], adj2=adjectives[1], place=pick(story["place"]),
            town=pick(story["town"]), name=pick(story["name"]), name2=pick(story["name"]),
            people=pick(story["people"]), q=pick(story["q"]), day=pick(DAYS),
            n=self.random.randint(3, 400), outlet=outlet,
        )  # fmt: skip

    def make_reports(self, count: int) -> Iterator[Report]:
        """Yield ``count`` reports, story after story."""
        made = 0
        while made < count:
            story = self.make_story()
            size = min(count - made, int(self.random.paretovariate(1.3)), 60)
            first = datetime.date(2024, 1, 1) + datetime.timedelta(self.random.randrange(730))
            wire = [self.make_sentence(story, "AP") for _ in range(self.random.randint(8, 18))]
            for _ in range(size):
                day = first + datetime.timedelta(min(60, int(self.random.expovariate(0.5))))
                yield self.make_report(made, story, wire, day)
                made += 1

    def make_report(
        self, number: int, story: dict[str, list[str]], wire: list[str], day: datetime.date
    ) -> Report:
        """Return a report: own words, a wire carried whole, or half of it under own words."""
        outlet = self.random.choice(self.outlets)
        own = [self.make_sentence(story, outlet) for _ in range(self.random.randint(6, 16))]
        chance = self.random.random()
        credited = chance < 0.35
        if chance < 0.2:
            own = wire
        elif chance < 0.35:
            own = own[:3] + wire[: len(wire) // 2]
        headline = self.make_sentence(story, outlet).rstrip(".")
        tail = self.random.choice(BOILERPLATE).format(
            outlet=outlet, town=story["town"][0], noun=story["noun"][0]
        )
        parts = [headline, *(" ".join(own[i : i + 2]) for i in range(0, len(own), 2)), tail]
        if credited:
            parts.append("(With inputs from AP)")
        return _set_report(f"{number:07d}", parts, outlet, day)


def _set_report(id_: str, parts: list[str], outlet: str, day: datetime.date) -> Report:
    text = "\n\n".join(parts)
    blocks: list[Block] = []
    start = 0
    for number, part in enumerate(parts):
        role: BlockRole = "headline" if number == 0 else "body"
        if part.startswith("(With"):
            role = "credit"
        blocks.append(Block(start=start, end=start + len(part), role=role))
        start += len(part) + 2
    last = blocks[-1]
    credit = Credit(span=(last.start, last.end), names=("AP",), kind="inputs")
    return Report(
        id=id_,
        hash=hash_text(text),
        text=text,
        title=parts[0],
        outlet=outlet,
        published=Dated(edtf=day.isoformat(), source="metadata"),
        blocks=tuple(blocks),
        credits=(credit,) if last.role == "credit" else (),
    )


def measure(count: int, seed: int) -> dict[str, float]:
    """Group ``count`` reports in this process; return seconds and bytes a report."""
    group_reports([(report, None) for report in Newsroom(seed + 1).make_reports(50)])
    facts = [(report, None) for report in Newsroom(seed).make_reports(count)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    grouping = group_reports(facts)
    seconds = time.process_time() - start
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "reports": count,
        "seconds": seconds,
        "ms_a_report": 1000 * seconds / count,
        "kilobytes_a_report": (after - before) / count,
        "stories": len(grouping.stories),
        "copies": len(grouping.copies),
        "origins": len(grouping.origins),
    }


@contextmanager
def open_tables(path: Path) -> Iterator[SqliteRows]:
    """Open a file with the tables of the two indexes, in one transaction."""
    connection = sqlite3.connect(path, isolation_level=None)
    rows = SqliteRows(connection)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA cache_size = -16384")
    make_tables(rows, (*story_tables.TABLES, *copy_tables.TABLES))
    connection.execute("BEGIN")
    yield rows
    connection.execute("COMMIT")
    connection.close()


def join(rows: SqliteRows, reports: Sequence[Report], members: dict[str, tuple[str, ...]]) -> None:
    """Take reports into the indexes and find the origins of the stories that change."""
    update = update_stories(story_tables.SqlStoryIndex(rows), reports)
    for gone in update.gone:
        members.pop(gone, None)
    members |= {story.id: story.reports for story in update.stories}
    stories = {report: story.id for story in update.stories for report in story.reports}
    index = copy_tables.SqlCopyIndex(rows)
    changes = update_copies(index, [(report, None) for report in reports], (), stories)
    for story in sorted(changes.stories & members.keys()):
        find_story_origins(index, members[story])


def fill(count: int, seed: int, path: Path) -> dict[str, float]:
    """Make the tables of ``count`` reports, in order of publication; return the cost."""
    reports = order_reports(Newsroom(seed).make_reports(count))[:-JOINED]
    members: dict[str, tuple[str, ...]] = {}
    start = time.process_time()
    for first in range(0, len(reports), FILLED_AT_ONCE):
        with open_tables(path) as rows:
            join(rows, reports[first : first + FILLED_AT_ONCE], members)
    path.with_suffix(".json").write_text(json.dumps(members))
    seconds = time.process_time() - start
    return {
        "fill_ms_a_report": 1000 * seconds / len(reports),
        "file_kilobytes_a_report": path.stat().st_size / 1024 / len(reports),
    }


def measure_join(count: int, seed: int, path: Path) -> dict[str, float]:
    """Take the last hundred reports into the tables, one by one, in this process."""
    join_first = list(Newsroom(seed + 1).make_reports(20))
    with open_tables(path.with_name("warm.db")) as rows:
        join(rows, join_first, {})
    reports = order_reports(Newsroom(seed).make_reports(count))[-JOINED:]
    stored = json.loads(path.with_suffix(".json").read_text())
    members = {story: tuple(ids) for story, ids in stored.items()}
    seconds: list[float] = []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for report in reports:
        start = time.process_time()
        with open_tables(path) as rows:
            join(rows, [report], members)
        seconds.append(time.process_time() - start)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "archive": count,
        "join_ms_a_report": 1000 * statistics.mean(seconds),
        "slowest_ms": 1000 * max(seconds),
        "peak_megabytes_more": (after - before) / 1024,
        "peak_megabytes": after / 1024,
    }


def run_join(count: int, seed: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        done = {"archive": float(count)}
        for step in ("--fill", "--joining"):
            done |= run_apart([step, str(path), "--one", str(count), "--seed", str(seed)])
        return done


def run_apart(options: Sequence[str]) -> dict[str, float]:
    """Run this file in a process of its own; return the figures it prints."""
    command = [sys.executable, __file__, *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {key: float(value) for key, value in json.loads(done.stdout).items()}


def measure_here(args: argparse.Namespace) -> dict[str, float]:
    if args.fill:
        return fill(args.one, args.seed, args.fill)
    if args.joining:
        return measure_join(args.one, args.seed, args.joining)
    return measure(args.one, args.seed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--join", action="store_true", help="join reports to an archive on disk")
    parser.add_argument("--one", type=int, help="measure one size in this process, print JSON")
    parser.add_argument("--fill", type=Path, help="with --one: make an archive")
    parser.add_argument("--joining", type=Path, help="with --one: join reports to it")
    args = parser.parse_args()
    if args.one:
        print(json.dumps(measure_here(args)))
        return
    rows = []
    for size in args.sizes:
        options = ["--one", str(size), "--seed", str(args.seed)]
        rows.append(run_join(size, args.seed) if args.join else run_apart(options))
        print("  ".join(f"{key} {value:,.2f}" for key, value in rows[-1].items()), flush=True)
    for key in rows[0]:
        if key.endswith(("_a_report", "_more")):
            print(f"{key}: largest to smallest size {rows[-1][key] / (rows[0][key] or 1):.2f}")


if __name__ == "__main__":
    main()
