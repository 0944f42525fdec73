import numpy as np

from onrecord.group.bands import BANDS, sign_sentences
from onrecord.group.sentences import Sentences


def sign(rows: list[list[int]]) -> list[int]:
    ends = np.cumsum([len(row) for row in rows])
    bounds = np.array([ends - [len(row) for row in rows], ends], dtype=np.int32).T
    keys = np.array([key for row in rows for key in row], dtype=np.uint64)
    weights = np.ones(len(keys), dtype=np.float16)
    sentences = Sentences(bounds, bounds, keys, weights, np.ones(len(keys), dtype=np.bool_))
    return sign_sentences(sentences).tolist()  # type: ignore[no-any-return]


def test_reworded_sentences_share_bands_and_unlike_ones_do_not() -> None:
    first = [list(range(12)), list(range(20, 32))]
    reworded = [list(range(1, 13)), list(range(21, 33))]
    unlike = [list(range(100, 112)), list(range(120, 132))]
    signed, again, other = (set(sign(rows)) for rows in (first, reworded, unlike))
    assert len(signed & again) >= 2
    assert not signed & other


def test_signing_together_or_apart_gives_the_same_bands() -> None:
    sentences = [list(range(12)), list(range(5, 15)), [2**63, 1, 2, 3]]
    apart = [band for sentence in sentences for band in sign([sentence])]
    assert sign(sentences) == apart
    assert len(apart) == len(sentences) * BANDS
