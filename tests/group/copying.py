"""Draw reports that come, change, move from story to story and go; hold copies to one batch."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple
from unittest import mock

from hypothesis import strategies as st

from onrecord.group import reach
from onrecord.group.copies import index_reports
from onrecord.group.copy_index import CopyIndex
from onrecord.group.copy_updates import list_copies, update_copies
from onrecord.group.origins import find_story_origins
from onrecord.group.revisions import find_versions
from onrecord.records import Annotations, Copy, Origin, Report, Speaker, Statement
from tests.group.building import FERRY, MILL, build_report

QUOTE = "“We heard the hull tear and then every lamp on the lower deck went out at once,” he said."
FOOT = "Our readers pay for this work and we are grateful to each and every one of them today."
REWORDED = (
    "On Tuesday night a ferry carrying 96 people ran aground off the islet of Torsvik, and its "
    "crew started lowering the boats amid driving sleet.",
    "Tugs had departed Hamnes inside the hour but a heavy swell slowed them, said harbour master "
    "Ola Brandt on the evening bulletin.",
)
PARTS = (*FERRY, *MILL, QUOTE, FOOT, *REWORDED)
OUTLETS = ("one.example", "two.example", "apnews.com", "bbc.co.uk")
Fact = tuple[Report, Annotations | None]


class Step(NamedTuple):
    """What comes, what goes, and the story of every report there is afterwards."""

    changed: list[Fact]
    gone: list[str]
    stories: dict[str, str]


@st.composite
def draw_fact(draw: st.DrawFn, report: str) -> Fact:
    places = draw(st.lists(st.integers(0, len(PARTS) - 1), min_size=1, max_size=4))
    made = build_report(
        report,
        [PARTS[place] for place in places],
        outlet=draw(st.sampled_from(OUTLETS)),
        published=draw(st.sampled_from(["2024-03-05", "2024-03-06T10:00", "2024-04", None])),
        credit=draw(st.sampled_from([None, None, "AP", "Reuters"])),
    )
    statement = Statement(
        id=f"{report}-s",
        cue=(),
        content=((0, 20),),
        mode=draw(st.sampled_from(["direct", "indirect"])),
        speaker=Speaker(name="Ola Brandt"),
    )
    return made, Annotations(report=report, hash=made.hash, version="1", statements=(statement,))


@st.composite
def draw_steps(draw: st.DrawFn) -> list[Step]:
    """Draw batches of reports; every step knows the story of each report there is."""
    known: set[str] = set()
    steps: list[Step] = []
    for _ in range(draw(st.integers(1, 6))):
        coming = draw(st.sets(st.sampled_from("abcdefgh"), max_size=4))
        going = draw(st.sets(st.sampled_from("abcdefgh"), max_size=2)) & known - coming
        known = known - going | coming
        stories = {report: draw(st.sampled_from(["x", "y", "z"])) for report in sorted(known)}
        facts = [draw(draw_fact(report)) for report in sorted(coming)]
        steps.append(Step(facts, sorted(going), stories))
    return steps


@contextmanager
def set_small_limits() -> Iterator[None]:
    """Let few reports be many, so that what happens at the limits happens."""
    with (
        mock.patch.object(reach, "MAX_CARRIERS", 3),
        mock.patch.object(reach, "SPREAD_CARRIERS", 2),
        mock.patch.object(reach, "NEAR_CARRIERS", 2),
        mock.patch.object(reach, "TYING_CARRIERS", 1),
        mock.patch.object(reach, "ALIKE_CARRIERS", 2),
        mock.patch.object(reach, "_SPREAD_STORIES", 2),
    ):
        yield


class Keeper:
    """Follows an index from step to step by what its updates tell."""

    def __init__(self) -> None:
        self.facts: dict[str, Fact] = {}
        self.copies: dict[str, Copy] = {}
        self.origins: dict[str, tuple[Origin, ...]] = {}

    def take(self, index: CopyIndex, step: Step) -> None:
        """Make one step."""
        for report in step.gone:
            self.facts.pop(report, None)
        self.facts |= {fact[0].id: fact for fact in step.changed}
        update = update_copies(index, step.changed, step.gone, step.stories)
        for copy in update.removed:
            del self.copies[copy]
        self.copies |= {copy.id: copy for copy in update.added}
        members = self.list_members(step.stories)
        for story in update.stories:
            self.origins.pop(story, None)
            if story in members:
                self.origins[story] = find_story_origins(index, members[story])

    def list_members(self, stories: Mapping[str, str]) -> dict[str, list[str]]:
        """Return the reports of each story, in one order."""
        members: dict[str, list[str]] = {}
        for report, story in sorted(stories.items()):
            members.setdefault(story, []).append(report)
        return members

    def check(self, index: CopyIndex, stories: Mapping[str, str]) -> None:
        """Hold all there is against one batch over the final facts."""
        batch = index_reports(list(self.facts.values()), stories)
        rows = sorted(index.read_pairs(list(self.facts)))
        assert rows == batch.list_pairs()
        assert self.copies == {copy.id: copy for row in rows for copy in list_copies(row)}
        assert self.origins == {
            story: find_story_origins(batch, reports)
            for story, reports in self.list_members(stories).items()
        }
        assert find_versions(index, list(self.facts)) == find_versions(batch, list(self.facts))
