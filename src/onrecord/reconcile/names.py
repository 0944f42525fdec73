"""Names folded for comparing: titles off, accents gone, Zelensky and Zelenskyy alike."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from onrecord.reconcile.words import load_data

_TOKEN = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
_ENDINGS = (
    ("iyy", "y"),
    ("yy", "y"),
    ("iy", "y"),
    ("ij", "y"),
    ("yi", "y"),
    ("ii", "y"),
    ("ei", "y"),
)
MIN_SPELLED_CHARS = 5


def fold_name(name: str) -> tuple[str, ...]:
    """Return the tokens of a name for comparing.

    >>> fold_name("Ukrainian President Volodymyr Zelenskyy")[1:]
    ('president', 'volodymyr', 'zelensky')
    >>> fold_name("Kim Jong-un") == fold_name("Kim Jong Un")
    True
    """
    plain = drop_accents(name).casefold()
    plain = re.sub(r"['’]s\b", "", plain).replace("-", " ").replace("‑", " ")
    return tuple(_fold_token(token) for token in _TOKEN.findall(plain))


def drop_accents(name: str) -> str:
    """Return a name in plain letters.

    >>> drop_accents("Bogotá")
    'Bogota'
    """
    if name.isascii():
        return name
    plain = unicodedata.normalize("NFKD", name)
    return "".join(char for char in plain if not unicodedata.combining(char))


def _fold_token(token: str) -> str:
    token = token.replace("'", "").replace("’", "").replace(".", "")
    if len(token) >= MIN_SPELLED_CHARS:
        for ending, plain in _ENDINGS:
            if token.endswith(ending):
                return token.removesuffix(ending) + plain
    return token


def strip_titles(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Return a person's name without the titles before it; never empty where it was not.

    >>> strip_titles(("dr", "ana", "reiter"))
    ('ana', 'reiter')
    """
    titles = load_data("names")["titles"]
    start = 0
    while start < len(tokens) - 1 and tokens[start] in titles:
        start += 1
    return tokens[start:]


@lru_cache(maxsize=1 << 15)
def sound_token(token: str) -> str:
    """Return a token as transliterations share it: vowels but the first gone, doubles single.

    >>> sound_token("zelensky") == sound_token("zelenski")
    True
    """
    plain = token.replace("ph", "f").replace("kh", "h").replace("zh", "z").replace("w", "v")
    kept = plain[:1] + re.sub(r"[aeiouy]", "", plain[1:])
    return re.sub(r"(.)\1+", r"\1", kept)


@lru_cache(maxsize=1 << 15)
def make_initials(name: str) -> str:
    """Return the initials of a name's capitalised words.

    >>> make_initials("Institute for Conflict Data")
    'ICD'
    """
    return "".join(word[0] for word in re.findall(r"[^\W\d_]+", name) if word[:1].isupper())


@cache
def find_organisation(name: str) -> str | None:
    """Return the usual name of a widely known organisation, None for any other."""
    return _list_organisations().get(" ".join(fold_name(name)))


@cache
def _list_organisations() -> dict[str, str]:
    return {
        " ".join(fold_name(name)): row[0]
        for row in load_data("names")["organisations"]
        for name in row
    }
