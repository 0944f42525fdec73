"""Blocks: the paragraph-sized pieces of a report, each with one role.

How furniture-like a piece is comes from the trained model in :mod:`~onrecord.read.furniture`; what
a piece of the report is comes from where it stands: above the body
(:mod:`~onrecord.read.heads`), in it or below it (:mod:`~onrecord.read.roles`).
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.read.features import FEATURES, measure_pieces
from onrecord.read.furniture import score_furniture
from onrecord.read.heads import assign_head, find_body_start, find_headline
from onrecord.read.lines import cut_pieces
from onrecord.read.posts import join_posts
from onrecord.read.roles import (
    FURNITURE_ROLES,
    Line,
    assign_body,
    assign_fixed,
    assign_tail,
    assign_without_body,
    is_certain,
    mend_biographies,
    mend_headings,
)
from onrecord.records import Block, BlockRole, Span

__all__ = ["FURNITURE_ROLES", "find_blocks"]

_CORE, _TOLD = FEATURES.index("core"), FEATURES.index("told")


def find_blocks(
    text: str,
    roles: Sequence[tuple[Span, BlockRole]] = (),
    links: Sequence[Span] = (),
    title: str | None = None,
) -> tuple[Block, ...]:
    """Cut a text into blocks with roles.

    Args:
        text: the report's text.
        roles: spans whose role the markup gives.
        links: spans that stood inside links.
        title: the report's title, where the container gives it.

    Returns:
        Blocks in order that do not overlap, have no white space at their edges, and together hold
        every character that is not white space.
    """
    posted = join_posts(text, cut_pieces(text, roles, links))
    if not posted:
        return ()
    pieces = [piece for piece, _ in posted]
    looks, table = measure_pieces(text, pieces)
    scores, told = score_furniture(table).tolist(), table[:, _TOLD].tolist()
    lines = [
        Line(piece, look, text[piece.start : piece.end], score, share, post)
        for (piece, post), look, score, share in zip(posted, looks, scores, told, strict=True)
    ]
    _assign_roles(lines, [i for i, inside in enumerate(table[:, _CORE]) if inside], title)
    return _make_blocks(lines)


def _assign_roles(lines: list[Line], core: list[int], title: str | None) -> None:
    for line in lines:
        line.certain = is_certain(line, opens=line is lines[0])
    assign_fixed(lines)
    body = [index for index, line in enumerate(lines) if _is_paragraph(line)]
    if not body:
        assign_without_body(lines)
        return
    core = core or body
    inner = [index for index in body if index >= core[0]] or body
    headline = find_headline(lines, inner, find_body_start(lines, inner, -1), title)
    first = find_body_start(lines, inner, -1 if headline is None else headline)
    assign_head(lines, headline, first)
    assign_body(lines[first : body[-1] + 1])
    assign_tail(lines[body[-1] + 1 :])
    mend_headings(lines, core[0], core[-1])
    mend_biographies(lines)


def _is_paragraph(line: Line) -> bool:
    free = line.role in {None, "body"} and not line.look.list_mark
    return free and line.look.paragraph and not line.furniture


def _make_blocks(lines: Sequence[Line]) -> tuple[Block, ...]:
    seen: dict[str, int] = {}
    blocks = []
    for index, line in enumerate(lines):
        key = line.look.key
        earlier = seen.setdefault(key, index) if key else index
        blocks.append(
            Block(
                start=line.piece.start,
                end=line.piece.end,
                role=line.role or "body",
                repeat_of=earlier if earlier != index else None,
                author=line.post.author if line.post else None,
                handle=line.post.handle if line.post else None,
                posted=line.post.posted if line.post else None,
            )
        )
    return tuple(blocks)
