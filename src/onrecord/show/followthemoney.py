"""Entities and statements as rows of the FollowTheMoney project, for Aleph and its kin.

A FollowTheMoney statement is one value of one property of one entity, with its dataset. The columns
and the making of row ids follow ``followthemoney.statement.Statement``; the package itself is not
needed. Reports are Articles; what a report attributes to somebody is a Note about the speaker,
proven by the Article.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from onrecord.periods import read_period
from onrecord.records import Entity, MentionKind, Report, Statement
from onrecord.show.rows import mend_surrogates
from onrecord.show.wordings import describe_chain, describe_speaker, describe_stance
from onrecord.store import Ledger

MONEY_KINDS = ("entities", "statements")
DATASET = "onrecord"
COLUMNS = (
    "canonical_id", "entity_id", "prop", "schema", "value", "dataset", "lang", "original_value",
    "first_seen", "last_seen", "external", "origin", "id",
)  # fmt: skip
GAP = " … "
_SCHEMATA: dict[MentionKind, str] = {
    "person": "Person",
    "organisation": "Organization",
    "place": "Address",
    "state": "PublicBody",
    "group": "LegalEntity",
    "other": "Thing",
}
_LANGUAGES = {"en": "eng"}
"""FollowTheMoney writes languages as ISO 639-3; of others nothing is said."""
_TEXT_PROPERTIES = frozenset({"description", "summary", "notes", "title", "position"})

Row = dict[str, Any]


class _Thing(NamedTuple):
    """What the rows of one FollowTheMoney entity share."""

    id: str
    schema: str
    seen: str | None
    lang: str | None = None

    def list_rows(self, values: Iterable[tuple[str, str | None]]) -> Iterator[Row]:
        """Yield the row that says it is there, then one for each value that is known."""
        yield self._make_row("id", self.id)
        for prop, value in dict.fromkeys(values):
            if value:
                yield self._make_row(prop, value)

    def _make_row(self, prop: str, value: str) -> Row:
        lang = self.lang if prop in _TEXT_PROPERTIES else None
        key = f"{DATASET}.{self.id}.{prop}.{value}" + (f"@{lang}" if lang else "")
        digest = hashlib.sha1(mend_surrogates(key).encode(), usedforsecurity=False)
        values = (
            self.id, self.id, prop, self.schema, value, DATASET, lang, None, self.seen, self.seen,
            False, None, digest.hexdigest(),
        )  # fmt: skip
        return dict(zip(COLUMNS, values, strict=True))


def export_statement_rows(ledger: Ledger) -> Iterator[Row]:
    """Yield the rows of every report and of every statement in it, report by report."""
    speakers = {
        statement: entity.id
        for entity in ledger.view("entities")
        if isinstance(entity, Entity)
        for statement in entity.speakers
    }
    for report, notes in ledger.facts():
        seen = ledger.revisions(report.id)[0].added
        yield from _list_article(report, seen)
        for statement in notes.statements:
            yield from _list_note(report, statement, speakers.get(statement.id), seen)


def export_entity_rows(ledger: Ledger) -> Iterator[Row]:
    """Yield the rows of every report, then of every entity that reports name."""
    seen: dict[str, str] = {}
    for report in ledger.reports():
        seen[report.id] = ledger.revisions(report.id)[0].added
        yield from _list_article(report, seen[report.id])
    for entity in ledger.view("entities"):
        if isinstance(entity, Entity):
            yield from _list_entity(
                entity, min(map(seen.__getitem__, entity.reports), default=None)
            )


def _list_article(report: Report, seen: str) -> Iterator[Row]:
    lang = _LANGUAGES.get(report.lang or "")
    values = [
        ("title", report.title),
        *(("author", name) for name in report.byline),
        ("publishedAt", _cut_date(report.published.edtf)),
        ("publisher", report.outlet),
        ("sourceUrl", report.url),
        ("language", lang),
    ]
    yield from _Thing(_name(report.id, "report"), "Article", seen, lang).list_rows(values)


def _list_note(
    report: Report, statement: Statement, entity: str | None, seen: str
) -> Iterator[Row]:
    chain = describe_chain(statement)
    stance = describe_stance(statement.stance, statement.certainty)
    summary = f"{describe_speaker(statement.speaker)} {stance}" + (f" ({chain})" if chain else "")
    values = [
        ("description", GAP.join(report.text[start:end] for start, end in statement.content)),
        ("summary", summary),
        ("entity", _name(entity, "entity") if entity else None),
        ("proof", _name(report.id, "report")),
        ("publisher", report.outlet),
        ("sourceUrl", report.url),
        *(("keywords", word) for word in _list_keywords(statement)),
    ]
    lang = _LANGUAGES.get(report.lang or "")
    yield from _Thing(_name(statement.id, "statement"), "Note", seen, lang).list_rows(values)


def _list_keywords(statement: Statement) -> Iterator[str]:
    for name in ("mode", "stance", "certainty", "polarity"):
        yield f"{name}:{getattr(statement, name)}"
    if statement.said.edtf:
        yield f"said:{statement.said.edtf}"


def _list_entity(entity: Entity, seen: str | None) -> Iterator[Row]:
    schema = _SCHEMATA[entity.kind]
    role = "position" if entity.kind == "person" else "notes"
    values = [
        ("name", entity.name),
        *(("alias", name) for name in entity.aliases if name != entity.name),
        *((role, words) for words in entity.roles),
        *(("proof", _name(report, "report")) for report in entity.reports),
    ]
    if schema == "Address":
        values.append(("full", entity.name))
    yield from _Thing(_name(entity.id, "entity"), schema, seen).list_rows(values)


def _cut_date(edtf: str | None) -> str | None:
    """Return a date as FollowTheMoney has them: no range, no qualifier, no zone.

    >>> _cut_date("2025-03-04T11:20"), _cut_date("2025-03~"), _cut_date("2025-03/2025-04")
    ('2025-03-04T11:20:00', '2025-03', None)
    """
    period = read_period(edtf)
    if not edtf or period is None or period.start is None or "/" in edtf or "X" in edtf:
        return None
    if "T" in edtf:
        return period.start.isoformat(timespec="seconds")
    return edtf.rstrip("~?%")


def _name(id_: str, kind: str) -> str:
    """Return an id under which entries of different kinds stay apart."""
    return f"{DATASET}-{kind}-{id_}"
