"""Where the served ledger is: itself or, where it may not be written, a copy made at the start."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from onrecord.errors import InputError
from onrecord.show.web.settings import ServeSettings

LOG_ENDINGS = ("", "-wal")
"""SQLite keeps what was written last in a log beside the ledger."""


class Workplace:
    """The ledger that is read and whose views are made; closing it removes a copy."""

    def __init__(self, settings: ServeSettings) -> None:
        """Choose the ledger, and copy it where it may not be written.

        Raises:
            InputError: people are to judge in a ledger that may not be written.
        """
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self.path = settings.ledger
        if may_write(settings.ledger):
            return
        if settings.judge:
            raise InputError(f"{settings.ledger}: may not be written, so nobody can judge in it")
        self._folder = tempfile.TemporaryDirectory(prefix="onrecord-")
        self.path = str(Path(self._folder.name) / "desk.db")
        for ending in LOG_ENDINGS:
            if Path(settings.ledger + ending).exists():
                shutil.copyfile(settings.ledger + ending, self.path + ending)

    @property
    def is_copy(self) -> bool:
        """True where the pages show the ledger as it was at the start."""
        return self._folder is not None

    def close(self) -> None:
        """Remove a copy."""
        if self._folder is not None:
            self._folder.cleanup()


def may_write(path: str) -> bool:
    """Tell whether a ledger can be written; of one on a server, its rights decide later."""
    place = Path(path)
    if "://" in path or not place.exists():
        return True
    return os.access(place, os.W_OK) and os.access(place.absolute().parent, os.W_OK)
