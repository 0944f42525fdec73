"""On whose word a part of a report rests, as far as the report says so.

A claim of credit covers the whole report (a credit line, an agency's dateline, an agency's own
site), one block (an embedded post, an agency's dateline further down) or one sentence ("Bloomberg
reported", "told the AP", "told this newspaper").
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

import msgspec

from onrecord.group.agencies import find_agency, find_names, is_same_outlet
from onrecord.group.tokens import list_report_blocks
from onrecord.records import Block, Credit, OriginKind, Report, Span

_CUE_CHARS = 60
"""A cue stands this near to the name it goes with, or belongs to something else."""
_OWN, _RELEASE, _CREDITED = "told this outlet", "press release", "credited in the sentence"
_SENTENCE_RULES = frozenset({_OWN, _RELEASE, _CREDITED})
_SENTENCE_END = re.compile(r"[.!?][\"”’)\]]*\s+(?=[\"“‘(\[]?[A-Z0-9])")


class CreditClaim(msgspec.Struct, frozen=True, array_like=True):
    """What a report says about where a part of it is from.

    Attributes:
        kind: what the source is.
        name: its usual name, or the name as written; None where no name is given.
        span: the words that say so.
        scope: the part they cover; None for the whole report.
        rule: which rule read them.
    """

    kind: OriginKind
    name: str | None
    span: Span
    scope: Span | None
    rule: str

    @property
    def is_sentence(self) -> bool:
        """Whether it was read in a sentence and holds for that sentence."""
        return self.rule in _SENTENCE_RULES

    def covers(self, span: Span) -> bool:
        """Tell whether at least half of a span lies in the part the claim covers."""
        if self.scope is None:
            return True
        shared = min(self.scope[1], span[1]) - max(self.scope[0], span[0])
        return 2 * shared >= span[1] - span[0]


@dataclass(frozen=True, slots=True)
class _Cues:
    after: re.Pattern[str]
    before: re.Pattern[str]
    own: re.Pattern[str]
    release: re.Pattern[str]
    unlisted: re.Pattern[str]


@cache
def _load_cues() -> _Cues:
    data = resources.files(__package__).joinpath("credit_cues.toml").read_text("utf-8")
    table = tomllib.loads(data)

    def join(key: str) -> str:
        return "|".join(re.escape(cue) for cue in sorted(table[key], key=len, reverse=True))

    return _Cues(
        after=re.compile(rf"(?:['’]s)?(?: (?:{join('after_name')}))?,? (?:{join('after')})\b"),
        before=re.compile(rf"\b(?:{join('before')}) (?:the |The )?$", re.IGNORECASE),
        own=re.compile(rf"\b(?:{join('own')})\b", re.IGNORECASE),
        release=re.compile(rf"\b(?:{join('release')})\b", re.IGNORECASE),
        unlisted=re.compile(
            rf"\b(?:[A-Z][\w&’'.-]{{0,20}} ){{1,3}}(?:{join('name_ends')})\b"
            r"|\b[KW][A-Z]{3}(?:-TV)?\b"
        ),
    )


def find_credit_claims(report: Report) -> tuple[CreditClaim, ...]:
    """Return every claim of credit a report makes: for sentences in order, for blocks, for all."""
    claims = sorted(_read_sentences(report), key=lambda claim: claim.span)
    embeds = [block for block in report.blocks if block.role == "embed" and block.repeat_of is None]
    lines = list(report.credits)
    claims.extend(_read_inner_credits(report, embeds, lines))
    claims.extend(_read_embeds(report.text, embeds, claims))
    claims.extend(_read_whole_credits(report, lines))
    return tuple(claims)


def _read_sentences(report: Report) -> Iterator[CreditClaim]:
    cues, text, blocks = _load_cues(), report.text, _Blocks(report)
    for match in cues.own.finditer(text):
        if (block := blocks.find(match.span())) is not None:
            scope = blocks.find_sentence(block, match.start())
            yield CreditClaim("own reporting", report.outlet, match.span(), scope, _OWN)
    for match in cues.release.finditer(text):
        if (block := blocks.find(match.span())) is not None:
            scope = blocks.find_sentence(block, match.start())
            yield CreditClaim("release", None, match.span(), scope, _RELEASE)
    for name_span, name, kind in _find_outlets(text):
        block = blocks.find(name_span)
        cue = _find_cue(text, block, name_span) if block is not None else None
        if block is None or cue is None:
            continue
        scope = blocks.find_sentence(block, name_span[0])
        if is_same_outlet(name, report.outlet):
            yield CreditClaim("own reporting", report.outlet, cue, scope, _OWN)
        else:
            yield CreditClaim(kind, name, cue, scope, _CREDITED)


def _find_outlets(text: str) -> list[tuple[Span, str, OriginKind]]:
    """Return the outlets named in a text, known ones before those only their form gives away."""
    found: list[tuple[Span, str, OriginKind]] = [
        (place, agency.name, agency.kind) for place, agency in find_names(text, (0, len(text)))
    ]
    starts = [place[0] for place, _, _ in found]
    for match in _load_cues().unlisted.finditer(text):
        index = bisect_left(starts, match.end())
        if index == 0 or found[index - 1][0][1] <= match.start():
            name = match.group().removeprefix("The ")
            found.append((match.span(), name, "outlet"))
    return found


class _Blocks:
    """The blocks of a report that are report, to be asked which of them holds a span."""

    def __init__(self, report: Report) -> None:
        self._text = report.text
        self._spans = [(block.start, block.end) for block in list_report_blocks(report)]
        self._bounds: dict[Span, list[int]] = {}

    def find(self, span: Span) -> Span | None:
        """Return the block that holds a span whole, None where none does."""
        index = bisect_right(self._spans, (span[0], len(self._text))) - 1
        if index >= 0 and span[1] <= self._spans[index][1]:
            return self._spans[index]
        return None

    def find_sentence(self, block: Span, place: int) -> Span:
        """Return the span of the sentence of a block that holds a place."""
        if block not in self._bounds:
            ends = [match.end() for match in _SENTENCE_END.finditer(self._text, *block)]
            self._bounds[block] = [block[0], *ends, block[1]]
        bounds = self._bounds[block]
        index = min(bisect_right(bounds, place), len(bounds) - 1)
        return bounds[index - 1], bounds[index]


def _find_cue(text: str, span: Span, name: Span) -> Span | None:
    """Return the span of a name with the cue before or after it, None where there is none."""
    cues = _load_cues()
    after = cues.after.match(text, name[1], min(span[1], name[1] + _CUE_CHARS))
    if after is not None:
        return name[0], after.end()
    first = max(span[0], name[0] - _CUE_CHARS)
    before = cues.before.search(text[first : name[0]])
    if before is not None:
        return first + before.start(), name[1]
    return None


def _read_inner_credits(
    report: Report, embeds: list[Block], lines: list[Credit]
) -> Iterator[CreditClaim]:
    """Take the datelines that cover a block only: inside an embedded post, or far down the text."""
    body = [block for block in list_report_blocks(report) if block.role == "body"]
    for credit in list(lines):
        home = next((b for b in embeds if b.start <= credit.span[0] < b.end), None)
        if home is None and credit.kind == "dateline":
            earlier = [block for block in body if block.end <= credit.span[0]]
            if len(earlier) > 2:
                home = next((b for b in body if b.start <= credit.span[0] < b.end), None)
        if home is not None:
            lines.remove(credit)
            for name in _list_names(credit):
                yield _make_claim(name, credit.span, (home.start, home.end), "dateline")


def _read_embeds(
    text: str, embeds: list[Block], claims: list[CreditClaim]
) -> Iterator[CreditClaim]:
    credited = {claim.scope for claim in claims}
    for block in embeds:
        scope = (block.start, block.end)
        agency = find_agency(f"@{block.handle}") if block.handle else None
        agency = agency or (find_agency(block.author) if block.author else None)
        span = _find_signature(text, block)
        if agency is not None and scope not in credited:
            yield CreditClaim(agency.kind, agency.name, span, scope, "embedded post")
        elif scope not in credited:
            name = block.author or block.handle
            yield CreditClaim("embedded post", name, span, scope, "embedded post")


def _find_signature(text: str, block: Block) -> Span:
    for name in (block.handle, block.author):
        place = text.rfind(name, block.start, block.end) if name else -1
        if name and place >= 0:
            return place, place + len(name)
    return block.start, block.end


def _read_whole_credits(report: Report, lines: list[Credit]) -> Iterator[CreditClaim]:
    for credit in lines:
        for name in _list_names(credit):
            yield _make_claim(name, credit.span, None, f"credit line: {credit.kind}")
    for block in report.blocks:
        if block.role in {"byline", "credit"} and block.repeat_of is None:
            for span, agency in find_names(report.text, (block.start, block.end)):
                if not any(c.span[0] <= span[0] < c.span[1] for c in lines):
                    yield CreditClaim(agency.kind, agency.name, span, None, "byline")
    yield from _read_outlet(report)


def _read_outlet(report: Report) -> Iterator[CreditClaim]:
    agency = find_agency(report.outlet or "")
    blocks = list_report_blocks(report)
    if agency is not None and agency.kind != "outlet" and blocks:
        span = (blocks[0].start, blocks[0].end)
        yield CreditClaim(agency.kind, agency.name, span, None, "published by the agency")


def _list_names(credit: Credit) -> list[str]:
    """Return the names of a credit; a word in small letters ("our own team") is nobody's name."""
    return [name for name in credit.names if name[:1].isupper() or find_agency(name) is not None]


def _make_claim(name: str, span: Span, scope: Span | None, rule: str) -> CreditClaim:
    agency = find_agency(name)
    if agency is None:
        return CreditClaim("outlet", name, span, scope, rule)
    return CreditClaim(agency.kind, agency.name, span, scope, rule)
