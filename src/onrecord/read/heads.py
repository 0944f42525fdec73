"""What stands above the body of a report: headline, standfirst, byline, date, summary points."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.read.bylines import parse_byline
from onrecord.read.captions import is_caption
from onrecord.read.dates import is_date_line
from onrecord.read.roles import Line, is_summary, name_furniture, name_plain, name_stamp
from onrecord.read.wordings import split_words
from onrecord.records import BlockRole

_HEAD_PIECES = 25
_ABOVE_PIECES = 4
_OVERLAP_PIECES = 10
_SENTENCE_MIN_WORDS = 12
_HEADLINE_MIN_SCORE = 1.5
_HEADLINE_MAX_WORDS = 32
_SHARED_MIN = 0.3
_CREDIT_MAX_WORDS = 8
_TITLE_MIN_WORDS = 3
_TITLE_CASE = 0.7
_TOLD_MIN_SHARE = 0.5
_STANDFIRST_MIN_WORDS = 6
_UNFINISHED = (".", "!", "…", ":", "-", "–", "—", ")")
_CONTENT_MIN_CHARS = 3
_CONTENT_MIN_WORDS = 4
"""Of fewer words, that all are told again below is chance: an outlet's name under its headline."""


def find_headline(
    lines: Sequence[Line], body: Sequence[int], first: int, title: str | None
) -> int | None:
    """Return the index of the likeliest headline above the body, None where none is.

    Args:
        lines: all pieces.
        body: indices of the body's paragraphs.
        first: the first of them that is no standfirst.
        title: what the container says the title is; it may go on with the outlet's name.
    """
    fixed = [index for index, line in enumerate(lines) if line.role == "headline"]
    if fixed:
        return fixed[0]
    wanted = split_words(title) if title else None
    below = [
        line
        for line in lines[body[0] :]
        if line.look.size >= _SENTENCE_MIN_WORDS and not line.furniture
    ]
    told = {word for line in below[:_OVERLAP_PIECES] for word in line.look.words}
    best, best_score = None, _HEADLINE_MIN_SCORE
    for index in range(max(0, first - _HEAD_PIECES), first):
        score = _score_headline(lines, index, told, wanted)
        if score > best_score:
            best, best_score = index, score
    return 0 if best is None and _opens_alone(lines, first) else best


def _opens_alone(lines: Sequence[Line], first: int) -> bool:
    """Whether the first piece stands above the body with nothing but stamps between.

    Whoever keeps a report as plain text puts its headline there; it need not share a word with what
    follows. A sentence is none, nor is a stamp or a kicker ("Update, 9:05 am:", "Read more …").
    """
    line = lines[0]
    if first == 0 or _is_no_headline(line) or line.look.wording or line.look.dated:
        return False
    if line.text.endswith(_UNFINISHED) or name_stamp(line):
        return False
    if line.furniture and ": " not in line.text:
        return False
    return all(name_stamp(other) for other in lines[1:first])


def _score_headline(
    lines: Sequence[Line], index: int, told: set[str], wanted: list[str] | None
) -> float:
    """Add up the evidence that a piece is the headline of the body below it."""
    line, look = lines[index], lines[index].look
    if wanted and look.size >= _TITLE_MIN_WORDS and wanted[: look.size] == look.words:
        return 99.0
    content = [word for word in look.words if len(word) > _CONTENT_MIN_CHARS]
    shared = sum(word in told for word in content)
    least = 1 if index == 0 else _SHARED_MIN * len(content)
    if shared < max(least, 1) or _is_no_headline(line):
        return 0.0
    near = lines[index + 1 : index + 5]
    return (
        2.0 * shared / max(len(content), _CONTENT_MIN_WORDS)
        + 1.0 * (index == 0)
        + 1.0 * (look.size >= 5)
        + 0.5 * (look.capitals >= _TITLE_CASE)
        + 0.5 * any(name_stamp(other) for other in near)
        + 0.5 * any(name_stamp(other) for other in near[:1])
        + 1.0 * any(other.look.key == look.key for other in near)
        + 0.5 * any(is_date_line(other.text) for other in lines[max(0, index - 2) : index])
        + 0.5 * (1.0 - line.score)
        - 0.5 * look.wording
        - 2.0 * any(_is_picture_credit(other) for other in near[:2])
        - 2.0 * line.text.endswith((".", "…", ":"))
    )


def _is_no_headline(line: Line) -> bool:
    look = line.look
    if line.role or not 3 <= look.size <= _HEADLINE_MAX_WORDS or look.list_mark:
        return True
    return bool(line.certain or name_plain(line) or is_caption(line.text, look.words))


def _is_picture_credit(line: Line) -> bool:
    return line.look.size <= _CREDIT_MAX_WORDS and is_caption(line.text, line.look.words)


def find_body_start(lines: Sequence[Line], body: Sequence[int], after: int) -> int:
    """Return the first paragraph, below piece ``after``, that is not a standfirst."""
    last = {lines[index].look.key: index for index in body}
    for index in body:
        repeated = last[lines[index].look.key] != index
        if index > after and not repeated and not _stands_first(lines, index):
            return index
    return body[-1]


def _stands_first(lines: Sequence[Line], index: int) -> bool:
    """Whether a paragraph stands above the byline, or above the points that sum up the report."""
    for other in lines[index + 1 : index + 4]:
        if other.look.paragraph and not other.look.list_mark:
            return False
        if name_plain(other) in {"byline", "dateline"}:
            return True
        if index == 0 and (is_summary(other) or other.look.list_mark):
            return True
    return False


def assign_head(lines: Sequence[Line], headline: int | None, first: int) -> None:
    """Name the pieces above the body.

    Args:
        lines: all pieces.
        headline: index of the headline, None where there is none.
        first: index of the first paragraph of the body.
    """
    top = -1 if headline is None else headline
    summed = False
    for index, line in enumerate(lines[:first]):
        summed = is_summary(line) or (summed and line.look.list_mark)
        if line.role is not None:
            continue
        if index == top or (top >= 0 and line.look.key == lines[top].look.key):
            line.role = "headline"
        elif summed:
            line.role = "list" if line.look.list_mark else "subhead"
        elif index == 0 and line.look.paragraph and not line.look.wording and not line.certain:
            line.role = "standfirst"
        elif index < top:
            line.role = _name_above_headline(line, top - index)
        elif top >= 0 or index == 0 or not line.furniture:
            line.role = _name_below_headline(lines, index)
        else:
            line.role = name_furniture(line)


def _name_above_headline(line: Line, distance: int) -> BlockRole:
    if distance > _ABOVE_PIECES:
        return name_furniture(line)
    role = name_plain(line)
    if role in {"dateline", "byline"} and line.look.words[:1] != ["today"]:
        return role
    if not line.certain and is_caption(line.text, line.look.words):
        return "caption"
    told = line.told >= _TOLD_MIN_SHARE and line.look.size >= _STANDFIRST_MIN_WORDS
    worded = line.certain or line.look.wording
    return "standfirst" if told and not worded else name_furniture(line)


def _name_below_headline(lines: Sequence[Line], index: int) -> BlockRole:
    line = lines[index]
    role = name_stamp(line) or ("byline" if _is_bare_byline(lines, index) else None)
    if role:
        return role
    if not line.certain and is_caption(line.text, line.look.words):
        return "caption"
    if line.certain or line.look.wording or line.look.size <= 2:
        return name_furniture(line)
    if line.look.list_mark and not line.furniture:
        return "list"
    return "standfirst" if line.look.size > _ABOVE_PIECES else "nav"


def _is_bare_byline(lines: Sequence[Line], index: int) -> bool:
    """Whether a name without "by" is a byline: it has a date or outlet with it or beside it."""
    line = lines[index]
    if line.certain or not parse_byline(line.text, bare=True):
        return False
    if line.look.dated or any(mark in line.text for mark in "|,•·"):
        return True
    beside = [*lines[max(0, index - 1) : index], *lines[index + 1 : index + 2]]
    return any(is_date_line(other.text) or other.look.words == ["by"] for other in beside)
