"""Number words: the tables of English numerals, and the running sum that a numeral in words is."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, NamedTuple


class Vague(NamedTuple):
    """What a vague word is read as, and whether it is a figure by itself."""

    low: int
    high: int | None
    alone: bool


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The tables of ``numbers.toml``."""

    small: dict[str, int]
    tens: dict[str, int]
    scales: dict[str, int]
    bunches: dict[str, int]
    suffixes: dict[str, int]
    capitals: dict[str, int]
    denominators: dict[str, int]
    ordinals: frozenset[str]
    ordinal_suffixes: frozenset[str]
    vague: dict[str, dict[str, Vague]]
    starters: frozenset[str]
    share_bottoms: frozenset[str]
    share_before: frozenset[str]
    share_after: frozenset[str]
    half_not_before: frozenset[str]
    half_compounds: frozenset[str]


@cache
def load_number_words() -> NumberWords:
    """Return the tables, read once a process."""
    source = resources.files("onrecord.annotate.figures") / "data" / "numbers.toml"
    data: dict[str, Any] = tomllib.loads(source.read_text(encoding="utf-8"))
    vague = {
        convention: {
            word: Vague(row["low"], row.get("high"), row["alone"]) for word, row in table.items()
        }
        for convention, table in data["vague"].items()
    }
    starters = {"a", "an", "half", "quarter", *vague["words"]}
    for key in ("small", "tens", "scales", "bunches"):
        starters.update(data[key])
    return NumberWords(
        small=data["small"],
        tens=data["tens"],
        scales=data["scales"] | {word + "s": n for word, n in data["scales"].items()},
        bunches=data["bunches"],
        suffixes=data["suffixes"],
        capitals=data["capital_suffixes"],
        denominators=data["denominators"],
        ordinals=frozenset(data["ordinals"]["words"]),
        ordinal_suffixes=frozenset(data["ordinals"]["suffixes"]),
        vague=vague,
        starters=frozenset(starters),
        **{key: frozenset(words) for key, words in data["shares"].items()},
    )


class Tally:
    """The running value of a number in words: what may follow, and what it adds.

    ``room`` is the bound under which the next word must stay to be added; None is no bound.
    """

    def __init__(self, words: NumberWords, start: Decimal | None = None) -> None:
        self.words = words
        self.total = Decimal(0)
        self.group = start
        self.room: Decimal | None = Decimal(0) if start is not None else None
        self.limit: Decimal | None = None
        self.is_fresh = start is not None
        self.scale = Decimal(1)

    def add_word(self, word: str) -> bool:
        """Add one word if it can stand here, and tell whether it was added."""
        small = self.words.small.get(word) or self.words.tens.get(word)
        if small is not None or word in {"zero", "nought", "naught", "nil"}:
            return self._add_small(Decimal(small or 0), is_tens=word in self.words.tens)
        if word in {"hundred", "hundreds"}:
            return self._add_hundred()
        scale = self.words.scales.get(word)
        return scale is not None and self._add_scale(Decimal(scale))

    def _add_small(self, value: Decimal, *, is_tens: bool) -> bool:
        self.is_fresh = False
        if self.group is None:
            if self.limit is not None and value >= self.limit:
                return False
            self.group = value
        elif self.room is None or value >= self.room or value == 0:
            return False
        else:
            self.group += value
        self.room = Decimal(10) if is_tens else Decimal(0)
        return True

    def _add_hundred(self) -> bool:
        if self.group is None:
            self.group = Decimal(1)
        if self.group >= 100 and not self.is_fresh:
            return False
        if self.group >= 1000 or (self.limit is not None and self.group * 100 >= self.limit):
            return False
        self.group *= 100
        self.is_fresh = False
        self.room = Decimal(100)
        self.scale = Decimal(100)
        return True

    def _add_scale(self, scale: Decimal) -> bool:
        if self.group is None and self.total:
            if self.limit is None or scale <= self.limit:
                return False
            self.total *= scale
        elif self.limit is not None and scale >= self.limit:
            return False
        else:
            self.total += (Decimal(1) if self.group is None else self.group) * scale
        self.group = None
        self.limit = scale
        self.room = scale
        self.scale = scale
        return True

    @property
    def value(self) -> Decimal:
        """What has been added up so far."""
        return self.total + (self.group or Decimal(0))

    @property
    def may_join(self) -> bool:
        """Whether "and" can carry the number on, as after "hundred" or a scale."""
        return self.room is not None and self.room >= 100
