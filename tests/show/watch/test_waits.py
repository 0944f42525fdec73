"""Waits: doubled, bounded, and never in step."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from onrecord.show.watch.waits import DAY_SECONDS, back_off, read_retry_after, spread


def test_waits_double_up_to_a_day() -> None:
    waits = [back_off(failures, Random(1)) for failures in range(1, 40)]
    assert 60 <= waits[0] <= 66
    assert all(later >= sooner * 0.9 for sooner, later in pairwise(waits))
    assert DAY_SECONDS <= waits[-1] <= DAY_SECONDS * 1.1


def test_no_two_watches_wait_alike() -> None:
    assert len({spread(900, Random(seed)) for seed in range(20)}) == 20


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0), ("30", 30), (" 30 ", 30), ("99999999999999999999", DAY_SECONDS), ("-5", 0),
        ("Thu, 01 Jan 1970 01:00:00 GMT", 2600), ("Thu, 01 Jan 1970 00:00:01 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", DAY_SECONDS), ("٣", 0), ("", 0), ("tomorrow", 0),
    ],
)  # fmt: skip
def test_retry_after_is_read_within_reason(value: str, seconds: float) -> None:
    assert read_retry_after(value, now=1000) == seconds
