"""A batch's output into a ledger: all of it, or what meets conditions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from onrecord.errors import InputError, NotFoundError
from onrecord.periods import read_period
from onrecord.records import Record
from onrecord.scale.folders import Folder
from onrecord.scale.groups import read_story
from onrecord.scale.parts import Part, decode_fact, list_parts, read_refusals, read_rows
from onrecord.store.ledgers import Ledger
from onrecord.store.rows import chunk_values
from onrecord.store.sieves import check_query, sift_facts
from onrecord.store.views import Fact

BATCH_REPORTS = 64
_COLUMNS = ("id", "outlet", "published", "text", "path", "record", "annotations")


class Selection(Record, frozen=True, kw_only=True):
    """Which reports are meant: those that meet every condition given.

    ``since`` and ``until`` are EDTF values; a report of which it is not certain that it was
    published in between is left out, and so is an undated one. ``query`` is a search as
    :meth:`onrecord.store.Ledger.search` has it.
    """

    story: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    query: str | None = None

    @property
    def is_all(self) -> bool:
        """True where there is no condition."""
        return self == Selection()


def import_batch(
    place: str,
    ledger: Ledger,
    selection: Selection = Selection(),  # noqa: B008 - immutable
    progress: Callable[[int], object] | None = None,
) -> Counter[str]:
    """Add a batch's reports to a ledger; what is there already adds nothing.

    Args:
        place: the folder of the batch's output, by path or fsspec URL.
        ledger: where to.
        selection: which reports; refusals come with all of them only.
        progress: called with how many reports have been looked at since it was last called.

    Returns:
        How many reports were ``added``, ``revised``, ``annotated`` anew and ``known``.

    Raises:
        InputError: there is no batch in that folder, a date is none, or a query has no word.
        NotFoundError: the batch has no such story.
        OnrecordError: a file is damaged.
        LedgerError: the ledger cannot be written; what was written before stays.
    """
    folder = Folder(place)
    parts = list_parts(folder)
    if not parts:
        raise InputError(f"{place}: no output of batch in this folder")
    wanted = make_filter(selection, folder)
    if selection.query is not None:
        check_query(selection.query)
    counts: Counter[str] = Counter()
    for part in parts.values():
        for facts in chunk_values(_select(folder, part, wanted), BATCH_REPORTS):
            found = facts if selection.query is None else sift_facts(facts, selection.query)
            counts.update(ledger.add_many(found))
        if selection.is_all:
            ledger.add_refusals(read_refusals(folder, part))
        if progress:
            progress(part.counts["reports"])
    return counts


def make_filter(selection: Selection, folder: Folder) -> Callable[[dict[str, Any]], bool]:
    """Return what tells a wanted row of ``reports``.

    Raises:
        InputError: a date is none.
        NotFoundError: there is no such story.
    """
    members: frozenset[str] | None = None
    if selection.story is not None:
        story = read_story(folder, selection.story)
        if story is None:
            raise NotFoundError(f"{folder.url}: no story {selection.story}")
        members = frozenset(story.reports)
    since, until = _read_date(selection.since), _read_date(selection.until)

    def wanted(row: dict[str, Any]) -> bool:
        if members is not None and row["id"] not in members:
            return False
        if selection.outlet is not None and not _same(row["outlet"], selection.outlet):
            return False
        return _is_between(row["published"], since, until)

    return wanted


def _read_date(edtf: str | None) -> Any:
    period = read_period(edtf)
    if edtf is not None and period is None:
        raise InputError(f"{edtf}: no date; write one as 2025-05-06, 2025-05 or 2025")
    return period


def _same(outlet: str | None, wanted: str) -> bool:
    return outlet is not None and outlet.casefold() == wanted.casefold()


def _is_between(published: dict[str, Any] | None, since: Any, until: Any) -> bool:
    if since is None and until is None:
        return True
    period = read_period((published or {}).get("edtf"))
    if period is None or (since and (period.start is None or period.start < since.start)):
        return False
    return not (until and (period.end is None or period.end > until.end))


def _select(folder: Folder, part: Part, wanted: Callable[[dict[str, Any]], bool]) -> Iterator[Fact]:
    rows = read_rows(folder, part, "reports", _COLUMNS)
    return (decode_fact(row) for row in rows if wanted(row))
