"""A report's digest: all that copies and origins need of it, found once and kept as bytes.

A digest is a pure function of the report and its annotations. What is made of it again in no time
(shingles, fingerprints, runs) is not kept in its bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from onrecord.group.bands import sign_sentences
from onrecord.group.concepts import read_concept
from onrecord.group.fingerprints import (
    MIN_PASSAGE_WORDS,
    SHINGLE_WORDS,
    hash_shingles,
    select_fingerprints,
)
from onrecord.group.keys import Keys, make_keys
from onrecord.group.phrases import mark_stock_words
from onrecord.group.quotations import find_quotations, mark_words
from onrecord.group.sentences import Sentences, find_sentences
from onrecord.group.sheets import Sheet, make_sheet
from onrecord.group.tokens import Hashes, Tokens, hash_words, scan_report
from onrecord.records import Annotations, Report

SHARE_WORDS = 5
"""Containment is measured in runs of this many words, as is usual for news copy."""
QUOTED, STOCK, PLAIN = 1, 2, 4
"""Marks of a word: inside quotation marks; part of a stock wording of the trade; in small letters
and more than grammar."""
_MIN_PLAIN_WORDS = 4
_PLAIN_TEST_WORDS = 16
"""A passage longer than this is more than a name."""


@dataclass(frozen=True)
class Text:
    """One report's words, and its sheet.

    Attributes:
        sheet: blocks, credits and statements.
        tokens: its counted words.
        marks: what each word is, as ``QUOTED``, ``STOCK`` and ``PLAIN`` added up, ``(words,)``.
        sentences: its sentences as sets of concepts.
        bands: hashes that reworded sentences are likely to share.
    """

    sheet: Sheet
    tokens: Tokens
    marks: npt.NDArray[np.uint8]
    sentences: Sentences
    bands: Hashes

    @property
    def id(self) -> str:
        """Id of the report."""
        return self.sheet.report

    @cached_property
    def fingerprints(self) -> tuple[Keys, npt.NDArray[np.int64]]:
        """The keys of the shingles kept, and the word each starts at, both ``(kept,)``."""
        kept, places = select_fingerprints(self.tokens.hashes)
        return make_keys(kept, "passage"), places

    @property
    def size(self) -> int:
        """How many passage keys it has."""
        return len(self.fingerprints[0])

    @cached_property
    def passage_keys(self) -> frozenset[int]:
        """The keys of the shingles kept."""
        return frozenset(self.fingerprints[0].tolist())

    @cached_property
    def keys(self) -> Keys:
        """Everything by which the report is found again, sorted, each once."""
        address = [] if not self.sheet.url else [make_keys(self.sheet.url, "address")]
        parts = [self.fingerprints[0], make_keys(self.bands, "sentence"), *address]
        return np.unique(np.concatenate(parts))

    @cached_property
    def runs(self) -> frozenset[int]:
        """Hashes of its five-word runs."""
        return frozenset(hash_shingles(self.tokens.hashes, SHARE_WORDS).tolist())

    @cached_property
    def concepts(self) -> frozenset[int]:
        """Every concept of its sentences."""
        return frozenset(self.sentences.keys.tolist())

    @cached_property
    def words(self) -> list[int]:
        """The hash of each word."""
        return self.tokens.hashes.tolist()  # type: ignore[no-any-return]

    @cached_property
    def shingles(self) -> list[int]:
        """The hash of every run of words that is long enough for a passage."""
        return hash_shingles(self.tokens.hashes, MIN_PASSAGE_WORDS).tolist()  # type: ignore[no-any-return]

    @cached_property
    def shingle_set(self) -> frozenset[int]:
        """Each of them once."""
        return frozenset(self.shingles)

    @cached_property
    def _counts(self) -> npt.NDArray[np.int32]:
        """How many quoted, stock and plain words stand before each word, ``(3, words + 1)``."""
        marked = np.array([self.marks & mark != 0 for mark in (QUOTED, STOCK, PLAIN)])
        counts = np.zeros((3, len(self.tokens) + 1), dtype=np.int32)
        np.cumsum(marked, axis=1, out=counts[:, 1:])
        return counts

    def count_quoted(self, first: int, last: int) -> int:
        """Return how many of the words ``[first, last)`` are quoted."""
        return int(self._counts[0, last] - self._counts[0, first])

    def count_own(self) -> int:
        """Return how many words are not quoted."""
        return len(self.tokens) - int(self._counts[0, -1])

    def is_telling(self, first: int, last: int) -> bool:
        """Tell whether words ``[first, last)`` are more than names and stock wordings."""
        _, stock, plain = (self._counts[:, last] - self._counts[:, first]).tolist()
        if 2 * (last - first - stock) < MIN_PASSAGE_WORDS + 1:
            return False
        return last - first > _PLAIN_TEST_WORDS or plain >= _MIN_PLAIN_WORDS

    def list_fingerprints(self, first: int, last: int) -> list[int]:
        """Return the keys of the fingerprints that lie within the words ``[first, last)``."""
        keys, places = self.fingerprints
        inside = places.searchsorted([first, last - SHINGLE_WORDS + 1])
        return keys[inside[0] : inside[1]].tolist()  # type: ignore[no-any-return]


def make_text(report: Report, notes: Annotations | None) -> Text:
    """Make the digest of a report."""
    words, spans = scan_report(report)
    tokens = hash_words(report, words, spans)
    quotes = find_quotations(report)
    if notes is not None:
        quotes += [s for n in notes.statements if n.mode == "direct" for s in n.content]
    quoted, stock = mark_words(tokens, quotes), mark_stock_words(tokens.hashes)
    marks = quoted * np.uint8(QUOTED) + stock * np.uint8(STOCK) + _mark_plain(words)
    sentences = find_sentences(report, words, tokens, quoted | stock)
    sheet = make_sheet(report, notes, tokens)
    return Text(sheet, tokens, marks, sentences, sign_sentences(sentences))


def _mark_plain(words: list[str]) -> npt.NDArray[np.uint8]:
    flags = [PLAIN * (word.islower() and read_concept(word) is not None) for word in words]
    return np.array(flags, dtype=np.uint8)


def measure_share(a: Text, b: Text) -> float:
    """Return how much of the shorter text's five-word runs the other holds, 0 to 1."""
    shorter = min(len(a.runs), len(b.runs))
    return len(a.runs & b.runs) / shorter if shorter else 0.0
