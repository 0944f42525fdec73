"""Which of the versions of a report counts, over all parts of a batch: that a ledger would take.

Of several readings of one text, the one that the newest annotator has seen counts, then the one
that tells most. Of several texts the latest by date counts; an undated one cannot be shown to be
later than a dated one; between equals the place in the input decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from onrecord.scale.folders import Folder
from onrecord.scale.parts import FACT_COLUMNS, Part, decode_fact, read_rows
from onrecord.store.orders import UNDATED, key_version
from onrecord.store.views import Fact

Rows = list[int]
"""Numbers of rows of one file."""
Place = tuple[int, int]
"""Number of the part, and of the row in its ``reports``."""
_COLUMNS = ("id", "hash", "version", "dated", "preference", "reading")


class Version(NamedTuple):
    """One reading of one text of a report, and where its row is."""

    report: str
    text_hash: str
    version: str
    dated: str
    preference: str
    reading: str
    place: Place


def choose_rows(folder: Folder, parts: Sequence[Part]) -> list[Rows]:
    """Return of each part the rows of ``reports`` that count; of each report one does."""
    chosen: list[Rows] = [[] for _ in parts]
    for number, row in sorted(choose_places(list_versions(folder, parts))):
        chosen[number].append(row)
    return chosen


def list_facts(folder: Folder, part: Part, rows: Rows) -> Iterator[Fact]:
    """Yield the facts in some rows of a part, in order."""
    wanted = frozenset(rows)
    for index, row in enumerate(read_rows(folder, part, "reports", FACT_COLUMNS)):
        if index in wanted:
            yield decode_fact(row)


def list_versions(folder: Folder, parts: Iterable[Part]) -> Iterator[Version]:
    """Yield what decides between the versions of each report."""
    for number, part in enumerate(parts):
        for index, row in enumerate(read_rows(folder, part, "reports", _COLUMNS)):
            yield make_version(row, (number, index))


def make_version(row: dict[str, Any], place: Place) -> Version:
    """Return the version that a row of ``reports`` holds."""
    values = [row[name] for name in _COLUMNS]
    return Version._make([*values, place])


def choose_places(versions: Iterable[Version]) -> set[Place]:
    """Return the places of the versions that count."""
    found: dict[str, Version | list[Version]] = {}
    for version in versions:
        known = found.setdefault(version.report, version)
        if isinstance(known, list):
            known.append(version)
        elif known is not version:
            found[version.report] = [known, version]
    return {
        (one if isinstance(one, Version) else choose_version(one)).place for one in found.values()
    }


def choose_version(versions: Iterable[Version]) -> Version:
    """Return the version of one report that counts."""
    ordered = sorted(versions, key=lambda v: (v.preference, v.reading))
    ordered.sort(key=lambda v: key_version(v.version), reverse=True)
    readings: dict[str, Version] = {}
    arrivals: dict[str, Place] = {}
    for version in ordered:
        readings.setdefault(version.text_hash, version)
        earlier = arrivals.get(version.text_hash, version.place)
        arrivals[version.text_hash] = min(earlier, version.place)
    return max(
        readings.values(), key=lambda v: (v.dated != UNDATED, v.dated, arrivals[v.text_hash])
    )
