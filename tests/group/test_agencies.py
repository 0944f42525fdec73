import tomllib
from importlib import resources

import pytest

from onrecord.group.agencies import find_agency, find_family, find_names, is_same_outlet


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("the Associated Press", "AP"),
        ("AP", "AP"),
        ("(Reuters)", "Reuters"),
        ("www.reuters.com", "Reuters"),
        ("@FoxNews", "Fox News"),
        ("Bloomberg News", "Bloomberg"),
        ("Yonhap news agency", "Yonhap"),
        ("New York Times", "The New York Times"),
    ],
)
def test_known_under_many_names(written: str, name: str) -> None:
    agency = find_agency(written)
    assert agency is not None
    assert agency.name == name


@pytest.mark.parametrize(
    "written", ["", "ap", "business", "The Hamnes Courier", "@nobody", "bild up"]
)
def test_words_that_only_look_like_names_are_nobody(written: str) -> None:
    assert find_agency(written) is None


def test_names_in_text_are_whole_words() -> None:
    text = "MAP readers told AP that an AFPlike feed, and AFP, agreed."
    assert [agency.name for _, agency in find_names(text, (0, len(text)))] == ["AP", "AFP"]


def test_same_outlet_needs_to_be_known() -> None:
    assert is_same_outlet("apnews.com", "Associated Press")
    assert is_same_outlet("hamnescourier.example", "The Hamnes Courier")
    assert not is_same_outlet(None, None)
    assert not is_same_outlet("a.example", "b.example")


def test_titles_of_one_owner_are_a_family() -> None:
    assert find_family("sfgate.com") == find_family("chron.com") == "Hearst"
    assert find_family("hamnescourier.example") is None


def test_every_owner_is_sourced_and_every_site_has_one_owner() -> None:
    data = resources.files("onrecord.group").joinpath("agencies.toml").read_text("utf-8")
    families = tomllib.loads(data)["family"]
    assert all(row["source"].startswith("https://") and len(row["hosts"]) > 1 for row in families)
    hosts = [host for row in families for host in row["hosts"]]
    assert len(hosts) == len(set(hosts))
