"""Statements, figures and times as W3C Web Annotations, each pointing at the characters it is from.

Source: Web Annotation Data Model, W3C Recommendation of 23 February 2017. Positions are code points
of the report's text, as the recommendation has them, and the text is named by its sha256.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from onrecord.records import Figure, Report, Span, Statement, Time
from onrecord.show.wordings import (
    describe_chain,
    describe_date,
    describe_figure,
    describe_speaker,
    describe_stance,
)
from onrecord.store import Fact

ANNOTATION_KINDS = ("statements", "figures", "times")
CONTEXT_CHARS = 32
"""Code points before and after a quote that a TextQuoteSelector carries."""
ANNO_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
EDTF_TYPE = "http://id.loc.gov/datatypes/edtf/EDTF"
"""The Library of Congress's datatype of EDTF values."""
TERMS = {
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "sha256": "https://schema.org/sha256",
    "onrecord": "urn:onrecord:term:",
}

Row = dict[str, Any]


def export_annotations(kind: str, facts: Iterable[Fact]) -> Iterator[Row]:
    """Yield a Web Annotation of each statement, figure or time, in the order of the facts."""
    for report, notes in facts:
        entries: tuple[Statement | Figure | Time, ...] = getattr(notes, kind)
        for entry in entries:
            yield _make_annotation(report, entry, notes.version)


def make_targets(report: Report, spans: Iterable[Span]) -> list[Row]:
    """Return a SpecificResource for each span: the text, a position in it, and the quote."""
    return [
        {
            "type": "SpecificResource",
            "source": make_source(report),
            "selector": [
                {"type": "TextPositionSelector", "start": start, "end": end},
                {
                    "type": "TextQuoteSelector",
                    "exact": report.text[start:end],
                    "prefix": report.text[max(start - CONTEXT_CHARS, 0) : start],
                    "suffix": report.text[end : end + CONTEXT_CHARS],
                },
            ],
        }
        for start, end in spans
    ]


def make_source(report: Report) -> Row:
    """Return the text of a report as a resource; the hash tells which version of it."""
    source = {
        "id": name_report(report.id),
        "type": "Text",
        "format": "text/plain",
        "sha256": report.hash,
    }
    optional = {"language": report.lang, "via": report.url}
    return source | {name: value for name, value in optional.items() if value}


def name_report(report: str) -> str:
    """Return the name of a report in linked data.

    >>> name_report("a b")
    'urn:onrecord:report:a%20b'
    """
    return make_urn("report", report)


def make_urn(kind: str, id_: str) -> str:
    """Return the name of an entry: its id, which may be any text, escaped."""
    return f"urn:onrecord:{kind}:{quote(id_, safe='')}"


def make_date(edtf: str) -> Row:
    """Return an EDTF value as a typed literal."""
    return {"@type": EDTF_TYPE, "@value": edtf}


def make_provenance(report: str, version: str) -> Row:
    """Return what an entry was derived from and what made it, in PROV-O terms."""
    return {
        "prov:wasDerivedFrom": {"@id": name_report(report)},
        "prov:wasGeneratedBy": {
            "@id": make_urn("annotation", version),
            "@type": "prov:Activity",
            "prov:wasAssociatedWith": {"@id": "urn:onrecord", "@type": "prov:SoftwareAgent"},
            "onrecord:version": version,
        },
    }


def _make_annotation(report: Report, entry: Statement | Figure | Time, version: str) -> Row:
    kind, id_ = _name_entry(report, entry)
    spans = entry.content if isinstance(entry, Statement) else (entry.span,)
    targets = make_targets(report, spans)
    return {
        "@context": [ANNO_CONTEXT, TERMS],
        "id": make_urn(kind, id_),
        "type": "Annotation",
        "motivation": "describing",
        "body": [
            {"type": "TextualBody", "value": _describe(entry), "format": "text/plain"},
            {
                "id": f"{make_urn(kind, id_)}:value",
                "type": f"onrecord:{kind}",
                **_list_values(entry),
            },
        ],
        "target": targets[0] if len(targets) == 1 else targets,
        **make_provenance(report.id, version),
    }


def _name_entry(report: Report, entry: Statement | Figure | Time) -> tuple[str, str]:
    """Return kind and id; a time has no id of its own and goes by its text and place."""
    if isinstance(entry, Time):
        return "time", f"{report.hash[:16]}.{entry.span[0]}.{entry.span[1]}"
    return ("statement" if isinstance(entry, Statement) else "figure"), entry.id


def _describe(entry: Statement | Figure | Time) -> str:
    if isinstance(entry, Statement):
        chain = describe_chain(entry)
        stance = describe_stance(entry.stance, entry.certainty)
        return f"{describe_speaker(entry.speaker)} {stance}" + (f" ({chain})" if chain else "")
    if isinstance(entry, Figure):
        return " ".join(filter(None, (describe_figure(entry), entry.measure or entry.counted)))
    return describe_date(entry.edtf)


def _list_values(entry: Statement | Figure | Time) -> Row:
    """Return an entry's plain values as terms of this program; what is unknown is null."""
    if isinstance(entry, Statement):
        return {"onrecord:speaker": entry.speaker.name, **list_terms(entry)}
    if isinstance(entry, Figure):
        names = ("low", "high", "qualifier", "unit", "measure", "counted", "change", "status")
        values: Row = {f"onrecord:{name}": getattr(entry, name) for name in names}
        return {**values, "onrecord:asOf": _date_or_none(entry.as_of.edtf)}
    return {
        "onrecord:edtf": _date_or_none(entry.edtf),
        "onrecord:timex": entry.timex,
        "onrecord:timeKind": entry.kind,
    }


def list_terms(statement: Statement) -> Row:
    """Return how a statement is made and meant, and who carries it, speaker's side first."""
    return {
        "onrecord:mode": statement.mode,
        "onrecord:stance": statement.stance,
        "onrecord:certainty": statement.certainty,
        "onrecord:polarity": statement.polarity,
        "onrecord:said": _date_or_none(statement.said.edtf),
        "onrecord:via": {"@list": [carrier.name for carrier in statement.via]},
        "onrecord:confidence": statement.confidence,
    }


def _date_or_none(edtf: str | None) -> Row | None:
    return make_date(edtf) if edtf else None
