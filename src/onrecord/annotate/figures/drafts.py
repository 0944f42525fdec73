"""Numbers put together: numeral, unit, range and qualifier, before it is known what they count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from onrecord.annotate.figures.atoms import Atoms
from onrecord.annotate.figures.changes import is_change_word
from onrecord.annotate.figures.clauses import Clauses
from onrecord.annotate.figures.identifiers import Candidate, is_identifier
from onrecord.annotate.figures.numerals import Convention, Numeral, read_numerals
from onrecord.annotate.figures.phrases import Phrases, load_table
from onrecord.annotate.figures.qualifiers import bound, find_after, find_before
from onrecord.annotate.figures.units import AGE_JOINS, Unit, find_unit, may_be_age
from onrecord.records import Qualifier, Time

LEVEL_RATIO = 5
"""From so many times on the second number is where the first brought it, not the end of a span."""

CENTS = 100
_CENT_UNITS = frozenset({"cent", "penny"})


@dataclass(frozen=True, slots=True)
class Draft:
    """A number with its unit and bounds over atoms ``[first, last)``.

    ``number_first`` and ``number_last`` are the atoms of the number and unit without qualifiers.
    """

    numeral: Numeral
    unit: Unit | None
    low: Decimal | None
    high: Decimal | None
    qualifier: Qualifier
    first: int
    last: int
    number_first: int
    number_last: int

    @property
    def unit_kind(self) -> str | None:
        """The kind of its unit, None for a plain count."""
        return self.unit.kind if self.unit else None


def read_drafts(
    atoms: Atoms, clauses: Clauses, times: Sequence[Time], convention: Convention
) -> list[Draft]:
    """Read every number of a parse that counts something, in order.

    Args:
        atoms: the atoms of one parse.
        clauses: its clauses.
        times: the time expressions that begin or end inside the parse.
        convention: how vague words are read.
    """
    drafts: list[Draft] = []
    dropped = -1
    floor = 0
    for numeral in read_numerals(atoms, convention):
        if numeral.first < floor:
            continue
        draft = _make_draft(atoms, numeral, floor)
        is_joined = (
            bool(drafts)
            and drafts[-1].last == numeral.first - 1
            and atoms.is_hyphen(numeral.first - 1)
        )
        if _follows_dropped(atoms, draft, dropped) or _is_dropped(
            atoms, clauses, times, draft, is_joined
        ):
            dropped = numeral.last
            continue
        drafts.append(draft)
        floor = draft.last
    drafts = _spread_ages(atoms, _join_cents(atoms, drafts))
    return [_qualify(atoms, draft) for draft in _join_ranges(atoms, clauses, drafts)]


def _make_draft(atoms: Atoms, numeral: Numeral, floor: int) -> Draft:
    unit = find_unit(atoms, numeral.first, numeral.last, numeral.scale, floor)
    first = min(numeral.first, unit.first) if unit else numeral.first
    last = max(numeral.last, unit.last) if unit else numeral.last
    qualifier: Qualifier = "exact"
    if numeral.kind in {"vague", "loose"}:
        qualifier = "at_least" if numeral.high is None else "about"
    return Draft(numeral, unit, numeral.low, numeral.high, qualifier, first, last, first, last)


def _spread_ages(atoms: Atoms, drafts: Sequence[Draft]) -> list[Draft]:
    """Read every number of a list as an age where the first is: "aged 12, 14 and 17"."""
    spread: list[Draft] = []
    for draft in drafts:
        age = _share_age(atoms, spread[-1], draft) if spread else None
        spread.append(replace(draft, unit=age) if age else draft)
    return spread


def _share_age(atoms: Atoms, before: Draft, draft: Draft) -> Unit | None:
    """Return the unit of an age that goes on the list of the one before."""
    if before.unit is None or before.unit_kind != "age" or draft.unit is not None:
        return None
    if tuple(atoms.words[before.last : draft.first]) not in AGE_JOINS:
        return None
    is_age = may_be_age(atoms, draft.first, draft.last)
    return replace(before.unit, first=draft.first, last=draft.last) if is_age else None


def _follows_dropped(atoms: Atoms, draft: Draft, dropped: int) -> bool:
    """Tell whether a number is hyphened to one that was dropped: "2010-15", "9/11"."""
    is_digits = atoms.words[draft.numeral.first].isdecimal()
    if dropped >= 0 and draft.numeral.first == dropped and is_digits and draft.unit is None:
        return atoms.words[dropped - 1].isdecimal() and atoms.tag(draft.last) != "NNS"
    joined = atoms.is_hyphen(dropped) or atoms.word(dropped) == "/"
    joined = joined and atoms.is_glued(dropped) and atoms.is_glued(dropped + 1)
    return dropped >= 0 and joined and draft.numeral.first == dropped + 1 and draft.unit is None


def _is_dropped(
    atoms: Atoms, clauses: Clauses, times: Sequence[Time], draft: Draft, is_joined: bool
) -> bool:
    numeral, unit = draft.numeral, draft.unit
    if numeral.kind in {"vague", "loose"}:
        return False
    has_symbol = unit is not None and unit.first < numeral.first
    candidate = Candidate(
        atoms, clauses, numeral, unit is not None, has_symbol,
        find_before(atoms, draft.first) is not None, is_joined,
    )  # fmt: skip
    if is_identifier(candidate):
        return True
    return draft.unit_kind not in {"time", "age", "money", "share"} and _is_in_time(
        atoms, numeral, times
    )


def _is_in_time(atoms: Atoms, numeral: Numeral, times: Sequence[Time]) -> bool:
    start, end = atoms.starts[numeral.first], atoms.ends[numeral.last - 1]
    return any(time.span[0] <= start and end <= time.span[1] for time in times)


def _join_cents(atoms: Atoms, drafts: list[Draft]) -> list[Draft]:
    """Join "3 dollars 50 cents" and "two pounds and five pence" into one sum of money."""
    joined: list[Draft] = []
    for draft in drafts:
        whole = joined[-1] if joined else None
        if whole is not None and _is_cents_of(atoms, whole, draft):
            total = (whole.low or Decimal(0)) + (draft.low or Decimal(0)) / CENTS
            joined[-1] = replace(
                whole, low=total, high=total, last=draft.last, number_last=draft.last
            )
        else:
            joined.append(draft)
    return joined


def _is_cents_of(atoms: Atoms, whole: Draft, cents: Draft) -> bool:
    if whole.unit_kind != "money" or cents.unit is None or cents.unit.name not in _CENT_UNITS:
        return False
    is_small = cents.low is not None and cents.low < CENTS and cents.low == cents.high
    gap = atoms.words[whole.last : cents.first]
    is_whole = whole.unit is not None and whole.unit.name not in _CENT_UNITS
    return is_small and is_whole and gap in ([], ["and"])


# ---------------------------------------------------------------- ranges


@cache
def _load_joins() -> tuple[frozenset[str], frozenset[str], Phrases[str], Phrases[str]]:
    table = load_table("qualifiers")["ranges"]
    return (
        frozenset(table["joins"]),
        frozenset(table["between_joins"]),
        Phrases((phrase, phrase) for phrase in table["between"]),
        Phrases((phrase, phrase) for phrase in table["from"]),
    )


def _join_ranges(atoms: Atoms, clauses: Clauses, drafts: list[Draft]) -> list[Draft]:
    joined: list[Draft] = []
    index = 0
    while index < len(drafts):
        pair = None
        if index + 1 < len(drafts):
            pair = _join_pair(atoms, clauses, drafts[index], drafts[index + 1])
        joined.append(pair or drafts[index])
        index += 2 if pair else 1
    return joined


def _join_pair(atoms: Atoms, clauses: Clauses, low: Draft, high: Draft) -> Draft | None:
    """Join "20 to 30", "between 20 and 30", "$1-2 million" into one span of values."""
    joins, between_joins, between, origin = _load_joins()
    high_first = high.first
    inner = find_before(atoms, high.first)
    if inner is not None and inner.first > low.last:
        high_first = inner.first
    gap = atoms.words[low.last : high_first]
    if len(gap) != 1 or low.high is None:
        return None
    opened = between.find_before(atoms, _edge(atoms, low))
    if opened is not None and gap[0] in between_joins:
        return _span_of(low, high, opened[1])
    if gap[0] not in joins or not _may_span(atoms, clauses, low, high, gap[0]):
        return None
    source = origin.find_before(atoms, _edge(atoms, low))
    return _span_of(low, high, source[1] if source else low.first)


def _edge(atoms: Atoms, draft: Draft) -> int:
    qualified = find_before(atoms, draft.first)
    return qualified.first if qualified else draft.first


def _may_span(atoms: Atoms, clauses: Clauses, low: Draft, high: Draft, join: str) -> bool:
    low_value, high_value = _lend_scale(low, high), high.low
    if low.numeral.kind == "share" and high.unit is not None:
        return False
    if low.unit and high.unit and low.unit.name != high.unit.name:
        return False
    if high_value is None or low_value >= high_value:
        return False
    if join == "or":
        return high_value - low_value == 1 or high_value <= 2 * low_value
    return join != "to" or not _is_change_to(atoms, clauses, low, high)


def _is_change_to(atoms: Atoms, clauses: Clauses, low: Draft, high: Draft) -> bool:
    """Tell "rose from 250 to 340" and "rose 6 % to 12 %" from a span."""
    token = atoms.tokens[low.first]
    start = max(clauses.sentence_of(token)[0], token - 4)
    words = [clauses.parse.lemmas[index].lower() for index in range(start, token)]
    if not any(is_change_word(word) for word in words):
        return False
    before = atoms.word(_edge(atoms, low) - 1)
    if before == "from" or low.unit is not None:
        return True
    # "rose by 312 to 4,018", but "will fall by 5 to 10 points"
    return low.high is not None and high.low is not None and high.low >= LEVEL_RATIO * low.high


def _lend_scale(low: Draft, high: Draft) -> Decimal:
    value = low.low or Decimal(0)
    if low.numeral.scale == 1 and high.numeral.scale > 1 and value < 1000:
        lent = value * high.numeral.scale
        return lent if high.low is not None and lent < high.low else value
    return value


def _span_of(low: Draft, high: Draft, first: int) -> Draft:
    return Draft(
        numeral=replace(high.numeral, first=low.numeral.first),
        unit=high.unit or low.unit,
        low=_lend_scale(low, high),
        high=high.high,
        qualifier="between" if high.high is not None else "at_least",
        first=min(first, low.first),
        last=high.last,
        number_first=low.first,
        number_last=high.last,
    )


def _qualify(atoms: Atoms, draft: Draft) -> Draft:
    """Take in the qualifiers before and straight after a number."""
    before = find_before(atoms, draft.first)
    if before is not None and draft.unit_kind == "time" and _is_during(atoms, before.first):
        before = None
    after = find_after(atoms, draft.numeral.last) or find_after(atoms, draft.last)
    draft = replace(
        draft,
        first=before.first if before else draft.first,
        last=max(draft.last, after.last) if after else draft.last,
    )
    if after and after.first == draft.number_last:
        draft = replace(draft, number_last=after.last)
    if draft.qualifier == "between":
        return draft
    qualifier = after.qualifier if after else before.qualifier if before else None
    return draft if qualifier is None else apply_qualifier(draft, qualifier)


def _is_during(atoms: Atoms, index: int) -> bool:
    """Tell "spend it over five years" from "lasted over five years"."""
    token = atoms.tokens[index]
    parse = atoms.parse
    if atoms.words[index] != "over" or parse.deps[token] != "prep":
        return False
    return parse.lemmas[token - 1 if token else 0].lower() not in {"last", "take", "be"}


def apply_qualifier(draft: Draft, qualifier: Qualifier) -> Draft:
    """Return a draft with the bounds its qualifier leaves, of the bounds its words gave."""
    if draft.qualifier == "at_least" and qualifier in {"about", "exact", "at_least"}:
        return draft
    low = draft.low if draft.low is not None else draft.high
    if low is None:
        return draft
    lower, upper, named = bound(low, draft.high, qualifier)
    if draft.qualifier == "about" and named == "exact":
        named = "about"
    return replace(draft, low=lower, high=upper, qualifier=named)
