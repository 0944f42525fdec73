"""Quantities as other programs read them, for :mod:`bench.figures`; runs in their interpreter.

    python figure_peers.py quantulum3 < texts.jsonl
    python figure_peers.py recognizers < texts.jsonl

Standard input holds one JSON string a line; standard output one JSON list a line of
``{"low", "high", "unit", "kind"}``. Needs nothing of onrecord.
"""

import json
import sys
import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any

Row = dict[str, Any]

UNIT_KINDS = {"percentage": "share"}
ENTITY_KINDS = {
    "currency": "money",
    "percentage": "share",
    "dimensionless": "count",
    "time": "time",
}


def load_quantulum3() -> Callable[[str], list[Row]]:
    """Return a reader of quantities by quantulum3, without its optional classifier."""
    parser = import_module("quantulum3.parser")

    def read(text: str) -> list[Row]:
        rows = []
        for quantity in parser.parse(text):
            spread = quantity.uncertainty or 0
            entity = quantity.unit.entity.name
            rows.append(
                {
                    "low": quantity.value - spread,
                    "high": quantity.value + spread,
                    "unit": quantity.unit.name,
                    "kind": UNIT_KINDS.get(quantity.unit.name)
                    or ENTITY_KINDS.get(entity, "measure"),
                }
            )
        return rows

    return read


def load_recognizers() -> Callable[[str], list[Row]]:
    """Return a reader by Microsoft Recognizers: units first, then the numbers left over."""
    numbers = import_module("recognizers_number")
    units = import_module("recognizers_number_with_unit")
    steps = [
        ("money", units.recognize_currency),
        ("age", units.recognize_age),
        ("measure", units.recognize_temperature),
        ("measure", units.recognize_dimension),
        ("share", numbers.recognize_percentage),
        ("count", numbers.recognize_number),
    ]

    def read(text: str) -> list[Row]:
        rows: list[Row] = []
        taken: list[tuple[int, int]] = []
        for kind, recognize in steps:
            for result in recognize(text, "en-us"):
                value = (result.resolution or {}).get("value")
                if value is None or any(
                    result.start <= end and start <= result.end for start, end in taken
                ):
                    continue
                taken.append((result.start, result.end))
                rows.append(make_row(kind, value, result.resolution.get("unit")))
        return [row for row in rows if row["low"] is not None]

    return read


def make_row(kind: str, value: str, unit: str | None) -> Row:
    """Return one quantity; a value that is no number has none."""
    try:
        number = float(str(value).rstrip("%"))
    except ValueError:
        number = None
    name = {"share": "percent", "age": f"{unit} of age"}.get(kind, unit)
    return {"low": number, "high": number, "unit": name, "kind": kind}


LOADERS = {"quantulum3": load_quantulum3, "recognizers": load_recognizers}


def main() -> None:
    warnings.simplefilter("ignore")
    read = LOADERS[sys.argv[1]]()
    for line in sys.stdin:
        try:
            rows = read(json.loads(line))
        except Exception as error:  # a peer's crash is its answer: nothing found
            print(f"{type(error).__name__} on {line.strip()}", file=sys.stderr)
            rows = []
        print(json.dumps(rows))


if __name__ == "__main__":
    main()
