"""Nations by any of the names news gives them: name, people, capital as its government."""

from __future__ import annotations

from functools import cache, lru_cache

from onrecord.states import load_states

GIVEN_NAMES = frozenset({"chad", "georgia", "jordan"})
"""Nations that people are named after too: only the whole name means the nation."""


@cache
def _load_names() -> dict[str, str]:
    return {name.casefold(): state.name for state in load_states().values() for name in state.names}


@lru_cache(maxsize=1 << 14)
def find_nation(words: str) -> str | None:
    """Return the usual name of the nation some words name, or None.

    The longest ending or beginning of the words that names one counts.

    >>> find_nation("North Korean")
    'North Korea'
    >>> find_nation("Sandhaven") is None
    True
    >>> find_nation("Michael Jordan") is None
    True
    """
    names = _load_names()
    parts = words.casefold().replace("’", "'").removesuffix("'s").split()
    for size in range(len(parts), 0, -1):
        for start in range(len(parts) - size + 1):
            name = " ".join(parts[start : start + size])
            if name in names and (size == len(parts) or name not in GIVEN_NAMES):
                return names[name]
    return None
