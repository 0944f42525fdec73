"""How fast pages come from a ledger of 10,000 reports, with 20 clients at once.

    python -m bench.serve                              # makes a ledger, serves it, asks
    python -m bench.serve --ledger big.db --keep       # keeps the ledger for another run

Reports are made by the seeded newsroom of scale_group.py: stories of very unequal size, wire copy
carried by many, and one story of 800 reports. Their statements and figures are marked by patterns,
not by the annotators, which are not what is measured. The server is the one of ``onrecord serve``,
in a process of its own, on loopback.

Prints for each kind of page: the first answer of each address with one client (nothing kept yet),
then, with 20 clients at once that ask for the same addresses in random order (wrk, from Debian's
package of that name), the median, the 95th percentile and answers a second, over 10 seconds.
Beside both stands the CPU time that the server spent an answer, which a busy machine bends least.
``--fresh`` asks 20 at once for addresses that were never asked before.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from itertools import islice
from pathlib import Path

import httpx
from bench.scale_group import Newsroom

from onrecord.ids import make_id
from onrecord.records import (
    Annotations,
    Figure,
    Report,
    Speaker,
    Statement,
    Story,
    Track,
    When,
)
from onrecord.store import Fact, Ledger

NAME = r"[A-Z][a-z]+ [A-Z][a-z]+"
SAID = (
    re.compile(rf"(?P<content>[^.\n]+), (?P<name>{NAME}) told "),
    re.compile(rf'"(?P<content>[^"\n]+)," said (?P<name>{NAME})'),
    re.compile(rf"(?P<content>Nobody [^.\n]+), according to (?P<name>{NAME})"),
)
NUMBER = re.compile(r"(?P<least>At least )?(?P<value>\d+) (?P<counted>[a-z]+)")
MEASURES = ("killed", "injured", "displaced", "missing")
CLIENTS, SECONDS, ADDRESSES = 20, 10, 60
SCRIPT = """
local paths = {}
for line in io.lines("%s") do paths[#paths + 1] = line end
math.randomseed(7)
request = function() return wrk.format("GET", paths[math.random(#paths)]) end
done = function(summary, latency, requests)
  local errors = summary.errors.status + summary.errors.timeout + summary.errors.read
  io.write(string.format("RESULT %%f %%f %%f %%d\\n", latency:percentile(50) / 1000,
    latency:percentile(95) / 1000, summary.requests / summary.duration * 1e6, errors))
end
"""


def make_facts(count: int, long: int, seed: int) -> Iterator[Fact]:
    """Yield made-up reports with their statements and figures, one story of ``long`` reports."""
    newsroom = Newsroom(seed)
    reports = newsroom.make_reports(count - long)
    for report in reports:
        yield report, annotate(report)
    for report in make_long_story(newsroom, count - long, long):
        yield report, annotate(report)


def make_long_story(newsroom: Newsroom, first: int, count: int) -> Iterator[Report]:
    import datetime

    story = newsroom.make_story()
    wire = [newsroom.make_sentence(story, "AP") for _ in range(12)]
    for number in range(count):
        day = datetime.date(2025, 6, 1) + datetime.timedelta(number // 60)
        yield newsroom.make_report(first + number, story, wire, day)


def annotate(report: Report) -> Annotations:
    """Mark who is said to say what, and the numbers."""
    statements = [
        make_statement(report, match) for pattern in SAID for match in pattern.finditer(report.text)
    ]
    figures = [make_figure(report, match, statements) for match in NUMBER.finditer(report.text)]
    return Annotations(
        report=report.id,
        hash=report.hash,
        version="1",
        statements=tuple(statements),
        figures=tuple(figures),
    )


def make_statement(report: Report, match: re.Match[str]) -> Statement:
    content = match.span("content")
    block = next(i for i, b in enumerate(report.blocks) if b.start <= content[0] < b.end)
    return Statement(
        id=make_id("statement", report.hash, content),
        speaker=Speaker(name=match["name"], kind="person", spans=(match.span("name"),)),
        cue=(),
        content=(content,),
        mode="indirect",
        said=When(edtf=report.published.edtf),
        block=block,
    )


def make_figure(report: Report, match: re.Match[str], statements: list[Statement]) -> Figure:
    value = Decimal(match["value"])
    start = match.start("value")
    holder = next((s.id for s in statements if s.content[0][0] <= start < s.content[0][1]), None)
    return Figure(
        id=make_id("figure", report.hash, match.span()),
        span=match.span(),
        low=value,
        high=None if match["least"] else value,
        qualifier="at_least" if match["least"] else "exact",
        unit="person",
        measure=MEASURES[len(match["counted"]) % len(MEASURES)],
        counted=match["counted"],
        statement=holder,
        as_of=When(edtf=report.published.edtf),
    )


def write_ledger(path: Path, count: int, long: int) -> None:
    with Ledger.open(path) as ledger:
        facts = make_facts(count, long, seed=7)
        while some := list(islice(facts, 200)):
            ledger.add_many(some)
        started = time.monotonic()
        ledger.refresh_views()
        print(f"{count} reports; views made in {time.monotonic() - started:.0f} s", flush=True)


def list_addresses(path: Path, chance: random.Random, each: int) -> dict[str, list[str]]:
    """Return addresses of every kind of page, drawn at random from what is in the ledger."""
    with Ledger.open(path, read_only=True) as ledger:
        stories = [item for item in ledger.view("stories") if isinstance(item, Story)]
        tracks = [item for item in ledger.view("tracks") if isinstance(item, Track)]
        claims = [getattr(item, "id", "") for item in ledger.view("claims")]
        reports = [report for story in stories for report in story.reports]
        facts = [ledger.fact(report) for report in chance.sample(reports, min(each, len(reports)))]
    weights = [len(story.reports) for story in stories]
    read = chance.choices([story.id for story in stories], weights, k=each)
    longest = max(stories, key=lambda story: len(story.reports)).id
    spoken = [s for _, notes in facts for s in notes.statements]
    words = [chance.choice(report.text.split()).strip('.,;"') for report, _ in facts]
    sections = ("claims", "figures", "timeline", "forecasts", "origins", "disputes")
    pages = {
        "stories": [f"/?offset={chance.randrange(len(stories))}" for _ in range(each)],
        "story": [f"/story/{id_}" for id_ in read],
        "long story": [f"/story/{longest}", *(f"/story/{longest}/{name}" for name in sections)],
        "section": [f"/story/{id_}/{chance.choice(sections)}" for id_ in read],
        "report": [f"/report/{report.id}" for report, _ in facts],
        "statement": [f"/statement/{s.id}" for s in chance.sample(spoken, min(each, len(spoken)))],
        "speaker": [f"/speaker?name={s.speaker.name}".replace(" ", "+") for s in spoken[:each]],
        "search": [f"/search?q={word}" for word in words],
        "claim": [f"/claim/{id_}" for id_ in chance.sample(claims, min(each, len(claims)))],
        "track": [f"/track/{t.id}" for t in chance.sample(tracks, min(each, len(tracks)))],
        "api list": [
            f"/api/{kind}?offset={chance.randrange(1000)}&limit=50"
            for kind in ("claims", "entities", "reports", "tracks", "origins", "copies")
            for _ in range(each // 6)
        ],
        "api entry": [
            f"/api/claims/{id_}" for id_ in chance.sample(claims, min(each, len(claims)))
        ],
    }
    return {kind: list(dict.fromkeys(paths)) for kind, paths in pages.items()}


@contextmanager
def run_server(path: Path, *options: str) -> Iterator[tuple[str, int]]:
    command = [sys.executable, "-m", "onrecord", "serve", "--ledger", str(path), "--port", "0"]
    command += options
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        line = server.stderr.readline()
        try:
            url = line.split()[-1].rstrip("/")
            wait_until_ready(url)
            yield url, server.pid
        finally:
            server.terminate()


def wait_until_ready(url: str) -> None:
    while httpx.get(f"{url}/api/counts", trust_env=False, timeout=600).status_code == 503:
        time.sleep(0.5)


def time_first(url: str, paths: list[str], clients: int = 1) -> list[float]:
    """Return the milliseconds that each address takes when it is asked for the first time."""
    with httpx.Client(base_url=url, trust_env=False, timeout=60) as client:

        def ask(path: str) -> float:
            started = time.perf_counter()
            answer = client.get(path)
            assert answer.status_code in {200, 303}, (path, answer.status_code)
            return (time.perf_counter() - started) * 1000

        if clients == 1:
            return [ask(path) for path in paths]
        with ThreadPoolExecutor(clients) as pool:
            return list(pool.map(ask, paths))


def drive(url: str, paths: list[str], seconds: int) -> tuple[float, float, float, int]:
    """Return median and 95th percentile in milliseconds, answers a second, and errors."""
    with tempfile.TemporaryDirectory() as folder:
        listed, script = Path(folder) / "paths", Path(folder) / "script.lua"
        listed.write_text("\n".join(paths) + "\n", "utf-8")
        script.write_text(SCRIPT % listed, "utf-8")
        command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{seconds}s", "-s", str(script), url]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    median, high, rate, errors = done.stdout.split("RESULT ")[1].split()[:4]
    return float(median), float(high), float(rate), int(errors)


def read_cpu(pid: int) -> float:
    """Return the CPU seconds that a process has spent so far (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def report_pages(url: str, pid: int, pages: dict[str, list[str]], args: argparse.Namespace) -> None:
    """Print a line for each kind of page; all times in milliseconds."""
    first_by = f"{CLIENTS} at once, first" if args.fresh else "one client, first"
    print(f"{'milliseconds':<12} {first_by:>24} {'' if args.fresh else f'{CLIENTS} at once':>32}")
    print(f"{'':<12} {'median':>8}{'p95':>8}{'CPU':>8} {'median':>8}{'p95':>8}{'CPU':>8}{'a s':>8}")
    for kind, paths in pages.items():
        spent = read_cpu(pid)
        first = time_first(url, paths, CLIENTS if args.fresh else 1)
        cost = (read_cpu(pid) - spent) * 1000 / len(paths)
        high = statistics.quantiles(first, n=20)[-1] if len(first) > 1 else first[0]
        line = f"{kind:<12} {statistics.median(first):8.1f}{high:8.1f}{cost:8.1f}"
        if not args.fresh:
            spent = read_cpu(pid)
            middle, top, rate, errors = drive(url, paths, args.seconds)
            cost = (read_cpu(pid) - spent) * 1000 / max(rate * args.seconds, 1)
            line += f" {middle:8.1f}{top:8.1f}{cost:8.2f}{rate:8.0f}"
            line += f"  {errors} errors" if errors else ""
        print(line, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--long", type=int, default=800, help="reports of the longest story")
    parser.add_argument("--ledger", type=Path, help="where the ledger is, or is made")
    parser.add_argument("--keep", action="store_true", help="leave the ledger there")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="for each kind of page")
    parser.add_argument("--fresh", action="store_true", help="20 at once, nothing asked before")
    args = parser.parse_args()
    if shutil.which("wrk") is None and not args.fresh:
        raise SystemExit("install wrk: apt-get install wrk")
    with tempfile.TemporaryDirectory() as folder:
        path = args.ledger or Path(folder) / "desk.db"
        if not path.exists():
            write_ledger(path, args.reports, args.long)
        pages = list_addresses(path, random.Random(7), ADDRESSES)
        with run_server(path) as (url, pid):
            report_pages(url, pid, pages, args)
        if args.ledger and not args.keep:
            path.unlink()


if __name__ == "__main__":
    main()
