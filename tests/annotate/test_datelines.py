"""Datelines are no part of what a report says."""

from __future__ import annotations

import pytest

from onrecord.annotate.datelines import skip_dateline
from onrecord.ids import hash_text
from onrecord.read.credits import find_credits
from onrecord.records import Block, BlockRole, Report


def strip(text: str, role: BlockRole = "body") -> str:
    block = Block(start=0, end=len(text), role=role)
    report = Report(
        id="r",
        hash=hash_text(text),
        text=text,
        blocks=(block,),
        credits=find_credits(text, [block]),
    )
    start, end = skip_dateline(report, block)
    return text[start:end]


@pytest.mark.parametrize(
    "dateline",
    [
        "VELM - ",
        "VELM — ",
        "VELM, Orsk (AP) — ",
        "PORT VELM, March 3 (Northwire) - ",
        "Velm, 3 March (Northwire) -- ",
        "Velm, Mar. 3, 2025 – ",
        "Velm (Northwire) – ",
        "(Reuters) - ",
        "ST. VELM, W.Va. -- ",
        "NEW DELHI: ",
        "New Velm (Reuters): ",
    ],
)
def test_datelines_of_any_house_are_skipped(dateline: str) -> None:
    assert strip(f"{dateline}The gate was open, Ruiz said.") == "The gate was open, Ruiz said."


@pytest.mark.parametrize(
    "text",
    [
        "Ana Ruiz — harbour master since 2019 — said the gate was open.",
        "RUIZ: The gate was open.",
        "The gate was open - Ruiz said so.",
        "NATO - which opened the gate - said nothing.",
        "In Velm, March 3 was a quiet day.",
        "WE SAW IT ALL HAPPEN FROM OUR HOUSE — The gate was open.",
    ],
)
def test_what_is_no_dateline_stays(text: str) -> None:
    assert strip(text) == text


def test_a_headline_has_none() -> None:
    assert strip("VELM - The gate was open", "headline") == "VELM - The gate was open"
