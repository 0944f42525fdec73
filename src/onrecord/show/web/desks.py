"""The server's desk: the ledger's threads, what they share, and the state that answers are of."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import TypeVar

from onrecord.records import Track
from onrecord.show.web.caches import Cache
from onrecord.show.web.dossiers import FEW
from onrecord.show.web.drawings import Drawings
from onrecord.show.web.pools import ReaderPool
from onrecord.show.web.queries import Reader, Shared
from onrecord.show.web.refreshing import Refresher
from onrecord.show.web.registers import make_register
from onrecord.show.web.settings import ServeSettings
from onrecord.show.web.templating import fingerprint_pages
from onrecord.show.web.tracks import order_tracks
from onrecord.show.web.workplaces import Workplace
from onrecord.store import Ledger

Result = TypeVar("Result")

ANSWER_BYTES = 64_000_000
CHARTS_AHEAD = 24
"""Charts of the stories last reported on that are drawn before anybody asks."""


class Desk:
    """Everything that requests need, made when the server starts."""

    def __init__(self, settings: ServeSettings) -> None:
        """Keep the settings; nothing is opened yet."""
        self.settings = settings
        self.shared = Shared()
        self.workplace = Workplace(settings)
        self.pool = ReaderPool(self.path)
        self.drawings = Drawings(self.path, self.shared)
        self.refresher = Refresher(self.path, self._take_up)
        self.exports = 0
        self.answers: Cache[bytes] = Cache(ANSWER_BYTES, lambda body: len(body) + 200)

    @property
    def path(self) -> str:
        """The ledger that is read."""
        return self.workplace.path

    def start(self) -> None:
        """Begin to keep the views up to date."""
        self.refresher.start()

    def stop(self) -> None:
        """Close everything."""
        self.refresher.stop()
        self.drawings.close()
        self.pool.close()
        self.workplace.close()

    async def read(self, work: Callable[[Reader], Result]) -> Result:
        """Return what some work reads, all of it of one moment."""
        return await self.pool.run(lambda ledger: work(self.make_reader(ledger)))

    def make_reader(self, ledger: Ledger) -> Reader:
        """Return a reader for one request."""
        return Reader(ledger, self.shared, self.name_state(ledger))

    def name_state(self, ledger: Ledger) -> str:
        """Return text that changes whenever an answer may change."""
        return f"{ledger.state()} {self.refresher.round} {self.refresher.problem or ''}"

    def make_etag(self, reader: Reader, target: str) -> str:
        """Return the ETag (RFC 9110) of an answer to one address."""
        parts = (reader.state, fingerprint_pages(), target)
        return f'"{sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]}"'

    def _take_up(self, ledger: Ledger) -> None:
        self.shared.register = make_register(ledger, self.shared.register)
        self._draw_ahead(ledger)

    def _draw_ahead(self, ledger: Ledger) -> None:
        left = CHARTS_AHEAD
        for story in list(self.shared.register.stories)[:CHARTS_AHEAD]:
            found = [item for item in ledger.view("tracks", story) if isinstance(item, Track)]
            for track in order_tracks(tuple(found))[: min(FEW["figures"], left)]:
                self.drawings.draw_track(track)
                left -= 1
            if left <= 0:
                return
