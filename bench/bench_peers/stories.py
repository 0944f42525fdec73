"""Two common ways to group news, over scikit-learn's TF-IDF.

Types of peers are ignored: they carry none, and need not be installed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage  # type: ignore[import-not-found,import-untyped,unused-ignore]
from scipy.spatial.distance import squareform  # type: ignore[import-not-found,import-untyped,unused-ignore]
from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-not-found,import-untyped,unused-ignore]

Run = Callable[[float], list[str]]


def list_runs(texts: Sequence[str], order: Sequence[int]) -> list[tuple[str, Run, list[float]]]:
    """Return (name, run with a threshold, thresholds to try) for each way.

    Args:
        texts: one a report.
        order: report numbers in order of date.
    """
    rows = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit_transform(texts)
    likeness = (rows @ rows.T).toarray()
    distance = np.clip(1 - likeness, 0, None)
    np.fill_diagonal(distance, 0)
    tree = linkage(squareform(distance, checks=False), "average")

    def cut(threshold: float) -> list[str]:
        return [str(label) for label in fcluster(tree, threshold, "distance")]

    def stream(threshold: float) -> list[str]:
        return _stream(likeness, order, threshold)

    return [
        ("offline average-link", cut, list(np.arange(0.5, 0.96, 0.02))),
        ("centroid stream", stream, list(np.arange(0.1, 0.5, 0.02))),
    ]


def _stream(likeness: Any, order: Sequence[int], threshold: float) -> list[str]:
    """Join each report to the nearest centroid so far, or start a new group."""
    count = len(order)
    sums = np.zeros((count, count), dtype=np.float32)
    norms = np.zeros(count)
    labels = [""] * count
    groups = 0
    for report in order:
        cosines = sums[:groups, report] / np.sqrt(norms[:groups])
        best = int(cosines.argmax()) if groups else 0
        if not groups or cosines[best] < threshold:
            best, groups = groups, groups + 1
        norms[best] += 2 * sums[best, report] + 1
        sums[best] += likeness[report]
        labels[report] = str(best)
    return labels
