"""Exports for other programs: required keys of each standard, true positions, hostile text."""

from __future__ import annotations

import hashlib
import io
import json
import sys
from collections.abc import Iterator
from typing import Any, cast

import pytest
from msgspec.structs import replace

from onrecord.errors import InputError
from onrecord.records import Speaker
from onrecord.show.exports import STANDARD_KINDS, Format, write_export
from onrecord.show.rows import mend_surrogates
from onrecord.store import EXPORT_KINDS, Ledger
from tests.reconcile.building import Draft
from tests.store.facts import make_fact

HOSTILE = '</script>😀 "e\u0301" \u202e\x00 \ud800'
TEXT = f"{HOSTILE}\nRui Melo said: 9 men fled. {HOSTILE}"
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    draft = Draft("a", "2025-05-06", "Ana Lopes, mayor of Tesk, said 12 people died near Tesk.")
    draft.say("Ana Lopes", "12 people died near Tesk").count("12", 12, 12)
    draft.mention("Ana Lopes", role="mayor").mention("Tesk", "place")
    with Ledger.open(":memory:") as ledger:
        ledger.add(*draft.fact())
        ledger.add(*make_fact("b/ 😀", TEXT, "2025-05~", lang="en", url="https://b.example/1"))
        ledger.add(*make_fact("c", "Head\nRui Melo said: 3 boats left.", None, outlet=None))
        yield ledger


def export(ledger: Ledger, kind: str, form: str) -> list[dict[str, Any]]:
    out = io.BytesIO()
    write_export(ledger, kind, cast(Format, form), out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def check_target(target: dict[str, Any], ledger: Ledger) -> None:
    """Check a target as the Web Annotation recommendation asks, and against the text itself."""
    assert target["type"] == "SpecificResource"
    hashes = {report.hash: report.text for report in ledger.reports()}
    text = hashes[target["source"]["sha256"]]
    position, quote = target["selector"]
    assert position["type"] == "TextPositionSelector"
    assert quote["type"] == "TextQuoteSelector"
    start, end = position["start"], position["end"]
    around = {
        "exact": (start, end),
        "prefix": (max(0, start - 32), start),
        "suffix": (end, end + 32),
    }
    for name, (left, right) in around.items():
        assert quote[name] == mend_surrogates(text[left:right])


@pytest.mark.parametrize("kind", STANDARD_KINDS["webannotation"])
def test_web_annotations_have_what_the_recommendation_requires(ledger: Ledger, kind: str) -> None:
    rows = export(ledger, kind, "webannotation")
    assert len(rows) == len(list(ledger.export(kind)))
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert row["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
        assert row["type"] == "Annotation"
        assert row["id"].startswith("urn:onrecord:")
        assert row["id"].isascii()
        assert {"prov:wasDerivedFrom", "prov:wasGeneratedBy", "body"} <= set(row)
        target = row["target"]
        for one in target if isinstance(target, list) else [target]:
            check_target(one, ledger)


def test_a_statement_is_a_claim_by_its_speaker_in_its_report(ledger: Ledger) -> None:
    row = export(ledger, "statements", "jsonld")[-1]
    first = next(row for row in export(ledger, "statements", "jsonld") if "Tesk" in row["text"])
    assert first["@type"] == "Claim"
    assert first["author"]["name"] == "Ana Lopes"
    assert first["author"]["@type"] == "Person"
    assert first["appearance"]["@id"] == first["prov:wasDerivedFrom"]["@id"]
    assert first["appearance"]["datePublished"] == {"@type": EDTF, "@value": "2025-05-06"}
    assert "publisher" not in row["appearance"]
    assert "datePublished" not in row["appearance"]
    for target in first["oa:hasTarget"]:
        check_target(target, ledger)


def test_direct_words_are_a_quotation_and_no_speaker_is_made_up() -> None:
    report, notes = make_fact()
    statement = replace(notes.statements[0], mode="direct", speaker=Speaker())
    with Ledger.open(":memory:") as ledger:
        ledger.add(report, replace(notes, statements=(statement,)))
        (row,) = export(ledger, "statements", "jsonld")
    assert row["@type"] == "Quotation"
    assert row["isPartOf"]["@type"] == "NewsArticle"
    assert row["spokenByCharacter"] == {"@type": "Thing", "description": "speaker not given"}
    assert "author" not in row


def test_a_claim_appears_in_the_reports_of_its_statements(ledger: Ledger) -> None:
    rows = export(ledger, "claims", "jsonld")
    assert len(rows) == len(list(ledger.export("claims")))
    for row in rows:
        assert row["@context"][0] == "https://schema.org"
        assert row["@type"] == "Claim"
        assert row["appearance"]
        assert row["prov:wasDerivedFrom"]
        assert row["text"]


COLUMNS = {
    "canonical_id", "entity_id", "prop", "schema", "value", "dataset", "lang", "original_value",
    "first_seen", "last_seen", "external", "origin", "id",
}  # fmt: skip


@pytest.mark.parametrize("kind", STANDARD_KINDS["ftm"])
def test_followthemoney_rows_are_whole_and_refer_to_what_is_there(
    ledger: Ledger, kind: str
) -> None:
    rows = export(ledger, kind, "ftm")
    there = {row["entity_id"] for row in rows if row["prop"] == "id"}
    for row in rows:
        assert set(row) == COLUMNS
        assert row["entity_id"] in there
        assert row["value"]
        key = "{dataset}.{entity_id}.{prop}.{value}".format(**row)
        key += f"@{row['lang']}" if row["lang"] else ""
        assert row["id"] == hashlib.sha1(key.encode()).hexdigest()
        if row["prop"] == "proof":
            assert row["value"] in there
    assert len({row["id"] for row in rows}) == len(rows)


def test_followthemoney_joins_a_statement_to_its_speaker(ledger: Ledger) -> None:
    entities = {
        row["entity_id"]: row["value"]
        for row in export(ledger, "entities", "ftm")
        if row["prop"] == "name" and row["schema"] == "Person"
    }
    notes = export(ledger, "statements", "ftm")
    speakers = [row["value"] for row in notes if row["prop"] == "entity"]
    assert "Ana Lopes" in {entities[id_] for id_ in speakers}
    dates = {row["value"] for row in notes if row["prop"] == "publishedAt"}
    assert dates == {"2025-05-06", "2025-05"}


@pytest.mark.parametrize(
    ("kind", "form"), [(kind, form) for form, kinds in STANDARD_KINDS.items() for kind in kinds]
)
def test_hostile_text_stays_inside_its_string(ledger: Ledger, kind: str, form: str) -> None:
    out = io.BytesIO()
    write_export(ledger, kind, cast(Format, form), out)
    for line in out.getvalue().split(b"\n")[:-1]:
        assert b"\x00" not in line
        json.loads(line)


def test_a_kind_without_that_form_is_refused(ledger: Ledger) -> None:
    with pytest.raises(InputError, match="entities, statements"):
        write_export(ledger, "tracks", "ftm", io.BytesIO())


def test_an_outlet_that_is_not_known_is_not_named() -> None:
    report, notes = make_fact(outlet=None)
    with Ledger.open(":memory:") as ledger:
        ledger.add(report, notes)
        assert not [r for r in export(ledger, "statements", "ftm") if r["prop"] == "publisher"]


@pytest.mark.parametrize("kind", [*EXPORT_KINDS, "judgements"])
def test_parquet_holds_every_row_of_every_kind(ledger: Ledger, kind: str) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    out = io.BytesIO()
    write_export(ledger, kind, "parquet", out)
    table = parquet.read_table(io.BytesIO(out.getvalue())).to_pylist()
    rows = export(ledger, kind, "jsonl")
    assert [row.get("id") for row in table] == [row.get("id") for row in rows]
    for row, plain in zip(table, rows, strict=True):
        assert set(row) == set(plain)


def test_parquet_without_rows_still_has_columns() -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    out = io.BytesIO()
    with Ledger.open(":memory:") as ledger:
        write_export(ledger, "figures", "parquet", out)
    schema = parquet.read_schema(io.BytesIO(out.getvalue()))
    assert str(schema.field("low").type) == "double"
    assert str(schema.field("span").type).startswith("list<")


def test_parquet_says_what_to_install(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError, match=r"onrecord\[parquet\]"):
        write_export(ledger, "figures", "parquet", io.BytesIO())


def test_parquet_does_not_go_to_a_terminal(ledger: Ledger) -> None:
    class Terminal(io.BytesIO):
        def isatty(self) -> bool:
            return True

    with pytest.raises(InputError, match="file"):
        write_export(ledger, "figures", "parquet", Terminal())
