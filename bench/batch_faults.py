"""A batch over damaged archives, with a worker and the driver killed: is all there, and once?

    .venv/bin/python -m bench.batch_faults                      # 2,000 pages
    .venv/bin/python -m bench.batch_faults --pages 20000        # the whole; about half an hour
    .venv/bin/python -m bench.batch_faults --light --file-pages 2000 --share-bytes 20000

A seeded script makes gzip WARC files of short pages, 1 % of them damaged in a way of which the
refusal is known: a record without a length, a member that is no gzip, a body that is not what its
encoding says, a picture that calls itself a page, a page without a word, and a page whose
annotation kills its process every time. A batch runs over them in a process of its own. When a
third is done one of its workers is killed (SIGKILL), when two thirds are done the driver is, and it
is run again. Then: are there exactly the pages that were not damaged, each once, and exactly the
refusals that were made? ``--light`` annotates without the models; ``--file-pages`` with as many
pages as there are makes one archive, of which ``--share-bytes`` are a share.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bench.faults import annotate_lightly
from bench.scale_group import Newsroom

from onrecord.records import Annotations, Report
from onrecord.scale.batches import BatchOptions, run_batch
from onrecord.scale.engines import choose_engine
from onrecord.scale.folders import UNFINISHED, Folder
from onrecord.scale.jobs import Job
from onrecord.scale.parts import Part, list_parts, read_refusals, read_rows
from onrecord.scale.shares import SHARE_BYTES
from onrecord.store import Ledger

DAMAGED = 0.01
POISON = "POISONED PAGE"


# ---------------------------------------------------------------- archives and their damage


def make_record(number: int, body: bytes, encoding: str = "") -> bytes:
    coding = f"Content-Encoding: {encoding}\r\n" if encoding else ""
    http = (
        f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{coding}\r\n".encode() + body
    )
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\n"
        f"WARC-Target-URI: {name_page(number)}\r\nWARC-Date: 2025-05-06T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{number:032}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def name_page(number: int) -> str:
    return f"https://post.example/2025/{number}"


def damage_length(number: int, page: bytes) -> bytes:
    lines = make_record(number, page).split(b"\r\n")
    return gzip.compress(b"\r\n".join(x for x in lines if not x.startswith(b"Content-Length")))


def damage_member(number: int, page: bytes) -> bytes:
    return gzip.compress(make_record(number, page))[:10] + b"\xff" * 200


def damage_encoding(number: int, page: bytes) -> bytes:
    return gzip.compress(make_record(number, gzip.compress(page)[:10] + b"\xff" * 99, "gzip"))


def damage_type(number: int, page: bytes) -> bytes:
    del page
    return gzip.compress(make_record(number, b"\x89PNG\r\n\x1a\n\0\0\0" + bytes(range(256)) * 8))


def damage_words(number: int, page: bytes) -> bytes:
    del page
    return gzip.compress(make_record(number, b"<html><body><nav></nav></body></html>"))


def damage_annotation(number: int, page: bytes) -> bytes:
    poisoned = page.replace(b"</article>", f"<p>{POISON} {number}.</p></article>".encode())
    return gzip.compress(make_record(number, poisoned))


DAMAGE: dict[str, Callable[[int, bytes], bytes]] = {
    "no length": damage_length,
    "no gzip": damage_member,
    "wrong encoding": damage_encoding,
    "a picture": damage_type,
    "no words": damage_words,
    "kills its process": damage_annotation,
}
REASONS = {
    "no length": "bad-record",
    "no gzip": "damaged",
    "wrong encoding": "damaged",
    "a picture": "not-text",
    "no words": "no-article",
    "kills its process": "worker-died",
}


def make_page(room: Newsroom, story: dict[str, list[str]], number: int) -> bytes:
    headline, *sentences = (room.make_sentence(story, "Post") for _ in range(5))
    body = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    title = headline.rstrip(".")
    page = f"<html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}"
    return f"{page}<p>Report number {number} of the day.</p></article></body></html>".encode()


def write_archives(
    folder: Path, pages: int, file_pages: int, seed: int
) -> tuple[set[str], Counter[str]]:
    """Write the archives; return the pages that are whole, and the refusals to expect."""
    room, chance = Newsroom(seed), random.Random(seed)
    damaged = set(chance.sample(range(pages), round(pages * DAMAGED)))
    ways = list(DAMAGE)
    whole: set[str] = set()
    expected: Counter[str] = Counter()
    story = room.make_story()
    for first in range(0, pages, file_pages):
        with (folder / f"crawl-{first:07}.warc.gz").open("wb") as out:
            for number in range(first, min(first + file_pages, pages)):
                story = room.make_story() if number % 8 == 0 else story
                page = make_page(room, story, number)
                if number not in damaged:
                    whole.add(name_page(number))
                    out.write(gzip.compress(make_record(number, page)))
                    continue
                way = ways[len(ways) and sum(expected.values()) % len(ways)]
                expected[REASONS[way]] += 1
                out.write(DAMAGE[way](number, page))
    return whole, expected


# ---------------------------------------------------------------- the run and its kills


def annotate_or_die(report: Report) -> Annotations:
    if POISON in report.text:
        os.kill(os.getpid(), signal.SIGKILL)
    from onrecord import annotate

    return annotate(report)


def annotate_lightly_or_die(report: Report) -> Annotations:
    if POISON in report.text:
        os.kill(os.getpid(), signal.SIGKILL)
    return annotate_lightly(report)


def run_child(options: argparse.Namespace) -> None:
    annotate = annotate_lightly_or_die if options.light else annotate_or_die
    job = Job(annotate=annotate, version="faults", memory_bytes=4_000_000_000)
    engine = choose_engine(options.engine, options.workers)
    settings = BatchOptions(job=job, group=options.groups, share_bytes=options.share_bytes)
    run_batch([options.child[0]], options.child[1], engine, settings)


def start(archives: Path, out: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bench.batch_faults", *sys.argv[1:]]
    return subprocess.Popen([*command, "--child", str(archives), str(out)])


def count_done(out: Path) -> int:
    return len(list((out / "manifest").glob("*.json"))) if out.exists() else 0


def wait_until(process: subprocess.Popen[bytes], out: Path, shares: float) -> None:
    while count_done(out) < shares:
        if process.poll() is not None:
            raise SystemExit("the batch ended before it could be killed: use more pages")
        time.sleep(0.05)


def list_workers(parent: int) -> list[int]:
    """Return the processes below one that do its work, deepest first."""
    found: list[int] = []
    for task in Path(f"/proc/{parent}/task").glob("*"):
        for child in map(int, (task / "children").read_text().split()):
            found += [*list_workers(child), child]
    return [pid for pid in found if is_worker(pid)]


def is_worker(pid: int) -> bool:
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return b"spawn_main" in line or b"ray::MapWorker" in line


def run_with_kills(archives: Path, out: Path, share_bytes: int) -> list[str]:
    shares = sum(-(-file.stat().st_size // share_bytes) for file in archives.iterdir())
    told = []
    with start(archives, out) as driver:
        wait_until(driver, out, shares / 3)
        victim = list_workers(driver.pid)[0]
        os.kill(victim, signal.SIGKILL)
        told.append(f"a worker killed with {count_done(out)} of {shares} shares done")
        wait_until(driver, out, shares * 2 / 3)
        driver.kill()
        driver.wait()
    told.append(f"the driver killed with {count_done(out)} of {shares} shares done")
    with start(archives, out) as driver:
        if driver.wait():
            raise SystemExit("the second run failed")
    return told


# ---------------------------------------------------------------- what is there


def list_refused(out: Path) -> Counter[str]:
    folder = Folder(str(out))
    parts = list_parts(folder).values()
    return Counter(r.reason for part in parts for r in read_refusals(folder, part))


def list_urls(folder: Folder, part: Part) -> list[str]:
    return [row["url"] for row in read_rows(folder, part, "reports", ["url"])]


def judge(out: Path, whole: set[str], expected: Counter[str]) -> bool:
    folder = Folder(str(out))
    found = Counter(u for part in list_parts(folder).values() for u in list_urls(folder, part))
    doubled = sum(count - 1 for count in found.values())
    refused = list_refused(out)
    unfinished = list(out.rglob(f"*{UNFINISHED}"))
    print(
        f"reports   {len(found)} of {len(whole)}, {doubled} doubled, {len(unfinished)} unfinished"
    )
    print(f"refused   {sum(refused.values())}: {dict(sorted(refused.items()))}")
    print(f"expected  {expected.total()}: {dict(sorted(expected.items()))}")
    return set(found) == whole and not doubled and refused == expected and not unfinished


def check_ledger(out: Path, ledger_path: Path) -> bool:
    from onrecord.scale.imports import import_batch

    with Ledger.open(ledger_path) as ledger:
        counts = import_batch(str(out), ledger)
        result = ledger.check()
        print(f"import    {dict(counts)}; check: {'clean' if result.clean else result.counts}")
        return result.clean


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--file-pages", type=int, default=250)
    parser.add_argument("--share-bytes", type=int, default=SHARE_BYTES)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--engine", default="local")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--light", action="store_true", help="annotate without models")
    parser.add_argument("--groups", action="store_true", help="find stories and copies, too")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        run_child(options)
        return
    with tempfile.TemporaryDirectory() as folder:
        archives, out = Path(folder) / "crawl", Path(folder) / "parts"
        archives.mkdir()
        whole, expected = write_archives(archives, options.pages, options.file_pages, options.seed)
        started = time.monotonic()
        for line in run_with_kills(archives, out, options.share_bytes):
            print(line)
        print(f"{time.monotonic() - started:.0f} seconds for both runs; settings: "
              + json.dumps({k: v for k, v in vars(options).items() if k != "child"}))  # fmt: skip
        good = judge(out, whole, expected) and check_ledger(out, Path(folder) / "ledger.db")
        print("complete and exact" if good else "NOT as it should be")
        raise SystemExit(int(not good))


if __name__ == "__main__":
    main()
