"""Who wrote a report: bylines as they are written."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from onrecord.read.dates import find_dates, strip_dates

_SPLIT = re.compile(r"\s*(?:,|;|&|\band\b|\bwith\b)\s*", re.IGNORECASE)
_CUT = re.compile(
    r"\s*(?:[|•·/–—]|\s-\s|\(|\bin\s+[A-Z]|\bfor\s|\bupdated\b|\bpublished\b|\bposted\b|\bon\b|\s\S{1,60}@|@)"
)
_WORD = r"(?:(?:Mc|Mac|O['’]|D['’])?[^\W\d_a-z][^\W\d_]*(?:[-'’][^\W\d_]+)*\.?)"
_PARTICLE = r"(?:de|del|della|der|den|di|da|dos|du|van|von|la|le|bin|ibn|al|el|ter|ten|af|y|e)"
_NAME = re.compile(rf"{_WORD}(?:\s(?:{_PARTICLE}\s){{0,2}}{_WORD}){{1,4}}")
_BARE_SPLIT = re.compile(r"\s*[|•·]\s*|\s+[–—-]\s+|,\s+")
_BIOGRAPHY_MAX_CHARS = 600
_STAFF_MAX_WORDS = 8
BYLINE_MAX_CHARS = 160


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What ``bylines.toml`` becomes."""

    not_names: frozenset[str]
    lead: re.Pattern[str]
    biography: re.Pattern[str]


@cache
def _load_lexicon() -> Lexicon:
    raw = tomllib.loads(files(__package__).joinpath("bylines.toml").read_text("utf-8"))
    leads, trades = (
        "|".join(phrase.replace(" ", r"\s") for phrase in raw[section])
        for section in ("leads", "trades")
    )
    return Lexicon(
        not_names=frozenset(raw["staff"] + raw["outlets"]),
        lead=re.compile(
            rf"(?:(?:{leads})\s{{1,3}})?by\b[:\s]\s*|(?:authors?|reporters?|writers?)\s*:\s*",
            re.IGNORECASE,
        ),
        biography=re.compile(
            rf"(?:About\s)?{_NAME.pattern}\s(?:is|was|has\sbeen|covers|writes|reports)\s"
            rf"(?:[\w’'.,&/-]+\s){{0,9}}?(?:{trades})\b"
        ),
    )


def parse_byline(line: str, *, bare: bool = False) -> tuple[str, ...] | None:
    """Return the names on a byline, an empty tuple for one that names nobody, None for no byline.

    Args:
        line: one stripped line.
        bare: whether a line that is only a name, or a name and a date, counts; it does only where
            a byline is to be expected.

    >>> parse_byline("by Jo Adler - October 29, 2024, 1:43 am")
    ('Jo Adler',)
    >>> parse_byline("By the end of the day, 3 people had died.") is None
    True
    """
    if len(line) > BYLINE_MAX_CHARS:
        return None
    lead = _load_lexicon().lead.match(line)
    if lead:
        return _read_names(line[lead.end() :])
    return _read_bare(strip_dates(line).strip(" |,-–—·•:")) if bare else None


def _read_names(rest: str) -> tuple[str, ...] | None:
    """Read what follows "by": names up to a date, a bar or a title."""
    cuts = [len(rest), *(found.span[0] for found in find_dates(rest))]
    cut = _CUT.search(rest)
    names = rest[: min([*cuts, cut.start()]) if cut else min(cuts)].strip(" ,.-:")
    people = tuple(name for name in map(_clean_name, _SPLIT.split(names)) if name)
    if people:
        return people
    return () if _is_staff(rest) and len(rest.split()) <= _STAFF_MAX_WORDS else None


def _is_staff(rest: str) -> bool:
    words = {word.strip(".,:").lower() for word in rest.split()}
    return not words.isdisjoint(_load_lexicon().not_names)


def _clean_name(part: str) -> str | None:
    """Return a person's name in one case, or None for what is no name."""
    part = part.strip(" .,:")
    words = {word.strip(".").lower() for word in part.split()}
    if not words.isdisjoint(_load_lexicon().not_names) or not _NAME.fullmatch(part):
        return None
    return part.title() if part.isupper() else part


def _read_bare(line: str) -> tuple[str, ...] | None:
    """Read what is left of "Jo Adler", "Jo Adler | Oct 3", "Oct 3 by Jo Adler" without the date."""
    lead = _load_lexicon().lead.match(line)
    if lead:
        return _read_names(line[lead.end() :])
    name, _, rest = _BARE_SPLIT.sub("|", line, count=1).partition("|")
    cleaned = _clean_name(name)
    if not cleaned or len(cleaned.split()) > 4:
        return None
    staff = _is_staff(rest) and all(word[0].isupper() for word in rest.split())
    return (cleaned,) if not rest or staff else None


def is_biography(paragraph: str) -> bool:
    """Say whether a paragraph tells who its author is: "Jo Adler is a reporter covering …".

    >>> is_biography("Jo Adler is a business reporter for the Herald, covering ports.")
    True
    """
    return len(paragraph) <= _BIOGRAPHY_MAX_CHARS and bool(
        _load_lexicon().biography.match(paragraph)
    )
