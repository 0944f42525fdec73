"""What does it cost when reports join stories that are kept on disk?

    python -m bench.story_arrivals --data ../shared/data     # the GVA reports, and one large story
    python -m bench.story_arrivals --large 3000              # a larger story
    python -m bench.story_arrivals --newsroom 100000         # so many made-up reports of two years

The GVA reports join an SQLite index, some at a time, in order of publication and in random order;
both must end in what one batch in memory gives. Then single reports join one large story, made by
the script of ``scale_group``: spread over a month, and all on one day without times of day, where
half of the others come after any report and may have to be compared again. CPU time throughout.
"""

from __future__ import annotations

import argparse
import datetime
import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from bench.scale_group import Newsroom
from bench.stories import SETS, build_reports, load_rows

from onrecord.group.stories import find_stories, order_reports
from onrecord.group.story_updates import update_stories
from onrecord.records import Report, Story
from onrecord.store.connections import SqliteRows
from onrecord.store.rows import make_tables
from onrecord.store.story_tables import TABLES, SqlStoryIndex

AT_ONCE = 256


@contextmanager
def open_index() -> Iterator[sqlite3.Connection]:
    """Open an empty index in a file that is thrown away."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(sqlite3.connect(Path(folder) / "index.db", isolation_level=None)) as database,
    ):
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        make_tables(SqliteRows(database), TABLES)
        yield database


def add_reports(database: sqlite3.Connection, reports: Sequence[Report]) -> dict[str, Story]:
    """Let reports join, some at a time; return the stories as they were told of."""
    stories: dict[str, Story] = {}
    for start in range(0, len(reports), AT_ONCE):
        database.execute("BEGIN")
        some = reports[start : start + AT_ONCE]
        update = update_stories(SqlStoryIndex(SqliteRows(database)), some)
        database.execute("COMMIT")
        for story in update.gone:
            stories.pop(story, None)
        stories |= {story.id: story for story in update.stories}
    return stories


def measure_collection(reports: Sequence[Report]) -> None:
    """Print what a collection costs in and out of order."""
    batch = {story.id: story for story in find_stories(reports)}
    shuffled = list(reports)
    random.Random(1).shuffle(shuffled)
    for name, arriving in (("in order", order_reports(reports)), ("in random order", shuffled)):
        with open_index() as database:
            start = time.process_time()
            stories = add_reports(database, arriving)
            cost = 1000 * (time.process_time() - start) / len(reports)
            [(pages,)] = database.execute("SELECT page_count * page_size FROM pragma_page_count, "
                                          "pragma_page_size")  # fmt: skip
        same = "same stories as a batch" if stories == batch else "NOT the stories of a batch"
        size = pages / len(reports) / 1024
        print(f"GVA {name}: {cost:.1f} ms and {size:.1f} KiB a report, {same}", flush=True)


def make_story(count: int, days: int) -> list[Report]:
    """Return reports of one event, most on its first days."""
    room = Newsroom(3)
    story = room.make_story()
    wire = [room.make_sentence(story, "AP") for _ in range(12)]
    first = datetime.date(2024, 1, 1)
    delays = [min(days, int(room.random.expovariate(3 / max(days, 1)))) for _ in range(count)]
    return [
        room.make_report(number, story, wire, first + datetime.timedelta(delay if days else 0))
        for number, delay in enumerate(delays)
    ]


def measure_large(count: int, days: int) -> None:
    """Print what single reports cost that join a large story."""
    reports = order_reports(make_story(count, days))
    with open_index() as database:
        add_reports(database, reports[:-5])
        costs: list[float] = []
        for report in reports[-5:]:
            start = time.process_time()
            stories = add_reports(database, [report])
            costs.append(time.process_time() - start)
    sizes = [len(story.reports) for story in stories.values()]
    print(f"one of {count} over {days} days: {sorted(costs)[2]:.3f} s, story of {max(sizes)}")


def measure_growth(count: int) -> None:
    """Print what reports cost as the archive they join grows."""
    reports = order_reports(Newsroom(7).make_reports(count))
    part = max(1, count // 5)
    with open_index() as database:
        for start in range(0, count, part):
            begun = time.process_time()
            add_reports(database, reports[start : start + part])
            cost = 1000 * (time.process_time() - begun) / part
            print(
                f"newsroom, reports {start} to {start + part}: {cost:.1f} ms a report", flush=True
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default=os.environ.get("ONRECORD_DATA", "../shared/data"))
    parser.add_argument("--large", type=int, default=1_000)
    parser.add_argument("--newsroom", type=int)
    args = parser.parse_args()
    if args.newsroom:
        measure_growth(args.newsroom)
        return
    rows = load_rows(Path(args.data) / SETS["GVA"])
    measure_collection(build_reports(rows, dated=True))
    for days in (30, 0):
        measure_large(args.large, days)


if __name__ == "__main__":
    main()
