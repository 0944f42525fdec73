"""Tokens of a parse cut finer, so that "1.2bn", "F-16" and "20–30" can be read piece by piece.

A numeral, a unit and a qualifier may share one token of the parser, or one may run over several.
Atoms are the level at which the figure grammars read; each keeps its token for tags and heads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from onrecord.annotate.parses import Parse

_PIECE = re.compile(
    r"\.?\d+(?:[.,]\d+)*"  # digits with their separators
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*"  # a word
    r"|.",
    re.DOTALL,
)
_EASY = re.compile(r"[A-Za-z]+")
HYPHENS = frozenset("-–—‐‑−")


@dataclass(slots=True)
class Atoms:
    """The atoms of one parse, as parallel lists: lower-cased ``words`` and as written ``raws``.

    ``tokens[i]`` is the token atom ``i`` is cut from; ``firsts[t]`` is the first atom of token
    ``t``, with one entry more for the end.
    """

    parse: Parse
    words: list[str] = field(default_factory=list)
    raws: list[str] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.words)

    def word(self, index: int) -> str:
        """Return the lower-cased atom, or the empty string outside the parse."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def tag(self, index: int) -> str:
        """Return the Penn tag of the atom's token, or the empty string outside the parse."""
        return self.parse.tags[self.tokens[index]] if 0 <= index < len(self.words) else ""

    def is_glued(self, index: int) -> bool:
        """Tell whether nothing stands between this atom and the one before it."""
        return 0 < index < len(self.words) and self.starts[index] == self.ends[index - 1]

    def is_hyphen(self, index: int) -> bool:
        """Tell whether the atom is a hyphen or a dash."""
        return self.word(index) in HYPHENS


def cut_atoms(parse: Parse) -> Atoms:
    """Cut the tokens of a parse into atoms, in order; linear in the length of the text."""
    atoms = Atoms(parse)
    for token, word in enumerate(parse.words):
        atoms.firsts.append(len(atoms.words))
        if _EASY.fullmatch(word):
            _append_atom(atoms, word, token, parse.starts[token])
        else:
            for piece in _PIECE.finditer(word):
                _append_atom(atoms, piece.group(), token, parse.starts[token] + piece.start())
    atoms.firsts.append(len(atoms.words))
    return atoms


def cut_words(text: str) -> tuple[str, ...]:
    """Return the atoms of a phrase, lower-cased, as :func:`cut_atoms` would cut it.

    >>> cut_words("sq. km2")
    ('sq', '.', 'km', '2')
    """
    return tuple(piece.lower() for word in text.split() for piece in _PIECE.findall(word))


def _append_atom(atoms: Atoms, raw: str, token: int, start: int) -> None:
    atoms.words.append(raw.lower())
    atoms.raws.append(raw)
    atoms.tokens.append(token)
    atoms.starts.append(start)
    atoms.ends.append(start + len(raw))
