"""What is new in one story, as the changes command tells it, for stories of a size to compare."""

from __future__ import annotations

from datetime import datetime

from onrecord.show.changes import list_changes
from onrecord.show.news import Change
from onrecord.show.web.moments import find_new, is_since
from onrecord.show.web.problems import RequestError
from onrecord.show.web.queries import Reader

LARGEST = 200
"""Reports of the largest story that is brought together a second time while somebody waits."""


def list_news(reader: Reader, story: str, since: datetime) -> tuple[Change, ...]:
    """Return what reports added since a moment changed in a story.

    Raises:
        NotFoundError: there is no such story.
        RequestError: the story is too large to compare while somebody waits.
    """
    found = reader.story(story)
    if len(found.reports) > LARGEST:
        raise RequestError(
            422,
            f"a story of more than {LARGEST} reports; take: onrecord changes --story {story}",
        )
    new = find_new(reader.register, found, since)
    known = {
        report: _find_known(reader, report, since) for report in found.reports if report in new
    }
    for _, changes in list_changes(reader.ledger, known, story):
        return changes
    return ()


def _find_known(reader: Reader, report: str, since: datetime) -> int | None:
    """Return the revision of a report that was there before; None where none was."""
    earlier = (r.number for r in reader.ledger.revisions(report) if not is_since(r.added, since))
    return max(earlier, default=None)
