"""Anchors and hashes: every entry holds the characters it was made from, or it is an error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onrecord.errors import AnchorError
from onrecord.ids import hash_text
from onrecord.records import Annotations, Figure, Record, Report, Span, Statement

MAX_ID_BYTES = 500
"""A longer id of a report has no room in the indexes of every database."""


class Problem(Record, frozen=True, kw_only=True):
    """One thing that is wrong in a ledger.

    ``kind`` is a short fixed key, what problems are counted by; ``id`` names the entry or table.
    """

    kind: str
    id: str
    detail: str = ""


class CheckResult(Record, frozen=True, kw_only=True):
    """What a check of a whole ledger went through and found.

    ``problems`` lists the first of them; ``counts`` counts all of them by kind.
    """

    reports: int
    entries: int
    anchors: int
    counts: dict[str, int]
    problems: tuple[Problem, ...]

    @property
    def clean(self) -> bool:
        """True where nothing is wrong."""
        return not self.counts


def check_fact(report: Report, annotations: Annotations) -> None:
    """Make sure that every anchor of a report and its annotations is true.

    Raises:
        AnchorError: naming the first entry whose anchor is not.
    """
    for problem in find_problems(report, annotations):
        raise AnchorError(f"{problem.id}: {problem.kind}: {problem.detail}")


def find_problems(report: Report, annotations: Annotations) -> Iterator[Problem]:
    """Yield what is wrong with a report and its annotations: hashes, spans, and links within."""
    if hash_text(report.text) != report.hash:
        detail = "the hash is not that of the text"
        yield Problem(kind="wrong-hash", id=report.id, detail=detail)
    if (annotations.report, annotations.hash) != (report.id, report.hash):
        detail = f"annotations are of {annotations.report} {annotations.hash}"
        yield Problem(kind="wrong-report", id=report.id, detail=detail)
    if not _is_storable(report.id):
        detail = f"empty, longer than {MAX_ID_BYTES} bytes, or not valid Unicode"
        yield Problem(kind="bad-id", id=repr(report.id[:MAX_ID_BYTES]), detail=detail)
    length = len(report.text)
    for owner, spans in list_anchors(report, annotations):
        for start, end in spans:
            if not 0 <= start < end <= length:
                detail = f"[{start}, {end}) of a text of {length} characters"
                yield Problem(kind="broken-anchor", id=f"{report.id} {owner}", detail=detail)
    yield from _find_unanchored(annotations)
    yield from _find_dangling(report, annotations)


def list_anchors(report: Report, annotations: Annotations) -> Iterator[tuple[str, Iterable[Span]]]:
    """Yield (entry, spans) for everything that points at characters of the report's text."""
    for index, block in enumerate(report.blocks):
        yield f"block {index}", [(block.start, block.end)]
    for credit in report.credits:
        yield "credit", [credit.span]
    for statement in annotations.statements:
        yield f"statement {statement.id}", _list_statement_spans(statement)
    for figure in annotations.figures:
        yield f"figure {figure.id}", _list_figure_spans(figure)
    for index, time in enumerate(annotations.times):
        yield f"time {index}", [time.span, *([time.anchor] if time.anchor else [])]
    for mention in annotations.mentions:
        yield f"mention {mention.name}", mention.spans


def _list_statement_spans(statement: Statement) -> list[Span]:
    carried = (span for carrier in statement.via for span in (*carrier.spans, *carrier.cue))
    return [*statement.content, *statement.cue, *statement.speaker.spans, *carried]


def _list_figure_spans(figure: Figure) -> list[Span]:
    return [figure.span, *([figure.counted_span] if figure.counted_span else [])]


def _find_unanchored(annotations: Annotations) -> Iterator[Problem]:
    for statement in annotations.statements:
        if not statement.content:
            yield Problem(kind="no-anchor", id=f"statement {statement.id}", detail="no content")
    for mention in annotations.mentions:
        if not mention.spans:
            yield Problem(kind="no-anchor", id=f"mention {mention.name}", detail="no spans")


def _find_dangling(report: Report, annotations: Annotations) -> Iterator[Problem]:
    statements = {statement.id for statement in annotations.statements}
    figures = {figure.id for figure in annotations.figures}
    for figure in annotations.figures:
        owner = f"figure {figure.id}"
        if figure.statement is not None and figure.statement not in statements:
            yield Problem(kind="dangling-link", id=owner, detail=f"statement {figure.statement}")
        if figure.part_of is not None and figure.part_of not in figures:
            yield Problem(kind="dangling-link", id=owner, detail=f"figure {figure.part_of}")
    for index, block in enumerate(report.blocks):
        if block.repeat_of is not None and not 0 <= block.repeat_of < index:
            yield Problem(kind="dangling-link", id=f"block {index}", detail=f"{block.repeat_of}")


def _is_storable(report_id: str) -> bool:
    try:
        return 0 < len(report_id.encode("utf-8")) <= MAX_ID_BYTES and "\0" not in report_id
    except UnicodeEncodeError:
        return False
