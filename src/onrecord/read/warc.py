"""Web archives: WARC (ISO 28500), plain or gzip, and WACZ → one item a page.

Responses of status 200, ``resource`` and ``conversion`` records that are HTML or plain text are
pages; the rest of a crawl (pictures, scripts, requests) is no report and is passed over. A record's
date says when a page was fetched, not when it was published, and is not used.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

from warcio.bufferedreaders import (  # type: ignore[import-untyped]  # ships no types
    BufferedReader,
    ChunkedDataReader,
)
from warcio.recordloader import ArcWarcRecordLoader  # type: ignore[import-untyped]  # ships no types

from onrecord.errors import RefusedError
from onrecord.read.items import Item, Kind
from onrecord.read.kinds import CONTENT_TYPES
from onrecord.read.options import ReadOptions
from onrecord.read.refusals import place_refusal, refuse
from onrecord.read.reports import Known
from onrecord.read.streams import (
    CHUNK_BYTES,
    GZIP_MAGIC,
    BoundedGrowth,
    Pushback,
    Readable,
    inflate,
    iter_members,
    read_bounded,
)
from onrecord.read.texts import read_charset

MAX_LINE_BYTES = 65_536
PAGE_TYPES = frozenset({"response", "resource", "conversion"})
_START = b"WARC/"


def list_warc(path: str, source: Pushback, options: ReadOptions) -> Iterator[Item]:
    """Yield an item a page of a WARC file; ``n`` of its ``path#n`` counts the archive's records.

    A damaged record is refused and the archive read on from the next that can be found.
    """
    lister = _Lister(path, options)
    if source.peek(3) != GZIP_MAGIC:
        yield from lister.list_stream(source)
        return
    for member in iter_members(source):
        yield from lister.list_stream(member)
        if lister.stopped:
            return


def list_wacz(path: str, source: Pushback, options: ReadOptions) -> Iterator[Item]:
    """Yield an item a page of every WARC file in a WACZ (a ZIP with an ``archive`` folder).

    Raises:
        RefusedError: ``damaged`` where it is no ZIP that can be read; ``too-large`` where the ZIP
            came through a stream and is more than a report may be.
    """
    try:
        with zipfile.ZipFile(_make_seekable(source, options)) as package:
            for entry in sorted(package.infolist(), key=lambda entry: entry.filename):
                name = entry.filename
                if name.startswith("archive/") and name.endswith((".warc", ".warc.gz")):
                    with package.open(entry) as stream:
                        bounded = BoundedGrowth(stream, entry.compress_size)
                        yield from list_warc(f"{path}#{name}", Pushback(bounded), options)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise refuse("damaged", f"zip: {error}") from None


def _make_seekable(source: Pushback, options: ReadOptions) -> BinaryIO:
    return source.rewind() or io.BytesIO(read_bounded(source, options.max_bytes))


class _Reader(BufferedReader):  # type: ignore[misc]  # warcio ships no types
    """warcio's line reader, with no line longer than a header can be."""

    def readline(self, length: int | None = None) -> bytes:
        limit = min(length or MAX_LINE_BYTES, MAX_LINE_BYTES)
        return cast(bytes, super().readline(limit))


class _Lister:
    """Lists the records of one archive, whose streams it is given one by one."""

    def __init__(self, path: str, options: ReadOptions) -> None:
        self.stopped = False
        self._path = path
        self._options = options
        self._number = 0
        self._lost = False
        """Whether the last record was refused, so that what follows may be what is left of it."""
        self._loader = ArcWarcRecordLoader(verify_http=False, arc2warc=False)

    def list_stream(self, stream: Readable) -> Iterator[Item]:
        """Yield the pages among the records of a stream, going on after a damaged one."""
        reader = _Reader(stream)
        self._lost = False
        try:
            while line := self._seek_record(reader):
                self._number += 1
                self._lost = False
                yield from self._list_record(reader, line)
        except RefusedError as error:
            self.stopped = error.refusal.reason == "compression-bomb"
            yield self._refuse(error)

    def _seek_record(self, reader: _Reader) -> bytes:
        """Return the first line of the next record, empty at the end."""
        line, garbage = b"\n", 0
        while line and not line.startswith(_START):
            garbage += len(line.strip())
            line = reader.readline()
        if garbage and not line and not self._lost:
            raise refuse("damaged", f"{garbage} bytes that are no WARC record")
        return line

    def _list_record(self, reader: _Reader, line: bytes) -> Iterator[Item]:
        try:
            record = self._load(reader, line)
            item = self._read_page(record)
            _skip(record)
        except RefusedError as error:
            if error.refusal.reason in {"compression-bomb", "truncated", "damaged"}:
                raise
            self._lost = True
            yield self._refuse(error)
            return
        if item:
            yield item

    def _load(self, reader: _Reader, line: bytes) -> Any:
        try:
            record = self._loader.parse_record_stream(reader, line, "warc")
        except RefusedError:
            raise
        except Exception as error:  # a parser of hostile input: whatever breaks in it is damage
            raise refuse("bad-record", f"{type(error).__name__}: {str(error)[:200]}") from None
        if record.length is None:
            raise refuse("bad-record", "no Content-Length")
        return record

    def _read_page(self, record: Any) -> Item | None:
        """Return the page a record holds, None where it holds something else."""
        kind = find_kind(record)
        if kind is None:
            return None
        url = record.rec_headers.get_header("WARC-Target-URI")
        path = f"{self._path}#{self._number}"
        try:
            data = read_payload(record, self._options.max_bytes)
        except RefusedError as error:
            if record.raw_stream.limit:
                _skip(record)
            return Item(path=path, refusal=place_refusal(error, path))
        charset = read_charset(_find_type(record))
        return Item(
            path=path, kind=kind, data=data, charset=charset, known=Known(path=path, url=url)
        )

    def _refuse(self, error: RefusedError) -> Item:
        path = f"{self._path}#{self._number}"
        return Item(path=path, refusal=place_refusal(error, path))


def find_kind(record: Any) -> Kind | None:
    """Return the kind of page a WARC record holds, None where it holds no page."""
    http = record.http_headers
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    if record.rec_type not in PAGE_TYPES or (http and http.get_statuscode() != "200"):
        return None
    if _find_path(url) == "/robots.txt":
        return None
    kind = CONTENT_TYPES.get(_find_type(record).split(";")[0].strip().lower())
    return kind if kind in {"html", "text"} else None


def read_payload(record: Any, max_bytes: int) -> bytes:
    """Return what an HTTP client would have got: transfer and content encodings undone.

    Raises:
        RefusedError: ``too-large``, ``truncated``, ``damaged``, or ``compression-bomb``.
    """
    raw = read_bounded(record.raw_stream, max_bytes)
    if record.raw_stream.limit > 0:
        raise refuse("truncated", "the archive ends within the record")
    http = record.http_headers
    if http is None:
        return raw
    if (http.get_header("Transfer-Encoding") or "").lower() == "chunked":
        raw = cast(bytes, ChunkedDataReader(io.BytesIO(raw)).read())
    return inflate(raw, http.get_header("Content-Encoding") or "", max_bytes)


def _find_type(record: Any) -> str:
    headers = record.http_headers or record.rec_headers
    return headers.get_header("Content-Type") or ""


def _find_path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _skip(record: Any) -> None:
    """Read what is left of a record."""
    while record.raw_stream.read(CHUNK_BYTES):
        pass
