"""Byte streams that end: bounded reading, and decompression that no bomb gets through.

A compressed stream is refused once it has grown past :data:`FREE_BYTES` at a ratio no text reaches
(deflate tops out near 1,030 to 1; markup compresses 5 to 20 times, logs 50).
"""

from __future__ import annotations

import io
import zlib
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from onrecord.errors import RefusedError
from onrecord.read.refusals import refuse

CHUNK_BYTES = 65_536
FREE_BYTES = 16_000_000
MAX_RATIO = 200
MAX_LINE_BYTES = 65_536
"""No line is longer: the rest of one that is, is a line of its own."""
GZIP_MAGIC = b"\x1f\x8b\x08"
_GZIP_WINDOW = 31
_KEPT_CHUNKS = 4
"""How much of a broken member is looked through for the next, which it may have run into."""
_HEAD_BYTES = 4096


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
    """A stream that can be looked ahead in, read by lines, and whose bytes can be handed back.

    ``place`` is where the next byte stands; a stream need not begin at 0.
    """

    def __init__(self, stream: Readable, place: int = 0) -> None:
        self._stream = stream
        self._held = b""
        self._used = 0
        self.place = place

    def peek(self, size: int) -> bytes:
        """Return the next ``size`` bytes (fewer at the end) and leave them to be read."""
        while len(self._held) - self._used < size and self._fill():
            pass
        return self._held[self._used : self._used + size]

    def read(self, size: int | None = -1, /) -> bytes:
        """Return up to ``size`` bytes; all of them where it is None or negative."""
        size = -1 if size is None else size
        if self._used < len(self._held):
            end = len(self._held) if size < 0 else self._used + size
            part = self._held[self._used : end]
            self._used += len(part)
        else:
            part = self._stream.read(size)
        self.place += len(part)
        return part

    def readline(self, size: int | None = None, /) -> bytes:
        """Return the rest of the line with its end, or the part of it no longer than a line."""
        limit = MAX_LINE_BYTES if size is None else min(size, MAX_LINE_BYTES)
        while (end := self._held.find(b"\n", self._used, self._used + limit) + 1) == 0:
            held = len(self._held) - self._used
            if held >= limit or not self._fill():
                size = min(held, limit)
                return self.read(size) if size else b""
        return self.read(end - self._used)

    def _fill(self) -> bool:
        """Hold some more of the stream; False at its end."""
        part = self._stream.read(CHUNK_BYTES)
        self._held = self._held[self._used :] + part
        self._used = 0
        return bool(part)

    def rewind(self) -> BinaryIO | None:
        """Return the stream underneath at its beginning, None where it cannot be sought in."""
        stream = self._stream
        if not isinstance(stream, io.BufferedReader) or not stream.seekable():
            return None
        stream.seek(0)
        return stream

    def give_back(self, part: bytes) -> None:
        """Put bytes that were read in front of the rest."""
        self._held = part + self._held[self._used :]
        self._used = 0
        self.place -= len(part)


def check_growth(grown: int, shrunk: int) -> None:
    """Refuse what has grown past anything that text is.

    Raises:
        RefusedError: ``compression-bomb``.
    """
    if grown > FREE_BYTES and grown > shrunk * MAX_RATIO:
        raise refuse("compression-bomb", f"{shrunk} bytes grew to more than {grown}")


class BoundedGrowth:
    """A decompressed stream of known compressed size; it ends where it is refused."""

    def __init__(self, stream: Readable, shrunk_bytes: int) -> None:
        self._stream = stream
        self._shrunk = shrunk_bytes
        self._grown = 0
        self._refused = False

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes.

        Raises:
            RefusedError: ``compression-bomb``.
        """
        part = b"" if self._refused else self._stream.read(size)
        self._grown += len(part)
        if part:
            self._refused = True
            check_growth(self._grown, self._shrunk)
            self._refused = False
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
        self._first = source.place
        self._grown = 0
        self._recent: deque[bytes] = deque(maxlen=_KEPT_CHUNKS)
        self._error: RefusedError | None = None

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # any buffer
        """Fill a buffer with decompressed bytes; 0 at the member's end."""
        if self._error:
            raise self._error
        try:
            part = self._inflate(len(buffer))
        except RefusedError as error:
            self._error = error
            raise
        buffer[: len(part)] = part
        return len(part)

    def abandon(self) -> None:
        """Hand back to the source what the next member may begin in, after this one broke.

        How far back depends on nothing but the member: each chunk is counted from its beginning.
        """
        kept = b"".join(self._recent)
        first = len(GZIP_MAGIC) if self._source.place - len(kept) == self._first else 0
        self._source.give_back(kept[first:])

    def _inflate(self, size: int) -> bytes:
        while not self._inflater.eof:
            data = self._pending or self._read_chunk()
            if not data:
                raise refuse("truncated", "the gzip stream ends too early")
            part = self._inflate_part(data, size)
            if part:
                return part
        return b""

    def _read_chunk(self) -> bytes:
        self._source.peek(CHUNK_BYTES)
        chunk = self._source.read(CHUNK_BYTES)
        self._recent.append(chunk)
        return chunk

    def _inflate_part(self, data: bytes, size: int) -> bytes:
        try:
            part = self._inflater.decompress(data, size)
        except zlib.error as error:
            raise refuse("damaged", f"gzip: {error}") from None
        self._pending = self._inflater.unconsumed_tail
        self._grown += len(part)
        check_growth(self._grown, self._source.place - self._first)
        if self._inflater.eof:
            self._source.give_back(self._inflater.unused_data)
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


def peek_member(source: Pushback, size: int) -> tuple[bytes, bool] | None:
    """Return the first decompressed bytes of the member a source is at, and whether it ends there.

    None where no gzip member begins. The source stays where it is.
    """
    head = source.peek(_HEAD_BYTES)
    if not head.startswith(GZIP_MAGIC):
        return None
    inflater = zlib.decompressobj(_GZIP_WINDOW)
    try:
        return inflater.decompress(head, size), inflater.eof
    except zlib.error:
        return None


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
