from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from onrecord.records import Annotations, Dated, Figure, Refusal, Report
from onrecord.store.encodings import decode_record, encode_record
from tests.store.facts import make_fact


def test_records_come_back_whole_with_every_digit() -> None:
    report, notes = make_fact()
    assert decode_record(encode_record(report), Report) == report
    assert decode_record(encode_record(notes), Annotations) == notes
    figure = Figure(
        id="f", span=(1, 2), low=Decimal("1.10"), high=Decimal("1E+30"), qualifier="between"
    )
    back = decode_record(encode_record(figure), Figure)
    assert (str(back.low), str(back.high)) == ("1.10", "1E+30")


def test_defaults_are_left_out_so_that_a_new_field_changes_no_key() -> None:
    dated = Dated(edtf="2024", source="metadata")
    assert msgspec.json.decode(encode_record(dated)) == {"edtf": "2024", "from": "metadata"}
    assert encode_record(Dated()) == b"{}"
    assert decode_record(b"{}", Dated) == Dated()


@pytest.mark.parametrize("path", ["\ud800", "a\0b", "\U0001f525"])
def test_odd_characters_come_back(path: str) -> None:
    refusal = Refusal(path=path, reason="empty")
    assert decode_record(encode_record(refusal), Refusal) == refusal


def test_what_is_no_record_is_a_value_error() -> None:
    for data in (b"{", b"{}", b"[1]", b'{"path": 1, "reason": "x"}', b"\xff"):
        with pytest.raises(ValueError):  # noqa: PT011 - any of json's and msgspec's
            decode_record(data, Refusal)
