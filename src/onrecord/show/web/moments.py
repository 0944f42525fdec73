"""Moments in addresses: since when something is new."""

from __future__ import annotations

from datetime import UTC, datetime

from onrecord.records import Story
from onrecord.show.web.problems import RequestError
from onrecord.show.web.registers import Register

MOMENT = r"^(\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?)?)?$"
"""A date, or a date and time with or without an offset; empty for none."""


def read_moment(text: str | None) -> datetime | None:
    """Return a moment in UTC; None where none is given.

    Raises:
        RequestError: it is no date.

    >>> read_moment("2025-03-04T10:00+02:00").isoformat()
    '2025-03-04T08:00:00+00:00'
    """
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        raise RequestError(
            422, "since: write a date, 2025-03-05, or a date and time, 2025-03-05T14:30"
        ) from None


def find_new(register: Register, story: Story, since: datetime | None) -> frozenset[str]:
    """Return the reports of a story that came into the ledger since a moment."""
    if since is None:
        return frozenset()
    cards = (register.reports.get(report) for report in story.reports)
    return frozenset(card.id for card in cards if card and is_since(card.added, since))


def is_since(added: str, since: datetime) -> bool:
    """Tell whether a moment of the ledger's lies at or after another."""
    return bool(added) and datetime.fromisoformat(added) >= since
