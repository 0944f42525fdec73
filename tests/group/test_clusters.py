import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.group.clusters import Link, Rules, cluster_links, find_components, make_links

FAN = 60
NEVER_ABSORB = 1 << 40
Likeness = dict[Link, int]
Groups = list[list[int]]


def cluster(
    count: int,
    likeness: Likeness,
    rules: Rules,
    together: list[Link] | None = None,
    apart: list[Link] | None = None,
) -> Groups:
    a, b = (np.array([pair[side] for pair in likeness], dtype=np.int64) for side in (0, 1))
    links = make_links(a, b, np.array(list(likeness.values()), dtype=np.int64))
    return cluster_links(count, links, together or [], apart or [], rules)


def cluster_plainly(count: int, links: Likeness, least: float) -> Groups:
    """Average link as the textbook has it, for comparison."""
    groups = [[n] for n in range(count)]

    def mean(a: list[int], b: list[int]) -> float:
        return sum(links.get((min(i, j), max(i, j)), 0) for i in a for j in b) / (len(a) * len(b))

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
        (i, j): pick.randint(100, 12_000) for i in range(count) for j in range(i + 1, count)
        if pick.random() < 0.3
    }  # fmt: skip
    groups = cluster(count, links, Rules(FAN, 5_000, NEVER_ABSORB))
    assert groups == cluster_plainly(count, links, 5_000)


def test_a_thing_without_doubt_is_absorbed_and_its_group_grows() -> None:
    links = {(0, 1): 9, (0, 2): 9, (1, 2): 9, (2, 3): 9, (3, 4): 9}
    assert cluster(5, links, Rules(FAN, 5, 8)) == [[0, 1, 2], [3, 4]]


def test_pinned_together_and_apart() -> None:
    groups = cluster(4, {(0, 1): 9, (2, 3): 9}, Rules(FAN, 5, 7), [(1, 2)], [(0, 1)])
    assert groups == [[0], [1, 2, 3]]


def test_groups_held_apart_do_not_meet_through_a_third() -> None:
    links = {(0, 1): 9, (1, 2): 9, (0, 2): 9}
    for certain in (5, 9, 20):
        groups = cluster(3, links, Rules(FAN, 4, certain), [], [(0, 2)])
        assert not any({0, 2} <= set(group) for group in groups)


@pytest.mark.parametrize("certain", [6, NEVER_ABSORB])
def test_a_long_story_of_which_only_neighbours_in_time_were_compared_stays_whole(
    certain: int,
) -> None:
    fan = 5
    links = {(a, b): 7 for b in range(200) for a in range(max(0, b - fan), b)}
    assert cluster(200, links, Rules(fan, 5, certain)) == [list(range(200))]


def test_two_long_stories_do_not_meet_along_one_bridge() -> None:
    fan = 5
    links = {(a, b): 9 for b in range(80) for a in range(max(b // 40 * 40, b - fan), b)}
    links |= {(3, 60): 9, (5, 60): 9}
    assert len(cluster(80, links, Rules(fan, 5, 7))) == 2


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, Likeness, list[Link], list[Link]]:
    count = draw(st.integers(1, 14))
    pairs = [(i, j) for j in range(count) for i in range(j)]
    some = st.lists(st.sampled_from(pairs), max_size=3) if pairs else st.just([])
    kept = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    likeness = {pair: draw(st.integers(1, 10)) for pair in kept}
    return count, likeness, draw(some), draw(some)


@settings(deadline=None)
@given(graphs(), st.integers(1, 12), st.integers(2, 8), st.integers(0, 3))
def test_components_cluster_part_by_part(
    graph: tuple[int, Likeness, list[Link], list[Link]], fan: int, threshold: int, more: int
) -> None:
    count, likeness, together, apart = graph
    rules = Rules(fan, threshold, threshold + more)
    strong: dict[int, list[int]] = {thing: [] for thing in range(count)}
    for a, b in [*together, *(pair for pair, value in likeness.items() if value >= threshold)]:
        strong[b].append(a)
    by_part: Groups = []
    for part in find_components(strong):
        ranks = {thing: rank for rank, thing in enumerate(part)}

        def inside(pairs: list[Link], ranks: dict[int, int] = ranks) -> list[Link]:
            return [(ranks[a], ranks[b]) for a, b in pairs if a in ranks and b in ranks]

        kept = [pair for pair in likeness if set(pair) <= set(part)]
        links = dict(zip(inside(kept), (likeness[pair] for pair in kept), strict=True))
        groups = cluster(len(part), links, rules, inside(together), inside(apart))
        by_part += [[part[rank] for rank in group] for group in groups]
    assert sorted(by_part) == cluster(count, likeness, rules, together, apart)
