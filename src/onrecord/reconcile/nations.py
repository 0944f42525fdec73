"""Nations by any of the names news gives them: name, people, capital as its government."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from tomllib import loads


@cache
def _load_names() -> dict[str, str]:
    text = files("onrecord.reconcile").joinpath("data/nations.toml").read_text("utf-8")
    table: dict[str, list[str]] = loads(text)["nations"]
    return {
        alias.casefold(): nation
        for nation, aliases in table.items()
        for alias in (nation, *aliases)
    }


@lru_cache(maxsize=1 << 14)
def find_nation(words: str) -> str | None:
    """Return the usual name of the nation some words name, or None.

    The longest ending or beginning of the words that names one counts.

    >>> find_nation("North Korean")
    'North Korea'
    >>> find_nation("Sandhaven") is None
    True
    """
    names = _load_names()
    parts = words.casefold().replace("’", "'").removesuffix("'s").split()
    for size in range(len(parts), 0, -1):
        for start in range(len(parts) - size + 1):
            nation = names.get(" ".join(parts[start : start + size]))
            if nation:
                return nation
    return None
