"""Windows: consecutive blocks as the encoder sees them, word by word, and where words stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec
import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

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

_INLINE = r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]"
_LINE = re.compile(rf"{_INLINE}{{1,{LINE_CHARS}}}(?!\S)|{_INLINE}{{1,{LINE_CHARS}}}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_QUOTE = re.compile(r"[“”„«»\"]|''|``|[‘’']")
_SENTENCE_END = re.compile(r"[.!?]")
_TITLE = re.compile(
    r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Gov|Sen|Rep|Lt|Col|Gen|Sgt|Capt|Maj|Adm|Rev|Hon|St|No|vs)$"
)
"""What an abbreviation before a name looks like: its full stop ends no sentence."""


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
    encoding = tokenizer.encode(_SURROGATE.sub("\ufffd", line), add_special_tokens=False)
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
        start = int(segment.starts[word])
        if _SENTENCE_END.fullmatch(text, start, segment.ends[word]) and not _TITLE.search(
            text[max(start - 8, 0) : start]
        ):
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
