"""What is new in one story, as the changes command tells it, for stories of a size to compare."""

from __future__ import annotations

from datetime import datetime

from onrecord.show.changes import find_changes
from onrecord.show.earlier import Since
from onrecord.show.news import Change
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
            f"this story has more than {LARGEST} reports; take: onrecord changes --story {story}",
        )
    moment = Since(since.replace(tzinfo=None), added=True)
    for _, changes in find_changes(reader.ledger, moment, story):
        return changes
    return ()
