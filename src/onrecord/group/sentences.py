"""Sentences as weighted sets of concepts, for telling rewriting from coverage of the same facts.

Words inside quotation marks are left out: two reports that quote one speaker share them without
copying.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from onrecord.group.concepts import Concept, read_concept
from onrecord.group.tokens import Hashes, Tokens, list_report_blocks
from onrecord.records import Report, Span

MIN_CONCEPTS = 4
"""A shorter sentence is too little to recognise."""
MAX_SENTENCES = 400
MAX_SENTENCE_CHARS = 1_600
"""A longer one is read to here only."""

_SCALE = 64
_MIN_PARTS = 3
"""A concept that nearly every report uses still weighs so many parts."""
_END = re.compile(r"(?<=[.!?])[\"”’)\]]*\s+(?=[\"“‘(\[]?[A-Z0-9])|\n+")


@dataclass(frozen=True)
class Sentences:
    """The sentences of one report.

    Attributes:
        spans: of each sentence in the report's text, ``(sentences, 2)``.
        bounds: where each sentence's concepts begin and end in the arrays, ``(sentences, 2)``.
        keys: hashes of concepts, ``(concepts,)``.
        weights: how rare each is, ``(concepts,)``.
        plain: whether each is a word in small letters rather than a name or number.
    """

    spans: npt.NDArray[np.int32]
    bounds: npt.NDArray[np.int32]
    keys: Hashes
    weights: npt.NDArray[np.float16]
    plain: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.spans)

    @cached_property
    def rows(self) -> npt.NDArray[np.int64]:
        """Which sentence each concept stands in, ``(concepts,)``."""
        return np.repeat(np.arange(len(self)), self.bounds[:, 1] - self.bounds[:, 0])

    @cached_property
    def parts(self) -> npt.NDArray[np.float64]:
        """The weights as whole numbers, so that sums are exact in whatever order."""
        scaled = np.rint(self.weights.astype(np.float64) * _SCALE)
        return np.asarray(np.maximum(scaled, _MIN_PARTS))

    @cached_property
    def totals(self) -> npt.NDArray[np.float64]:
        """The weight of each sentence in such parts, ``(sentences,)``."""
        return np.bincount(self.rows, self.parts, minlength=len(self)).astype(np.float64)

    @cached_property
    def concepts(self) -> Hashes:
        """Every concept once, sorted."""
        return np.unique(self.keys)


def split_sentences(text: str, span: Span) -> Iterator[Span]:
    """Yield the spans of the sentences inside a span."""
    start = span[0]
    for match in _END.finditer(text, *span):
        if match.start() > start:
            yield start, match.start()
        start = match.end()
    if start < span[1]:
        yield start, span[1]


def find_sentences(
    report: Report, words: Sequence[str], tokens: Tokens, left_out: npt.NDArray[np.bool_]
) -> Sentences:
    """Find the sentences of a report with enough concepts to compare.

    Args:
        report: the report.
        words: its counted words as written.
        tokens: the same as arrays.
        left_out: which of them stand in quotations and stock wordings, ``(words,)``.
    """
    spans: list[Span] = []
    bounds: list[Span] = []
    kept: list[Concept] = []
    for span, concepts in _read_sentences(report, words, tokens, left_out):
        if len(concepts) >= MIN_CONCEPTS:
            spans.append(span)
            bounds.append((len(kept), len(kept) + len(concepts)))
            kept += concepts
    return Sentences(
        spans=np.array(spans, dtype=np.int32).reshape(-1, 2),
        bounds=np.array(bounds, dtype=np.int32).reshape(-1, 2),
        keys=np.array([concept.key for concept in kept], dtype=np.uint64),
        weights=np.array([concept.weight for concept in kept], dtype=np.float16),
        plain=np.array([concept.is_plain for concept in kept], dtype=np.bool_),
    )


def _read_sentences(
    report: Report, words: Sequence[str], tokens: Tokens, left_out: npt.NDArray[np.bool_]
) -> Iterator[tuple[Span, list[Concept]]]:
    """Yield each sentence with the concepts it holds, each once, in order of first place."""
    spans = _list_spans(report)
    if not spans:
        return
    limits = np.array(spans, dtype=np.int32)
    limits[:, 1] = np.minimum(limits[:, 1], limits[:, 0] + MAX_SENTENCE_CHARS)
    places = tokens.starts.searchsorted(limits).tolist()
    skipped = left_out.tolist()
    for span, (first, last) in zip(spans, places, strict=True):
        concepts: dict[int, Concept] = {}
        for word, skip in zip(words[first:last], skipped[first:last], strict=True):
            concept = None if skip else read_concept(word)
            if concept is not None:
                concepts[concept.key] = concept
        yield span, list(concepts.values())


def _list_spans(report: Report) -> list[Span]:
    spans: list[Span] = []
    for block in list_report_blocks(report):
        if block.role in {"headline", "subhead"}:
            continue
        for span in split_sentences(report.text, (block.start, block.end)):
            spans.append(span)
            if len(spans) >= MAX_SENTENCES:
                return spans
    return spans
