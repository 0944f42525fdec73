import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from onrecord.group.packing import pack, pack_text, unpack, unpack_text
from onrecord.group.sheets import Sheet
from onrecord.group.texts import Text, make_text
from onrecord.ids import hash_text
from onrecord.records import Report
from tests.group.building import FERRY, build_report


def renew(text: Text) -> Text:
    return unpack_text(pack_text(text), unpack(pack(text.sheet), Sheet))


def check_same(text: Text, again: Text) -> None:
    assert again.sheet == text.sheet
    assert again.keys.tolist() == text.keys.tolist()
    assert again.tokens.ends.tolist() == text.tokens.ends.tolist()
    assert again.marks.tolist() == text.marks.tolist()
    assert again.runs == text.runs
    for name in ("spans", "bounds", "keys", "weights", "plain"):
        own, other = getattr(text.sentences, name), getattr(again.sentences, name)
        assert own.dtype == other.dtype
        assert np.array_equal(own, other)


@given(st.text(), st.text() | st.none())
def test_a_digest_is_kept_whole_whatever_the_text(words: str, outlet: str | None) -> None:
    report = Report(id="r" + words[:3], hash=hash_text(words), text=words, outlet=outlet)
    text = make_text(report, None)
    check_same(text, renew(text))


def test_names_that_no_utf8_can_hold_are_kept() -> None:
    report = build_report("a\ud800", FERRY, outlet="odd \udfff outlet", credit="Odd\ud800 Wire")
    text = make_text(report, None)
    check_same(text, renew(text))


def test_a_digest_is_small() -> None:
    text = make_text(build_report("a", FERRY * 5), None)
    assert len(pack_text(text)) + len(pack(text.sheet)) < 4 * len(" ".join(FERRY * 5))
