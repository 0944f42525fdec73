from __future__ import annotations

import gzip
import io
import json
import os
import pickle
import socket
import sys
from pathlib import Path

import pytest

from onrecord.errors import InputError
from onrecord.read import REASONS, ReadOptions, list_items, read, read_item
from onrecord.records import Refusal, Report

STORY = (
    "Ferry sinks off Marlow Point\n\n"
    "By Dana Osei - March 3, 2025\n\n"
    "At least 12 people drowned when a ferry sank off Marlow Point on Monday, it said.\n\n"
    "“We are still looking for nine passengers,” harbour master Ines Vidal told reporters.\n"
)
PAGE = f"""<html><head><title>Ferry sinks off Marlow Point</title></head><body><article>
<h1>Ferry sinks off Marlow Point</h1>{"".join(f"<p>{line}</p>" for line in STORY.splitlines()[2:])}
</article></body></html>"""


def reasons(*sources: str | Path, options: ReadOptions | None = None) -> list[str]:
    """Return the reason of each refusal, '' for each report."""
    found = list(read(*sources, options=options or ReadOptions()))
    return [one.reason if isinstance(one, Refusal) else "" for one in found]


def reports(*sources: str | Path) -> list[Report]:
    found = list(read(*sources))
    assert all(isinstance(one, Report) for one in found), found
    return [one for one in found if isinstance(one, Report)]


def test_folder_is_walked_in_sorted_order_and_named_as_given(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("c.txt", "b/z.txt", "b/a.txt", "a.txt", ".hidden.txt", "photo.jpg", "notes"):
        (tmp_path / name).write_text(STORY, "utf-8")
    found = reports(tmp_path)
    assert [report.path for report in found] == [
        str(tmp_path / name) for name in ("a.txt", "b/a.txt", "b/z.txt", "c.txt")
    ]


def test_input_order_is_kept_across_sources(tmp_path: Path) -> None:
    first, second = tmp_path / "z.txt", tmp_path / "a.txt"
    first.write_text(STORY, "utf-8")
    second.write_text(STORY, "utf-8")
    assert [report.path for report in reports(first, second)] == [str(first), str(second)]


def test_text_is_kept_exactly(tmp_path: Path) -> None:
    text = "Über 40 Tote\r\n\r\nالميناء مغلق \u202e 🚢 e\u0301t\u00e9\r\n  two  spaces\t.\n"
    file = tmp_path / "a.txt"
    file.write_bytes(text.encode())
    assert reports(file)[0].text == text


def test_missing_path_is_told_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY, "utf-8")
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "a.txt", tmp_path / "gone.txt")


def test_items_are_picklable_and_read_the_same_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY, "utf-8")
    (tmp_path / "b.jsonl").write_text(json.dumps({"text": STORY}) + "\n{bad\n", "utf-8")
    (tmp_path / "c.html").write_text(PAGE, "utf-8")
    carried = [pickle.loads(pickle.dumps(item)) for item in list_items([tmp_path])]
    outcomes = [outcome for item in carried for outcome in read_item(item)]
    assert outcomes == list(read(tmp_path))
    assert len(outcomes) == 4


@pytest.mark.parametrize(
    ("content", "title"),
    [
        (STORY.encode(), "Ferry sinks off Marlow Point"),
        (PAGE.encode(), "Ferry sinks off Marlow Point"),
        (json.dumps({"text": STORY, "title": "A row"}).encode(), "A row"),
        (json.dumps([{"text": STORY, "title": "A list"}]).encode(), "A list"),
        (gzip.compress(PAGE.encode()), "Ferry sinks off Marlow Point"),
        (STORY.encode("utf-16"), "Ferry sinks off Marlow Point"),
    ],
)
def test_named_file_of_no_known_kind_is_sniffed(tmp_path: Path, content: bytes, title: str) -> None:
    file = tmp_path / "download"
    file.write_bytes(content)
    assert [report.title for report in reports(file)] == [title]


def test_gzip_of_every_kind(tmp_path: Path) -> None:
    for name, content in (
        ("a.txt.gz", STORY),
        ("b.html.gz", PAGE),
        ("c.jsonl.gz", json.dumps({"text": STORY})),
    ):
        (tmp_path / name).write_bytes(gzip.compress(content.encode()))
    assert len(reports(tmp_path)) == 3


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    for content in (STORY.encode(), json.dumps({"text": STORY}).encode() + b"\n"):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        (report,) = reports("-")
        assert report.text == STORY
        assert (report.path or "").startswith("-")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\t\r\n", "empty"),
        ("empty.html", b"", "empty"),
        ("empty.jsonl", b"", "empty"),
        ("blank.jsonl", b"\n\n", "nothing-readable"),
        ("rules.txt", b"----\n****\n", "empty"),
        ("junk.txt", bytes(range(256)) * 40, "not-text"),
        ("nul.txt", b"\0" * 5000, "not-text"),
        ("junk", b"\x7fELF" + b"\0\1\2\3" * 500, "not-text"),
        ("photo.html", b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" * 400, "not-text"),
        ("cut.txt.gz", gzip.compress(STORY.encode() * 9)[:-20], "truncated"),
        ("broken.txt.gz", gzip.compress(b"", mtime=0)[:10] + b"\xff" * 99, "damaged"),
        ("bomb.txt.gz", gzip.compress(b"a" * 40_000_000), "compression-bomb"),
        ("none.html", b"<html><body><nav>Home</nav></body></html>", "no-article"),
        ("frame.html", b"<html><frameset></frameset></html>", "no-article"),
        ("none.xml", b"<?xml version='1.0'?><catalog><book/></catalog>", "not-a-feed"),
        ("cut.wacz", b"PK\x03\x04 and no more", "damaged"),
        ("bad.json", b'{"text": ', "bad-row"),
        ("cut.json", b'[{"text": "A ferry sank."}, {"te', "truncated"),
    ],
)
def test_unreadable_input_is_refused_with_its_reason(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    found = reasons(file)
    assert found[-1:] == [reason]
    assert set(found) - {""} <= set(REASONS)


def test_a_few_nuls_are_kept_where_the_rest_is_text(tmp_path: Path) -> None:
    text = STORY.replace("ferry", "fer\0ry", 1)
    file = tmp_path / "a.txt"
    file.write_text(text, "utf-8")
    assert reports(file)[0].text == text


def test_limits_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(STORY, "utf-8")
    assert reasons(file, options=ReadOptions(max_bytes=100)) == ["too-large"]
    assert reasons(file, options=ReadOptions(max_chars=100)) == ["too-large"]


def test_folder_with_nothing_readable(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    assert reasons(tmp_path) == ["nothing-readable"]


def test_symlink_loop_ends(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY, "utf-8")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    assert [report.path for report in reports(tmp_path)] == [str(tmp_path / "a.txt")]
    assert reasons(tmp_path / "self.txt") == ["unreadable"]


def test_pipes_never_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s.txt"))
        (tmp_path / "a.txt").write_text(STORY, "utf-8")
        assert len(reports(tmp_path)) == 1
    assert reasons(tmp_path / "pipe.txt") == ["not-a-file"]


def test_no_permission_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(STORY, "utf-8")
    (tmp_path / "b.jsonl").write_text("{}", "utf-8")
    (tmp_path / "closed").mkdir()

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    real = os.listdir
    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr(
        os, "listdir", lambda name: refuse() if "closed" in str(name) else real(name)
    )
    assert reasons(tmp_path) == ["unreadable"] * 3


def test_file_names_that_are_no_text_are_shown_as_such(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    Path(os.fsdecode(name)).write_text(STORY, "utf-8")
    (report,) = reports(tmp_path)
    assert report.path == str(tmp_path / "caf\ufffd.txt")
