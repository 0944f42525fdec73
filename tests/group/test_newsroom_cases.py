"""Cases a desk meets every day, made up for these tests and tuned to by nobody."""

import pytest

from onrecord.group import group_reports
from onrecord.group.copies import find_copies, find_origins, index_reports
from onrecord.records import Copy, Origin, Report, Story
from tests.group.building import build_report

WIRE = (
    "A goods train loaded with fertiliser left the rails at the Oskel viaduct before dawn on "
    "Friday, spilling eleven wagons into the river and cutting the main line to the port.",
    "Nobody was hurt, but about 400 people in the lower town were told to keep their windows shut "
    "while crews in masks pumped the sludge out of a mill race.",
    "Rail regulator Hanne Voss said inspectors had warned of worn sleepers on that stretch in two "
    "reports since January, and that speed limits had been lifted regardless.",
    "The operator, Norbane Freight, said it was cooperating and would not guess at a cause before "
    "the data recorder had been read.",
    "Grain exporters expect the port to work at a third of its usual pace until the track is laid "
    "anew, which may take ten days.",
)
SECOND_WIRE = (
    "Farm unions across the river basin called on the ministry to open the grain reserve, saying "
    "mills would run dry by the middle of the month.",
    "Minister Jonas Adeyemi told parliament that the reserve held enough for nine weeks and that "
    "he saw no reason to touch it over a single closed line.",
)
OWN = (
    "Marta Ilves was feeding her goats when the first wagon came down. She thought at first of "
    "thunder, then of an earthquake, and ran for the cellar with the dog under her arm.",
    "By noon the smell had reached the school, where caretaker Piet Maas taped the doors and sent "
    "the younger classes home along the dyke.",
)
OTHER_OWN = (
    "From the air the viaduct looks like a broken comb, says crane driver Tom Sele, who has worked "
    "the harbour for twenty years and never saw it so still.",
    "In the bars along Quay Street dockers reckoned up the shifts they will lose.",
)
QUOTE = "“You cannot run sixty trains a day over sleepers you would not light a stove with,”"
FOOT = "Subscribe to our evening letter and read the stories of the day before anybody else does."


def group(*reports: Report) -> tuple[tuple[Copy, ...], tuple[Origin, ...]]:
    """Group reports that are all of one story."""
    story = Story(id="s", title="", reports=tuple(report.id for report in reports))
    index = index_reports([(r, None) for r in reports], {report.id: "s" for report in reports})
    return find_copies(index), find_origins(index, [story])


def find_home(origins: tuple[Origin, ...], report: Report, words: str) -> Origin:
    """Return the origin of the block that holds some words of a report."""
    place = report.text.index(words)
    (home,) = [
        origin
        for origin in origins
        if any(r == report.id and s <= place < e for r, (s, e) in origin.passages)
    ]
    return home


def test_a_trimmed_wire_keeps_its_origin() -> None:
    full = build_report("full", WIRE, outlet="one.example", credit="Reuters")
    trimmed = build_report("trimmed", [WIRE[0], WIRE[2]], outlet="two.example")
    copies, origins = group(full, trimmed)
    assert {copy.kind for copy in copies} == {"copy"}
    assert min(copy.share for copy in copies) > 0.9
    assert find_home(origins, trimmed, "A goods train").name == "Reuters"


def test_reordered_paragraphs_are_found_one_by_one() -> None:
    one = build_report("one", WIRE, credit="AFP")
    other = build_report("other", [WIRE[4], WIRE[2], WIRE[0], WIRE[3], WIRE[1]])
    copies, origins = group(one, other)
    assert len(copies) == len(WIRE)
    assert {find_home(origins, other, words[:40]).name for words in WIRE} == {"AFP"}


def test_two_wires_in_one_report_keep_an_origin_each() -> None:
    first = build_report("first", WIRE, outlet="one.example", credit="AP")
    second = build_report("second", SECOND_WIRE, outlet="two.example", credit="dpa")
    mixed = build_report("mixed", [*WIRE[:2], *SECOND_WIRE, WIRE[3]], outlet="three.example")
    _, origins = group(first, second, mixed)
    assert find_home(origins, mixed, "A goods train").name == "AP"
    assert find_home(origins, mixed, "Farm unions").name == "dpa"
    assert find_home(origins, mixed, "Minister Jonas").name == "dpa"


def test_independents_who_quote_one_speaker_stay_apart() -> None:
    one = build_report(
        "one", [OWN[0], f"{QUOTE} Voss told us by the embankment.", OWN[1]], outlet="one.example"
    )
    tail = f"{QUOTE} said the regulator, who had come by helicopter."
    other = build_report("other", [*OTHER_OWN, tail], outlet="two.example")
    copies, origins = group(one, other)
    assert [copy.kind for copy in copies] == ["shared quote"]
    assert find_home(origins, one, "Marta").id != find_home(origins, other, "From the air").id


def test_own_words_around_a_wire_are_not_the_wire() -> None:
    full = build_report("full", WIRE, credit="Reuters")
    mixed = build_report("mixed", [*OWN, *WIRE[:2]], outlet="two.example")
    _, origins = group(full, mixed)
    assert find_home(origins, mixed, "Nobody was hurt").name == "Reuters"
    assert find_home(origins, mixed, "Marta Ilves").kind == "unknown"


def test_boilerplate_under_unlike_stories_joins_nothing() -> None:
    texts = (WIRE, OWN, OTHER_OWN, SECOND_WIRE)
    outlet = "hamnescourier.example"
    reports = [build_report(f"r{n}", [*t, FOOT], outlet=outlet) for n, t in enumerate(texts)]
    stories = {report.id: f"story {report.id}" for report in reports}
    assert find_copies(index_reports([(r, None) for r in reports], stories)) == ()


def test_a_wire_told_in_other_words_is_found_and_an_account_of_ones_own_is_not() -> None:
    source = build_report("source", WIRE, credit="AP")
    reworded = build_report(
        "reworded",
        [
            "Before dawn on Friday a freight train carrying fertiliser derailed at the Oskel "
            "viaduct, tipping eleven wagons into the river and severing the main line to the port.",
            "No one was injured, though some 400 residents of the lower town were asked to keep "
            "windows closed as masked crews pumped sludge from a mill race.",
            "Inspectors had warned about worn sleepers on the stretch in two reports since "
            "January, yet the speed limits were lifted, said Hanne Voss, the rail regulator.",
        ],
    )
    own = build_report("own", [*OWN, *OTHER_OWN])
    copies, origins = group(source, reworded, own)
    assert {(copy.a, copy.b) for copy in copies} == {("reworded", "source")}
    assert {copy.kind for copy in copies} == {"rewrite"}
    assert find_home(origins, reworded, "Before dawn").name == "AP"


def test_a_story_takes_the_credit_of_another_story_but_goes_no_further() -> None:
    credited = build_report("credited", WIRE, credit="Reuters")
    bare = build_report("bare", [WIRE[0], WIRE[2]], outlet="two.example")
    index = index_reports([(credited, None), (bare, None)], {"credited": "x", "bare": "y"})
    parts = [Story(id="y", title="", reports=("bare",))]
    assert find_home(find_origins(index, parts), bare, "A goods train").name == "Reuters"


def test_outlets_of_one_owner_are_named_and_not_merged() -> None:
    one = build_report("one", OWN, outlet="sfgate.com")
    other = build_report("other", OTHER_OWN, outlet="chron.com")
    _, origins = group(one, other)
    first, second = find_home(origins, one, "Marta"), find_home(origins, other, "From the air")
    assert first.id != second.id
    assert [e.rule for e in first.evidence] == ["sfgate.com is owned by Hearst, as chron.com"]
    assert [e.report for e in second.evidence] == ["other"]


@pytest.mark.parametrize("count", [3, 40])
def test_many_pages_with_one_wire_are_one_origin(count: int) -> None:
    pages = [build_report(f"p{n:02d}", WIRE, outlet=f"o{n}.example") for n in range(count)]
    last = build_report("wire", WIRE, outlet="apnews.com", published="2024-03-05")
    origins = group_reports([(report, None) for report in [*pages, last]]).origins
    assert [origin.name for origin in origins] == ["AP"]
    assert len(origins[0].reports) == count + 1
