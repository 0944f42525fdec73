"""Score how likely each piece of a text is page furniture: boosted trees over visible features.

The trees ship in ``models/furniture``; ``bench/blocks.py`` trains and measures them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from onrecord.models import locate_model
from onrecord.read.features import FEATURES

_ROWS_AT_ONCE = 2048


class Tree(msgspec.Struct, frozen=True):
    """One regression tree as parallel lists; a leaf has feature -1; left and right are nodes."""

    feature: list[int]
    threshold: list[float]
    left: list[int]
    right: list[int]
    value: list[float]


class Model(msgspec.Struct, frozen=True):
    """Boosted trees: log odds of furniture are ``base`` and the sum of the trees' leaves."""

    about: str
    features: list[str]
    base: float
    trees: list[Tree]


@dataclass(frozen=True, slots=True)
class Forest:
    """All trees of a model as (trees, nodes) tables; a leaf leads to itself."""

    base: float
    depth: int
    feature: NDArray[np.intp]
    threshold: NDArray[np.float64]
    left: NDArray[np.intp]
    right: NDArray[np.intp]
    value: NDArray[np.float64]


def plant_forest(model: Model) -> Forest:
    """Lay the trees of a model out as tables."""
    nodes = max(len(tree.value) for tree in model.trees)
    shape = (len(model.trees), nodes)
    left = np.tile(np.arange(nodes), (len(model.trees), 1))
    right = left.copy()
    feature, threshold, value = np.zeros(shape, np.intp), np.zeros(shape), np.zeros(shape)
    for row, tree in enumerate(model.trees):
        size = len(tree.value)
        inner = np.array(tree.feature) >= 0
        feature[row, :size] = np.maximum(tree.feature, 0)
        threshold[row, :size] = tree.threshold
        left[row, :size] = np.where(inner, tree.left, left[row, :size])
        right[row, :size] = np.where(inner, tree.right, right[row, :size])
        value[row, :size] = tree.value
    depth = max(_find_depth(tree, 0) for tree in model.trees)
    return Forest(model.base, depth, feature, threshold, left, right, value)


def _find_depth(tree: Tree, node: int) -> int:
    if tree.feature[node] < 0:
        return 0
    return 1 + max(_find_depth(tree, tree.left[node]), _find_depth(tree, tree.right[node]))


@cache
def load_forest() -> Forest:
    """Load the shipped model and make sure it was trained on this table of features."""
    raw = locate_model("furniture").joinpath("trees.json").read_bytes()
    model = msgspec.json.decode(raw, type=Model)
    if tuple(model.features) != FEATURES:
        raise ValueError("the furniture model was trained on another table of features")
    return plant_forest(model)


def score_furniture(
    table: NDArray[np.float64], forest: Forest | None = None
) -> NDArray[np.float64]:
    """Return the probability that each row of the feature table is furniture.

    Args:
        table: (pieces, ``len(FEATURES)``), from :func:`~onrecord.read.features.measure_pieces`.
        forest: the shipped one unless given.
    """
    forest = forest or load_forest()
    odds = [
        _walk_forest(table[low : low + _ROWS_AT_ONCE], forest)
        for low in range(0, len(table), _ROWS_AT_ONCE)
    ]
    return 1.0 / (1.0 + np.exp(-np.concatenate(odds)))


def _walk_forest(table: NDArray[np.float64], forest: Forest) -> NDArray[np.float64]:
    """Return log odds a row: every row goes down all trees at once, one level a turn."""
    rows = np.arange(len(table))[:, None]
    trees = np.arange(len(forest.feature))[None, :]
    nodes = np.zeros((len(table), len(forest.feature)), dtype=np.intp)
    for _ in range(forest.depth):
        low = table[rows, forest.feature[trees, nodes]] <= forest.threshold[trees, nodes]
        nodes = np.where(low, forest.left[trees, nodes], forest.right[trees, nodes])
    odds: NDArray[np.float64] = forest.base + forest.value[trees, nodes].sum(axis=1)
    return odds
