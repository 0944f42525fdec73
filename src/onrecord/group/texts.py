"""A report with everything about its words that comparing needs, found once."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from onrecord.group.credits import CreditClaim, find_credit_claims
from onrecord.group.fingerprints import (
    MIN_PASSAGE_WORDS,
    SHINGLE_WORDS,
    hash_shingles,
    select_fingerprints,
)
from onrecord.group.phrases import is_mostly_names, mark_stock_words
from onrecord.group.quotations import find_quotations, mark_words
from onrecord.group.sentences import Sentences, find_sentences
from onrecord.group.tokens import Hashes, Tokens, tokenize_report
from onrecord.records import Annotations, Report, Span, Statement

SHARE_WORDS = 5
"""Containment is measured in runs of this many words, as is usual for news copy."""


@dataclass(frozen=True, slots=True)
class Text:
    """One report's words.

    Attributes:
        report: the report itself.
        tokens: its counted words.
        fingerprints: hashes of the shingles kept, ``(kept,)``.
        places: the word each of them starts at, ``(kept,)``.
        quoted: whether each word stands inside quotation marks, ``(words,)``.
        stock: whether each is part of a stock wording of the trade, ``(words,)``.
        runs: hashes of its five-word runs, sorted, each once.
        claims: what it says about where its parts are from, sentences in order and then the rest.
        claim_starts: where the sentences that make the first of them begin.
        sentences: its sentences as sets of concepts.
        statements: what it attributes, where it was annotated.
    """

    report: Report
    tokens: Tokens
    fingerprints: Hashes
    places: npt.NDArray[np.int32]
    quoted: npt.NDArray[np.bool_]
    stock: npt.NDArray[np.bool_]
    runs: Hashes
    sentences: Sentences
    claims: tuple[CreditClaim, ...] = ()
    claim_starts: tuple[int, ...] = ()
    statements: tuple[Statement, ...] = ()

    def is_telling(self, first: int, last: int) -> bool:
        """Tell whether words ``[first, last)`` are more than names and stock wordings."""
        plain = (last - first) - int(self.stock[first:last].sum())
        if 2 * plain < MIN_PASSAGE_WORDS + 1:
            return False
        return not is_mostly_names(self.report.text, self.tokens, first, last)

    def list_fingerprints(self, first: int, last: int) -> list[int]:
        """Return the fingerprints that lie within the words ``[first, last)``."""
        inside = (self.places >= first) & (self.places + SHINGLE_WORDS <= last)
        return [int(value) for value in self.fingerprints[inside]]

    def find_claims(self, span: Span) -> list[CreditClaim]:
        """Return the credits that cover a span, the narrowest first."""
        first = max(0, bisect_left(self.claim_starts, span[0]) - 1)
        last = bisect_left(self.claim_starts, span[1])
        near = [*self.claims[first:last], *self.claims[len(self.claim_starts) :]]
        return [claim for claim in near if claim.covers(span)]

    def quote_words(self, first: int, last: int) -> int:
        """Return how many of the words ``[first, last)`` are quoted."""
        return int(self.quoted[first:last].sum())


def make_text(report: Report, notes: Annotations | None) -> Text:
    """Find a report's words and what is known about each."""
    tokens = tokenize_report(report)
    fingerprints, places = select_fingerprints(tokens.hashes)
    statements = notes.statements if notes is not None else ()
    quotes = find_quotations(report)
    quotes += [span for s in statements if s.mode == "direct" for span in s.content]
    stock = mark_stock_words(tokens.hashes)
    claims = find_credit_claims(report)
    return Text(
        report=report,
        tokens=tokens,
        fingerprints=fingerprints,
        places=places.astype(np.int32),
        quoted=mark_words(tokens, quotes),
        stock=stock,
        runs=np.unique(hash_shingles(tokens.hashes, SHARE_WORDS)),
        sentences=find_sentences(report, _merge_spans([*quotes, *_span_words(tokens, stock)])),
        claims=claims,
        claim_starts=tuple(claim.scope[0] for claim in claims if claim.is_sentence and claim.scope),
        statements=statements,
    )


def _span_words(tokens: Tokens, marked: npt.NDArray[np.bool_]) -> list[Span]:
    """Return the span of each marked word."""
    return [tokens.span(index, index + 1) for index in np.flatnonzero(marked).tolist()]


def _merge_spans(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, with those that overlap made one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def measure_share(a: Text, b: Text) -> float:
    """Return how much of the shorter text's five-word runs the other holds, 0 to 1."""
    shorter = min(len(a.runs), len(b.runs))
    if not shorter:
        return 0.0
    return len(np.intersect1d(a.runs, b.runs, assume_unique=True)) / shorter
