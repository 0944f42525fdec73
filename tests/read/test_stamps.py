from __future__ import annotations

import re

import edtf
import pytest

from onrecord.read.reports import Known, make_report
from onrecord.records import Dated

HEADLINE = "Ferry With 140 Aboard Sinks Off Port Selm"
BODY = (
    "A ferry carrying 140 people sank off Port Selm on Monday, the coastguard said, and at least "
    "12 passengers were killed.\n\n"
    "Rescuers pulled 97 people from the water before noon, the coastguard told reporters at the "
    "port, and the search went on into the night.\n\n"
    "The operator denied that the ship had been overloaded when it left the harbour, and said it "
    "would help the inquiry."
)


def assert_edtf(value: str | None) -> None:
    """The package wants seconds; pages give minutes."""
    if value:
        assert edtf.parse_edtf(re.sub(r"(?<=T\d\d:\d\d)(?!:)", ":00", value))


def date_text(*parts: str, known: Known = Known()) -> Dated:  # noqa: B008 - immutable
    published = make_report("\n\n".join(parts), known).published
    assert_edtf(published.edtf)
    return published


def test_metadata_comes_first() -> None:
    known = Known(published="Sun, 04 May 2031 10:00:00 GMT")
    assert date_text(HEADLINE, "By Jo Adler - May 5, 2031", BODY, known=known) == Dated(
        edtf="2031-05-04T10:00:00Z", source="metadata"
    )


def test_metadata_that_is_no_date_is_passed_over() -> None:
    known = Known(published="yesterday")
    assert date_text(HEADLINE, "May 5, 2031", BODY, known=known).source == "byline"


@pytest.mark.parametrize(
    ("above", "value"),
    [
        ("by Jo Adler - May 4, 2031, 1:43 am", "2031-05-04T01:43"),
        ("Jo Adler | 4 May 2031", "2031-05-04"),
        ("Published: May 4, 2031. Updated: May 6, 2031", "2031-05-04"),
        ("Updated May 6, 2031 / Published May 4, 2031", "2031-05-04"),
        ("Selm Herald May 4, 2031, 9:02 AM", "2031-05-04T09:02"),
    ],
)
def test_the_stamp_by_the_headline(above: str, value: str) -> None:
    assert date_text(HEADLINE, above, BODY) == Dated(edtf=value, source="byline")


def test_a_standfirst_with_a_date_is_no_stamp() -> None:
    published = date_text(HEADLINE, "The disaster of 4 May 2031 is the worst in decades", BODY)
    assert published == Dated(edtf="2031-05-04/..", source="text")


def test_the_date_of_today_on_the_page() -> None:
    assert date_text("Today : May 4, 2031", HEADLINE, BODY).edtf == "2031-05-04"


def test_the_dateline() -> None:
    body = BODY.replace("A ferry", "PORT SELM, May 5, 2031 (Reuters) - A ferry", 1)
    assert date_text(HEADLINE, body) == Dated(edtf="2031-05-05", source="dateline")


def test_posts_give_the_earliest_date_it_can_be() -> None:
    posts = (
        "Boats on the way\n— Coastguard (@selm) May 4, 2031",
        "All quiet now\n— Coastguard (@selm) May 3, 2031",
    )
    assert date_text(HEADLINE, BODY, *posts) == Dated(edtf="2031-05-04/..", source="embedded post")


def test_dates_looked_back_on_give_the_earliest_date_it_can_be() -> None:
    said = "The ship had last been inspected in March 2031. The minister resigned on 17 April."
    assert date_text(HEADLINE, BODY, said, BODY) == Dated(edtf="2031-04-17/..", source="text")


def test_dates_ahead_say_nothing() -> None:
    said = (
        "The inquiry will open on 12 June 2031, the ministry said in a statement on the disaster."
    )
    assert date_text(HEADLINE, BODY, said) == Dated()


def test_dates_of_furniture_say_nothing() -> None:
    assert (
        date_text(HEADLINE, BODY, "Latest news", "Bakers win prize again", "4 May 2031") == Dated()
    )


def test_without_evidence_the_date_is_unknown() -> None:
    assert date_text(HEADLINE, BODY) == Dated()
