"""Pins: what people decided about which reports are of one story."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from onrecord.group.story_index import Pins
from onrecord.records import Judgement


def read_pins(judgements: Sequence[Judgement]) -> Pins:
    """Return the pairs of ids called the same and those called not the same.

    A later decision on the same two replaces an earlier one, and an undone one is void. Whether
    ids are those of reports is not known here; pins on other things touch no report.
    """
    undone = {target for j in judgements if j.verb == "undo" for target in j.targets}
    pins: dict[tuple[str, str], bool] = {}
    for judgement in sorted(judgements, key=lambda j: (j.time, j.id)):
        if judgement.verb in {"same", "not-same"} and judgement.id not in undone:
            for pair in combinations(sorted(set(judgement.targets)), 2):
                pins[pair] = judgement.verb == "same"
    return pins


def list_partners(pins: Pins, ids: set[str]) -> set[str]:
    """Return everything that a pin ties to, or holds apart from, some of the ids; ids included."""
    return {end for pair in pins if not ids.isdisjoint(pair) for end in pair}


def compare_pins(before: Pins, after: Pins) -> set[str]:
    """Return the ids on which two states of the pins differ."""
    pairs = {pair for pair in before.keys() | after.keys() if before.get(pair) != after.get(pair)}
    return {end for pair in pairs for end in pair}
