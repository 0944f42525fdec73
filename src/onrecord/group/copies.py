"""Copies, origins and revisions of reports at hand: the updates of an index, run over memory.

The passages two reports share are listed with both spans, of what kind they are, and which way they
went. What is shared by the nature of the trade (stock wordings, names, wordings of unrelated
stories, an outlet's boilerplate) is no copy, and a quotation that both give is shared content: it
says that both heard the speaker, not that one read the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice

from onrecord.group.copy_updates import list_copies, update_copies
from onrecord.group.memory_index import MemoryCopyIndex
from onrecord.group.origins import find_story_origins, merge_origins
from onrecord.group.revisions import order_versions
from onrecord.records import Annotations, Copy, Origin, Report, Story

_JOINED_AT_ONCE = 250


def index_reports(
    facts: Iterable[tuple[Report, Annotations | None]], stories: Mapping[str, str]
) -> MemoryCopyIndex:
    """Join reports to an index in memory.

    Args:
        facts: reports, each id once, with what was found in them; faster in order of publication.
        stories: the story of each report, by report id.
    """
    index = MemoryCopyIndex()
    rest = iter(facts)
    while chunk := list(islice(rest, _JOINED_AT_ONCE)):
        update_copies(index, chunk, (), {report.id: stories[report.id] for report, _ in chunk})
    return index


def find_copies(index: MemoryCopyIndex) -> tuple[Copy, ...]:
    """Return every copy, ordered by the ids of the two reports, then by place."""
    copies = (copy for row in index.list_pairs() for copy in list_copies(row))
    return tuple(sorted(copies, key=lambda copy: (copy.a, copy.b, copy.a_span, copy.b_span)))


def find_origins(index: MemoryCopyIndex, stories: Iterable[Story]) -> tuple[Origin, ...]:
    """Return the origins of all stories; every statement is in exactly one."""
    parts = (part for story in stories for part in find_story_origins(index, story.reports))
    return merge_origins(parts)


def find_revisions(index: MemoryCopyIndex) -> tuple[tuple[str, str], ...]:
    """Return pairs of report ids of which the second is a later version of the first."""
    return order_versions(index, index.list_pairs())
