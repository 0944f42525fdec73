"""How far the views have come: which facts and judgements they hold, what is still to be made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from onrecord.records import Judgement, Record
from onrecord.store.encodings import decode_record, encode_record
from onrecord.store.rows import Rows, chunk_values, mark_places

TABLES: tuple[str, ...] = (
    "CREATE TABLE IF NOT EXISTS derived_state (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS derived_marks (report TEXT PRIMARY KEY, mark TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS derived_pending (story TEXT PRIMARY KEY)",
    "CREATE TABLE IF NOT EXISTS derived_moved (report TEXT PRIMARY KEY, before TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS derived_judgements ("
    "position BIGINT PRIMARY KEY, record {blob} NOT NULL)",
    "CREATE TABLE IF NOT EXISTS derived_targets ("
    "target TEXT NOT NULL, story TEXT NOT NULL, PRIMARY KEY (target, story))",
)
KEPT: tuple[str, ...] = (
    "CREATE TABLE IF NOT EXISTS story_moves ("
    "noted TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, reports BIGINT NOT NULL, "
    "whole BIGINT NOT NULL)",
)
"""What became of stories is a record of what was shown, and stays when views are made anew."""


class StoryMove(Record, frozen=True, kw_only=True):
    """Reports that left one story for another between two makings of the views.

    ``whole``: nothing of the story ``before`` was left, so that whoever looks for it finds
    ``after``: the two merged. Otherwise a part of it split off.
    """

    noted: str
    before: str
    after: str
    reports: int
    whole: bool


class WorkingTables:
    """Reads and notes the state of the derived tables; the caller holds the transaction."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def read(self, name: str) -> str:
        """Return a noted value, empty where there is none."""
        found = self._rows.execute("SELECT value FROM derived_state WHERE name = ?", (name,))
        return found[0][0] if found else ""

    def note(self, name: str, value: str) -> None:
        """Note a value in place of the one before."""
        self._rows.execute(
            "INSERT INTO derived_state (name, value) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )

    def list_marks(self, reports: Sequence[str] | None = None) -> dict[str, str]:
        """Return the marks of the reports that have been taken up, or of some of them, by id."""
        sql = "SELECT report, mark FROM derived_marks"
        if reports is None:
            return dict(self._rows.execute(sql))
        found: dict[str, str] = {}
        for chunk in chunk_values(reports):
            found |= dict(
                self._rows.execute(f"{sql} WHERE report IN ({mark_places(chunk)})", chunk)
            )
        return found

    def set_marks(self, marks: Mapping[str, str]) -> None:
        """Note which text and annotations of some reports have been taken up."""
        self._rows.execute_many(
            "INSERT INTO derived_marks (report, mark) VALUES (?, ?) "
            "ON CONFLICT (report) DO UPDATE SET mark = excluded.mark",
            sorted(marks.items()),
        )

    def list_pending(self, limit: int) -> list[str]:
        """Return some of the stories that are still to be reconciled."""
        return [row[0] for row in self._rows.execute(
            "SELECT story FROM derived_pending ORDER BY story LIMIT ?", (limit,)
        )]  # fmt: skip

    def add_pending(self, stories: Iterable[str]) -> None:
        """Note stories that are to be reconciled."""
        self._rows.execute_many(
            "INSERT INTO derived_pending (story) VALUES (?) ON CONFLICT (story) DO NOTHING",
            [(story,) for story in sorted(stories)],
        )

    def drop_pending(self, stories: Iterable[str]) -> None:
        """Take stories off that list: they are done, or are no more."""
        for chunk in chunk_values(stories):
            self._rows.execute(
                f"DELETE FROM derived_pending WHERE story IN ({mark_places(chunk)})", chunk
            )

    def load_judgements(self) -> tuple[Judgement, ...]:
        """Return the judgements that the views hold, oldest first."""
        found = self._rows.execute("SELECT record FROM derived_judgements ORDER BY position")
        return tuple(decode_record(row[0], Judgement) for row in found)

    def keep_judgements(self, judgements: Sequence[Judgement]) -> None:
        """Note the judgements that the views hold now."""
        self._rows.execute("DELETE FROM derived_judgements")
        self._rows.execute_many(
            "INSERT INTO derived_judgements (position, record) VALUES (?, ?)",
            [(position, encode_record(item)) for position, item in enumerate(judgements)],
        )

    def list_homes(self, target: str) -> set[str]:
        """Return the stories in which a judged entry once stood."""
        return {row[0] for row in self._rows.execute(
            "SELECT story FROM derived_targets WHERE target = ?", (target,)
        )}  # fmt: skip

    def add_homes(self, target: str, stories: Iterable[str]) -> None:
        """Note where a judged entry stands: a claim that a judgement joins is no more after it."""
        self._rows.execute_many(
            "INSERT INTO derived_targets (target, story) VALUES (?, ?) "
            "ON CONFLICT (target, story) DO NOTHING",
            [(target, story) for story in sorted(stories)],
        )

    # ------------------------------------------------------------ what became of stories

    def add_moved(self, before: Mapping[str, str]) -> None:
        """Note the story that reports are leaving, unless they are on the move already."""
        self._rows.execute_many(
            "INSERT INTO derived_moved (report, before) VALUES (?, ?) "
            "ON CONFLICT (report) DO NOTHING",
            sorted(before.items()),
        )

    def take_moved(self) -> dict[str, str]:
        """Return the story each report on the move has left, and forget it."""
        moved = dict(self._rows.execute("SELECT report, before FROM derived_moved"))
        self._rows.execute("DELETE FROM derived_moved")
        return moved

    def add_moves(self, moves: Iterable[StoryMove]) -> None:
        """Put on record what became of stories."""
        self._rows.execute_many(
            "INSERT INTO story_moves (noted, before, after, reports, whole) VALUES (?, ?, ?, ?, ?)",
            [(m.noted, m.before, m.after, m.reports, int(m.whole)) for m in moves],
        )

    def list_moves(self) -> list[StoryMove]:
        """Return what became of stories, in order of time."""
        found = self._rows.execute(
            "SELECT noted, before, after, reports, whole FROM story_moves "
            "ORDER BY noted, before, after"
        )
        return [
            StoryMove(noted=noted, before=before, after=after, reports=reports, whole=bool(whole))
            for noted, before, after, reports, whole in found
        ]
