"""An archive that is cut: every record and every refusal once, wherever the cuts fall."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.read import streams, warc
from onrecord.read.items import Item
from onrecord.read.options import ReadOptions
from onrecord.read.sources import list_items
from onrecord.scale.folders import FileSum, Folder
from onrecord.scale.inputs import list_inputs
from onrecord.scale.listing import Reach, list_share
from onrecord.scale.parts import Part
from onrecord.scale.seams import find_wrong, list_archives
from onrecord.scale.shares import Share, cut_inputs

OPTIONS = ReadOptions(max_bytes=100_000)


def pack_record(body: bytes, kind: str = "response", length: int | None = None) -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://post.example/a\r\n"
        "WARC-Date: 2025-05-06T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http) if length is None else length}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def store_member(data: bytes) -> bytes:
    """Return a gzip member that holds its bytes as they are, as one of packed bytes does."""
    packer = zlib.compressobj(level=0, wbits=31)
    return packer.compress(data) + packer.flush()


def list_whole(path: Path) -> list[Item]:
    return list(list_items([path], OPTIONS))


def list_cut(path: str, size: int) -> list[Item]:
    """List an archive share by share, and again what was wrong, as a batch does."""
    shares = list(cut_inputs(list_inputs([path]), size=size))
    todo: list[Share] = shares
    found: dict[str, list[Item]] = {}
    parts: dict[str, Part] = {}
    for _ in range(3 * len(shares) + 3):
        for share in todo:
            reach = Reach()
            found[share.id] = list(list_share(share, OPTIONS, reach))
            parts[share.id] = make_part(share, len(found[share.id]), reach)
        todo = find_wrong(list_archives(shares), parts)
        if not todo:
            return [item for share in shares for item in found[share.id]]
    raise AssertionError("the seams are never right")


def make_part(share: Share, count: int, reach: Reach) -> Part:
    nothing = {"reports": FileSum(bytes=0, sha256="")}
    counts = {"reports": count, "refusals": 0}
    return Part(
        id=share.id, places=share.places, stamp="", files=nothing, counts=counts, refused={},
        first=reach.first, next=reach.next,
    )  # fmt: skip


bodies = st.integers(0, 400).map(lambda n: (b"<p>Ana Lopes said %d died.</p>" % n) * (1 + n % 9))
kinds = st.sampled_from(["response", "response", "request", "warcinfo"])
sound = st.builds(pack_record, bodies, kinds)


@st.composite
def plain_records(draw: st.DrawFn) -> bytes:
    """Draw a record, damaged in every way half of the time."""
    record = draw(sound)
    place = draw(st.integers(0, len(record)))
    forms = (
        record[:place],
        record[:place] + draw(st.binary(max_size=9)) + record[place:],
        record.replace(b"Content-Length", b"X-Length"),
        pack_record(draw(bodies), length=draw(st.integers(0, 5000))),
        pack_record(record + draw(sound)),  # a page that shows an archive
        b"spilt ink \x1f\x8b\x08 WARC/1.0\r\n" * draw(st.integers(1, 30)),
    )
    return draw(st.sampled_from((*forms, *[record] * len(forms))))


@st.composite
def gzip_records(draw: st.DrawFn) -> bytes:
    """Draw a record in a gzip member, damaged in every way half of the time."""
    record = draw(plain_records())
    packed = gzip.compress(record, mtime=0)
    place = draw(st.integers(0, len(packed)))
    forms = (
        packed[:place],
        packed[:place] + draw(st.binary(max_size=9)) + packed[place + 3 :],
        packed[:-8] + bytes(8),  # with a wrong sum
        gzip.compress(record + draw(plain_records()), mtime=0),
        store_member(pack_record(packed + gzip.compress(draw(sound)))),
        gzip.compress(b"") + bytes(draw(st.integers(0, 40))),
    )
    return draw(st.sampled_from((*forms, *[packed] * len(forms))))


archives = st.one_of(
    st.lists(plain_records(), max_size=12).map(b"".join),
    st.lists(gzip_records(), max_size=12).map(b"".join),
    st.lists(plain_records(), max_size=12).map(lambda parts: gzip.compress(b"".join(parts))),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("archives")


@settings(max_examples=300, deadline=None)
@given(sound, archives, st.integers(16, 3000), st.sampled_from([64, 256, 65_536]))
def test_a_cut_archive_is_read_as_a_whole_one(
    folder: Path, first: bytes, rest: bytes, size: int, chunk: int
) -> None:
    zipped = rest.startswith(streams.GZIP_MAGIC)
    path = folder / ("a.warc.gz" if zipped else "a.warc")
    path.write_bytes((gzip.compress(first, mtime=0) if zipped else first) + rest)
    with patch.object(streams, "CHUNK_BYTES", chunk), patch.object(warc, "CHUNK_BYTES", chunk):
        assert list_cut(str(path), size) == list_whole(path)


def flip(data: bytes, place: int) -> bytes:
    return data[:place] + b"\xff" * 12 + data[place + 12 :]


@pytest.mark.parametrize("size", [100, 333, 1000, 2500])
def test_one_damaged_record_is_one_refusal(tmp_path: Path, size: int) -> None:
    records = [
        gzip.compress(pack_record(b"<p>Ana said %d.</p>" % n * 40 + bytes(range(n, 256))))
        for n in range(30)
    ]
    for number, place in ((3, 0), (9, 60), (15, 200), (16, 300), (29, -12)):
        records[number] = flip(records[number], place % len(records[number]))
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(b"".join(records))
    found = list_cut(str(path), size)
    assert found == list_whole(path)
    assert [n for n, item in enumerate(found) if item.refusal] == [3, 9, 15, 16, 29]
    starts = [sum(map(len, records[:n])) for n in range(30)]
    assert [item.path for item in found] == [f"{path}#{start}" for start in starts]


def test_an_archive_inside_a_record_is_not_taken_for_records(tmp_path: Path) -> None:
    inner = b"".join(gzip.compress(pack_record(b"<p>%d</p>" % n)) for n in range(50))
    outer = [store_member(pack_record(inner)), gzip.compress(pack_record(b"<p>after</p>"))]
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(b"".join(outer))
    shares = list(cut_inputs(list_inputs([path]), size=1000))
    assert any(list(list_share(share, OPTIONS, Reach())) for share in shares[2:-2])
    assert len(list_cut(str(path), 1000)) == 2


def test_what_cannot_be_cut_is_one_share(tmp_path: Path) -> None:
    records = b"".join(pack_record(b"<p>%d</p>" % n) for n in range(500))
    (tmp_path / "whole.warc.gz").write_bytes(gzip.compress(records))
    (tmp_path / "none.warc").write_bytes(b"no archive at all" * 1000)
    (tmp_path / "plain.warc").write_bytes(records)
    cut = {name: list(_cut(tmp_path / name)) for name in ("whole.warc.gz", "none.warc")}
    assert [len(shares) for shares in cut.values()] == [1, 1]
    assert len(list(_cut(tmp_path / "plain.warc"))) > 100


def _cut(path: Path) -> Iterator[Share]:
    return cut_inputs(list_inputs([path]), size=1000)


def test_an_archive_without_a_page_says_so_once(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc"
    path.write_bytes(b"".join(pack_record(b"no page", "request") for _ in range(50)))
    found = list_cut(str(path), 500)
    assert found == list_whole(path)
    assert [item.refusal and item.refusal.reason for item in found] == ["nothing-readable"]


def test_an_archive_at_a_url_is_cut_as_one_on_disk(tmp_path: Path) -> None:
    data = b"".join(gzip.compress(pack_record(b"<p>%d</p>" % n)) for n in range(40))
    Folder("memory://seams").write("crawl.warc.gz", data)
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(data)
    names = [item.path.partition("#")[2] for item in list_whole(path)]
    found = list_cut("memory://seams/crawl.warc.gz", 700)
    assert [item.path.partition("#")[2] for item in found] == names
    assert len(names) == 40
