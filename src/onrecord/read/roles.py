"""What a piece of a report is, by its form, its wording and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.read.bylines import is_biography, parse_byline
from onrecord.read.captions import is_caption
from onrecord.read.credits import parse_credit
from onrecord.read.dates import is_date_line, strip_dates
from onrecord.read.features import Look
from onrecord.read.lines import Piece
from onrecord.read.signatures import Signature
from onrecord.read.wordings import is_labelled, load_word_classes, load_wordings
from onrecord.records import BlockRole

FURNITURE_ROLES: frozenset[BlockRole] = frozenset({"promo", "nav", "plea"})
FURNITURE_MIN_SCORE = 0.5
_CERTAIN_MAX_WORDS = 50
_CERTAIN_SECTIONS = ("promo", "plea", "tail")
_SUMMARY_MAX_WORDS = 8
_SUBHEAD_MAX_WORDS = 16
_STAMP_MAX_WORDS = 16
_STAMP_MAX_OTHER_WORDS = 8
_STAMP_MAX_SMALL_SHARE = 0.2
_PROMO_MIN_WORDS = 5
_PLEA_MIN_SHARE = 0.06
_BELOW_PIECES = 3
_BIOGRAPHY_PIECES = 4
_LINKS_MIN = 3
_LAST_MIN_WORDS = 4
_LAST_MAX_SCORE = 0.85
_OPENING = frozenset("\"“‘'«")


@dataclass(slots=True)
class Line:
    """A piece with what is known of it while its role is being decided.

    ``score`` is the model's probability of furniture, ``told`` the share of its content words that
    the body of the report uses too, ``certain`` whether its wording leaves no doubt.
    """

    piece: Piece
    look: Look
    text: str
    score: float
    told: float
    post: Signature | None = None
    certain: bool = False
    role: BlockRole | None = None

    @property
    def furniture(self) -> bool:
        """Whether its wording leaves no doubt, or the model takes it for furniture."""
        return self.certain or self.score >= FURNITURE_MIN_SCORE


def is_certain(line: Line, *, opens: bool) -> bool:
    """Say whether the wording of a piece is that of furniture whatever else speaks for it.

    Args:
        line: the piece.
        opens: whether it opens the text; a label ("WATCH: …") may stand on a headline.
    """
    sections, words = load_wordings(), line.look.words
    if not words or (
        line.text.startswith(("http://", "https://", "www.")) and " " not in line.text
    ):
        return True
    if any(sections[name].match_whole(words) for name in _CERTAIN_SECTIONS):
        return True
    if _is_plea(line):
        return True
    worded = sections["certain"].match(words) or (not opens and is_labelled(line.text))
    return worded and line.look.size <= _CERTAIN_MAX_WORDS


def _is_plea(line: Line) -> bool:
    """Whether a piece speaks to its readers, in its own voice, in the wording of a plea."""
    words = line.look.words
    if '"' in line.text or "“" in line.text or not load_wordings()["plea"].match_inside(words):
        return False
    spoken_to = sum(word in load_word_classes()["you"] for word in words)
    return spoken_to >= max(2, _PLEA_MIN_SHARE * len(words))


def is_summary(line: Line) -> bool:
    """Say whether a piece is the heading of points that sum up the report ("At a Glance")."""
    return line.look.size <= _SUMMARY_MAX_WORDS and load_wordings()["summary"].match(
        line.look.words
    )


def name_plain(line: Line) -> BlockRole | None:
    """Return credit, dateline or byline for a piece whose form alone shows it."""
    if parse_credit(line.text):
        return "credit"
    if is_date_line(line.text):
        return "dateline"
    if parse_byline(line.text) is not None:
        return "byline"
    return None


def name_stamp(line: Line) -> BlockRole | None:
    """Return byline or dateline for a piece by the headline that is a date with names or labels.

    What is in lower case besides the date is a sentence's, and the piece no stamp.
    """
    role = name_plain(line)
    if role or not line.look.dated or line.look.size > _STAMP_MAX_WORDS or line.look.stop:
        return role
    rest = strip_dates(line.text)
    if parse_byline(rest.strip(" |,-–—·•:"), bare=True):
        return "byline"
    words = [word for word in rest.split() if word[0].isalpha()]
    small = sum(word[0].islower() for word in words)
    label = len(words) <= _STAMP_MAX_OTHER_WORDS and small <= _STAMP_MAX_SMALL_SHARE * len(words)
    return "dateline" if label else None


def name_furniture(line: Line) -> BlockRole:
    """Return which kind of furniture a piece is."""
    words, sections = line.look.words, load_wordings()
    if sections["plea"].match(words, long_inside=True):
        return "plea"
    if sections["nav"].match_whole(words):
        return "nav"
    if sections["promo"].match_whole(words) or sections["promo"].match_start(words):
        return "promo"
    if sections["nav"].match(words):
        return "nav"
    return "promo" if line.look.size >= _PROMO_MIN_WORDS and not line.look.dated else "nav"


def name_in_body(line: Line) -> BlockRole:
    """Return the role of a piece between paragraphs of the body."""
    if is_summary(line):
        return "subhead"
    if parse_credit(line.text):
        return "credit"
    if not line.certain and is_caption(line.text, line.look.words):
        return "caption"
    if line.furniture or is_date_line(line.text):
        return name_furniture(line)
    if line.look.list_mark:
        return "list"
    return "subhead" if is_heading(line) else "body"


def is_heading(line: Line) -> bool:
    """Say whether a piece has the form of a heading: short, without a stop, not a quotation."""
    if line.look.stop or line.look.list_mark or line.look.size > _SUBHEAD_MAX_WORDS:
        return False
    return line.text[0] not in _OPENING and line.text[-1] not in ",;"


def assign_fixed(lines: Sequence[Line]) -> None:
    """Give the roles that a signature, the markup or the form of a tally fixes."""
    for line in lines:
        if line.post:
            line.role = "embed"
        elif line.piece.fixed and not _is_menu(line):
            line.role = line.piece.fixed
        elif line.look.tally and not line.piece.link_share:
            line.role = "list"


def _is_menu(line: Line) -> bool:
    """Whether markup calls a list or heading what is a piece of furniture in that form."""
    worded = line.certain or line.look.wording
    return line.piece.fixed in {"list", "subhead", "body"} and line.furniture and worded


def assign_without_body(lines: Sequence[Line]) -> None:
    """Name the pieces of a text without paragraphs: only wording makes furniture of them."""
    for line in lines:
        if line.role is None:
            worded = line.certain or line.look.wording
            line.role = name_plain(line) or (name_furniture(line) if worded else "body")


def assign_body(lines: Sequence[Line]) -> None:
    """Name the pieces from the first paragraph of the body to the last."""
    summed = False
    for line in lines:
        summed = is_summary(line) or (summed and line.look.list_mark)
        if line.role is None:
            line.role = "list" if summed and line.look.list_mark else name_in_body(line)


def assign_tail(lines: Sequence[Line]) -> None:
    """Name what stands below the last paragraph: short last lines of it, then furniture."""
    ended = False
    for distance, line in enumerate(lines, 1):
        if line.role is not None:
            continue
        line.role = _name_signed(line, distance)
        if line.role is None:
            last = not ended and _ends_report(line, distance)
            ended = ended or (line.furniture and not last)
            line.role = "body" if last else name_furniture(line) if ended else name_in_body(line)


def _ends_report(line: Line, distance: int) -> bool:
    """Whether a piece below the body is a short last sentence of it, as "The road is closed".

    The model takes most short last lines for furniture, and most are; to lose a sentence of the
    report is worse than to keep a slogan.
    """
    sentence = line.text.endswith((".", ".”", '."')) and line.look.size >= _LAST_MIN_WORDS
    doubtful = line.certain or line.look.wording or line.piece.link_share > 0
    near = distance <= _BELOW_PIECES and line.score < _LAST_MAX_SCORE
    return near and sentence and not doubtful


def _name_signed(line: Line, distance: int) -> BlockRole | None:
    """Return the role of a credit, byline or date of publication just below the body."""
    if parse_credit(line.text):
        return "credit"
    if distance > _BELOW_PIECES:
        return None
    if parse_byline(line.text):
        return "byline"
    published = not {"published", "posted"}.isdisjoint(line.look.words)
    return "dateline" if published and is_date_line(line.text) else None


def mend_headings(lines: Sequence[Line], first: int, last: int) -> None:
    """Headings head something: name anew those that do not.

    Three or more in a row are a list inside the core of the report and links outside it; one below
    which no report stands is the heading of furniture.

    Args:
        lines: all pieces, with roles.
        first: index of the first piece of the core.
        last: index of its last piece.
    """
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and lines[end].role == "subhead":
            end += 1
        if end - start >= _LINKS_MIN:
            for index in range(start, end):
                inside = first <= index <= last
                lines[index].role = "list" if inside else name_furniture(lines[index])
        start = max(end, start + 1)
    for line in reversed(lines):
        if line.role == "subhead":
            line.role = name_furniture(line)
        elif line.role not in FURNITURE_ROLES:
            break


def mend_biographies(lines: Sequence[Line]) -> None:
    """A last paragraph that says who the author is, is no report."""
    report = [line for line in lines if line.role == "body"][1:]
    for line in report[-_BIOGRAPHY_PIECES:]:
        if is_biography(line.text):
            line.role = "nav"
