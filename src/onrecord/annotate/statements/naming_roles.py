"""The roles in a naming: what somebody is, and of what."""

from __future__ import annotations

from onrecord.annotate.statements.name_lists import (
    Sex,
    find_proper,
    fold,
    is_capital,
    load_organisation_words,
    load_titles,
    singular,
)
from onrecord.annotate.statements.name_words import (
    ARTICLES,
    POSSESSIVE,
    QUANTITIES,
    drop_articles,
    join_name,
    take_proper,
)

MAX_ACRONYM_CHARS = 6
_SKIPPED = frozenset(["former", "then", "ex"])
_AFTER_ROLE = frozenset([
    "who", "whom", "whose", "which", "that", "where", "from", "near", "after", "during", "living",
    "speaking", "standing", "based", "outside", "inside", "when", "while",
    "there", "here", "nearby",
])  # fmt: skip
_OFFICE_WORDS = frozenset(["security", "intelligence", "military", "national", "state"])


def sex_of(words: list[str]) -> Sex | None:
    """Return the sex that titles show."""
    sexes = load_titles().sexes
    found = [sexes[key] for word in words if (key := fold(word).rstrip(".")) in sexes]
    return found[-1] if found else None


def role_head(words: list[str]) -> str | None:
    """Return the last role noun among words, singular and folded."""
    roles = load_titles().roles
    known = [head for word in words if (head := singular(word).rstrip(".")) in roles]
    return known[-1] if known else None


def read_role(words: list[str]) -> tuple[str | None, str | None]:
    """Return the role without trailing ranks and honorifics, and the whole dressing."""
    titles = load_titles()
    plain = [fold(word).rstrip(".") for word in words]
    end = len(words)
    while end and plain[end - 1] in titles.dressing:
        pair = " ".join(plain[max(end - 2, 0) : end])
        alone = plain[end - 1] in titles.roles and not has_role(plain[: end - 1])
        if pair in titles.compounds or alone:
            break
        end -= 1
    if end > 1 and words[end - 1].endswith(".") and has_role(plain[: end - 1]):
        end -= 1
    role = " ".join(words[:end]) if has_role(plain[:end]) else None
    dressing = [w for w, key in zip(words, plain, strict=True) if key not in titles.honorifics]
    return role, " ".join(dressing) or None


def cut_role(words: list[str]) -> list[str]:
    """Return a role without a relative clause or place: "teacher" of "teacher from Orsk"."""
    for index, word in enumerate(words):
        following = words[index + 1 : index + 2]
        second = fold(word) == "and" and following and fold(following[0]) in ARTICLES
        if index and (fold(word) in _AFTER_ROLE or second):
            return words[:index]
    return words


def has_role(plain: list[str]) -> bool:
    """Return whether folded words hold a role noun."""
    roles = load_titles().roles
    return any(word in roles or singular(word) in roles for word in plain)


def find_affiliation(words: list[str]) -> str | None:
    """Return what a role belongs to: "Pentagon spokesman", "Russia's minister", "head of X".

    A demonym gives its state.
    """
    lead = _take_lead(words)
    modifiers = load_titles().modifiers
    state = _leading_state(lead)
    if state:
        return state
    while (
        lead
        and fold(lead[-1]) in modifiers - _OFFICE_WORDS
        and find_proper(join_name(lead)) is None
    ):
        lead.pop()
    if lead and not _is_bare(lead):
        return join_name(lead)
    return _affiliation_after(words)


def _is_bare(lead: list[str]) -> bool:
    """Return whether capitals before a role name nothing: "Hospital", "INJURED"."""
    titles, word = load_titles(), lead[0]
    if len(lead) > 1:
        return all(fold(other) in titles.modifiers for other in lead)
    shouted = word.isupper() and len(word) > MAX_ACRONYM_CHARS
    return shouted or fold(word) in titles.modifiers | titles.generic


def _take_lead(words: list[str]) -> list[str]:
    """Return the capitalised words before the role itself."""
    lead: list[str] = []
    for index, word in enumerate(words):
        plain = fold(word).rstrip(".")
        if plain in ARTICLES or (not lead and (plain in _SKIPPED or plain in QUANTITIES)):
            continue
        if not is_capital(word) or _begins_role(words, index):
            break
        lead.append(word)
        if POSSESSIVE.search(word):
            break
    return lead


def _begins_role(words: list[str], index: int) -> bool:
    """Return whether a word is a role, not part of an office: "Police" in "Police Chief"."""
    titles, plain = load_titles(), fold(words[index]).rstrip(".")
    following = words[index + 1 : index + 2]
    if following and fold(following[0]) in load_organisation_words():
        return False
    if plain in titles.roles or plain in titles.dressing:
        return True
    return (
        index == 0 and singular(plain) in titles.common and not has_role(list(map(fold, words[1:])))
    )


def _leading_state(words: list[str]) -> str | None:
    modifiers = load_titles().modifiers
    for count in range(min(4, len(words)), 0, -1):
        known = find_proper(join_name(words[:count]))
        if known and known.kind == "state" and all(fold(w) in modifiers for w in words[count:]):
            return known.name
    return None


def _affiliation_after(words: list[str]) -> str | None:
    for index, word in enumerate(words[:-1]):
        if index and fold(word) in ("of", "for", "at", "with"):
            name = take_proper(drop_articles(words[index + 1 :]))
            if name:
                return join_name(name)
    return None
