"""Dates, bounds and speakers in words a reader understands, with nothing upgraded."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from onrecord.records import (
    Certainty,
    Figure,
    Point,
    Qualifier,
    Speaker,
    Stance,
    Statement,
    Track,
)

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_APPROXIMATE = {"~": "about ", "?": "perhaps ", "%": "perhaps about "}
STANCE_VERBS: dict[Stance, str] = {
    "asserts": "says",
    "confirms": "confirms",
    "denies": "denies",
    "doubts": "doubts",
    "believes": "believes",
    "warns": "warns",
    "predicts": "expects",
    "demands": "demands",
    "promises": "promises",
    "asks": "asks",
}
_QUALIFIER_WORDS = {
    "about": "about ",
    "at_least": "at least ",
    "more_than": "more than ",
    "at_most": "at most ",
    "up_to": "up to ",
    "less_than": "less than ",
}


def describe_date(edtf: str | None) -> str:
    """Return an EDTF value in words.

    >>> describe_date("2025-03-04T11:20")
    '4 March 2025, 11:20'
    >>> describe_date("2024-11-17/..")
    'on or after 17 November 2024'
    >>> describe_date("2025-03-08/2025-03-09")
    '8 March 2025 to 9 March 2025'
    >>> describe_date(None)
    'date unknown'
    """
    if not edtf:
        return "date unknown"
    if "/" not in edtf:
        return _describe_instant(edtf)
    first, last = edtf.split("/", 1)
    if last in {"..", ""}:
        return f"on or after {_describe_instant(first)}"
    if first in {"..", ""}:
        return f"on or before {_describe_instant(last)}"
    return f"{_describe_instant(first)} to {_describe_instant(last)}"


def _describe_instant(edtf: str) -> str:
    mark = _APPROXIMATE.get(edtf[-1:], "")
    day, _, clock = edtf.rstrip("~?%").partition("T")
    parts = day.split("-")
    if len(parts) == 3:
        try:
            exact = date.fromisoformat(day)
        except ValueError:
            return edtf
        words = f"{exact.day} {_MONTHS[exact.month - 1]} {exact.year}"
    elif len(parts) == 2 and parts[1] in _SEASONS:
        words = f"{_SEASONS[parts[1]]} {parts[0]}"
    elif len(parts) == 2 and parts[1].isdigit() and 1 <= int(parts[1]) <= 12:
        words = f"{_MONTHS[int(parts[1]) - 1]} {parts[0]}"
    else:
        words = day
    return f"{mark}{words}" + (f", {clock[:5]}" if clock else "")


def shorten_date(edtf: str | None) -> str:
    """Return an EDTF value in few words, for the margin of a chart.

    >>> shorten_date("2025-03-04T11:20")
    '4 Mar 2025, 11:20'
    >>> shorten_date("2024-11-17/..")
    'from 17 Nov 2024'
    """
    words = describe_date(edtf)
    for month in _MONTHS:
        words = words.replace(month, month[:3])
    return (
        words.replace("on or after ", "from ")
        .replace("on or before ", "until ")
        .replace(" to ", " – ")
        .replace("about ", "~")
    )


def describe_number(value: Decimal) -> str:
    """Return a number with thousands separated.

    >>> describe_number(Decimal("12000"))
    '12,000'
    """
    return f"{value.normalize():,f}"


def describe_figure(figure: Figure | Point) -> str:
    """Return the bounds of a figure with the qualifier its words gave.

    >>> describe_figure(
    ...     Point(figure="f", low=Decimal(3000), high=None, qualifier="at_least", report="r"))
    'at least 3,000'
    """
    return describe_bounds(figure.low, figure.high, figure.qualifier)


def describe_bounds(low: Decimal | None, high: Decimal | None, qualifier: Qualifier) -> str:
    """Return bounds in words.

    >>> describe_bounds(None, Decimal(12000), "up_to")
    'up to 12,000'
    """
    if low is not None and high is not None and low != high:
        about = "about " if qualifier == "about" else ""
        return f"{about}{describe_number(low)} to {describe_number(high)}"
    value = low if low is not None else high
    if value is None:
        return "a number not given"
    if qualifier in _QUALIFIER_WORDS:
        return _QUALIFIER_WORDS[qualifier] + describe_number(value)
    if high is None:
        return f"{describe_number(value)} or more"
    return describe_number(value)


def describe_track(track: Track) -> str:
    """Return what a track measures: of people where it does not say what of."""
    unit = track.unit if track.unit != "person" else None
    return ", ".join(part for part in (track.measure, unit, track.whom, track.place) if part)


def describe_reading(track: Track) -> str:
    """Return where a track stands, never more exactly than the words it rests on; empty if nowhere.

    >>> from onrecord.records import Current
    >>> describe_reading(Track(id="t", story="s", measure="killed", whom=None, place=None,
    ...     unit="person", points=(), current=Current(low=Decimal(19))))
    'at least 19'
    """
    low, high = track.current.low, track.current.high
    if low is None and high is None:
        return ""
    if high is None:
        return describe_bounds(low, high, "at_least")
    if low is None:
        return describe_bounds(low, high, "up_to")
    chosen = track.current.points
    about = any(p.figure in chosen and p.qualifier == "about" for p in track.points)
    return describe_bounds(low, high, "about" if about else "exact")


def describe_speaker(speaker: Speaker) -> str:
    """Return a speaker's name with its role, or what the report calls an unnamed one.

    >>> describe_speaker(Speaker(name="Irena Valk", role="spokeswoman", affiliation="coastguard"))
    'Irena Valk (spokeswoman, coastguard)'
    >>> describe_speaker(Speaker())
    'speaker not given'
    """
    if speaker.name is None:
        return "speaker not given"
    details = ", ".join(text for text in (speaker.role, speaker.affiliation) if text)
    unnamed = "; unnamed" if speaker.anonymous else ""
    if not details:
        return speaker.name + (" (unnamed)" if speaker.anonymous else "")
    return f"{speaker.name} ({details}{unnamed})"


def describe_stance(stance: Stance, certainty: Certainty) -> str:
    """Return how a speaker stands to the content, in words.

    >>> describe_stance("asserts", "possible")
    'says (possible)'
    """
    words = STANCE_VERBS[stance]
    return words if certainty == "certain" else f"{words} ({certainty})"


def describe_chain(statement: Statement) -> str:
    """Return the carriers of a statement, nearest to the speaker first; empty without any."""
    return ", ".join(f"via {carrier.name}" for carrier in statement.via)
