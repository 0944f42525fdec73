"""A ledger as it stood at a moment: which reports are new since, and what the rest add up to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from onrecord.errors import InputError
from onrecord.periods import read_period
from onrecord.store import Fact, Ledger


class Since(NamedTuple):
    """A moment, without a zone, and by which clock a report is new since then.

    ``added`` counts a report by when it came into the ledger (UTC), else by when it was published.
    """

    moment: datetime
    added: bool = False


def read_since(text: str, *, added: bool = False) -> Since:
    """Read a date, or a date and time, as the moment at which it begins.

    Args:
        text: ISO 8601, as ``2025-03-05`` or ``2025-03-05T14:30``. A stated offset counts where
            reports are taken by when they were added, and is left out of account where they are
            taken by publication, since news dates rarely say their zone.
        added: count by when reports were added.

    Raises:
        InputError: it is no date.

    >>> read_since("2025-03").moment.isoformat()
    '2025-03-01T00:00:00'
    >>> read_since("2025-03-05T14:30+02:00", added=True).moment.isoformat()
    '2025-03-05T12:30:00'
    """
    period = read_period(text)
    if period is None or period.start is None:
        raise InputError(f"{text}: no date; write 2025-03-05 or 2025-03-05T14:30")
    return Since(_move_to_utc(text) or period.start if added else period.start, added)


def find_new_reports(ledger: Ledger, since: Since) -> dict[str, int | None]:
    """Return the reports that are new since a moment, in the ledger's order.

    A report counts as new where its date allows it: one dated only "March 2025" is new since 5
    March. One without a date goes by when it was added.

    Returns:
        By id, the number of the revision that was known before; None where none was.
    """
    new: dict[str, int | None] = {}
    for report in ledger.reports():
        if not since.added and _is_before(report.published.edtf, since):
            continue
        known = _find_known_revision(ledger, report.id, since)
        if known is None or known < ledger.revisions(report.id)[-1].number:
            new[report.id] = known
    return new


def _find_known_revision(ledger: Ledger, report: str, since: Since) -> int | None:
    for revision in reversed(ledger.revisions(report)):
        date: str | None = revision.added
        if not since.added:
            date = ledger.report(report, revision.number).published.edtf or revision.added
        if _is_before(date, since):
            return revision.number
    return None


def _is_before(edtf: str | None, since: Since) -> bool:
    period = read_period(edtf)
    return period is not None and period.end is not None and period.end < since.moment


def _move_to_utc(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else None


class EarlierFacts:
    """The facts that were known of some reports, each in the revision that was known."""

    def __init__(
        self, ledger: Ledger, reports: Iterable[str], new: Mapping[str, int | None]
    ) -> None:
        """Choose the revisions; facts are fetched when asked for.

        Args:
            ledger: where the facts are.
            reports: ids of the reports to look at.
            new: those that are new, see :func:`find_new_reports`.
        """
        self._ledger = ledger
        known = {id_: new.get(id_) for id_ in reports}
        self._numbers = {
            id_: number for id_, number in known.items() if number is not None or id_ not in new
        }

    @property
    def ids(self) -> tuple[str, ...]:
        """The reports that were known, in order."""
        return tuple(self._numbers)

    def facts(self) -> Iterator[Fact]:
        """Yield what was known."""
        return (self.fact(report) for report in self._numbers)

    def fact(self, report: str, revision: int | None = None) -> Fact:
        """Return a report as it was known, or in another revision."""
        return self._ledger.fact(report, revision or self._numbers[report])
