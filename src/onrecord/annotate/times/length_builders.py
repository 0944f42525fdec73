"""From forms of lengths and sets to their meanings: functions that ``make`` names in the grammar.

Each takes the captures and constants of a rule by name and returns a meaning, or None where they
do not make sense together.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from onrecord.annotate.times.grammar import Builder
from onrecord.annotate.times.lengths import MAX_AMOUNT, Away, Length, Recent, Reference, Set, Window
from onrecord.annotate.times.timexes import Piece, write_length
from onrecord.annotate.times.values import Meaning

Got = Mapping[str, Any]


def _keep_amount(got: Got) -> Decimal | str | tuple[str, Decimal] | None:
    if "last" in got:
        return ("to", Decimal(got["last"])) if got["number"] < got["last"] else None
    if "number" in got:
        return Decimal(got["number"]) + Decimal(got.get("plus", 0))
    if "amount" not in got:
        return None
    inner = got["amount"]
    return Decimal(inner) if isinstance(inner, str) and inner != "X" else inner


def _keep_unit(got: Got) -> str:
    return str(got["unit"])


def _length(got: Got) -> Length | None:
    amount = got.get("amount", got.get("number", Decimal(1)))
    unit = got.get("any_unit", got.get("unit"))
    if "modified_length" in got:
        return _as_length(got["modified_length"])
    if unit is None:
        return None
    if isinstance(amount, tuple):
        return _make_range(amount[1], unit)
    if amount == "X":
        pieces: tuple[Piece, ...] = (_make_piece(None, unit),)
    else:
        value = Decimal(amount) + Decimal(got.get("plus", 0))
        if value > MAX_AMOUNT:
            return None
        pieces = (_make_piece(value, unit),)
    second = got.get("second")
    if second is not None:
        if not _is_smaller(second.pieces[0][1], unit):
            return None
        pieces += second.pieces
    return Length(pieces)


_HALVES = {
    "hour": (30, "minute"),
    "decade": (5, "year"),
    "century": (50, "year"),
    "year": (6, "month"),
}
_ORDER = ("century", "decade", "year", "month", "week", "day", "hour", "minute", "second")


def _make_piece(amount: Decimal | None, unit: str) -> Piece:
    """Half an hour is written PT30M, a fortnight P2W, as TIMEX3 has them."""
    if unit == "fortnight":
        return (None if amount is None else amount * 2), "week"
    if amount == Decimal("0.5") and unit in _HALVES:
        count, smaller = _HALVES[unit]
        return Decimal(count), smaller
    return amount, unit


def _make_range(high: Decimal, unit: str) -> Length | None:
    """Like "Three to five days": TIMEX3 leaves the amount open, a window reaches to the higher."""
    if high > MAX_AMOUNT:
        return None
    return Length((_make_piece(high, unit),), write_length([_make_piece(None, unit)]), about=True)


def _make_length(amount: int | None, unit: str) -> Length:
    return Length((_make_piece(None if amount is None else Decimal(amount), unit),))


def _is_smaller(unit: str, than: str) -> bool:
    if unit not in _ORDER or than not in _ORDER:
        return False
    return _ORDER.index(unit) > _ORDER.index(than)


def _as_length(meaning: Any) -> Length | None:
    return meaning if isinstance(meaning, Length) else None


def _open_length(got: Got) -> Length:
    return _make_length(None, got["unit"])


def _ordinal_length(got: Got) -> Length | None:
    number = got["ordinal"]
    return _make_length(number, got["any_unit"]) if number > 0 else None


def _fixed_length(got: Got) -> Length:
    years = {
        "P25Y": (Decimal(25), "year"),
        "P1D": (Decimal(1), "day"),
        "P1M": (Decimal(1), "month"),
    }
    years |= {"P1W": (Decimal(1), "week")}
    return Length((years.get(got["timex"], (Decimal(1), "year")),), got["timex"])


def _window(got: Got) -> Window | None:
    length = got.get("window_length") or got.get("modified_length") or _length(got)
    return Window(got["direction"], length) if isinstance(length, Length) else None


def _one_window(got: Got) -> Window:
    return Window(got["direction"], _make_length(1, got["unit"]))


def _recent(got: Got) -> Meaning:
    return Recent(got["unit"]) if "unit" in got else Reference("PAST_REF")


def _away(got: Got) -> Away | None:
    length = got.get("modified_length")
    if length is None:
        unit = got.get("any_unit", got.get("unit"))
        length = _make_length(1, unit) if unit else None
    if not isinstance(length, Length):
        return None
    return Away(length, got["direction"], got.get("origin", "report"))


def _away_open(got: Got) -> Away:
    direction = got.get("direction", "future")
    return Away(_make_length(None, got["unit"]), direction, got.get("origin", "report"))


def _away_from(got: Got) -> Away | None:
    length = _as_length(got["bare_length"])
    if length is None or length.is_vague:
        return None
    return Away(length, got["direction"], of=got["date"])


_NAMED_SETS = {"weekend": "XXXX-WXX-WE", "night": "XXXX-XX-XXTNI"}


def _every(got: Got) -> Set | None:
    unit = got["unit"]
    if unit in _NAMED_SETS:
        return Set(_NAMED_SETS[unit])
    return Set(_make_length(1, unit).write())


def _every_other(got: Got) -> Set:
    return Set(_make_length(2, got["unit"]).write())


def _every_length(got: Got) -> Set | None:
    if "ordinal" in got:
        length: Length | None = _make_length(got["ordinal"], got["unit"])
    else:
        length = _as_length(got["modified_length"])
    return Set(length.write()) if length else None


def _every_weekday(got: Got) -> Set:
    day = got.get("weekday", got.get("weekdays"))
    part = got.get("part", got.get("parts"))
    return Set(f"XXXX-WXX-{day}" + (f"T{part}" if part else ""))


def _every_named(got: Got) -> Set:
    if "season" in got:
        return Set("XXXX-" + ("SP", "SU", "FA", "WI")[got["season"] - 1])
    if "month" in got:
        return Set(f"XXXX-{got['month']:02}" + (f"-{got['day']:02}" if "day" in got else ""))
    if "holiday_name" in got:
        return Set("P1Y")
    return Set(f"XXXX-XX-XXT{got.get('part', got.get('parts'))}")


def _adverb_set(got: Got) -> Set:
    return Set(got["adverb_set"])


def _fixed_set(got: Got) -> Set:
    return Set(got["timex"])


def _reference(got: Got) -> Reference:
    return Reference(got["timex"])


LENGTH_BUILDERS: dict[str, Builder] = {
    "adverb_set": _adverb_set,
    "away": _away,
    "away_from": _away_from,
    "away_open": _away_open,
    "every": _every,
    "every_length": _every_length,
    "every_named": _every_named,
    "every_other": _every_other,
    "every_weekday": _every_weekday,
    "fixed_length": _fixed_length,
    "fixed_set": _fixed_set,
    "keep_amount": _keep_amount,
    "keep_unit": _keep_unit,
    "length": _length,
    "one_window": _one_window,
    "open_length": _open_length,
    "ordinal_length": _ordinal_length,
    "recent": _recent,
    "reference": _reference,
    "window": _window,
}
"""By the name ``make`` gives."""
