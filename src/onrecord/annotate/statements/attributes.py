"""How a statement is put: mode, stance, certainty and polarity.

The words are the holder's, and so is the measure. After FactBank (Saurí & Pustejovsky 2009):

* **stance** is what the holder does with the content, by the cue.
* **certainty** is how sure the holder is of the content: hedges in the cue ("suggested") and in
  the main clause of the content ("may have left") both count, and the weaker wins. A hedge deeper
  inside ("a ship that may have left has sunk") does not.
* **polarity** is the holder's position on the plain proposition, the content with its negation
  crossed out: *negated* when he denies it, withholds it, or states that it is not so ("denied
  sending troops", "did not confirm the deal", "said there was no evidence", "said the plan would
  not work"). A denial of something negative ("denied that he had not paid") is affirmed.

A cue that is negated or withheld where a confirmation was at stake ("did not confirm", "stopped
short of confirming", "refused to say") is a *doubt*: it is never upgraded to the opposite.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from onrecord.annotate.parses import Parse
from onrecord.annotate.statements.content_clauses import (
    RANKS,
    hedge_of,
    is_negator,
    judge_content,
    load_cues,
)
from onrecord.annotate.statements.name_lists import fold
from onrecord.annotate.statements.quotations import Quotation
from onrecord.annotate.statements.readings import (
    Place,
    Reading,
    find_head,
    overlaps,
    sentence_around,
)
from onrecord.records import Certainty, Mode, Polarity, Span, Stance

T = TypeVar("T")

_PREPOSITIONS = frozenset({"regarding", "concerning", "considering"})
_POSITION_STANCES = frozenset({"asserts", "confirms"})


@dataclass(frozen=True, slots=True)
class Attributes:
    """The four attributes of one statement."""

    mode: Mode
    stance: Stance
    certainty: Certainty
    polarity: Polarity


def judge_statement(
    reading: Reading, cue: Sequence[Span], content: Sequence[Span], quotations: Iterable[Quotation]
) -> Attributes:
    """Return the attributes of a statement.

    Args:
        reading: the report with its parses.
        cue: the words that attribute, may be empty.
        content: what is attributed.
        quotations: the quotations that touch the content.
    """
    stance, certainty, turned = _judge_cue(reading, cue)
    clause = judge_content(reading, content)
    if (
        clause.commanded
        and stance in ("asserts", "asks")
        and _lemma_in(reading, cue, ("tell", "ask"))
    ):
        stance = "demands"
    if clause.commanded and stance == "doubts" and _is_bare_refusal(reading, cue):
        stance = "denies"
    negated = turned != clause.negated
    if stance == "doubts" and turned:
        negated = True
    return Attributes(
        mode=judge_mode(reading.report.text, content, quotations),
        stance=stance,
        certainty=max(certainty, clause.certainty, key=lambda degree: RANKS[degree]),
        polarity="negated" if negated else "affirmed",
    )


def is_known_cue(reading: Reading, cue: Sequence[Span]) -> bool:
    """Return whether the lexicon holds a cue, or a part of it."""
    places = [place for span in cue if (place := reading.find_tokens(span))]
    lemmas = [lemma for place in places for lemma in _lemmas(place)]
    if any(fold(place.words()[-1]) in _PREPOSITIONS for place in places):
        lemmas = lemmas[:-1]
    return not lemmas or _match_phrase(lemmas, load_cues().stances) is not None


def _lemma_in(reading: Reading, cue: Sequence[Span], lemmas: Sequence[str]) -> bool:
    return any(
        lemma in lemmas
        for span in cue
        if (place := reading.find_tokens(span))
        for lemma in _lemmas(place)
    )


def _is_bare_refusal(reading: Reading, cue: Sequence[Span]) -> bool:
    """Return whether an act in the content is refused, not the saying: "refused | to leave"."""
    places = [place for span in cue if (place := reading.find_tokens(span))]
    verbs = [i for place in places for i in place.indices() if place.parse.pos[i] == "VERB"]
    return len(verbs) == 1 and _lemma_in(reading, cue, ("refuse", "decline"))


def judge_mode(text: str, content: Sequence[Span], quotations: Iterable[Quotation]) -> Mode:
    """Return direct when all words are quoted, mixed when some are, indirect when none is."""
    spans = sorted(q.span for q in quotations if not q.nested)
    total = quoted = 0
    for start, end in content:
        total += _count_letters(text, (start, end))
        for left, right in spans:
            if overlaps((left, right), (start, end)):
                quoted += _count_letters(text, (max(left, start), min(right, end)))
    if quoted == 0:
        return "indirect"
    return "direct" if quoted >= 0.97 * total else "mixed"


def _count_letters(text: str, span: Span) -> int:
    return sum(map(str.isalnum, text[span[0] : span[1]]))


# ---------------------------------------------------------------- the cue


def _judge_cue(reading: Reading, cue: Sequence[Span]) -> tuple[Stance, Certainty, bool]:
    """Return stance, certainty and whether the cue turns the content round."""
    places = [place for span in cue if (place := reading.find_tokens(span))]
    if not places:
        return "asserts", "certain", False
    lemmas = [lemma for place in places for lemma in _lemmas(place)]
    stance = _match_phrase(lemmas, load_cues().stances) or "asserts"
    certainty = _match_phrase(lemmas, load_cues().certainty) or "certain"
    negated = _is_negated(places, lemmas)
    hedges = [] if negated else _cue_hedges(places)
    certainty = max([certainty, *hedges], key=lambda degree: RANKS[degree])
    stance, turned = _turn_stance(stance, lemmas, negated=negated)
    return stance, certainty, turned


def _turn_stance(stance: Stance, lemmas: Sequence[str], *, negated: bool) -> tuple[Stance, bool]:
    """Return the stance after negation and withholding, and whether the content is turned round."""
    if stance == "denies" and "confirm" not in lemmas:
        return ("doubts", False) if negated else ("denies", True)
    if stance == "doubts" or "deny" in lemmas:
        return "doubts", True
    if _is_withheld(lemmas):
        return ("denies" if load_cues().refusing.intersection(lemmas) else "doubts"), True
    return (_negate_stance(stance, lemmas), True) if negated else (stance, False)


def _negate_stance(stance: Stance, lemmas: Sequence[str]) -> Stance:
    """Return the stance of a negated cue: a statement that was not made is a doubt."""
    if load_cues().raising.intersection(lemmas):
        return "denies" if stance == "asserts" else stance
    if load_cues().refusing.intersection(lemmas):
        return "denies"
    return "doubts" if stance in _POSITION_STANCES else stance


def _lemmas(place: Place) -> list[str]:
    mended = load_cues().lemmas
    folded = map(fold, place.parse.lemmas[place.first : place.last])
    return [mended.get(lemma, lemma) for lemma in folded]


def _match_phrase(lemmas: Sequence[str], phrases: Mapping[tuple[str, ...], T]) -> T | None:
    """Return the value of the longest phrase whose words stand in order, the later one of two."""
    best: tuple[int, int] = (0, 0)
    value: T | None = None
    for size in (3, 2, 1):
        for first in range(len(lemmas)):
            found = _match_from(lemmas, first, size, phrases)
            if found is not None and (size, first) > best:
                best, value = (size, first), found
        if value is not None:
            return value
    return None


def _match_from(
    lemmas: Sequence[str], first: int, size: int, phrases: Mapping[tuple[str, ...], T]
) -> T | None:
    """Return the value of a phrase that starts at a word, with at most two words skipped."""
    for skip in range(3):
        for cut in range(1, size) if skip else (1,):
            head = lemmas[first : first + cut]
            tail = lemmas[first + cut + skip : first + size + skip]
            key = (*head, *tail)
            if len(key) == size and key in phrases:
                return phrases[key]
            if size == 1:
                return None
    return None


def _is_withheld(lemmas: Sequence[str]) -> bool:
    return any(
        tuple(lemmas[i : i + len(phrase)]) == phrase
        for phrase in load_cues().withholding
        for i in range(len(lemmas))
    )


def _is_negated(places: Sequence[Place], lemmas: Sequence[str]) -> bool:
    cues = load_cues()
    if (
        cues.negation.intersection(lemmas)
        or "without" in lemmas
        or cues.determiners.intersection(lemmas)
    ):
        return True
    if "yet" in lemmas and "to" in lemmas:
        return True
    head = places[0]
    index = find_head(head.parse, head.first, head.last)
    sentence = sentence_around(head.parse, index)
    return any(
        head.parse.heads[i] == index and is_negator(head.parse, i) for i in sentence.indices()
    )


def _cue_hedges(places: Sequence[Place]) -> list[Certainty]:
    """Return the hedges on the cue itself, as "may have said" and "reportedly said"."""
    degrees: list[Certainty] = []
    for place in places:
        head = find_head(place.parse, place.first, place.last)
        sentence = sentence_around(place.parse, head)
        for index in sentence.indices():
            if place.parse.heads[index] == head and place.parse.deps[index] in ("aux", "advmod"):
                degrees.extend(hedge_of(place.parse, index))
        if _is_hearsay(place.parse, head):
            degrees.append("probable")
    return degrees


def is_hearsay_cue(place: Place) -> bool:
    """Return whether a cue without a source attributes by itself: "is expected", "reportedly"."""
    parse, cues = place.parse, load_cues()
    for index in place.indices():
        lemma = fold(parse.lemmas[index])
        if parse.tags[index] in ("VBN", "VBD") and (lemma,) in cues.stances:
            return True
        if parse.pos[index] == "ADV" and (lemma,) in cues.certainty:
            return True
    return False


def _is_hearsay(parse: Parse, head: int) -> bool:
    """Return whether a cue is "is said to" or "was reported to": passive, with nobody saying it."""
    following = fold(parse.words[head + 1]) if head + 1 < len(parse) else ""
    passive = parse.tags[head] in ("VBN", "VBD") and fold(parse.lemmas[head]) in load_cues().hearsay
    return passive and following == "to" and head > 0 and parse.pos[head - 1] in ("AUX", "ADV")


# ---------------------------------------------------------------- the content
