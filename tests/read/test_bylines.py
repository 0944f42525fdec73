from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.read.bylines import parse_byline
from onrecord.read.reports import make_report


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("by Jo Adler - October 29, 2024, 1:43 am", ("Jo Adler",)),
        ("By JO ADLER and Ann Lee, Reuters", ("Jo Adler", "Ann Lee")),
        ("Story by Ann Lee", ("Ann Lee",)),
        ("By: Tom O’Day in Kyiv", ("Tom O’Day",)),
        ("By José Ñandú and Luc de la Tour", ("José Ñandú", "Luc de la Tour")),
        ("Posted by Jo Adler on November 19, 2019, 6:21 AM EST", ("Jo Adler",)),
        ("By Jo Adler jo@example.org (555) 0100", ("Jo Adler",)),
        ("Reporting by Jo Adler; editing by Ann Lee", ("Jo Adler",)),
        ("By Staff Reporter", ()),
        ("By Reuters", ()),
        ("By the end of the day, twelve had died", None),
        ("By land and sea", None),
        ("Jo Adler", None),
    ],
)
def test_bylines_as_written(line: str, names: tuple[str, ...] | None) -> None:
    assert parse_byline(line) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Jo Adler | Oct 3, 2024", ("Jo Adler",)),
        ("Monday November 18, 2019 7:45 am PST by Jo Adler", ("Jo Adler",)),
        ("Jo Adler, Reuters", ("Jo Adler",)),
        ("Selm Herald, a network company", None),
        ("What the operator says", None),
    ],
)
def test_lines_where_a_byline_is_expected(line: str, names: tuple[str, ...] | None) -> None:
    assert parse_byline(line, bare=True) == names


def test_a_report_names_each_author_once() -> None:
    text = (
        "Ferry Sinks Off Port Selm\n\nBy Jo Adler and Ann Lee\n\nMay 4, 2031\n\n"
        "A ferry carrying 140 people sank off Port Selm on Monday, the coastguard said.\n\n"
        "By Monday night the search for the missing was called off, the coastguard told reporters."
    )
    assert make_report(text).byline == ("Jo Adler", "Ann Lee")


@given(st.text(max_size=200))
def test_any_line_is_borne(line: str) -> None:
    for bare in (False, True):
        assert all(name.strip() for name in parse_byline(line, bare=bare) or ())
