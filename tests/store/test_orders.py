from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from onrecord.records import Dated
from onrecord.store.orders import key_date, key_preference, key_reading, key_version
from tests.store.facts import make_report


def test_dates_sort_by_their_earliest_moment_and_unknown_ones_last() -> None:
    dates = [
        "2023", "2024-10", "2024-10-26", "2024-10-26T08:00", "2024-10-26T10:30:01",
        "2024-10-27/2024-10-29", "2024-10-28?", "2024-11~", "2025", None, "soon",
    ]  # fmt: skip
    assert sorted(dates, key=key_date)[:-2] == dates[:-2]
    assert key_date("../2024-10-26") == key_date("2024-10-26T23:59:59")
    assert key_date("soon") == key_date(None) > key_date("9998")


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=4), st.integers(0, 3))
def test_a_raised_number_is_a_newer_version(parts: list[int], place: int) -> None:
    raised = [*parts]
    raised[place % len(parts)] += 1
    older, newer = (".".join(map(str, numbers)) for numbers in (parts, raised))
    assert key_version(older) < key_version(newer)


def test_a_reading_is_what_is_said_of_a_text_not_where_it_was_found() -> None:
    report = make_report(path="a.txt")
    assert key_reading(report) == key_reading(make_report(path="b.txt"))
    assert key_reading(report) != key_reading(make_report(outlet="Other"))


def test_the_reading_that_tells_more_is_preferred() -> None:
    full = make_report(url="https://example.org")
    texts = make_report(published=None)
    vague = make_report(title=None, published="2024")
    guessed = make_report()
    guessed = msgspec.structs.replace(guessed, published=Dated(edtf="2024", source="text"))
    ranked = sorted([texts, guessed, vague, full], key=key_preference)
    assert ranked == [full, vague, guessed, texts]
