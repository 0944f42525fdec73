"""What can be measured on a piece of text and its surroundings, as a visible table.

The ideas are those of boilerplate detection: length, stop words and link density of jusText
(Pomikálek 2011), text of the neighbours of boilerpipe (Kohlschütter et al. 2010), and the densest
stretch as in maximum subsequence segmentation (Pasternack and Roth 2009).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from onrecord.ids import hash_text
from onrecord.read.lines import Piece
from onrecord.read.tallies import is_tally
from onrecord.read.wordings import (
    READ_CHARS,
    load_word_classes,
    load_wordings,
    mask_numbers,
    split_tokens,
)

OWN = (
    "words", "one_to_three_words", "stop", "ellipsis", "colon", "question", "sentences",
    "stop_words", "no_stop_words", "capitals", "upper", "digits", "list_mark", "symbols", "date",
    "quotes", "report_verb", "you", "i", "lower_start", "nav", "promo", "plea", "tail", "repeat",
    "links",
)  # fmt: skip
AROUND = (
    "paragraph", "paragraph_share", "paragraph_before", "paragraph_after", "mass_before",
    "mass_after", "gap_before", "gap_after", "first_seen", "last_seen", "core", "core_before",
    "core_after", "tail_seen", "furniture_before", "furniture_after", "date_after", "apart",
    "told", "told_before", "told_after",
)  # fmt: skip
FEATURES = OWN + AROUND

_STOP = re.compile(r"[.!?。！？؟।][\"'”’»)\]]*$")
_SENTENCE = re.compile(r"[.!?。！？؟।][\"'”’»)\]]*\s+[\"'“‘«(\[]?[^\W\d_a-z]")
_LIST_MARK = re.compile(r"[•‣▪●◦·*–—-]\s|\(?\d{1,2}[.)]\s")
_SYMBOLS = re.compile(r"https?:|www\.|[©|»›·→@#▼►]|\S\.(?:com|org|net)\b")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*"
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}\b|\b{_MONTH}\.?\s+\d{{1,2}}\b|\b\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}\b"
    r"|\b\d+\s+(?:second|minute|hour|day|week|month|year)s?\s+ago\b|\byesterday\b",
    re.IGNORECASE,
)
_UNSEEN = "\0\u200b\u200d\u2060\ufeff \t"
_QUOTES = frozenset('"“”‘’«»')
_SECTIONS = ("nav", "promo", "plea", "tail")
_PARAGRAPH_MIN_WORDS = 12
_CONTENT_MIN_CHARS = 3
_DATE_MAX_WORDS = 14


@dataclass(slots=True)
class Look:
    """What one piece looks like by itself."""

    values: list[float]
    words: list[str]
    size: int
    stop: bool
    sentences: int
    list_mark: bool
    capitals: float
    paragraph: bool
    tail: bool
    wording: bool
    dated: bool
    tally: bool
    key: str = field(repr=False, default="")


def look_at(line: str, link_share: float = 0.0) -> Look:
    """Measure one piece by itself.

    Args:
        line: the piece's text; only its head and tail are read.
        link_share: the share of its characters inside links, where that is known.
    """
    head, end = line[:READ_CHARS], line[-20:].rstrip(_UNSEEN)
    classes = load_word_classes()
    raw = split_tokens(head)
    words = mask_numbers(raw)
    count = max(len(words), _count_wide(head) // 2)
    stops = len([word for word in words if word in classes["stop"]])
    tokens = head.split()
    capitals = len([token for token in tokens if token[0].isupper()]) / max(len(tokens), 1)
    letters = sum(map(str.isalpha, head)) or 1
    stop = bool(_STOP.search(end))
    ellipsis = end.endswith(("…", "..."))
    found = {
        name: section.match(words, long_inside=name == "plea")
        for name, section in load_wordings().items()
        if name in _SECTIONS
    }
    dated = count <= _DATE_MAX_WORDS and bool(_DATE.search(head))
    stop = stop and not ellipsis
    paragraph = count >= _PARAGRAPH_MIN_WORDS and stop
    sentences = len(_SENTENCE.findall(head)) + stop
    list_mark = bool(_LIST_MARK.match(head))
    quotes = not _QUOTES.isdisjoint(head)
    values = [
        math.log1p(count), count <= 3, stop, ellipsis, end.endswith(":"),
        end.endswith("?"), min(sentences, 4), stops / max(count, 1), not stops,
        capitals, head.isupper(), sum(map(str.isdigit, head)) / letters if letters else 1.0,
        list_mark, bool(_SYMBOLS.search(head)), dated,
        quotes, not classes["report_verbs"].isdisjoint(words),
        len([word for word in words if word in classes["you"]]) / max(count, 1),
        len([word for word in words if word in classes["i"]]) / max(count, 1), head[:1].islower(),
        found["nav"], found["promo"], found["plea"], found["tail"], 0.0, link_share,
    ]  # fmt: skip
    wording = found["nav"] or found["promo"] or found["plea"]
    key = " ".join(raw) if len(line) <= READ_CHARS else hash_text(line)
    return Look(
        values=list(map(float, values)), words=words, size=count, stop=stop, sentences=sentences,
        list_mark=list_mark, capitals=capitals, paragraph=paragraph, tail=found["tail"],
        wording=wording, dated=dated, tally=is_tally(line), key=key,
    )  # fmt: skip


def _count_wide(head: str) -> int:
    """Count characters of scripts that write no spaces between words."""
    return 0 if head.isascii() else sum("\u2e80" <= char <= "\ud7ff" for char in head)


def measure_pieces(text: str, pieces: Sequence[Piece]) -> tuple[list[Look], NDArray[np.float64]]:
    """Return what each piece looks like, and the table (pieces, ``len(FEATURES)``)."""
    looks = [look_at(text[p.start : p.end], p.link_share) for p in pieces]
    own = np.array([look.values for look in looks], dtype=np.float64).reshape(-1, len(OWN))
    counts = Counter(look.key for look in looks)
    own[:, OWN.index("repeat")] = [bool(look.key) and counts[look.key] > 1 for look in looks]
    return looks, np.hstack([own, _measure_around(looks, pieces)])


def _measure_around(looks: Sequence[Look], pieces: Sequence[Piece]) -> NDArray[np.float64]:
    size = len(looks)
    good = np.array([look.paragraph and not look.wording for look in looks], dtype=bool)
    words = np.minimum(np.array([look.size for look in looks], dtype=np.float64), 80)
    mass = np.where(good, words, 0.0)
    bad = np.array([look.wording for look in looks], dtype=np.float64)
    tallies = np.array([look.tally for look in looks], dtype=bool)
    first, last = _find_core(mass - np.where(good | tallies, 0.0, 5.0 + 10.0 * bad))
    index = np.arange(size)
    seen = np.cumsum(mass)
    total = seen[-1] if size else 0.0
    told = _measure_told(looks, good, first, last)
    tails = np.cumsum([look.tail and place > first for place, look in enumerate(looks)])
    dated = np.array([look.dated for look in looks], dtype=np.float64)
    return np.column_stack([
        good, np.full(size, total / max(words.sum(), 1.0)),
        _shift(good, 1), _shift(good, -1),
        np.log1p(_decay(mass)), np.log1p(_decay(mass[::-1])[::-1]),
        _gap(good), _gap(good[::-1])[::-1], seen > 0, seen >= total,
        (index >= first) & (index <= last),
        np.log1p(np.maximum(first - index, 0)), np.log1p(np.maximum(index - last, 0)),
        np.minimum(tails, 3), _decay(bad), _decay(bad[::-1])[::-1],
        np.maximum(_shift(dated, -1), _shift(dated, -2)), [piece.apart for piece in pieces],
        told, _shift(told, 1), _shift(told, -1),
    ]).astype(np.float64)  # fmt: skip


def _find_core(scores: NDArray[np.float64]) -> tuple[int, int]:
    """Return the first and last index of the stretch with the largest sum."""
    best, best_span, running, start = 0.0, (0, -1), 0.0, 0
    for index, score in enumerate(scores.tolist()):
        if running <= 0:
            running, start = 0.0, index
        running += score
        if running > best:
            best, best_span = running, (start, index)
    return best_span


def _measure_told(
    looks: Sequence[Look], good: NDArray[np.bool_], first: int, last: int
) -> NDArray[np.float64]:
    """Return the share of each piece's content words that other paragraphs of the core use too."""
    core = [place for place in range(first, last + 1) if good[place]]
    content = [{word for word in look.words if len(word) > _CONTENT_MIN_CHARS} for look in looks]
    used = Counter(word for place in core for word in content[place])
    own = set(core)
    shares = [
        sum(used[word] > (place in own) for word in words) / len(words) if words else 0.0
        for place, words in enumerate(content)
    ]
    return np.array(shares)


def _shift(values: NDArray[np.float64] | NDArray[np.bool_], by: int) -> NDArray[np.float64]:
    """Give each place the value of its neighbour ``by`` places before (after, where negative)."""
    moved = np.zeros(len(values))
    if by > 0:
        moved[by:] = values[:-by]
    else:
        moved[:by] = values[-by:]
    return moved


def _decay(values: NDArray[np.float64], rate: float = 0.6) -> NDArray[np.float64]:
    """Sum what stands before each place, each step back counting ``rate`` times less."""
    sums, running = [], 0.0
    for value in values.tolist():
        sums.append(running)
        running = running * rate + value
    return np.array(sums)


def _gap(good: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return log(1 + pieces since the last good one), capped."""
    gaps, running = [], 20
    for value in good.tolist():
        gaps.append(math.log1p(running))
        running = 0 if value else min(running + 1, 20)
    return np.array(gaps)
