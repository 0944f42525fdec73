"""Named entities by spaCy's own recogniser, decoded without stepping through every token.

The recogniser is a transition system (BILUO): outside an entity what it does depends on the token
alone, so that all those decisions are one matrix product; only entities of three tokens and more
are stepped through.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from onrecord.annotate.encoders import Encoder, Features, Floats, take_weights

if TYPE_CHECKING:
    from spacy.pipeline import EntityRecognizer

Flags = npt.NDArray[np.bool_]
_NEVER = np.float32(-np.inf)
_HERE, _FIRST, _LAST = 0, 1, 2
"""What a state looks at: the token at hand, and the entity's first and last if one is open."""


class Entity(NamedTuple):
    """A named entity: tokens ``[first, last)``, and an OntoNotes 5 label."""

    first: int
    last: int
    label: str


class EntityFinder:
    """The recogniser of a spaCy pipeline."""

    def __init__(self, recogniser: EntityRecognizer) -> None:
        """Take its weights and its actions."""
        model = recogniser.model
        encoder, _, linear = model.get_ref("tok2vec").layers
        lower, upper = model.get_ref("lower"), model.get_ref("upper")
        self.encoder = Encoder(encoder)
        self._narrow = take_weights(linear, "W").T, take_weights(linear, "b")
        weights = take_weights(lower, "W")
        self._feature_weights = weights.reshape(-1, weights.shape[-1]).T
        self._hidden = weights.shape[1:3]
        self._missing: Floats = take_weights(lower, "pad")[0]
        self._bias = take_weights(lower, "b")
        self._scores = take_weights(upper, "W"), take_weights(upper, "b")
        moves = recogniser.moves
        self._read_actions([moves.get_class_name(i) for i in range(moves.n_moves)])

    def _read_actions(self, names: Sequence[str]) -> None:
        self._kinds = [name[:1] for name in names]
        self._labels = [name[2:] for name in names]
        self._inside = {
            label: (names.index(f"I-{label}"), names.index(f"L-{label}"))
            for label in self._labels
            if label
        }
        kinds = np.array(self._kinds)
        self._begins = kinds == "B"
        self._opens = self._begins | ((kinds == "U") & np.array([bool(n) for n in self._labels]))
        self._closed = ~self._opens & (kinds != "O")

    def find(self, features: Features, blank: Flags, ends: Flags) -> Iterator[Entity]:
        """Yield the entities of documents, as tokens counted through all of them.

        Args:
            features: the documents' words.
            blank: which tokens are white space: no entity begins there.
            ends: which tokens end a sentence: no entity goes on there.
        """
        vectors: Floats = (
            np.concatenate(self.encoder.encode(features)) @ self._narrow[0] + self._narrow[1]
        )
        parts: Floats = (vectors @ self._feature_weights).reshape(-1, 3, *self._hidden)
        actions = self._decide_outside(parts, blank, ends)
        at = 0
        for start in np.flatnonzero(self._opens[actions]).tolist():
            if start < at:
                continue
            action = actions[start]
            label, at = self._labels[action], start + 1
            if self._begins[action]:
                at = self._find_end(parts, ends, start, label)
            yield Entity(start, at, label)

    def _decide_outside(self, parts: Floats, blank: Flags, ends: Flags) -> npt.NDArray[np.int64]:
        """Return the action at each token if no entity is open there."""
        scores = self._score(parts[:, _HERE] + (self._missing[_FIRST] + self._missing[_LAST]))
        scores[:, self._closed] = _NEVER
        scores[np.ix_(blank, self._opens)] = _NEVER
        scores[np.ix_(ends, self._begins)] = _NEVER
        actions: npt.NDArray[np.int64] = scores.argmax(axis=1)
        return actions

    def _find_end(self, parts: Floats, ends: Flags, start: int, label: str) -> int:
        """Return where an entity ends that begins at a token and has a second one."""
        inside, last = self._inside[label]
        at = start + 1
        while not ends[at]:
            state = parts[at, _HERE] + parts[start, _FIRST] + parts[at - 1, _LAST]
            scores = self._score(state[None])[0]
            if scores[last] > scores[inside]:
                break
            at += 1
        return at + 1

    def _score(self, states: Floats) -> Floats:
        hidden = (states + self._bias).max(axis=2)
        weights, bias = self._scores
        scores: Floats = hidden @ weights.T + bias
        return scores
