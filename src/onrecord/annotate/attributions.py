"""Attributions: who is said to have said what, found by a trained model.

A small BERT reads windows of consecutive blocks. Each word gets a cue tag; every cue found is then
*conditioned on*: a pair scorer rates each word of the window as part of that cue's own source or
content, and Viterbi decoding turns the ratings into unbroken spans. Contents may so overlap, nest,
be discontinuous and cross paragraphs, and every attribution carries its own source.

Trained on PolNeAR (Newell et al., LREC 2018); scores and known failures are in the model card.
"""

import functools
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources.abc import Traversable
from itertools import islice, pairwise
from typing import Any, NamedTuple, Protocol

import msgspec
import numpy as np
import numpy.typing as npt
import onnxruntime  # type: ignore[import-untyped]
from tokenizers import Tokenizer

from onrecord.models import locate_model
from onrecord.records import Span

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

# Word features that an uncased vocabulary hides; one embedding row for every combination.
CASES = 6
QUOTE_STATES = 5
FEATURES = CASES * QUOTE_STATES * 2

# Signed distance from the cue in words, in roughly logarithmic steps, by paragraphs apart.
DISTANCE_EDGES = np.array([1, 2, 3, 4, 5, 7, 10, 15, 23, 36, 57, 91])
PARAGRAPHS_APART = 2
RELATIONS = (2 * len(DISTANCE_EDGES) + 1) * (2 * PARAGRAPHS_APART + 1)

# A long paragraph stays whole up to the first; short ones are joined up to the second.
WINDOW_PIECES = 256
PACKED_PIECES = 192
LINE_CHARS = 4000
WINDOWS_DECODED = 32
SAME_CONTENT = 0.8  # Dice over words; dev detect F1 is .4 higher than without, and flat around it

OUTSIDE, BEGIN, INSIDE = 0, 1, 2
SOURCE, CONTENT = 1, 3

# An inside tag never follows an outside one; every other step of a cue's tags is free.
CUE_TRANSITIONS = np.zeros((4, 3), np.float32)
CUE_TRANSITIONS[[OUTSIDE, 3], INSIDE] = -1e4

_INLINE = r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]"
_LINE = re.compile(rf"{_INLINE}{{1,{LINE_CHARS}}}(?!\S)|{_INLINE}{{1,{LINE_CHARS}}}")
_QUOTE = re.compile(r"[“”„«»\"]|''|``|[‘’']")
_INNER = re.compile(r"[$£€#@]?[^\W_](?:.*[^\W_])?%?", re.DOTALL)
_SENTENCE_END = re.compile(r"[.!?]")


class Attribution(msgspec.Struct, frozen=True, kw_only=True):
    """One attribution: the holder, the words that attribute, and what is attributed."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    score: float


class Segment(msgspec.Struct, frozen=True):
    """A tokenised paragraph, or the part of one that fits a window.

    Attributes:
        ids: Word piece ids, shape ``(pieces,)``.
        codes: Feature code of each piece, shape ``(pieces,)``.
        first: Index of each word's first piece, shape ``(words,)``.
        starts: Start of each word in the report, code points, shape ``(words,)``.
        ends: End of each word in the report, code points, shape ``(words,)``.
        paragraph: Running number of the paragraph.
    """

    ids: Ints
    codes: Ints
    first: Ints
    starts: Ints
    ends: Ints
    paragraph: int


class Window(msgspec.Struct, frozen=True):
    """Consecutive segments as the encoder sees them: one marker in front, one after each.

    The attributes are those of `Segment`; ``paragraph`` holds a number for each word.
    """

    ids: Ints
    codes: Ints
    first: Ints
    starts: Ints
    ends: Ints
    paragraph: Ints


def mark_quotes(line: str) -> npt.NDArray[np.uint8]:
    """Return the quotation state of every character of a paragraph.

    Args:
        line: One paragraph.

    Returns:
        Shape ``(len(line),)``: 0 outside, 1 within double marks, 2 within single marks, 3 an
        opening mark, 4 a closing mark.
    """
    states = np.zeros(len(line), np.uint8)
    opened: dict[str, int] = {}
    for match in _QUOTE.finditer(line):
        start, end = match.span()
        kind = "single" if match.group() in "‘’'" else "double"
        opens, closes = _quote_turn(line, match.group(), start, end)
        if kind in opened and closes:
            begun = opened.pop(kind)
            np.maximum(states[begun:start], 1 if kind == "double" else 2, out=states[begun:start])
            states[start:end] = 4
        elif kind not in opened and opens:
            states[start:end] = 3
            opened[kind] = end
    if "double" in opened:
        np.maximum(states[opened["double"] :], 1, out=states[opened["double"] :])
    return states


def _quote_turn(line: str, mark: str, start: int, end: int) -> tuple[bool, bool]:
    """Return whether a quotation mark at ``line[start:end]`` may open and may close."""
    if mark in ("“", "„", "«", "``", "‘"):
        return True, False
    if mark in ("”", "»"):
        return False, True
    before = line[start - 1].isalnum() if start else False
    after = line[end].isalnum() if end < len(line) else False
    if mark in ("'", "’"):
        return mark == "'" and not before and after, not after
    return not before or after, True


def read_segments(text: str, blocks: Iterable[Span], tokenizer: Tokenizer) -> Iterator[Segment]:
    """Tokenise the lines of the blocks, one segment each, longer ones cut at a sentence's end.

    Args:
        text: A report's whole text.
        blocks: Spans of the blocks to read, in order.
        tokenizer: The encoder's tokenizer.

    Yields:
        Segments of at most `WINDOW_PIECES` - 2 pieces.
    """
    paragraph = 0
    for block_start, block_end in blocks:
        for match in _LINE.finditer(text, block_start, block_end):
            # A line cut for its length goes on in the same paragraph.
            if match.start() == block_start or text[match.start() - 1].isspace():
                paragraph += 1
            line = match.group()
            if not line.isspace():
                yield from _cut_line(_read_line(line, match.start(), paragraph, tokenizer), text)


def _read_line(line: str, offset: int, paragraph: int, tokenizer: Tokenizer) -> Segment:
    encoding = tokenizer.encode(line, add_special_tokens=False)
    words = np.array(encoding.word_ids, np.int64)
    offsets = np.array(encoding.offsets, np.int64).reshape(-1, 2)
    new = np.ones(len(words), bool)
    new[1:] = words[1:] != words[:-1]
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(words))[: len(first)] - 1
    starts, ends = offsets[first, 0], offsets[last, 1]
    codes = _code_words(line, starts, ends)
    return Segment(
        ids=np.array(encoding.ids, np.int64),
        codes=codes[np.cumsum(new) - 1],
        first=first,
        starts=starts + offset,
        ends=ends + offset,
        paragraph=paragraph,
    )


def _code_words(line: str, starts: Ints, ends: Ints) -> Ints:
    """Return one feature code a word: case, quotation state, and whether a space stands before."""
    quotes = mark_quotes(line)[starts].astype(np.int64)
    spaced = np.ones(len(starts), np.int64)
    spaced[1:] = starts[1:] > ends[:-1]
    spans = zip(starts.tolist(), ends.tolist(), strict=True)
    cases = np.array([_case(line[start:end]) for start, end in spans], np.int64)
    return (cases * QUOTE_STATES + quotes) * 2 + spaced


def _case(word: str) -> int:
    if word.islower():
        return 1
    if word.isupper():
        return 3 if len(word) > 1 else 2
    if word[:1].isupper():
        return 2
    if word.isdigit():
        return 5
    return 4 if any(map(str.isupper, word)) else 0


def _cut_line(segment: Segment, text: str) -> Iterator[Segment]:
    limit = WINDOW_PIECES - 2
    begin = 0
    bounds = np.append(segment.first, len(segment.ids))
    while begin < len(segment.first):
        end = int(np.searchsorted(bounds, bounds[begin] + limit, side="right")) - 1
        end = max(end, begin + 1)
        if end < len(segment.first):
            end = _sentence_cut(segment, text, begin, end)
        yield _slice_segment(segment, begin, end, limit)
        begin = end


def _sentence_cut(segment: Segment, text: str, begin: int, end: int) -> int:
    """Return where to cut words ``begin:end``: after the last full stop of the second half."""
    for word in range(end - 1, (begin + end) // 2, -1):
        if _SENTENCE_END.fullmatch(text, segment.starts[word], segment.ends[word]):
            return word + 1
    return end


def _slice_segment(segment: Segment, begin: int, end: int, limit: int) -> Segment:
    left = int(segment.first[begin])
    right = int(segment.first[end]) if end < len(segment.first) else len(segment.ids)
    # A single word of more pieces than a window holds keeps its first ones.
    right = min(right, left + limit)
    return Segment(
        ids=segment.ids[left:right],
        codes=segment.codes[left:right],
        first=segment.first[begin:end] - left,
        starts=segment.starts[begin:end],
        ends=segment.ends[begin:end],
        paragraph=segment.paragraph,
    )


def pack_windows(
    segments: Iterable[Segment], markers: tuple[int, int], limit: int = PACKED_PIECES
) -> Iterator[Window]:
    """Join consecutive segments into windows, as many as fit.

    Args:
        segments: The report's segments, in order.
        markers: Piece ids of the marker that begins a window and of the one that ends a paragraph.
        limit: The most pieces a window holds, markers included, unless one segment is longer.

    Yields:
        Windows that cover every segment once.
    """
    held: list[Segment] = []
    size = 1
    for segment in segments:
        if held and size + len(segment.ids) + 1 > limit:
            yield _join_segments(held, markers)
            held, size = [], 1
        held.append(segment)
        size += len(segment.ids) + 1
    if held:
        yield _join_segments(held, markers)


def _join_segments(segments: list[Segment], markers: tuple[int, int]) -> Window:
    begin, end = np.array([markers[0]]), np.array([markers[1]])
    zero = np.zeros(1, np.int64)
    offsets = np.cumsum([1, *(len(segment.ids) + 1 for segment in segments)])
    numbers = np.array([segment.paragraph for segment in segments])
    return Window(
        ids=np.concatenate([begin, *(part for s in segments for part in (s.ids, end))]),
        codes=np.concatenate([zero, *(part for s in segments for part in (s.codes, zero))]),
        first=np.concatenate([s.first + o for s, o in zip(segments, offsets, strict=False)]),
        starts=np.concatenate([s.starts for s in segments]),
        ends=np.concatenate([s.ends for s in segments]),
        paragraph=np.repeat(numbers, [len(s.first) for s in segments]),
    )


def relate_words(cues: Ints, paragraph: Ints) -> Ints:
    """Return how each word stands to each cue: signed distance and paragraphs apart, as one code.

    Args:
        cues: Half-open word ranges, shape ``(cues, 2)``.
        paragraph: Paragraph number of each word, shape ``(words,)``.

    Returns:
        Codes below `RELATIONS`, shape ``(cues, words)``.
    """
    words = np.arange(len(paragraph))
    before = np.minimum(words - cues[:, :1], 0)
    after = np.maximum(words - cues[:, 1:] + 1, 0)
    distance = before + after
    steps = np.searchsorted(DISTANCE_EDGES, np.abs(distance), side="right") * np.sign(distance)
    apart = np.clip(paragraph - paragraph[cues[:, :1]], -PARAGRAPHS_APART, PARAGRAPHS_APART)
    width = 2 * PARAGRAPHS_APART + 1
    codes: Ints = (steps + len(DISTANCE_EDGES)) * width + apart + PARAGRAPHS_APART
    return codes


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
        path.read_bytes(), options, providers=["CPUExecutionProvider"]
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
