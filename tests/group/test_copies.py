import pytest

from onrecord.group import group_reports
from onrecord.group.copies import find_copies, index_reports
from onrecord.records import Copy, Report
from tests.group.building import FERRY, MILL, Part, build_report


def find(*reports: Report) -> tuple[Copy, ...]:
    return group_reports([(report, None) for report in reports]).copies


def test_a_copied_paragraph_is_found_with_both_spans() -> None:
    a = build_report("a", [FERRY[0], "The weather service had warned of a gale since Monday."])
    b = build_report("b", ["Winter storms are common on this coast in March.", FERRY[0], FERRY[2]])
    (copy,) = find(a, b)
    assert a.text[slice(*copy.a_span)] == b.text[slice(*copy.b_span)] == FERRY[0].rstrip(".")
    assert copy.kind == "copy"


def test_a_short_report_inside_a_long_one_is_found_and_its_share_is_whole() -> None:
    short = build_report("short", [FERRY[1]])
    long = build_report("long", [*MILL, *FERRY])
    copies = find(short, long)
    assert {copy.share for copy in copies} == {1.0}


def test_fewer_than_eight_words_are_no_copy() -> None:
    a = build_report("a", ["Tugs set out within the hour from Hamnes, sailors said."])
    b = build_report("b", ["Boats left. Tugs set out within the hour though it was dark."])
    assert find(a, b) == ()


def test_a_quotation_both_give_is_shared_content_and_no_copy() -> None:
    quote = "“We heard the hull tear and then every lamp on the lower deck went out at once,”"
    a = build_report("a", [f"{quote} said deckhand Per Lund, who swam ashore near the lighthouse."])
    b = build_report("b", [f"Asked what he remembered, Mr Lund answered: {quote}"])
    (copy,) = find(a, b)
    assert copy.kind == "shared quote"
    assert copy.direction == "unknown"


def test_stock_wordings_and_long_names_are_no_copies() -> None:
    stock = "who spoke on condition of anonymity because they were not authorized to speak publicly"
    name = "the Torsvik and Hamnes Joint Commission for Maritime Safety and Coastal Rescue Services"
    a = build_report("a", [f"Sailors blamed the pilot, said two officials {stock}."])
    b = build_report("b", [f"Rust was to blame, in the view of officers {stock}."])
    c = build_report("c", [f"Inspectors from {name} arrived."])
    d = build_report("d", [f"It fell to {name} to apologise."])
    assert find(a, b, c, d) == ()


def test_what_an_outlet_prints_under_every_story_is_no_copy() -> None:
    line = "Our readers pay for this work and we are grateful to each and every one of them today."
    vote = (
        "Voters in Lurgan chose a new mayor by eleven ballots out of 9,000, ending the rule of a "
        "family that had held the chain of office for three generations.",
        "Recounts went on until dawn; the loser, Dermot Hale, conceded in the car park.",
    )
    stories = (FERRY, MILL, vote)
    reports = [
        build_report(f"r{n}", [*parts, line], outlet="hamnescourier.example")
        for n, parts in enumerate(stories)
    ]
    assert find(*reports) == ()


@pytest.mark.parametrize("swap", [False, True])
def test_a_credit_settles_the_direction_whatever_the_dates(swap: bool) -> None:
    wire, paper = ("b", "a") if swap else ("a", "b")
    one = build_report(wire, FERRY, outlet="apnews.com", published="2024-03-06")
    other = build_report(paper, FERRY, published="2024-03-05", credit="AP")
    copies = find(one, other)
    assert {copy.direction for copy in copies} == {"b to a" if swap else "a to b"}
    assert all(
        evidence.report == paper and "AP" in other.text[slice(*evidence.span)]
        for copy in copies
        for evidence in copy.evidence
    )


def test_dates_show_a_direction_only_where_they_cannot_overlap() -> None:
    early = build_report("a", FERRY, outlet="one.example", published="2024-03-05")
    late = build_report("b", FERRY, outlet="two.example", published="2024-03-07")
    vague = build_report("c", FERRY, outlet="three.example", published="2024-03")
    ways = {(copy.a, copy.b): copy.direction for copy in find(early, late, vague)}
    assert ways == {("a", "b"): "a to b", ("a", "c"): "unknown", ("b", "c"): "unknown"}


def test_two_that_credit_a_third_show_no_direction() -> None:
    a = build_report("a", FERRY, published="2024-03-05", credit="Reuters")
    b = build_report("b", FERRY, published="2024-03-07", credit="Reuters")
    assert {copy.direction for copy in find(a, b)} == {"unknown"}


def test_light_rewriting_is_found_and_coverage_of_the_same_event_is_not() -> None:
    source = build_report("a", FERRY)
    rewritten = build_report(
        "b",
        [
            "On Tuesday night a ferry carrying 96 people ran aground off the islet of Torsvik, and "
            "its crew started lowering the boats amid driving sleet.",
            "Tugs had departed Hamnes inside the hour but a heavy swell slowed them, said harbour "
            "master Ola Brandt on the evening bulletin.",
        ],
    )
    independent = build_report(
        "c",
        [
            "Per Lund keeps the lighthouse at Torsvik. He saw flares over the reef a little before "
            "ten, rang the rescue centre and walked down to the landing with a lantern.",
            "Of the 96 on the manifest four are still being looked for, says the county governor, "
            "who wants to know why the night sailing was not called off.",
        ],
    )
    copies = [copy for copy in find(source, rewritten, independent) if copy.kind == "rewrite"]
    assert {(copy.a, copy.b) for copy in copies} == {("a", "b")}


def test_hostile_texts_are_compared_like_any_other() -> None:
    texts = [
        "\x00" * 50,
        "🚢" * 400,
        "a " * 5_000,
        "א ב ג " * 400,
        "\ud800 lone " * 50,
        "1" * 3_000,
    ]
    reports = [Report(id=str(n), hash="0" * 63 + str(n), text=text) for n, text in enumerate(texts)]
    for copy in find(*reports, build_report("x", FERRY)):
        assert copy.a_span[0] < copy.a_span[1]


def test_no_passage_runs_across_furniture_even_between_two_equal_pages() -> None:
    parts: list[Part] = [
        FERRY[0],
        ("promo", "Read also: ten islands to see before you die"),
        FERRY[1],
    ]
    a, b = build_report("a", parts), build_report("b", parts)
    spans = [a.text[slice(*copy.a_span)] for copy in find(a, b)]
    assert len(spans) == 2
    assert not any("Read also" in span for span in spans)


def test_a_story_may_hold_nothing_but_echoes_of_another() -> None:
    reworded = [
        "On Tuesday night a ferry carrying 96 people ran aground off the islet of Torsvik, and "
        "its crew started lowering the boats amid driving sleet.",
        *FERRY[1:],
    ]
    reports = [
        build_report("a", FERRY),
        build_report("b", reworded),
        build_report("c", [*reworded, MILL[0]]),
    ]
    stories = {"a": "first", "b": "second", "c": "second"}
    copies = find_copies(index_reports([(report, None) for report in reports], stories))
    assert {(copy.a, copy.b) for copy in copies} == {("a", "b"), ("a", "c"), ("b", "c")}
