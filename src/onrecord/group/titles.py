"""A story's title, made of nothing but one of its own reports' titles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from onrecord.group.tokens import find_words
from onrecord.group.traits import find_title
from onrecord.group.wordings import is_function_word, stem_word
from onrecord.records import Report

MAX_TITLE_CHARS = 120
_USUAL_WORDS = 12
"""A title longer than this is more likely an opening sentence, and says less a word."""
_PROBE_CHARS = 4_000


def choose_title(reports: Sequence[Report]) -> str:
    """Return the title that most of the story's reports bear out, the earlier of equals.

    A title is worth the share of its content words that stand in the other reports, so that a title
    about one detail loses to one about the event.

    Args:
        reports: the story's reports in order of publication, at least one.
    """
    spread: Counter[str] = Counter()
    for report in reports:
        spread.update(_list_content(report.text[:_PROBE_CHARS]))
    titles = [" ".join(find_title(report).split()) for report in reports]
    ranked = sorted(
        range(len(titles)), key=lambda index: (-_rate_title(titles[index], spread), index)
    )
    return _shorten(titles[ranked[0]])


def _list_content(text: str) -> set[str]:
    words = (text[start:end] for start, end in find_words(text, (0, len(text))))
    return {stem_word(word) for word in words if not is_function_word(word)}


def _rate_title(title: str, spread: Counter[str]) -> float:
    words = _list_content(title)
    if not words:
        return 0.0
    return (
        sum(spread[word] for word in words)
        / max(len(words), _USUAL_WORDS // 2)
        * min(1.0, _USUAL_WORDS / len(words))
    )


def _shorten(title: str) -> str:
    if len(title) <= MAX_TITLE_CHARS:
        return title
    cut = title.rfind(" ", 0, MAX_TITLE_CHARS)
    return title[: cut if cut > 0 else MAX_TITLE_CHARS].rstrip(" ,;:–—-") + "…"
