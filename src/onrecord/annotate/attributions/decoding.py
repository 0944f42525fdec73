"""Decoding: from scores of words to attributions with unbroken spans, each cue with its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from typing import Any, NamedTuple, Protocol

import msgspec
import numpy as np
import numpy.typing as npt

from onrecord.annotate.attributions.windows import Floats, Ints, Window, relate_words
from onrecord.records import Span

WINDOWS_DECODED = 32
SAME_CONTENT = 0.8  # Dice over words; dev detect F1 is .4 higher than without, and flat around it

OUTSIDE, BEGIN, INSIDE = 0, 1, 2
SOURCE, CONTENT = 1, 3

# An inside tag never follows an outside one; every other step of a cue's tags is free.
CUE_TRANSITIONS = np.zeros((4, 3), np.float32)
CUE_TRANSITIONS[[OUTSIDE, 3], INSIDE] = -1e4

_INNER = re.compile(r"[$£€#@]?[^\W_](?:.*[^\W_])?%?", re.DOTALL)


class Attribution(msgspec.Struct, frozen=True, kw_only=True):
    """One attribution: the holder, the words that attribute, and what is attributed."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    score: float


def decode_tags(emissions: Floats, transitions: Floats, lengths: Ints) -> npt.NDArray[np.int8]:
    """Return the best legal tag path of each row (Viterbi).

    Args:
        emissions: Tag scores, shape ``(rows, words, tags)``.
        transitions: Score of tag ``j`` after tag ``i`` at ``[i, j]``; the last row scores the first
            tag. Shape ``(tags + 1, tags)``.
        lengths: Words of each row that count, at least one, shape ``(rows,)``.

    Returns:
        Tags, shape ``(rows, words)``; meaningless beyond a row's length. A row's path does not
        depend on the other rows.
    """
    rows, words, tags = emissions.shape
    pointers = np.empty((words, rows, tags), np.int8)
    best = emissions[:, 0] + transitions[tags]
    final = best.copy()
    inner = np.ascontiguousarray(transitions[:tags].T)
    for word in range(1, words):
        scores = best[:, None, :] + inner
        pointers[word] = scores.argmax(axis=2)
        best = scores.max(axis=2) + emissions[:, word]
        ending = lengths == word + 1
        final[ending] = best[ending]
    last = final.argmax(axis=1).astype(np.int8)
    path = np.empty((rows, words), np.int8)
    every = np.arange(rows)
    tag = last
    for word in range(words - 1, -1, -1):
        tag = np.where(lengths > word + 1, tag, last)
        path[:, word] = tag
        tag = pointers[word, every, tag]
    return path


def spans_of(tags: npt.NDArray[Any], begin: int) -> list[tuple[int, int]]:
    """Return the half-open word ranges that a path tags with ``begin`` and ``begin + 1``."""
    edges = np.flatnonzero(tags == begin).tolist()
    member = (tags == begin) | (tags == begin + 1)
    ranges = []
    for start, bound in pairwise([*edges, len(tags)]):
        outside = np.flatnonzero(~member[start:bound])
        ranges.append((start, start + int(outside[0]) if len(outside) else bound))
    return ranges


class Scorer(Protocol):
    """What decoding needs of a trained network."""

    markers: tuple[int, int]
    role_transitions: Floats

    def read(self, window: Window) -> tuple[Floats, Floats]:
        """Return word states ``(words, width)`` and cue tag scores ``(words, 3)``."""
        ...

    def rate(self, states: Floats, cues: Ints, relation: Ints) -> Floats:
        """Return role tag scores, ``(cues, words, 5)``."""
        ...


class _Linked(NamedTuple):
    """A window's cues with the role scores of every word for each, ``(cues, words, 5)``."""

    window: Window
    cues: list[tuple[int, int]]
    scores: list[float]
    emissions: Floats


def decode_windows(windows: Iterable[Window], text: str, scorer: Scorer) -> Iterator[Attribution]:
    """Yield the attributions of windows, in their order.

    Args:
        windows: The report's windows, or some of them.
        text: The report's text, to trim spans by.
        scorer: The network.
    """
    remaining = iter(windows)
    while held := list(islice(remaining, WINDOWS_DECODED)):
        readings = [scorer.read(window) for window in held]
        paths = _decode_rows([scores for _, scores in readings], CUE_TRANSITIONS)
        linked = [
            _link_window(window, reading, spans_of(path, BEGIN), scorer)
            for window, reading, path in zip(held, readings, paths, strict=True)
            if (path == BEGIN).any()
        ]
        if linked:
            yield from _decode_linked(linked, text, scorer.role_transitions)


def _decode_rows(rows: list[Floats], transitions: Floats) -> list[npt.NDArray[np.int8]]:
    """Return the best path of each row; rows are ``(words, tags)`` and differ in length."""
    lengths = np.array([len(row) for row in rows])
    padded = np.zeros((len(rows), lengths.max(), transitions.shape[1]), np.float32)
    for line, row in zip(padded, rows, strict=True):
        line[: len(row)] = row
    paths = decode_tags(padded, transitions, lengths)
    return [path[:length] for path, length in zip(paths, lengths, strict=True)]


def _link_window(
    window: Window, reading: tuple[Floats, Floats], cues: list[tuple[int, int]], scorer: Scorer
) -> _Linked:
    states, cue_scores = reading
    ranges = np.array(cues, np.int64)
    emissions = scorer.rate(states, ranges, relate_words(ranges, window.paragraph))
    cued = 1 - _softmax(cue_scores)[:, OUTSIDE]
    return _Linked(window, cues, [float(cued[b:e].min()) for b, e in cues], emissions)


def _decode_linked(linked: list[_Linked], text: str, transitions: Floats) -> Iterator[Attribution]:
    rows = [row for part in linked for row in part.emissions]
    paths = iter(_decode_rows(rows, transitions))
    for window, cues, scores, _ in linked:
        roles = np.stack([next(paths) for _ in cues])
        for row in _choose_rows(roles, scores):
            yield Attribution(
                source=_trim_ranges(window, text, spans_of(roles[row], SOURCE)),
                cue=_trim_ranges(window, text, [cues[row]]),
                content=_trim_ranges(window, text, spans_of(roles[row], CONTENT)),
                score=round(scores[row], 4),
            )


def _choose_rows(roles: npt.NDArray[np.int8], scores: list[float]) -> list[int]:
    """Return the rows that have a content of their own.

    Two cues for one content ("concerns are mounting over…") are one attribution: the surer stays.
    """
    contents = (roles >= CONTENT).astype(np.float32)
    sizes = contents.sum(axis=1)
    twins = 2 * contents @ contents.T >= SAME_CONTENT * (sizes[:, None] + sizes)
    kept: list[int] = []
    for row in sorted(range(len(scores)), key=lambda row: -scores[row]):
        if sizes[row] and not twins[row, kept].any():
            kept.append(row)
    return sorted(kept)


def trim_span(text: str, span: Span) -> Span:
    """Return the span without whitespace, quotation marks and punctuation at its edges.

    A sign that belongs to a figure stays ("$5", "40%"); a span of nothing but punctuation, such as
    a colon that attributes, loses whitespace only.
    """
    start, end = span
    inner = _INNER.search(text, start, end)
    if inner:
        return inner.start(), inner.end()
    while start < end - 1 and text[start].isspace():
        start += 1
    while end > start + 1 and text[end - 1].isspace():
        end -= 1
    return start, end


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return shares


def _trim_ranges(window: Window, text: str, ranges: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    return tuple(
        trim_span(text, (int(window.starts[begin]), int(window.ends[end - 1])))
        for whole in ranges
        for begin, end in _split_paragraphs(window.paragraph, whole)
    )


def _split_paragraphs(paragraph: Ints, words: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Yield the parts of a word range that stay in one paragraph."""
    begin, end = words
    turns = np.flatnonzero(np.diff(paragraph[begin:end])) + begin + 1
    yield from pairwise([begin, *turns.tolist(), end])
