"""Limits on work done in this very process, where the system has them: time and memory."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_LEAST_SECONDS = 0.001


class TimeLimitError(BaseException):
    """The time is over. Not an ``Exception``, so that the work cut short does not catch it."""


@contextmanager
def limit_seconds(seconds: float) -> Iterator[None]:
    """Raise :class:`TimeLimitError` in the work inside once it has taken so long.

    Does nothing outside the main thread, or where there are no alarms. An alarm that somebody else
    has set goes off when it would have.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGALRM"):
        yield
        return
    started = time.monotonic()
    handler = signal.signal(signal.SIGALRM, _raise_limit)
    left, interval = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if left:
            left = max(left - (time.monotonic() - started), _LEAST_SECONDS)
            signal.setitimer(signal.ITIMER_REAL, left, interval)


def _raise_limit(_number: int, _frame: FrameType | None) -> None:
    raise TimeLimitError


def limit_memory(max_bytes: int) -> None:
    """Let this process hold no more than so many bytes: past them Python raises ``MemoryError``.

    Does nothing where the system has no such limit.
    """
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(
        resource.RLIMIT_DATA, (max_bytes, resource.getrlimit(resource.RLIMIT_DATA)[1])
    )
