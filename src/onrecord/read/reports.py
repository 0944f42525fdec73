"""Make a :class:`~onrecord.records.Report` of a plain text and what its container says about it."""

from __future__ import annotations

from onrecord.errors import RefusedError
from onrecord.ids import hash_text, make_id
from onrecord.read.blocks import find_blocks
from onrecord.read.bylines import parse_byline
from onrecord.read.credits import find_credits
from onrecord.read.outlets import find_outlet
from onrecord.read.stamps import date_report
from onrecord.records import Block, BlockRole, Record, Refusal, Report, Span

_LANG_MIN_CHARS = 60
_LANG_READ_CHARS = 600


class Known(Record, frozen=True):
    """What the container of a text says about it; every field may be missing.

    ``published`` is any date string; ``roles`` are spans of the text whose role the markup gives,
    ``link_chars`` spans that stood inside links.
    """

    id: str | None = None
    path: str | None = None
    url: str | None = None
    title: str | None = None
    byline: tuple[str, ...] = ()
    outlet: str | None = None
    lang: str | None = None
    published: str | None = None
    roles: tuple[tuple[Span, BlockRole], ...] = ()
    link_chars: tuple[Span, ...] = ()


def make_report(text: str, known: Known = Known()) -> Report:  # noqa: B008 - a record is immutable
    """Make a report of a text, which is kept exactly as it is.

    Args:
        text: the whole text, furniture and all.
        known: what its container says about it.

    Raises:
        RefusedError: the text has no letter in it (reason ``empty``).
    """
    if not any(map(str.isalpha, text)):
        where = known.path or known.url or known.id or "text"
        raise RefusedError(Refusal(path=where, reason="empty", detail="no letters", id=known.id))
    blocks = find_blocks(text, known.roles, known.link_chars, known.title)
    credited = find_credits(text, blocks)
    named = [name for credit in credited for name in credit.names]
    outlet = known.outlet or find_outlet(text, blocks, known.url, named)
    digest = hash_text(text)
    return Report(
        id=known.id or _make_report_id(known, digest),
        hash=digest,
        text=text,
        path=known.path,
        url=known.url,
        title=known.title or _find_title(text, blocks),
        byline=known.byline or find_byline(text, blocks),
        outlet=outlet,
        published=date_report(text, blocks, known.published),
        lang=known.lang or find_lang(text, blocks),
        blocks=blocks,
        credits=credited,
    )


def _make_report_id(known: Known, digest: str) -> str:
    """Make an id of what is given; what was read out of the text could change with the reader."""
    if known.url:
        return make_id("report", known.url)
    return make_id("report", known.outlet, digest)


def _find_title(text: str, blocks: tuple[Block, ...]) -> str | None:
    return next((text[b.start : b.end] for b in blocks if b.role == "headline"), None)


def find_byline(text: str, blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """Return the names in the byline blocks, each once, in order."""
    names: dict[str, None] = {}
    for block in blocks:
        if block.role == "byline" and block.repeat_of is None:
            names |= dict.fromkeys(parse_byline(text[block.start : block.end], bare=True) or ())
    return tuple(names)


def find_lang(text: str, blocks: tuple[Block, ...]) -> str | None:
    """Return the ISO 639-1 code of the body's language, or None where there is too little text."""
    parts, chars = [], 0
    for block in blocks:
        if block.role in {"body", "standfirst", "list", "headline"} and chars < _LANG_READ_CHARS:
            parts.append(text[block.start : min(block.end, block.start + _LANG_READ_CHARS)])
            chars += len(parts[-1])
    sample = " ".join(parts)[:_LANG_READ_CHARS].encode("utf-8", "replace").decode("utf-8")
    if sum(map(str.isalpha, sample)) < _LANG_MIN_CHARS:
        return None
    import py3langid  # type: ignore[import-untyped]  # ships no types

    lang, _ = py3langid.classify(sample)
    return str(lang)
