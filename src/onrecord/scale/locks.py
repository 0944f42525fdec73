"""One batch at a time in a folder: the second is told so, before it has done anything.

On this machine's disks the system holds the lock, and lets go of it however the batch ends.
Elsewhere a file says who is at work; where that was a process of this machine that has ended, the
folder is taken over.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import uuid4

import msgspec

from onrecord.errors import OnrecordError
from onrecord.records import Record
from onrecord.scale.folders import Folder

LOCK = "_batch.lock"
_held: set[str] = set()
"""The holders in this process, whose number would say that they are alive even if they are not."""


class Holder(Record, frozen=True, kw_only=True):
    """Who is at work in a folder: a process of a machine; ``id`` is new for each batch."""

    id: str
    machine: str
    process: int

    @property
    def is_gone(self) -> bool:
        """True where it is known to have ended."""
        if self.machine != platform.node():
            return False
        if self.process == os.getpid():
            return self.id not in _held
        try:
            os.kill(self.process, 0)
        except ProcessLookupError:
            return True
        except OSError:
            return False
        return False


@contextmanager
def lock_folder(folder: Folder) -> Iterator[None]:
    """Keep other batches out of a folder, which is made where it is not there.

    Raises:
        OnrecordError: another batch is at work in it, or it cannot be written to.
    """
    path = folder.find_path(LOCK)
    with _lock_file(path, folder.url) if path else _leave_note(folder):
        yield


@contextmanager
def _lock_file(path: str, url: str) -> Iterator[None]:
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        file = open(path, "wb")  # noqa: SIM115 - closed below
    except OSError as error:
        raise OnrecordError(f"cannot write to {url}: {error.strerror or error}") from error
    with file:
        try:
            import fcntl
        except ImportError:  # a system without such locks
            yield
            return
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _explain(url, "") from error
        yield


@contextmanager
def _leave_note(folder: Folder) -> Iterator[None]:
    """Lock where only files can be written; two that begin at the same moment see who was last."""
    own = Holder(id=uuid4().hex, machine=platform.node(), process=os.getpid())
    _refuse_other(folder, own)
    _held.add(own.id)
    try:
        folder.write(LOCK, msgspec.json.encode(own))
        _refuse_other(folder, own)
        yield
    finally:
        _held.discard(own.id)
        holder = _read_holder(folder)
        if holder is not None and holder.id == own.id:
            with suppress(OSError):
                folder.remove(LOCK)


def _refuse_other(folder: Folder, own: Holder) -> None:
    other = _read_holder(folder)
    if other is not None and other.id != own.id and not other.is_gone:
        who = f" (process {other.process} on {other.machine}); if it was killed, remove {LOCK}"
        raise _explain(folder.url, who)


def _read_holder(folder: Folder) -> Holder | None:
    if LOCK not in folder:
        return None
    try:
        return msgspec.json.decode(folder.read(LOCK), type=Holder)
    except (OnrecordError, msgspec.MsgspecError):
        return None  # it ended meanwhile, or what is there is no note


def _explain(url: str, who: str) -> OnrecordError:
    return OnrecordError(f"{url}: another batch is at work in this folder{who}")
