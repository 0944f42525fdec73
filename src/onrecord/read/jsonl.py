"""JSON Lines and JSON lists: a report a row.

A row is ``{"text": …}`` or ``{"html": …}`` with what else is known; rows in the IPTC's ninjs form
(``body_text``, ``body_xhtml``, ``headline``, ``versioncreated``; 2.0's ``bodies``, ``headlines``)
are read too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from onrecord.read.bylines import parse_byline
from onrecord.read.items import Item
from onrecord.read.options import ReadOptions
from onrecord.read.refusals import place_refusal, refuse
from onrecord.read.reports import Known
from onrecord.read.streams import CHUNK_BYTES, Pushback, Readable, iter_lines, open_plain

_TOKEN = re.compile(rb'\\.|\\\Z|["{}\[\],]', re.DOTALL)


class NinjsPart(msgspec.Struct):
    """One body or headline of ninjs 2.0; one infosource."""

    value: str | None = None
    contenttype: str | None = None
    name: str | None = None


class Row(msgspec.Struct):
    """A row as it may come; unknown keys are passed over."""

    text: str | None = None
    html: str | None = None
    id: str | int | None = None
    url: str | None = None
    title: str | None = None
    published: str | None = None
    byline: str | list[str] | None = None
    outlet: str | None = None
    lang: str | None = None
    body_text: str | None = None
    body_xhtml: str | None = None
    body_html: str | None = None
    headline: str | None = None
    versioncreated: str | None = None
    language: str | None = None
    uri: str | None = None
    source: str | None = None
    bodies: list[NinjsPart] = []
    headlines: list[NinjsPart] = []
    infosources: list[NinjsPart] = []

    def find_text(self) -> str | None:
        """Return the plain text of the row, in any of the forms."""
        return self.text or self.body_text or self._find_body(html=False)

    def find_html(self) -> str | None:
        """Return the markup of the row, in any of the forms."""
        return self.html or self.body_xhtml or self.body_html or self._find_body(html=True)

    def _find_body(self, html: bool) -> str | None:
        bodies = [body for body in self.bodies if ("html" in (body.contenttype or "")) is html]
        return next((body.value for body in bodies if body.value), None)


_DECODER = msgspec.json.Decoder(Row)


def list_rows(path: str, source: Pushback, options: ReadOptions) -> Iterator[Item]:
    """Yield an item a line of JSON Lines; blank lines are none, an over-long one is refused."""
    lines = iter_lines(open_plain(source), options.max_bytes)
    for number, line in enumerate(lines, start=1):
        if line is None or line.strip():
            yield _make_item(f"{path}#{number}", line, options)


def list_elements(path: str, source: Pushback, options: ReadOptions) -> Iterator[Item]:
    """Yield an item an element of a JSON list, or the one object of a file, or its lines.

    Raises:
        RefusedError: ``truncated`` where the list does not end.
    """
    plain = Pushback(open_plain(source))
    head = plain.peek(CHUNK_BYTES).lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"["):
        for number, part in enumerate(iter_elements(plain, options.max_bytes), start=1):
            yield _make_item(f"{path}#{number}", part, options)
    elif b"\n" in head and _is_object(head.split(b"\n")[0]):
        yield from list_rows(path, plain, options)
    else:
        data = plain.peek(options.max_bytes + 1)
        yield _make_item(path, data if len(data) <= options.max_bytes else None, options)


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (ValueError, RecursionError):
        return False


def _make_item(path: str, data: bytes | None, options: ReadOptions) -> Item:
    if data is None:
        error = refuse("too-large", f"a row of more than {options.max_bytes} bytes")
        return Item(path=path, refusal=place_refusal(error, path))
    return Item(path=path, kind="row", data=data)


def iter_elements(stream: Readable, max_bytes: int) -> Iterator[bytes | None]:
    """Yield the elements of a JSON list as bytes, None for one of more than ``max_bytes``.

    Raises:
        RefusedError: ``truncated`` where the list does not end.
    """
    scanner = _ListScanner(max_bytes)
    carried = b""
    while chunk := stream.read(CHUNK_BYTES):
        yield from scanner.scan(carried + chunk)
        carried = scanner.carried
        if scanner.done:
            return
    raise refuse("truncated", "the JSON list does not end")


class _ListScanner:
    """Finds the commas of the outermost list, keeping no more than one element."""

    def __init__(self, max_bytes: int) -> None:
        self.done = False
        self.carried = b""
        self._max_bytes = max_bytes
        self._depth = 0
        self._in_string = False
        self._parts: list[bytes] = []
        self._bytes = 0

    def scan(self, chunk: bytes) -> Iterator[bytes | None]:
        """Yield the elements that end in this chunk."""
        self.carried = b""
        start = 0
        for match in _TOKEN.finditer(chunk):
            token = match[0]
            if token == b"\\":
                self.carried, chunk = token, chunk[:-1]
            elif self._is_border(token):
                yield from self._end_element(chunk[start : match.start()])
                start = match.end()
            if self.done:
                return
        self._keep(chunk[start:])

    def _is_border(self, token: bytes) -> bool:
        """Follow strings and brackets; tell whether the list begins or an element ends here."""
        if token == b'"':
            self._in_string = not self._in_string
        elif self._in_string or token.startswith(b"\\"):
            return False
        elif token in b"{[":
            self._depth += 1
            return self._depth == 1
        elif token in b"}]":
            self._depth -= 1
            self.done = self._depth == 0
            return self.done
        return token == b"," and self._depth == 1

    def _keep(self, part: bytes) -> None:
        self._bytes += len(part)
        self._parts = [*self._parts, part] if self._bytes <= self._max_bytes else []

    def _end_element(self, part: bytes) -> Iterator[bytes | None]:
        self._keep(part)
        whole = b"".join(self._parts).strip(b"\xef\xbb\xbf \t\r\n")
        too_large = self._bytes > self._max_bytes
        self._parts, self._bytes = [], 0
        if whole or too_large:
            yield None if too_large else whole


def decode_row(data: bytes) -> Row:
    """Return the row that a line holds.

    Raises:
        RefusedError: ``bad-row``.
    """
    try:
        row = _DECODER.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except UnicodeDecodeError as error:
        raise refuse("bad-row", f"not UTF-8: {error.reason}") from None
    except (msgspec.MsgspecError, RecursionError) as error:
        raise refuse("bad-row", _explain(data, error)) from None
    if row.find_text() is None and row.find_html() is None:
        if "" in {row.text, row.html}:
            raise refuse("empty", "a row with an empty text")
        raise refuse("bad-row", "neither text nor html in it")
    return row


def _explain(data: bytes, error: Exception) -> str:
    if re.search(rb"\\u[dD][89a-fA-F]", data):
        return "not valid Unicode: a surrogate without its pair"
    return str(error)


def describe_row(row: Row, path: str) -> Known:
    """Return what a row says about its report."""
    uri = row.uri or ""
    titles = (row.title, row.headline, *(part.value for part in row.headlines))
    outlets = (row.outlet, row.source, *(part.name for part in row.infosources))
    return Known(
        id=str(row.id) if row.id is not None else uri if uri and not row.url else None,
        path=path,
        url=row.url or (uri if uri.startswith("http") else None),
        title=next(filter(None, titles), None),
        byline=split_byline(row.byline),
        outlet=next(filter(None, outlets), None),
        lang=row.lang or row.language,
        published=row.published or row.versioncreated,
    )


def split_byline(byline: str | list[str] | None) -> tuple[str, ...]:
    """Return the names in a byline."""
    if isinstance(byline, list):
        return tuple(name.strip() for name in byline if name.strip())
    if not byline or not byline.strip():
        return ()
    return tuple(parse_byline(byline, bare=True) or (byline.strip(),))
