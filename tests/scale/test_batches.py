"""A batch as its user meets it: the same as build, whatever dies, whatever the input is."""

from __future__ import annotations

import errno
import gzip
import hashlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as arrow  # type: ignore[import-untyped]  # ships no types
import pytest
from pyarrow import parquet

from onrecord.errors import InputError, OnrecordError
from onrecord.records import Report
from onrecord.scale.batches import BatchOptions, BatchSummary, run_batch
from onrecord.scale.builds import build_ledger
from onrecord.scale.engines import LocalEngine, choose_engine
from onrecord.scale.folders import Folder, Written
from onrecord.scale.imports import Selection, import_batch
from onrecord.scale.parts import KINDS, list_parts, read_refusals, read_rows
from onrecord.store import Ledger
from tests.scale.fakes import FAST, annotate_or_misbehave
from tests.scale.inputs import write_rows

ROUGH = replace(FAST, annotate=annotate_or_misbehave, timeout_seconds=2.0)


def run(inputs: list[Any], out: Any, workers: int = 2, **options: Any) -> BatchSummary:
    settings = {"share_reports": 20, "job": FAST, **options}
    return run_batch(inputs, str(out), LocalEngine(workers), BatchOptions(**settings))


def hash_tree(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def export(ledger: Ledger) -> dict[str, list[dict[str, Any]]]:
    kinds = ("reports", "statements", "figures", "times", "copies", "origins", "stories")
    return {kind: list(ledger.export(kind)) for kind in kinds}


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "rows.jsonl", 120)


def test_a_batch_taken_into_a_ledger_is_what_build_makes(rows: Path, tmp_path: Path) -> None:
    summary = run([rows], tmp_path / "out")
    assert (summary.shares, summary.shares_done) == (7, 7)
    assert summary.refused == {"bad-row": 2}
    with Ledger.open(":memory:") as built, Ledger.open(":memory:") as imported:
        build_ledger([rows], built, job=FAST)
        counts = import_batch(str(tmp_path / "out"), imported)
        assert counts.total() == 120
        assert export(imported) == export(built)
        assert list(imported.refusals()) == list(built.refusals())
        assert imported.check().clean
        ids = {kind: {row["id"] for row in rows} for kind, rows in export(built).items() if rows
               and kind in {"copies", "origins", "stories"}}  # fmt: skip
        again = import_batch(str(tmp_path / "out"), imported)
        assert again == {"known": 120}
        assert export(imported) == export(built)
    for kind, expected in ids.items():
        table = parquet.read_table(tmp_path / "out" / kind)
        assert set(table.column("id").to_pylist()) == expected


def test_any_number_of_workers_and_shares_in_any_order_give_the_same_bytes(
    rows: Path, tmp_path: Path
) -> None:
    run([rows], tmp_path / "one", workers=1)
    run([rows], tmp_path / "two", workers=3)
    assert hash_tree(tmp_path / "one") == hash_tree(tmp_path / "two")


def test_what_is_done_is_not_done_again_and_what_changed_is(rows: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run([rows], out)
    before = hash_tree(out)
    assert run([rows], out).shares_done == 0
    damaged = sorted((out / "figures").iterdir())[0]
    damaged.write_bytes(b"short")
    (out / "reports" / "_left.parquet.0123.part").write_bytes(b"left by a driver that was killed")
    assert run([rows], out).shares_done == 1
    assert hash_tree(out) == before
    assert run([rows], out, job=replace(FAST, version="2")).shares_done == 7
    write_rows(rows, 30)
    summary = run([rows], out)
    assert (summary.shares, summary.counts["reports"]) == (2, 30)
    assert len(list_parts(Folder(str(out)))) == 2


def test_inputs_of_every_kind_are_read_as_build_reads_them(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "pages").mkdir(parents=True)
    text = "Ferry sinks\n\nAna Lopes said 14 people have died in the harbour.\n"
    for number in range(3):
        (folder / "pages" / f"{number}.txt").write_text(f"{number} {text}", "utf-8")
    (folder / "pages" / "empty.html").write_bytes(b"")
    write_rows(folder / "rows.jsonl", 60)
    (folder / "rows.jsonl.gz").write_bytes(
        gzip.compress((folder / "rows.jsonl").read_bytes()[:900])
    )
    (folder / "crawl.warc").write_bytes(make_warc(4))
    (folder / "broken.json").write_text('[{"text": "cut sho', "utf-8")
    (folder / ".hidden.txt").write_text("no", "utf-8")
    run([folder], tmp_path / "out")
    with Ledger.open(":memory:") as built, Ledger.open(":memory:") as imported:
        build_ledger([folder], built, job=FAST)
        import_batch(str(tmp_path / "out"), imported)
        assert export(imported) == export(built)
        assert list(imported.refusals()) == list(built.refusals())
        assert built.counts()["refusals"] >= 4


def test_an_archive_that_is_cut_gives_what_build_makes_of_it(tmp_path: Path) -> None:
    pages = [gzip.compress(make_warc(1, number)) for number in range(40)]
    pages[11] = pages[11][:99]
    pages[20] = b"spilt ink"
    (tmp_path / "crawl.warc.gz").write_bytes(b"".join(pages))
    summary = run([tmp_path / "crawl.warc.gz"], tmp_path / "out", share_bytes=2_000)
    assert summary.shares > 4
    assert summary.refused == {"damaged": 2}
    assert run([tmp_path / "crawl.warc.gz"], tmp_path / "out", share_bytes=2_000).shares_done == 0
    with Ledger.open(":memory:") as built, Ledger.open(":memory:") as imported:
        build_ledger([tmp_path / "crawl.warc.gz"], built, job=FAST)
        import_batch(str(tmp_path / "out"), imported)
        assert export(imported) == export(built)
        assert list(imported.refusals()) == list(built.refusals())


def test_a_share_that_began_inside_a_record_is_done_again(tmp_path: Path) -> None:
    inner = b"".join(gzip.compress(make_warc(1, number)) for number in range(20))
    stored = gzip.compress(make_warc(1) + inner, compresslevel=0)  # as packed bytes are
    (tmp_path / "crawl.warc.gz").write_bytes(
        gzip.compress(make_warc(1, 1)) + stored + gzip.compress(make_warc(1, 2))
    )
    options = {"share_bytes": 1_000, "group": False}
    summary = run([tmp_path / "crawl.warc.gz"], tmp_path / "out", **options)
    with Ledger.open(":memory:") as built, Ledger.open(":memory:") as imported:
        build_ledger([tmp_path / "crawl.warc.gz"], built, job=FAST)
        import_batch(str(tmp_path / "out"), imported)
        assert export(imported) == export(built)
        assert list(imported.refusals()) == list(built.refusals())
    assert summary.counts["reports"] == 3
    assert run([tmp_path / "crawl.warc.gz"], tmp_path / "out", **options).shares_done == 0


def test_parquet_is_read_row_by_row_and_a_damaged_file_is_a_refusal(tmp_path: Path) -> None:
    rows = [{"id": f"r{n}", "text": f"Ana said {n} died.", "noise": n} for n in range(50)]
    rows[7]["text"] = None
    table = arrow.Table.from_pylist(rows)
    parquet.write_table(table, tmp_path / "rows.parquet", row_group_size=16)
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 nothing of the kind")
    summary = run([tmp_path / "rows.parquet", tmp_path / "bad.parquet"], tmp_path / "out")
    assert summary.shares == 4
    assert summary.counts["reports"] == 49
    assert summary.refused == {"bad-row": 1, "damaged": 1}
    folder = Folder(str(tmp_path / "out"))
    refusals = [r for part in list_parts(folder).values() for r in read_refusals(folder, part)]
    assert [Path(refusal.path).name for refusal in refusals] == ["bad.parquet", "rows.parquet#8"]


def test_a_list_of_archives_and_urls_are_inputs(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(make_warc(2))
    (tmp_path / "b.warc.gz").write_bytes(gzip.compress(make_warc(3)))
    (tmp_path / "warc.paths.gz").write_bytes(gzip.compress(b"a.warc\nb.warc.gz\n"))
    listed = run([tmp_path / "warc.paths.gz"], tmp_path / "out")
    assert (listed.shares, listed.counts["reports"]) == (2, 5)
    by_pattern = run([f"file://{tmp_path}/*.warc*"], tmp_path / "out")
    assert by_pattern.counts["reports"] == 5
    folder = Folder("memory://crawl")
    folder.write("rows.jsonl", write_rows(tmp_path / "rows.jsonl", 45).read_bytes())
    folder.write("page.txt", b"Ana Lopes said 3 people have died in the harbour.")
    summary = run(["memory://crawl"], "memory://parts")
    assert (summary.shares, summary.counts["reports"]) == (4, 46)
    with Ledger.open(":memory:") as ledger:
        assert import_batch("memory://parts", ledger)["added"] > 0


def test_a_page_that_kills_hangs_fails_or_swells_is_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_TEST_MARKS", str(tmp_path))
    texts = ["Ana said 1 died.", "DIE ALWAYS", "HANG", "FAIL", "DIE ONCE", "SWELL", "Rui said no."]
    with (tmp_path / "rows.jsonl").open("w") as out:
        out.writelines(json.dumps({"id": f"r{n}", "text": t}) + "\n" for n, t in enumerate(texts))
    job = replace(ROUGH, annotate=annotate_or_swell, memory_bytes=1_500_000_000)
    summary = run([tmp_path / "rows.jsonl"], tmp_path / "out", job=job)
    assert summary.refused == {
        "annotate-failed": 1, "out-of-memory": 1, "too-slow": 1, "worker-died": 1,
    }  # fmt: skip
    folder = Folder(str(tmp_path / "out"))
    (part,) = list_parts(folder).values()
    assert [row["id"] for row in read_rows(folder, part, "reports")] == ["r0", "r4", "r6"]


def annotate_or_swell(report: Report) -> Any:
    if "SWELL" in report.text:
        bytearray(4_000_000_000)
    return annotate_or_misbehave(report)


def test_a_driver_that_is_killed_and_run_again_leaves_the_same_output(tmp_path: Path) -> None:
    rows = write_rows(tmp_path / "rows.jsonl", 400)
    run([rows], tmp_path / "whole")
    out = tmp_path / "out"
    code = (
        "import sys\nfrom tests.scale.test_batches import run_and_die\n"
        "if __name__ == '__main__':\n    run_and_die(sys.argv[1], sys.argv[2])\n"
    )
    run_driver(tmp_path, code, rows, out)
    assert 0 < len(list_parts(Folder(str(out)))) < 21
    summary = run([rows], out)
    assert 0 < summary.shares_done < 21
    assert hash_tree(out) == hash_tree(tmp_path / "whole")


def run_driver(folder: Path, code: str, rows: Path, out: Path) -> None:
    """Run a driver that kills itself; its output ends only when all processes below it have."""
    script = folder / "driver.py"
    script.write_text(code)
    place = {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(script), str(rows), str(out)]
    done = subprocess.run(
        command, check=False, env={**os.environ, **place}, stdout=subprocess.PIPE, timeout=120
    )
    assert done.returncode == -signal.SIGKILL


def test_a_driver_that_is_killed_while_it_groups_leaves_no_process(
    rows: Path, tmp_path: Path
) -> None:
    run([rows], tmp_path / "whole")
    code = (
        "import sys\nfrom tests.scale.test_batches import run_and_die_grouping\n"
        "if __name__ == '__main__':\n    run_and_die_grouping(sys.argv[1], sys.argv[2])\n"
    )
    run_driver(tmp_path, code, rows, tmp_path / "out")
    assert run([rows], tmp_path / "out").shares_done == 0
    assert hash_tree(tmp_path / "out") == hash_tree(tmp_path / "whole")


def run_and_die_grouping(rows: str, out: str) -> None:
    def watch(phase: str) -> None:
        if phase == "pair":
            os.kill(os.getpid(), signal.SIGKILL)

    run([rows], out, group_progress=watch)


def run_and_die(rows: str, out: str) -> None:
    done = []

    def count(_done: object, _total: int) -> None:
        done.append(1)
        if len(done) == 5:
            os.kill(os.getpid(), signal.SIGKILL)

    run([rows], out, progress=count)


def test_query_engines_read_the_output(rows: Path, tmp_path: Path) -> None:
    run([rows], tmp_path / "out")
    query = f"""
        SELECT s.speaker.name, count(*) FROM '{tmp_path}/out/statements/*.parquet' s
        JOIN '{tmp_path}/out/reports/*.parquet' r ON r.id = s.report AND r.hash = s.hash
        WHERE r.published.edtf >= '2024-10-02' GROUP BY ALL ORDER BY ALL"""
    with duckdb.connect() as engine:
        found = engine.execute(query).fetchall()
    assert [name for name, _ in found] == ["Ana Lopes", "The harbour master"]
    for kind in KINDS:
        table = parquet.read_table(tmp_path / "out" / kind)
        assert len(table.to_pandas()) == table.num_rows
    refusals = parquet.read_table(tmp_path / "out" / "refusals").to_pylist()
    assert {row["reason"] for row in refusals} == {"bad-row"}


def test_an_import_takes_a_story_or_what_conditions_say(rows: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    run([rows], out)
    story = parquet.read_table(tmp_path / "out" / "stories").to_pylist()[0]
    with Ledger.open(":memory:") as ledger:
        import_batch(out, ledger, Selection(story=story["id"]))
        assert {report.id for report in ledger.reports()} == set(story["reports"])
        assert not list(ledger.refusals())
    with Ledger.open(":memory:") as ledger:
        import_batch(out, ledger, Selection(since="2024-10-05", until="2024-10-06"))
        dates = {report.published.edtf for report in ledger.reports()}
        assert dates == {"2024-10-05", "2024-10-06"}
        assert not import_batch(out, ledger, Selection(outlet="Harbour Post"))
    with Ledger.open(":memory:") as ledger:
        with pytest.raises(InputError, match="no word"):
            import_batch(out, ledger, Selection(query='"*'))
        with pytest.raises(InputError, match="no date"):
            import_batch(out, ledger, Selection(since="soon"))
        with pytest.raises(OnrecordError, match="no story"):
            import_batch(out, ledger, Selection(story="0123"))
        with pytest.raises(InputError, match="no output of batch"):
            import_batch(str(tmp_path), ledger)


def test_an_import_takes_what_a_search_finds(rows: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    run([rows], out, group=False)
    texts = [
        json.loads(line)["text"] for line in rows.read_text().splitlines() if "{broken" not in line
    ]
    with Ledger.open(":memory:") as ledger:
        import_batch(out, ledger, Selection(query='"Lopes said" 17'))
        assert [report.text for report in ledger.reports()] == [t for t in texts if "said 17" in t]
        assert not import_batch(out, ledger, Selection(query="people boat")), "no one passage"
        found = import_batch(out, ledger, Selection(query="peop*", until="2024-10-02"))
        assert found.total() == sum(number % 28 < 2 for number in range(120))


def test_a_damaged_file_is_an_error_that_names_it(rows: Path, tmp_path: Path) -> None:
    run([rows], tmp_path / "out", group=False)
    file = sorted((tmp_path / "out" / "reports").iterdir())[0]
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    with Ledger.open(":memory:") as ledger, pytest.raises(OnrecordError, match=file.name):
        import_batch(str(tmp_path / "out"), ledger)


def test_what_cannot_be_done_says_so(rows: Path, tmp_path: Path) -> None:
    for wrong in ("https://example.org/a.warc", "-", str(tmp_path / "none"), str(tmp_path / "new")):
        (tmp_path / "new").mkdir(exist_ok=True)
        with pytest.raises(InputError):
            run([wrong], tmp_path / "out")
    with pytest.raises(InputError, match="no such engine"):
        choose_engine("spark", 1)
    with pytest.raises(InputError, match="nowhere"):
        run([rows], "nowhere://out")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OnrecordError, match="cannot write to"):
        run([rows], tmp_path / "file" / "out")
    with pytest.raises(InputError, match="reference://"):
        run(["reference://x"], tmp_path / "out")


def test_a_full_disk_ends_the_batch_and_the_next_run_goes_on(
    rows: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    write = Written.write
    tried: list[int] = []

    def write_some(file: Written, data: Any) -> int:
        tried.append(1)
        if len(list(out.glob("manifest/*.json"))) >= 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(file, data)

    monkeypatch.setattr(Written, "write", write_some)
    with pytest.raises(OnrecordError, match=r"No space left on device; what is done is kept"):
        run([rows], out, workers=1)
    monkeypatch.undo()
    assert run([rows], out).shares_done == 5
    assert not list(out.rglob("*.part"))


def test_a_link_to_itself_is_passed_over_as_build_does(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Ana Lopes said 3 people have died in the harbour.", "utf-8")
    (folder / "self.txt").symlink_to(folder / "self.txt")
    assert run([folder], tmp_path / "out").counts["reports"] == 1


def test_phases_of_grouping_are_told(rows: Path, tmp_path: Path) -> None:
    told: list[str] = []
    run([rows], tmp_path / "out", workers=1, group_progress=told.append)
    assert told == ["digest", "shuffle", "link", "pair", "source"]


def make_warc(pages: int, first: int = 0) -> bytes:
    records = []
    for number in range(first, first + pages):
        body = (
            f"<html><head><title>Ferry {number}</title></head><body><article><p>Ana Lopes said "
            f"{number} people have died in the harbour after the ferry sank on Monday.</p>"
            f"<p>The harbour master said boat {number} had been late again on that day.</p>"
            "</article></body></html>"
        ).encode()
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
        head = (
            "WARC/1.0\r\nWARC-Type: response\r\n"
            f"WARC-Target-URI: https://example.org/{number}\r\n"
            "WARC-Date: 2024-10-29T00:00:00Z\r\n"
            "Content-Type: application/http; msgtype=response\r\n"
            f"WARC-Record-ID: <urn:uuid:{number}>\r\nContent-Length: {len(http)}\r\n\r\n"
        )
        records.append(head.encode() + http + b"\r\n\r\n")
    return b"".join(records)
