"""Numbers that count nothing: dates, clock times, scores, names, addresses, labels, phones.

Each rule looks at a few atoms around one number; the words they go by are in
``data/identifiers.toml``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from onrecord.annotate.figures.atoms import Atoms
from onrecord.annotate.figures.clauses import Clauses
from onrecord.annotate.figures.numerals import Numeral
from onrecord.annotate.figures.phrases import load_table

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Bare numbers of four digits in this range are years unless something counts with them."""
OLDEST_YEAR = 1000
MAX_STREET_WORDS = 4
MAX_BRACKET = 20
"""Atoms before ``1)`` in which an opening bracket makes it no item of a list."""
_NAME_LABELS = frozenset({"PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "FAC", "ORG", "LOC"})
_CURRENCY_LETTERS = frozenset({"us", "usd", "eur", "gbp", "rs", "rm", "cad", "aud", "inr", "chf"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number with what stands around it, as the rules below see it."""

    atoms: Atoms
    clauses: Clauses
    numeral: Numeral
    has_unit: bool
    has_symbol: bool
    has_qualifier: bool
    is_joined: bool
    """Whether it follows another number by a hyphen, as the end of a span does."""

    @property
    def first(self) -> int:
        """First atom of the number."""
        return self.numeral.first

    @property
    def last(self) -> int:
        """The atom after the number."""
        return self.numeral.last

    @property
    def is_digits(self) -> bool:
        """Whether the number begins with digits."""
        return self.atoms.words[self.first][0].isdecimal()

    @property
    def token(self) -> int:
        """Token of the number's first atom."""
        return self.atoms.tokens[self.first]


@cache
def _words(table: str, key: str = "words") -> frozenset[str]:
    return frozenset(load_table("identifiers")[table][key])


def is_identifier(candidate: Candidate) -> bool:
    """Tell whether a number names, dates or scores something instead of counting it."""
    return any(rule(candidate) for rule in _RULES)


def _is_in_address(candidate: Candidate) -> bool:
    word = candidate.clauses.parse.words[candidate.token].lower()
    return "://" in word or word.startswith("www.") or "@" in word or word.endswith(".com")


def _has_glued_name(candidate: Candidate) -> bool:
    """Tell "F-16", "G20", "737s", "24703L" and "#3" by the letters stuck to their digits."""
    atoms, first, last = candidate.atoms, candidate.first, candidate.last
    if not candidate.is_digits:
        return False
    if _is_wordlike(atoms, last) and not candidate.has_unit:
        return True
    if atoms.word(first - 1) in {"#", "+", "№", "_"}:
        return True
    if not atoms.is_glued(first) or candidate.has_symbol or candidate.is_joined:
        return False
    before = atoms.word(first - 1)
    if before[-1].isalpha() and before not in _CURRENCY_LETTERS:
        return True
    return atoms.is_hyphen(first - 1) and _is_hyphened_name(atoms, first - 2)


def _is_wordlike(atoms: Atoms, index: int) -> bool:
    if not atoms.is_glued(index):
        return False
    word = atoms.word(index)
    if word in {"'", "’"}:
        return atoms.word(index + 1) == "s"
    return word[0].isalpha() or word[0] in {"_", "@"} or word in {"'s", "’s"}


def _is_hyphened_name(atoms: Atoms, index: int) -> bool:
    if not atoms.is_glued(index + 1) or index < 0:
        return False
    word = atoms.word(index)
    return word[-1].isalpha() and word not in _words("letters", "before")


def _is_chained(candidate: Candidate) -> bool:
    """Tell phone numbers, dates and scores by what joins their digits: ``5/17/2018``, ``12:30``."""
    atoms, first, last = candidate.atoms, candidate.first, candidate.last
    if not candidate.is_digits:
        return False
    for sign in ("/", ":"):
        if _joins_digits(atoms, first - 1, sign) or _joins_digits(atoms, last, sign):
            return True
    if _joins_digits(atoms, first - 1, "-") and _joins_digits(atoms, first - 3, "-"):
        return True
    if _joins_digits(atoms, last, "-"):
        return _joins_digits(atoms, last + 2, "-") or _joins_digits(atoms, first - 1, "-")
    return False


def _joins_digits(atoms: Atoms, index: int, sign: str) -> bool:
    return (
        atoms.word(index) == sign
        and atoms.is_glued(index)
        and atoms.is_glued(index + 1)
        and atoms.word(index - 1)[-1:].isdecimal()
        and atoms.word(index + 1)[:1].isdecimal()
    )


def _is_phone(candidate: Candidate) -> bool:
    atoms, first, last = candidate.atoms, candidate.first, candidate.last
    for left, right in ((first, last + 1), (first - 2, first)):
        pair = atoms.word(left), atoms.word(right)
        is_shape = len(pair[0]) == 3 and len(pair[1]) == 4 and pair[0].isdecimal()
        if is_shape and atoms.is_hyphen(left + 1) and pair[1].isdecimal() and pair[1][-1] != "0":
            return True
    word = atoms.words[first]
    return len(word) > 1 and word[0] == "0" and word.isdecimal()


def _is_labelled(candidate: Candidate) -> bool:
    """Tell "Article 5", "No. 10", "Phase Two": the number is the name of what stands before it."""
    atoms, first = candidate.atoms, candidate.first
    index = first - 2 if atoms.word(first - 1) in {".", "#"} else first - 1
    if candidate.has_unit or candidate.numeral.kind not in {"digits", "words"}:
        return False
    if index < 0 or candidate.is_joined or atoms.word(index) not in _words("labels"):
        return False
    if atoms.tag(index).startswith("V") or atoms.starts[first] - atoms.ends[index] > 2:
        return False
    return atoms.tag(candidate.last) != "NNS" or atoms.raws[index][0].isupper()


def _is_one_of_many(candidate: Candidate) -> bool:
    """Tell the place in a gallery or a series, "Image 3 of 10" and "(1 of 12)", both numbers."""
    atoms, first, last = candidate.atoms, candidate.first, candidate.last
    if candidate.numeral.kind != "digits" or candidate.has_unit:
        return False
    if atoms.word(last) == "of" and atoms.word(last + 1)[:1].isdecimal():
        return _opens_series(atoms, first - 1)
    is_second = atoms.word(first - 1) == "of" and atoms.word(first - 2)[:1].isdecimal()
    return is_second and _opens_series(atoms, first - 3)


def _opens_series(atoms: Atoms, index: int) -> bool:
    return atoms.word(index) == "(" or atoms.word(index) in _words("labels", "pictures")


def _follows_name(candidate: Candidate) -> bool:
    """Tell "Boeing 737" and "Opportunity 2" from "Hamas 30 hostages"."""
    atoms, first, last = candidate.atoms, candidate.first, candidate.last
    if candidate.has_unit or not candidate.is_digits or candidate.numeral.scale > 1:
        return False
    if candidate.has_qualifier or atoms.tag(first - 1) not in {"NNP", "NNPS"}:
        return False
    parse = candidate.clauses.parse
    if atoms.tokens[first] == atoms.tokens[first - 1]:
        return False
    token = candidate.token
    if parse.deps[token] == "nummod" and parse.heads[token] == token - 1:
        return True
    return not atoms.tag(last).startswith(("NN", "JJ", "VB"))


def _is_in_name(candidate: Candidate) -> bool:
    """Tell "Group of 20" and "Three Mile Island" by the named entity around them."""
    entity = candidate.clauses.entity_at(candidate.token)
    if entity is None or entity.label not in _NAME_LABELS or candidate.has_unit:
        return False
    end = candidate.atoms.tokens[candidate.last - 1]
    if entity.first < candidate.token:
        return entity.last == end + 1 or candidate.atoms.tag(candidate.last).startswith("NNP")
    raw = candidate.atoms.raws[candidate.first]
    following = candidate.atoms.tag(candidate.last)
    return entity.last > end + 1 and raw[0].isupper() and following.startswith("NNP")


def _is_big_four(candidate: Candidate) -> bool:
    atoms, first, last = candidate.atoms, candidate.first, candidate.last
    raw = atoms.raws[first]
    if not raw[0].isupper() or candidate.is_digits:
        return False
    is_before = atoms.word(first - 1) in _words("names", "before")
    if is_before and atoms.raws[first - 1][0].isupper():
        return True
    after = atoms.raws[last] if last < len(atoms) else ""
    return after[:1].isupper() and after.lower() in _words("names", "after")


def _is_year(candidate: Candidate) -> bool:
    atoms, first, last = candidate.atoms, candidate.first, candidate.last
    word = atoms.words[first]
    if len(word) != 4 or not word.isdecimal() or last != first + 1 or candidate.has_unit:
        return False
    year = int(word)
    follows = atoms.tag(last)
    if FIRST_YEAR <= year <= LAST_YEAR:
        if follows == "NNS" and (candidate.has_qualifier or _counts_people(candidate)):
            return False
        return not candidate.has_qualifier or atoms.word(first - 1) in {"around", "about", "over"}
    if not OLDEST_YEAR <= year < FIRST_YEAR or follows.startswith(("NN", "JJ")):
        return False
    return atoms.word(first - 1) in _words("years", "before") or (
        candidate.clauses.label_at(candidate.token) == "DATE"
    )


def _counts_people(candidate: Candidate) -> bool:
    token = candidate.atoms.tokens[candidate.last]
    return candidate.clauses.is_people(token)


def _is_month_day(candidate: Candidate) -> bool:
    atoms, first, last = candidate.atoms, candidate.first, candidate.last
    low = candidate.numeral.low
    if not candidate.is_digits or not 1 <= low <= 31 or candidate.has_unit:
        return False
    before = first - 2 if atoms.word(first - 1) == "." else first - 1
    after = last + 1 if atoms.word(last) == "of" else last
    return _is_month(atoms, before) or _is_month(atoms, after)


def _is_month(atoms: Atoms, index: int) -> bool:
    word = atoms.word(index)
    if word not in _words("months"):
        return False
    return word not in {"may", "march"} or atoms.raws[index][0].isupper()


def _is_clock(candidate: Candidate) -> bool:
    atoms, last = candidate.atoms, candidate.last
    word = atoms.word(last)
    if word in {"a", "p"}:
        return atoms.word(last + 1) == "." and atoms.word(last + 2) == "m"
    if word in {"hours", "hrs"}:
        return len(atoms.words[candidate.first]) == 4 and candidate.is_digits
    return word in _words("months", "clock_after")


def _is_street(candidate: Candidate) -> bool:
    atoms, last = candidate.atoms, candidate.last
    if not candidate.is_digits or candidate.has_symbol:
        return False
    if atoms.word(last) in _words("addresses", "blocks"):
        return True
    if candidate.has_unit:
        return False
    for index in range(last, min(last + MAX_STREET_WORDS, len(atoms))):
        if not atoms.raws[index][0].isupper():
            return False
        if index > last and atoms.words[index] in _words("addresses", "streets"):
            return True
    return False


def _is_zip(candidate: Candidate) -> bool:
    atoms, first = candidate.atoms, candidate.first
    if len(atoms.words[first]) != 5 or not atoms.words[first].isdecimal():
        return False
    before = atoms.raws[first - 1] if first else ""
    return len(before) == 2 and before.isupper()


def _is_score(candidate: Candidate) -> bool:
    """Tell "won 3-1" and "a 5-4 vote" from "20-30 people"."""
    atoms, first, last = candidate.atoms, candidate.first, candidate.last
    for left, right in ((first, last + 1), (first - 2, first)):
        pair = atoms.word(left), atoms.word(right)
        if not (pair[0].isdecimal() and pair[1].isdecimal() and atoms.is_hyphen(left + 1)):
            continue
        if not atoms.is_glued(left + 1) or candidate.has_unit:
            continue
        if int(pair[0]) >= int(pair[1]) or _is_scored(candidate, left, right):
            return True
    return False


def _is_scored(candidate: Candidate, left: int, right: int) -> bool:
    atoms, parse = candidate.atoms, candidate.clauses.parse
    nouns, verbs = _words("scores", "nouns"), _words("scores", "verbs")
    if any(atoms.word(index) in nouns for index in (right + 1, right + 2)):
        return True
    token = atoms.tokens[left]
    return any(parse.lemmas[index] in verbs for index in range(max(0, token - 4), token))


def _is_model(candidate: Candidate) -> bool:
    """Tell "8088 chip" and "911 call" from a count: a bare odd number before a singular noun."""
    atoms, first = candidate.atoms, candidate.first
    word = atoms.words[first]
    if not word.isdecimal() or len(word) < 3 or word.endswith("0") or candidate.has_unit:
        return False
    if candidate.has_qualifier or candidate.last != first + 1:
        return False
    noun = candidate.clauses.noun_after(candidate.token)
    if noun is None or candidate.clauses.parse.tags[noun] != "NN":
        return False
    return not candidate.clauses.is_people(noun) and not word.endswith("5")


def _is_emergency(candidate: Candidate) -> bool:
    """Tell "dialled 911" and "a 999 operator" from 911 people."""
    atoms, first, last = candidate.atoms, candidate.first, candidate.last
    if atoms.words[first] not in _words("emergency", "numbers") or candidate.has_unit:
        return False
    callers = _words("emergency", "words")
    if atoms.tag(last) == "NNS" and atoms.word(last) not in callers:
        return False
    return not callers.isdisjoint(atoms.words[max(0, first - 3) : last + 2])


def _is_enumerator(candidate: Candidate) -> bool:
    """Tell "1)", "2." and the "3/" of a thread at the head of a list from a count."""
    atoms, first, last = candidate.atoms, candidate.first, candidate.last
    if not candidate.is_digits or candidate.has_unit or last != first + 1:
        return False
    if atoms.word(last) == ")" and "(" not in atoms.words[max(0, first - MAX_BRACKET) : first]:
        return len(atoms.words[first]) <= 2
    if first > 0 or not atoms.is_glued(last):
        return False
    return atoms.word(last) in {".", ")"} or (
        atoms.word(last) == "/" and not atoms.is_glued(last + 1)
    )


def _is_pronoun(candidate: Candidate) -> bool:
    """Tell the pronoun "one" and its idioms from the number."""
    atoms, first, last = candidate.atoms, candidate.first, candidate.last
    if atoms.words[first] != "one" or last != first + 1:
        return False
    before, after = atoms.word(first - 1), atoms.word(last)
    idioms = load_table("identifiers")["ones"]
    if after in idioms["not_after"] or before in idioms["not_before"]:
        return True
    if [before, after] in idioms["around"]:
        return True
    if atoms.is_hyphen(last) and atoms.is_glued(last):
        return not candidate.has_unit
    return not _counts_as_one(candidate, before in idioms["pointers"])


def _counts_as_one(candidate: Candidate, is_pointed: bool) -> bool:
    """Tell "one man" and "one of them" from "this one" and "the one who"."""
    atoms, last = candidate.atoms, candidate.last
    tag, after = atoms.tag(last), atoms.word(last)
    if after == "of":
        return not is_pointed
    if is_pointed:
        return tag.startswith(("NN", "JJ"))
    is_noun = tag.startswith(("NN", "JJ", "CD", "VBN", "RB"))
    follows = load_table("identifiers")["ones"]["after"]
    return is_noun or candidate.has_unit or after in follows


_RULES: tuple[Callable[[Candidate], bool], ...] = (
    _is_in_address, _has_glued_name, _is_chained, _is_phone, _is_labelled,
    _is_one_of_many, _follows_name,
    _is_in_name, _is_big_four, _is_year, _is_month_day, _is_clock, _is_street, _is_zip, _is_score,
    _is_enumerator, _is_emergency, _is_model, _is_pronoun,
)  # fmt: skip
