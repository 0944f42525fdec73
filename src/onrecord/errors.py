"""The one exception tree.

::

    OnrecordError
    ├── InputError            a whole input cannot be used (no such path, nothing readable in it)
    │   ├── RefusedError      one report cannot be read; carries the Refusal
    │   └── FetchError        a URL may not be, or could not be, fetched
    ├── LedgerError           a ledger cannot be used
    │   ├── NotALedgerError   the file is something else, or damaged
    │   ├── VersionError      the ledger is newer than this program
    │   ├── LockedError       another writer holds the ledger for too long
    │   ├── WriteError        the ledger could not be written (disk full, read-only)
    │   └── NotFoundError     no entry has that id
    ├── AnchorError           an entry's span does not hold the text it was made from
    └── JudgementError        a judgement that cannot be applied

A failure of one report is a :class:`RefusedError`, which the runner turns into a counted
:class:`~onrecord.records.Refusal`; every other error ends the run with a message and an exit code.
"""

from __future__ import annotations

from onrecord.records import Refusal


class OnrecordError(Exception):
    """Base of every error onrecord raises on purpose; its text says what to do."""


class InputError(OnrecordError):
    """A whole input cannot be used."""


class RefusedError(InputError):
    """One report cannot be read."""

    def __init__(self, refusal: Refusal) -> None:
        """Keep the refusal; the message names path and reason."""
        super().__init__(f"{refusal.path}: {refusal.reason}: {refusal.detail}")
        self.refusal = refusal


class FetchError(InputError):
    """A URL may not be, or could not be, fetched."""


class LedgerError(OnrecordError):
    """A ledger cannot be used."""


class NotALedgerError(LedgerError):
    """The file is not a ledger, or is damaged."""


class VersionError(LedgerError):
    """The ledger was written by a newer onrecord."""


class LockedError(LedgerError):
    """Another writer holds the ledger for too long."""


class WriteError(LedgerError):
    """The ledger could not be written: disk full, read-only, or gone."""


class NotFoundError(LedgerError):
    """No entry of the ledger has that id."""


class AnchorError(OnrecordError):
    """An entry's span does not hold the text it was made from."""


class JudgementError(OnrecordError):
    """A judgement that cannot be applied: unknown target, or already undone."""
