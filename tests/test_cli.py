"""The command line as a user meets it: output, exit codes, messages, and what happens on faults."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from onrecord.cli import main

STORY = "\n\n".join(
    [
        "Bridge closed after cracks found",
        "LINDHAM, May 6, 2025 (Northwire) – The Lind Bridge was closed on Tuesday after engineers "
        "found at least 14 cracks in its steel, the roads agency said.",
        "“Nobody was in danger,” agency director Maya Korhonen told reporters. She said repairs "
        "would take three weeks.",
        "Mayor Olav Brandt denied that the city had ignored earlier warnings.",
    ]
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "reports"
    place.mkdir()
    (place / "bridge.txt").write_text(STORY, "utf-8")
    return place


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("ledger")
    (place / "bridge.txt").write_text(STORY, "utf-8")
    path = place / "desk.db"
    result = run("build", str(place / "bridge.txt"), "--ledger", str(path))
    assert result.exit_code == 0, result.output
    return path


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=stdin, catch_exceptions=False)


def read_rows(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_extract_prints_one_object_a_report_in_input_order(folder: Path) -> None:
    (folder / "a-first.txt").write_text("Quiet day\n\nNothing happened in Lindham.\n", "utf-8")
    rows = read_rows(run("extract", str(folder), "--jsonl"))
    assert [Path(str(row["path"])).name for row in rows] == ["a-first.txt", "bridge.txt"]
    assert rows[1]["text"] == STORY
    assert {"statements", "figures", "times", "blocks", "published", "refusal"} <= set(rows[1])


def test_extract_reads_standard_input() -> None:
    row = {"id": "one", "text": STORY, "published": "2025-05-06"}
    rows = read_rows(run("extract", "-", "--jsonl", stdin=json.dumps(row).encode()))
    assert [(row["id"], row["text"]) for row in rows] == [("one", STORY)]


def test_extract_without_jsonl_is_for_people(folder: Path) -> None:
    result = run("extract", str(folder))
    assert "Maya Korhonen" in result.stdout
    assert "at least 14" in result.stdout
    assert "1 reports read, 0 refused" in result.stderr


def test_a_refusal_is_a_row_a_line_on_stderr_and_a_file(folder: Path, tmp_path: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    refused = tmp_path / "refused.jsonl"
    result = run("extract", str(folder), "--jsonl", "--refusals", str(refused))
    assert result.exit_code == 0
    rows = read_rows(result)
    assert [row["refusal"] and row["refusal"]["reason"] for row in rows] == [None, "empty"]
    assert json.loads(refused.read_text())["reason"] == "empty"
    assert "1 refused (1 empty)" in result.stderr
    assert "refused" in run("extract", str(folder), "--jsonl").stderr


def test_nothing_readable_is_exit_code_3(tmp_path: Path) -> None:
    (tmp_path / "junk.txt").write_bytes(bytes(range(256)) * 9)
    assert run("extract", str(tmp_path / "junk.txt")).exit_code == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ("extract", "no-such-file.txt"),
        ("brief", "--ledger", "no-such-ledger.db"),
        ("export", "statements", "--ledger", "pyproject.toml"),
        ("show", "0000", "--ledger", ":memory:"),
    ],
)
def test_errors_are_one_line_and_exit_code_1(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 1
    assert result.stderr.startswith("onrecord: ")
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_wrong_usage_is_exit_code_2() -> None:
    assert run("export", "everything", "--ledger", "x").exit_code == 2


def test_build_again_adds_nothing(ledger: Path) -> None:
    before = run("export", "statements", "--ledger", str(ledger)).stdout
    result = run("build", str(ledger.parent / "bridge.txt"), "--ledger", str(ledger))
    assert "1 reports read (1 known)" in result.stderr
    assert run("export", "statements", "--ledger", str(ledger)).stdout == before


def test_show_gives_an_entry_in_its_place(ledger: Path) -> None:
    rows = read_rows(run("export", "statements", "--ledger", str(ledger)))
    quoted = next(row for row in rows if row["quote"] == "Nobody was in danger")
    result = run("show", str(quoted["id"]), "--ledger", str(ledger))
    assert "⟦Nobody was in danger⟧" in result.stdout
    assert "Maya Korhonen" in result.stdout
    figures = read_rows(run("export", "figures", "--ledger", str(ledger)))
    assert figures
    assert "⟦" in run("show", str(figures[0]["id"]), "--ledger", str(ledger)).stdout


def test_search_finds_words_and_never_fails_on_a_query(ledger: Path) -> None:
    assert "Maya Korhonen" in run("search", "nobody danger", "--ledger", str(ledger)).stdout
    for query in ('"', "a AND (", "*", "NEAR(", "", "col:x"):
        assert run("search", query, "--ledger", str(ledger)).exit_code == 0
    rows = read_rows(run("search", "cracks", "--ledger", str(ledger), "--jsonl"))
    for row in rows:
        start, end = row["span"]
        assert STORY[start:end] == row["quote"]


def test_check_finds_a_clean_ledger_clean(ledger: Path) -> None:
    result = run("check", "--ledger", str(ledger))
    assert result.exit_code == 0
    assert "0 problems" in result.stderr


def test_brief_cites_the_quoted_characters(ledger: Path, tmp_path: Path) -> None:
    result = run("brief", "--ledger", str(ledger), "--out", str(tmp_path / "out"))
    pages = [Path(line) for line in result.stdout.split()]
    assert {page.suffix for page in pages} == {".md", ".html"}
    start = STORY.index("Nobody was in danger")
    for page in pages:
        text = page.read_text("utf-8")
        assert f"characters {start}–{start + len('Nobody was in danger')}" in text
        assert "at least 14" in text


def test_brief_escapes_what_reports_say(tmp_path: Path) -> None:
    hostile = STORY.replace("Nobody was in danger", "<script>alert(1)</script> nobody *was*")
    (tmp_path / "hostile.txt").write_text(hostile, "utf-8")
    path = tmp_path / "desk.db"
    run("build", str(tmp_path / "hostile.txt"), "--ledger", str(path))
    run("brief", "--ledger", str(path), "--out", str(tmp_path / "out"))
    (page,) = (tmp_path / "out").glob("*.html")
    assert "<script" not in page.read_text("utf-8")


def test_csv_cells_do_not_run_in_a_spreadsheet(tmp_path: Path) -> None:
    row = {"id": "=HYPERLINK(1)", "text": STORY}
    (tmp_path / "rows.jsonl").write_text(json.dumps(row), "utf-8")
    path = tmp_path / "desk.db"
    run("build", str(tmp_path / "rows.jsonl"), "--ledger", str(path))
    text = run("export", "reports", "--ledger", str(path), "--format", "csv").stdout
    assert "\n=HYPERLINK" not in text
    assert "'=HYPERLINK(1)" in text


def test_output_that_is_closed_early_is_no_error(folder: Path) -> None:
    command = f"{sys.executable} -m onrecord extract {folder} --jsonl | head -c 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=120, check=True)
    assert b"Traceback" not in done.stderr
    assert b"BrokenPipe" not in done.stderr


def test_help_answers_without_loading_the_parser() -> None:
    code = (
        "import sys; from onrecord.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "sys.exit(any(name in sys.modules for name in ('spacy', 'numpy', 'onnxruntime', 'lxml')))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=60)


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_examples(name: str) -> None:
    assert "Examples:" in run(name, "--help").stdout


def test_a_judgement_is_applied_shared_and_undone(tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text(STORY, "utf-8")
    path, other = str(tmp_path / "desk.db"), str(tmp_path / "other.db")
    for place in (path, other):
        run("build", str(tmp_path / "bridge.txt"), "--ledger", place)
    before = run("export", "claims", "--ledger", path).stdout
    rows = read_rows(run("export", "statements", "--ledger", path))
    id_ = str(rows[0]["id"])
    done = run("judge", "reject", id_, "--ledger", path, "--author", "ana", "--note", "wrong")
    rejected = run("export", "claims", "--ledger", path).stdout
    assert id_ in before
    assert id_ not in rejected
    shared = tmp_path / "ana.jsonl"
    shared.write_text(run("export", "judgements", "--ledger", path).stdout, "utf-8")
    assert "1 judgements taken" in run("import", str(shared), "--ledger", other).stderr
    assert "0 judgements taken" in run("import", str(shared), "--ledger", other).stderr
    assert run("export", "claims", "--ledger", other).stdout == rejected
    run("judge", "undo", done.stdout.strip(), "--ledger", path, "--author", "ben")
    assert run("export", "claims", "--ledger", path).stdout == before


def test_a_changed_report_is_a_revision_shown_as_a_diff(tmp_path: Path) -> None:
    path = str(tmp_path / "desk.db")
    for day, words in (("2025-05-06", STORY), ("2025-05-07", STORY.replace("14 cr", "19 cr"))):
        row = {"id": "bridge", "published": day, "text": words}
        (tmp_path / "rows.jsonl").write_text(json.dumps(row), "utf-8")
        run("build", str(tmp_path / "rows.jsonl"), "--ledger", path)
    shown = run("show", "bridge", "--ledger", path).stdout
    assert "revision 1 → 2" in shown
    assert "raised from at least 14 to at least 19" in shown


def test_changes_prints_what_moved_for_people_and_programs(tmp_path: Path) -> None:
    path = str(tmp_path / "desk.db")
    for day, count in (("2025-05-06", "14"), ("2025-05-07", "19")):
        hurt = f"She said at least {count} people were injured. She said repairs"
        words = STORY.replace("She said repairs", hurt)
        row = {"id": "bridge", "published": day, "text": words}
        (tmp_path / "rows.jsonl").write_text(json.dumps(row), "utf-8")
        run("build", str(tmp_path / "rows.jsonl"), "--ledger", path)
    shown = run("changes", "--since", "2025-05-07", "--ledger", path).stdout
    assert "at least 14 → at least 19" in shown
    assert "“at least 19 people”" in shown
    rows = read_rows(run("changes", "--since", "2025-05-07", "--jsonl", "--ledger", path))
    assert {"figure moved", "report revised"} <= {row["kind"] for row in rows}
    assert run("changes", "--since", "2025-05-08", "--ledger", path).stdout == ""
    assert run("changes", "--since", "then", "--ledger", path).exit_code == 1


@pytest.mark.parametrize(
    ("kind", "form", "words"),
    [
        ("statements", "jsonld", '"@type":"Quotation"'),
        ("claims", "jsonld", '"@type":"Claim"'),
        ("figures", "webannotation", '"TextQuoteSelector"'),
        ("entities", "ftm", '"canonical_id"'),
    ],
)
def test_exports_speak_standards(ledger: Path, kind: str, form: str, words: str) -> None:
    result = run("export", kind, "--ledger", str(ledger), "--format", form)
    assert result.exit_code == 0
    assert words in result.stdout
    assert read_rows(result)


def test_parquet_goes_down_a_pipe(ledger: Path) -> None:
    pytest.importorskip("pyarrow")
    command = (
        f"{sys.executable} -m onrecord export figures --ledger {ledger} --format parquet | cat"
    )
    done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=120, check=True)
    assert (done.stdout[:4], done.stdout[-4:], done.stderr) == (b"PAR1", b"PAR1", b"")


def test_a_kind_without_that_form_is_wrong_usage(ledger: Path) -> None:
    result = run("export", "tracks", "--ledger", str(ledger), "--format", "ftm")
    assert result.exit_code == 2
    assert "entities, statements" in result.stderr
