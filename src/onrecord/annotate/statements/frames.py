"""The frame of an attribution: who holds what it says, by the words around its cue."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.annotate.statements.edges import trim_spans
from onrecord.annotate.statements.name_lists import fold, load_titles
from onrecord.annotate.statements.namings import read_naming
from onrecord.annotate.statements.quotations import find_subject
from onrecord.annotate.statements.readings import Reading, overlaps
from onrecord.records import Span

_HEARSAY = frozenset({
    "say", "believe", "think", "report", "rumor", "rumour", "know", "presume", "suspect",
    "allege",
})  # fmt: skip
_QUOTING = frozenset({"quote", "cite"})
_AS_SAYING = re.compile(
    r"\b(?P<cue>as (?:saying|telling|claiming|stating|announcing|warning|confirming|denying|adding"
    r"|insisting|declaring|having said))\b"
)


def find_cue_subject(
    reading: Reading, cue: tuple[Span, ...], content: Sequence[Span]
) -> tuple[Span, ...]:
    """Return the subject of a cue that was found without a source: "the bank did it, saying …".

    A participle has that of the verb it hangs on.
    """
    place = reading.find_tokens(cue[0]) if cue else None
    if place is None:
        return ()
    parse, verb = place.parse, place.first
    if parse.tags[verb] == "VBG" and parse.deps[verb] == "advcl":
        verb = parse.heads[verb]
    elif parse.tags[verb] not in ("VBD", "VBZ", "VBP"):
        return ()
    subject = find_subject(parse, verb)
    if subject is None or any(overlaps(subject, span) for span in (*cue, *content)):
        return ()
    naming = read_naming(reading.text_of([subject]))
    is_holder = naming.kind != "unknown" or (naming.pronoun or "it") not in ("it", "that", "this")
    return trim_spans(reading.report.text, [subject]) if is_holder else ()


def cut_quoted(
    reading: Reading, source: tuple[Span, ...], cue: tuple[Span, ...], content: tuple[Span, ...]
) -> tuple[tuple[Span, ...], tuple[Span, ...], tuple[Span, ...]]:
    """Cut "state media quoted Ruiz as saying …" where what Ruiz says begins.

    "As saying" joins the cue. Of "Ruiz was quoted by state media as saying …" the first is the
    source, and the medium, which the chain finds, is not.
    """
    text = reading.report.text
    verb = reading.find_tokens(cue[0]) if cue else None
    if verb is None or _QUOTING.isdisjoint(verb.lemmas()):
        return source, cue, content
    for number, (start, end) in enumerate(content):
        match = _AS_SAYING.search(text, start, end)
        said = trim_spans(text, [(match.end(), end), *content[number + 1 :]]) if match else ()
        if match and said and match.start() > cue[0][1]:
            subject = tuple(span for span in content[:number] if span[1] <= cue[0][0])
            quoted = text[start : match.start()].strip()
            return (
                source if quoted else subject or source,
                (*cue, match.span("cue")),
                said,
            )
    return source, cue, content


def is_talked_about(reading: Reading, source: Sequence[Span], cue: Span) -> bool:
    """Return whether a source is the subject of hearsay, no holder: "many, believed to be lost"."""
    place = reading.find_tokens(cue)
    if place is None or source[-1][1] > cue[0]:
        return False
    parse, last = place.parse, place.last - 1
    following = fold(parse.words[last + 1]) if last + 1 < len(parse) else ""
    believed = fold(parse.lemmas[last]) in _HEARSAY and parse.tags[last] in ("VBN", "VBD")
    return believed and following == "to"


def is_thing(reading: Reading, source: Sequence[Span]) -> bool:
    """Return whether a source is an event or a quality: "this move", "the deployment"."""
    if not source:
        return False
    naming = read_naming(reading.text_of(source[:1]))
    titles = load_titles()
    pointed = naming.description.lower().startswith(("this ", "these "))
    if pointed and naming.kind == "group" and not naming.plural:
        return True
    if naming.pronoun or (naming.head in titles.common and naming.head is not None):
        return False
    head = naming.head or fold(naming.name.split()[-1] if naming.name else "")
    if naming.name and naming.kind != "person":
        return False
    if head in titles.things:
        return True
    return naming.name is None and head.endswith(titles.thing_suffixes)
