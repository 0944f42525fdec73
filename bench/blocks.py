"""Furniture lines of pages rendered to plain text: precision, recall and F1, beside baselines.

The data are the 181 pages of the article-extraction-benchmark (MIT) with their article bodies. Each
page is rendered to plain text as a copy of it would look, in three layouts (blank lines between
blocks, none, or only around paragraphs) and three scopes (whole page, the element that holds the
article, a crop a few lines around the article). A line is labelled body when the gold body holds
it, neutral (not counted) when the markup says title, byline, date or caption, else furniture. The
development half of the pages, by hash, trains the model; the figures are those of the other half.

    python bench/blocks.py --data ../shared/data
    python bench/blocks.py --data ../shared/data --train src/onrecord/models/furniture/trees.json

The columns: precision, recall and F1 of furniture over lines; the share of body lines called
furniture; and 4-gram shingle precision, recall and F1 of the lines kept, against the gold body.
``model`` is the trained scorer alone, ``blocks`` the roles that ``read`` gives. Training needs
scikit-learn; jusText, where installed, is a peer (its own rules, each line a paragraph). Articles
that are nothing but article (a sixth of PolNeAR's training part) are trained on too.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import lxml.html  # type: ignore[import-untyped]  # ships no types
import msgspec
import numpy as np
from numpy.typing import NDArray

from onrecord.read.blocks import FURNITURE_ROLES, find_blocks
from onrecord.read.features import FEATURES, measure_pieces
from onrecord.read.furniture import Model, Tree, score_furniture
from onrecord.read.lines import cut_pieces

BODY, FURNITURE, NEUTRAL = 0, 1, -1
DROPPED = frozenset({
    "script", "style", "noscript", "template", "svg", "head", "iframe", "select", "option",
    "textarea",
})  # fmt: skip
INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
})  # fmt: skip
APART = frozenset({
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "figure", "article",
    "section", "header", "footer",
})  # fmt: skip
NEUTRAL_MARK = re.compile(
    r"byline|author|dateline|timestamp|publish|posted-on|caption|credit|headline|subtitle|"
    r"standfirst|kicker|dek\b"
)
ABOUT = (
    "Gradient boosted trees: log odds that a line of a text is page furniture. Trained by "
    "bench/blocks.py on renderings of the development half of the article-extraction-benchmark's "
    "pages (MIT) and on news articles of PolNeAR 1.0's training part (Newell et al. 2018), whose "
    "lines count as body. English mostly; half a dozen other languages in the pages."
)
LAYOUTS = ("blank", "dense", "mixed")
SCOPES = ("page", "element", "crop")


@dataclass(frozen=True)
class Line:
    """A rendered line, what the markup says about it, and whether a paragraph border is before."""

    text: str
    neutral: bool
    apart: bool


@dataclass(frozen=True)
class Page:
    """A rendered text with a label for each of its lines."""

    name: str
    scope: str
    layout: str
    lines: tuple[str, ...]
    labels: tuple[int, ...]
    text: str
    gold: str


def split_tokens(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def make_shingles(text: str) -> set[tuple[str, ...]]:
    tokens = split_tokens(text)
    return {tuple(tokens[i : i + 4]) for i in range(max(1, len(tokens) - 3))}


def render_lines(root: Any) -> list[Line]:
    """Return the lines a reader would see, each block element starting a new one."""
    lines: list[Line] = []
    parts: list[str] = []
    state = {"apart": True, "neutral": False}

    def flush(apart: bool) -> None:
        text = " ".join("".join(parts).split())
        if text:
            lines.append(Line(text, state["neutral"], state["apart"]))
            state["apart"], state["neutral"] = False, False
        parts.clear()
        state["apart"] = state["apart"] or apart

    def walk(node: Any, neutral: bool) -> None:
        if not isinstance(node.tag, str) or node.tag in DROPPED:
            return
        block = node.tag not in INLINE
        neutral = neutral or is_neutral(node)
        if block:
            flush(node.tag in APART)
        if node.tag == "br":
            flush(False)
        add(node.text, neutral)
        for child in node:
            walk(child, neutral)
            add(child.tail, neutral)
        if block:
            flush(node.tag in APART)

    def add(text: str | None, neutral: bool) -> None:
        if text and text.strip():
            state["neutral"] = state["neutral"] or neutral
        parts.append(text or "")

    walk(root, False)
    flush(True)
    return lines


def is_neutral(node: Any) -> bool:
    if node.tag in {"h1", "time", "figcaption"} or node.get("rel") == "author":
        return True
    mark = f"{node.get('class') or ''} {node.get('id') or ''} {node.get('itemprop') or ''}".lower()
    return len(mark) < 120 and bool(NEUTRAL_MARK.search(mark)) and len(node.text_content()) < 400


def label_lines(lines: Sequence[Line], gold: str) -> list[int]:
    shingles = make_shingles(gold)
    gold_lines = {tuple(split_tokens(line)) for line in gold.splitlines()}
    return [label_line(line, shingles, gold_lines) for line in lines]


def label_line(line: Line, shingles: set[tuple[str, ...]], gold: set[tuple[str, ...]]) -> int:
    tokens = tuple(split_tokens(line.text))
    if not tokens:
        return NEUTRAL
    if tokens in gold:
        return BODY
    mine = make_shingles(line.text)
    share = len(mine & shingles) / len(mine) if len(tokens) >= 4 else 0.0
    if share >= 0.8:
        return BODY
    return NEUTRAL if line.neutral or share > 0.25 else FURNITURE


def find_element(root: Any, gold: str) -> Any:
    """Return the smallest element that holds nearly all of the gold body."""
    shingles = make_shingles(gold)
    node = root
    while True:
        held = [c for c in node if isinstance(c.tag, str) and c.tag not in DROPPED]
        best = max(
            held, key=lambda c: len(make_shingles(c.text_content()) & shingles), default=None
        )
        if best is None or len(make_shingles(best.text_content()) & shingles) < 0.9 * len(shingles):
            return node
        node = best


def take_number(name: str, low: int, high: int) -> int:
    """Return a number that only depends on the name."""
    return low + int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % (high - low + 1)


def crop_lines(name: str, labels: Sequence[int]) -> slice:
    """Return a few lines around the body, as a person would copy them."""
    inside = [i for i, label in enumerate(labels) if label == BODY]
    if not inside:
        return slice(0, 0)
    before, after = take_number(name + "<", 0, 8), take_number(name + ">", 0, 25)
    return slice(max(0, inside[0] - before), inside[-1] + 1 + after)


def lay_out(lines: Sequence[Line], layout: str) -> str:
    text = []
    for line in lines:
        blank = layout == "blank" or (layout == "mixed" and line.apart)
        text.append(("\n" if blank else "") + line.text)
    return "\n".join(text).lstrip("\n")


def render_page(name: str, root: Any, gold: str) -> Iterator[Page]:
    for scope in SCOPES:
        lines = render_lines(find_element(root, gold) if scope == "element" else root)
        labels = label_lines(lines, gold)
        part = crop_lines(name, labels) if scope == "crop" else slice(None)
        lines, labels = lines[part], labels[part]
        if not lines:
            continue
        for layout in LAYOUTS:
            yield Page(
                name, scope, layout, tuple(line.text for line in lines), tuple(labels),
                lay_out(lines, layout), gold,
            )  # fmt: skip


def load_pages(data: Path) -> Iterator[Page]:
    gold = json.loads((data / "html/aeb-ground-truth.json").read_text("utf-8"))
    for name in sorted(gold):
        raw = gzip.decompress((data / f"html/aeb-html/{name}.html.gz").read_bytes())
        root = lxml.html.fromstring(
            raw.decode("utf-8", "replace").encode(), parser=lxml.html.HTMLParser(encoding="utf-8")
        )
        yield from render_page(name, root, gold[name]["articleBody"])


def is_test(name: str) -> bool:
    return take_number(name, 0, 1) == 1


def load_clean(data: Path, share: int = 6) -> Iterator[Page]:
    """Yield articles that are nothing but article, so that development knows them too."""
    path = data / "attribution/polnear-train.jsonl"
    for row in map(json.loads, path.read_text("utf-8").splitlines()) if path.exists() else ():
        if take_number(row["id"], 1, share) > 1:
            continue
        lines = [Line(line, False, True) for line in row["text"].splitlines() if line.strip()]
        for layout in ("blank", "dense"):
            yield Page(
                row["id"], "clean", layout, tuple(line.text for line in lines),
                (NEUTRAL,) + (BODY,) * (len(lines) - 1), lay_out(lines, layout), row["text"],
            )  # fmt: skip


# ------------------------------------------------------------------------------- who says what

Decider = Callable[[Page], list[bool]]


def decide_all_body(page: Page) -> list[bool]:
    return [False] * len(page.lines)


def decide_short(page: Page) -> list[bool]:
    return [len(line) < 80 for line in page.lines]


def decide_no_stop(page: Page) -> list[bool]:
    return [len(line) < 80 or line[-1] not in '.!?”"' for line in page.lines]


def decide_justext(page: Page) -> list[bool]:
    """JusText's own rules, each line a paragraph without links."""
    import justext  # type: ignore[import-untyped]  # ships no types
    from justext.core import (  # type: ignore[import-untyped]  # ships no types
        ParagraphMaker,
        classify_paragraphs,
        revise_paragraph_classification,
    )

    html = "".join(f"<p>{_escape(line)}</p>" for line in page.lines)
    words = justext.get_stoplist("English")
    paragraphs = ParagraphMaker.make_paragraphs(
        lxml.html.fromstring(f"<html><body>{html}</body></html>")
    )
    classify_paragraphs(paragraphs, words)
    revise_paragraph_classification(paragraphs)
    kept = {" ".join(p.text.split()) for p in paragraphs if not p.is_boilerplate}
    return [line not in kept for line in page.lines]


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def decide_model(page: Page) -> list[bool]:
    pieces = cut_pieces(page.text)
    _, table = measure_pieces(page.text, pieces)
    return spread(
        page, [(p.start, p.end) for p in pieces], (score_furniture(table) >= 0.5).tolist()
    )


def decide_blocks(page: Page) -> list[bool]:
    blocks = find_blocks(page.text)
    return spread(
        page, [(b.start, b.end) for b in blocks], [b.role in FURNITURE_ROLES for b in blocks]
    )


def spread(page: Page, spans: Sequence[tuple[int, int]], verdicts: Sequence[bool]) -> list[bool]:
    """Give each rendered line the verdict of the span it stands in."""
    decided, position, index = [], 0, 0
    for line in page.lines:
        position = page.text.index(line, position)
        while index + 1 < len(spans) and spans[index][1] <= position:
            index += 1
        decided.append(bool(verdicts[index]))
        position += len(line)
    return decided


# ------------------------------------------------------------------------------- measuring


@dataclass
class Tally:
    """Counts over lines, and shingle precision and recall of what was kept, page by page."""

    hit: int = 0
    wrong: int = 0
    missed: int = 0
    body: int = 0
    precision: float = 0.0
    recall: float = 0.0
    pages: int = 0

    def add(self, page: Page, verdicts: Sequence[bool]) -> None:
        """Count one page."""
        for label, verdict in zip(page.labels, verdicts, strict=True):
            self.hit += label == FURNITURE and verdict
            self.missed += label == FURNITURE and not verdict
            self.wrong += label == BODY and verdict
            self.body += label == BODY
        kept = "\n".join(
            x
            for x, v, b in zip(page.lines, verdicts, page.labels, strict=True)
            if not v and b != NEUTRAL
        )
        mine, gold = make_shingles(kept), make_shingles(page.gold)
        self.precision += len(mine & gold) / max(1, len(mine))
        self.recall += len(mine & gold) / max(1, len(gold))
        self.pages += 1

    def row(self) -> str:
        """Return the figures as one printed row."""
        precision = self.hit / max(1, self.hit + self.wrong)
        recall = self.hit / max(1, self.hit + self.missed)
        lost = self.wrong / max(1, self.body)
        p, r = self.precision / max(1, self.pages), self.recall / max(1, self.pages)
        lines = f"{precision:9.3f} {recall:6.3f} {find_f1(precision, recall):6.3f} {lost:10.3f}"
        return f"{lines} {p:9.3f} {r:6.3f} {find_f1(p, r):6.3f}"


def find_f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / max(1e-9, precision + recall)


def measure(pages: Iterable[Page], deciders: dict[str, Decider]) -> None:
    tallies: dict[tuple[str, str], Tally] = {}
    for page in pages:
        for name, decide in deciders.items():
            verdicts = decide(page)
            for scope in (page.scope, "all"):
                tallies.setdefault((scope, name), Tally()).add(page, verdicts)
    columns = "furniture P      R     F1  body lost  4-grams P   R     F1"
    print(f"{'scope':8} {'who':16} {columns}")
    for (scope, name), tally in sorted(tallies.items()):
        print(f"{scope:8} {name:16} {tally.row()}")


# ------------------------------------------------------------------------------- training


def gather(
    pages: Iterable[Page],
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """Return features, labels and weights; each rendering counts alike, long lines more."""
    tables, labels, weights = [], [], []
    for page in pages:
        pieces = cut_pieces(page.text)
        if len(pieces) != len(page.lines):
            continue
        _, table = measure_pieces(page.text, pieces)
        known = np.array(page.labels) != NEUTRAL
        chars = np.array([min(len(line), 300) for line in page.lines], dtype=float)
        body = np.array(page.labels) == BODY
        weight = np.where(body, 0.5 + chars / 50, 1.0)
        tables.append(table[known])
        labels.append(np.array(page.labels)[known])
        weights.append((weight / (weight[known].sum() or 1) * np.sqrt(known.sum()))[known])
    return np.vstack(tables), np.concatenate(labels), np.concatenate(weights)


def train_model(pages: Iterable[Page], trees: int, depth: int) -> Model:
    from sklearn.ensemble import GradientBoostingClassifier  # type: ignore[import-not-found]

    x, y, w = gather(pages)
    print(f"training on {len(y)} lines, {y.mean():.3f} of them furniture")
    forest = GradientBoostingClassifier(
        n_estimators=trees, max_depth=depth, learning_rate=0.1, subsample=0.7, min_samples_leaf=40,
        max_features=0.4, random_state=0,
    )  # fmt: skip
    forest.fit(x, y, sample_weight=w)
    base = float(np.log(np.average(y, weights=w) / (1 - np.average(y, weights=w))))
    about = ABOUT
    return Model(
        about, list(FEATURES), base, [export_tree(t[0].tree_, 0.1) for t in forest.estimators_]
    )


def export_tree(tree: Any, rate: float) -> Tree:
    leaf = tree.children_left < 0
    return Tree(
        np.where(leaf, -1, tree.feature).tolist(),
        [round(float(v), 4) for v in np.where(leaf, 0, tree.threshold)],
        np.where(leaf, 0, tree.children_left).tolist(),
        np.where(leaf, 0, tree.children_right).tolist(),
        [round(float(v) * rate, 4) for v in np.where(leaf, tree.value[:, 0, 0], 0)],
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--data", type=Path, default=Path(os.environ.get("ONRECORD_DATA", "../shared/data"))
    )
    parser.add_argument(
        "--train", type=Path, help="train on the development half and write the model here"
    )
    parser.add_argument("--trees", type=int, default=80)
    parser.add_argument("--depth", type=int, default=4)
    args = parser.parse_args()
    pages = list(load_pages(args.data))
    test = [page for page in pages if is_test(page.name)]
    if args.train:
        ours = [page for page in pages if not is_test(page.name)] + list(load_clean(args.data))
        args.train.write_bytes(
            msgspec.json.encode(train_model(ours, args.trees, args.depth)) + b"\n"
        )
    started = time.perf_counter()
    deciders: dict[str, Decider] = {
        "all body": decide_all_body,
        "short lines": decide_short,
        "short or no stop": decide_no_stop,
        "model": decide_model,
        "blocks": decide_blocks,
    }
    if find_spec("justext"):
        deciders["justext"] = decide_justext
    else:
        print("justext: not installed")
    measure(test, deciders)
    seconds = time.perf_counter() - started
    print(f"{len(test)} renderings of {len({p.name for p in test})} pages, {seconds:.1f} s")


if __name__ == "__main__":
    main()
