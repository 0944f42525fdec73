"""The parser's token vectors, computed with fewer and larger operations than spaCy's own.

Same weights, same arithmetic up to rounding: a hash embedding a word (``MultiHashEmbed``), then
residual convolutions over a window of three tokens with maxout and layer norm
(``MaxoutWindowEncoder``). Words that are repeated in a report are embedded once.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from thinc.api import Model

Floats = npt.NDArray[np.float32]
Hashes = npt.NDArray[np.uint64]
Indices = npt.NDArray[np.int64]

COLUMNS: list[int | str] = ["ORTH", "NORM", "SPACY", "PREFIX", "SUFFIX", "SHAPE", "IS_SPACE"]
"""What word vectors are made from; the first three settle the others."""
_KEYS = 3
_MIXERS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)
_VARIANCE_FLOOR = np.float32(1e-8)


class Features:
    """What the words of some documents look like; each different word once."""

    def __init__(self, docs: Sequence[Doc]) -> None:
        """Read the words of documents, none of them empty."""
        table: Hashes = np.concatenate([doc.to_array(COLUMNS) for doc in docs])
        keys = (table[:, :_KEYS] * _MIXERS).sum(axis=1, dtype=np.uint64)
        _, first, self.places = np.unique(keys, return_index=True, return_inverse=True)
        self.kinds = table[first]
        self.bounds = np.cumsum([0, *map(len, docs)])

    def take(self, columns: Sequence[str]) -> Hashes:
        """Return columns of the different words."""
        return self.kinds[:, [COLUMNS.index(column) for column in columns]]


class Maxout:
    """A layer of spaCy's: the larger of several affine maps, normalised."""

    def __init__(self, chain: Model[Any, Any]) -> None:
        """Take the weights of ``maxout >> layernorm``."""
        maxout, norm = (_find_layer(chain, name) for name in ("maxout", "layernorm"))
        weights = take_weights(maxout, "W")
        self.width, self.pieces, inner = weights.shape
        # One block a piece, so that the maximum runs over whole rows.
        self._weights = np.ascontiguousarray(weights.transpose(2, 1, 0).reshape(inner, -1))
        self._bias = np.ascontiguousarray(take_weights(maxout, "b").T.reshape(-1))
        self._gain, self._shift = take_weights(norm, "G"), take_weights(norm, "b")

    def apply(self, rows: Floats) -> Floats:
        """Return the outputs of rows of inputs."""
        blocks = rows @ self._weights
        blocks += self._bias
        best: Floats = blocks[:, : self.width]
        for piece in range(1, self.pieces):
            best = np.maximum(best, blocks[:, piece * self.width : (piece + 1) * self.width])
        best = best - best.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", best, best) / np.float32(self.width) + _VARIANCE_FLOOR
        best *= (1 / np.sqrt(variance))[:, None]
        best *= self._gain
        best += self._shift
        return best


class Encoder:
    """A ``tok2vec`` of spaCy's: words in, vectors out."""

    def __init__(self, model: Model[Any, Any]) -> None:
        """Take the weights of ``MultiHashEmbed >> MaxoutWindowEncoder``."""
        embed, convolve = model.layers
        self.columns: list[str] = _find_layer(embed, "extract_features").attrs["columns"]
        hashed, mixed = (layer for layer in embed.layers if layer.name.startswith("with_array"))
        self._hash = hashed.layers[0]
        self._mix = Maxout(mixed)
        self._layers = [Maxout(layer) for layer in convolve.layers[0].layers]

    def encode(self, features: Features) -> list[Floats]:
        """Return the vectors of each document's tokens, ``(tokens, width)``."""
        kinds = self._mix.apply(self._hash.predict(features.take(self.columns)))
        lines = _Lines(features.bounds, len(self._layers))
        states = np.zeros((lines.count, self._mix.width), np.float32)
        states[lines.tokens] = kinds[features.places]
        for layer, rows in zip(self._layers, lines.rows, strict=True):
            windows = np.concatenate([states[rows - 1], states[rows], states[rows + 1]], axis=1)
            states[rows] += layer.apply(windows)
        vectors = states[lines.tokens]
        return [vectors[start:end] for start, end in pairwise(features.bounds.tolist())]


class _Lines:
    """Documents one below the other, so far apart that none sees its neighbour.

    ``rows`` are those that matter to each layer: the tokens, and around them what the later layers
    still see.
    """

    def __init__(self, bounds: Indices, depth: int) -> None:
        gaps = (depth + 1) * np.arange(1, len(bounds))
        self.tokens = np.arange(bounds[-1]) + np.repeat(gaps, np.diff(bounds))
        self.count = int(bounds[-1]) + (depth + 1) * len(bounds)
        wanted = np.zeros(self.count, bool)
        wanted[self.tokens] = True
        self.rows = [self.tokens]
        for _ in range(depth - 1):
            wanted[1:-1] |= wanted[:-2] | wanted[2:]
            self.rows.insert(0, np.flatnonzero(wanted))


def take_weights(layer: Model[Any, Any], name: str) -> Floats:
    """Return an array of a layer's parameters."""
    weights: Any = layer.get_param(name)
    return np.asarray(weights, np.float32)


def _find_layer(model: Model[Any, Any], name: str) -> Model[Any, Any]:
    return next(node for node in model.walk() if node.name == name)
