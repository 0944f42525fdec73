"""Statements and claims as schema.org JSON-LD: Quotation and Claim, one object a line.

A direct statement is a Quotation (``spokenByCharacter``, ``isPartOf`` the report); any other is a
Claim (``author``, ``appearance`` in the report), since its words are not the speaker's. Source:
schema.org, Quotation and Claim; provenance in PROV-O; selectors of the Web Annotation Data Model.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from onrecord.records import Annotations, Claim, Report, Speaker, SpeakerKind, Statement
from onrecord.show.web_annotations import (
    ANNO_CONTEXT,
    TERMS,
    list_terms,
    make_date,
    make_provenance,
    make_targets,
    make_urn,
    name_report,
)
from onrecord.store import Fact, Ledger

LINKED_KINDS = ("statements", "claims")
CONTEXT = ["https://schema.org", TERMS]
GAP = " … "
_SPEAKER_TYPES: dict[SpeakerKind, str] = {
    "person": "Person",
    "organisation": "Organization",
    "state": "GovernmentOrganization",
    "document": "CreativeWork",
}
"""A group without a name, and what is unknown, is a Thing: nothing more is known of it."""

Row = dict[str, Any]


def export_quotations(facts: Iterable[Fact]) -> Iterator[Row]:
    """Yield every statement as a Quotation or a Claim, in the order of the facts."""
    for report, notes in facts:
        for statement in notes.statements:
            yield _make_quotation(report, notes, statement)


def export_claims(ledger: Ledger) -> Iterator[Row]:
    """Yield every claim with the statements it is made of and the reports it appears in."""
    for claim in ledger.view("claims"):
        if isinstance(claim, Claim):
            yield _make_claim(ledger, claim)


def _make_quotation(report: Report, notes: Annotations, statement: Statement) -> Row:
    speaker, article = _make_speaker(statement.speaker), make_article(report)
    if statement.mode == "direct":
        row: Row = {"@type": "Quotation", "spokenByCharacter": speaker, "isPartOf": article}
    else:
        row = {"@type": "Claim", "author": speaker, "appearance": article}
    row |= {
        "text": GAP.join(report.text[start:end] for start, end in statement.content),
        "oa:hasTarget": [
            {"@context": [ANNO_CONTEXT, TERMS], **target}
            for target in make_targets(report, statement.content)
        ],
    }
    if statement.said.edtf:
        row["dateCreated"] = make_date(statement.said.edtf)
    if report.lang:
        row["inLanguage"] = report.lang
    return {
        "@context": CONTEXT,
        "@id": make_urn("statement", statement.id),
        **row,
        **list_terms(statement),
        **make_provenance(report.id, notes.version),
    }


def _make_speaker(speaker: Speaker) -> Row:
    """Return the holder; one that the text does not name is said to be unnamed."""
    row: Row = {"@type": _SPEAKER_TYPES.get(speaker.kind, "Thing")}
    if speaker.name is None:
        return row | {"description": "speaker not given"}
    row["name"] = speaker.name
    if speaker.kind == "person":
        if speaker.role:
            row["jobTitle"] = speaker.role
        if speaker.affiliation:
            row["affiliation"] = {"@type": "Organization", "name": speaker.affiliation}
    elif speaker.role or speaker.affiliation:
        row["description"] = ", ".join(filter(None, (speaker.role, speaker.affiliation)))
    return row | {"onrecord:anonymous": speaker.anonymous}


def make_article(report: Report) -> Row:
    """Return a report as a NewsArticle; what is not known of it is left out."""
    row: Row = {"@type": "NewsArticle", "@id": name_report(report.id)}
    if report.published.edtf:
        row["datePublished"] = make_date(report.published.edtf)
    if report.outlet:
        row["publisher"] = {"@type": "Organization", "name": report.outlet}
    if report.byline:
        row["author"] = [{"@type": "Person", "name": name} for name in report.byline]
    plain = {"headline": report.title, "url": report.url, "inLanguage": report.lang}
    return row | {name: value for name, value in plain.items() if value}


def _make_claim(ledger: Ledger, claim: Claim) -> Row:
    reports = {}
    for id_ in claim.statements:
        report, _ = ledger.statement(id_)
        reports[report.id] = report
    return {
        "@context": CONTEXT,
        "@type": "Claim",
        "@id": make_urn("claim", claim.id),
        "text": claim.text,
        "author": [{"@type": "Thing", "name": name} for name in claim.speakers],
        "appearance": [make_article(report) for report in reports.values()],
        "onrecord:story": make_urn("story", claim.story),
        "onrecord:origins": [make_urn("origin", id_) for id_ in claim.origins],
        "onrecord:reasons": list(claim.reasons),
        "prov:wasDerivedFrom": [{"@id": make_urn("statement", id_)} for id_ in claim.statements],
    }
