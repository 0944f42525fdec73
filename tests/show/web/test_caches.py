"""What requests share: bounded, and made once."""

from __future__ import annotations

from onrecord.show.web.caches import Cache


def test_what_was_used_longest_ago_makes_room() -> None:
    cache: Cache[str] = Cache(limit=3)
    for name in "abc":
        cache.put(name, name)
    assert cache.get("a") == "a"
    cache.put("d", "d")
    assert [cache.get(name) for name in "abcd"] == ["a", None, "c", "d"]


def test_the_cost_of_values_is_what_is_limited() -> None:
    cache: Cache[bytes] = Cache(limit=10, cost=len)
    cache.put("a", b"x" * 6)
    cache.put("a", b"x" * 9)
    assert cache.get("a") == b"x" * 9
    cache.put("b", b"x" * 2)
    assert cache.get("a") is None
    cache.put("huge", b"x" * 11)
    assert cache.get("huge") is None


def test_a_value_is_made_only_where_it_is_missing() -> None:
    cache: Cache[int] = Cache(limit=5)
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return len(made)

    assert cache.fetch("a", make) == cache.fetch("a", make) == 1
    cache.clear()
    assert cache.fetch("a", make) == 2
