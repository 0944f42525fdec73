"""Where entities are: looked up, never guessed at; a name of several places has no place.

A city is taken where only one lies in a country, or a US state, that the report also names; or
where it is the only one of its name and large. Where reports mean different cities by one name,
the entity has none.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from onrecord.reconcile.atoms import Atom
from onrecord.reconcile.gazetteers import City, Gazetteer, find_centre, load_gazetteer
from onrecord.states import load_states, load_united_states

LARGE_CITY = 100_000
"""Inhabitants from which on the only city of a name is taken without its country beside it: below
the smallest towns of any gazetteer there are villages that bear any name."""


class Fix(NamedTuple):
    """Where something is, and how that is known."""

    country: str
    latitude: float | None
    longitude: float | None
    reason: str


def find_fix(atom: Atom, gazetteer: Gazetteer | None = None) -> Fix | None:
    """Return where a state or a place is, None where that is not known without doubt.

    Args:
        atom: the mentions of one name.
        gazetteer: what knows cities; the one installed where none is given.
    """
    if atom.kind == "state":
        return _find_state(atom)
    if atom.kind != "place":
        return None
    cities = gazetteer or load_gazetteer()
    known = {city for name in atom.names for city in cities.find_cities(name)} if cities else ()
    if not atom.names.keys().isdisjoint(load_united_states()):
        abroad = {city.country for city in known if city.country != "US"}
        meant = any(not abroad.isdisjoint(beside) for beside in atom.beside)
        return None if meant else Fix("US", None, None, "a state of the United States")
    chosen = [choose_city(known, beside) for beside in sorted(atom.beside)]
    found = {fix[:3]: fix for fix in chosen if fix}
    return next(iter(found.values())) if len(found) == 1 else None


def _find_state(atom: Atom) -> Fix | None:
    """Return where a state is, if it is named other than by a town: there are many an Athens."""
    state = next((load_states()[name] for name in atom.names if name in load_states()), None)
    if state is None or state.code is None or state.name in load_united_states():
        return None
    towns = sum(atom.names[name] for name in (*state.capitals, *state.towns))
    if atom.names[state.name] <= towns:
        return None
    latitude, longitude = find_centre(state.code) or (None, None)
    return Fix(state.code, latitude, longitude, "the middle of the state")


def choose_city(cities: Collection[City], beside: Collection[str]) -> Fix | None:
    """Return the one city that a name in a report can mean, None where several can.

    Args:
        cities: every city of the name.
        beside: codes of the countries, and of US states as "US-OH", that the report names.
    """
    regions = [city for city in cities if f"{city.country}-{city.region}" in beside]
    if regions:
        return _take(regions, "the only city of its name in a state the report names")
    countries = [city for city in cities if city.country in beside]
    if countries:
        return _take(countries, "the only city of its name in a country the report names")
    large = [city for city in cities if city.population >= LARGE_CITY]
    return _take(large, "the only city of its name") if len(cities) == 1 else None


def _take(cities: Collection[City], reason: str) -> Fix | None:
    if len(cities) != 1:
        return None
    (city,) = cities
    return Fix(city.country, city.latitude, city.longitude, reason)
