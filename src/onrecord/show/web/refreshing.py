"""One thread keeps the views up to date, so that no page waits for them."""

from __future__ import annotations

import threading
from collections.abc import Callable

from onrecord.errors import LedgerError, OnrecordError
from onrecord.show.web.pools import open_reader
from onrecord.store import Ledger

LEAVE_SECONDS = 3.0
"""How long a server that ends waits for views that are being made."""
POLL_SECONDS = 1.0
"""How soon facts that another program adds are seen."""


class Refresher:
    """Makes views again when facts or judgements have come.

    ``round`` counts how often they changed; ``problem`` says why they cannot be made.
    """

    def __init__(self, path: str, on_change: Callable[[Ledger], None]) -> None:
        """Keep what to call, in this thread, with the ledger, after every change."""
        self._path = path
        self._on_change = on_change
        self._wake = threading.Event()
        self._changed = threading.Condition()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="onrecord-refresher", daemon=True)
        self.state: str | None = None
        self.problem: str | None = None
        self.round = 0
        self.ready = False
        """True once there are views to show, if only those of an earlier state."""

    def start(self) -> None:
        """Begin; the first views are made at once."""
        self._thread.start()

    def stop(self) -> None:
        """End; what is still being made is taken up again by whoever opens the ledger next."""
        self._stopped = True
        self._wake.set()
        self._thread.join(LEAVE_SECONDS)

    def catch_up(self, state: str, seconds: float) -> bool:
        """Wait until the views hold a state, for so long at most; tell whether they do."""
        self._wake.set()
        with self._changed:
            return self._changed.wait_for(lambda: self.state == state, seconds)

    def _run(self) -> None:
        while not self._stopped:
            try:
                self._show_earlier()
                with Ledger.open(self._path, create=False) as ledger:
                    self._watch(ledger)
            except OnrecordError as error:
                self.problem = str(error)
                self._wake.wait(POLL_SECONDS)
                self._wake.clear()

    def _show_earlier(self) -> None:
        """Show the views as they were kept, until those of now are made."""
        if self.ready:
            return
        with open_reader(self._path) as ledger:
            try:
                if not ledger.view_count("stories"):
                    return
            except LedgerError:
                return  # no views were ever made
            self._on_change(ledger)
            self.round += 1
            self.ready = True

    def _watch(self, ledger: Ledger) -> None:
        while not self._stopped:
            state = ledger.state()
            if state != self.state:
                ledger.refresh_views()
                self._on_change(ledger)
                with self._changed:
                    self.state, self.problem, self.round = state, None, self.round + 1
                    self.ready = True
                    self._changed.notify_all()
            self._wake.wait(POLL_SECONDS)
            self._wake.clear()
