from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest

from onrecord.read import ReadOptions, read
from onrecord.records import Refusal, Report


class Capture(NamedTuple):
    """What a crawler kept of one URL."""

    url: str
    body: bytes
    headers: str = "Content-Type: text/html; charset=utf-8"
    status: str = "200 OK"
    kind: str = "response"

    def pack(self) -> bytes:
        """Return the capture as a WARC record."""
        http = f"HTTP/1.1 {self.status}\r\n{self.headers}\r\n\r\n".encode() + self.body
        block, content_type = http, "application/http; msgtype=response"
        if self.kind != "response":
            block, content_type = self.body, self.headers.removeprefix("Content-Type: ")
        head = (
            f"WARC/1.0\r\nWARC-Type: {self.kind}\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
            f"WARC-Target-URI: {self.url}\r\nWARC-Date: 2031-01-01T00:00:00Z\r\n"
            f"Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        return head.encode() + block + b"\r\n\r\n"


def make_page(title: str) -> bytes:
    return (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        "<p>At least 12 people drowned when a ferry sank on Monday, the coast guard said.</p>"
        "<p>Nine passengers were still missing at nightfall, the harbour master added.</p>"
        "</article></body></html>"
    ).encode()


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(data), data)


PAGES = [
    Capture(f"https://example.org/{n}", make_page(f"Ferry report number {n}")) for n in range(3)
]
OTHERS = [
    Capture("https://example.org/", b"", kind="warcinfo"),
    Capture("https://example.org/a.png", b"\x89PNG", "Content-Type: image/png"),
    Capture("https://example.org/gone", make_page("Gone"), status="404 Not Found"),
    Capture("https://example.org/robots.txt", b"User-agent: *", "Content-Type: text/plain"),
]


def write(tmp_path: Path, name: str, *parts: bytes) -> Path:
    file = tmp_path / name
    file.write_bytes(b"".join(parts))
    return file


def urls(file: Path, options: ReadOptions | None = None) -> list[str | None]:
    """Return the URL of each report, the reason of each refusal."""
    found = list(read(file, options=options or ReadOptions()))
    return [one.reason if isinstance(one, Refusal) else one.url for one in found]


ALL = [page.url for page in PAGES]


def test_pages_and_nothing_else_become_reports(tmp_path: Path) -> None:
    records = [capture.pack() for pair in zip(OTHERS, PAGES, strict=False) for capture in pair]
    plain = write(tmp_path, "a.warc", *records, OTHERS[3].pack())
    zipped = write(tmp_path, "b.warc.gz", *map(gzip.compress, records))
    whole = write(tmp_path, "c.warc.gz", gzip.compress(b"".join(records)))
    for file in (plain, zipped, whole):
        assert urls(file) == ALL
    first = next(iter(read(plain)))
    assert isinstance(first, Report)
    assert first.path == f"{plain}#{len(records[0])}", "where it begins, as in an index"
    assert next(one.path for one in read(zipped)) == f"{zipped}#{len(gzip.compress(records[0]))}"
    assert next(one.path for one in read(whole)) == f"{whole}#0+{len(records[0])}"
    assert first.title == "Ferry report number 0"
    assert first.published.edtf is None, "the day of the crawl is no publication date"


def test_plain_text_and_conversion_records(tmp_path: Path) -> None:
    text = b"Port reopens\n\nThe port reopened on Tuesday, harbour master Ines Vidal said.\n"
    captures = [
        Capture("https://example.org/t", text, "Content-Type: text/plain"),
        Capture("https://example.org/c", text, "Content-Type: text/plain", kind="conversion"),
        Capture(
            "https://example.org/r", make_page("Kept"), "Content-Type: text/html", kind="resource"
        ),
    ]
    file = write(tmp_path, "a.warc", *(capture.pack() for capture in captures))
    assert urls(file) == [capture.url for capture in captures]


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Transfer-Encoding: chunked", chunk(PAGES[0].body)),
        ("Content-Encoding: gzip", gzip.compress(PAGES[0].body)),
        (
            "Content-Encoding: gzip\r\nTransfer-Encoding: chunked",
            chunk(gzip.compress(PAGES[0].body)),
        ),
    ],
)
def test_transfer_and_content_encodings(tmp_path: Path, headers: str, body: bytes) -> None:
    capture = PAGES[0]._replace(body=body, headers=f"{PAGES[0].headers}\r\n{headers}")
    file = write(tmp_path, "a.warc", capture.pack())
    (report,) = read(file)
    assert isinstance(report, Report)
    assert "12 people drowned" in report.text


def test_the_rest_is_read_after_a_damaged_record(tmp_path: Path) -> None:
    first, second, third = (page.pack() for page in PAGES)
    packed = bytearray(gzip.compress(second))
    packed[40:60] = b"\xff" * 20
    damaged = write(
        tmp_path, "a.warc.gz", gzip.compress(first), bytes(packed), gzip.compress(third)
    )
    assert urls(damaged) == [ALL[0], "damaged", ALL[2]]
    wrong_sum = gzip.compress(second)[:-8] + b"\0" * 8
    file = write(tmp_path, "s.warc.gz", gzip.compress(first), wrong_sum, gzip.compress(third))
    assert urls(file) == [ALL[0], "damaged", ALL[2]], "not both read and refused"
    garbage = write(tmp_path, "b.warc", first, b"spilt ink\r\n" * 20, third)
    assert urls(garbage) == [ALL[0], "damaged", ALL[2]]
    headless = write(tmp_path, "c.warc", first, b"WARC/1.0\r\nno header\r\n\r\n", third)
    assert urls(headless) == [ALL[0], "bad-record", ALL[2]]
    endless = second.replace(b"Content-Length", b"X-Length")
    members = (gzip.compress(part) for part in (first, endless, third))
    assert urls(write(tmp_path, "d.warc.gz", *members)) == [ALL[0], "bad-record", ALL[2]]


def test_cut_archives(tmp_path: Path) -> None:
    first, second, _ = (page.pack() for page in PAGES)
    assert urls(write(tmp_path, "a.warc", first, second[:-100])) == [ALL[0], "truncated"]
    cut = gzip.compress(second)[:-40]
    assert urls(write(tmp_path, "b.warc.gz", gzip.compress(first), cut)) == [ALL[0], "truncated"]
    assert urls(write(tmp_path, "c.warc", b"no archive")) == ["damaged"]
    assert urls(write(tmp_path, "d.warc.gz", gzip.compress(b"no archive"))) == ["damaged"]
    assert urls(write(tmp_path, "e.warc", OTHERS[1].pack())) == ["nothing-readable"]


def test_bombs_do_not_go_off(tmp_path: Path) -> None:
    zeros = b"0" * 30_000_000
    bomb = Capture(
        "https://example.org/bomb",
        gzip.compress(zeros),
        "Content-Type: text/html\r\nContent-Encoding: gzip",
    )
    file = write(tmp_path, "a.warc", bomb.pack(), PAGES[0].pack())
    assert urls(file) == ["compression-bomb", ALL[0]]
    member = gzip.compress(Capture("https://example.org/bomb", zeros).pack())
    after = gzip.compress(PAGES[0].pack())
    assert urls(write(tmp_path, "b.warc.gz", member, after)) == ["compression-bomb", ALL[0]]


def test_a_page_over_the_limit_is_refused_and_the_next_one_read(tmp_path: Path) -> None:
    large = PAGES[0]._replace(body=PAGES[0].body + b" " * 9000)
    file = write(tmp_path, "a.warc", large.pack(), PAGES[1].pack())
    assert urls(file, ReadOptions(max_bytes=5000)) == ["too-large", ALL[1]]


def pack_wacz(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, page in zip(names, PAGES, strict=False):
            package.writestr(name, gzip.compress(page.pack()))
        package.writestr("datapackage.json", "{}")
    return stream.getvalue()


def test_wacz(tmp_path: Path) -> None:
    names = ("archive/b.warc.gz", "archive/a.warc.gz", "pages/c.warc.gz")
    file = write(tmp_path, "a.wacz", pack_wacz(*names))
    found = list(read(file))
    assert urls(file) == [ALL[1], ALL[0]]
    assert found[0].path == f"{file}#archive/a.warc.gz#0"
    assert urls(write(tmp_path, "unnamed", file.read_bytes())) == [ALL[1], ALL[0]]


def test_zip_bomb(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "archive/a.warc", Capture("https://example.org/", b"0" * 30_000_000).pack()
        )
    assert urls(write(tmp_path, "a.wacz", stream.getvalue())) == ["compression-bomb"]
