import numpy as np

from onrecord.group.likeness import compare_profiles, decode_profile
from onrecord.group.neighbours import find_place
from onrecord.group.story_index import make_card
from onrecord.group.traits import CHANNELS, find_traits
from onrecord.group.vocabulary import hash_terms, switch_channel
from tests.group.building import FERRY, MILL, build_report

FERRY_CARD = make_card(build_report("ferry", FERRY, published="2024-03-05"))


def test_a_profile_survives_as_bytes() -> None:
    profile = FERRY_CARD.profile
    again = decode_profile(profile.encode(), profile.days)
    assert np.array_equal(again.terms, profile.terms)
    assert np.array_equal(again.values, profile.values)


def test_the_same_words_are_of_one_event_and_others_are_not() -> None:
    same, other = (
        make_card(build_report(id_, parts, published="2024-03-05")).profile
        for id_, parts in (("again", FERRY), ("mill", MILL))
    )
    odds = compare_profiles(FERRY_CARD.profile, [same, other])
    assert odds[0] > 0 > odds[1]


def test_days_apart_make_one_event_less_likely() -> None:
    near, far = (
        make_card(build_report(id_, FERRY[:1], published=day)).profile
        for id_, day in (("near", "2024-03-06"), ("far", "2024-06-05"))
    )
    odds = compare_profiles(FERRY_CARD.profile, [near, far])
    assert odds[0] > odds[1]


def test_what_all_candidates_share_says_less() -> None:
    crowd = [f"Police in {town} said a ferry ran aground and tugs were slowed by a heavy swell."
             for town in ("Torsvik", "Melun", "Carrow", "Hamnes", "Sale", "Faro")]  # fmt: skip
    profiles = [make_card(build_report(text, [text])).profile for text in crowd]
    alone = compare_profiles(FERRY_CARD.profile, profiles[1:2])
    among = compare_profiles(FERRY_CARD.profile, profiles)
    assert among[1] < alone[0]
    assert among[0] > among[1]


def test_a_report_without_words_is_like_no_other() -> None:
    empty = make_card(build_report("empty", ["…"])).profile
    assert compare_profiles(empty, [FERRY_CARD.profile])[0] < 0
    assert compare_profiles(FERRY_CARD.profile, [empty])[0] < 0
    assert len(compare_profiles(empty, [])) == 0


def test_channels_part_the_same_word() -> None:
    words = hash_terms("word", ["ferry"])
    assert len({int(switch_channel(words, channel)[0]) for channel in CHANNELS}) == len(CHANNELS)
    assert np.array_equal(switch_channel(words, "title"), hash_terms("title", ["ferry"]))


def test_numbers_stand_with_what_they_count_and_names_are_never_written_small() -> None:
    traits = find_traits(
        build_report("a", ["Four boats left Hamnes. The Tug and a tug met 96 men."])
    )
    assert set(traits["number"]) == {"4 boat", "96 men"}
    assert "hamn" in traits["name"]
    assert "tug" not in traits["name"]


def test_places_follow_days_then_times_then_the_undated() -> None:
    dates = ["2024-03-05", "2024-03-05T09:30", "2024-03-05T21:10", "2024-03-06", None]
    places = [find_place(date, "r") for date in dates]
    assert places == sorted(places)
    assert find_place("2024-03-05", "a") != find_place("2024-03-05", "b")
    assert max(places) < 1 << 63
