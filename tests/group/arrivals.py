"""Made-up sequences of updates to stories, for the law that each ends in what one batch gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import msgspec
import pytest
from hypothesis import strategies as st

from onrecord.group.stories import find_stories
from onrecord.group.story_index import StoryIndex
from onrecord.group.story_updates import update_stories
from onrecord.records import Judgement, Report, Story
from tests.group.building import build_report

_EVENTS = [
    words.split()
    for words in (
        "Ferry Torsvik aground Brandt Hamnes passengers sleet tugs islet captain Reni",
        "Ferry Melun adrift Reni Porto navy tug captain passengers strait blankets",
        "Mill Carrow fire Faro brigade archives smoke roof museum drying",
    )
]
_DAYS = (None, "2024-03-05", "2024-03-05T09:30", "2024-03-06", "2024-03-09", "2024-05")
_IDS = [f"r{number}" for number in range(9)]
Arrival = tuple[list[Report], list[str], list[Judgement]]


@st.composite
def _write_reports(draw: st.DrawFn) -> Report:
    words = draw(st.sampled_from(_EVENTS))
    chosen = draw(st.lists(st.sampled_from(words), min_size=1, max_size=14))
    middle = len(chosen) // 2 + 1
    return build_report(
        draw(st.sampled_from(_IDS)),
        [("headline", " ".join(chosen[:middle])), " ".join(chosen[middle:]) + "."],
        published=draw(st.sampled_from(_DAYS)),
    )


@st.composite
def _judge(draw: st.DrawFn) -> list[Judgement]:
    pairs = st.lists(st.sampled_from(_IDS), min_size=2, max_size=3, unique=True)
    rows = draw(st.lists(st.tuples(st.sampled_from(["same", "not-same"]), pairs), max_size=3))
    return [
        msgspec.convert(
            {
                "id": f"j{n}",
                "verb": verb,
                "targets": ids,
                "author": "ann",
                "time": f"2024-0{n + 1}",
            },
            Judgement,
        )
        for n, (verb, ids) in enumerate(rows)
    ]


@st.composite
def draw_arrivals(draw: st.DrawFn) -> list[Arrival]:
    """Draw some updates: reports that come or are revised, reports that go, judgements that stand.

    Most judgements stand all along, some are added late or undone in between.
    """
    reports = st.lists(_write_reports(), max_size=5, unique_by=lambda report: report.id)
    gone = st.lists(st.sampled_from(_IDS), max_size=2, unique=True)
    judgements = draw(_judge())
    standing = st.sampled_from([judgements, judgements, judgements[:1], []])
    return draw(st.lists(st.tuples(reports, gone, standing), min_size=1, max_size=5))


@dataclass
class Desk:
    """Keeps the stories as whoever applies the updates would, and what they should be."""

    index: StoryIndex
    stories: dict[str, Story] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)

    def take(self, changed: Sequence[Report], gone: Sequence[str], pins: list[Judgement]) -> None:
        """Apply one update and check it against a batch over all there is."""
        gone = [id_ for id_ in gone if id_ not in {report.id for report in changed}]
        update = update_stories(self.index, changed, gone, pins)
        for id_ in update.gone:
            del self.stories[id_]
        self.stories |= {story.id: story for story in update.stories}
        for id_ in gone:
            self.reports.pop(id_, None)
        self.reports |= {report.id: report for report in changed}
        batch = find_stories(list(self.reports.values()), pins)
        assert self.stories == {story.id: story for story in batch}
        changed_ids = {report.id for report in changed}
        told = {id_ for story in update.stories for id_ in story.reports}
        assert changed_ids <= told


@contextmanager
def set_small_limits() -> Iterator[None]:
    """Have few terms, holders and candidates count, so that nine reports reach every limit."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("onrecord.group.neighbours.INDEXED_TERMS", 4)
        for module in ("group.neighbours", "group.story_updates"):
            patch.setattr(f"onrecord.{module}.MAX_NEIGHBOURS", 3)
        for module in ("group.neighbours", "group.story_memory", "store.story_tables"):
            patch.setattr(f"onrecord.{module}.MAX_POSTINGS", 2)
        yield
