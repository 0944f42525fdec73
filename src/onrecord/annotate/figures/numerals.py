"""Numerals: digits, words, mixtures, fractions and vague words, read from left to right.

Every reader takes a position and returns what it read with the position after it, having looked
only a fixed distance past what it consumed; so ten thousand number words cost ten thousand steps.
Ordinals are recognised, so that "twenty-fifth" is not read as twenty, and dropped.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from onrecord.annotate.figures.atoms import Atoms
from onrecord.annotate.figures.digits import (
    MAX_DIGITS,
    NumeralKind,
    Read,
    divide,
    read_digits,
    read_fraction_sign,
    read_slashed,
    read_spaced_groups,
)
from onrecord.annotate.figures.number_words import NumberWords, Tally, load_number_words

Convention = Literal["words", "acled"]
"""How vague words are read; the tables are in ``data/numbers.toml``."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as written: atoms ``[first, last)`` and the bounds its own words give.

    ``scale`` is the scale word it ends in ("20 to 30 million" lends it to the 20). A ``loose``
    numeral ("a few") is a figure only where it counts people.
    """

    first: int
    last: int
    low: Decimal
    high: Decimal | None
    kind: NumeralKind
    scale: Decimal = Decimal(1)


def read_numerals(atoms: Atoms, convention: Convention = "words") -> list[Numeral]:
    """Read every numeral of a parse, in order and without overlap.

    Args:
        atoms: the atoms of one parse.
        convention: how "dozens", "several" and the like are read.
    """
    words = load_number_words()
    numerals: list[Numeral] = []
    index = 0
    while index < len(atoms):
        numeral = _read_at(atoms, index, words, convention)
        if numeral is None:
            index += 1
            continue
        if numeral.kind != "ordinal":
            numerals.append(numeral)
        index = numeral.last
    return numerals


def _read_at(
    atoms: Atoms, index: int, words: NumberWords, convention: Convention
) -> Numeral | None:
    word = atoms.words[index]
    if word not in words.starters and not _is_numeric(word):
        return None
    vague = _read_vague(atoms, index, words, convention)
    if vague is not None:
        return vague
    read = _read_value(atoms, index, words)
    if read is None:
        return None
    if read.kind == "ordinal":
        return Numeral(index, read.end, read.value, read.value, "ordinal")
    read, first = _apply_sign(atoms, index, read)
    return Numeral(first, read.end, read.value, read.value, read.kind, read.scale)


def _is_numeric(word: str) -> bool:
    return word[0].isdecimal() or (word[0] == "." and len(word) > 1) or word[0].isnumeric()


def _apply_sign(atoms: Atoms, index: int, read: Read) -> tuple[Read, int]:
    before = atoms.word(index - 1)
    is_sign = before in {"minus", "negative"} or (
        before in {"-", "−", "–"}
        and not atoms.is_glued(index - 1)
        and atoms.is_glued(index)
        and not atoms.word(index - 2)[-1:].isdecimal()
    )
    return (read._replace(value=-read.value), index - 1) if is_sign else (read, index)


# ---------------------------------------------------------------- vague words


def _read_vague(
    atoms: Atoms, index: int, words: NumberWords, convention: Convention
) -> Numeral | None:
    """Read "dozens", "tens of thousands", "a few hundred", "a couple of thousand"."""
    position = index + 1 if atoms.words[index] == "a" else index
    vague = words.vague[convention].get(atoms.word(position))
    if vague is None or (position > index and vague.alone):
        return None
    after = position + 1
    step = after + 1 if atoms.word(after) == "of" else after
    scale = _find_scale(atoms.word(step), words)
    if scale is not None and (not vague.alone or step > after):
        after = step + 1
    elif not vague.alone and (atoms.words[position] in {"tens", "few"} and position == index):
        return None
    factor = Decimal(scale if scale is not None and after == step + 1 else 1)
    high = None if vague.high is None else vague.high * factor
    is_figure = vague.alone or factor > 1
    kind: NumeralKind = "vague" if is_figure else "loose"
    return Numeral(index, after, vague.low * factor, high, kind, factor)


def _find_scale(word: str, words: NumberWords) -> int | None:
    return words.scales.get(word) or words.bunches.get(word)


# ---------------------------------------------------------------- values


def _read_value(atoms: Atoms, index: int, words: NumberWords) -> Read | None:
    word = atoms.words[index]
    if word in {"a", "an"}:
        return _read_after_article(atoms, index, words)
    if word in {"half", "quarter"}:
        return _read_part(atoms, index, index + 1, words)
    if _is_numeric(word):
        return _read_number(atoms, index, words)
    return _finish(atoms, index, _read_words(atoms, index, words), words)


def _read_after_article(atoms: Atoms, index: int, words: NumberWords) -> Read | None:
    following = atoms.word(index + 1)
    if following in words.scales or following in words.bunches:
        return _finish(atoms, index + 1, _read_words(atoms, index + 1, words), words)
    if following in words.denominators:
        return _read_part(atoms, index + 1, index + 2, words)
    return None


def _read_part(atoms: Atoms, index: int, after: int, words: NumberWords) -> Read | None:
    """Read a share that begins with its denominator: "half a million", "(a) quarter of"."""
    share = divide(1, words.denominators[atoms.words[index]])
    whole = _read_scale_of(atoms, after, words)
    if whole is not None:
        return Read(share * whole.value, whole.end, whole.scale)
    is_share = _is_half(atoms, index) if atoms.words[index] == "half" else _is_share(atoms, index)
    return Read(share, after, kind="share") if is_share else None


def _read_scale_of(atoms: Atoms, index: int, words: NumberWords) -> Read | None:
    """Read "million", "-a-million", "of a million", "a dozen" after a share."""
    position = index + 1 if atoms.is_hyphen(index) else index
    if atoms.word(position) == "of":
        position += 1
    if atoms.word(position) in {"a", "one"}:
        position += 1
        position += atoms.is_hyphen(position)
    elif position > index and not atoms.is_hyphen(index):
        return None
    scale = _find_scale(atoms.word(position), words)
    return None if scale is None else Read(Decimal(scale), position + 1, Decimal(scale))


def _is_half(atoms: Atoms, index: int) -> bool:
    before = atoms.word(index - 1)
    if before in load_number_words().half_not_before or (
        atoms.is_glued(index) and atoms.is_hyphen(index - 1)
    ):
        return False
    if before in {"a", "an"} and atoms.word(index - 2) == "and":
        return False
    if atoms.is_hyphen(index + 1) and atoms.is_glued(index + 1):
        return atoms.word(index + 2) in load_number_words().half_compounds
    return True


def _is_share(atoms: Atoms, index: int) -> bool:
    """Tell "a third of them" and "down a third" from "a third man" and "a quarter" of the year."""
    article = index - 1 if atoms.word(index - 1) in {"a", "an", "one"} else index
    if article == index:
        return False
    if atoms.word(article) == "one":
        return True
    return (
        atoms.word(index + 1) in load_number_words().share_after
        or atoms.word(article - 1) in load_number_words().share_before
    )


# ---------------------------------------------------------------- digits


def _read_number(atoms: Atoms, index: int, words: NumberWords) -> Read | None:
    """Read a number that begins with digits or a fraction sign."""
    sign = read_fraction_sign(atoms, index)
    if sign is not None:
        return _finish(atoms, index, Read(sign, index + 1, kind="digits"), words)
    slashed = read_slashed(atoms, index)
    if slashed is not None:
        return _finish(atoms, index, slashed, words)
    value = read_digits(atoms.words[index])
    if value is None:
        return None
    if atoms.is_glued(index + 1) and atoms.word(index + 1) in words.ordinal_suffixes:
        return Read(value, index + 2, kind="ordinal")
    read = read_spaced_groups(atoms, index, value)
    return _finish(atoms, index, _read_scaled(atoms, read, words), words)


def _read_scaled(atoms: Atoms, read: Read, words: NumberWords) -> Read:
    """Read the scale after digits: "1.2 million", "10k", "$3bn", "2.5m people"."""
    word = atoms.word(read.end)
    if atoms.is_hyphen(read.end) and atoms.is_glued(read.end) and atoms.is_glued(read.end + 1):
        hyphened = _find_scale(atoms.word(read.end + 1), words)
        if hyphened is not None:
            return read._replace(
                value=read.value * hyphened, end=read.end + 2, scale=Decimal(hyphened)
            )
    factor = words.suffixes.get(word)
    if factor is None and _is_capital_scale(atoms, read.end):
        factor = words.capitals.get(word)
    if factor is not None and _ends_word(atoms, read.end):
        return read._replace(value=read.value * factor, end=read.end + 1, scale=Decimal(factor))
    if _find_scale(word, words) is None:
        return read
    tally = Tally(words, start=read.value)
    return _run_tally(atoms, read.end, tally, "digits")


def _ends_word(atoms: Atoms, index: int) -> bool:
    following = atoms.word(index + 1)
    return not (atoms.is_glued(index + 1) and (following[0].isalnum() or following == "'"))


def _is_capital_scale(atoms: Atoms, index: int) -> bool:
    """Tell whether "m", "b" or "t" after digits is a scale here: a capital, money, or people."""
    if index >= len(atoms):
        return False
    raw = atoms.raws[index]
    if raw in {"M", "B"} or raw == "MM":
        return True
    before = atoms.word(index - 2)
    if raw not in {"m", "b", "t", "mm"}:
        return False
    if before and unicodedata.category(before[-1]) == "Sc":
        return True
    return raw == "m" and atoms.tag(index + 1) == "NNS"


# ---------------------------------------------------------------- words


def _read_words(atoms: Atoms, index: int, words: NumberWords) -> Read | None:
    if atoms.words[index] in words.bunches:
        factor = Decimal(words.bunches[atoms.words[index]])
        return Read(factor, index + 1, factor)
    read = _run_tally(atoms, index, Tally(words), "words")
    return read if read.end > index else None


def _run_tally(atoms: Atoms, index: int, tally: Tally, kind: NumeralKind) -> Read:
    end = index
    while True:
        position = _skip_joiner(atoms, end, tally) if end > index else end
        if position is None or not tally.add_word(atoms.word(position)):
            break
        end = position + 1
    if tally.may_join and atoms.word(end) == "and" and atoms.word(end + 1).isdecimal():
        low = Decimal(atoms.word(end + 1))
        if tally.room == 100 and 0 < low < 100 and atoms.word(end + 2) != "hundred":
            tally.group = (tally.group or Decimal(0)) + low
            end += 2
    return Read(tally.value, end, tally.scale, kind)


def _skip_joiner(atoms: Atoms, index: int, tally: Tally) -> int | None:
    """Return where the next number word would stand, past a hyphen or an "and" that may join."""
    position = index
    if atoms.is_hyphen(position):
        position += 1
    if atoms.word(position) == "and":
        if not tally.may_join:
            return None
        position += 1
        if atoms.is_hyphen(position):
            position += 1
        is_again = tally.room == 100 and atoms.word(position + 1) == "hundred"
        if is_again or atoms.word(position) in tally.words.scales:
            return None
    return position


# ---------------------------------------------------------------- tails


def _finish(atoms: Atoms, index: int, read: Read | None, words: NumberWords) -> Read | None:
    """Read what may follow a number: a denominator, "and a half", "point five", a dozen."""
    if read is None:
        return None
    tail = (
        _read_denominator(atoms, read, words)
        or _read_point(atoms, read, words)
        or _read_and_part(atoms, read, words)
        or read
    )
    if tail.kind == "ordinal":
        return tail
    bunch = words.bunches.get(atoms.word(tail.end))
    if bunch is not None and tail.scale == 1:
        tail = tail._replace(value=tail.value * bunch, end=tail.end + 1, scale=Decimal(bunch))
    if tail is read and atoms.word(index) in words.scales and not _is_bare_scale(atoms, index):
        return None
    return tail


def _is_bare_scale(atoms: Atoms, index: int) -> bool:
    """Tell whether a scale without a number before it is still a number: "a hundred"."""
    before = atoms.word(index - 1)
    return before in {"a", "an", "one", "the", "this", "that", "per", "every"} or (
        atoms.word(index + 1) in load_number_words().scales
    )


def _read_denominator(atoms: Atoms, read: Read, words: NumberWords) -> Read | None:
    is_joined = atoms.is_hyphen(read.end) or (
        atoms.word(read.end) == "and" and atoms.word(read.end + 1) in words.ordinals
    )
    position = read.end + is_joined
    word = atoms.word(position)
    is_ordinal = word in words.ordinals
    if word not in words.denominators:
        joins = is_ordinal and _ends_open(atoms, read, words)
        return read._replace(end=position + 1, kind="ordinal") if joins else None
    is_plural = word.endswith("s") and word != "halves"
    is_whole = read.value == read.value.to_integral_value()
    if (is_plural or word == "halves") and is_whole and _is_plural_share(atoms, position, read):
        share = divide(read.value, words.denominators[word])
        return _scale_share(atoms, Read(share, position + 1, kind="share"), words)
    if read.value == 1 and not is_plural and (position > read.end or _is_share(atoms, position)):
        share = divide(1, words.denominators[word])
        return _scale_share(atoms, Read(share, position + 1, kind="share"), words)
    if is_ordinal and _ends_open(atoms, read, words):
        return read._replace(end=position + 1, kind="ordinal")
    return None


def _is_plural_share(atoms: Atoms, position: int, read: Read) -> bool:
    """Tell "three quarters of" from the "three quarters" of a year and a half."""
    if atoms.words[position] != "quarters" or position > read.end:
        return True
    return read.value == 3 and atoms.word(position + 1) in {"of", "billion", "million", "the"}


def _ends_open(atoms: Atoms, read: Read, words: NumberWords) -> bool:
    if read.kind != "words":
        return False
    last = atoms.word(read.end - 1)
    return last in words.tens or last in words.scales or atoms.is_hyphen(read.end)


def _scale_share(atoms: Atoms, share: Read, words: NumberWords) -> Read:
    whole = _read_scale_of(atoms, share.end, words)
    if whole is None:
        return share
    return Read(share.value * whole.value, whole.end, whole.scale)


def _read_point(atoms: Atoms, read: Read, words: NumberWords) -> Read | None:
    """Read "two point five" and "nine point nought four"."""
    if read.kind != "words" or atoms.word(read.end) != "point":
        return None
    digits = ""
    end = read.end + 1
    while atoms.word(end) in words.small and len(digits) < MAX_DIGITS:
        digits += str(words.small[atoms.words[end]])
        end += 1
    if not digits:
        return None
    value = read.value + Decimal(f"0.{digits}")
    scale = words.scales.get(atoms.word(end))
    if scale is None:
        return Read(value, end)
    return Read(value * scale, end + 1, Decimal(scale))


def _read_and_part(atoms: Atoms, read: Read, words: NumberWords) -> Read | None:
    """Read "one and a half", "2 1/2", "7½", each with its scale: "two and a half million"."""
    part = _find_part(atoms, read.end, words)
    if part is None:
        return None
    if read.scale > 100:
        return read._replace(value=read.value + part.value * read.scale, end=part.end)
    scale = _find_scale(atoms.word(part.end), words)
    if scale is None:
        return read._replace(value=read.value + part.value, end=part.end)
    total = (read.value + part.value) * scale
    return Read(total, part.end + 1, Decimal(scale), read.kind)


def _find_part(atoms: Atoms, index: int, words: NumberWords) -> Read | None:
    sign = read_fraction_sign(atoms, index)
    if sign is not None:
        return Read(sign, index + 1)
    slashed = read_slashed(atoms, index) if atoms.word(index).isdecimal() else None
    if slashed is not None:
        return slashed
    position = index + 1 if atoms.is_hyphen(index) else index
    if atoms.word(position) != "and":
        return None
    position += 1 + atoms.is_hyphen(position + 1)
    numerator = {"a": 1, "one": 1, "two": 2, "three": 3}.get(atoms.word(position))
    position += 1 + atoms.is_hyphen(position + 1)
    denominator = words.denominators.get(atoms.word(position))
    if numerator is None or denominator is None:
        return None
    return Read(divide(numerator, denominator), position + 1)
