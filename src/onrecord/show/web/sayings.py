"""A statement as pages show it: who, how, what, through whom, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from msgspec import structs

from onrecord.records import Report, Span, Speaker, Statement
from onrecord.show.web.keys import key_id, link_report, link_speaker
from onrecord.show.web.queries import Located, Reader
from onrecord.show.wordings import STANCE_VERBS, describe_chain, describe_date, describe_speaker

GAP = " … "
MARKS = '“”"‘«„'


class Saying(NamedTuple):
    """One statement, worded."""

    id: str
    report: str
    outlet: str
    published: str | None
    who: str
    speaker: str | None
    anonymous: bool
    stance: str
    verb: str
    doubt: str
    """``possible`` or ``probable``, where the speaker is not certain."""
    negated: bool
    chain: str
    quote: str
    mode: str
    said: str
    link: str
    speaker_link: str | None

    @property
    def quoted(self) -> str:
        """The words in quotation marks, where they do not begin with some of their own."""
        return self.quote if self.quote[:1] in MARKS else f"“{self.quote}”"

    @property
    def wording(self) -> tuple[str, ...]:
        """What two statements share that are printed as one line."""
        return self.who, self.verb, self.doubt, self.chain, self.quote


def make_saying(reader: Reader, statement: str) -> Saying:
    """Return a statement as pages show it."""
    return word_statement(reader, reader.locate(statement))


def word_statement(reader: Reader, located: Located) -> Saying:
    """Return a statement that was found already as pages show it."""
    report, item = located.known.report, located.statement
    card = reader.card(report.id)
    name = item.speaker.name
    return Saying(
        id=item.id,
        report=report.id,
        outlet=card.outlet,
        published=report.published.edtf,
        who=word_speaker(item.speaker),
        speaker=name,
        anonymous=item.speaker.anonymous,
        stance=item.stance,
        verb=STANCE_VERBS[item.stance],
        doubt="" if item.certainty == "certain" else item.certainty,
        negated=item.polarity == "negated" and item.stance not in {"denies", "doubts"},
        chain=describe_chain(item),
        quote=quote_content(report, item),
        mode=item.mode,
        said=describe_date(item.said.edtf) if item.said.edtf else "",
        link=f"/statement/{key_id(item.id)}",
        speaker_link=link_speaker(name) if name else None,
    )


def word_speaker(speaker: Speaker) -> str:
    """Return a speaker's name with what the name does not say already.

    >>> word_speaker(Speaker(name="Orsk Line spokesman", role="spokesman", affiliation="Orsk Line"))
    'Orsk Line spokesman'
    """
    name = (speaker.name or "").casefold()
    details = {
        field: value
        for field in ("role", "affiliation")
        if (value := getattr(speaker, field)) and value.casefold() not in name
    }
    if (details.get("affiliation") or "").casefold() in (details.get("role") or "").casefold():
        details.pop("affiliation", None)
    fresh = {field: details.get(field) for field in ("role", "affiliation")}
    return describe_speaker(structs.replace(speaker, **fresh))


def quote_content(report: Report, statement: Statement) -> str:
    """Return the words of a statement on one line; a leading "that" is only grammar."""
    return quote_spans(report, statement.content).removeprefix("that ")


def quote_spans(report: Report, spans: Iterable[Span]) -> str:
    """Return the words at some spans on one line."""
    return GAP.join(" ".join(report.text[start:end].split()) for start, end in spans)


def link_span(report: str, span: Span) -> str:
    """Return the address of some characters of a report."""
    return f"{link_report(report, span=f'{span[0]}-{span[1]}')}#at"
