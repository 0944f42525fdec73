"""Speed of the ledger beside bare sqlite3 on the same rows in the same run.

    python bench/store.py --reports 5000

Prints, for reports made by a seeded script (about 500 words, 18 statements and 6 figures each):
reports a second in, in batches of 16, beside bare ``sqlite3`` that writes the same bytes and
indexes the same words; the median and 95th percentile of search, beside the bare FTS5 query;
look-ups by id, export and check; bytes a report. Times are CPU seconds of the process: what else
the machine does does not count.

Where PostgreSQL is installed, also the same on a server of its own, with the settings it comes
with: CPU milliseconds a report, here and at the server; for the rest the times are those of the
clock, which other work on the machine does count in: how many reports a second come from one, two
and four programs that write at once, and how long a search takes.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from decimal import Decimal
from itertools import islice
from pathlib import Path

from onrecord.ids import hash_text, make_id
from onrecord.records import (
    Annotations,
    Block,
    Dated,
    Figure,
    Mention,
    Report,
    Speaker,
    Statement,
    Time,
    When,
)
from onrecord.store import Fact, Ledger
from onrecord.store.encodings import encode_record
from onrecord.store.fts5 import write_match
from onrecord.store.searches import parse_query

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.store.servers import Server, find_binaries

BATCH = 16
PARAGRAPHS = 18
WORDS_A_PARAGRAPH = 26
QUERIES = ["rare", "common", "phrase", "two words", "prefix"]


def make_facts(count: int, seed: int) -> Iterator[Fact]:
    """Make reports of Zipf-distributed words, with a statement a paragraph and some figures."""
    chance = random.Random(seed)
    words = [make_word(chance) for _ in range(30_000)]
    weights = [1 / (rank + 3) for rank in range(len(words))]
    names = [f"{make_word(chance).title()} {make_word(chance).title()}" for _ in range(2_000)]
    for number in range(count):
        yield make_fact(number, chance, chance.choices(words, weights, k=2_000), names)


def make_word(chance: random.Random) -> str:
    return "".join(
        chance.choice("bdfglmnprstv") + chance.choice("aeiou") for _ in range(chance.randint(1, 4))
    )


def make_fact(number: int, chance: random.Random, words: list[str], names: list[str]) -> Fact:
    text, blocks, statements, figures = "", [], [], []
    supply = iter(words)
    for index in range(PARAGRAPHS):
        name = chance.choice(names)
        start = len(text)
        lead = f"{name} said "
        text += lead + f"{chance.randint(2, 900)} " * (index % 3 == 0)
        content = (start + len(lead), 0)
        text += " ".join(islice(supply, WORDS_A_PARAGRAPH)) + "."
        content = (content[0], len(text))
        blocks.append(Block(start=start, end=len(text), role="body" if index else "headline"))
        statements.append(make_statement(number, name, start, content, index))
        if index % 3 == 0:
            figures.append(make_figure(number, text, content[0]))
        text += "\n\n"
    report = Report(
        id=f"r{number}",
        hash=hash_text(text),
        text=text,
        url=f"https://example.org/{number}",
        title=text[:60],
        outlet=f"outlet-{number % 40}.example",
        published=Dated(edtf=f"2024-{1 + number % 12:02}-{1 + number % 28:02}", source="metadata"),
        lang="en",
        blocks=tuple(blocks),
    )
    return report, Annotations(
        report=report.id,
        hash=report.hash,
        version="1",
        statements=tuple(statements),
        figures=tuple(figures),
        times=tuple(
            Time(span=f.span, edtf="2024-10-25", timex="2024-10-25", kind="date") for f in figures
        ),
        mentions=tuple(
            Mention(name=str(s.speaker.name), kind="person", spans=s.speaker.spans)
            for s in statements
        ),
    )


def make_statement(
    number: int, name: str, start: int, content: tuple[int, int], block: int
) -> Statement:
    return Statement(
        id=make_id("statement", number, content),
        speaker=Speaker(name=name, kind="person", spans=((start, start + len(name)),)),
        cue=((start + len(name) + 1, start + len(name) + 5),),
        content=(content,),
        mode="indirect",
        said=When(edtf="2024-10-28"),
        confidence=0.93,
        block=block,
    )


def make_figure(number: int, text: str, start: int) -> Figure:
    end = text.index(" ", start)
    value = Decimal(text[start:end])
    return Figure(
        id=make_id("figure", number, start),
        span=(start, end),
        low=value,
        high=value,
        qualifier="exact",
        unit="person",
        measure="killed",
    )


def batch(facts: list[Fact]) -> Iterator[list[Fact]]:
    for start in range(0, len(facts), BATCH):
        yield facts[start : start + BATCH]


def write_ledger(path: Path, facts: list[Fact]) -> float:
    started = time.process_time()
    with Ledger.open(path) as ledger:
        for some in batch(facts):
            ledger.add_many(some)
    return time.process_time() - started


def write_bare(path: Path, facts: list[Fact]) -> float:
    """Write the same bytes and words with nothing around them: the floor."""
    rows = [
        (report.id, report.text, encode_record(report), encode_record(notes),
         [report.text[s:e] for x in notes.statements for s, e in x.content])
        for report, notes in facts
    ]  # fmt: skip
    started = time.process_time()
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("PRAGMA synchronous = NORMAL")
        raw.execute("CREATE TABLE reports (id TEXT PRIMARY KEY, report BLOB, notes BLOB)")
        tokens = "content = '', tokenize = 'porter unicode61 remove_diacritics 2'"
        raw.execute(f"CREATE VIRTUAL TABLE passages USING fts5 (text, {tokens})")
        raw.execute(f"CREATE VIRTUAL TABLE statements USING fts5 (text, {tokens})")
        for start in range(0, len(rows), BATCH):
            raw.execute("BEGIN IMMEDIATE")
            for name, text, report, notes, statements in rows[start : start + BATCH]:
                raw.execute("INSERT INTO reports VALUES (?, ?, ?)", (name, report, notes))
                raw.execute("INSERT INTO passages (text) VALUES (?)", (text,))
                raw.executemany(
                    "INSERT INTO statements (text) VALUES (?)", ((words,) for words in statements)
                )
            raw.execute("COMMIT")
    return time.process_time() - started


def make_queries(facts: list[Fact], chance: random.Random, count: int) -> dict[str, list[str]]:
    """Take words that are there: of every rank, and the most frequent."""
    texts = [chance.choice(facts)[0].text.split() for _ in range(count)]
    rare = [max(text, key=len).strip(".") for text in texts]
    common = [chance.choice([word for word in text if len(word) == 2] or text) for text in texts]
    places = [chance.randrange(10, len(text) - 12) for text in texts]
    phrases = [f'"{" ".join(text[i : i + 2])}"' for text, i in zip(texts, places, strict=True)]
    twos = [f"{text[i]} {text[i + 9]}" for text, i in zip(texts, places, strict=True)]
    prefixes = [f"{word[:5]}*" for word in rare]
    return dict(zip(QUERIES, [rare, common, phrases, twos, prefixes], strict=True))


def measure(
    ask: Callable[[str], object],
    questions: Iterable[str],
    clock: Callable[[], float] = time.process_time,
) -> tuple[float, float]:
    """Return the median and 95th percentile in milliseconds."""
    spent = []
    for question in questions:
        started = clock()
        ask(question)
        spent.append((clock() - started) * 1000)
    return statistics.median(spent), statistics.quantiles(spent, n=20)[-1]


def search_bare(raw: sqlite3.Connection, query: str) -> list[object]:
    sql = "SELECT rowid FROM statements WHERE statements MATCH ? ORDER BY rank LIMIT 20"
    return raw.execute(sql, (write_match(parse_query(query)),)).fetchall()


def report_searches(ledger: Ledger, raw: sqlite3.Connection, queries: dict[str, list[str]]) -> None:
    for kind, questions in queries.items():
        ours = measure(ledger.search, questions)
        bare = measure(lambda query: search_bare(raw, query), questions)
        print(
            f"search, {kind:<10} ledger {ours[0]:7.2f} ms median {ours[1]:7.2f} ms p95"
            f"   bare FTS5 {bare[0]:7.2f} ms {bare[1]:7.2f} ms"
        )


def report_reading(ledger: Ledger, facts: list[Fact], chance: random.Random) -> None:
    sample = [chance.choice(facts) for _ in range(200)]
    for name, ask, questions in (
        ("report by id", ledger.fact, [fact[0].id for fact in sample]),
        ("statement by id", ledger.statement, [fact[1].statements[0].id for fact in sample]),
    ):
        median, high = measure(ask, questions)
        print(f"{name:<18} {median:7.2f} ms median {high:7.2f} ms p95")
    started = time.process_time()
    rows = sum(1 for _ in ledger.export("statements"))
    print(f"export statements  {rows / (time.process_time() - started):9.0f} rows/s")
    started = time.process_time()
    result = ledger.check()
    seconds = time.process_time() - started
    print(f"check              {result.reports / seconds:9.0f} reports/s, clean: {result.clean}")


def write_to_server(url: str, facts: list[Fact]) -> None:
    with Ledger.open(url) as ledger:
        for some in batch(facts):
            ledger.add_many(some)


def report_writers(server: Server, facts: list[Fact]) -> None:
    """Let several programs write their share to one ledger, all at once."""
    for writers in (1, 2, 4):
        url = server.make_place()
        Ledger.open(url).close()
        shares = [facts[index::writers] for index in range(writers)]
        programs = [
            multiprocessing.Process(target=write_to_server, args=(url, share)) for share in shares
        ]
        started = time.perf_counter()
        for program in programs:
            program.start()
        for program in programs:
            program.join()
        seconds = time.perf_counter() - started
        print(f"PostgreSQL, {writers} writing at once: {len(facts) / seconds:.0f} reports/s")


def count_cpu(of: int) -> float:
    used = resource.getrusage(of)
    return used.ru_utime + used.ru_stime


def report_cpu(server: Server, facts: list[Fact]) -> str:
    """Write to a server and stop it, which tells what it used; return where the ledger is."""
    url = server.make_place()
    started, own = count_cpu(resource.RUSAGE_CHILDREN), time.process_time()
    write_to_server(url, facts)
    own = time.process_time() - own
    server.stop()
    servers = count_cpu(resource.RUSAGE_CHILDREN) - started
    server.start()
    each = 1000 / len(facts)
    print(f"PostgreSQL, in: {own * each:.1f} ms CPU here, {servers * each:.1f} there, a report")
    return url


def report_server(server: Server, facts: list[Fact], queries: dict[str, list[str]]) -> None:
    url = report_cpu(server, facts)
    report_writers(server, facts)
    schema = url.rpartition("%3D")[2]
    server.execute("ANALYZE")
    ((size,),) = server.execute(
        "SELECT sum(pg_total_relation_size(oid)) FROM pg_class "
        f"WHERE relnamespace = '{schema}'::regnamespace AND relkind = 'r'"
    )
    print(f"PostgreSQL, bytes a report: {size / len(facts):.0f}")
    with Ledger.open(url) as ledger:
        for kind, questions in queries.items():
            median, high = measure(ledger.search, questions, time.perf_counter)
            print(f"PostgreSQL, {kind:<10} {median:7.2f} ms median {high:7.2f} ms p95")
        started = time.perf_counter()
        rows = sum(1 for _ in ledger.export("statements"))
        print(f"PostgreSQL, export {rows / (time.perf_counter() - started):.0f} statements/s")
        started = time.perf_counter()
        result = ledger.check()
        seconds = time.perf_counter() - started
        print(f"PostgreSQL, check {result.reports / seconds:.0f} reports/s, clean: {result.clean}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--reports", type=int, default=5_000)
    parser.add_argument("--queries", type=int, default=100, help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    facts = list(make_facts(options.reports, options.seed))
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        ours, bare = Path(folder, "ledger.db"), Path(folder, "bare.db")
        bare_seconds, seconds = write_bare(bare, facts), write_ledger(ours, facts)
        rows = sum(len(n.statements) + len(n.figures) + 1 for _, n in facts)
        print(
            f"in: ledger {len(facts) / seconds:.0f} reports/s ({rows / seconds:.0f} rows/s), "
            f"bare {len(facts) / bare_seconds:.0f} reports/s, ratio {bare_seconds / seconds:.2f}"
        )
        print(
            f"bytes a report: ledger {ours.stat().st_size / len(facts):.0f}, "
            f"bare {bare.stat().st_size / len(facts):.0f}"
        )
        with Ledger.open(ours) as ledger, closing(sqlite3.connect(bare)) as raw:
            queries = make_queries(facts, chance, options.queries)
            report_searches(ledger, raw, queries)
            report_reading(ledger, facts, chance)
    binaries = find_binaries()
    if binaries is None:
        print("PostgreSQL: not installed")
        return
    server = Server(binaries, {})
    server.start()
    try:
        report_server(server, facts, queries)
    finally:
        server.close()


if __name__ == "__main__":
    main()
