"""TIMEX3 values (TimeML 1.2.1) written from periods and lengths."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from onrecord.annotate.times.calendars import Period, Unit, first_day

_SEASONS = ("SP", "SU", "FA", "WI")
_UNKNOWN = {
    "day": "XXXX-XX-XX", "week": "XXXX-WXX", "weekend": "XXXX-WXX-WE", "month": "XXXX-XX",
    "quarter": "XXXX-QX", "half": "XXXX-HX", "season": "XXXX", "year": "XXXX",
    "decade": "XXX", "century": "XX",
}  # fmt: skip
_LENGTHS = {
    "second": "S", "minute": "M", "hour": "H", "day": "D", "week": "W", "weekend": "WE",
    "month": "M", "quarter": "Q", "year": "Y", "decade": "DE", "century": "CE", "night": "NI",
    "morning": "MO", "afternoon": "AF", "evening": "EV", "season": "SN", "half": "H",
    "millennium": "ML", "fortnight": "W",
}  # fmt: skip
_CLOCK_UNITS = {"second", "minute", "hour"}
Piece = tuple[Decimal | None, str]
"""An amount (None where the words leave it open) and a unit."""


def write_period(period: Period) -> str:
    """Write a period.

    >>> write_period(Period("decade", 199)), write_period(Period("season", 2024 * 4 + 1))
    ('199', '2024-SU')
    """
    if period.unit == "decade":
        return f"{period.index:03}"
    if period.unit == "century":
        return f"{period.index:02}"
    day = first_day(period)
    if period.unit in {"week", "weekend"}:
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}" + ("-WE" if period.unit == "weekend" else "")
    return f"{day.year:04}" + _write_within_year(period)


def _write_within_year(period: Period) -> str:
    day = first_day(period)
    if period.unit == "day":
        return f"-{day.month:02}-{day.day:02}"
    if period.unit == "month":
        return f"-{day.month:02}"
    if period.unit == "quarter":
        return f"-Q{period.index % 4 + 1}"
    if period.unit == "half":
        return f"-H{period.index % 2 + 1}"
    return f"-{_SEASONS[period.index % 4]}" if period.unit == "season" else ""


def write_unknown(unit: Unit) -> str:
    """Write a period of which only the unit is known."""
    return _UNKNOWN[unit]


def write_length(pieces: Sequence[Piece]) -> str:
    """Write a duration.

    >>> write_length([(Decimal(2), "hour"), (None, "minute")])
    'PT2HXM'
    """
    dates = [piece for piece in pieces if piece[1] not in _CLOCK_UNITS]
    clocks = [piece for piece in pieces if piece[1] in _CLOCK_UNITS]
    text = "P" + "".join(write_amount(amount) + _LENGTHS[unit] for amount, unit in dates)
    if clocks:
        text += "T" + "".join(write_amount(amount) + _LENGTHS[unit] for amount, unit in clocks)
    return text


def write_amount(amount: Decimal | None) -> str:
    """Write an amount without exponent or idle zeros; X where it is open."""
    return "X" if amount is None else f"{amount.normalize():f}"
