"""Tables of the figure grammars, and phrases of them found among atoms."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, Generic, TypeVar

from onrecord.annotate.figures.atoms import Atoms, cut_words

Value = TypeVar("Value")


@cache
def load_table(name: str) -> dict[str, Any]:
    """Return ``data/NAME.toml``, read once a process."""
    source = resources.files("onrecord.annotate.figures") / "data" / f"{name}.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


class Phrases(Generic[Value]):
    """Phrases of atoms with a value each; the longest that fits is found."""

    def __init__(self, rows: Iterable[tuple[str, Value]]) -> None:
        self._values: dict[tuple[str, ...], Value] = {}
        for phrase, value in rows:
            self._values.setdefault(cut_words(phrase), value)
        self._longest = max((len(key) for key in self._values), default=0)
        self._firsts = frozenset(key[0] for key in self._values)
        self._lasts = frozenset(key[-1] for key in self._values)

    def find_from(self, atoms: Atoms, index: int) -> tuple[Value, int] | None:
        """Return the value of the longest phrase that begins at ``index``, and its end."""
        if atoms.word(index) not in self._firsts:
            return None
        for length in range(min(self._longest, len(atoms) - index), 0, -1):
            key = tuple(atoms.words[index : index + length])
            if key in self._values:
                return self._values[key], index + length
        return None

    def list_before(self, atoms: Atoms, end: int) -> Iterator[tuple[Value, int]]:
        """Yield the phrases that end before ``end``, longest first: value and start."""
        if atoms.word(end - 1) not in self._lasts:
            return
        for length in range(min(self._longest, end), 0, -1):
            key = tuple(atoms.words[end - length : end])
            if key in self._values:
                yield self._values[key], end - length

    def find_before(self, atoms: Atoms, end: int) -> tuple[Value, int] | None:
        """Return the longest phrase that ends before ``end``: value and start."""
        return next(self.list_before(atoms, end), None)


def index_phrases(table: Mapping[str, Iterable[str]]) -> Phrases[str]:
    """Make phrases of a table that lists, under each value, the phrases that have it."""
    return Phrases((phrase, value) for value, phrases in table.items() for phrase in phrases)
