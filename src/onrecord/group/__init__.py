"""Reports to copies, origins and stories: count a voice once, and show the proof.

Everything here is a pure function of reports, annotations and judgements: the order in which they
come changes nothing, and the work grows with the text, not with its square.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onrecord.group.copies import find_copies, find_origins, find_revisions, index_reports
from onrecord.group.origins import merge_origins
from onrecord.group.stories import find_stories, order_reports
from onrecord.records import Annotations, Copy, Judgement, Origin, Record, Report, Story

__all__ = ["Grouping", "group_reports", "merge_origins"]


class Grouping(Record, frozen=True):
    """What reports have in common.

    ``revisions`` are pairs of report ids of which the second is a later version of the first.
    """

    copies: tuple[Copy, ...] = ()
    origins: tuple[Origin, ...] = ()
    stories: tuple[Story, ...] = ()
    revisions: tuple[tuple[str, str], ...] = ()


def group_reports(
    facts: Iterable[tuple[Report, Annotations | None]], judgements: Sequence[Judgement] = ()
) -> Grouping:
    """Find the stories, copies and origins of reports.

    Args:
        facts: reports with what was found in each, in any order; of reports with one id the
            version published last is taken.
        judgements: what people decided; "same" and "not-same" on report ids shape stories.
    """
    notes = dict[str, Annotations | None]()
    reports: list[Report] = []
    for report, found in facts:
        notes[report.hash] = found
        reports.append(report)
    ordered = order_reports(reports)
    stories = find_stories(ordered, judgements)
    story_of = {report: story.id for story in stories for report in story.reports}
    index = index_reports(((report, notes[report.hash]) for report in ordered), story_of)
    return Grouping(
        copies=find_copies(index),
        origins=find_origins(index, stories),
        stories=stories,
        revisions=find_revisions(index),
    )
