"""States by the names news uses for them, for annotating speakers and for joining what they say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any, NamedTuple


class State(NamedTuple):
    """One state; the fields are explained at the head of ``states.toml``."""

    name: str
    code: str | None
    also: tuple[str, ...]
    demonyms: tuple[str, ...]
    peoples: tuple[str, ...]
    capitals: tuple[str, ...]
    towns: tuple[str, ...]
    seats: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """All of its names, its usual one first."""
        return (
            self.name,
            *self.also,
            *self.demonyms,
            *self.peoples,
            *self.capitals,
            *self.towns,
            *self.seats,
        )


@cache
def load_states() -> Mapping[str, State]:
    """Return every state by its usual name.

    >>> load_states()["North Korea"].capitals
    ('Pyongyang',)
    """
    return {
        name: State(
            name,
            row.get("code"),
            *(tuple(row.get(field, ())) for field in State._fields[2:]),
        )
        for name, row in _load_table()["states"].items()
    }


@cache
def load_united_states() -> Mapping[str, str]:
    """Return the states of the United States, by name, with their postal codes.

    >>> load_united_states()["Ohio"]
    'OH'
    """
    return {name: row[0] for name, row in _load_table()["united_states"].items()}


@cache
def load_short_states() -> Mapping[str, str]:
    """Return the names of states of the United States by the short forms of newspapers.

    >>> load_short_states()["Fla."]
    'Florida'
    """
    return {
        short: name for name, row in _load_table()["united_states"].items() for short in row[1:]
    }


@cache
def _load_table() -> dict[str, Any]:
    return loads(files("onrecord").joinpath("states.toml").read_text("utf-8"))
