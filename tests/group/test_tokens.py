from hypothesis import given
from hypothesis import strategies as st

from onrecord.group.tokens import find_words, tokenize_report
from onrecord.ids import hash_text
from onrecord.records import Block, Report
from tests.group.building import build_report


@given(st.text())
def test_every_word_is_anchored_in_the_text(text: str) -> None:
    report = Report(id="r", hash=hash_text(text), text=text)
    tokens = tokenize_report(report)
    previous = 0
    for start, end in zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True):
        assert previous <= start < end <= len(text)
        assert not text[start:end].isspace()
        previous = end


def test_furniture_bylines_and_repeats_have_no_words() -> None:
    report = build_report(
        "r", [("nav", "Share this page"), ("byline", "By Ann Lee"), "Ice melted."]
    )
    repeated = Block(
        start=report.blocks[2].start, end=report.blocks[2].end, role="body", repeat_of=2
    )
    tokens = tokenize_report(report)
    words = [report.text[s:e] for s, e in zip(tokens.starts, tokens.ends, strict=True)]
    assert words == ["Ice", "melted"]
    assert repeated.repeat_of is not None


def test_words_compare_without_case_accents_or_kind_of_apostrophe() -> None:
    one = tokenize_report(build_report("a", ["ZÜRICH’S Café"]))
    other = tokenize_report(build_report("b", ["Zurich's cafe"]))
    assert one.hashes.tolist() == other.hashes.tolist()


def test_left_out_furniture_breaks_a_run_of_words() -> None:
    split = tokenize_report(build_report("a", ["one two", ("promo", "Read also"), "three four"]))
    whole = tokenize_report(build_report("b", ["one two", "three four"]))
    assert len(split.hashes) == len(whole.hashes) + 1


def test_a_number_is_one_word() -> None:
    text = "About 10,000 troops and 3.5 percent"
    words = [text[s:e] for s, e in find_words(text, (0, len(text)))]
    assert words == ["About", "10,000", "troops", "and", "3.5", "percent"]
