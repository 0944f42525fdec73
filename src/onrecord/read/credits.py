"""Credit lines: on whose material a report says it rests.

"(With inputs from AP)", "(Reuters) –", "KYIV (AP) —", "Source: AFP", "This story was syndicated
from …". The wordings and the agencies' names stand in ``credits.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from onrecord.read.dates import find_dates
from onrecord.records import Block, BlockRole, Credit, Span

CreditKind = Literal["inputs", "dateline", "source", "feed"]

READ_ROLES: frozenset[BlockRole] = frozenset({
    "headline", "standfirst", "byline", "dateline", "body", "list", "quote", "embed", "credit",
})  # fmt: skip
_LINE_MAX_CHARS = 250
_DATELINE_MAX_CHARS = 120
_PASSAGE_MAX_CHARS = 400
_NAMES = r"\s?(?P<names>[^\n()]{2,160})"
_SELF = r"this\s(?:story|article|report|piece)\s(?:(?:was|is|has\sbeen)\s)?"
_SPLIT = re.compile(r"\s*(?:,|;|/|&|\band\b)\s*")
_SENTENCE_END = re.compile(r"\.(?:\s|$)|\n")
_PLURAL = frozenset({"agencies", "news agencies", "agency"})


@dataclass(frozen=True, slots=True)
class Patterns:
    """What ``credits.toml`` becomes: ``whole`` and ``running`` have one pattern a kind of lead.

    A dateline credits an agency of the list, or any name in brackets after a place in capitals.
    """

    agency: re.Pattern[str]
    dateline: re.Pattern[str]
    copyright: re.Pattern[str]
    contributed: re.Pattern[str]
    whole: dict[CreditKind, re.Pattern[str]]
    running: dict[CreditKind, re.Pattern[str]]


@cache
def _load_patterns() -> Patterns:
    raw = tomllib.loads(files(__package__).joinpath("credits.toml").read_text("utf-8"))
    agency = _join_phrases(raw["agencies"]["names"])
    leads = {kind: _join_phrases(phrases) for kind, phrases in raw["leads"].items()}
    return Patterns(
        agency=re.compile(rf"(?<![\w-])(?:{agency})(?![\w-])"),
        dateline=re.compile(
            rf"(?:(?:[^\W\d_a-z][^\n()]{{1,60}}?)?\((?P<agencies>(?:{agency})"
            rf"(?:\s?[/,&]\s?(?:{agency}))*)\)"
            r"|[A-Z][A-Z.'’-]{2,20}[^\n()]{0,60}?\((?P<station>[A-Z][\w&.-]{1,20}(?:\s[\w&.-]{1,20}){0,3})\))"
            r"\s*(?:[—–―:]|--?(?!\w)|$)"
        ),
        copyright=re.compile(
            rf"(?:©|\b[Cc]opyright)[\s©]{{0,3}}(?:\d{{4}}\s)?(?:[Tt]he\s)?(?P<names>{agency})\b"
        ),
        contributed=re.compile(
            rf"\b(?P<names>{agency})\s(?:\w{{1,20}}\s){{0,3}}?"
            r"(?:writers?|journalists?|reporters?|correspondents?)\s[^\n]{2,300}\scontributed\b"
        ),
        whole={
            kind: re.compile(rf"[(\[]?\s?(?:{_SELF})?(?:{lead}){_NAMES}", re.IGNORECASE)
            for kind, lead in leads.items()
        },
        running={
            kind: re.compile(rf"(?:[(\[]\s?|\b{_SELF})(?:{lead}){_NAMES}", re.IGNORECASE)
            for kind, lead in leads.items()
        },
    )


def _join_phrases(phrases: Sequence[str]) -> str:
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return "|".join(r"\s".join(map(re.escape, phrase.split())) for phrase in longest_first)


def find_credits(text: str, blocks: Sequence[Block]) -> tuple[Credit, ...]:
    """Return the credits of a report, in order.

    Args:
        text: the report's text.
        blocks: its blocks; page furniture and picture captions credit nothing of the report.
    """
    found: dict[Credit, None] = {}
    for block in blocks:
        if block.role in READ_ROLES and block.repeat_of is None:
            found |= dict.fromkeys(_read_block(text, block))
    return tuple(sorted(found, key=lambda credit: credit.span))


def _read_block(text: str, block: Block) -> Iterator[Credit]:
    if block.role in {"byline", "dateline"}:
        yield from _read_agencies(text, (block.start, block.end))
        return
    if block.end - block.start <= _LINE_MAX_CHARS:
        line = list(_read_line(text, (block.start, block.end)))
        yield from line
        if line:
            return
    yield from _read_dateline(text, block)
    yield from _read_running(text, block)


def _read_agencies(text: str, span: Span) -> Iterator[Credit]:
    """Yield a credit for each agency that a byline or stamp names."""
    for match in _load_patterns().agency.finditer(text, *span):
        yield Credit(span=match.span(), names=(match.group(),), kind="source")


def _read_dateline(text: str, block: Block) -> Iterator[Credit]:
    patterns = _load_patterns()
    end = min(block.end, block.start + _DATELINE_MAX_CHARS)
    match = patterns.dateline.match(text, block.start, end)
    if match:
        named = match["agencies"] or match["station"]
        span = (match.start(), match.start() + len(match.group().rstrip()))
        yield Credit(span=span, names=tuple(_SPLIT.split(named)), kind="dateline")


def _read_running(text: str, block: Block) -> Iterator[Credit]:
    """Yield the credits in running text; only its first and last characters are read."""
    patterns = _load_patterns()
    low = max(block.start, block.end - _PASSAGE_MAX_CHARS)
    match = patterns.contributed.search(text, low, block.end)
    if match:
        yield Credit(span=match.span(), names=(match["names"],), kind="inputs")
    for kind, pattern in patterns.running.items():
        for match in pattern.finditer(text, low, block.end):
            yield from _make_credit(match, kind)


def parse_credit(line: str) -> bool:
    """Say whether a short line is a credit and nothing else.

    >>> parse_credit("(With inputs from AP)"), parse_credit("Sources said it was Reuters.")
    (True, False)
    """
    return len(line) <= _LINE_MAX_CHARS and any(_read_line(line, (0, len(line))))


def _read_line(text: str, span: Span) -> Iterator[Credit]:
    """Yield the credits of a line that begins as a credit does."""
    patterns = _load_patterns()
    for kind, pattern in patterns.whole.items():
        match = pattern.match(text, *span)
        if match:
            yield from _make_credit(match, kind)
    match = patterns.copyright.match(text, *span)
    if match:
        yield Credit(span=match.span(), names=(match["names"],), kind="feed")
    match = patterns.contributed.match(text, *span)
    if match:
        yield Credit(span=match.span(), names=(match["names"],), kind="inputs")


def _make_credit(match: re.Match[str], kind: CreditKind) -> Iterator[Credit]:
    """Yield the credit, unless what stands where its names should is a date or words."""
    stop = _SENTENCE_END.search(match["names"])
    written = match["names"][: stop.start()] if stop else match["names"]
    parts = (part.removeprefix("the ").strip(' .:–—-"“”') for part in _SPLIT.split(written))
    names = tuple(part for part in parts if _is_name(part))
    if names and not next(find_dates(written), None):
        end = match.start("names") + len(written.rstrip())
        closing = match.string[end : end + 1] in {")", "]"}
        yield Credit(span=(match.start(), end + closing), names=names, kind=kind)


def _is_name(part: str) -> bool:
    """Whether a part is a name: short and capitalised, a host name, or "agencies"."""
    words = part.split()
    if not words or len(words) > 8:
        return False
    host = len(words) == 1 and "." in part.strip(".")
    return part[0].isupper() or host or part.lower() in _PLURAL or part == "dpa"
