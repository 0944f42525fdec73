import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.annotate.attributions import Attribution, find_attributions, load_scorer
from onrecord.annotate.attributions.decoding import CONTENT, decode_tags, spans_of, trim_span
from onrecord.annotate.attributions.windows import (
    WINDOW_PIECES,
    mark_quotes,
    pack_windows,
    read_segments,
    relate_words,
)
from onrecord.models import locate_model
from onrecord.records import Span

REPORT = (
    "Bridge at Velm reopens after inspection\n\n"
    "The mayor of Velm, Ilse Kort, said on Monday that the bridge would reopen within days.\n\n"
    "“We have checked every bolt,” Kort told reporters. “Nobody should worry.”\n\n"
    "The union believes the work was rushed. It rained all week."
)


def lines(text: str) -> list[Span]:
    """Return the spans of the paragraphs of a text."""
    spans, start = [], 0
    for part in text.split("\n\n"):
        spans.append((start, start + len(part)))
        start += len(part) + 2
    return spans


def words(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [text[start:end] for start, end in spans]


def find_in(text: str) -> list[Attribution]:
    return find_attributions(text, lines(text))


def test_indirect_speech_has_its_source_cue_and_content() -> None:
    first = find_in(REPORT)[0]
    assert "Ilse Kort" in words(REPORT, first.source)[0]
    assert words(REPORT, first.cue)[0].startswith("said")
    assert words(REPORT, first.content)[0].endswith("the bridge would reopen within days")
    assert 0.5 < first.score <= 1


def test_a_quotation_broken_by_its_cue_is_one_attribution() -> None:
    quote = next(a for a in find_in(REPORT) if "told" in words(REPORT, a.cue)[0])
    assert words(REPORT, quote.source) == ["Kort"]
    assert words(REPORT, quote.content) == ["We have checked every bolt", "Nobody should worry"]


def test_a_belief_is_an_attribution_and_a_bare_fact_is_not() -> None:
    found = find_in(REPORT)
    assert any(words(REPORT, a.cue) == ["believes"] for a in found)
    assert not any("rained" in " ".join(words(REPORT, a.content)) for a in found)


def test_only_the_given_blocks_are_read() -> None:
    block = lines(REPORT)[2]
    found = find_attributions(REPORT, [block])
    assert found
    spans = [span for a in found for span in a.source + a.cue + a.content]
    assert all(block[0] <= start < end <= block[1] for start, end in spans)


def test_the_same_report_gives_the_same_output_whatever_was_read_before() -> None:
    alone = find_in(REPORT)
    find_in("Another text altogether, officials said. " * 40)
    assert find_in(REPORT) == alone


def test_nothing_comes_of_nothing() -> None:
    assert find_attributions("", []) == []
    assert find_attributions("   \n ", [(0, 5)]) == []


@pytest.mark.parametrize("broken", ["\r\n\r\n", "\n", "\u2029"])
def test_no_span_runs_over_a_line_break(broken: str) -> None:
    text = f"“The dam will hold,{broken}“and the town is safe,” the engineer said."
    found = find_attributions(text, [(0, len(text))])
    spans = [span for a in found for span in a.source + a.cue + a.content]
    assert not any(broken in text[start:end] for start, end in spans)


NOISE = st.text(
    alphabet=st.sampled_from(
        "aZ é\u0301\u200f\u202eשλم🇺🇦👩\u200d🚒\x00\r\n\t\u00a0“”\"'’.,:-–7%$字ﬁİß"
    ),
    max_size=40,
)


@settings(max_examples=40, deadline=None)
@given(NOISE, NOISE)
def test_offsets_hold_in_any_text(before: str, after: str) -> None:
    text = f"{before}\n\nThe minister said the road is closed.\n\n{after}"
    start = len(before) + 2
    blocks = [(0, len(before)), (start, start + 37), (start + 39, len(text))]
    for found in find_attributions(text, blocks):
        for role in (found.source, found.cue, found.content):
            assert all(0 <= s < e <= len(text) for s, e in role)
            assert all(a[1] <= b[0] for a, b in itertools.pairwise(role))
            assert all(trim_span(text, span) == span for span in role)
            assert all(any(b <= s and e <= c for b, c in blocks) for s, e in role)


@settings(max_examples=40, deadline=None)
@given(NOISE)
def test_every_word_is_read_once_and_in_order(text: str) -> None:
    scorer = load_scorer()
    windows = list(
        pack_windows(read_segments(text, [(0, len(text))], scorer.tokenizer), scorer.markers)
    )
    starts = [int(start) for window in windows for start in window.starts]
    ends = [int(end) for window in windows for end in window.ends]
    assert all(start < end for start, end in zip(starts, ends, strict=True))
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))
    assert {i for i, char in enumerate(text) if char.isascii() and char.isalnum()} <= {
        i for start, end in zip(starts, ends, strict=True) for i in range(start, end)
    }


def test_windows_hold_no_more_pieces_than_they_may() -> None:
    scorer = load_scorer()
    text = "x" * 90_000 + " unbroken " + "The clerk said so. " * 2000 + "\n" + "字" * 5000
    windows = list(
        pack_windows(read_segments(text, [(0, len(text))], scorer.tokenizer), scorer.markers)
    )
    assert max(len(window.ids) for window in windows) <= WINDOW_PIECES
    assert windows[-1].ends[-1] == len(text)


def test_quotation_marks_are_told_from_apostrophes() -> None:
    line = "\"It's mine,\" of the 'lost' map."
    states = "".join(map(str, mark_quotes(line)))
    assert states == "3" + "1" * 10 + "4" + "0" * 8 + "3" + "2222" + "4" + "0" * 5


def test_single_marks_inside_double_ones_stay_inside() -> None:
    line = "“She wrote ‘no’ twice”"
    assert set(mark_quotes(line)[1 : line.index("‘")]) == {1}


def test_viterbi_finds_the_best_of_all_paths_of_each_length() -> None:
    draw = np.random.default_rng(7)
    emissions = draw.normal(size=(4, 5, 4)).astype(np.float32)
    transitions = draw.normal(size=(5, 4)).astype(np.float32)
    lengths = np.array([5, 1, 3, 2])

    def score(row: int, path: tuple[int, ...]) -> float:
        steps = transitions[path[:-1], path[1:]].sum() + transitions[4, path[0]]
        return float(steps + emissions[row, range(len(path)), path].sum())

    for row, found in enumerate(decode_tags(emissions, transitions, lengths)):
        paths = itertools.product(range(4), repeat=int(lengths[row]))
        best = max(paths, key=lambda path: score(row, path))
        assert tuple(found[: lengths[row]]) == best


def test_neighbouring_spans_are_kept_apart() -> None:
    tags = np.array([CONTENT, CONTENT + 1, CONTENT, 0, 0, CONTENT, CONTENT + 1], np.int8)
    assert spans_of(tags, CONTENT) == [(0, 2), (2, 3), (5, 7)]


def test_no_two_attributions_share_a_content() -> None:
    text = "Officials voiced concern, saying they worried that the ice was thin. " * 5
    contents = [a.content for a in find_in(text)]
    assert len(contents) == len(set(contents))


def test_relations_mirror_on_the_two_sides_of_a_cue() -> None:
    relation = relate_words(np.array([[3, 5]]), np.array([1] * 8))[0]
    assert relation[3] == relation[4]
    assert len(set(relation[:4])) == 4
    assert relation[2] + relation[5] == 2 * relation[3]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("“Yes,” ", "Yes"),
        (" — $5 million.", "$5 million"),
        ("(about 40%)", "about 40%"),
        (":", ":"),
        (" -- ", "--"),
    ],
)
def test_edges_lose_marks_but_not_signs_of_value(text: str, kept: str) -> None:
    start, end = trim_span(text, (0, len(text)))
    assert text[start:end] == kept


def test_an_unknown_model_is_refused_by_name() -> None:
    with pytest.raises(FileNotFoundError, match="weather"):
        locate_model("weather")


def test_a_long_paragraph_is_not_cut_behind_a_title() -> None:
    scorer = load_scorer()
    sentence = "The clerk told Mr. Falk and Mrs. Lund that J. Ruiz had left Velm by boat"
    text = f"{sentence}, ".replace("The", "the") * 12 + "and that was all."
    cuts = [
        text[: int(segment.starts[0])]
        for segment in read_segments(text, [(0, len(text))], scorer.tokenizer)
    ]
    assert len(cuts) > 1
    assert not any(before.rstrip().endswith((" Mr.", " Mrs.", " J.")) for before in cuts)
