"""Cut a text into the pieces that blocks are made of: its lines, with hard wraps undone.

A piece is a line stripped of white space. Where a text was wrapped at a fixed width, the lines of
one paragraph are one piece. Borders that the markup gives are never crossed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from onrecord.records import BlockRole, Span

_BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_LINE = re.compile(f"[^{_BREAKS}]+")
_WRAP_MAX_CHARS = 130
_WRAP_MIN_CHARS = 40
_WRAP_MIN_PAIRS = 3
_WRAP_MIN_SHARE = 0.25
_TERMINAL = tuple(".!?:;…。！？”\"'’)")


@dataclass(slots=True)
class Piece:
    """A stripped stretch ``[start, end)`` of a text, and what stands around it.

    ``apart`` says whether a blank line stands before it; ``fixed`` is the role that the markup
    gives it; ``link_share`` the share of its characters that stood inside links.
    """

    start: int
    end: int
    apart: bool = True
    fixed: BlockRole | None = None
    link_share: float = 0.0

    def __len__(self) -> int:
        return self.end - self.start


def cut_pieces(
    text: str,
    roles: Sequence[tuple[Span, BlockRole]] = (),
    links: Sequence[Span] = (),
) -> list[Piece]:
    """Cut a text into pieces, in order, that cover every character that is not white space.

    Args:
        text: the whole text.
        roles: spans whose role the markup gives; their edges are borders.
        links: spans that stood inside links.
    """
    ordered = sorted(_clip_roles(len(text), roles))
    pieces = list(_cut_borders(_cut_lines(text), ordered, text))
    _measure_links(pieces, sorted(links))
    width = _find_wrap_width(text, pieces)
    return _join_wraps(text, pieces, width) if width else pieces


def _clip_roles(
    length: int, roles: Sequence[tuple[Span, BlockRole]]
) -> Iterator[tuple[int, int, BlockRole]]:
    for (start, end), role in roles:
        if 0 <= start < end <= length:
            yield start, end, role


def _strip_span(text: str, start: int, end: int) -> Span:
    """Return the span without white space at its edges; empty where nothing is left."""
    line = text[start:end]
    stripped = line.lstrip()
    start += len(line) - len(stripped)
    return start, start + len(stripped.rstrip())


def _cut_lines(text: str) -> Iterator[Piece]:
    last = 0
    for match in _LINE.finditer(text):
        start, end = _strip_span(text, *match.span())
        if start == end:
            continue
        yield Piece(start, end, apart=not last or _count_breaks(text, last, start) > 1)
        last = end


def _count_breaks(text: str, start: int, end: int) -> int:
    """Count line ends; a carriage return with its line feed is one."""
    gap = text[start:end].replace("\r\n", "\n")
    return sum(char in _BREAKS for char in gap)


def _cut_borders(
    lines: Iterator[Piece], roles: list[tuple[int, int, BlockRole]], text: str
) -> Iterator[Piece]:
    """Cut lines at the edges of the given spans; of spans that overlap the earlier one holds."""
    first = 0
    for line in lines:
        while first < len(roles) and roles[first][1] <= line.start:
            first += 1
        yield from _cut_line(line, roles, first, text)


def _cut_line(
    line: Piece, roles: list[tuple[int, int, BlockRole]], first: int, text: str
) -> Iterator[Piece]:
    position, apart = line.start, line.apart
    while position < line.end:
        role: BlockRole | None = None
        end = line.end
        while first < len(roles) and roles[first][1] <= position:
            first += 1
        if first < len(roles):
            start, stop, name = roles[first]
            if start <= position:
                role, end = name, min(stop, line.end)
            else:
                end = min(start, line.end)
        inner = _strip_span(text, position, end)
        if inner[0] < inner[1]:
            yield Piece(*inner, apart=apart, fixed=role)
            apart = False
        position = end


def _measure_links(pieces: list[Piece], links: list[Span]) -> None:
    first = 0
    for piece in pieces:
        while first < len(links) and links[first][1] <= piece.start:
            first += 1
        inside, index, done = 0, first, piece.start
        while index < len(links) and links[index][0] < piece.end:
            start, end = max(links[index][0], done), min(links[index][1], piece.end)
            inside += max(0, end - start)
            done = max(done, end)
            index += 1
        piece.link_share = inside / len(piece)


def _find_wrap_width(text: str, pieces: list[Piece]) -> int:
    """Return the width at which the text was wrapped, or 0.

    A wrapped text shows many line pairs where the first has no stop and the second goes on in
    lower case, and the first of them are about equally long.
    """
    pairs, broken = 0, []
    for one, two in pairwise(pieces):
        if two.apart or one.fixed or two.fixed:
            continue
        pairs += 1
        if text[two.start].islower() and text[one.end - 1] not in _TERMINAL:
            broken.append(len(one))
    if len(broken) < max(_WRAP_MIN_PAIRS, _WRAP_MIN_SHARE * pairs):
        return 0
    broken.sort()
    width, middle = broken[-1], broken[len(broken) // 2]
    regular = _WRAP_MIN_CHARS <= width <= _WRAP_MAX_CHARS and middle >= 0.75 * width
    return width if regular else 0


def _join_wraps(text: str, pieces: list[Piece], width: int) -> list[Piece]:
    """Join lines as long as the next line's first word would not have fitted on the line."""
    joined: list[Piece] = []
    line_chars = 0
    for piece in pieces:
        chars = len(piece)
        one = joined[-1] if joined else None
        if one and not (piece.apart or piece.fixed or one.fixed):
            word = len(text[piece.start : piece.start + width].split(None, 1)[0])
            if line_chars + 1 + word > width and line_chars <= width:
                one.end = piece.end
                line_chars = chars
                continue
        joined.append(piece)
        line_chars = chars
    return joined
