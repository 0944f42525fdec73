"""Checks on the words around a possible time expression: the ``guard`` functions of the grammar.

Each says whether pieces ``[first, last)`` may be what the rule takes them for. They look a fixed
number of pieces to either side, so they cost the same whatever the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from onrecord.annotate.parses import Entity, Parse
from onrecord.annotate.times.words import Piece, load_data

_NOUN_TAGS = {"NN", "NNS", "NNP", "NNPS"}
_OBJECT_TAGS = {"DT", "PRP", "PRP$", "NN", "NNS", "NNP", "NNPS", "CD", "WP", "JJ", "VBG", "EX"}
_UNITS = ("UNIT", "UNITS", "CLOCK_UNIT", "CLOCK_UNITS", "LENGTH_UNITS", "LENGTH_UNIT")
_GIVEN_NAMES = {"april", "may", "june", "august", "jan", "march"}
_SUBJECTS = {"nsubj", "nsubjpass", "dobj", "appos"}
_RATE_REACH = 4
"""How many tokens before "a day" the number of a rate can stand: "9 million barrels a day"."""


@cache
def load_words(section: str, key: str) -> frozenset[str]:
    """Return a list of ``data/contexts.toml`` as a set."""
    return frozenset(load_data("contexts")[section][key])


class Guards:
    """The guards of one parse, by the names the grammar uses."""

    def __init__(self, parse: Parse, pieces: Sequence[Piece]) -> None:
        """Take a parse and its pieces."""
        self._parse = parse
        self._pieces = pieces
        self._entities: dict[int, Entity] = {
            token: entity for entity in parse.ents for token in range(entity.first, entity.last)
        }

    def check(self, name: str, first: int, last: int) -> bool:
        """Run the guard of that name on pieces ``[first, last)``."""
        return bool(getattr(self, f"is_{name}")(first, last))

    # -------------------------------------------------------- looking around

    def _word(self, at: int) -> str:
        return self._pieces[at].lower if 0 <= at < len(self._pieces) else ""

    def _tag(self, at: int) -> str:
        return self._parse.tags[self._pieces[at].token] if 0 <= at < len(self._pieces) else ""

    def _text(self, at: int) -> str:
        piece = self._pieces[at]
        return self._parse.words[piece.token]

    def _classes(self, at: int) -> Any:
        return self._pieces[at].classes if 0 <= at < len(self._pieces) else {}

    def _has_class(self, at: int, *names: str) -> bool:
        classes = self._classes(at)
        return any(name in classes for name in names)

    def _follows(self, first: int, key: str) -> bool:
        return self._word(first - 1) in load_words("prepositions", key)

    def _before_noun(self, last: int) -> bool:
        if self._word(last) == "-":
            return self._tag(last + 1) in _NOUN_TAGS
        return self._tag(last) in _NOUN_TAGS and not self._has_class(last, "WEEKDAY", "MONTH")

    def _label(self, at: int) -> str:
        entity = self._entities.get(self._pieces[at].token)
        return entity.label if entity else ""

    def _is_in_name(self, first: int, last: int) -> bool:
        """Say whether a named entity that is no date holds these pieces and more."""
        entity = self._entities.get(self._pieces[first].token)
        if entity is None or entity.label not in load_words("names", "labels"):
            return False
        inside = self._pieces[last - 1].token - self._pieces[first].token + 1
        return entity.last - entity.first > inside

    # -------------------------------------------------------- guards

    def is_length(self, first: int, last: int) -> bool:
        """A length, and not a rate ("$5 a day"), a fraction ("a quarter of them")."""
        if self.is_rate(first, last):
            return False
        unit = self._word(last - 1)
        if unit in {"quarter", "quarters"} and self._word(last) not in {"ago", "earlier", "later"}:
            return self._word(first) not in {"a", "one", "three"} or self._word(last) == ","
        if unit == "second" and self._word(first) in {"a", "another"}:
            return self._follows(first, "time")
        return not (self._word(last) == "-" and self._word(last + 1) in {"old", "olds"})

    def is_rate(self, first: int, last: int) -> bool:
        """Accept "A day" and "per year" after a number or what is counted."""
        if self._word(first) == "per":
            return True
        if self._word(first) not in {"a", "an"} or last - first != 2:
            return False
        if self._tag(first - 1) in {"CD", "$"} or self._word(first - 1) in {
            "%",
            "percent",
            "times",
        }:
            return self._word(first - 1) not in {"one"}
        if self._tag(first - 1) not in {"NN", "NNS"} or self._has_class(first - 1, *_UNITS[4:]):
            return False
        return any(self._tag(at) == "CD" for at in range(first - _RATE_REACH, first - 1))

    def is_bare_units(self, first: int, last: int) -> bool:
        """Accept "Years" by itself: not "his early years", "the Wonder Years", "two years"."""
        if self._tag(first) not in {"NNS", "NNPS"} or self._is_in_name(first, last):
            return False
        if self._word(first - 1) == "-" or self._word(last) == "-":
            return False
        if self._text(first)[:1].isupper() and self._tag(first - 1) in _NOUN_TAGS:
            return False
        return self._tag(first - 1) not in {
            "JJ", "JJR", "JJS", "NN", "NNS", "NNP", "PRP$", "POS", "VBG", "CD", "DT", "VBN", "PDT",
        }  # fmt: skip

    def is_no_object(self, first: int, last: int) -> bool:  # noqa: ARG002 - every guard's form
        """Accept "Two days before", without what it was before."""
        if self._word(last - 1) in {"before", "after", "prior"}:
            return self._tag(last) not in _OBJECT_TAGS and self._word(last) not in {"to", "when"}
        return self._word(last) != "than"

    def is_weekday(self, first: int, last: int) -> bool:
        """A weekday, and not a name that holds one ("Bloody Sunday", "the Sunday Times")."""
        if self._word(first - 1) in load_words("names", "before"):
            return not self._text(first - 1)[:1].isupper()
        after = self._word(last)
        if after in load_words("names", "after") and self._text(last)[:1].isupper():
            return False
        return self._label(first) != "PERSON" or not self._is_in_name(first, last)

    def is_month_day(self, first: int, last: int) -> bool:
        """Accept "August 20", and not "in August 20 people", "$12 December"."""
        if self._word(first - 1) in {"$", "£", "€"}:
            return False
        if not self._has_class(last - 1, "DAY") or self._has_class(last - 1, "NTH"):
            return True
        if self._word(first - 1) == "in" and self._tag(last) == "NNS":
            return False
        token = self._pieces[last - 1].token
        head = self._parse.heads[token]
        counts = self._parse.deps[token] == "nummod" and head > token
        if counts and self._parse.tags[head] in {"NNS", "NNPS"} and self._word(first - 1) != "the":
            return False
        return self._word(last) not in {"%", "percent"}

    def is_month(self, first: int, last: int) -> bool:
        """A month, and not a person called June or a unit of "May" the verb."""
        if self._label(last - 1) in {"PERSON"} and self._is_in_name(first, last):
            return False
        after = self._word(last)
        if after in load_words("names", "after") and self._text(last)[:1].isupper():
            return False
        token = self._pieces[last - 1].token
        if self._word(last - 1) in _GIVEN_NAMES and self._parse.deps[token] in _SUBJECTS:
            return False
        return self._tag(last - 1) not in {"VB", "MD"}

    def is_year(self, first: int, last: int) -> bool:
        """Four digits that are a year, and not a count, a sum or a house number."""
        if last - first != 1:
            return True
        year = self._classes(first)["YEAR"]
        if self._word(first - 1) in {"$", "£", "€", "#", "no.", "flight"}:
            return False
        if self._word(last) in {"%", "percent", "block"} or self._label(first) in {
            "MONEY",
            "PERCENT",
        }:
            return False
        if self._counts_something(first, last):
            return False
        if self._label(first) in {"DATE", "EVENT"} or self._follows(first, "year"):
            return self._is_likely_year(first, year)
        return 1900 <= year < 2100 and self._label(first) not in {"CARDINAL", "QUANTITY", "TIME"}

    def _is_likely_year(self, first: int, year: int) -> bool:
        if 1800 <= year < 2100:
            return True
        return self._label(first) == "DATE" and self._word(first - 1) in {"in", "since", "of"}

    def _counts_something(self, first: int, last: int) -> bool:
        token = self._pieces[first].token
        head = self._parse.heads[token]
        if self._has_class(last, *_UNITS):
            return True
        if self._parse.deps[token] != "nummod" or head <= token:
            return False
        plural = self._parse.tags[head] in {"NNS", "NNPS"}
        return plural and self._label(first) not in {"DATE", "EVENT"}

    def is_over(self, first: int, last: int) -> bool:  # noqa: ARG002 - every guard's form
        """Accept "for over two years" as more than two, not "over two years" as during them."""
        return self._word(first - 1) in load_words("prepositions", "amount")

    def is_after_for(self, first: int, last: int) -> bool:
        """Accept "for a second day", not "a second day of talks is planned"."""
        return self._word(first - 1) == "for" and not self._before_noun(last)

    def is_window(self, first: int, last: int) -> bool:  # noqa: ARG002 - every guard's form
        """Accept "The last two hours", not "it may last two hours"."""
        if self._word(first) != "last":
            return True
        return self._follows(first, "window") and not self._tag(first).startswith("VB")

    def is_slashed(self, first: int, last: int) -> bool:
        """Accept "On 11/28", "11/28 5 p.m.", not a score or a fraction."""
        if self._word(first - 1) in {"on", "by", "until", "since", "from", "dated", "update"}:
            return True
        return self._has_class(last + 1, "MERIDIEM") or self._has_class(last, "CLOCK")

    def is_day_of_month(self, first: int, last: int) -> bool:
        """Accept "On the 21st", not "the 21st century", "the 5th floor"."""
        if self._word(first - 1) not in {"on", "by", "until", "since", "from", "before", "after"}:
            return False
        return self._tag(last) not in {"NN", "NNS", "NNP", "NNPS", "JJ", "CD", "HYPH"}

    def is_quarter(self, first: int, last: int) -> bool:
        """A business quarter, and not one of a game or a city."""
        if self._word(last) == "of":
            return self._word(last + 1) not in {"a", "an"} and self._word(last + 2) != "game"
        return self._word(last) not in {"mile", "-"} or self._has_class(first, "QUARTER")

    def is_season(self, first: int, last: int) -> bool:
        """Accept "in the spring", not "the Arab Spring", "the spring line", "a fall of 3 %"."""
        if self._tag(last - 1) not in {"NN", "NNP"} or self._is_in_name(first, last):
            return False
        if self._word(last) == "of" or self._before_noun(last):
            return False
        return self._follows(first, "time")

    def is_decade(self, first: int, last: int) -> bool:
        """Accept "The 1990s", not "in his 60s", "highs in the 80s"."""
        classes = self._classes(last - 1)
        if "DECADE" in classes and classes["DECADE"][0] is not None:
            return True
        if last - first > 1 or self._word(first - 1) in {"'", "’", "‘", "the"}:
            return self._word(first - 2) not in {"highs", "lows", "temperatures"}
        return self._has_class(first - 1, "EDGE") or self._has_class(first - 2, "EDGE")

    def is_the_unit(self, first: int, last: int) -> bool:
        """Accept "For the year", not "the year that", "Player of the Year"."""
        if self._text(last - 1)[:1].isupper() or self._before_noun(last):
            return False
        if self._word(last) in {"of", "that", "when", "after", "before", "since", "-", "to"}:
            return False
        before = self._word(first - 1)
        if self._word(last - 1) == "day":
            return before in {"for", "during", "throughout"}
        if before in load_words("prepositions", "unit_verbs"):
            return True
        return before in {"for", "during", "throughout", "in", "of", "over", "on"}

    def is_anchored(self, first: int, last: int) -> bool:  # noqa: ARG002 - every guard's form
        """Accept "The day after the attack"."""
        after = self._word(last)
        return after in {"after", "before"} and self._tag(last + 1) in _OBJECT_TAGS

    def is_holiday(self, first: int, last: int) -> bool:  # noqa: ARG002 - every guard's form
        """A holiday, and not an island or a tree called after it."""
        return self._tag(last) not in {"NNP", "NNPS"} or self._has_class(last, "WEEKDAY", "MONTH")

    def is_about(self, first: int, last: int) -> bool:
        """Accept "Around" that says roughly when, not "talks about Friday's vote"."""
        if self._word(first) not in {"about", "around"}:
            return True
        if self._word(last) in {"'s", "’s"}:
            return False
        return (
            self._word(first - 1) in load_words("prepositions", "time")
            or self._word(first) == "around"
        )

    def is_bare_part(self, first: int, last: int) -> bool:
        """Accept "At night", "in the morning", not "night club", "the evening news"."""
        if self._before_noun(last) or self._word(last) == "of":
            return False
        before = self._word(first - 1)
        if self._word(first) == "the":
            return before in {"in", "during", "by", "through", "throughout", "into", "of", "for"}
        return before in {"at", "by", "until", "before", "after", "since", "from", "till"}

    def is_clock(self, first: int, last: int) -> bool:
        """A time of day, and not a score, a verse or a finishing time."""
        if any(self._has_class(at, "MERIDIEM") for at in range(first, last)):
            return True
        if self._word(last - 1) == "o'clock" or self._word(last - 1) in {"h", "hrs", "hours"}:
            return True
        if self._has_class(last, "ZONE") or self._word(last) in {"o’clock", "local", "eastern"}:
            return True
        if self._has_class(last, "WEEKDAY", "MONTH") or self._has_class(first - 1, "YEAR", "DAY"):
            return True
        return self._follows(first, "clock")

    def is_adverb_set(self, first: int, last: int) -> bool:
        """Accept "Daily", not "the Daily Mail"."""
        if self._is_in_name(first, last):
            return False
        capital = self._text(first)[:1].isupper()
        return not (capital and self._tag(last) in {"NNP", "NNPS"})

    def is_reference(self, first: int, last: int) -> bool:
        """Accept "Now", "in the future", not "past presidents", "future generations"."""
        word, before, after = self._word(last - 1), self._word(first - 1), self._tag(last)
        if word == "moment":
            return before in {"at", "for"}
        if word == "present":
            return before == "at" or (before == "to" and self._tag(first) == "DT")
        if word in {"past", "future"}:
            if after in {"NN", "NNS", "NNP", "JJ", "CD", "NNPS"} or self._word(last) == "of":
                return False
            return last - first > 1 or before == "in"
        return not (word == "now" and self._word(last) == "-")
