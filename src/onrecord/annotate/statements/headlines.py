"""Headlines that name who speaks by a colon or a dash: "No talks with rebels: minister".

The mark is the cue. Only words that name a holder by themselves count as one, or a name that the
report goes on to use; "Ukraine war: what we know" and "Storm nears coast - Daily Post" name none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from onrecord.annotate.statements.edges import trim_span
from onrecord.annotate.statements.name_lists import find_proper, is_capital, load_titles, singular
from onrecord.annotate.statements.namings import read_naming
from onrecord.annotate.statements.outlets import is_outlet
from onrecord.annotate.statements.readings import Reading
from onrecord.annotate.statements.turns import Turn
from onrecord.records import Block, Span

MAX_LABEL_WORDS = 6
MIN_CONTENT_WORDS = 2
_PHRASE_HEADS = frozenset({"of", "in", "at", "from", "for", "on", "with", "near", "inside"})
_PIECES = frozenset({
    "analysis", "review", "editorial", "column", "interview", "video", "photo", "photograph",
    "image", "map", "timeline", "list", "audio", "letter", "story", "article", "speech",
    "recording", "book", "ad", "advertisement", "transcript", "text", "summary", "page",
    "post", "number", "figure", "probe", "inquiry", "investigation", "hearing", "inquest",
    "deal", "plan", "bill", "law",
})  # fmt: skip
"""What a label before a headline may say the report is, or is about: nobody speaks there."""
_FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
_LAST_MARK = re.compile(r".*\S[ \t]*(?P<mark>:|(?<=[ \t])[-–]|—)[ \t]+(?P<label>\S.*)", re.DOTALL)
_FIRST_MARK = re.compile(r"(?P<label>[^:]*\S)(?P<mark>:)[ \t]+\S", re.DOTALL)


def find_labels(reading: Reading) -> Iterator[Turn]:
    """Yield what the headlines of a report put in somebody's mouth by a mark alone.

    Args:
        reading: The report with the parses of its blocks that are report.
    """
    for parse in reading.parses:
        block = reading.read_block(parse.block)
        if block is not None and block.role == "headline":
            label = _read_end(reading, block, parse.block) or _read_start(
                reading, block, parse.block
            )
            if label is not None:
                yield label


def _read_end(reading: Reading, block: Block, index: int) -> Turn | None:
    """Read "…: officials" and "… - police"; after a dash an outlet signs, it does not speak."""
    text = reading.report.text
    match = _LAST_MARK.match(text, block.start, block.end)
    if match is None or not _is_said((block.start, match.start("mark")), text):
        return None
    is_dash = match["mark"] != ":"
    if not _speaks(reading, match.span("label")) or (is_dash and is_outlet(match["label"])):
        return None
    content = block.start, match.start("mark")
    return Turn(trim_span(text, match.span("label")), match.span("mark"), content, index)


def _read_start(reading: Reading, block: Block, index: int) -> Turn | None:
    """Read "Police: 12 killed in market blast"."""
    text = reading.report.text
    match = _FIRST_MARK.match(text, block.start, block.end)
    if match is None or not _is_said((match.end("mark"), block.end), text):
        return None
    if not _speaks(reading, match.span("label")) or singular(match["label"].split()[-1]) in _PIECES:
        return None
    content = match.end("mark"), block.end
    return Turn(trim_span(text, match.span("label")), match.span("mark"), content, index)


def _is_said(content: Span, text: str) -> bool:
    return len(text[slice(*content)].split()) >= MIN_CONTENT_WORDS


def _speaks(reading: Reading, span: Span) -> bool:
    """Return whether words by themselves name a holder, or a name that the report uses again."""
    label = reading.text_of([span])
    words = label.split()
    if len(words) > MAX_LABEL_WORDS or _holds_verb(reading, span):
        return False
    naming = read_naming(label)
    if naming.pronoun is not None:
        return False
    if naming.head in load_titles().common:
        return _ends_with(words, naming.head)
    proper = find_proper(label)
    if proper is not None:
        return proper.kind == "organisation"
    is_name = naming.kind == "person" and all(map(is_capital, words))
    return is_name and _is_used_again(reading, words[-1])


def _ends_with(words: Sequence[str], head: str | None) -> bool:
    """Return whether nothing stands after the noun but a phrase: "survivors of the ferry".

    In "minister orders inquiry" a noun comes last, too.
    """
    last = max((i for i, word in enumerate(words) if singular(word) == head), default=None)
    titles = load_titles()
    if last is None or (head in titles.documents and titles.roles & {*map(singular, words[:last])}):
        return False
    return last == len(words) - 1 or words[last + 1].lower() in _PHRASE_HEADS


def _holds_verb(reading: Reading, span: Span) -> bool:
    """Return whether words are a clause: "Ferry probe: crew was asleep"."""
    place = reading.find_tokens(span)
    if place is None:
        return False
    return any(place.parse.tags[token] in _FINITE for token in place.indices())


def _is_used_again(reading: Reading, name: str) -> bool:
    return any(
        name in parse.words
        for parse in reading.parses
        if (block := reading.read_block(parse.block)) and block.role != "headline"
    )
