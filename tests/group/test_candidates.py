import numpy as np

from onrecord.group import candidates
from onrecord.group.candidates import FingerprintIndex, SentenceIndex


def row(*values: int) -> np.typing.NDArray[np.uint64]:
    return np.array(values, dtype=np.uint64)


def test_index_answers_the_same_before_and_after_it_merges(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    rows = [row(*(n * k % 97 for k in range(1, 9))) for n in range(60)]
    plain, merging = FingerprintIndex(), FingerprintIndex()
    expected = [sorted(plain.add(n, values)) for n, values in enumerate(rows)]
    monkeypatch.setattr(candidates, "_BUFFER_ENTRIES", 10)
    assert [sorted(merging.add(n, values)) for n, values in enumerate(rows)] == expected


def test_a_hub_answers_with_its_first_carriers_only() -> None:
    index = FingerprintIndex(max_carriers=3)
    answers = [index.add(number, row(7)) for number in range(10)]
    assert answers[-1] == [(7, 0), (7, 1), (7, 2)]


def test_reworded_sentences_meet_and_unlike_ones_do_not() -> None:
    index = SentenceIndex()
    first = [list(range(12)), list(range(20, 32))]
    reworded = [list(range(3, 14)), list(range(22, 34))]
    unlike = [list(range(100, 112)), list(range(120, 132))]
    for number, sentences in enumerate((first, unlike)):
        index.add(number, index.sign(sentences).ravel())
    assert index.add(2, index.sign(reworded).ravel()) == [0]


def test_signing_together_or_apart_gives_the_same_bands() -> None:
    index = SentenceIndex()
    sentences = [list(range(12)), list(range(5, 15)), [2**63, 1, 2, 3]]
    apart = np.concatenate([index.sign([sentence]) for sentence in sentences])
    assert (index.sign(sentences) == apart).all()
