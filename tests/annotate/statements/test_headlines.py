"""Headlines that name who speaks by a mark alone."""

from __future__ import annotations

import pytest

from tests.annotate.statements.marking import Marked

BODY = "\nThe ferry left Velm at noon. Ana Ruiz was aboard."


@pytest.mark.parametrize(
    ("headline", "speaker", "content"),
    [
        ("Toll rises to 54 in Velm: officials", "officials", "Toll rises to 54 in Velm"),
        ("No talks: minister", "minister", "No talks"),
        ("At least 12 killed in Velm - police", "police", "At least 12 killed in Velm"),
        ("Police: 12 killed in Velm market", "police", "12 killed in Velm market"),
        ("UN: 2 million displaced", "UN", "2 million displaced"),
        ("Most want the gate shut – poll", "poll", "Most want the gate shut"),
        ("No talks with the crew: Ruiz", "Ruiz", "No talks with the crew"),
        ("“We lost it all”: survivors of the ferry", "survivors of the ferry", "We lost it all"),
    ],
)  # fmt: skip
def test_who_speaks_stands_before_or_behind_the_mark(
    headline: str, speaker: str, content: str
) -> None:
    marked = Marked(f"# {headline}{BODY}")
    assert marked.contents() == [content]
    assert marked.speaker(content) == speaker


@pytest.mark.parametrize(
    "headline",
    [
        "Ferry sinks off Velm - The Daily Post",
        "Ferry sinks off Velm - BBC News",
        "Ferry war: what we know so far",
        "Analysis: why the ferry sank",
        "Ferry probe: Minister orders inquiry",
        "Ferry disaster: 54 dead, captain held",
        "Ferry sinks: Okafor",
        "They: the last to leave",
    ],
)
def test_other_marks_name_nobody(headline: str) -> None:
    assert Marked(f"# {headline}{BODY}").contents() == []


def test_what_the_model_found_is_not_found_twice() -> None:
    marked = Marked("# {S|Police}{C|:} {T|12 killed in Velm market}" + BODY)
    assert marked.contents() == ["12 killed in Velm market"]


def test_what_a_headline_says_and_what_is_said_below_stay_apart() -> None:
    marked = Marked(
        "# {S1|Minister}{C1|:} {T1|no talks with the crew}\n{T1|The ferry} left Velm, Ruiz said."
    )
    assert marked.contents() == ["no talks with the crew"]
