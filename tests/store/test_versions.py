"""Reports with ids of their own that are versions of one report, and what changed between them."""

import pytest

from onrecord.group.copies import index_reports
from onrecord.group.revisions import find_versions
from onrecord.store.revisions import compare_revisions
from tests.store.facts import FERRY, FERRY_LATER, make_fact

URL = "https://capecourier.example/ferry"
MORE = "\nIt lies on its side in nine metres of water, says the harbour office of the island."


@pytest.mark.parametrize("url", [None, URL])
def test_a_raised_toll_is_told_between_reports_with_ids_of_their_own(url: str | None) -> None:
    facts = {
        "late": make_fact("late", FERRY_LATER + MORE, published="2024-10-30", url=url),
        "early": make_fact("early", FERRY + MORE, published="2024-10-29", url=url),
    }
    index = index_reports(facts.values(), dict.fromkeys(facts, "story"))
    ((first, second),) = find_versions(index, ["late"])
    assert (first, second) == ("early", "late")
    lines = compare_revisions(facts[first], facts[second]).describe()
    assert "killed: raised from 12 to 15" in lines


def test_one_address_makes_versions_of_texts_with_nothing_in_common() -> None:
    facts = [
        make_fact("a", FERRY, url=URL),
        make_fact("b", "Market burns\nRui Melo said: 3 stalls are lost.", url=URL),
    ]
    index = index_reports(facts, {"a": "x", "b": "y"})
    assert len(find_versions(index, ["a", "b"])) == 1
