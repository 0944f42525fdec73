"""Stories: the reports of one developing event, as a pure function of the reports and judgements.

Reports are taken in order of publication, each is compared with the earlier ones that share its
rarest terms, and groups form by average likeness (:mod:`onrecord.group.clusters`). In which order
reports arrive changes nothing. A story is named after its earliest report, so it keeps its id as
later reports join it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onrecord.group.dates import make_order_key
from onrecord.group.story_memory import MemoryStoryIndex
from onrecord.group.story_updates import JOIN, update_stories
from onrecord.records import Judgement, Report, Story


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
