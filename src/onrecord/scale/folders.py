"""Folders anywhere: on disk, in memory, or in an object store, by one address (fsspec)."""

from __future__ import annotations

import errno
import hashlib
import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO, cast
from uuid import uuid4

from onrecord.errors import InputError, OnrecordError
from onrecord.records import Record

UNFINISHED = ".part"
"""Ends the names of files being written. They begin with ``_``, which query engines pass over."""


_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)


class NoRoomError(OnrecordError):
    """A file cannot be written, nor can others: the disk is full, or closed to this user."""


class FileSum(Record, frozen=True, kw_only=True):
    """What a file holds: how many bytes, and their sha256."""

    bytes: int
    sha256: str


class Written:
    """A file being written: counts and hashes what goes through."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self._bytes = 0
        self.closed = False

    def write(self, data: Any) -> int:
        """Write bytes, or whatever holds them."""
        part = bytes(data)
        self._hash.update(part)
        self._bytes += len(part)
        return self._stream.write(part)

    def tell(self) -> int:
        """Return how many bytes have gone through."""
        return self._bytes

    def flush(self) -> None:
        """Do nothing: the file counts once it has its name."""

    def close(self) -> None:
        """Do nothing: who opened the file closes it."""

    def sum_up(self) -> FileSum:
        """Return what has gone through."""
        return FileSum(bytes=self._bytes, sha256=self._hash.hexdigest())


class Folder:
    """A folder by its path or URL; names in it are relative, with ``/``."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._files, self._root = open_files(url)

    def __reduce__(self) -> tuple[type[Folder], tuple[str]]:
        return Folder, (self.url,)

    @contextmanager
    def writing(self, name: str) -> Iterator[Written]:
        """Write a file that has its name only once it is whole; one of that name is replaced.

        Raises:
            OnrecordError: it cannot be written.
        """
        folder, _, base = f"{self._root}/{name}".rpartition("/")
        unfinished = f"{folder}/_{base}.{uuid4().hex[:8]}{UNFINISHED}"
        try:
            self._files.makedirs(folder, exist_ok=True)
            with self._files.open(unfinished, "wb") as stream:
                yield Written(cast(BinaryIO, stream))
            self._files.mv(unfinished, f"{folder}/{base}")
        except OSError as error:
            reason = error.strerror or error
            message = f"cannot write {self.url}/{name}: {reason}"
            kind = NoRoomError if error.errno in _NO_ROOM else OnrecordError
            raise kind(message) from error
        finally:
            with suppress(OSError):
                self._files.rm_file(unfinished)

    def write(self, name: str, data: bytes) -> FileSum:
        """Write a whole file at once; see :meth:`writing`."""
        with self.writing(name) as out:
            out.write(data)
        return out.sum_up()

    def read(self, name: str, span: tuple[int, int] | None = None) -> bytes:
        """Return what a file holds, or the bytes of a span of it.

        Raises:
            OnrecordError: it is not there, or cannot be read.
        """
        try:
            first, last = span or (None, None)
            return bytes(self._files.cat_file(f"{self._root}/{name}", first, last))
        except OSError as error:
            raise OnrecordError(f"cannot read {self.url}/{name}: {error}") from error

    def view(self, name: str) -> memoryview:
        """Return what a file holds, mapped into memory where it is on this machine.

        Raises:
            OnrecordError: it is not there, or cannot be read.
        """
        path = self.find_path(name)
        if path is None or not self._files.size(path):
            return memoryview(self.read(name))
        try:
            with open(path, "rb") as stream:
                return memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
        except OSError as error:
            raise OnrecordError(f"cannot read {self.url}/{name}: {error}") from error

    def find_path(self, name: str) -> str | None:
        """Return the path of a file on this machine's disks, None where the folder is elsewhere."""
        return f"{self._root}/{name}" if "file" in self._files.protocol else None

    def remove_all(self, name: str) -> None:
        """Remove a folder and all in it; one that is not there is no error."""
        with suppress(FileNotFoundError):
            self._files.rm(f"{self._root}/{name}", recursive=True)

    def list(self, name: str) -> dict[str, int]:
        """Return the files right inside a folder, by name, with sizes; none where it is not.

        Raises:
            OnrecordError: it cannot be read.
        """
        try:
            self._files.invalidate_cache()
            found = self._files.ls(f"{self._root}/{name}", detail=True)
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise OnrecordError(f"cannot read {self.url}/{name}: {error}") from error
        sizes = {_name(entry): entry["size"] for entry in found if entry["type"] == "file"}
        return dict(sorted(sizes.items()))

    def remove(self, name: str) -> None:
        """Remove a file; one that is not there is no error."""
        with suppress(FileNotFoundError):
            self._files.rm_file(f"{self._root}/{name}")

    def __contains__(self, name: str) -> bool:
        return bool(self._files.exists(f"{self._root}/{name}"))


def _name(entry: dict[str, Any]) -> str:
    return str(entry["name"]).rpartition("/")[2]


def open_files(url: str) -> tuple[Any, str]:
    """Return the file system of a path or URL, and the path on it.

    Raises:
        InputError: fsspec, or what it needs for this kind of URL, is not installed, or nothing can
            be at such a URL.
    """
    try:
        from fsspec.core import url_to_fs  # type: ignore[import-untyped]  # ships no types
    except ImportError as error:
        raise InputError(
            "batch needs fsspec and pyarrow, which are not installed: "
            "pip install 'onrecord[cluster]'"
        ) from error
    try:
        files, path = url_to_fs(os.fspath(url))
    except (ImportError, OSError, TypeError, ValueError) as error:  # each kind of URL has its own
        raise InputError(f"{url}: {error}") from error
    return files, str(path).rstrip("/")
