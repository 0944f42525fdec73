"""Attributions: who is said to have said what, found by a trained model.

A small BERT reads windows of consecutive blocks. Each word gets a cue tag; every cue found is then
*conditioned on*: a pair scorer rates each word of the window as part of that cue's own source or
content, and Viterbi decoding turns the ratings into unbroken spans. Contents may so overlap, nest,
be discontinuous and cross paragraphs, and every attribution carries its own source.

Trained on PolNeAR (Newell et al., LREC 2018); scores and known failures are in the model card.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from importlib.resources.abc import Traversable

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
from tokenizers import Tokenizer

from onrecord.annotate.attributions.decoding import Attribution, decode_windows
from onrecord.annotate.attributions.windows import (
    Floats,
    Ints,
    Window,
    pack_windows,
    read_segments,
)
from onrecord.models import locate_model
from onrecord.records import Span

__all__ = ["Attribution", "OnnxScorer", "find_attributions", "load_scorer"]


class OnnxScorer:
    """The shipped network, run by onnxruntime on one thread.

    Windows are scored one a call: dynamic quantisation scales activations by the whole tensor, so
    a batch would let one window's words change another's scores.
    """

    def __init__(self, folder: Traversable) -> None:
        """Load the network.

        Args:
            folder: Holds ``model.onnx``, ``linker.onnx``, ``tokenizer.json`` and ``config.json``.
        """
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self.tokenizer = Tokenizer.from_str((folder / "tokenizer.json").read_text(encoding="utf-8"))
        self.markers: tuple[int, int] = tuple(config["markers"])
        self.role_transitions = np.array(config["role_transitions"], np.float32)
        self._encoder = _open_session(folder / "model.onnx")
        self._linker = _open_session(folder / "linker.onnx")

    def read(self, window: Window) -> tuple[Floats, Floats]:
        """Return word states ``(words, width)`` and cue tag scores ``(words, 3)``."""
        feed = {"ids": window.ids[None], "codes": window.codes[None], "first": window.first[None]}
        states, scores = self._encoder.run(None, feed)
        return states[0], scores[0]

    def rate(self, states: Floats, cues: Ints, relation: Ints) -> Floats:
        """Return role tag scores, ``(cues, words, 5)``."""
        feed = {"words": states[None], "cues": cues, "relation": relation}
        scores: Floats = self._linker.run(None, feed)[0]
        return scores


def _open_session(path: Traversable) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # Windows differ in length: planning memory for each length would keep it all.
    options.enable_mem_pattern = False
    return onnxruntime.InferenceSession(
        path.read_bytes(),
        options,
        providers=["CPUExecutionProvider"],
        # Adding first and normalising then is four times as fast as the two fused.
        disabled_optimizers=["SkipLayerNormFusion"],
    )


@functools.cache
def load_scorer() -> OnnxScorer:
    """Return the shipped network, loaded on first use."""
    return OnnxScorer(locate_model("attribution"))


def find_attributions(text: str, blocks: Sequence[Span]) -> list[Attribution]:
    """Return every attribution that a report makes, in the order of the text.

    Args:
        text: The report's whole text.
        blocks: Half-open code point spans of the blocks to read, in order and without page
            furniture. Neighbouring blocks are read together.

    Returns:
        Attributions whose spans lie inside the blocks, edge whitespace, quotation marks and
        punctuation left out. A source or cue may be missing, content never is.

    Raises:
        FileNotFoundError: The package was installed without its model.
    """
    scorer = load_scorer()
    segments = read_segments(text, blocks, scorer.tokenizer)
    found = decode_windows(pack_windows(segments, scorer.markers), text, scorer)
    return sorted(found, key=lambda a: (min(a.source + a.cue + a.content), a.cue, a.content))
