from onrecord.group import group_reports
from tests.group.building import FERRY, MILL, build_report


def test_nearly_one_text_of_one_outlet_is_a_revision_and_of_two_is_not() -> None:
    first = build_report("v1", FERRY, outlet="one.example", published="2024-03-05")
    changed = (*FERRY[:2], FERRY[2].replace("four", "three"))
    second = build_report("v2", changed, outlet="one.example", published="2024-03-06")
    other = build_report("v0", FERRY, outlet="two.example", published="2024-03-06")
    unlike = build_report("v3", MILL, outlet="one.example", published="2024-03-06")
    facts = [(report, None) for report in (second, other, unlike, first)]
    assert group_reports(facts).revisions == (("v1", "v2"),)
