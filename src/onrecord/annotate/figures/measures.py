"""The measure of a figure: one plain key, so that "dead", "killed" and "fatalities" meet.

Decided by what is counted and by the verb it hangs on, with active and passive kept apart: in
"police shot two" and in "two police were shot" it is the two who were shot. The lexicon is
``data/measures.toml``; its order is the order of preference.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

from onrecord.annotate.figures.clauses import Clauses
from onrecord.annotate.figures.phrases import load_table

Part = Literal["patient", "subject"]
MAX_CONJUNCTS = 6
MAX_LABEL = 6
"""Tokens of a label at the head of a line, "Deaths reported by the ministry"."""
MAX_LABELLED = 4
"""Tokens from its mark to the number, "at least" among them."""
MAX_TALLY = 7
"""Tokens in which "number of" says of whom."""
_TALLIED = frozenset({"NN", "NNS", "NNP", "JJ", "VBN", "VBD", "DT", "RB", "VBG", "IN", "WP"})
_BEFORE_NUMBERS = frozenset({"CD", "$", "RB", "IN", "JJR", "RBR", "RBS"})
_SETTERS = frozenset({
    "put", "set", "place", "peg", "estimate", "fix", "list", "revise", "raise", "lower", "update",
    "bring", "push", "take", "cut",
})  # fmt: skip
"""Verbs that give their object a number: "put the toll at 12"."""
_LABEL_MARKS = frozenset({":", "-", "–", "—"})
STATE_WINDOW = 5
"""Tokens after a count in which "were confirmed dead" is looked for."""
_OPEN_KEYS = frozenset({"shot", "aboard", "abducted"})
"""States that the rest of a clause can settle: "shot" may turn out "shot dead"."""
_COPULAS = frozenset({"be", "remain", "lie", "go", "get", "become", "stay"})
_FATAL = frozenset({"fatally", "dead", "mortally", "lethally"})
_STRIKES = frozenset({"shoot", "stab", "wound", "injure", "strike", "beat", "hit", "burn", "crush"})


class Role(NamedTuple):
    """A verb and the part a phrase plays in it."""

    verb: int
    part: Part


@dataclass(frozen=True, slots=True)
class _Lexicon:
    keys: tuple[str, ...]
    nouns: dict[str, str]
    people: dict[str, str]
    states: dict[str, str]
    done_to: dict[str, str]
    undergo: dict[str, str]
    losses: dict[tuple[str, str], str]
    suffers: dict[tuple[str, str], str]
    harms: frozenset[str]
    units: dict[str, str]
    persons: frozenset[str]
    people_only: frozenset[str]
    not_people: frozenset[str]
    links: frozenset[str]
    tallies: frozenset[str]


@cache
def _load_lexicon() -> _Lexicon:
    data: dict[str, Any] = load_table("measures")
    rows = data["measure"]

    def invert(field: str) -> dict[str, str]:
        table: dict[str, str] = {}
        for row in rows:
            for word in row.get(field, ()):
                table.setdefault(word, row["key"])
        return table

    def cross(field: str) -> dict[tuple[str, str], str]:
        return {
            (verb, noun): row["key"]
            for row in rows
            if field in row
            for verb in row[field]["verbs"]
            for noun in row[field]["nouns"]
        }

    return _Lexicon(
        keys=tuple(row["key"] for row in rows),
        nouns=invert("nouns"),
        people=invert("people"),
        states=invert("states"),
        done_to=invert("done_to"),
        undergo=invert("undergo"),
        losses=cross("losses"),
        suffers=cross("suffer"),
        harms=frozenset(row["key"] for row in rows if row["harm"]),
        units={unit: key for key, names in data["units"].items() for unit in names},
        persons=frozenset(data["persons"]["measures"]),
        people_only=frozenset(data["persons"]["people_only"]),
        not_people=frozenset(data["persons"]["not_people"]),
        links=frozenset(data["links"]["words"]),
        tallies=frozenset(data["tallies"]["words"]),
    )


def is_harm(key: str | None) -> bool:
    """Tell whether a measure counts victims."""
    return key in _load_lexicon().harms


def counts_persons(key: str | None) -> bool:
    """Tell whether a measure is counted in persons."""
    return key in _load_lexicon().persons


def find_unit_measure(unit: str | None) -> str | None:
    """Return the measure a unit stands for by itself, as ``area`` for hectares."""
    return _load_lexicon().units.get(unit or "")


def find_measure(clauses: Clauses, first: int, last: int, head: int | None) -> str | None:
    """Return the measure of a count at tokens ``[first, last)``.

    Args:
        clauses: the clauses of its parse.
        first: first token of the count.
        last: the token after the count and the noun it counts.
        head: the noun it counts, if it stands with the number.
    """
    lexicon = _load_lexicon()
    found: list[str] = []
    outer = clauses.node_of(first, last)
    anchor = outer if head is None else head
    found.extend(_measures_of_states(clauses, first, last, anchor))
    if head is not None:
        found = [key for key in found if _takes_noun(clauses, key, head)]
    if found and found[0] not in _OPEN_KEYS:
        return found[0]
    for start in dict.fromkeys((anchor, outer)):
        keys = (measure_of_role(clauses, role) for role in find_roles(clauses, start))
        found.extend(key for key in keys if key is not None)
    if head is not None:
        found = [key for key in found if _takes_noun(clauses, key, head)]
        found.extend(_measures_of_noun(clauses, head))
    if not found and (head is None or clauses.is_people(head)):
        toll = _measure_of_toll(clauses, anchor) or _measure_of_label(clauses, first)
        if toll is not None:
            found.append(toll)
    return min(found, key=lexicon.keys.index) if found else None


def _takes_noun(clauses: Clauses, key: str, head: int) -> bool:
    """Tell whether a noun can be counted under a measure: dogs are not among the killed."""
    lexicon = _load_lexicon()
    if key not in lexicon.persons or clauses.is_people(head):
        return True
    if key in lexicon.people_only:
        return False
    return clauses.parse.lemmas[head].lower() not in lexicon.not_people


def _measures_of_states(clauses: Clauses, first: int, last: int, anchor: int) -> Iterator[str]:
    """Yield the states said of a count before or straight after it: "12 wounded", "12 dead"."""
    parse, lexicon = clauses.parse, _load_lexicon()
    states = lexicon.states
    for token in range(first, min(anchor, last)):
        if parse.words[token].lower() in states:
            yield states[parse.words[token].lower()]
    end = min(clauses.sentence_of(anchor)[1], last + STATE_WINDOW)
    for token in range(last, end):
        word = parse.words[token].lower()
        if word in states:
            if not _is_active(clauses, token):
                yield states[word]
            return
        if parse.lemmas[token].lower() in lexicon.undergo:
            yield lexicon.undergo[parse.lemmas[token].lower()]  # "five later died"
            return
        if [w.lower() for w in parse.words[token : token + 2]] == ["on", "board"]:
            yield "aboard"
        if word not in lexicon.links:
            return


def _is_active(clauses: Clauses, token: int) -> bool:
    """Tell whether "killed" has an object, so that what stands before it did the killing."""
    parse = clauses.parse
    if parse.tags[token] not in {"VBD", "VBN", "VB", "VBP"}:
        return False
    if clauses.find_child(token, "auxpass") is not None:
        return False
    if token + 1 < len(parse) and parse.tags[token + 1] in {"CD", "$"}:
        return True  # "killed 12 people and displaced 300"
    return clauses.find_child(token, "dobj") is not None


# ---------------------------------------------------------------- roles


def find_roles(clauses: Clauses, token: int) -> Iterator[Role]:
    """Yield the verbs a phrase is the subject or the patient of, nearest first."""
    parse = clauses.parse
    for _ in range(MAX_CONJUNCTS):
        yield from _roles_below(clauses, token)
        head, dep = parse.heads[token], parse.deps[token]
        if dep in {"nsubjpass", "dobj"} or _is_bare_object(clauses, token):
            yield from _spread(clauses, Role(head, "patient"))
        elif dep == "nsubj":
            yield from _spread(clauses, Role(head, "subject"))
        if dep not in {"conj", "appos", "nummod"} or head == token:
            return
        token = head


def _is_bare_object(clauses: Clauses, token: int) -> bool:
    """Tell the number of "and displaced 1.2 million", which parsers take for an adverb."""
    parse, verb = clauses.parse, clauses.parse.heads[token]
    between = parse.tags[verb + 1 : token]
    bare = parse.deps[token] == "npadvmod" and parse.tags[token] == "CD" and verb < token
    return bare and all(tag in _BEFORE_NUMBERS for tag in between)


def _roles_below(clauses: Clauses, token: int) -> Iterator[Role]:
    """Yield verbs that modify the phrase: "people killed in", "people who died"."""
    parse = clauses.parse
    for child in clauses.children[token]:
        if parse.deps[child] == "acl" and parse.tags[child] == "VBN":
            yield from _spread(clauses, Role(child, "patient"))
        elif parse.deps[child] == "relcl":
            passive = clauses.find_child(child, "nsubjpass") is not None
            subject = clauses.find_child(child, "nsubj", "nsubjpass")
            if subject is not None and parse.tags[subject] in {"WP", "WDT"}:
                yield from _spread(clauses, Role(child, "patient" if passive else "subject"))


def _spread(clauses: Clauses, role: Role) -> Iterator[Role]:
    """Yield a role and the same role in verbs joined to or completing its verb."""
    yield role
    parse = clauses.parse
    for child in clauses.children[role.verb]:
        dep = parse.deps[child]
        if dep not in {"conj", "xcomp", "oprd", "acomp", "ccomp"}:
            continue
        if clauses.find_child(child, "nsubj", "nsubjpass") is not None:
            continue
        if dep == "conj" and role.part == "patient" and not _shares_object(clauses, role, child):
            continue
        passive = clauses.find_child(child, "auxpass") is not None
        part: Part = "patient" if passive else role.part
        yield Role(child, part)


def _shares_object(clauses: Clauses, role: Role, verb: int) -> bool:
    """Tell whether a joined verb is done to the same people: "were shot and killed"."""
    if clauses.find_child(verb, "dobj") is not None:
        return False
    return clauses.parse.tags[verb] in {"VBN", "VBD", "VBG"} and verb > role.verb


def measure_of_role(clauses: Clauses, role: Role) -> str | None:
    """Return the measure of whoever plays this part in this verb; none where it is denied."""
    if clauses.find_child(role.verb, "neg") is not None:
        return None
    if role.part == "patient":
        return _measure_of_patient(clauses, role.verb)
    return _measure_of_subject(clauses, role.verb)


def _measure_of_patient(clauses: Clauses, verb: int) -> str | None:
    parse, lexicon = clauses.parse, _load_lexicon()
    lemma = parse.lemmas[verb].lower()
    subject = clauses.find_child(verb, "nsubj")
    if subject is not None and parse.lemmas[subject].lower() in lexicon.tallies:
        return None  # "the death toll hit 54": nobody was hit
    if lemma in _STRIKES and _is_fatal(clauses, verb):
        return "killed"
    return (
        lexicon.done_to.get(lemma)
        or _measure_of_complement(clauses, verb)
        or lexicon.states.get(parse.words[verb].lower())
    )


def _measure_of_subject(clauses: Clauses, verb: int) -> str | None:
    parse, lexicon = clauses.parse, _load_lexicon()
    lemma = parse.lemmas[verb].lower()
    if lemma in lexicon.undergo:
        return lexicon.undergo[lemma]
    complement = _measure_of_complement(clauses, verb)
    if _is_headline_passive(clauses, verb):
        return complement or lexicon.done_to.get(lemma)
    if lemma in _COPULAS and complement is not None:
        return complement
    for child in clauses.children[verb]:
        pair = lemma, parse.lemmas[child].lower()
        if parse.deps[child] == "dobj" and (pair in lexicon.suffers or lemma == "lose"):
            return lexicon.suffers.get(pair) or lexicon.losses.get(pair)
    is_adjective = parse.tags[verb].startswith("JJ")
    return lexicon.states.get(parse.words[verb].lower()) if is_adjective else None


def _is_headline_passive(clauses: Clauses, verb: int) -> bool:
    """Tell "Man killed in crash" and "Two shot dead", written without their auxiliary."""
    if clauses.parse.tags[verb] not in {"VBD", "VBN"}:
        return False
    if clauses.find_child(verb, "dobj", "aux", "auxpass") is not None:
        return False
    return clauses.parse.lemmas[verb].lower() in _load_lexicon().done_to


def _measure_of_complement(clauses: Clauses, verb: int) -> str | None:
    """Read "were dead", "was found dead", "in critical condition", "taken to hospital"."""
    parse, lexicon = clauses.parse, _load_lexicon()
    for child in clauses.children[verb]:
        word = parse.words[child].lower()
        if parse.deps[child] in {"acomp", "attr", "oprd", "xcomp", "advcl"}:
            if word in lexicon.states:
                return lexicon.states[word]
        elif parse.deps[child] == "prep":
            obj = clauses.find_child(child, "pobj")
            if obj is not None and (word, parse.lemmas[obj].lower()) in _HOSPITALS:
                return "injured"
    return None


_HOSPITALS = frozenset(
    {("to", "hospital"), ("to", "hospitals"), ("in", "condition"), ("for", "injury"),
     ("for", "wound"), ("in", "hospital"), ("at", "hospital")}
)  # fmt: skip


def _is_fatal(clauses: Clauses, verb: int) -> bool:
    """Tell "shot dead", "fatally shot" and "stabbed to death" from "shot"."""
    parse = clauses.parse
    for child in clauses.children[verb]:
        word = parse.words[child].lower()
        if word in _FATAL:
            return True
        if word == "to" and parse.deps[child] == "prep":
            obj = clauses.find_child(child, "pobj")
            if obj is not None and parse.lemmas[obj].lower() == "death":
                return True
    return False


# ---------------------------------------------------------------- nouns


def _measures_of_noun(clauses: Clauses, head: int) -> Iterator[str]:
    """Yield what the counted noun itself measures, and the noun it hangs on: "deaths of 12"."""
    parse, lexicon = clauses.parse, _load_lexicon()
    lemma = parse.lemmas[head].lower()
    parent = parse.heads[head]
    if lemma in {"life", "body"}:
        verb = parse.lemmas[clauses.find_verb(head) or head].lower()
        key = lexicon.losses.get((verb, lemma))
        if key is not None:
            yield key
    if parse.words[parent].lower() in {"of", "to", "in"} and parse.deps[head] == "pobj":
        governor = parse.lemmas[parse.heads[parent]].lower()
        if governor in lexicon.nouns and governor != "force":
            yield lexicon.nouns[governor]
    for table in (lexicon.people, lexicon.nouns):
        if lemma in table:
            yield table[lemma]


def _measure_of_toll(clauses: Clauses, token: int) -> str | None:
    """Read "the death toll rose to 12": the noun that is the subject, or that the number is of."""
    parse = clauses.parse
    for head in clauses.climb(token):
        if clauses.is_noun(head):
            return _measure_of_tally(clauses, head)
        if parse.tags[head].startswith("VB"):
            subject = clauses.find_child(head, "nsubj", "nsubjpass", "dobj")
            told = clauses.find_child(head, "dobj")
            if told is not None and told != token and parse.lemmas[head].lower() in _SETTERS:
                return _measure_of_tally(clauses, told)
            if subject is not None and subject != token:
                return _measure_of_tally(clauses, subject)
            if parse.deps[head] not in {"xcomp", "conj", "acl", "advcl"}:
                return None
    return None


def _measure_of_tally(clauses: Clauses, noun: int) -> str | None:
    """Read "the toll", and what "the number of dead" and "the count of those killed" are of."""
    parse, lexicon = clauses.parse, _load_lexicon()
    lemma = parse.lemmas[noun].lower()
    if lemma in lexicon.nouns or lemma not in lexicon.tallies:
        return lexicon.nouns.get(lemma)
    first, last = noun + 1, min(noun + MAX_TALLY, clauses.sentence_of(noun)[1])
    if first >= last or parse.words[first].lower() != "of":
        return None
    for token in range(first + 1, last):
        if parse.tags[token] not in _TALLIED:
            return None
        word, inner = parse.words[token].lower(), parse.lemmas[token].lower()
        key = lexicon.states.get(word) or lexicon.people.get(inner) or lexicon.nouns.get(inner)
        if key is not None:
            return key
    return None


def _measure_of_label(clauses: Clauses, first: int) -> str | None:
    """Read a line of a tally, "Injured: at least 120": what its label counts."""
    parse, lexicon = clauses.parse, _load_lexicon()
    marks = range(max(first - MAX_LABELLED, 0), first)
    mark = next((token for token in marks if parse.words[token] in _LABEL_MARKS), None)
    if mark is None or mark > MAX_LABEL:
        return None
    for token in reversed(range(mark)):
        lemma = parse.lemmas[token].lower()
        key = lexicon.states.get(parse.words[token].lower())
        key = key or lexicon.people.get(lemma) or lexicon.nouns.get(lemma)
        key = key or lexicon.done_to.get(lemma) or lexicon.undergo.get(lemma)
        if key is not None:
            return key
    return None
