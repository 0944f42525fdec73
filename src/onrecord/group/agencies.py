"""Known agencies and outlets: what a credited name means, and which titles share an owner."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Literal

from onrecord.records import Span

AgencyKind = Literal["wire", "outlet", "release"]
_SHORT_CHARS = 4
"""A name as short as this is a word or initials in other contexts unless its capitals stand."""
_SUFFIXES = (" news agency", " news", " newspaper", " agency", " magazine")


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency or outlet under its usual name."""

    name: str
    kind: AgencyKind


@dataclass(frozen=True, slots=True)
class Directory:
    """Everything ``agencies.toml`` says, by what it can be looked up under."""

    by_name: dict[str, Agency]
    by_exact_name: dict[str, Agency]
    by_host: dict[str, Agency]
    by_handle: dict[str, Agency]
    families: dict[str, str]
    pattern: re.Pattern[str]


@cache
def load_directory() -> Directory:
    """Read the shipped directory once a process."""
    data = resources.files(__package__).joinpath("agencies.toml").read_text("utf-8")
    table = tomllib.loads(data)
    by_name: dict[str, Agency] = {}
    exact: dict[str, Agency] = {}
    hosts: dict[str, Agency] = {}
    handles: dict[str, Agency] = {}
    for row in table["agency"]:
        agency = Agency(row["name"], row["kind"])
        for name in [row["name"], *row["names"]]:
            exact[name] = agency
            if len(name) > _SHORT_CHARS:
                by_name[name.casefold()] = agency
        hosts |= dict.fromkeys(row["hosts"], agency)
        handles |= {handle.casefold(): agency for handle in row.get("handles", ())}
    families = {host: row["name"] for row in table["family"] for host in row["hosts"]}
    names = sorted(exact, key=lambda name: (-len(name), name))
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")
    return Directory(by_name, exact, hosts, handles, families, pattern)


@lru_cache(maxsize=20_000)
def find_agency(name: str) -> Agency | None:
    """Return the agency or outlet a name, site or handle stands for, None where it is not known.

    >>> find_agency("the Associated Press"), find_agency("apnews.com").name
    (Agency(name='AP', kind='wire'), 'AP')
    >>> find_agency("ap") is None
    True
    """
    directory = load_directory()
    bare = " ".join(name.split()).strip(" .,;:()[]\"'“”‘’")
    if bare.startswith("@"):
        return directory.by_handle.get(bare[1:].casefold())
    known = directory.by_exact_name.get(bare) or directory.by_host.get(_bare_host(bare))
    folded = bare.casefold()
    for form in (folded, folded.removeprefix("the "), f"the {folded}"):
        known = known or directory.by_name.get(form)
    for suffix in _SUFFIXES:
        if known is None and folded.endswith(suffix):
            return find_agency(bare[: -len(suffix)])
    return known


def find_names(text: str, span: Span) -> Iterator[tuple[Span, Agency]]:
    """Yield every known name inside a span of a text, with the agency it stands for."""
    directory = load_directory()
    for match in directory.pattern.finditer(text, *span):
        yield match.span(), directory.by_exact_name[match.group()]


@lru_cache(maxsize=20_000)
def find_family(outlet: str | None) -> str | None:
    """Return the owner that an outlet, given by its site or its name, shares with others.

    >>> find_family("www.sfgate.com"), find_family("The New York Times"), find_family("Hamnes Post")
    ('Hearst', 'The New York Times Company', None)
    """
    known = load_directory().families.get(_bare_host(outlet or ""))
    if known is not None:
        return known
    agency = find_agency(outlet or "")
    return _load_owners().get(agency.name) if agency is not None else None


@cache
def _load_owners() -> dict[str, str]:
    """Return the owners of known agencies and outlets, by their usual names."""
    directory = load_directory()
    sites = directory.by_host.items()
    return {a.name: directory.families[host] for host, a in sites if host in directory.families}


@lru_cache(maxsize=20_000)
def is_same_outlet(a: str | None, b: str | None) -> bool:
    """Tell whether two outlet names or sites mean one outlet; two unknown ones do not."""
    if not a or not b:
        return False
    first, second = find_agency(a), find_agency(b)
    if first is not None and second is not None:
        return first == second
    return _squash_name(a) == _squash_name(b)


def _squash_name(name: str) -> str:
    """Return a name or site as letters only, so that ``bostonherald.com`` meets its name."""
    host = _bare_host(name).removeprefix("the ")
    label = host.split(".")[0] if " " not in host else host
    return "".join(filter(str.isalnum, label))


def _bare_host(name: str) -> str:
    return name.casefold().strip().removeprefix("www.").split("/")[0]
