from onrecord.group.story_index import make_card
from onrecord.group.titles import MAX_TITLE_CHARS, choose_title
from onrecord.records import Report
from tests.group.building import FERRY, build_report


def choose(reports: list[Report]) -> str:
    cards = [make_card(report) for report in reports]
    return choose_title([card.title for card in cards], [card.profile for card in cards])


def test_the_title_that_the_others_bear_out_wins() -> None:
    reports = [
        build_report("a", [("headline", "Soup and dry socks: a night in the gym"), FERRY[2]]),
        build_report("b", [("headline", "Ferry runs aground off Torsvik with 96 aboard"), *FERRY]),
        build_report("c", [("headline", "Torsvik ferry aground"), FERRY[0]]),
    ]
    assert "Torsvik" in choose(reports)


def test_a_report_without_a_headline_is_titled_by_its_opening_cut_at_a_word() -> None:
    title = choose([build_report("a", FERRY)])
    assert title.endswith("…")
    assert len(title) <= MAX_TITLE_CHARS + 1
    assert FERRY[0].startswith(title[:-1])


def test_reports_without_words_have_a_title_too() -> None:
    assert choose([build_report("a", ["…"]), build_report("b", ["!"])]) == "…"
