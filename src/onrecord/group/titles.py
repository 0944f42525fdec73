"""A story's title, made of nothing but one of its own reports' titles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from onrecord.group.likeness import Profile
from onrecord.group.traits import CHANNELS
from onrecord.group.vocabulary import CHANNEL_BITS, Terms, switch_channel

MAX_TITLE_CHARS = 120
TITLE_REPORTS = 60
"""So many of a story's earliest reports decide what it is called: a long story keeps its name."""
_USUAL_WORDS = 12
"""A title longer than this is more likely an opening sentence, and says less a word."""


def choose_title(titles: Sequence[str], profiles: Sequence[Profile]) -> str:
    """Return the title that most of the story's reports bear out, the earlier of equals.

    A title is worth the share of its content words that stand in the other reports, so that a title
    about one detail loses to one about the event.

    Args:
        titles: of the story's reports in order of publication, at least one.
        profiles: of the same reports.
    """
    if len(titles) == 1:
        return shorten_title(titles[0])
    words, spread = np.unique(
        np.concatenate([_list_words(profile) for profile in profiles]), return_counts=True
    )
    rates = [_rate_title(_list_title(profile), words, spread) for profile in profiles]
    return shorten_title(titles[rates.index(max(rates))])


def _list_words(profile: Profile) -> Terms:
    return np.asarray(profile.terms[(profile.terms & CHANNEL_BITS) == CHANNELS.index("word")])


def _list_title(profile: Profile) -> Terms:
    words = profile.terms[(profile.terms & CHANNEL_BITS) == CHANNELS.index("title")]
    return switch_channel(words, "word")


def _rate_title(title: Terms, words: Terms, spread: Terms) -> float:
    if not len(title) or not len(words):
        return 0.0
    places = np.minimum(np.searchsorted(words, title), len(words) - 1)
    shared = int(spread[places][words[places] == title].sum())
    return shared / max(len(title), _USUAL_WORDS // 2) * min(1.0, _USUAL_WORDS / len(title))


def shorten_title(title: str) -> str:
    """Return a title on one line, cut between words where it is long."""
    title = " ".join(title.split())
    if len(title) <= MAX_TITLE_CHARS:
        return title
    cut = title.rfind(" ", 0, MAX_TITLE_CHARS)
    return title[: cut if cut > 0 else MAX_TITLE_CHARS].rstrip(" ,;:–—-") + "…"
