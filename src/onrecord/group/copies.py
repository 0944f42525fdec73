"""Copies: the passages two reports share, with both spans, of what kind, and which way they went.

Every report joins an index of fingerprints and is aligned with the earlier reports it meets there;
no pair of reports is looked at that shares none. What is shared by the nature of the trade (stock
wordings, names, wordings of unrelated stories, an outlet's boilerplate) is no copy, and a quotation
that both give is shared content: it says that both heard the speaker, not that one read the other.
Sentences join a second index, by which reports that reword one another meet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from onrecord.group.agencies import is_same_outlet
from onrecord.group.candidates import FingerprintIndex, SentenceIndex
from onrecord.group.directions import find_direction
from onrecord.group.fingerprints import MIN_PASSAGE_WORDS
from onrecord.group.passages import Passage, align_reports
from onrecord.group.phrases import SpreadWordings
from onrecord.group.rewrites import Rewriting, StoryWords, compare_sentences
from onrecord.group.sentences import Sentences
from onrecord.group.texts import Text, measure_share
from onrecord.group.tokens import Hashes
from onrecord.ids import make_id
from onrecord.records import Copy, CopyKind, Span

DERIVED_SHARE = 0.5
"""From this share on the shorter report as a whole rests on the other's text."""
_FOREIGN_FINGERPRINTS = 6
"""Reports of different stories are compared where they share so many: what is shorter than some
fifteen words and crosses stories is a wording, not a copy."""
_SLIGHT_SHARE = 0.2
"""Two reports that share more than this share a text, however many stories it is found in."""
_MIN_COMMON = 0.4
"""Reports whose concepts overlap less than this are not compared sentence by sentence."""
_SIGNED_AT_ONCE = 256
_COVERED = 0.6
"""A sentence that exact passages cover to this share is not listed again as rewritten."""


@dataclass(frozen=True, slots=True)
class Match:
    """Two reports, by number, and the passages they share."""

    a: int
    b: int
    share: float
    derived: bool
    """One text as a whole rests on the other's, quotations left aside."""
    passages: tuple[Passage, ...]


def find_copies(texts: Sequence[Text], stories: Mapping[str, str]) -> tuple[Copy, ...]:
    """Find every shared passage of eight words or more, and every rewording of a report.

    Args:
        texts: the reports in order of publication.
        stories: the story of each report, by report id; tells common wordings from copies.

    Returns:
        Copies ordered by the ids of the two reports, then by place.
    """
    spread = SpreadWordings()
    matches = list(match_reports(texts, stories, spread))
    exact = {(m.a, m.b): list(_make_exact(texts, m, spread)) for m in matches}
    copies = [copy for rows in exact.values() for copy in rows]
    echoes = {match.b for match in matches if match.derived}
    words = _count_words((text for n, text in enumerate(texts) if n not in echoes), stories)
    for (a, b), rewriting in match_rewritings(texts, stories, words):
        copies.extend(_make_rewrites(texts[a], texts[b], rewriting, exact.get((a, b), [])))
    return tuple(sorted(copies, key=lambda copy: (copy.a, copy.b, copy.a_span, copy.b_span)))


def match_reports(
    texts: Sequence[Text], stories: Mapping[str, str], spread: SpreadWordings
) -> Iterator[Match]:
    """Yield the pairs of reports that share a telling passage, as the reports come.

    Args:
        texts: the reports in order of publication.
        stories: the story of each report, by report id.
        spread: takes note of what unrelated stories share.
    """
    index = FingerprintIndex()
    homes = [stories.get(text.report.id, "") for text in texts]
    for number, text in enumerate(texts):
        shared: Counter[int] = Counter()
        for fingerprint, other in index.add(number, text.fingerprints):
            shared[other] += 1
            if homes[other] != homes[number]:
                spread.add(fingerprint, (homes[other], homes[number]))
        for other in sorted(shared):
            if homes[other] == homes[number] or shared[other] >= _FOREIGN_FINGERPRINTS:
                match = _match_pair(texts, other, number)
                if match.passages:
                    yield match


def _match_pair(texts: Sequence[Text], a: int, b: int) -> Match:
    first, second = texts[a], texts[b]
    passages = tuple(
        passage
        for passage in align_reports(first.tokens.hashes, second.tokens.hashes)
        if second.is_telling(passage.b, passage.b + passage.words)
    )
    if not passages:
        return Match(a, b, 0.0, False, ())
    share = measure_share(first, second)
    own = sum(p.words - second.quote_words(p.b, p.b + p.words) for p in passages)
    shorter = min(len(t.tokens) - t.quote_words(0, len(t.tokens)) for t in (first, second))
    derived = share >= DERIVED_SHARE and own >= DERIVED_SHARE * max(shorter, MIN_PASSAGE_WORDS)
    return Match(a, b, share, derived, passages)


def match_rewritings(
    texts: Sequence[Text], stories: Mapping[str, str], words: Mapping[str, StoryWords]
) -> Iterator[tuple[tuple[int, int], Rewriting]]:
    """Yield the pairs of reports, the earlier first, of which one rewords the other.

    Args:
        texts: the reports in order of publication.
        stories: the story of each report, by report id.
        words: of each story, one report counted of those that carry one text.
    """
    index = SentenceIndex()
    bands = _sign_sentences(index, texts)
    for number, text in enumerate(texts):
        for other in index.add(number, next(bands)):
            if _measure_common(texts[other], text) < _MIN_COMMON:
                continue
            story = words[stories.get(text.report.id, "")]
            rewriting = compare_sentences(*_order_by_length(texts[other], text), story)
            if rewriting.is_rewriting():
                yield (other, number), rewriting


def _sign_sentences(index: SentenceIndex, texts: Sequence[Text]) -> Iterator[Hashes]:
    """Yield the bands of each report's sentences, signed many reports at a time."""
    for first in range(0, len(texts), _SIGNED_AT_ONCE):
        rows = [text.sentences.list_keys() for text in texts[first : first + _SIGNED_AT_ONCE]]
        signed = index.sign([sentence for row in rows for sentence in row])
        start = 0
        for row in rows:
            yield signed[start : start + len(row)].ravel()
            start += len(row)


def _count_words(texts: Iterable[Text], stories: Mapping[str, str]) -> dict[str, StoryWords]:
    members: dict[str, list[Sentences]] = {story: [] for story in stories.values()}
    for text in texts:
        members.setdefault(stories.get(text.report.id, ""), []).append(text.sentences)
    return {story: StoryWords(sentences) for story, sentences in members.items()}


def _measure_common(a: Text, b: Text) -> float:
    """Return how many of the shorter report's concepts the other has, 0 to 1."""
    first, second = np.unique(a.sentences.keys), np.unique(b.sentences.keys)
    shorter = min(len(first), len(second))
    return len(np.intersect1d(first, second, assume_unique=True)) / shorter if shorter else 0.0


def _order_by_length(a: Text, b: Text) -> tuple[Sentences, Sentences]:
    first, second = a.sentences, b.sentences
    return (first, second) if len(first.keys) <= len(second.keys) else (second, first)


def _make_exact(texts: Sequence[Text], match: Match, spread: SpreadWordings) -> Iterator[Copy]:
    a, b = texts[match.a], texts[match.b]
    one_outlet = is_same_outlet(a.report.outlet, b.report.outlet)
    for passage in match.passages:
        fingerprints = b.list_fingerprints(passage.b, passage.b + passage.words)
        is_slight = match.share < _SLIGHT_SHARE or (one_outlet and not match.derived)
        if is_slight and spread.is_common(fingerprints, passage.words, one_outlet=one_outlet):
            continue
        a_span = a.tokens.span(passage.a, passage.a + passage.words)
        b_span = b.tokens.span(passage.b, passage.b + passage.words)
        kind = _find_kind(a, b, passage, match.derived)
        yield _make_copy((a, a_span), (b, b_span), kind, match.share)


def _make_rewrites(a: Text, b: Text, rewriting: Rewriting, exact: Sequence[Copy]) -> Iterator[Copy]:
    share = measure_share(a, b)
    short, long = _order_by_length(a, b)
    first, second = (a, b) if short is a.sentences else (b, a)
    for part in rewriting.list_rewritten():
        span = short.spans[part.sentence]
        if _measure_cover(first, span, exact) < _COVERED:
            other = (long.spans[part.first][0], long.spans[part.last - 1][1])
            yield _make_copy((first, span), (second, other), "rewrite", share)


def _measure_cover(text: Text, span: Span, copies: Sequence[Copy]) -> float:
    """Return how much of a span of a report exact passages cover, 0 to 1."""
    own = [copy.a_span if copy.a == text.report.id else copy.b_span for copy in copies]
    covered = sum(max(0, min(end, span[1]) - max(start, span[0])) for start, end in own)
    return covered / (span[1] - span[0])


def _make_copy(
    one: tuple[Text, Span], other: tuple[Text, Span], kind: CopyKind, share: float
) -> Copy:
    (a, a_span), (b, b_span) = sorted((one, other), key=lambda side: side[0].report.id)
    direction, evidence = find_direction(a, b, a_span, b_span)
    if kind == "shared quote":
        direction, evidence = "unknown", ()
    return Copy(
        id=make_id("copy", kind, a.report.hash, a_span, b.report.hash, b_span),
        a=a.report.id,
        b=b.report.id,
        a_span=a_span,
        b_span=b_span,
        kind=kind,
        direction=direction,
        share=round(share, 4),
        evidence=evidence,
    )


def _find_kind(a: Text, b: Text, passage: Passage, derived: bool) -> CopyKind:
    """Call a passage a shared quote where hardly more than a quotation is shared.

    In a report that is copied as a whole the quotations were copied with it.
    """
    if derived:
        return "copy"
    quoted = min(
        a.quote_words(passage.a, passage.a + passage.words),
        b.quote_words(passage.b, passage.b + passage.words),
    )
    own = passage.words - quoted
    return "shared quote" if own < MIN_PASSAGE_WORDS and quoted > own else "copy"
