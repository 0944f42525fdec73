r"""Body text of news pages: 4-gram shingle F1 on the article-extraction-benchmark (AEB).

Run ``python bench/body.py`` with the data folder in ``$ONRECORD_DATA`` or ``../shared/data``; the
peers, trafilatura in its default and its precision mode, run on the same pages in the same process.
``--floor 0.960`` exits 1 when onrecord's F1 falls below it.

The measure is AEB's own: multisets of 4-word shingles over ``\\w+`` tokens, precision and recall
averaged over pages, F1 of the two averages. Only the article's body counts there, so onrecord's
headline and caption blocks, which its markup tells apart, are left out of what is scored.
Data: article-extraction-benchmark (Scrapinghub, MIT), 181 pages.
"""

import argparse
import gzip
import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import trafilatura

from onrecord.errors import RefusedError
from onrecord.read.html import read_html
from onrecord.read.texts import decode_bytes

WORD = re.compile(r"\w+")
Extractor = Callable[[str], str]


def count_shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    words = WORD.findall(text)
    if words and len(words) < size:
        return Counter([tuple(words)])
    return Counter(tuple(words[i : i + size]) for i in range(len(words) - size + 1))


def score_page(gold: str, found: str) -> tuple[float, float]:
    """Return precision and recall of one page."""
    wanted, got = count_shingles(gold), count_shingles(found)
    right = sum((wanted & got).values())
    if not wanted and not got:
        return 1.0, 1.0
    return right / max(sum(got.values()), 1), right / max(sum(wanted.values()), 1)


def extract_body(markup: str) -> str:
    try:
        text, known = read_html(markup)
    except RefusedError:
        return ""
    out = [span for span, role in known.roles if role in {"headline", "caption"}]
    parts, place = [], 0
    for start, end in out:
        parts.append(text[place:start])
        place = end
    return "".join([*parts, text[place:]])


def extract_default(markup: str) -> str:
    return trafilatura.extract(markup, include_comments=False) or ""


def extract_precise(markup: str) -> str:
    return trafilatura.extract(markup, include_comments=False, favor_precision=True) or ""


EXTRACTORS: dict[str, Extractor] = {
    "onrecord": extract_body,
    "trafilatura": extract_default,
    "trafilatura precision": extract_precise,
}


def load_pages(data: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (id, gold body, markup) of every page."""
    gold = json.loads((data / "html" / "aeb-ground-truth.json").read_text("utf-8"))
    for page_id in sorted(gold):
        packed = (data / "html" / "aeb-html" / f"{page_id}.html.gz").read_bytes()
        yield page_id, gold[page_id]["articleBody"], decode_bytes(gzip.decompress(packed))


def measure(extract: Extractor, pages: list[tuple[str, str, str]], verbose: bool) -> float:
    start = time.perf_counter()
    scores = [score_page(gold, extract(markup)) for _, gold, markup in pages]
    seconds = time.perf_counter() - start
    precision = sum(p for p, _ in scores) / len(scores)
    recall = sum(r for _, r in scores) / len(scores)
    f1 = 2 * precision * recall / (precision + recall)
    name = next(name for name, known in EXTRACTORS.items() if known is extract)
    print(f"{name:24} F1 {f1:.4f}  P {precision:.4f}  R {recall:.4f}  {seconds:.1f} s")
    if verbose:
        worst = sorted(zip(scores, pages, strict=True), key=lambda pair: min(pair[0]))[:25]
        for (p, r), (page_id, _, _) in worst:
            print(f"    {page_id[:12]}  P {p:.3f}  R {r:.3f}")
    return f1


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    default = os.environ.get("ONRECORD_DATA", "../shared/data")
    parser.add_argument("--data", type=Path, default=Path(default))
    parser.add_argument("--floor", type=float, help="exit 1 when onrecord's F1 is below this")
    parser.add_argument("--worst", action="store_true", help="list the pages scored lowest")
    parser.add_argument("--only", choices=list(EXTRACTORS), help="run one extractor")
    arguments = parser.parse_args()
    pages = list(load_pages(arguments.data))
    names = [arguments.only] if arguments.only else list(EXTRACTORS)
    found = {name: measure(EXTRACTORS[name], pages, arguments.worst) for name in names}
    return int(bool(arguments.floor) and found.get("onrecord", 1.0) < arguments.floor)


if __name__ == "__main__":
    raise SystemExit(main())
