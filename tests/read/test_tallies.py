"""Lines of a tally are the report's, however short."""

from __future__ import annotations

import pytest

from onrecord.read.blocks import find_blocks
from onrecord.read.tallies import is_tally

LEAD = "VELM - The ferry Aurora sank off the coast on Tuesday in rough seas, the ministry said."
REST = "Rescuers searched the water through the night and found a raft with nobody in it, she said."


@pytest.mark.parametrize(
    "line",
    [
        "Dead: 43",
        "Injured - 1,204",
        "• Missing: at least 7",
        "Deaths reported by the ministry: 44",
        "Rescued: 2 million+",
        "Total arrests: 9 (up 3)",
    ],
)
def test_a_count_of_those_something_befell_is_a_tally(line: str) -> None:
    assert is_tally(line)


@pytest.mark.parametrize(
    "line",
    [
        "Comments: 43",
        "Dead Island: a review",
        "Injured: the full list",
        "Shares: 1,204",
        "Page 7",
        "Killed 43 in Velm",
    ],
)
def test_other_short_lines_are_none(line: str) -> None:
    assert not is_tally(line)


def test_a_tally_neither_ends_a_report_nor_is_furniture() -> None:
    tally = ["Dead: 43", "Injured: 120", "Missing: at least 7", "Rescued: 310", "Detained: 2"]
    text = "\n\n".join(["Ferry disaster at a glance", LEAD, *tally, REST])
    roles = [block.role for block in find_blocks(text)]
    assert roles == ["headline", "body", *["list"] * 5, "body"]


@pytest.mark.parametrize("headline", ["UN: 2 million displaced", "No talks: minister"])
def test_a_first_line_above_the_body_is_its_headline_whatever_it_says(headline: str) -> None:
    text = "\n\n".join([headline, "March 3, 2025", LEAD, REST])
    assert [block.role for block in find_blocks(text)] == ["headline", "dateline", "body", "body"]


@pytest.mark.parametrize("kicker", ["Update, 9:05 am:", "Just one more thing...", "Thank you!"])
def test_a_kicker_above_the_body_is_no_headline(kicker: str) -> None:
    roles = [block.role for block in find_blocks("\n\n".join([kicker, LEAD, REST]))]
    assert "headline" not in roles
