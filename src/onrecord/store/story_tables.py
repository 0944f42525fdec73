"""The story index in tables, beside the facts: a day's reports join a year's archive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from onrecord.group.dates import bound_days
from onrecord.group.likeness import decode_profile
from onrecord.group.neighbours import MAX_POSTINGS, Holder, Postings, rank_candidates
from onrecord.group.story_index import Card, Member, Pins, encode_links
from onrecord.records import Story
from onrecord.store.encodings import decode_record, decode_text, encode_record, encode_text
from onrecord.store.rows import Rows, chunk_values, mark_places

TABLES: tuple[str, ...] = (
    "CREATE TABLE IF NOT EXISTS story_cards ("
    "number BIGINT PRIMARY KEY, id TEXT NOT NULL, title {blob} NOT NULL, published TEXT, "
    "profile {blob} NOT NULL)",
    # Apart from the profiles: these rows are written again whenever a story grows.
    "CREATE TABLE IF NOT EXISTS story_members ("
    "number BIGINT PRIMARY KEY, id TEXT NOT NULL UNIQUE, published TEXT, links {blob} NOT NULL, "
    "component BIGINT NOT NULL, story TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS story_members_by_component ON story_members (component)",
    "CREATE TABLE IF NOT EXISTS story_postings ("
    "term BIGINT NOT NULL, place BIGINT NOT NULL, number BIGINT NOT NULL, weight BIGINT NOT NULL, "
    "PRIMARY KEY (term, place, number)) {keyed}",
    "CREATE TABLE IF NOT EXISTS story_records (id TEXT PRIMARY KEY, record {blob} NOT NULL)",
    "CREATE TABLE IF NOT EXISTS story_pins ("
    "a TEXT NOT NULL, b TEXT NOT NULL, same BIGINT NOT NULL, PRIMARY KEY (a, b))",
)
_MEMBER = "number, id, published, links, component, story"
_BEFORE = (
    "SELECT * FROM (SELECT place, number, weight, term FROM story_postings "
    "WHERE term = ? AND place < ? ORDER BY place DESC, number DESC LIMIT ?) AS before_{}"
)
_AFTER = (
    "SELECT * FROM (SELECT number FROM story_postings "
    "WHERE term = ? AND place > ? ORDER BY place, number LIMIT ?) AS after_{}"
)
_TERMS_AT_ONCE = 100
_KEPT_CARDS = 4_096


class SqlStoryIndex:
    """See :class:`onrecord.group.story_index.StoryIndex`; the caller holds the transaction.

    Cards are kept in memory once read, so an index is of use for one transaction only.
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._cards: dict[int, Card] = {}

    # ------------------------------------------------------------ reports

    def find_numbers(self, ids: Iterable[str]) -> dict[str, int]:
        """Return the numbers of those reports that it holds, by id."""
        found: dict[str, int] = {}
        for chunk in chunk_values(ids):
            found |= self._rows.execute(
                f"SELECT id, number FROM story_members WHERE id IN ({mark_places(chunk)})", chunk
            )
        return found

    def add_cards(self, cards: Sequence[Card]) -> list[int]:
        """Take in reports that it does not hold."""
        last = self._rows.execute("SELECT coalesce(max(number), 0) FROM story_members")[0][0]
        numbers = list(range(last + 1, last + 1 + len(cards)))
        numbered = list(zip(numbers, cards, strict=True))
        self._rows.execute_many(
            "INSERT INTO story_cards (number, id, title, published, profile) "
            "VALUES (?, ?, ?, ?, ?)",
            [(n, c.id, encode_text(c.title), c.published, c.profile.encode()) for n, c in numbered],
        )
        nothing = encode_links((), ())
        self._rows.execute_many(
            f"INSERT INTO story_members ({_MEMBER}) VALUES (?, ?, ?, ?, ?, ?)",
            [(number, card.id, card.published, nothing, number, "") for number, card in numbered],
        )
        self._rows.execute_many(
            "INSERT INTO story_postings (term, place, number, weight) VALUES (?, ?, ?, ?)",
            sorted(
                (term, place, number, weight)
                for number, card in numbered
                for place, terms, weights in [card.postings]
                for term, weight in zip(terms, weights, strict=True)
            ),
        )
        return numbers

    def remove_reports(self, numbers: Sequence[int]) -> None:
        """Forget reports."""
        postings = {number: card.postings for number, card in self.find_cards(numbers).items()}
        self._rows.execute_many(
            "DELETE FROM story_postings WHERE term = ? AND place = ? AND number = ?",
            [(term, row.place, number) for number, row in postings.items() for term in row.terms],
        )
        for table in ("story_cards", "story_members"):
            self._rows.execute_many(
                f"DELETE FROM {table} WHERE number = ?", [(number,) for number in numbers]
            )
        for number in numbers:
            self._cards.pop(number, None)

    def find_cards(self, numbers: Iterable[int]) -> dict[int, Card]:
        """Return the cards of reports, by number."""
        asked = list(numbers)
        found = {number: self._cards[number] for number in asked if number in self._cards}
        missing = [number for number in asked if number not in found]
        if len(self._cards) + len(missing) > _KEPT_CARDS:
            self._cards.clear()
        for chunk in chunk_values(missing):
            rows = self._rows.execute(
                "SELECT number, id, title, published, profile FROM story_cards "
                f"WHERE number IN ({mark_places(chunk)})",
                chunk,
            )
            for number, id_, title, published, profile in rows:
                weighed = decode_profile(bytes(profile), bound_days(published))
                found[number] = Card(id_, decode_text(bytes(title)), published, weighed)
        self._cards.update(found)
        return found

    # ------------------------------------------------------------ neighbours

    def find_candidates(self, postings: Sequence[Postings]) -> list[list[int]]:
        """Return for each report the earlier ones worth comparing it with, best first."""
        if not postings:
            return []
        terms = sorted({term for posting in postings for term in posting.terms})
        places = [posting.place for posting in postings]
        holders = self._list_holders(terms, min(places), max(places))
        return [rank_candidates(posting, holders) for posting in postings]

    def _list_holders(self, terms: Sequence[int], first: int, last: int) -> dict[int, list[Holder]]:
        """Return the holders of terms before ``last``, as far back from ``first`` as they count."""
        holders: dict[int, list[Holder]] = {}
        for chunk in chunk_values(terms, _TERMS_AT_ONCE):
            parts = " UNION ALL ".join(map(_BEFORE.format, range(len(chunk))))
            values = [value for term in chunk for value in (term, first, MAX_POSTINGS)]
            rows = self._rows.execute(parts, values)
            if first < last:
                rows = rows + self._rows.execute(
                    "SELECT place, number, weight, term FROM story_postings "
                    f"WHERE term IN ({mark_places(chunk)}) AND place >= ? AND place < ?",
                    (*chunk, first, last),
                )
            for holder in cast("list[Holder]", rows):
                holders.setdefault(holder[3], []).append(holder)
        for found in holders.values():
            found.sort()
        return holders

    def find_followers(self, postings: Sequence[Postings]) -> set[int]:
        """Return the later reports whose candidates a report at these places may change."""
        found: set[int] = set()
        for place, terms, _ in postings:
            if terms:
                parts = " UNION ".join(map(_AFTER.format, range(len(terms))))
                values = [value for term in terms for value in (term, place, MAX_POSTINGS)]
                found.update(row[0] for row in self._rows.execute(parts, values))
        return found

    # ------------------------------------------------------------ members

    def find_members(self, numbers: Iterable[int]) -> dict[int, Member]:
        """Return where reports stand, by number."""
        return {member.number: member for member in self._list_members("number", numbers)}

    def list_components(self, components: Iterable[int]) -> list[Member]:
        """Return all members of components."""
        return self._list_members("component", components)

    def _list_members(self, column: str, values: Iterable[int]) -> list[Member]:
        found: list[Member] = []
        for chunk in chunk_values(values):
            rows = self._rows.execute(
                f"SELECT {_MEMBER} FROM story_members WHERE {column} IN ({mark_places(chunk)})",
                chunk,
            )
            found += [
                Member(n, id_, when, bytes(data), *home) for n, id_, when, data, *home in rows
            ]
        return found

    def set_links(self, links: Mapping[int, bytes]) -> None:
        """Replace the links of reports, by number."""
        self._rows.execute_many(
            "UPDATE story_members SET links = ? WHERE number = ?",
            [(data, number) for number, data in links.items()],
        )

    def set_homes(self, homes: Mapping[int, tuple[int, str]]) -> None:
        """Replace component and story of reports, by number."""
        self._rows.execute_many(
            "UPDATE story_members SET component = ?, story = ? WHERE number = ?",
            [(*home, number) for number, home in homes.items()],
        )

    # ------------------------------------------------------------ stories and pins

    def find_stories(self, ids: Iterable[str]) -> dict[str, Story]:
        """Return those stories that it holds, by id."""
        found: dict[str, Story] = {}
        for chunk in chunk_values(ids):
            rows = self._rows.execute(
                f"SELECT id, record FROM story_records WHERE id IN ({mark_places(chunk)})", chunk
            )
            found |= {id_: decode_record(bytes(record), Story) for id_, record in rows}
        return found

    def replace_stories(self, stories: Sequence[Story], gone: Sequence[str]) -> None:
        """Keep stories in place of those of the same id, and forget others."""
        self._rows.execute_many(
            "DELETE FROM story_records WHERE id = ?", [(story,) for story in gone]
        )
        self._rows.execute_many(
            "INSERT INTO story_records (id, record) VALUES (?, ?) "
            "ON CONFLICT (id) DO UPDATE SET record = excluded.record",
            [(story.id, encode_record(story)) for story in stories],
        )

    def find_pins(self) -> Pins:
        """Return the pins that the components were made with."""
        rows = self._rows.execute("SELECT a, b, same FROM story_pins")
        return {(a, b): bool(same) for a, b, same in rows}

    def set_pins(self, pins: Pins) -> None:
        """Replace the pins."""
        if pins != self.find_pins():
            self._rows.execute("DELETE FROM story_pins")
            self._rows.execute_many(
                "INSERT INTO story_pins (a, b, same) VALUES (?, ?, ?)",
                [(a, b, int(same)) for (a, b), same in sorted(pins.items())],
            )
