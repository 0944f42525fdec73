"""How long to wait: longer after each failure, never in step with others, as long as asked to."""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime
from random import Random

DAY_SECONDS = 86_400.0
FIRST_SECONDS = 60.0
JITTER = 0.1


def spread(seconds: float, random: Random) -> float:
    """Return a time up to a tenth longer, so that many watches do not ask at the same moment."""
    return seconds * (1 + JITTER * random.random())


def back_off(failures: int, random: Random) -> float:
    """Return how long to wait after so many failures in a row: a minute, doubled, a day at most."""
    doubled = FIRST_SECONDS * 2 ** min(max(failures, 1) - 1, 20)
    return spread(min(doubled, DAY_SECONDS), random)


def read_retry_after(value: str | None, now: float) -> float:
    """Return the seconds a server asks to be left alone, a day at most; 0 where it does not say.

    >>> read_retry_after("120", 0), read_retry_after("Thu, 01 Jan 1970 00:10:00 GMT", 300)
    (120.0, 300.0)
    >>> read_retry_after("soon", 0), read_retry_after(None, 0)
    (0.0, 0.0)
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        seconds = float(text[:9])
    else:
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            return 0.0
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = moment.timestamp() - now
    return min(max(seconds, 0.0), DAY_SECONDS)
