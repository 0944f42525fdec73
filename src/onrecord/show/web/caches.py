"""What several requests need again: bounded, shared by threads, emptied when the ledger changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Cache(Generic[Value]):
    """Keeps what was used last, up to a total cost.

    Values are immutable, so that threads may share them. One made by two threads at once is kept
    once; nobody waits for another's work.
    """

    def __init__(self, limit: int, cost: Callable[[Value], int] = lambda _: 1) -> None:
        """Make an empty cache.

        Args:
            limit: the most that the values may cost together.
            cost: what one value costs; one each by default.
        """
        self._limit = limit
        self._cost = cost
        self._total = 0
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Value | None:
        """Return a value that is kept."""
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def fetch(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return a value, made now where it is not kept."""
        value = self.get(key)
        if value is None:
            value = make()
            self.put(key, value)
        return value

    def put(self, key: Hashable, value: Value) -> None:
        """Keep a value; the ones used longest ago make room for it."""
        with self._lock:
            if key in self._values:
                self._total -= self._cost(self._values.pop(key))
            self._values[key] = value
            self._total += self._cost(value)
            while self._total > self._limit:
                _, gone = self._values.popitem(last=False)
                self._total -= self._cost(gone)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()
            self._total = 0
