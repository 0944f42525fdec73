"""Byte streams that end: bounded reading, and decompression that no bomb gets through.

A compressed stream is refused once it has grown past :data:`FREE_BYTES` at a ratio no text reaches
(deflate tops out near 1,030 to 1; markup compresses 5 to 20 times, logs 50).
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from onrecord.read.refusals import refuse

CHUNK_BYTES = 65_536
FREE_BYTES = 16_000_000
MAX_RATIO = 200
GZIP_MAGIC = b"\x1f\x8b\x08"
_GZIP_WINDOW = 31


class Readable(Protocol):
    """All that is asked of a source of bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes, none at the end."""
        ...


def read_bounded(stream: Readable, max_bytes: int) -> bytes:
    """Return the whole stream.

    Raises:
        RefusedError: ``too-large`` past ``max_bytes``; whatever the stream itself refuses.
    """
    parts: list[bytes] = []
    left = max_bytes + 1
    while left > 0 and (part := stream.read(min(left, CHUNK_BYTES * 16))):
        parts.append(part)
        left -= len(part)
    if left <= 0:
        raise refuse("too-large", f"more than {max_bytes} bytes")
    return b"".join(parts)


class Pushback:
    """A stream whose first bytes can be looked at, and whose rest can be handed back."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._held = b""
        self.taken = 0

    def peek(self, size: int) -> bytes:
        """Return the next ``size`` bytes (fewer at the end) and leave them to be read."""
        while len(self._held) < size and (part := self._stream.read(size - len(self._held))):
            self._held += part
        return self._held[:size]

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes; all of them where it is negative."""
        if self._held:
            size = len(self._held) if size < 0 else size
            part, self._held = self._held[:size], self._held[size:]
        else:
            part = self._stream.read(size)
        self.taken += len(part)
        return part

    def rewind(self) -> BinaryIO | None:
        """Return the stream underneath at its beginning, None where it cannot be sought in."""
        stream = self._stream
        if not isinstance(stream, io.BufferedReader) or not stream.seekable():
            return None
        stream.seek(0)
        return stream

    def give_back(self, part: bytes) -> None:
        """Put bytes that were read in front of the rest."""
        self._held = part + self._held
        self.taken -= len(part)


def check_growth(grown: int, shrunk: int) -> None:
    """Refuse what has grown past anything that text is.

    Raises:
        RefusedError: ``compression-bomb``.
    """
    if grown > FREE_BYTES and grown > shrunk * MAX_RATIO:
        raise refuse("compression-bomb", f"{shrunk} bytes grew to more than {grown}")


class BoundedGrowth:
    """A decompressed stream of which the compressed size is known."""

    def __init__(self, stream: Readable, shrunk_bytes: int) -> None:
        self._stream = stream
        self._shrunk = shrunk_bytes
        self._grown = 0

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes.

        Raises:
            RefusedError: ``compression-bomb``.
        """
        part = self._stream.read(size)
        self._grown += len(part)
        check_growth(self._grown, self._shrunk)
        return part


class GzipMember(io.RawIOBase):
    """One member of a gzip file, decompressed as it is read; leaves the source at its end.

    Raises on reading:
        RefusedError: ``damaged``, ``truncated`` or ``compression-bomb``.
    """

    def __init__(self, source: Pushback) -> None:
        super().__init__()
        self._source = source
        self._inflater = zlib.decompressobj(_GZIP_WINDOW)
        self._pending = b""
        self._first = source.taken
        self._grown = 0

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # any buffer
        """Fill a buffer with decompressed bytes; 0 at the member's end."""
        part = self._inflate(len(buffer))
        buffer[: len(part)] = part
        return len(part)

    def _inflate(self, size: int) -> bytes:
        while not self._inflater.eof:
            data = self._pending or self._source.read(CHUNK_BYTES)
            if not data:
                raise refuse("truncated", "the gzip stream ends too early")
            part = self._inflate_part(data, size)
            if part:
                return part
        return b""

    def _inflate_part(self, data: bytes, size: int) -> bytes:
        try:
            part = self._inflater.decompress(data, size)
        except zlib.error as error:
            self._source.give_back(data[len(GZIP_MAGIC) :])  # the next member may begin in it
            raise refuse("damaged", f"gzip: {error}") from None
        self._pending = self._inflater.unconsumed_tail
        if self._inflater.eof:
            self._source.give_back(self._inflater.unused_data)
        self._grown += len(part)
        check_growth(self._grown, self._source.taken - self._first)
        return part


class GzipStream(io.RawIOBase):
    """All members of a gzip file as one stream of bytes."""

    def __init__(self, source: Pushback) -> None:
        super().__init__()
        self._source = source
        self._member: GzipMember | None = GzipMember(source)

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # any buffer
        """Fill a buffer with decompressed bytes; 0 at the end."""
        while self._member:
            size = self._member.readinto(buffer)
            if size:
                return size
            more = self._source.peek(3) == GZIP_MAGIC
            self._member = GzipMember(self._source) if more else None
        return 0


def iter_members(source: Pushback) -> Iterator[GzipMember]:
    """Yield the members of a gzip file, going on at the next one where one is damaged.

    A member is to be read before the next is asked for; what is left unread of it is skipped.
    """
    while seek_member(source):
        yield GzipMember(source)


def seek_member(source: Pushback) -> bool:
    """Move the source to the next gzip magic number; False where there is none."""
    while head := source.peek(CHUNK_BYTES):
        place = head.find(GZIP_MAGIC)
        if place >= 0:
            source.read(place)
            return True
        source.read(max(len(head) - 2, 1))
    return False


def open_plain(source: Pushback) -> Readable:
    """Return the source itself, or decompressed where it is gzip."""
    return GzipStream(source) if source.peek(3) == GZIP_MAGIC else source


def inflate(data: bytes, encoding: str, max_bytes: int) -> bytes:
    """Undo an HTTP content encoding.

    Raises:
        RefusedError: ``damaged``, ``truncated``, ``too-large``, or ``not-text`` where the encoding
            is not known.
    """
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        return data
    if name not in {"gzip", "x-gzip", "deflate"}:
        raise refuse("not-text", f"content encoding {encoding!r} is not supported")
    if name == "deflate":
        return _inflate_deflate(data, max_bytes)
    return read_bounded(GzipStream(Pushback(io.BytesIO(data))), max_bytes)


def _inflate_deflate(data: bytes, max_bytes: int) -> bytes:
    for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS):  # zlib as the standard says, raw as some send
        inflater = zlib.decompressobj(window)
        try:
            whole = inflater.decompress(data, max_bytes + 1)
        except zlib.error:
            continue
        if len(whole) > max_bytes:
            raise refuse("too-large", f"more than {max_bytes} bytes")
        return whole
    raise refuse("damaged", "deflate stream")


def iter_lines(stream: Readable, max_bytes: int) -> Iterator[bytes | None]:
    """Yield each line without its end, None in place of one of more than ``max_bytes``."""
    parts: list[bytes] = []
    size = 0
    while chunk := stream.read(CHUNK_BYTES):
        *lines, rest = chunk.split(b"\n")
        for line in lines:
            size += len(line)
            yield None if size > max_bytes else b"".join([*parts, line])
            parts, size = [], 0
        size += len(rest)
        parts = [*parts, rest] if size <= max_bytes else []
    if size:
        yield None if size > max_bytes else b"".join(parts)
