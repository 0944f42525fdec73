import pytest

from onrecord.group.credits import CreditClaim, find_credit_claims
from onrecord.records import Block, Credit, Report
from tests.group.building import build_report


def read(text: str, outlet: str | None = None) -> list[CreditClaim]:
    return list(find_credit_claims(build_report("r", [text], outlet=outlet)))


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("Rebels took the town, Bloomberg reported on 17 November.", "wire", "Bloomberg"),
        ("Rebels took the town, according to the Associated Press.", "wire", "AP"),
        ("Ann Lee told Reuters that rebels took the town.", "wire", "Reuters"),
        ("The mayor resigned, the Hamnes Courier reported.", "outlet", "Hamnes Courier"),
        ("Two men were shot, KTVQ reported.", "outlet", "KTVQ"),
        ("Ann Lee told this newspaper that rebels took the town.", "own reporting", None),
        ("The firm said in a press release that it had sold the mill.", "release", None),
    ],
)
def test_credit_in_a_sentence(text: str, kind: str, name: str | None) -> None:
    (claim,) = read(text)
    assert (claim.kind, claim.name) == (kind, name)
    assert claim.scope is not None


@pytest.mark.parametrize(
    "text",
    [
        "Reuters shares fell on Tuesday after the earnings call.",
        "The Times Square crowd waited for midnight.",
        "Bloomberg, the former mayor, visited the mill.",
        "Sun and rain alternated over the valley.",
    ],
)
def test_a_name_without_a_cue_credits_nobody(text: str) -> None:
    assert read(text) == []


def test_credit_reaches_no_further_than_its_sentence() -> None:
    text = "The mill burned down. Two men were held, Reuters reported. Rain is expected."
    (claim,) = read(text)
    assert claim.scope is not None
    assert text[slice(*claim.scope)].strip() == "Two men were held, Reuters reported."


def test_an_outlet_that_names_itself_reports_itself() -> None:
    (claim,) = read("Ann Lee told the Hamnes Courier that she saw it.", "hamnescourier.example")
    assert claim.kind == "own reporting"


def test_credit_line_covers_the_whole_report() -> None:
    report = build_report("r", ["Rebels took the town."], credit="AP")
    (claim,) = find_credit_claims(report)
    assert (claim.kind, claim.name, claim.scope) == ("wire", "AP", None)


def test_words_in_small_letters_are_nobodys_credit() -> None:
    report = build_report("r", ["We had input from our own team."], credit="our own team")
    assert find_credit_claims(report) == ()


def test_embedded_posts_are_their_authors_or_the_agency_they_carry() -> None:
    text = (
        "Troops seen near Hamnes\n— Fox News (@FoxNews)\n(Reuters) – Troops moved.\n— Jo Li (@joli)"
    )
    middle = text.index("\n(Reuters)")
    report = Report(
        id="r",
        hash="0" * 64,
        text=text,
        blocks=(
            Block(start=0, end=middle, role="embed", author="Fox News", handle="FoxNews"),
            Block(start=middle + 1, end=len(text), role="embed", author="Jo Li", handle="joli"),
        ),
        credits=(Credit(span=(middle + 1, middle + 12), names=("Reuters",), kind="dateline"),),
    )
    claims = find_credit_claims(report)
    assert {(claim.kind, claim.name) for claim in claims} == {
        ("outlet", "Fox News"),
        ("wire", "Reuters"),
    }
