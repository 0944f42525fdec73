"""PolNeAR articles as windows of labelled words."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from bench.attribution import ROLES, Article, Marked, strip_edges
from tokenizers import Tokenizer

from onrecord.annotate.attributions.decoding import BEGIN, CONTENT, SOURCE
from onrecord.annotate.attributions.windows import Window


@dataclass
class Example:
    """One window with its labels.

    Attributes:
        window: The pieces and words.
        cue_tags: Outside, begin or inside a cue, of each word.
        cues: Word ranges of the cues whose roles are wholly inside the window.
        role_tags: One row of tags for each of these cues.
    """

    window: Window
    cue_tags: np.ndarray
    cues: np.ndarray
    role_tags: np.ndarray


def load_tokenizer(encoder: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def markers_of(tokenizer: Tokenizer) -> tuple[int, int]:
    return tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")


def trim_marks(article: Article) -> list[Marked]:
    """Return the article's gold attributions without edge punctuation, as they are learned."""
    return [
        Marked(*([strip_edges(article.text, span) for span in getattr(mark, r)] for r in ROLES))
        for mark in article.marks
    ]


def label_window(window: Window, marks: list[Marked]) -> Example:
    cue_tags = np.zeros(len(window.starts), np.int64)
    cues, rows = [], []
    for mark in marks:
        ranges = {
            role: [word_range(window, span) for span in getattr(mark, role)] for role in ROLES
        }
        for cue in ranges["cue"]:
            if cue:
                write_tags(cue_tags, cue, BEGIN)
        if ranges["cue"] and all(all(found) for found in ranges.values()):
            cues.append(ranges["cue"][0])
            rows.append(role_row(len(cue_tags), ranges))
    return Example(
        window,
        cue_tags,
        np.array(cues, np.int64).reshape(-1, 2),
        np.array(rows, np.int64).reshape(-1, len(cue_tags)),
    )


def word_range(window: Window, span: tuple[int, int]) -> tuple[int, int] | None:
    """Return the words a span covers, or None where it leaves the window."""
    begin = int(np.searchsorted(window.ends, span[0], side="right"))
    end = int(np.searchsorted(window.starts, span[1], side="left"))
    inside = window.starts[0] <= span[0] and span[1] <= window.ends[-1]
    return (begin, end) if inside and begin < end else None


def role_row(words: int, ranges: dict[str, list[tuple[int, int]]]) -> np.ndarray:
    row = np.zeros(words, np.int64)
    for role, begin in (("content", CONTENT), ("source", SOURCE)):
        for found in ranges[role]:
            write_tags(row, found, begin)
    return row


def write_tags(row: np.ndarray, found: tuple[int, int], begin: int) -> None:
    row[found[0] : found[1]] = begin + 1
    row[found[0]] = begin
