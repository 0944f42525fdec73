"""From forms of edges, parts of day and clock times to their meanings, as ``make`` names them.

Each takes the captures and constants of a rule by name and returns a meaning, or None where they
do not make sense together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from onrecord.annotate.times.date_builders import make_decade
from onrecord.annotate.times.dates import Calendar, Shift
from onrecord.annotate.times.edges import About, Clock, DayAround, Edge, Part, Portion
from onrecord.annotate.times.grammar import Builder
from onrecord.annotate.times.values import Meaning

Got = Mapping[str, Any]


def _edge(got: Got) -> Meaning:
    edge = got.get("edge", got.get("edge_of"))
    of = got.get("period")
    if of is None and "decade" in got:
        of = make_decade(got)
    if of is None:
        of = Shift(got["unit"], 0)
    return Edge(str(edge), of, got.get("edge2"))


def _edge_of_year(got: Got) -> Edge:
    return Edge(got["edge"], Shift("year", 0))


def _portion(got: Got) -> Portion:
    return Portion(got["side"], got["period"] if "period" in got else Shift(got["unit"], 0))


def _about(got: Got) -> About:
    return About(got["period"])


def _keep_part(got: Got) -> str | None:
    return got.get("part")


def _part(got: Got) -> Part | None:
    of = got.get("date", got.get("relative"))
    part = got.get("part", "MO")
    return Part(part, of) if of is not None else None


def _part_of_day(got: Got) -> Part:
    return Part(got["part"], Shift("day", got["by"]))


def _fixed_part(got: Got) -> Part:
    of = got.get("date")
    if of is None and "weekday" in got:
        of = Calendar(weekday=got["weekday"])
    return Part(got["part"], of if of is not None else Shift("day", 0))


def _part_after(got: Got) -> Part:
    return Part(got.get("part", "MO"), DayAround(got["by"]))


def _clock(got: Got) -> Clock | None:
    hour, minute, second = got.get("clock", got.get("clock_dot", (got.get("hour"), 0, 0)))
    return _make_clock(hour, minute, second, got.get("meridiem"))


def _make_clock(hour: int, minute: int, second: int, meridiem: str | None) -> Clock | None:
    if meridiem and not 1 <= hour <= 12:
        return None if hour == 0 or hour > 23 else Clock(hour, minute, second)
    if meridiem:
        hour = hour % 12 + (12 if meridiem == "pm" else 0)
    return Clock(hour, minute, second) if hour < 24 or minute == 0 else None


def _clock_word(got: Got) -> Clock:
    hour, minute = got["clock_word"].split(":")
    return Clock(int(hour), int(minute))


def _clock_in_part(got: Got) -> Clock:
    clock: Clock = got["plain_clock"]
    late = got.get("part", "NI") in {"AF", "EV", "NI"}
    return replace(clock, hour=clock.hour + 12) if late and 5 <= clock.hour < 12 else clock


def _half_past(got: Got) -> Clock | None:
    hour = got.get("hour")
    if hour is None:
        hour = int(got["clock_word"].split(":")[0]) % 24
    return Clock(int(hour), 30) if 0 <= hour < 24 else None


def _keep_hour(got: Got) -> int | None:
    number = got["number"]
    return int(number) if number == int(number) and 1 <= number <= 12 else None


def _zoned(got: Got) -> Clock:
    clock: Clock = got["clock"] if "clock" in got else Clock(*got["nnnn"])
    zone = got.get("zone", got.get("east_zone"))
    return replace(clock, zone=zone)


def _clock_on(got: Got) -> Clock:
    zoned: Clock = got["zoned"]
    return replace(zoned, of=got["date"])


CLOCK_BUILDERS: dict[str, Builder] = {
    "about": _about,
    "clock": _clock,
    "clock_in_part": _clock_in_part,
    "clock_on": _clock_on,
    "clock_word": _clock_word,
    "edge": _edge,
    "edge_of_year": _edge_of_year,
    "fixed_part": _fixed_part,
    "half_past": _half_past,
    "keep_hour": _keep_hour,
    "keep_part": _keep_part,
    "part": _part,
    "part_after": _part_after,
    "part_of_day": _part_of_day,
    "portion": _portion,
    "zoned": _zoned,
}
"""By the name ``make`` gives."""
