from __future__ import annotations

import time
from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.annotate.figures import find_figures
from onrecord.annotate.figures.numerals import Convention
from onrecord.annotate.parses import parse_blocks
from onrecord.ids import hash_text
from onrecord.records import Dated, Figure, Report, Speaker, Statement, Time, When


def find(
    text: str,
    times: Sequence[Time] = (),
    statements: Sequence[Statement] = (),
    convention: Convention = "words",
) -> tuple[Figure, ...]:
    report = Report(
        id="r", hash=hash_text(text), text=text, published=Dated(edtf="2024-05-07", source="byline")
    )
    parses = parse_blocks(text, [(0, (0, len(text)))])
    return find_figures(report, parses, times, statements, convention)


def fields(figure: Figure, *names: str) -> list[object]:
    return [getattr(figure, name) for name in names]


def only(text: str) -> Figure:
    [figure] = find(text)
    return figure


@pytest.mark.parametrize(
    ("text", "low", "high", "qualifier"),
    [
        ("A couple thousand soldiers crossed the river.", 2000, 2000, "about"),
        ("No fewer than seven people drowned.", 7, None, "at_least"),
        ("Nearly half a million people fled.", 500000, 500000, "about"),
        ("Up to 100,000 troops may come.", None, 100000, "up_to"),
        ("At least 3,000 recruits trained there.", 3000, None, "at_least"),
        ("More than 20 villages burned.", 20, None, "more_than"),
        ("Fewer than 40 tickets were sold.", None, 40, "less_than"),
        ("At most 15 seats remain.", None, 15, "at_most"),
        ("Some 300 migrants landed.", 300, 300, "about"),
        ("As many as 50 miners were trapped.", None, 50, "up_to"),
        ("Between 20 and 30 fighters surrendered.", 20, 30, "between"),
        ("The blaze destroyed 20-30 houses.", 20, 30, "between"),
        ("The group has 3,000+ members.", 3000, None, "at_least"),
        ("The club needs 200 members or more.", 200, None, "at_least"),
        ("Thousands of workers walked out.", 2000, None, "at_least"),
        ("Twelve people were hurt.", 12, 12, "exact"),
    ],
)
def test_bounds_are_those_the_words_give(
    text: str, low: int | None, high: int | None, qualifier: str
) -> None:
    figure = only(text)
    assert fields(figure, "low", "high", "qualifier") == [low, high, qualifier]


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("The bridge cost £3m.", "GBP", 3000000),
        ("They paid US$10 million.", "USD", 10000000),
        ("The loan was 20 million euros.", "EUR", 20000000),
        ("Turnout was 61 per cent.", "percent", 61),
        ("They hold 600 sq km.", "square kilometre", 600),
        ("The train hit 300 km/h.", "kilometre per hour", 300),
        ("They fired 155mm shells.", "millimetre", 155),
        ("The talks lasted five hours.", "hour", 5),
        ("The boy is five years old.", "year of age", 5),
        ("Maria Silva, 45, runs the shelter.", "year of age", 45),
        ("It reached 38C in Seville.", "degree celsius", 38),
        ("About 500 people a day cross the river.", "person per day", 500),
    ],
)
def test_unit_is_named_and_value_is_decimal(text: str, unit: str, value: int) -> None:
    figure = only(text)
    assert figure.unit == unit
    assert isinstance(figure.high, Decimal)
    assert figure.high == value


@pytest.mark.parametrize(
    "text",
    [
        "Both sides are doubling down on their claims.",
        "The meeting is on May 4, 2024 at 10:30 a.m.",
        "Since 2014 nothing has changed.",
        "The 1990s were worse.",
        "F-16 and Su-34 jets flew over the city.",
        "COVID-19 spread again before the G20 summit.",
        "The 9/11 attacks changed that.",
        "Article 5 was invoked.",
        "Call 555-1234 or +44 20 7946 0958 for help.",
        "United won 3-1 at home.",
        "The court ruled 5-4 against him.",
        "He came second in the third race.",
        "They help one another, and this one is right.",
        "She lives at 123 Main Street.",
        "Read https://example.org/2024/300-people for more.",
        "A man bought a car.",
    ],
)
def test_names_dates_and_scores_are_no_figures(text: str) -> None:
    assert find(text) == ()


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("Police shot two men.", ["shot"]),
        ("Two men were shot dead.", ["killed"]),
        ("A gunman killed 3 and left 5 wounded.", ["killed", "injured"]),
        ("The crash left 5 dead and 12 injured.", ["killed", "injured"]),
        ("The death toll rose to 12.", ["killed"]),
        ("The bombing claimed 14 lives.", ["killed"]),
        ("Rescuers pulled 17 bodies from the rubble.", ["killed"]),
        ("There were 6 fatalities.", ["killed"]),
        ("Four miners are missing.", ["missing"]),
        ("Police arrested 12 people.", ["arrested"]),
        ("The flood displaced 900 families.", [None]),
        ("The army sent 900 soldiers.", ["troops"]),
        ("They hold 600 sq km.", ["area"]),
        ("The storm killed 30 cows.", [None]),
    ],
)
def test_measure_follows_the_verb_and_its_voice(text: str, measures: list[str | None]) -> None:
    assert [figure.measure for figure in find(text)] == measures


def test_people_without_a_number_count_only_as_victims() -> None:
    woman, man = find("A young woman was killed and a man was shot dead.")
    assert fields(woman, "low", "high", "measure") == [1, 1, "killed"]
    assert fields(man, "low", "measure") == [1, "killed"]
    assert find("A man praised a woman.") == ()


def test_what_is_denied_is_not_counted() -> None:
    assert [f.measure for f in find("Three children were not hurt.")] == [None]


def test_headlines_leave_the_article_out() -> None:
    assert fields(only("Man killed in crash"), "low", "measure") == [1, "killed"]


def test_nobody_is_zero() -> None:
    figure = only("No one was killed.")
    assert fields(figure, "low", "high", "measure") == [0, 0, "killed"]


def test_part_and_whole() -> None:
    part, whole = find("The army holds 600 sq km of the 1,100 sq km it took.")
    assert fields(part, "low", "of") == [600, 1100]
    assert fields(whole, "low", "of") == [1100, None]
    aboard, dead = find("Of the 40 sailors aboard, 12 died.")
    assert fields(dead, "low", "of", "measure") == [12, 40, "killed"]
    assert aboard.low == 40


def test_ratio_keeps_both_its_numbers_in_one_figure() -> None:
    figure = only("One in five voters stayed at home.")
    assert fields(figure, "low", "of") == [1, 5]


def test_subset_names_the_figure_it_is_part_of() -> None:
    whole, part = find("A dozen people, including three children, were killed.")
    assert part.part_of == whole.id
    assert part.measure == "killed"


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("The toll rose from 250 to 340.", [None, "rise"]),
        ("Shares were down a third.", ["fall"]),
        ("Profits doubled.", ["rise"]),
        ("Exports fell by 12 percent.", ["fall"]),
        ("They raised $5 million.", [None]),
        ("Turnout was 61 percent.", [None]),
    ],
)
def test_change(text: str, changes: list[str | None]) -> None:
    assert [figure.change for figure in find(text)] == changes


def test_counted_is_the_noun_phrase_at_its_span() -> None:
    text = "Up to 15,000 North Korean troops will rotate in Kursk."
    figure = only(text)
    assert figure.counted == "North Korean troops"
    assert figure.counted_span is not None
    assert text[slice(*figure.counted_span)] == "North Korean troops"
    assert text[slice(*figure.span)] == "Up to 15,000 North Korean troops"
    assert figure.place == "Kursk"


def test_acled_convention_enters_one_number() -> None:
    [figure] = find("Dozens of people died.", convention="acled")
    assert fields(figure, "low", "high", "qualifier") == [12, 12, "about"]


def test_statement_and_as_of() -> None:
    text = "Five people died, and 12 people were hurt, officials said."
    inner = Statement(
        id="s1", speaker=Speaker(), cue=(), content=((22, 41),), mode="indirect",
        said=When(edtf="2024-05-06"),
    )  # fmt: skip
    outer = Statement(id="s2", speaker=Speaker(), cue=(), content=((0, 41),), mode="indirect")
    first, second = find(text, statements=(outer, inner))
    assert (first.statement, first.as_of.edtf) == ("s2", "2024-05-07")
    assert (second.statement, second.as_of.edtf) == ("s1", "2024-05-06")


def test_as_of_a_time_in_the_clause() -> None:
    text = "As of Monday, 12 people were missing."
    [figure] = find(text, times=(Time(span=(6, 12), edtf="2024-05-06", timex=None, kind="date"),))
    assert figure.as_of.edtf == "2024-05-06"


def test_numbers_inside_times_are_figures_only_if_they_count() -> None:
    text = "It opened three years ago, on the 12 of the month."
    times = (
        Time(span=(10, 25), edtf="2021", timex=None, kind="date"),
        Time(span=(27, 49), edtf="2021-05-12", timex=None, kind="date"),
    )
    [figure] = find(text, times=times)
    assert fields(figure, "low", "unit") == [3, "year"]


def test_status() -> None:
    assert only("The preliminary toll is 12.").status == "provisional"
    assert only("Twelve people died.").status == "unknown"


@pytest.mark.parametrize(
    "text",
    [
        "9" * 10_000,
        "1 " * 2_000,
        "one hundred " * 1_000,
        "3 of the " * 1_000,
        "$" * 2_000 + "5",
        "a half of a " * 500,
        "1-" * 1_000,
        "at least about some " * 500 + "5",
    ],
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    parses = parse_blocks(text, [(0, (0, len(text)))])
    report = Report(id="r", hash=hash_text(text), text=text)
    start = time.process_time()
    find_figures(report, parses, (), ())
    assert time.process_time() - start < 5


PIECES = [
    "at", "least", "12", "people", "dozens", "of", "$", "3", "million", "1/2", "%", "killed", "one",
    "-", "and", ",", "20–30", "﷽", "👩‍🚒", "e\u0301", "\x00", "\r\n", "٣٤", "½", "no", "a", "half",
    "(5)", "#1", "£", "1,2,3",
]  # fmt: skip


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.one_of(
            st.sampled_from(PIECES),
            st.text(max_size=6),
        ),
        max_size=25,
    )
)
def test_spans_hold_in_any_text(words: list[str]) -> None:
    text = " ".join(words)
    for figure in find(text):
        start, end = figure.span
        assert 0 <= start < end <= len(text)
        if figure.low is not None and figure.high is not None:
            assert figure.low <= figure.high
        if figure.counted_span is not None:
            assert text[slice(*figure.counted_span)].split()[0] == (figure.counted or "").split()[0]


def test_same_text_same_figures() -> None:
    text = "At least 12 people died and 30 were hurt, including four children."
    assert find(text) == find(text)


def read_units(text: str) -> list[tuple[str, str | None]]:
    return [(str(figure.low), figure.unit) for figure in find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Two men, 18 and 20, were charged.",
        "The men, aged 18 and 20, were charged.",
        "The men, ages 18, 19 and 20, were charged.",
        "Police arrested three teenagers, 15, 16 and 17, on Monday.",
    ],
)
def test_the_ages_of_several_people_count_nobody(text: str) -> None:
    ages = [figure for figure in find(text) if figure.low is not None and figure.low > 3]
    assert len(ages) >= 2
    assert {figure.unit for figure in ages} == {"year of age"}
    assert {figure.measure for figure in ages} == {None}


def test_what_follows_an_age_may_still_count() -> None:
    assert read_units("Ana Berg, 41, and 12 others drowned.") == [
        ("41", "year of age"),
        ("12", "person"),
    ]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Callers dialled 911 at once.", []),
        ("A 999 operator heard nothing.", []),
        ("3/ Mayor Ana Ruiz has left.", []),
        ("He made two calls to 112 that night.", ["2"]),
        ("The storm killed 911 people.", ["911"]),
    ],
)
def test_an_emergency_number_counts_nothing(text: str, values: list[str]) -> None:
    assert [str(figure.low) for figure in find(text)] == values


def test_a_time_before_a_dash_takes_no_toll_with_it() -> None:
    assert [str(figure.low) for figure in find("13:55 — Two people were injured.")] == ["2"]


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009"])
def test_a_space_that_does_not_break_parts_thousands(space: str) -> None:
    text = f"The ministry moved 1{space}200{space}people."
    figure = only(text)
    assert (figure.low, figure.unit) == (Decimal(1200), "person")
    assert text[slice(*figure.span)] == f"1{space}200{space}people"


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("Dead: 43", "killed"),
        ("Injured: at least 120", "injured"),
        ("Missing – 7", "missing"),
        ("Deaths reported by the ministry: 44", "killed"),
        ("Total arrests: 9", "arrested"),
    ],
)
def test_the_label_of_a_tally_says_what_it_counts(text: str, measure: str) -> None:
    assert only(text).measure == measure


def test_a_toll_that_hits_a_number_struck_nobody() -> None:
    assert only("The death toll hit 54 on the coast.").measure == "killed"


def test_a_degree_is_no_time() -> None:
    [one, three] = find("She faces one first-degree charge and three second-degree counts.")
    assert fields(three, "unit", "counted") == [None, "second-degree counts"]
    assert only("It was a 10-second delay.").unit == "second"
    assert fields(one, "low") == [1]


def test_a_place_in_a_gallery_counts_nothing() -> None:
    assert not find("Image 3 of 10: the gate at Velm.")
    assert not find("Boats at the gate. (1 of 12)")
    assert fields(only("Nobody saw 3 of the boats."), "low") == [3]


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("He wounded three others Monday morning.", "others"),
        ("Some 4,000 troops last year crossed the river.", "troops"),
    ],
)
def test_when_it_was_is_not_what_is_counted(text: str, counted: str) -> None:
    assert only(text).counted == counted


def test_a_letter_about_the_thousands_rounds_nothing() -> None:
    [figure] = find("She wrote about the 3,000 letters in the files.")
    assert fields(figure, "qualifier", "span") == ["exact", (20, 33)]
    assert only("She wrote about 3,000 letters.").qualifier == "about"


@pytest.mark.parametrize(
    ("text", "value", "measure"),
    [
        ("Officials had earlier put the number of dead at 12.", 12, "killed"),
        ("The mayor put the death toll at 14.", 14, "killed"),
        ("The count of those missing reached 30.", 30, "missing"),
        ('The army said "at least 200" were missing.', 200, "missing"),
        ("Hundreds missing - government", 200, "missing"),
        ("At least five later died, according to a nurse.", 5, "killed"),
        ("The house passed 12 bills.", 12, None),
    ],
)
def test_what_a_count_is_of_may_stand_far_from_it(
    text: str, value: int, measure: str | None
) -> None:
    assert fields(only(text), "low", "measure") == [value, measure]


def test_by_how_much_and_to_what_are_two_figures() -> None:
    by, to = find("The toll rose by 312 to 4,018.")
    assert [by.low, by.high, to.low, to.high] == [312, 312, 4018, 4018]
    assert fields(only("Prices will fall by 5 to 10 percent."), "low", "high") == [5, 10]


def test_a_toll_that_passes_a_number_is_more() -> None:
    assert only("The death toll passed 1,000 on the coast.").qualifier == "more_than"
    assert only("He passed 1,000 boats.").qualifier == "exact"


def test_a_surname_and_a_number_between_commas_are_an_age() -> None:
    assert only("Voss, 54, told reporters that she had no choice.").unit == "year of age"
    assert not [f for f in find("In Velm, 54, the bus, was late.") if f.unit == "year of age"]


def test_what_is_recalled_with_when_held_then() -> None:
    text = "It was the worst since 1998, when a dam burst and killed 117."
    then = Time(span=(23, 27), kind="date", edtf="1998/2024-05-07", timex="1998")
    assert find(text, times=[then])[-1].as_of == When(edtf="1998")


def test_each_of_two_verbs_has_its_own_count() -> None:
    killed, displaced = find(
        "The war has killed more than 20,000 people and displaced 1.2 million."
    )
    assert [killed.measure, displaced.measure] == ["killed", "displaced"]


def test_what_a_count_rose_from_held_before() -> None:
    text = "The toll rose to 19 on Wednesday from 12 a day earlier."
    before = Time(span=(41, 54), kind="date", edtf="2024-05-06", timex="2024-05-06")
    to, came = find(text, times=[before])
    assert [to.as_of, came.as_of] == [When(edtf="2024-05-07"), When(edtf="2024-05-06")]
