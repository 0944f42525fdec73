"""Time as a watch sees it: waiting ends at once when it is told to stop."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType
from typing import Protocol


class Clock(Protocol):
    """What a watch asks of time."""

    @property
    def stopped(self) -> bool:
        """Tell whether the watch is to end."""
        ...

    def now(self) -> float:
        """Return the seconds since 1970."""
        ...

    def wait(self, seconds: float) -> None:
        """Wait, or return at once when the watch is to end."""
        ...


class WallClock:
    """The time of this machine."""

    def __init__(self) -> None:
        self._stop = Event()

    @property
    def stopped(self) -> bool:
        """See :class:`Clock`."""
        return self._stop.is_set()

    def now(self) -> float:
        """See :class:`Clock`."""
        return time.time()

    def wait(self, seconds: float) -> None:
        """See :class:`Clock`."""
        self._stop.wait(max(0.0, seconds))

    def stop(self) -> None:
        """End the watch at the next place where nothing is half done."""
        self._stop.set()


@contextmanager
def stop_on_signals(clock: WallClock) -> Iterator[None]:
    """Stop a clock on SIGINT and SIGTERM; a second one ends the process as it usually does."""

    def stop(number: int, _frame: FrameType | None) -> None:
        clock.stop()
        signal.signal(number, before[signal.Signals(number)])

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
