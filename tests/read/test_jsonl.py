from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.read import ReadOptions, read
from onrecord.read.jsonl import iter_elements, split_byline
from onrecord.records import Refusal, Report

TEXT = "Port reopens\n\nThe port reopened on Tuesday, harbour master Ines Vidal said.\r\n"


def write_rows(path: Path, *rows: object) -> Path:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return path


def read_one(path: Path) -> Report:
    (found,) = read(path)
    assert isinstance(found, Report), found
    return found


def test_a_row_is_a_report_with_what_it_says(tmp_path: Path) -> None:
    row = {
        "text": TEXT, "id": 7, "url": "https://example.org/port", "title": "Port reopens",
        "published": "2025-03-04", "byline": ["Dana Osei"], "outlet": "The Gazette", "lang": "en",
        "unknown": {"kept": "out"},
    }  # fmt: skip
    report = read_one(write_rows(tmp_path / "a.jsonl", row))
    assert report.text == TEXT
    assert (report.id, report.url, report.title) == ("7", row["url"], row["title"])
    assert (report.byline, report.outlet, report.lang) == (("Dana Osei",), "The Gazette", "en")
    assert report.published.edtf == "2025-03-04"
    assert report.path == f"{tmp_path / 'a.jsonl'}#1"


def test_a_row_of_html(tmp_path: Path) -> None:
    html = "<p>The port reopened on <b>Tuesday</b>.</p><ul><li>9 berths</li><li>2 cranes</li></ul>"
    report = read_one(write_rows(tmp_path / "a.jsonl", {"html": html, "title": "Port reopens"}))
    assert report.text == "Port reopens\n\nThe port reopened on Tuesday.\n\n9 berths\n2 cranes"


@pytest.mark.parametrize(
    "row",
    [
        {
            "uri": "https://example.org/n/1", "headline": "Port reopens", "body_text": TEXT,
            "versioncreated": "2025-03-04T09:00:00Z", "byline": "By Dana Osei",
            "source": "The Gazette", "language": "en",
        },
        {
            "uri": "https://example.org/n/1", "headlines": [{"value": "Port reopens"}],
            "bodies": [
                {"value": f"<p>{TEXT}</p>", "contenttype": "text/html"},
                {"value": TEXT, "contenttype": "text/plain"},
            ],
            "versioncreated": "2025-03-04T09:00:00Z", "byline": "By Dana Osei",
            "infosources": [{"name": "The Gazette"}], "language": "en",
        },
    ],
)  # fmt: skip
def test_ninjs(tmp_path: Path, row: dict[str, object]) -> None:
    report = read_one(write_rows(tmp_path / "a.jsonl", row))
    assert report.text == TEXT
    assert report.url == row["uri"]
    assert (report.title, report.outlet) == ("Port reopens", "The Gazette")
    assert report.byline == ("Dana Osei",)
    assert (report.published.edtf or "").startswith("2025-03-04")


def test_a_bad_row_does_not_stop_the_rest(tmp_path: Path) -> None:
    good = json.dumps({"text": TEXT}).encode()
    file = tmp_path / "a.jsonl"
    bad = (
        b"{oops", b"[1, 2]", b'{"title": "no text"}', b'{"text": 5}', b'{"text": ""}',
        b'{"text": "\\ud800 alone in the harbour"}', b'{"text": "caf\xe9"}', b"[" * 9000,
        b'{"a":' * 9000, b'{"html": "<p></p>", "id": "x"}',
    )  # fmt: skip
    file.write_bytes(b"\n".join([good, *bad, b"", good]))
    found = list(read(file))
    assert isinstance(found[0], Report)
    assert isinstance(found[-1], Report)
    assert found[-1].path == f"{file}#13"
    refused = [one for one in found if isinstance(one, Refusal)]
    assert [one.path for one in refused] == [f"{file}#{n}" for n in range(2, 12)]
    wanted = ["bad-row"] * 4 + ["empty"] + ["bad-row"] * 4 + ["no-article"]
    assert [one.reason for one in refused] == wanted
    assert "surrogate" in refused[5].detail
    assert refused[-1].id == "x"


def test_an_endless_line_is_refused_and_not_held(tmp_path: Path) -> None:
    good = json.dumps({"text": TEXT}).encode() + b"\n"
    file = tmp_path / "a.jsonl"
    file.write_bytes(good + b'{"text": "' + b"a" * 3_000_000 + b'"}\n' + good)
    found = list(read(file, options=ReadOptions(max_bytes=1_000_000)))
    assert [getattr(one, "reason", "") for one in found] == ["", "too-large", ""]


def test_windows_line_ends_and_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps({"text": TEXT}).encode() + b"\r\n\r\n")
    assert read_one(file).text == TEXT


def test_json_list_object_and_lines_under_one_extension(tmp_path: Path) -> None:
    rows = [{"text": TEXT, "id": str(n)} for n in range(3)]
    texts = (
        json.dumps(rows, indent=2),
        json.dumps(rows),
        "\n".join(map(json.dumps, rows)),
        json.dumps(rows[0], indent=2),
        json.dumps(rows[0]),
    )
    for text, count in zip(texts, (3, 3, 3, 1, 1), strict=True):
        file = tmp_path / "a.json"
        file.write_text(text, "utf-8")
        found = list(read(file))
        assert [getattr(one, "id", "") for one in found] == [str(n) for n in range(count)]


def test_bylines() -> None:
    assert split_byline("By Dana Osei and Ines Vidal") == ("Dana Osei", "Ines Vidal")
    assert split_byline([" Dana Osei ", ""]) == ("Dana Osei",)
    assert split_byline("  ") == ()


class Dripping(io.BytesIO):
    """A stream that gives a few bytes at a time."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 3, 3))


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(_VALUES, max_size=6))
def test_list_elements_are_those_of_the_whole_list(values: list[object]) -> None:
    for data in (json.dumps(values), json.dumps(values, indent=1, ensure_ascii=False)):
        parts = iter_elements(Dripping(data.encode()), 10_000)
        assert [json.loads(part) for part in parts if part] == values
