"""Join each embedded post with its signature into one piece."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onrecord.read.lines import Piece
from onrecord.read.signatures import Signature, find_signatures

POST_MAX_CHARS = 1200
_LINES_MAX = 4
_AIRY_MIN_SHARE = 0.6

Posted = tuple[Piece, Signature | None]


def join_posts(text: str, pieces: Sequence[Piece]) -> list[Posted]:
    """Return the pieces, those of one embedded post as one, each with its signature if it has one.

    The words of a post are what stands before the signature on its line, else the piece above it;
    where paragraphs are set apart by blank lines, all lines above it up to a blank one.

    Args:
        text: the whole text.
        pieces: its pieces, in order.
    """
    signatures = list(find_signatures(text))
    airy = sum(piece.apart for piece in pieces) >= _AIRY_MIN_SHARE * len(pieces)
    joined: list[Posted] = []
    first = 0
    for piece in pieces:
        while first < len(signatures) and signatures[first].span[1] <= piece.start:
            first += 1
        rest: Piece | None = piece
        while rest and first < len(signatures) and signatures[first].span[0] < rest.end:
            post, rest = _cut_post(text, rest, signatures[first])
            if signatures[first].span[0] <= post.start:
                post.start = _take_words(joined, post, airy)
            joined.append((post, signatures[first]))
            first += 1
        if rest:
            joined.append((rest, None))
    return joined


def _cut_post(text: str, piece: Piece, signature: Signature) -> tuple[Piece, Piece | None]:
    """Cut a piece behind a signature; return the post and what is left of the piece."""
    end = min(signature.span[1], piece.end)
    start = end
    while start < piece.end and (text[start].isspace() or text[start] in ".,"):
        start += 1
    if start == piece.end:
        return replace(piece), None
    return replace(piece, end=end), replace(piece, start=start, apart=False)


def _take_words(joined: list[Posted], post: Piece, airy: bool) -> int:
    """Take the pieces above a signature that are the words of its post; return where they start.

    Markup that calls pieces above it embedded settles the question.
    """
    start, apart = post.start, False
    for taken in range(len(joined)):
        if not joined or joined[-1][1]:
            break
        above = joined[-1][0]
        marked = post.fixed == above.fixed == "embed"
        if not marked and (post.end - above.start > POST_MAX_CHARS or taken >= _LINES_MAX):
            break
        if taken and not marked and (apart or not airy):
            break
        piece, _ = joined.pop()
        start, apart = piece.start, piece.apart
    return start
