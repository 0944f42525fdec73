import random

import pytest

from onrecord.group.clusters import Clustering

FAN = 60


def cluster_plainly(
    count: int, links: dict[tuple[int, int], float], least: float
) -> list[list[int]]:
    """Average link as the textbook has it, for comparison."""
    groups = [[n] for n in range(count)]

    def mean(a: list[int], b: list[int]) -> float:
        return sum(links.get((min(i, j), max(i, j)), 0.0) for i in a for j in b) / (len(a) * len(b))

    while len(groups) > 1:
        pairs = [(-mean(a, b), min(a), min(b), a, b) for a in groups for b in groups if a[0] < b[0]]
        best = min(pairs)
        if -best[0] < least:
            break
        groups = [g for g in groups if g is not best[3] and g is not best[4]]
        groups.append(sorted(best[3] + best[4]))
    return sorted(groups)


@pytest.mark.parametrize("seed", range(12))
def test_same_groups_as_plain_average_link(seed: int) -> None:
    pick = random.Random(seed)
    count = 24
    links = {
        (i, j): pick.uniform(0.1, 12) for i in range(count) for j in range(i + 1, count)
        if pick.random() < 0.3
    }  # fmt: skip
    assert Clustering(count, links, FAN).run(5.0) == cluster_plainly(count, links, 5.0)


def test_pinned_together_and_apart() -> None:
    clustering = Clustering(4, {(0, 1): 9.0, (2, 3): 9.0}, FAN)
    clustering.pin([(1, 2)], [(0, 1)])
    assert clustering.run(5.0) == [[0], [1, 2], [3]] or clustering.run(5.0) == [[0], [1, 2, 3]]


def test_groups_held_apart_do_not_meet_through_a_third() -> None:
    clustering = Clustering(3, {(0, 1): 9.0, (1, 2): 9.0, (0, 2): 9.0}, FAN)
    clustering.pin([], [(0, 2)])
    groups = clustering.run(4.0)
    assert not any({0, 2} <= set(group) for group in groups)
