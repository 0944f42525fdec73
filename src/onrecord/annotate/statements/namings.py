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
    load_first_names,
    load_organisation_words,
    load_titles,
    singular,
)
from onrecord.annotate.statements.name_words import (
    ARTICLES,
    POSSESSIVE,
    QUANTITIES,
    classify_name,
    drop_articles,
    join_name,
    split_parts,
    strip_edges,
    take_name,
    take_proper,
)
from onrecord.annotate.statements.naming_roles import (
    cut_role,
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
_STAMP = re.compile(r"^\s*\d{1,2}[.:]\d{2}\s?(?:(?:am|pm|GMT|BST|UTC|[A-Z]{2,4}T)\b\s*)*")
_ASIDE = re.compile(r"\s?\([^()\n]{1,30}\)\s(?=[A-Z])")
_POST_HEAD = frozenset({
    "of", "to", "for", "from", "in", "on", "at", "with", "by", "about", "within", "inside",
    "near", "close", "familiar", "who", "that", "which", "whose", "whom", "where", "among",
    "including", "involved", "knowledgeable", "aware", "briefed", "based", "speaking",
    "informed", "during", "under", "after", "before", "against", "over", "as", "outside",
    "across", "throughout", "behind", "around", "authorized", "authorised", "privy",
    "seen", "obtained", "reviewed", "published", "conducted", "released", "shared",
    "posted", "leaked", "made", "provided", "cited", "asked", "and", "or", "via", "into",
    "since", "until", "while", "through",
    "between", "when", "without", "according", "surveyed", "polled",
    "interviewed", "not", "like", "such", "there", "here", "nearby",
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
    phrase = strip_edges(_STAMP.sub("", _ASIDE.sub(", ", phrase[:MAX_PHRASE_CHARS])))
    lowered = fold(POSSESSIVE.sub("", phrase))
    if lowered in PRONOUNS:
        return Naming(phrase, pronoun=lowered, sex=_PRONOUN_SEX.get(lowered))
    parts = split_parts(phrase)
    if parts and len(parts[0]) > 1 and _is_adverb(parts[0][0]):
        parts[0] = parts[0][1:]
    if not parts:
        return Naming(phrase)
    main = _read_part(parts[0])
    for part in parts[1:3]:
        if fold(part[0]) in _POST_HEAD:
            break
        main = _add_apposition(main, part)
    if main.name is None and len(parts) > 1:
        phrase = _cut_aside(phrase)
    return replace(main, description=_describe(phrase, main))


def _is_adverb(word: str) -> bool:
    """Return whether a word opens a sentence rather than a name: "Fortunately Ruiz"."""
    plain = fold(word)
    return plain.endswith("ly") and len(plain) > 6 and plain not in load_first_names()


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
    readers = (_read_owned, _read_office, _read_titled, _read_proper, _read_occupied)
    naming = next(filter(None, (read(body) for read in readers)), None) if body else None
    if naming and definite and _is_people(naming):
        naming = replace(naming, kind="group", plural=True, sex=None)
    return replace(naming, definite=definite) if naming else _read_generic(words, definite)


def _is_people(naming: Naming) -> bool:
    """Return whether a name behind an article is that of many: "the Greens", "the Falks"."""
    name = naming.name or ""
    single = naming.kind == "person" and naming.role is None and " " not in name
    return single and name.endswith("s") and fold(name) not in load_first_names()


# ---------------------------------------------------------------- names


def _read_owned(words: list[str]) -> Naming | None:
    """Read "the BBC's Mark Odell": a person named after the organisation or state he is of."""
    owner = join_name(words[:1])
    name = words[1:]
    if not POSSESSIVE.search(words[0]) or len(name) not in (2, 3) or find_proper(owner) is None:
        return None
    if not all(map(is_capital, name)) or has_role([fold(word) for word in name]):
        return None
    full = join_name(name)
    if _names_organisation(name):
        return None
    return Naming(full, full, None, owner, "person", sex=guess_sex(full))


def _read_office(words: list[str]) -> Naming | None:
    """Read "Secretary of State Ana Ruiz": a role with "of", then a name that begins as names do."""
    if len(words) < 5 or fold(words[0]) not in load_titles().roles or fold(words[1]) != "of":
        return None
    name = words[-2:]
    if fold(name[0]) not in load_first_names() or not all(map(is_capital, name)):
        return None
    full, role = join_name(name), words[:-2]
    return Naming(
        full, full, " ".join(role), find_affiliation(role), "person",
        sex=guess_sex(full) or sex_of(role), head=role_head(role),
    )  # fmt: skip


def _read_titled(words: list[str]) -> Naming | None:
    """Read "Pentagon spokesperson Ana Ruiz": a person's name that stands after a title."""
    titles = load_titles()
    if words[0] in titles.documents:
        return None
    last = -1
    for index, word in enumerate(words[:-1]):
        plain = fold(word).rstrip(".")
        if plain in titles.roles or plain in titles.dressing:
            last = index
        elif singular(plain) in titles.roles and fold(words[index + 1]) in _POST_HEAD:
            return None
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
    if plain and fold(before[-1]) in load_titles().institutions and take_name(name) == name:
        full = join_name(name)
        return Naming(full, full, kind="organisation", head=fold(before[-1]))
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
    if find_proper(" ".join(words)):
        name = words
    elif _heads_role(words, name):
        return None
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


def _heads_role(words: list[str], name: list[str]) -> bool:
    """Return whether capitals spell a role: "Survivors of the Aurora", "Press Officer"."""
    roles, first = load_titles().roles, fold(words[0])
    if len(words) > 2 and singular(first) in roles and fold(words[1]) in ("of", "for"):
        return True
    ends = len(name) > 1 and fold(name[-1]) in roles
    if ends and f"{fold(name[-2])} {fold(name[-1])}" in load_titles().institutions:
        return False
    return ends and first not in load_first_names() and find_proper(join_name(name)) is None


# ---------------------------------------------------------------- roles


def _add_apposition(main: Naming, words: list[str]) -> Naming:
    """Add what stands after a comma: a role to a name, or a name to a role."""
    body = drop_articles(words)
    if not body or fold(body[0]) in _POST_HEAD:
        return main
    titles = load_titles()
    if main.name is None and main.head in titles.roles | titles.institutions and not main.plural:
        other = _read_part(words)
        if other.name and other.role is None and main.kind == "organisation":
            return replace(other, kind="organisation", head=main.head, sex=None)
        if other.name and other.kind == "person" and _is_whole_name(body, other):
            lead = drop_articles(main.description.split())
            role, _ = read_role(cut_role(lead))
            return replace(
                other, role=role or " ".join(lead), affiliation=main.affiliation, definite=False,
                sex=other.sex or main.sex, head=main.head, anonymous=False,
            )  # fmt: skip
    lead = drop_articles(main.description.split())
    if main.name is None and len(lead) > 1 and all(map(is_capital, lead)):
        other = _read_part(words)
        if other.name is None and other.kind in ("organisation", "group") and not other.plural:
            name = join_name(lead)  # "the Conflict Monitor, a research group"
            return Naming(name, name, kind="organisation")
    unadorned = main.name and main.kind == "person" and main.role is None
    body = cut_role(body)
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
    titles = load_titles()
    # A coast guard is no guard.
    pair = f"{fold(front[-2])} {plain}" if len(front) > 1 else ""
    plain = pair if pair in titles.common else plain
    head = singular(plain)
    plural = (plain not in (head, "news")) or plain in (
        "police",
        "those",
        "some",
        "many",
        "others",
    )
    kind = _kind_of_head(head, plain, plural)
    vague = head in titles.vague_documents and len(drop_articles(front)) <= 2 and not definite
    body = cut_role(words)
    role = " ".join(drop_articles(body)) if kind == "person" and head in titles.roles else None
    return Naming(
        " ".join(words), None, role,
        find_affiliation(body) if kind in ("person", "group") else None, kind,
        anonymous=head in titles.anonymous or vague, plural=plural, definite=definite,
        sex=titles.sexes.get(head), head=head,
    )  # fmt: skip


def _front_of(words: list[str]) -> list[str]:
    """Return the words up to the head noun: before a preposition, relative or participle."""
    for index, word in enumerate(words):
        ends = fold(word) in _POST_HEAD or _is_participle(words, index)
        quantified = index == 1 and fold(word) == "of" and fold(words[0]) in QUANTITIES
        told = index and words[index - 1] in load_titles().documents and is_capital(word)
        if (index and ends and not quantified) or told:
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
