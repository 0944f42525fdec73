from __future__ import annotations

from decimal import Decimal

from onrecord.annotate.figures.units import find_unit_kind, to_base


def test_areas_in_any_unit_meet_in_one_base_unit() -> None:
    hectares = to_base(Decimal(60000), "hectare")
    kilometres = to_base(Decimal(600), "square kilometre")
    assert hectares == kilometres
    assert hectares is not None
    assert isinstance(hectares[0], Decimal)


def test_units_pint_does_not_know_have_no_base() -> None:
    assert to_base(Decimal(3), "USD") is None
    assert to_base(Decimal(3), "person") is None


def test_kind_of_a_unit() -> None:
    assert find_unit_kind("USD per barrel") == "money"
    assert find_unit_kind("year of age") == "age"
    assert find_unit_kind("person") == "count"
