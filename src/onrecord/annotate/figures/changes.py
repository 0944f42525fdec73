"""Whether a figure is what something rose or fell to, or by how much."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from onrecord.annotate.figures.clauses import Clauses
from onrecord.annotate.figures.phrases import load_table

Change = Literal["rise", "fall"]
CLIMB_STEPS = 6
MAX_WORDS_TO_VERB = 6


@dataclass(frozen=True, slots=True)
class _Tables:
    verbs: dict[str, Change]
    share_verbs: dict[str, Change]
    nouns: dict[str, Change]
    before: dict[str, Change]
    after: dict[str, Change]
    factors: dict[str, Decimal]
    transitives: frozenset[str]
    movers: frozenset[str]
    levels: frozenset[str]
    durations: frozenset[str]


@cache
def _load_tables() -> _Tables:
    data: dict[str, Any] = load_table("changes")

    def pair(table: str, rise: str, fall: str) -> dict[str, Change]:
        rows: dict[str, Change] = dict.fromkeys(data[table][rise], "rise")
        return rows | dict.fromkeys(data[table][fall], "fall")

    return _Tables(
        verbs=pair("verbs", "rise", "fall"),
        share_verbs=pair("verbs", "rise_shares", "fall_shares"),
        nouns=pair("nouns", "rise", "fall"),
        before=pair("particles", "rise_before", "fall_before"),
        after=pair("particles", "rise_after", "fall_after"),
        factors={word: Decimal(str(factor)) for word, factor in data["factors"].items()},
        transitives=frozenset(data["verbs"]["transitives"]),
        movers=frozenset(data["particles"]["movers"]),
        levels=frozenset(data["levels"]["verbs"]),
        durations=frozenset(data["levels"]["durations"]),
    )


def find_change(
    clauses: Clauses, edge: int, first: int, last: int, unit_kind: str | None
) -> Change | None:
    """Find the change a figure at tokens ``[first, last)`` takes part in.

    What something rose *from* is not itself a change, nor is how long it took.

    Args:
        clauses: the clauses of its parse.
        edge: first token of the figure with its qualifiers.
        first: first token of its number.
        last: the token after its unit.
        unit_kind: the kind of its unit.
    """
    if unit_kind in {"time", "age"}:
        return None
    tables = _load_tables()
    words = clauses.parse.words
    before = words[edge - 1].lower() if edge else ""
    if before == "from" or (before in tables.before and _is_moving(clauses, edge - 1)):
        return tables.before.get(before)
    after = words[last].lower() if last < len(words) else ""
    if unit_kind in {"share", "money"} and after in tables.after:
        return tables.after[after]
    return (
        _change_of_noun(clauses, first, last, is_unit=unit_kind is not None)
        or _change_of_verb(clauses, first, last, unit_kind)
        or _change_before(clauses, edge)
    )


def _is_moving(clauses: Clauses, particle: int) -> bool:
    """Tell "shares were down 3 %" from "shot down 34 drones"."""
    if particle == 0 or not clauses.parse.tags[particle - 1].startswith("VB"):
        return True
    return clauses.parse.lemmas[particle - 1].lower() in _load_tables().movers


def _change_before(clauses: Clauses, edge: int) -> Change | None:
    """Read "rose … to 340" by its words, for when the parse has lost the way."""
    parse, tables = clauses.parse, _load_tables()
    if edge == 0 or parse.words[edge - 1].lower() not in {"to", "by"}:
        return None
    if edge > 1 and parse.words[edge - 2].lower() in tables.before:
        return tables.before[parse.words[edge - 2].lower()]
    start = max(clauses.sentence_of(edge)[0], edge - 1 - MAX_WORDS_TO_VERB)
    for token in range(edge - 2, start - 1, -1):
        if parse.tags[token].startswith("VB") or parse.words[token] in {",", ";"}:
            return tables.verbs.get(parse.lemmas[token].lower())
    return None


def is_change_word(lemma: str) -> bool:
    """Tell whether a lemma says that something rose or fell."""
    tables = _load_tables()
    return lemma in tables.verbs or lemma in tables.nouns or lemma in tables.before


def is_level_verb(lemma: str, unit_kind: str | None) -> bool:
    """Tell whether a verb gives its subject a level: "stood at 12", "lasted five hours"."""
    tables = _load_tables()
    if unit_kind == "time":
        return lemma in tables.durations
    return lemma in tables.levels or lemma in tables.verbs


def _change_of_noun(clauses: Clauses, first: int, last: int, *, is_unit: bool) -> Change | None:
    """Read "a 12 % increase", "an increase of 12 %"."""
    nouns, lemmas = _load_tables().nouns, clauses.parse.lemmas
    noun = clauses.noun_after(last - 1)
    if noun is not None and is_unit and lemmas[noun].lower() in nouns:
        return nouns[lemmas[noun].lower()]
    node = clauses.node_of(first, last)
    head = clauses.parse.heads[node]
    if clauses.parse.words[head].lower() in {"of", "to"} and clauses.parse.deps[node] == "pobj":
        return nouns.get(lemmas[clauses.parse.heads[head]].lower())
    return None


def _change_of_verb(
    clauses: Clauses, first: int, last: int, unit_kind: str | None
) -> Change | None:
    """Climb from a figure to the verb it belongs to, past "to" and "by" and nothing else."""
    parse = clauses.parse
    node = clauses.node_of(first, last)
    for _ in range(CLIMB_STEPS):
        head = parse.heads[node]
        if head != node and parse.tags[head].startswith("VB"):
            return _change_under(clauses, head, node, unit_kind)
        if head == node or not _leads_on(clauses, head, node):
            return None
        node = head
    return None


def _leads_on(clauses: Clauses, head: int, node: int) -> bool:
    """Tell whether a figure's way up to its verb may pass a token: "to" and "by", not "from"."""
    word = clauses.parse.words[head].lower()
    if clauses.parse.tags[head] not in {"IN", "TO"} or word in {"to", "by", "as", "than"}:
        return True
    return word == "from" and clauses.parse.words[node].lower() == "to"


def _change_under(clauses: Clauses, verb: int, node: int, unit_kind: str | None) -> Change | None:
    """Return the change of what stands under a verb as ``node``."""
    tables = _load_tables()
    lemma, dep = clauses.parse.lemmas[verb].lower(), clauses.parse.deps[node]
    if dep in {"nsubj", "nsubjpass", "advcl", "ccomp", "xcomp", "conj"}:
        return None
    if unit_kind in {"share", "money"} and lemma in tables.share_verbs:
        return tables.share_verbs[lemma]
    is_moved = dep == "dobj" and lemma in tables.transitives
    return None if is_moved else tables.verbs.get(lemma)


_PARTICLES = (["down"], ["over"], ["back"], ["up"], ["as"])


def find_factors(clauses: Clauses) -> list[tuple[int, Decimal, Change]]:
    """Return the verbs that multiply, as "doubled": token, factor and direction.

    With a particle they mean something else: to double down, over, back or up on a thing.
    """
    factors = _load_tables().factors
    parse = clauses.parse
    return [
        (token, factors[lemma], "fall" if factors[lemma] < 1 else "rise")
        for token, lemma in enumerate(parse.lemmas)
        if lemma in factors
        and parse.tags[token].startswith("VB")
        and parse.words[token + 1 : token + 2] not in _PARTICLES
    ]
