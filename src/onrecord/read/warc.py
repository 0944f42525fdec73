"""Web archives: WARC (ISO 28500), plain or gzip, and WACZ → one item a page.

Responses of status 200, ``resource`` and ``conversion`` records that are HTML or plain text are
pages; the rest of a crawl (pictures, scripts, requests) is no report and is passed over. A record's
date says when a page was fetched, not when it was published, and is not used.

A record is named by the byte at which it or its gzip member begins, as in a crawl's index (CDX):
``path#1234``, and ``path#1234+567`` for a later one in the same member, by the byte in what the
member holds. So an archive can be read from anywhere in it, and its records have the same names.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

from warcio.bufferedreaders import ChunkedDataReader  # type: ignore[import-untyped]  # ships no types
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
    GzipMember,
    Pushback,
    inflate,
    peek_member,
    read_bounded,
)
from onrecord.read.texts import read_charset

PAGE_TYPES = frozenset({"response", "resource", "conversion"})
_START = re.compile(rb"WARC/\d\.\d{1,2}[ \t]{0,4}\r?\n")
_START_BYTES = 16
"""No start is longer."""
_BLANK = b"\r\n\t \0"
_MEMBER_BYTES = 64
"""How much of a member is looked at to see whether a record begins with it."""


def list_warc(path: str, source: Pushback, options: ReadOptions) -> Iterator[Item]:
    """Yield an item a page of a WARC file, each named ``path#PLACE``.

    A damaged record is refused and the archive read on from the next that can be found.
    """
    zipped = source.peek(len(GZIP_MAGIC)) == GZIP_MAGIC
    return open_archive(path, source, options, zipped).list_pages()


def open_archive(path: str, source: Pushback, options: ReadOptions, zipped: bool) -> WarcRecords:
    """Return what reads the records of an archive from where its source stands."""
    return (WarcMembers if zipped else WarcRecords)(path, source, options)


def is_cuttable(head: bytes) -> bool:
    """Tell from an archive's first bytes that records can be found from the middle of it.

    That is not so where one gzip member holds many records, or where it begins with none.
    """
    if not head.startswith(GZIP_MAGIC):
        return _START.match(head) is not None
    inflater = zlib.decompressobj(wbits=31)
    try:
        data = inflater.decompress(head)
    except zlib.error:
        return False
    second = re.search(rb"\r\n\r\n" + _START.pattern, data)
    return _START.match(data) is not None and bool(inflater.unused_data or second is None)


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


class WarcRecords:
    """Records one after another, from wherever their source stands.

    Attributes:
        first: where the first record was found, None before that.
        next: where the record begins at which the reading stopped, None where it came to the end.
        count: how many records were begun.
        at: where what is read now, or would be read next, begins.
    """

    def __init__(
        self, path: str, source: Pushback, options: ReadOptions, member: int | None = None
    ) -> None:
        self.first: int | None = None
        self.next: int | None = None
        self.count = 0
        self.at = source.place
        self._path = path
        self._source = source
        self._options = options
        self._member = member
        self._loader = ArcWarcRecordLoader(verify_http=False, arc2warc=False)

    def list_pages(self, end: int | None = None) -> Iterator[Item]:
        """Yield the pages of records that begin before ``end``, all where it is None.

        Whatever lies between a record and the next belongs to the one before it.
        """
        try:
            yield from self.walk(end)
        except RefusedError as error:  # the source is no more to be read
            yield self.refuse(error)

    def walk(self, end: int | None = None) -> Iterator[Item]:
        """Yield what :meth:`list_pages` does.

        Raises:
            RefusedError: the source broke in the record at :attr:`at`.
        """
        while self._source.peek(1):
            self.at = self._source.place
            if self.is_start():
                if end is not None and self.at >= end:
                    self.next = self.at
                    return
                self.first = self.at if self.first is None else self.first
                self.count += 1
                yield from self.list_unit()
            elif not self.skip_blank():
                self.seek()
                lost = self._source.place - self.at
                yield self.refuse(refuse("damaged", f"{lost} bytes that are no WARC record"))
            self.at = self._source.place

    def is_start(self) -> bool:
        """Tell whether a record begins here, by nothing but the bytes from here on."""
        return _START.match(self._source.peek(_START_BYTES)) is not None

    def seek(self, limit: int | None = None) -> None:
        """Move to where the next record begins, or to the end, or past a limit."""
        while head := self._source.peek(CHUNK_BYTES):
            found = _START.search(head)
            if found:
                self._source.read(found.start())
                return
            self._source.read(max(len(head) - _START_BYTES, 1))
            if limit is not None and self._source.place >= limit:
                return

    def skip_blank(self) -> bool:
        """Skip what stands between records and says nothing; False where there is none."""
        head = self._source.peek(CHUNK_BYTES)
        return bool(self._source.read(len(head) - len(head.lstrip(_BLANK))))

    def list_unit(self) -> Iterator[Item]:
        """Yield the page of the record that begins here, if it holds one."""
        try:
            record = self._load()
        except RefusedError as error:
            if error.refusal.reason != "bad-record":
                raise
            yield self.refuse(error)
            self.seek()
            return
        item = self._read_page(record)
        _skip(record)
        if item:
            yield item

    def _load(self) -> Any:
        try:
            record = self._loader.parse_record_stream(self._source, self._source.readline(), "warc")
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
        path = self._name()
        try:
            data = read_payload(record, self._options.max_bytes)
        except RefusedError as error:
            return Item(path=path, refusal=place_refusal(error, path))
        charset = read_charset(_find_type(record))
        return Item(
            path=path, kind=kind, data=data, charset=charset, known=Known(path=path, url=url)
        )

    def _name(self) -> str:
        if self._member is None:
            return f"{self._path}#{self.at}"
        later = "" if self.at == self.first else f"+{self.at}"
        return f"{self._path}#{self._member}{later}"

    def refuse(self, error: RefusedError) -> Item:
        """Return the refusal of what is at :attr:`at`."""
        path = self._name()
        return Item(path=path, refusal=place_refusal(error, path))


class WarcMembers(WarcRecords):
    """Records in gzip members, as a rule each in its own."""

    def is_start(self) -> bool:
        """Tell whether a member begins here that begins with a record."""
        head = peek_member(self._source, _MEMBER_BYTES)
        return head is not None and _START.match(head[0].lstrip(_BLANK)) is not None

    def seek(self, limit: int | None = None) -> None:
        """Move to where the next record begins, or to the end, or past a limit."""
        while head := self._source.peek(CHUNK_BYTES):
            found = head.find(GZIP_MAGIC)
            if found == 0 and self.is_start():
                return
            step = found if found > 0 else 1 if found == 0 else max(len(head) - 2, 1)
            self._source.read(step)
            if limit is not None and self._source.place >= limit:
                return

    def skip_blank(self) -> bool:
        """Skip padding, or a member that holds nothing."""
        head = peek_member(self._source, _MEMBER_BYTES)
        if head is None:
            return super().skip_blank()
        content, ended = head
        if not ended or content.strip(_BLANK):
            return False
        read_bounded(GzipMember(self._source), _MEMBER_BYTES)
        return True

    def list_unit(self) -> Iterator[Item]:
        """Yield the pages in the member that begins here; each waits until what follows is read.

        So a record whose member breaks after it, or does not have the sum it says, is refused and
        not read as well.
        """
        member = GzipMember(self._source)
        inner = WarcRecords(self._path, Pushback(member), self._options, member=self.at)
        held: Item | None = None
        try:
            for item in inner.walk():
                if held:
                    yield held
                held = item
        except RefusedError as error:
            if inner.count > 1 and held:
                yield held
            yield (inner if inner.count > 1 else self).refuse(error)
            member.abandon()
            self.seek()
        else:
            if held:
                yield held


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
