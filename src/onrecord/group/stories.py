"""Stories: the reports of one developing event, as a pure function of the reports and judgements.

Reports are taken in order of publication, each is compared with the earlier ones that share its
rarest terms, and groups form by average likeness (:mod:`onrecord.group.clusters`). In which order
reports arrive changes nothing. A story is named after its earliest report, so it keeps its id as
later reports join it; :func:`trace_changes` records what became of stories between two states.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from onrecord.group.clusters import Clustering, Link
from onrecord.group.dates import NEVER, bound_days
from onrecord.group.likeness import FLOOR, Comparer, Counts, Profile, weigh_profile
from onrecord.group.neighbours import MAX_NEIGHBOURS, NeighbourIndex
from onrecord.group.titles import choose_title
from onrecord.group.traits import find_traits
from onrecord.group.vocabulary import Vocabulary
from onrecord.ids import make_id
from onrecord.records import Judgement, Record, Report, Story

JOIN = 0.0
"""Two groups are one story where their mean log-odds are at least even."""


class StoryChange(Record, frozen=True):
    """What became of stories between two states: ``before`` and ``after`` are story ids."""

    kind: str
    """``merge``: several became one; ``split``: one became several."""
    before: tuple[str, ...]
    after: tuple[str, ...]


def order_reports(reports: Iterable[Report]) -> list[Report]:
    """Return reports in order of publication, the undated last; of each id the latest version."""
    ranked = sorted(reports, key=lambda report: (_publication_key(report), report.hash))
    unique = {report.id: report for report in ranked}
    return sorted(unique.values(), key=_publication_key)


def _publication_key(report: Report) -> tuple[int, str, str]:
    days = bound_days(report.published.edtf) or (0, NEVER)
    return (days[0] or days[1], report.published.edtf or "", report.id)


def find_stories(
    reports: Sequence[Report], judgements: Sequence[Judgement] = (), join: float = JOIN
) -> tuple[Story, ...]:
    """Group reports into stories.

    Args:
        reports: any reports, in any order.
        judgements: "same" and "not-same" decisions on report ids, which hold from then on; a later
            decision on the same two reports replaces an earlier one, and an undone one is void.
        join: mean log-odds from which two groups are one story.

    Returns:
        The stories in order of their earliest report; every report is in one.
    """
    ordered = order_reports(reports)
    profiles = make_profiles(ordered)
    clustering = Clustering(len(ordered), link_reports(profiles), MAX_NEIGHBOURS)
    together, apart = read_judgements(judgements, {r.id: n for n, r in enumerate(ordered)})
    clustering.pin(together, apart)
    groups = clustering.run(join - FLOOR)
    return tuple(_make_story([ordered[index] for index in group]) for group in groups)


def make_profiles(reports: Sequence[Report]) -> list[Profile]:
    """Count every report's terms, then weigh them by how rare they are among all."""
    vocabulary = Vocabulary()
    counts = [
        Counts(vocabulary.add(find_traits(report)), bound_days(report.published.edtf))
        for report in reports
    ]
    rarity = vocabulary.measure_rarity()
    return [weigh_profile(row, rarity) for row in counts]


def link_reports(profiles: Sequence[Profile]) -> dict[Link, float]:
    """Return for pairs worth comparing by how much their log-odds stand above the floor."""
    index = NeighbourIndex()
    comparer = Comparer(profiles)
    links: dict[Link, float] = {}
    for number, profile in enumerate(profiles):
        others = index.add(number, profile)
        if not others:
            continue
        odds = comparer.compare(profile, [profiles[other] for other in others])
        for other, value in zip(others, odds.tolist(), strict=True):
            if value > FLOOR:
                links[other, number] = value - FLOOR
    return links


def read_judgements(
    judgements: Sequence[Judgement], numbers: Mapping[str, int]
) -> tuple[list[Link], list[Link]]:
    """Return the pairs of reports called the same and those called not the same.

    Args:
        judgements: decisions of any kind; those on other things are left aside.
        numbers: the number of each report, by its id.
    """
    undone = {target for j in judgements if j.verb == "undo" for target in j.targets}
    verdicts: dict[Link, bool] = {}
    for judgement in sorted(judgements, key=lambda j: (j.time, j.id)):
        if judgement.verb not in {"same", "not-same"} or judgement.id in undone:
            continue
        known = sorted({numbers[target] for target in judgement.targets if target in numbers})
        for position, first in enumerate(known):
            for second in known[position + 1 :]:
                verdicts[first, second] = judgement.verb == "same"
    together = [pair for pair, same in verdicts.items() if same]
    apart = [pair for pair, same in verdicts.items() if not same]
    return sorted(together), sorted(apart)


def _make_story(reports: Sequence[Report]) -> Story:
    dates = [report.published.edtf for report in reports if bound_days(report.published.edtf)]
    return Story(
        id=make_id("story", reports[0].id),
        title=choose_title(reports),
        reports=tuple(report.id for report in reports),
        first=min(dates, key=lambda edtf: bound_days(edtf) or (0, 0), default=None),
        last=max(dates, key=lambda edtf: (bound_days(edtf) or (0, 0))[::-1], default=None),
    )


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
