from typing import Any

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st

from onrecord.group import passages
from onrecord.group.fingerprints import MIN_PASSAGE_WORDS, select_fingerprints
from onrecord.group.sentences import Sentences
from onrecord.group.sheets import Sheet
from onrecord.group.texts import Text
from onrecord.group.tokens import Tokens

WORDS = st.lists(st.integers(0, 5), max_size=60)


def as_hashes(words: list[int]) -> npt.NDArray[np.uint64]:
    return np.array([word * 2654435761 + 17 for word in words], dtype=np.uint64)


def align_reports(a: npt.NDArray[np.uint64], b: npt.NDArray[np.uint64]) -> list[passages.Passage]:
    return passages.align_reports(as_text(a), as_text(b))


def as_text(hashes: npt.NDArray[np.uint64]) -> Text:
    places = np.arange(len(hashes), dtype=np.int32)
    rows: Any = np.empty((0, 2), dtype=np.int32)
    none: Any = np.empty(0, dtype=np.uint64)
    return Text(
        sheet=Sheet("r", "h", None, None, None, 0),
        tokens=Tokens(hashes, places, places + 1),
        marks=np.zeros(len(hashes), dtype=np.uint8),
        sentences=Sentences(rows, rows, none, none, none),
        bands=none,
    )


def longest_common_run(a: list[int], b: list[int]) -> int:
    best = 0
    for i in range(len(a)):
        for j in range(len(b)):
            length = 0
            while i + length < len(a) and j + length < len(b) and a[i + length] == b[j + length]:
                length += 1
            best = max(best, length)
    return best


@given(WORDS, WORDS)
def test_passages_are_equal_words_long_enough_and_apart(a: list[int], b: list[int]) -> None:
    free = 0
    for passage in align_reports(as_hashes(a), as_hashes(b)):
        assert passage.words >= MIN_PASSAGE_WORDS
        assert a[passage.a : passage.a + passage.words] == b[passage.b : passage.b + passage.words]
        assert passage.b >= free
        free = passage.b + passage.words


@given(WORDS, WORDS)
def test_a_shared_run_of_eight_words_is_never_missed(a: list[int], b: list[int]) -> None:
    shared = longest_common_run(a, b) >= MIN_PASSAGE_WORDS
    assert bool(align_reports(as_hashes(a), as_hashes(b))) == shared


@given(WORDS, WORDS, st.lists(st.integers(6, 99), min_size=8, max_size=20))
def test_reports_that_share_eight_words_share_a_fingerprint(
    a: list[int], b: list[int], passage: list[int]
) -> None:
    first, _ = select_fingerprints(as_hashes(a + passage + b))
    second, _ = select_fingerprints(as_hashes(b + passage + a))
    assert set(first.tolist()) & set(second.tolist())


def test_one_word_repeated_without_end_is_aligned_in_linear_time() -> None:
    same = as_hashes([1] * 20_000)
    assert [passage.words for passage in align_reports(same, same)] == [20_000]
