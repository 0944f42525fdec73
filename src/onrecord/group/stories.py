"""Stories: the reports of one developing event, as a pure function of the reports and judgements.

Reports are taken in order of publication, each is compared with the earlier ones that share its
rarest terms, and groups form by average likeness (:mod:`onrecord.group.clusters`). In which order
reports arrive changes nothing. A story is named after its earliest report, so it keeps its id as
later reports join it; :func:`trace_changes` records what became of stories between two states.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onrecord.group.dates import make_order_key
from onrecord.group.story_memory import MemoryStoryIndex
from onrecord.group.story_updates import JOIN, update_stories
from onrecord.records import Judgement, Record, Report, Story


class StoryChange(Record, frozen=True):
    """What became of stories between two states: ``before`` and ``after`` are story ids."""

    kind: str
    """``merge``: several became one; ``split``: one became several."""
    before: tuple[str, ...]
    after: tuple[str, ...]


def order_reports(reports: Iterable[Report]) -> list[Report]:
    """Return reports in order of publication, the undated last; of each id the latest version."""
    ranked = sorted(reports, key=lambda report: (_key_report(report), report.hash))
    unique = {report.id: report for report in ranked}
    return sorted(unique.values(), key=_key_report)


def _key_report(report: Report) -> str:
    return make_order_key(report.published.edtf, report.id)


def find_stories(
    reports: Iterable[Report], judgements: Sequence[Judgement] = (), join: float = JOIN
) -> tuple[Story, ...]:
    """Group reports into stories.

    Args:
        reports: any reports, in any order; of each id the latest version counts.
        judgements: what people decided; see
            :func:`onrecord.group.story_updates.update_stories`.
        join: mean log-odds from which two groups are one story.

    Returns:
        The stories in order of their earliest report; every report is in one.
    """
    ordered = order_reports(reports)
    return update_stories(MemoryStoryIndex(), ordered, (), judgements, join).stories


def trace_changes(before: Iterable[Story], after: Iterable[Story]) -> tuple[StoryChange, ...]:
    """Return the merges and splits that turned one set of stories into another.

    Reports that only one state knows are left aside: a story that grew has not changed.
    """
    old = {report: story.id for story in before for report in story.reports}
    new = {report: story.id for story in after for report in story.reports}
    merged: dict[str, set[str]] = {}
    divided: dict[str, set[str]] = {}
    for report in old.keys() & new.keys():
        merged.setdefault(new[report], set()).add(old[report])
        divided.setdefault(old[report], set()).add(new[report])
    changes = [
        StoryChange(kind="merge", before=tuple(sorted(ids)), after=(story,))
        for story, ids in merged.items()
        if len(ids) > 1
    ]
    changes += [
        StoryChange(kind="split", before=(story,), after=tuple(sorted(ids)))
        for story, ids in divided.items()
        if len(ids) > 1
    ]
    return tuple(sorted(changes, key=lambda change: (change.kind, change.before, change.after)))
