"""Figures on R-Quant, the Recognizers cases and onrecord's own gold file, beside two peers.

    python -m bench.figures --data PATH
    python -m bench.figures --data PATH --peer-python PATH/bin/python

Figures: micro F1 in percent of the value (both bounds, relative tolerance 1e-5), of value and unit,
and on the gold file of value and qualifier, of what is counted (any shared word) and of all fields.
Quantities are compared sentence by sentence as multisets. quantulum3 and Microsoft Recognizers run
live in the interpreter that has them (``emoji<2`` is needed there); its Python edition has no
number ranges.
"""

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.annotate.figures import find_figures
from onrecord.annotate.figures.units import find_unit_kind
from onrecord.annotate.parses import parse_blocks
from onrecord.ids import hash_text
from onrecord.records import Figure, Report

HERE = Path(__file__).parent
GOLD = HERE / "gold" / "figures.jsonl"
TOLERANCE = 1e-5
MODELS = ("Number", "NumberRange", "Currency", "Dimension", "Percent", "Age")
KINDS = {"Currency": {"money"}, "Dimension": {"measure"}, "Percent": {"share"}, "Age": {"age"}}

# The names the data sets use, beside those onrecord and its peers use.
NAMES = {
    "usd": "dollar", "united states dollar": "dollar", "us dollar": "dollar", "eur": "euro",
    "gbp": "pound sterling", "british pound": "pound sterling", "jpy": "japanese yen",
    "cny": "chinese yuan", "yuan": "chinese yuan", "renminbi": "chinese yuan",
    "cad": "canadian dollar", "aud": "australian dollar", "nzd": "new zealand dollar",
    "hkd": "hong kong dollar", "chf": "swiss franc", "franc": "swiss franc", "inr": "rupee",
    "lkr": "sri lankan rupee", "mxn": "mexican peso", "try": "turkish lira", "btc": "bitcoin",
    "fim": "finnish markka", "dem": "mark", "nlg": "netherlands guilder", "esp": "peseta",
    "netherlands guilde": "netherlands guilder", "crc": "costa rican colón", "gel": "georgian lari",
    "lak": "lao kip", "pence": "penny", "percent": "percentage", "%": "percentage",
    "tonne": "metric ton", "metric tonne": "metric ton", "degree celsius": "celsius",
    "degree fahrenheit": "fahrenheit", "time": "count", "yen": "japanese yen",
    "degree angle": "degree", "per cent": "percentage", "pound": "pound sterling",
}  # fmt: skip


@dataclass(frozen=True)
class Quantity:
    """One quantity of a sentence, found or expected."""

    low: float | None
    high: float | None
    unit: str | None = None
    kind: str = "count"
    qualifier: str = "exact"
    counted: str | None = None
    of: float | None = None
    change: str | None = None


@dataclass
class Tally:
    """Counts behind precision and recall."""

    gold: int = 0
    found: int = 0
    right: int = 0

    def add(self, gold: int, found: int, right: int) -> None:
        """Add one sentence."""
        self.gold += gold
        self.found += found
        self.right += right

    def __str__(self) -> str:
        precision = 100 * self.right / max(self.found, 1)
        recall = 100 * self.right / max(self.gold, 1)
        f1 = 200 * self.right / max(self.gold + self.found, 1)
        return f"{f1:5.1f} ({precision:5.1f}/{recall:5.1f})"


Match = Callable[[Quantity, Quantity], bool]


def name_unit(unit: str | None) -> str:
    """Return one name for the many a unit goes by."""
    if unit is None:
        return ""
    words = unit.lower().replace("meter", "metre").replace("liter", "litre")
    return " per ".join(NAMES.get(part, part) for part in words.split(" per "))


def same_number(a: float | None, b: float | None) -> bool:
    """Return whether two bounds are the same, an open one only the same as an open one."""
    if a is None or b is None:
        return a is b
    return abs(a - b) <= TOLERANCE * max(abs(a), abs(b))


def same_value(gold: Quantity, found: Quantity) -> bool:
    """Return whether two quantities have the same value, an open bound taking the other's."""
    return all(
        same_number(a, b) for a, b in zip(close_bounds(gold), close_bounds(found), strict=True)
    )


def close_bounds(quantity: Quantity) -> tuple[float | None, float | None]:
    """Return the bounds with the number itself where one is open: "at least 3" has value 3."""
    low, high = quantity.low, quantity.high
    return (high if low is None else low), (low if high is None else high)


def same_unit(gold: Quantity, found: Quantity) -> bool:
    """Return whether value and unit agree; a counted noun is the unit of a plain count."""
    if not same_value(gold, found):
        return False
    wanted, given = name_unit(gold.unit), name_unit(found.unit)
    if wanted == given or wanted.removesuffix(" of age") == given:
        return True
    if wanted in {"-", "count"}:
        return found.unit is None
    return bool(stems(wanted) & (stems(given) | stems(found.counted or "")))


def stems(text: str) -> set[str]:
    """Return the words of a text without their plural endings."""
    return {
        re.sub(r"(?<=\w\w)(?:ies|es|s|y)$", "", w) for w in re.findall(r"[^\W\d]+", text.lower())
    }


def same_bounds(gold: Quantity, found: Quantity) -> bool:
    """Return whether the bounds and the qualifier agree."""
    is_value = same_number(gold.low, found.low) and same_number(gold.high, found.high)
    return is_value and gold.qualifier == found.qualifier


def same_counted(gold: Quantity, found: Quantity) -> bool:
    """Return whether the values agree and what is counted shares a word, or both count nothing."""
    if not same_value(gold, found):
        return False
    if not gold.counted or not found.counted:
        return not gold.counted and not found.counted
    return bool(stems(gold.counted) & stems(found.counted))


def same_all(gold: Quantity, found: Quantity) -> bool:
    """Return whether every field of the gold file agrees."""
    return (
        same_bounds(gold, found)
        and name_unit(gold.unit) == name_unit(found.unit)
        and same_counted(gold, found)
        and same_number(gold.of, found.of)
        and gold.change == found.change
    )


def count_matches(gold: Sequence[Quantity], found: Sequence[Quantity], match: Match) -> int:
    """Return how many of the found match one of the gold, one to one."""
    rest = list(gold)
    right = 0
    for quantity in found:
        hit = next((other for other in rest if match(other, quantity)), None)
        if hit is not None:
            rest.remove(hit)
            right += 1
    return right


# ---------------------------------------------------------------- systems

Reader = Callable[[Sequence[str]], list[list[Quantity]]]


def read_onrecord(texts: Sequence[str]) -> list[list[Quantity]]:
    """Return the figures onrecord finds in each text."""
    return [[to_quantity(figure) for figure in find_in_text(text)] for text in texts]


def find_in_text(text: str) -> tuple[Figure, ...]:
    """Return the figures of a text taken as one block."""
    report = Report(id="bench", hash=hash_text(text), text=text)
    return find_figures(report, parse_blocks(text, [(0, (0, len(text)))]), (), ())


def to_quantity(figure: Figure) -> Quantity:
    """Return a figure as a quantity."""
    return Quantity(
        low=None if figure.low is None else float(figure.low),
        high=None if figure.high is None else float(figure.high),
        unit=figure.unit,
        kind=find_unit_kind(figure.unit),
        qualifier=figure.qualifier,
        counted=figure.counted,
        of=None if figure.of is None else float(figure.of),
        change=figure.change,
    )


def make_peer(python: Path, name: str) -> Reader:
    """Return a reader that runs a peer in its own interpreter."""

    def read(texts: Sequence[str]) -> list[list[Quantity]]:
        lines = "".join(json.dumps(text) + "\n" for text in texts)
        command = [str(python), str(HERE / "figure_peers.py"), name]
        run = subprocess.run(
            command, input=lines, capture_output=True, text=True, check=True, env=os.environ
        )
        return [[Quantity(**row) for row in json.loads(line)] for line in run.stdout.splitlines()]

    return read


# ---------------------------------------------------------------- data

Case = tuple[str, list[Quantity]]


def load_rquant(folder: Path) -> list[Case]:
    """Return R-Quant's sentences with their quantities."""
    cases = []
    for line in (folder / "rquant.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        quantities = [
            Quantity(*read_span(item["value"]), unit=item["normalized_unit"])
            for item in row["quantities"]
        ]
        cases.append((row["text"], quantities))
    return cases


def read_span(value: str) -> tuple[float, float]:
    """Return the bounds of "8-10" or of "-5"."""
    low, dash, high = value.partition("-") if not value.startswith("-") else (value, "", "")
    return (float(low), float(high)) if dash else (float(low), float(low))


def load_recognizers(folder: Path, model: str) -> list[Case]:
    """Return the cases of one Recognizers model that have a value."""
    rows = json.loads((folder / f"recognizers-{model}Model.json").read_text(encoding="utf-8"))
    return [
        (row["Input"], [q for result in row["Results"] if (q := read_resolution(model, result))])
        for row in rows
    ]


def read_resolution(model: str, result: dict[str, Any]) -> Quantity | None:
    """Return one expected result, or None for one without a value."""
    resolution = result["Resolution"]
    value = resolution.get("value")
    if value in {None, "null"}:
        return None
    if model == "NumberRange":
        low, high = ((part and float(part)) or None for part in value[1:-1].split(","))
        return Quantity(low, high)
    number = float(value.rstrip("%"))
    unit = {"Percent": "percent"}.get(model, resolution.get("unit"))
    if model == "Age":
        unit = f"{unit} of age"
    if unit == "Pound":
        unit = "pound-mass" if model == "Dimension" else "pound sterling"
    return Quantity(number, number, unit=unit)


def load_gold() -> list[Case]:
    """Return the sentences of onrecord's own gold file."""
    lines = GOLD.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [(row["text"], [Quantity(**figure) for figure in row["figures"]]) for row in rows]


# ---------------------------------------------------------------- scoring


def score(
    cases: Sequence[Case], read: Reader, matches: dict[str, Match], kinds: set[str] | None
) -> dict[str, Tally]:
    """Score a reader on cases by each match; ``kinds`` limits what it found to these."""
    tallies = {name: Tally() for name in matches}
    answers = read([text for text, _ in cases])
    for (_, gold), answer in zip(cases, answers, strict=True):
        found = [q for q in answer if kinds is None or q.kind in kinds]
        for name, match in matches.items():
            tallies[name].add(len(gold), len(found), count_matches(gold, found, match))
    return tallies


def list_sets(folder: Path) -> Iterable[tuple[str, list[Case], dict[str, Match], set[str] | None]]:
    """Yield every data set with the measures it can be scored by."""
    yield "R-Quant", load_rquant(folder), {"value": same_value, "value+unit": same_unit}, None
    for model in MODELS:
        matches: dict[str, Match] = {"value": same_value}
        if model == "NumberRange":
            matches = {"bounds": same_open}
        elif model != "Number":
            matches["value+unit"] = same_unit
        yield f"Recognizers {model}", load_recognizers(folder, model), matches, KINDS.get(model)
    if GOLD.exists():
        gold_matches: dict[str, Match] = {
            "value": same_value, "value+qualifier": same_bounds, "value+unit": same_named,
            "counted": same_counted, "all": same_all,
        }  # fmt: skip
        yield "own gold", load_gold(), gold_matches, None


def same_open(gold: Quantity, found: Quantity) -> bool:
    """Return whether both bounds agree, open where the other is open."""
    return same_number(gold.low, found.low) and same_number(gold.high, found.high)


def same_named(gold: Quantity, found: Quantity) -> bool:
    """Return whether value and unit's name agree."""
    return same_value(gold, found) and name_unit(gold.unit) == name_unit(found.unit)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("ONRECORD_DATA", "../shared/data")
    options.add_argument("--data", type=Path, default=Path(default))
    options.add_argument("--peer-python", type=Path, help="interpreter that has the peers")
    options.add_argument("--only", help="score only sets whose name contains this")
    options.add_argument("--show", action="store_true", help="print the cases onrecord misses")
    arguments = options.parse_args()
    readers: dict[str, Reader] = {"onrecord": read_onrecord}
    for peer in ("quantulum3", "recognizers"):
        if arguments.peer_python:
            readers[peer] = make_peer(arguments.peer_python, peer)
    print("micro F1 (precision/recall), percent")
    for name, cases, matches, kinds in list_sets(arguments.data / "figures"):
        if arguments.only and arguments.only not in name:
            continue
        for system, read in readers.items():
            cells = score(cases, read, matches, kinds)
            line = "  ".join(f"{measure} {tally}" for measure, tally in cells.items())
            print(f"{name:24} {system:12} {line}")
        if arguments.show:
            show_misses(cases, matches, kinds)
    if not arguments.peer_python:
        print("quantulum3, recognizers: not installed here (see --peer-python)", file=sys.stderr)


def show_misses(cases: Sequence[Case], matches: dict[str, Match], kinds: set[str] | None) -> None:
    """Print every case in which some match fails."""
    for text, gold in cases:
        found = [q for q in read_onrecord([text])[0] if kinds is None or q.kind in kinds]
        failed = [
            name
            for name, match in matches.items()
            if not len(gold) == len(found) == count_matches(gold, found, match)
        ]
        if failed:
            print(f"- {text}\n    {','.join(failed)}")
            for label, quantities in (("gold ", gold), ("found", found)):
                print(f"    {label}", *(brief(quantity) for quantity in quantities), sep="  ")


def brief(quantity: Quantity) -> str:
    """Return a quantity on part of a line."""
    parts = [quantity.low, quantity.high, quantity.qualifier, quantity.unit, quantity.counted]
    parts += [part for part in (quantity.of, quantity.change) if part is not None]
    return "[" + " ".join(str(part) for part in parts) + "]"


if __name__ == "__main__":
    main()
