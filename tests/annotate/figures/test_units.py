from __future__ import annotations

from onrecord.annotate.figures.units import find_unit_kind


def test_kind_of_a_unit() -> None:
    assert find_unit_kind("USD per barrel") == "money"
    assert find_unit_kind("year of age") == "age"
    assert find_unit_kind("person") == "count"
