"""Parts of speech and lemmas of words, asked of spaCy once a word and remembered.

spaCy's attribute ruler and rule lemmatizer go by a word, its tag and its dependency label, now and
then by the word beside it. They are right to be slow once; not for every "said".
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from spacy.tokens import Doc

if TYPE_CHECKING:
    from spacy.language import Language

MAX_KNOWN = 50_000
"""Then it forgets everything: a crawl holds more words than memory should."""
PAIR_WORDS = frozenset({"ai", "c'm", "gon", "got", "let", "y", "y'"})
"""Words that the ruler looks at together with the next one: "gon na", "let 's"."""
_SERVANTS = frozenset({"aux", "auxpass"})
_FUNCTION_TAGS = frozenset({"CC", "DT", "IN", "WDT"})
_FUNCTION_WORDS = frozenset({
    "i", "you", "it", "do", "does", "did", "'d", "have", "has", "had",
})  # fmt: skip
"""What the ruler judges by the dependency label; a noun is a noun whatever hangs on it."""
_SPELT = frozenset({"nt", "n't", "nothin'", "nuthin'", "y", "y'"})
"""What its regular expressions match."""
_SOME_WORD = "word"
_EXPLETIVE = "there"
_ANY = "dep"
_BREAK = "\n"
_NO_TAG = "XX"


class Word(NamedTuple):
    """A word as tagged; ``before`` and ``after`` in lower case, and only where they matter."""

    text: str
    tag: str
    dep: str
    before: str = ""
    after: str = ""


def list_words(texts: Sequence[str], tags: Sequence[str], deps: Sequence[str]) -> Iterator[Word]:
    """Yield the words of a text as a :class:`Lexicon` reads them."""
    before = ""
    last = len(texts) - 1
    for index, (text, tag, dep) in enumerate(zip(texts, tags, deps, strict=True)):
        lower = text.lower()
        paired = lower in PAIR_WORDS
        after = texts[index + 1].lower() if paired and index < last else ""
        told = dep in _SERVANTS or tag in _FUNCTION_TAGS or lower in _FUNCTION_WORDS
        yield Word(text, tag, dep if told else _ANY, before, after)
        before = lower if paired else _EXPLETIVE if dep == "expl" else ""


class Judgement(NamedTuple):
    """What the ruler says of a word: part of speech, morphology, and a lemma or nothing."""

    pos: str
    morph: str
    lemma: str


class Lexicon:
    """The words of a spaCy pipeline seen so far."""

    def __init__(self, nlp: Language) -> None:
        """Take the components that judge words."""
        self._vocab = nlp.vocab
        ruler: Any = nlp.get_pipe("attribute_ruler")
        lemmatizer: Any = nlp.get_pipe("lemmatizer")
        self._ruler, self._lemmatizer = ruler, lemmatizer
        self._named = _list_named(ruler.patterns)
        _make_quick(lemmatizer.lookups.get_table("lemma_index"))
        self._judged: dict[Word, Judgement] = {}
        self._known: dict[Word, tuple[str, str]] = {}

    def read(self, words: Sequence[Word]) -> list[tuple[str, str]]:
        """Return part of speech and lemma of each word."""
        missing = [word for word in dict.fromkeys(words) if word not in self._known]
        if missing and len(self._known) + len(missing) > MAX_KNOWN:
            self._known.clear()
            missing = list(dict.fromkeys(words))
        if missing:
            self._learn(missing)
        return [self._known[word] for word in words]

    def _learn(self, words: Sequence[Word]) -> None:
        """Find parts of speech and lemmas."""
        judged = self._judge([self._generalise(word) for word in words])
        doc = Doc(
            self._vocab,
            [word.text for word in words],
            pos=[judgement.pos for judgement in judged],
            morphs=[judgement.morph for judgement in judged],
        )
        for word, token, judgement in zip(words, doc, judged, strict=True):
            lemma = judgement.lemma or self._lemmatizer.lemmatize(token)[0]
            self._known[word] = (judgement.pos, lemma)

    def _generalise(self, word: Word) -> Word:
        """Return a word as the ruler sees it: any but those it names are alike to it."""
        lower = word.text.lower()
        return word._replace(text=lower if lower in self._named else _SOME_WORD)

    def _judge(self, words: Sequence[Word]) -> list[Judgement]:
        """Return what the ruler says, each word with its neighbours and apart from the others."""
        missing = [word for word in dict.fromkeys(words) if word not in self._judged]
        texts: list[str] = []
        tags: list[str] = []
        deps: list[str] = []
        for text, tag, dep, before, after in missing:
            texts += [before or _BREAK, text, after or _BREAK]
            tags += [_NO_TAG, tag, _NO_TAG]
            deps += ["expl" if before == _EXPLETIVE else _ANY, dep, _ANY]
        if missing:
            doc = Doc(self._vocab, texts, tags=tags, deps=deps, heads=list(range(len(texts))))
            for word, token in zip(missing, list(self._ruler(doc))[1::3], strict=True):
                self._judged[word] = Judgement(token.pos_, str(token.morph), token.lemma_)
        return [self._judged[word] for word in words]


def _list_named(patterns: Sequence[dict[str, Any]]) -> frozenset[str]:
    """Return the words that the ruler's patterns name."""
    named = set(PAIR_WORDS | _SPELT)
    for entry in patterns:
        for token in (token for pattern in entry["patterns"] for token in pattern):
            words = token.get("LOWER", ())
            named.update(
                [words] if isinstance(words, str) else words.get("IN", ()) if words else ()
            )
    return frozenset(named)


def _make_quick(index: dict[str, Collection[str]]) -> None:
    """Turn the lists of known words, in which the lemmatizer looks every form up, into sets."""
    for pos, words in list(index.items()):
        index[pos] = frozenset(words)
