"""Attributions that attribute nothing: silences, pointers, guesses, topics, nobodies.

A model trained on news finds "declined to comment", "cited phone records" and "Tides: what we know"
as well as what people said. The first is silence, the second names evidence and the third a topic;
none of them hands on a proposition.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from onrecord.annotate.statements.attributes import is_known_cue
from onrecord.annotate.statements.name_lists import find_proper, fold
from onrecord.annotate.statements.name_words import classify_name
from onrecord.annotate.statements.namings import PRONOUNS, read_naming
from onrecord.annotate.statements.readings import Reading, load_table
from onrecord.annotate.statements.sayings import Saying
from onrecord.records import Span

GUESS_SCORE = 0.5
"""Below it, a cue that the lexicon does not know is a guess: on PolNeAR dev more often wrong."""
THING_SCORE = 0.6
"""The same where the holder is a document or nobody knows what."""
SURE_SCORE = 0.8
"""From here on even an unknown cue with a bare noun for content is believed."""
MAX_POINTER_TOKENS = 4
MAX_SENTENCE_CHARS = 1500
_QUOTES = "“\"‘«'"
_QUESTIONS = frozenset({"what", "why", "how", "who", "where", "when", "which"})


@cache
def _anonymity() -> re.Pattern[str]:
    phrases = load_table("statement_cues")["silence"]["anonymity"]
    return re.compile("|".join(map(re.escape, phrases)))


@cache
def _list_silence(name: str) -> frozenset[str]:
    return frozenset(load_table("statement_cues")["silence"][name])


def is_nonstatement(reading: Reading, saying: Saying) -> bool:
    """Return whether an attribution of the model hands on no proposition of anybody."""
    if saying.origin != "model":
        return False
    return (
        _asks_anonymity(reading, saying)
        or _keeps_silent(reading, saying)
        or _is_nobody(reading, saying)
        or _only_points(reading, saying)
        or _is_topic(reading, saying)
        or _is_guess(reading, saying)
        or _only_raises(reading, saying)
    )


def _is_guess(reading: Reading, saying: Saying) -> bool:
    """Return whether neither model nor lexicon is sure: "is monitoring", "the situation"."""
    if saying.score >= SURE_SCORE or is_known_cue(reading, saying.cue):
        return False
    place = reading.find_tokens(saying.content[0])
    naming = read_naming(reading.text_of(saying.source))
    thing = saying.source and naming.kind in ("document", "unknown") and not naming.pronoun
    least = THING_SCORE if thing else GUESS_SCORE
    short = place is not None and place.last - place.first <= MAX_POINTER_TOKENS
    bare = short and place and all(place.parse.pos[i] != "VERB" for i in place.indices())
    return saying.score < least or bool(bare)


def _only_raises(reading: Reading, saying: Saying) -> bool:
    """Return whether something raises questions: the report's own voice, and nobody's doubt."""
    words = {fold(w) for s in saying.cue if (p := reading.find_tokens(s)) for w in p.lemmas()}
    if "raise" not in words or not words & _list_silence("raised"):
        return False
    return read_naming(reading.text_of(saying.source)).kind in ("document", "unknown")


def is_unnamed(reading: Reading, saying: Saying) -> bool:
    """Return whether the text says that a holder keeps his name back.

    It stands in the sentence of the cue, or the next begins with it: "They asked not to be named".
    """
    sentence = reading.find_sentence(saying.position)
    if sentence is None:
        return False
    start, end = sentence.parse.span(sentence.first, sentence.last)
    if _finds_anonymity(reading, (start, end), saying.content):
        return True
    following = reading.find_sentence(end + 1)
    if following is None or fold(following.words()[0]) not in ("they", "he", "she", "both", "the"):
        return False
    span = following.parse.span(following.first, following.last)
    opening = (span[0], min(span[1], span[0] + 60))
    return _finds_anonymity(reading, opening, saying.content)


def _finds_anonymity(reading: Reading, span: Span, content: Sequence[Span]) -> bool:
    text = fold_same(reading.report.text[span[0] : min(span[1], span[0] + MAX_SENTENCE_CHARS)])
    return any(
        not any(start <= span[0] + match.start() < end for start, end in content)
        for match in _anonymity().finditer(text)
    )


def fold_same(text: str) -> str:
    """Return a text in lower case and as long as before, so that places in it stay true."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def _asks_anonymity(reading: Reading, saying: Saying) -> bool:
    """Return whether cue and content together are a wish not to be named."""
    if not saying.cue or saying.cue[0][0] > saying.content[0][0]:
        return False
    start, content = saying.cue[0][0], saying.content[0][0]
    text = fold_same(reading.report.text[start : min(content + 60, start + MAX_SENTENCE_CHARS)])
    return any(
        start + match.start() < content + 4 and start + match.end() > content
        for match in _anonymity().finditer(text)
    )


def _keeps_silent(reading: Reading, saying: Saying) -> bool:
    """Return whether somebody gives no comment: "declined to comment", "did not respond"."""
    words = [fold(w) for span in saying.cue if (p := reading.find_tokens(span)) for w in p.lemmas()]
    if not _list_silence("verbs").intersection(words):
        return False
    place = reading.find_tokens(saying.content[0])
    opening = [fold(lemma) for lemma in place.lemmas()[:6]] if place else []
    return "comment" in words or bool(_list_silence("nouns").intersection(opening))


def _is_nobody(reading: Reading, saying: Saying) -> bool:
    """Return whether the holder is nobody in particular: "for anybody in government to say"."""
    words = fold(reading.text_of(saying.source)).split()
    return bool(words) and (words[0] in _list_silence("nobody") or words[:2] == ["no", "one"])


def _only_points(reading: Reading, saying: Saying) -> bool:
    """Return whether the content is a bare pronoun, or mere evidence: "citing phone records"."""
    places = [place for span in saying.content if (place := reading.find_tokens(span))]
    if len(places) != 1 or _is_quoted(reading, saying):
        return False
    place = places[0]
    pos = [place.parse.pos[i] for i in place.indices()]
    if len(pos) == 1:
        return fold(place.words()[0]) in PRONOUNS | {"nothing"}
    cue = reading.find_tokens(saying.cue[0]) if saying.cue else None
    cites = cue is not None and _list_silence("citing").intersection(map(fold, cue.lemmas()))
    bare = len(pos) <= MAX_POINTER_TOKENS or "NOUN" not in pos
    return bool(cites) and bare and {"VERB", "AUX"}.isdisjoint(pos)


def _is_topic(reading: Reading, saying: Saying) -> bool:
    """Return whether words before a headline's colon are its topic and not a speaker."""
    text = reading.report.text
    if not saying.cue or text[slice(*saying.cue[-1])].strip() != ":":
        return False
    block = reading.read_block(reading.block_at(saying.content[0][0]))
    if block is None or block.role not in ("headline", "subhead", "standfirst"):
        return False
    name = reading.text_of(saying.source)
    if not name or find_proper(name) or classify_name(name) == "organisation":
        return False
    place = reading.find_tokens(saying.content[0])
    if place is None or _is_quoted(reading, saying):
        return False
    naming = read_naming(name)
    if naming.name is None and naming.kind in ("person", "group"):
        return fold(place.words()[0]) in _QUESTIONS
    verbs = any(place.parse.pos[i] in ("VERB", "AUX") for i in place.indices())
    return fold(place.words()[0]) in _QUESTIONS or not verbs


def _is_quoted(reading: Reading, saying: Saying) -> bool:
    """Return whether a quotation mark stands before the content."""
    start = saying.content[0][0]
    return start > 0 and reading.report.text[start - 1] in _QUOTES
