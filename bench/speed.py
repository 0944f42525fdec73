"""Speed and memory of ``extract``, beside bare spaCy on the same texts in the same run.

    .venv/bin/python bench/speed.py [--data FOLDER] [--texts 60] [--rounds 3] [--memory]

Each measurement is a process of its own, warmed up on one text, the peers taking turns, so that a
noisy machine slows both. Figures are words (runs of non-space) a second and ratios of medians:

* ``extract`` on one worker against ``nlp.pipe`` of the same spaCy model with its default settings;
* ``extract`` on two workers against one;
* with ``--memory``: the peak memory of ``extract`` over 100, 1,000 and 10,000 short reports.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

SHORT_REPORT_CHARS = 700


def main() -> None:
    options = parse_arguments()
    if options.child:
        run_child(options.child, options.file)
        return
    texts = load_texts(options.data, options.texts)
    with tempfile.TemporaryDirectory() as folder:
        file = write_rows(Path(folder) / "reports.jsonl", texts)
        report_speed(file, options.rounds)
        if options.memory:
            report_memory(Path(folder), texts)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    default = os.environ.get("ONRECORD_DATA", "../shared/data")
    parser.add_argument("--data", type=Path, default=Path(default))
    parser.add_argument("--texts", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--child", choices=["spacy", "onrecord-1", "onrecord-2", "memory"])
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


def report_speed(file: Path, rounds: int) -> None:
    names = ("spacy", "onrecord-1", "onrecord-2")
    speeds: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            speeds[name].append(ask_child(name, file)["words_per_second"])
    medians = {name: statistics.median(values) for name, values in speeds.items()}
    for name in names:
        print(f"{name:12} {medians[name]:8.0f} words/s   {[round(v) for v in speeds[name]]}")
    print(f"extract / bare spaCy   {medians['onrecord-1'] / medians['spacy']:.2f}  (aim >= 0.70)")
    print(f"two workers / one      {medians['onrecord-2'] / medians['onrecord-1']:.2f}  (aim 1.70)")


def report_memory(folder: Path, texts: Sequence[str]) -> None:
    for count in (100, 1_000, 10_000):
        short = [
            f"Report {n}.\n\n{texts[n % len(texts)][:SHORT_REPORT_CHARS]}" for n in range(count)
        ]
        file = write_rows(folder / "short.jsonl", short)
        print(f"peak memory, {count:6} reports  {ask_child('memory', file)['peak_mb']:.0f} MB")


def ask_child(name: str, file: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--child", name, "--file", str(file)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def run_child(name: str, file: Path) -> None:
    texts = [json.loads(line)["text"] for line in file.read_text("utf-8").splitlines()]
    words = sum(len(text.split()) for text in texts)
    seconds = time_spacy(texts) if name == "spacy" else time_extract(file, texts[0], name)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"words_per_second": words / seconds, "peak_mb": peak_mb}))


def time_spacy(texts: Sequence[str]) -> float:
    import spacy

    from onrecord.annotate.pipelines import MODEL

    nlp = spacy.load(MODEL)
    list(nlp.pipe(texts[:1]))
    started = time.perf_counter()
    for _ in nlp.pipe(texts):
        pass
    return time.perf_counter() - started


def time_extract(file: Path, warm_up: str, name: str) -> float:
    from onrecord import annotate
    from onrecord.read import list_items
    from onrecord.read.reports import make_report
    from onrecord.records import Refusal
    from onrecord.scale.local import annotate_items
    from onrecord.show.rows import encode_json, make_row

    annotate(make_report(warm_up))
    outcomes = annotate_items(list_items([str(file)]), workers=2 if name == "onrecord-2" else 1)
    first = next(outcomes)  # a worker's start-up is paid once a run, not once a report
    assert not isinstance(first, Refusal)
    started = time.perf_counter()
    for outcome in outcomes:
        if isinstance(outcome, tuple):
            encode_json(make_row(*outcome))
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
