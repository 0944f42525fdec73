"""Making views: reports into the indexes, stories out of them, each story reconciled by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from onrecord.group.copy_updates import CopyUpdate, update_copies
from onrecord.group.origins import find_story_origins
from onrecord.group.story_updates import StoryUpdate, update_stories
from onrecord.reconcile import reconcile_story
from onrecord.reconcile.entities import update_entities
from onrecord.records import Claim, Copy, Entity, Judgement, Origin, Record, Relation, Story
from onrecord.store import copy_tables, entity_tables, story_tables, view_tables, working_tables
from onrecord.store.copy_tables import SqlCopyIndex
from onrecord.store.entity_tables import EntityTables
from onrecord.store.orders import key_date
from onrecord.store.rows import Rows, make_tables
from onrecord.store.story_tables import SqlStoryIndex
from onrecord.store.view_tables import Placed, ViewTables
from onrecord.store.views import RECONCILED_KINDS, STORY_KINDS, Fact
from onrecord.store.working_tables import StoryMove, WorkingTables

_MODULES = (working_tables, view_tables, story_tables, copy_tables, entity_tables)
_SEPARATOR = "\x1f"
_MOST = 99_999_999


def create_tables(rows: Rows) -> None:
    """Make the tables of everything that is derived from facts, where they are not there."""
    for module in _MODULES:
        make_tables(rows, module.TABLES)
    make_tables(rows, working_tables.KEPT)


def drop_tables(rows: Rows) -> None:
    """Drop what was derived from facts: other code made it."""
    for module in _MODULES:
        for statement in module.TABLES:
            words = statement.split()
            if words[1] == "TABLE":
                rows.execute(f"DROP TABLE IF EXISTS {words[5]}")


class StoryMaker:
    """Makes and keeps views, within one transaction."""

    def __init__(self, rows: Rows) -> None:
        self._views = ViewTables(rows)
        self._working = WorkingTables(rows)
        self._stories = SqlStoryIndex(rows)
        self._copies = SqlCopyIndex(rows)
        self._entities = EntityTables(rows)

    def take_up(self, facts: Sequence[Fact], judgements: Sequence[Judgement]) -> None:
        """Let facts and judgements change stories, copies and entities; note what to reconcile.

        Args:
            facts: reports that are new, or whose text or annotations have changed.
            judgements: all that stand.
        """
        stories = update_stories(self._stories, [report for report, _ in facts], (), judgements)
        homes = {report: story.id for story in stories.stories for report in story.reports}
        known = self._views.find_homes(list(homes))
        moved = [report for report, story in known.items() if homes[report] != story]
        self._working.add_moved({report: known[report] for report in moved})
        self._keep_stories(stories)
        copies = update_copies(self._copies, facts, (), homes)
        self._keep_copies(copies, moved)
        entities = update_entities(self._entities, facts, (), judgements)
        placed = map(_place_entity, entities.entities)
        self._views.replace_entries("entities", entities.gone, placed)
        self._working.add_pending({story.id for story in stories.stories} | copies.stories)
        self._working.drop_pending(stories.gone)

    def _keep_stories(self, update: StoryUpdate) -> None:
        for story in update.gone:
            for kind in STORY_KINDS:
                self._views.replace_story(kind, story, ())
        placed = [Placed(story, rank_story(story), story.id) for story in update.stories]
        self._views.replace_entries("stories", update.gone, placed)

    def _keep_copies(self, update: CopyUpdate, moved: Sequence[str]) -> None:
        """Keep copies as they are now, and those of reports that moved under their new stories."""
        copies: dict[str, Copy] = {}
        for report in moved:
            found = self._views.list_holding("copies", report)
            copies |= {copy.id: copy for copy in found if isinstance(copy, Copy)}
        copies |= {copy.id: copy for copy in update.added}
        removed = set(update.removed)
        kept = [copy for id_, copy in copies.items() if id_ not in removed]
        homes = self._views.find_homes([report for copy in kept for report in (copy.a, copy.b)])
        placed = (_place_copy(copy, homes[copy.a], homes[copy.b]) for copy in kept)
        self._views.replace_entries("copies", update.removed, placed)

    def record_moves(self, noted: str) -> None:
        """Put on record which stories merged, and what split off, since the views were last whole.

        Args:
            noted: the time now.
        """
        moved = self._working.take_moved()
        homes = self._views.find_homes(list(moved))
        pairs = Counter((before, homes[report]) for report, before in sorted(moved.items()))
        known = self._views.find_stories_of("stories", [before for before, _ in pairs])
        self._working.add_moves(
            StoryMove(
                noted=noted, before=before, after=after, reports=count, whole=before not in known
            )
            for (before, after), count in sorted(pairs.items())
            if before != after
        )

    def find_homes(self, targets: Sequence[str]) -> set[str]:
        """Return the stories in which entries stand, by the ids of any: reports, claims, tracks."""
        found = set(self._views.find_homes(targets).values())
        for kind in STORY_KINDS:
            found |= self._views.find_stories_of(kind, targets)
        return found

    def reconcile(
        self,
        story: str,
        find_facts: Callable[[Sequence[str]], Iterator[Fact]],
        judgements: Sequence[Judgement],
    ) -> None:
        """Make the origins, claims, relations, tracks and forecasts of a story."""
        found = self._views.find("stories", story)
        if not isinstance(found, Story):
            return
        origins = find_story_origins(self._copies, found.reports)
        facts = {fact[0].id: fact for fact in find_facts(found.reports)}
        views = reconcile_story(found, facts, origins, judgements)
        self._views.replace_story(
            "origins", story, (_place_origin(origin, story) for origin in origins)
        )
        rank = rank_story(found)
        for kind in RECONCILED_KINDS:
            entries: Sequence[Record] = getattr(views, kind)
            placed = (
                Placed(entry, f"{rank}{_SEPARATOR}{_rank_entry(entry, position)}", story)
                for position, entry in enumerate(entries)
            )
            self._views.replace_story(kind, story, placed)


def rank_story(story: Story) -> str:
    """Return what sorts stories: by their earliest date, the undated last, then by id."""
    return f"{key_date(story.first)}{_SEPARATOR}{story.id}"


def _rank_entry(entry: Record, position: int) -> str:
    """Return what sorts the entries of a story in the order in which they are made.

    Where that order follows from the entry itself, so does its rank: it stays as others come.
    """
    if isinstance(entry, Claim):
        return f"{_MOST - len(entry.origins):08}{entry.id}"
    if isinstance(entry, Relation):
        return f"{entry.kind}{_SEPARATOR}{entry.id}"
    return f"{position:08}"


def _place_copy(copy: Copy, story: str, other: str) -> Placed:
    spans = f"{copy.a_span[0]:09}{_SEPARATOR}{copy.b_span[0]:09}"
    rank = _SEPARATOR.join((copy.a, copy.b, spans))
    return Placed(copy, rank, story, "" if other == story else other)


def _place_origin(origin: Origin, story: str) -> Placed:
    return Placed(origin, _SEPARATOR.join((origin.kind, origin.name or "", origin.id)), story)


def _place_entity(entity: Entity) -> Placed:
    return Placed(entity, _SEPARATOR.join((entity.kind, entity.name, entity.id)))
