"""Reading the words that name a holder: name, role, affiliation, kind, number, sex, anonymity.

"Pentagon spokesman Maj. Gen. Ana Ruiz", "Ian Cole, founder of the Delta Group" and "two officials
familiar with the talks" are each read by themselves here; what a pronoun or a bare surname means
is found in :mod:`onrecord.annotate.statements.speakers`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from onrecord.annotate.statements.name_lists import (
    Sex,
    find_proper,
    fold,
    guess_sex,
    is_capital,
    load_organisation_words,
    load_titles,
    singular,
)
from onrecord.annotate.statements.name_words import (
    ARTICLES,
    POSSESSIVE,
    classify_name,
    drop_articles,
    join_name,
    split_parts,
    strip_edges,
    take_name,
    take_proper,
)
from onrecord.annotate.statements.naming_roles import (
    find_affiliation,
    has_role,
    read_role,
    role_head,
    sex_of,
)
from onrecord.records import SpeakerKind

MAX_PHRASE_CHARS = 400
"""A longer source is read by its beginning, where its head stands."""

_PRONOUN_SEX: dict[str, Sex] = {
    "he": "male", "him": "male", "his": "male", "himself": "male",
    "she": "female", "her": "female", "hers": "female", "herself": "female",
}  # fmt: skip
_OTHER_PRONOUNS = frozenset({
    "i", "we", "us", "me", "my", "our", "you", "your", "they", "them", "their", "it", "its", "who",
    "whom", "whose", "which", "that", "this", "these", "those", "what", "himself", "themselves",
    "itself",
})  # fmt: skip
PRONOUNS = _OTHER_PRONOUNS | frozenset(_PRONOUN_SEX)
QUANTITIES = frozenset({
    "some", "many", "several", "two", "three", "four", "five", "six", "both", "few",
    "most", "all", "other", "another", "one", "no", "any", "various", "multiple",
    "numerous", "dozens", "hundreds", "thousands", "more", "certain", "unnamed",
    "unidentified", "anonymous", "additional", "second", "third", "first", "separate",
    "different", "every", "each", "half", "either", "neither", "senior", "top",
})  # fmt: skip
_POST_HEAD = frozenset({
    "of", "to", "for", "from", "in", "on", "at", "with", "by", "about", "within", "inside",
    "near", "close", "familiar", "who", "that", "which", "whose", "whom", "where", "among",
    "including", "involved", "knowledgeable", "aware", "briefed", "based", "speaking",
    "informed", "during", "under", "after", "before", "against", "over", "as", "outside",
    "across", "throughout", "behind", "around", "authorized", "authorised", "privy",
    "seen", "obtained", "reviewed", "published", "conducted", "released", "shared",
    "posted", "leaked", "made", "provided", "cited", "asked", "and", "or", "via", "into",
    "since", "until", "while", "when", "without", "according", "surveyed", "polled",
    "interviewed", "not", "like", "such",
})  # fmt: skip
PARTIES = frozenset({
    "republican", "republicans", "democrat", "democrats", "democratic", "conservative",
    "conservatives", "liberal", "liberals", "labour",
})  # fmt: skip
_DEFINITE = frozenset({
    "the", "this", "that", "these", "those", "both", "his", "her", "their",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Naming:
    """What a source phrase says of the holder by itself.

    ``name`` is a proper name without titles; ``description`` is the phrase as written, its first
    letter in lower case unless it is a name. ``head`` is the singular head noun of a description
    or role, folded.
    """

    description: str
    name: str | None = None
    role: str | None = None
    affiliation: str | None = None
    kind: SpeakerKind = "unknown"
    anonymous: bool = False
    plural: bool = False
    definite: bool = False
    sex: Sex | None = None
    head: str | None = None
    pronoun: str | None = None


@lru_cache(maxsize=4096)
def read_naming(phrase: str) -> Naming:
    """Read a source phrase by itself.

    Args:
        phrase: the source as written, one line.

    Returns:
        What it says; ``pronoun`` is set where it only points at somebody.
    """
    phrase = strip_edges(phrase[:MAX_PHRASE_CHARS])
    lowered = fold(POSSESSIVE.sub("", phrase))
    if lowered in PRONOUNS:
        return Naming(phrase, pronoun=lowered, sex=_PRONOUN_SEX.get(lowered))
    parts = split_parts(phrase)
    if not parts:
        return Naming(phrase)
    main = _read_part(parts[0])
    for part in parts[1:3]:
        main = _add_apposition(main, part)
    if main.name is None and len(parts) > 1:
        phrase = _cut_aside(phrase)
    return replace(main, description=_describe(phrase, main))


def _cut_aside(phrase: str) -> str:
    """Return a description without what stands after its first comma: "lawmakers, briefed by …"."""
    return re.split(r"[,;(\[–—]", phrase, maxsplit=1)[0].rstrip() or phrase


def _describe(phrase: str, naming: Naming) -> str:
    first = phrase.split(" ", 1)[0]
    if naming.name is None and first.istitle() and find_proper(first) is None:
        opening = ARTICLES | QUANTITIES | PRONOUNS
        common = singular(first) in load_titles().common and fold(first) not in PARTIES
        if fold(first) in opening or common:
            return phrase[0].lower() + phrase[1:]
    return phrase


def _read_part(words: list[str]) -> Naming:
    """Read the words before the first comma."""
    definite = fold(words[0]) in _DEFINITE
    body = drop_articles(words)
    naming = (_read_titled(body) or _read_proper(body) or _read_occupied(body)) if body else None
    return replace(naming, definite=definite) if naming else _read_generic(words, definite)


# ---------------------------------------------------------------- names


def _read_titled(words: list[str]) -> Naming | None:
    """Read "Pentagon spokesperson Ana Ruiz": a person's name that stands after a title."""
    titles = load_titles()
    last = -1
    for index, word in enumerate(words[:-1]):
        plain = fold(word).rstrip(".")
        if plain in titles.roles or plain in titles.dressing:
            last = index
        elif plain in _POST_HEAD and plain != "and" and last >= 0:
            break
    if last < 0 or not is_capital(words[last + 1]):
        return None
    name = take_name(words[last + 1 :])
    rest = words[last + 1 + len(name) :]
    if not name or _names_organisation(name):
        return None
    if rest and (fold(rest[0]) == "and" or POSSESSIVE.search(name[-1])):
        return None
    before = words[: last + 1]
    role, dressed = read_role(before)
    full = join_name(name)
    return Naming(
        full, full, role or dressed, find_affiliation(before), "person",
        sex=guess_sex(full) or sex_of(before), head=role_head(before),
    )  # fmt: skip


def _read_occupied(words: list[str]) -> Naming | None:
    """Read "shopkeeper Ali Demir": plain words that no list holds, and then a whole name."""
    count = next((i for i, word in enumerate(words) if is_capital(word)), 0)
    before, name = words[:count], words[count:]
    plain = before and not any(
        fold(word) in _POST_HEAD or fold(word) in QUANTITIES for word in before
    )
    if not plain or len(name) < 2 or len(take_name(name)) < len(name) or _names_organisation(name):
        return None
    if before[-1] in load_titles().common:
        return None
    full = join_name(name)
    return Naming(
        full, full, " ".join(before), None, "person", sex=guess_sex(full), head=fold(before[-1])
    )


def _names_organisation(name: list[str]) -> bool:
    plain = fold(POSSESSIVE.sub("", name[-1]))
    return plain in load_organisation_words() or find_proper(join_name(name)) is not None


def _read_proper(words: list[str]) -> Naming | None:
    """Read a phrase that is a proper name and nothing else."""
    name = take_proper(words)
    if not name or (len(name) < len(words) and fold(words[len(name)]) not in _POST_HEAD):
        return None
    if len(name) < len(words) and POSSESSIVE.search(name[-1]):
        return None
    full = join_name(name)
    if len(name) == 1 and singular(full) in load_titles().common and find_proper(full) is None:
        return None
    kind = classify_name(full)
    if len(name) < len(words) and kind == "person" and fold(words[len(name)]) in ("of", "and"):
        full, kind = " ".join(words), "group"
    return Naming(full, full, kind=kind, sex=guess_sex(full) if kind == "person" else None)


# ---------------------------------------------------------------- roles


def _add_apposition(main: Naming, words: list[str]) -> Naming:
    """Add what stands after a comma: a role to a name, or a name to a role."""
    body = drop_articles(words)
    if not body or fold(body[0]) in _POST_HEAD:
        return main
    if main.name is None and main.head in load_titles().roles and not main.plural:
        other = _read_part(words)
        if other.name and other.kind == "person" and _is_whole_name(body, other):
            role, _ = read_role(main.description.split())
            return replace(
                other, role=role or main.description, affiliation=main.affiliation, definite=False,
                sex=other.sex or main.sex, head=main.head, anonymous=False,
            )  # fmt: skip
    unadorned = main.name and main.kind == "person" and main.role is None
    if unadorned and has_role([fold(word) for word in body[:8]]):
        return replace(
            main, role=" ".join(body), affiliation=find_affiliation(body),
            sex=main.sex or sex_of(body[:4]), head=role_head(body[:4]),
        )  # fmt: skip
    return main


def _is_whole_name(words: list[str], naming: Naming) -> bool:
    particles = load_titles().particles
    return naming.role is not None or all(is_capital(w) or fold(w) in particles for w in words)


# ---------------------------------------------------------------- descriptions


def _read_generic(words: list[str], definite: bool) -> Naming:
    """Read a description with a common noun for a head: "two officials at the talks"."""
    front = _front_of(words)
    plain = fold(POSSESSIVE.sub("", front[-1]))
    head = singular(plain)
    titles = load_titles()
    plural = (plain not in (head, "news")) or plain in (
        "police",
        "those",
        "some",
        "many",
        "others",
    )
    kind = _kind_of_head(head, plain, plural)
    vague = head in titles.vague_documents and len(drop_articles(front)) <= 2 and not definite
    role = " ".join(drop_articles(words)) if kind == "person" and head in titles.roles else None
    return Naming(
        " ".join(words), None, role,
        find_affiliation(words) if kind in ("person", "group") else None, kind,
        anonymous=head in titles.anonymous or vague, plural=plural, definite=definite,
        sex=titles.sexes.get(head), head=head,
    )  # fmt: skip


def _front_of(words: list[str]) -> list[str]:
    """Return the words up to the head noun: before a preposition, relative or participle."""
    for index, word in enumerate(words):
        ends = fold(word) in _POST_HEAD or _is_participle(words, index)
        quantified = index == 1 and fold(word) == "of" and fold(words[0]) in QUANTITIES
        if index and ends and not quantified:
            return words[:index]
    return words


def _is_participle(words: list[str], index: int) -> bool:
    if not words[index].endswith("ing") or is_capital(words[index]):
        return False
    before = fold(words[index - 1])
    return index > 1 or singular(before) != before


def _kind_of_head(head: str, plain: str, plural: bool) -> SpeakerKind:
    titles = load_titles()
    if head in titles.documents or plain in titles.documents:
        return "document"
    if head in titles.institutions:
        return "group" if plural else "organisation"
    if plural or head in titles.groups:
        return "group"
    return "person" if head in titles.roles or head in titles.anonymous else "unknown"
